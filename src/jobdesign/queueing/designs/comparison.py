"""Several designs under the same arrivals: which is the fastest, and up to which rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.queueing.decomposition import decompose_tandem
from jobdesign.queueing.designs.job_times import Variation
from jobdesign.queueing.designs.load import DesignLoad, design_load
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["DesignComparison", "FastestRange", "compare_designs", "usual_designs"]

#: Points between 0 and the highest capacity at which designs are compared before
#: rates are polished.
_POINTS = 512


@dataclass(frozen=True, slots=True)
class FastestRange:
    """Arrival rates at which one design is the fastest of those compared.

    Parameters
    ----------
    low, high
        Rates; infinite where nothing has to be done.
    name
        Of the design; empty where none can serve so many.
    """

    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class DesignComparison:
    """Designs under the same arrivals.

    Attributes
    ----------
    problem
        What is given.
    loads
        By name.
    fastest
        From rate 0 upwards, which design is the fastest; empty where the time was up.
    """

    problem: Problem
    loads: dict[str, DesignLoad]
    fastest: tuple[FastestRange, ...]

    @property
    def cheapest(self) -> str:
        """Name of the design with the least cost, the first of equals."""
        return min(self.loads, key=lambda name: self.loads[name].cost)

    @property
    def cheapest_is_fastest(self) -> tuple[FastestRange, ...]:
        """The rates at which the cheapest design is also the fastest; empty where none."""
        return tuple(piece for piece in self.fastest if piece.name == self.cheapest)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        return {
            "name": self.problem.name,
            "cheapest": self.cheapest,
            "designs": {name: load.to_dict() for name, load in self.loads.items()},
            "fastest": [
                {"from": piece.low, "to": finite_or_none(piece.high), "design": piece.name or None}
                for piece in self.fastest
            ],
        }

    def __str__(self) -> str:
        from jobdesign.tables.design_loads import comparison_text

        return comparison_text(self)


@takes(problem=Problem)
def compare_designs(
    problem: Problem,
    designs: Mapping[str, Design],
    arrival_rate: float,
    *,
    manual_variation: Variation = 0.0,
    workers: int = 1,
    arrival_variation: float = 1.0,
    time_limit: float | None = None,
) -> DesignComparison:
    """Compare designs under the same arrivals, and find where another becomes the fastest.

    Parameters
    ----------
    problem
        What is given.
    designs
        By name, at least one; see `usual_designs`.
    arrival_rate, manual_variation, arrival_variation
        As for `design_load`.
    workers
        How many people fill each job.
    time_limit
        Seconds, after which it is left open which design is the fastest where.

    Raises
    ------
    InputError
        As `design_load`, or without designs.

    Notes
    -----
    The time in system of a design rises with the arrival rate and has no closed
    crossing with another's: pairs are compared at 512 rates, and every change of
    sign is polished to 1e-12. Two changes between neighbouring rates are not seen.

    Examples
    --------
    >>> import jobdesign as jd
    >>> from jobdesign.queueing import compare_designs
    >>> problem = jd.read_problem("models/paper/example-6.toml")
    >>> designs = {"wide": jd.Design(["automated", "augmented"]),
    ...            "narrow": jd.Design(["manual", "augmented"], job_ends=[0])}
    >>> for piece in compare_designs(problem, designs, 0.2).fastest:
    ...     print(f"{piece.low:.4f} {piece.high:.4f} {piece.name or 'none'}")
    0.0000 0.5000 narrow
    0.5000 inf none
    """
    deadline = Deadline(time_limit)
    if not designs:
        raise InputError("must not be empty", place="designs", fix="give at least one")
    loads = {
        name: design_load(
            problem,
            design,
            arrival_rate,
            manual_variation=manual_variation,
            workers=workers,
            arrival_variation=arrival_variation,
        )
        for name, design in designs.items()
    }
    return DesignComparison(problem, loads, _fastest(loads, arrival_variation, deadline))


@takes(problem=Problem, cheapest=Design)
def usual_designs(
    problem: Problem,
    others: int = 2,
    *,
    cheapest: Design | None = None,
    time_limit: float | None = None,
) -> dict[str, Design]:
    """Return designs that are worth comparing: the cheapest, the next ones, and extremes.

    Parameters
    ----------
    problem
        Has a solution.
    others
        How many of the next-best designs.
    cheapest
        The cheapest design, where it is known already.
    time_limit
        Seconds for all searches; designs that were not found in time are left out.

    Returns
    -------
    dict
        ``cheapest``, ``next 1``, ...,
        ``by hand`` (the cheapest without AI), ``one job`` and ``a job a task`` with
        the tasks of the cheapest. Designs that break a rule or repeat an earlier
        one are left out.

    Raises
    ------
    InputError
        Where no design is feasible.
    """
    from jobdesign.analysis.next_best import best_designs
    from jobdesign.evaluator import evaluate
    from jobdesign.solver import solve

    deadline = Deadline(time_limit)
    if cheapest is None:
        best = solve(problem, time_limit=deadline.remaining)
        if best.design is None:
            raise InputError(f"has no design: {best.status}", place="problem")
        cheapest = best.design
    found = {"cheapest": cheapest}
    if others:
        ranking = best_designs(problem, others + 1, time_limit=deadline.remaining)
        for number, ranked in enumerate(ranking[1:], 1):
            if ranked.design is not None:
                found[f"next {number}"] = ranked.design
    by_hand = solve(problem.without_ai(), time_limit=deadline.remaining).design
    if by_hand is not None:
        found["by hand"] = by_hand
    found["one job"] = Design(cheapest.modes)
    found["a job a task"] = Design(cheapest.modes, cheapest.task_ends)
    kept: dict[str, Design] = {}
    for name, design in found.items():
        repeated = any(_same(design, other) for other in kept.values())
        if not repeated and evaluate(problem, design).is_feasible:
            kept[name] = design
    return kept


def _same(design: Design, other: Design) -> bool:
    return bool(
        np.array_equal(design.modes, other.modes)
        and np.array_equal(design.job_ends, other.job_ends)
    )


def _fastest(
    loads: dict[str, DesignLoad], arrival_variation: float, deadline: Deadline
) -> tuple[FastestRange, ...]:
    """Return the ranges in order; the time of each design is looked at as a function."""
    names = list(loads)
    curves = [_Curve(loads[name], arrival_variation) for name in names]
    highest = max(curve.capacity for curve in curves)
    if math.isinf(highest):  # a design without work is as fast as can be
        return (FastestRange(0.0, math.inf, names[[c.capacity for c in curves].index(highest)]),)
    grid = highest * np.arange(1, _POINTS + 1) / _POINTS
    times = np.empty((len(curves), _POINTS))
    for column, rate in enumerate(grid.tolist()):
        if deadline.passed:
            return ()
        times[:, column] = [curve(rate) for curve in curves]
    edges = {curve.capacity for curve in curves}
    for first, second in combinations(range(len(curves)), 2):
        edges.update(_crossings(curves[first], curves[second], grid, times[first], times[second]))
    ranges: list[FastestRange] = []
    low = 0.0
    for high in [*sorted(edges), math.inf]:
        at = (low + high) / 2 if math.isfinite(high) else low * 2
        took = [curve(at) for curve in curves]
        least = min(took)
        name = names[took.index(least)] if math.isfinite(least) else ""
        if ranges and ranges[-1].name == name:
            ranges[-1] = FastestRange(ranges[-1].low, high, name)
        elif high > low:
            ranges.append(FastestRange(low, high, name))
        low = high
    return tuple(ranges)


class _Curve:
    """Time in system of one design over the arrival rate."""

    def __init__(self, load: DesignLoad, arrival_variation: float) -> None:
        self.capacity = load.capacity
        self.mean = [time.mean for time in load.service_times]
        self.square = [time.second_moment for time in load.service_times]
        self.workers = load.workers
        self.arrival_variation = arrival_variation

    def __call__(self, rate: float) -> float:
        if rate >= self.capacity:
            return math.inf
        line = decompose_tandem(
            rate, self.mean, self.square,
            servers=self.workers, arrival_variation=self.arrival_variation,
        )  # fmt: skip
        return line.mean_time_in_system


def _crossings(
    first: _Curve, second: _Curve, grid: Array, first_times: Array, second_times: Array
) -> list[float]:
    from scipy.optimize import brentq

    both = np.isfinite(first_times) & np.isfinite(second_times)
    rates, gaps = grid[both], first_times[both] - second_times[both]
    if len(rates) == 0:
        return []

    def gap(rate: float) -> float:
        return first(rate) - second(rate)

    return [
        float(brentq(gap, rates[k], rates[k + 1], xtol=1e-300, rtol=1e-12))
        for k in np.flatnonzero(gaps[:-1] * gaps[1:] < 0).tolist()
    ]

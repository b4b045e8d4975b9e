"""The Lagrangian dual of the constraints that span jobs: prices, and a bound that holds.

With a price on every unit that counts in a limit, the limits go away and the
cheapest design is a shortest path again. Its cost less the price of what is
allowed bounds every design that keeps the limits. The best prices are found by
cutting planes: each design seen is a linear function of the prices, and what the
least of them promises at most bounds the bound from above. The next prices are
halfway from the best so far to where that is promised, and all the way where
halfway no design is new: there are finitely many, so that the search ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.highs import solve_lp
from jobdesign.methods.outcome import Deadline
from jobdesign.workflow import Array

__all__ = ["Dual", "best_prices"]

_MOST_ROUNDS = 200
#: Labels of all rounds after which it is worth to ask whether the limits can be kept at all.
_MANY_LABELS = 5_000
#: Relative distance between the bound and what the cuts still promise at which to stop.
_CLOSE = 1e-7
#: In phase one, a bound above this needs no improvement.
_IMPOSSIBLE = 1e-6
#: Largest price of all that a limit allows, in costs of a whole design.
_MOST_PRICE = 1e4


@dataclass(slots=True, eq=False)
class Dual:
    """What the search for prices found.

    Attributes
    ----------
    prices
        Shape (R,): the best prices.
    bound
        What no design that keeps the limits can cost less than; infinite where
        no mixture of designs keeps them.
    designs
        The jobs of every design seen.
    finished
        False where the deadline passed first.
    magnitude
        Of the terms that add up to the bound: its rounding errors are relative to it.
    """

    prices: Array
    bound: float
    designs: list[Jobs]
    finished: bool = True
    magnitude: float = 0.0


class _Doubt:
    """Whether the limits can be kept at all, asked once, after so many labels."""

    def __init__(self, is_impossible: Callable[[list[Jobs]], bool] | None) -> None:
        self.is_impossible = is_impossible
        self.labels = 0

    def is_right(self, designs: list[Jobs]) -> bool:
        """Ask if it is time to; whether there is no design."""
        if self.is_impossible is None or self.labels <= _MANY_LABELS:
            return False
        ask, self.is_impossible = self.is_impossible, None
        return ask(designs)


def best_prices(
    search: JobSearch,
    deadline: Deadline,
    *,
    phase_one: bool = False,
    is_impossible: Callable[[list[Jobs]], bool] | None = None,
) -> Dual:
    """Maximise the Lagrangian bound over prices ≥ 0.

    Parameters
    ----------
    search
        The problem.
    deadline
        When to stop with the best bound so far.
    phase_one
        For a search whose jobs cost nothing: prices that add up to at most 1 per
        unit of the limits. A bound above 0 proves that the limits cannot be kept.
    is_impossible
        Asked once if the search is long, with the designs seen: whether it is proved
        otherwise that the limits cannot be kept.
    """
    limits = search.limits
    dual = Dual(search.no_prices, -math.inf, [])
    lines: list[tuple[float, Array]] = []  # a design costs a and uses b more than allowed
    prices = search.no_prices
    scale = np.abs(limits)
    is_full_step = True
    doubt = _Doubt(is_impossible)
    for _ in range(_MOST_ROUNDS):
        if doubt.is_right(dual.designs):
            return Dual(prices, math.inf, dual.designs)
        found = search.run(prices, deadline)
        if found is None:
            dual.finished = False
            return dual
        doubt.labels += found.whole.shape[1]
        jobs = found.jobs_of_design()
        if jobs is None:  # no design keeps even what every job must keep
            return Dual(prices, math.inf, dual.designs)
        jobs = cheapest_types(jobs, prices)
        cost, used = math.fsum(jobs.cost), jobs.uses.sum(axis=0)
        excess = used - limits
        value = cost + float(prices @ excess)
        if value > dual.bound:
            dual.bound, dual.prices = value, prices
            dual.magnitude = cost + float(prices @ np.maximum(np.abs(limits), np.abs(used)))
        is_new = not any(cost == a and (excess == b).all() for a, b in lines)
        if is_new:
            lines.append((cost, excess))
            dual.designs.append(jobs)
        elif is_full_step:  # the cuts promise what they hold already, but for rounding
            return dual
        if len(limits) == 0 or (not prices.any() and (excess <= 0).all()):
            return dual
        if phase_one and dual.bound > _IMPOSSIBLE:
            return dual
        scale = np.maximum(scale, np.abs(excess))
        # prices so high that being over a limit outweighs any design's cost
        unit, most = (1.0, 1.0) if phase_one else (max(line[0] for line in lines), _MOST_PRICE)
        promised = _maximise_cuts(lines, scale, unit, most)
        if promised is None:
            return dual
        upper, best = promised
        if upper - dual.bound <= _CLOSE * max(abs(upper), abs(dual.bound)):
            return dual
        # plain cutting planes swing too far
        halfway = dual.prices + 0.5 * (best - dual.prices)
        is_full_step = (
            not is_new
            or len(lines) == 1
            or bool((np.abs(halfway - dual.prices) <= 1e-9 * np.abs(best)).all())
        )
        prices = best if is_full_step else halfway
    return dual


def cheapest_types(jobs: Jobs, prices: Array) -> Jobs:
    """Keep, of a job that several types can fill, the cheapest at these prices."""
    reduced = jobs.cost + jobs.uses @ prices
    order = np.lexsort((reduced, jobs.end))
    first = np.append(True, np.diff(jobs.end[order]) > 0)
    return jobs.take(np.sort(order[first]))


def _maximise_cuts(
    lines: list[tuple[float, Array]], scale: Array, unit: float, most: float
) -> tuple[float, Array] | None:
    """Maximise v with v ≤ a + b · prices for every line, prices ≤ most units per scale.

    Tolerances of the solver are absolute, so all is measured in these units.
    """
    count = len(scale)
    unit = unit or 1.0
    scale = np.where(scale > 0, scale, 1.0)
    matrix = np.ones((len(lines), count + 1))
    matrix[:, :count] = -np.array([excess for _, excess in lines]) / scale
    costs = np.zeros(count + 1)
    costs[-1] = -1.0
    solved = solve_lp(
        costs,
        matrix,
        np.full(len(lines), -np.inf),
        np.array([cost / unit for cost, _ in lines]),
        np.append(np.zeros(count), -np.inf),
        np.append(np.full(count, most), np.inf),
    )
    if solved is None:
        return None
    point, value = solved
    return -value * unit, point[:-1] / scale * unit

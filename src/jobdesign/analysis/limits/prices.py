"""What a limit costs: the price of one unit more, and the multiplier beside it.

`settings` says what a limit is, `curves` walks the cost over it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jobdesign.analysis.limits.curves import Asker, LimitCurve, LimitStep, limit_curve, walk
from jobdesign.analysis.limits.settings import SettableLimit, limits_of
from jobdesign.arguments import FUNCTION, LISTED, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.methods.outcome import Progress
from jobdesign.problem import Problem
from jobdesign.solution import Solution, finite_or_none

__all__ = ["LimitCurve", "LimitPrice", "LimitStep", "limit_curve", "limit_prices"]


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """What a limit that is one unit looser saves.

    Parameters
    ----------
    name
        The limit: a constraint with its values, or the available workers of a type.
    limit, relaxed_limit
        As given, and one unit looser.
    used
        What the optimum uses of it; NaN without one.
    cost, relaxed_cost
        Of the optimum at the limit, and one unit looser; infinite where no design
        keeps all limits, NaN where the time was up first.
    multiplier
        The Lagrange multiplier: the price of a unit if mixtures of designs could
        be chosen; NaN where nothing keeps all limits.
    curve
        In between.

    Notes
    -----
    With multipliers λ ≥ 0 and limits L, no design costs less than the dual value
    D = min over designs of cost + λ (use - L). So with this limit at L' instead,
    the optimum costs at least D - λ (L' - L), for every L' (with the sign turned
    for limits from below). D is at most `cost`, and equal where one design alone
    is the best mixture.
    """

    name: str
    limit: float
    relaxed_limit: float
    used: float
    cost: float
    relaxed_cost: float
    multiplier: float
    curve: LimitCurve

    @property
    def saving(self) -> float:
        """Cost less the cost one unit looser."""
        return 0.0 if self.cost == self.relaxed_cost else self.cost - self.relaxed_cost

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        names = ("limit", "relaxed_limit", "used", "cost", "relaxed_cost", "saving", "multiplier")
        numbers = {name: finite_or_none(getattr(self, name)) for name in names}
        return {"name": self.name} | numbers | {"curve": self.curve.to_dict()}


@takes(problem=Problem, job_ends=LISTED, progress=FUNCTION)
def limit_prices(
    problem: Problem,
    *,
    unit: float = 1.0,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[LimitPrice, ...]:
    """Price one unit more of every limit that spans jobs, exactly, by re-solving.

    Parameters
    ----------
    problem
        What is given.
    unit
        How much looser limits on amounts get; limits that count are loosened by one.
    horizon, job_ends
        As in `solve`.
    time_limit
        Seconds for everything.
    progress
        Called now and then, as by `solve`, with the seconds since the start of all solves.

    Returns
    -------
    tuple of LimitPrice
        In the order of the constraints, then of the worker types that are limited.

    Raises
    ------
    InputError
        Where no constraint spans jobs and no worker type is limited.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]),
    ...     constraints=[jd.KINDS["max_jobs"](limit=1)])
    >>> price, = jd.limit_prices(problem)
    >>> price.cost, price.relaxed_cost, price.saving
    (30.0, 18.0, 12.0)
    """
    limits = limits_of(problem)
    if not limits:
        raise InputError(
            "has no limit that spans jobs",
            place="problem",
            fix="add a constraint, say max_jobs or max_total_time",
        )
    if finite_number("unit", unit) <= 0:
        raise InputError("must be above 0", place="unit", value=unit, fix="1 is the default")
    ask = Asker.on(problem, horizon, job_ends, time_limit, progress)
    base = ask(problem, "mip")
    known = base if base.status in ("optimal", "infeasible") else None
    prices = []
    for limit, multiplier in zip(limits, _multipliers(problem, limits, base), strict=True):
        loose = limit.looser(float(unit))
        low, high = sorted((limit.value, loose))
        curve = walk(problem, limit, low, high, ask, known)
        prices.append(
            LimitPrice(
                name=limit.name,
                limit=limit.value,
                relaxed_limit=loose,
                used=math.nan if base.design is None else limit.used(problem, base),
                cost=curve.cost_at(limit.value) if known is None else known.cost,
                relaxed_cost=curve.cost_at(loose),
                multiplier=multiplier,
                curve=curve,
            )
        )
    return tuple(prices)


def _multipliers(problem: Problem, limits: list[SettableLimit], base: Solution) -> list[float]:
    """Return the multiplier of each limit, NaN where there is none."""
    if base.design is None or not base.multipliers:
        return [math.nan] * len(limits)
    # both list the constraints that span jobs in their order, then the limited types,
    # whose numbers do not matter in the short run
    missing = len(limits) - len(base.multipliers)
    return [*base.multipliers, *[math.nan] * missing]

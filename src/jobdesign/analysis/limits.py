"""What a limit costs: the optimum as a step curve over the limit, by re-solving.

Limits that span jobs (and numbers of workers) can only be met by some designs,
of which there are finitely many. So the optimal cost is a step function of the
limit. It is walked from the loosest limit to the tightest: solve, see how much
of the limit the optimum uses, and ask again for a little less than that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.checks import finite_number, is_whole
from jobdesign.constraints import TOLERANCE, Constraint
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon, measure
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.solution import Solution, finite_or_none
from jobdesign.solver import solve

__all__ = ["LimitCurve", "LimitPrice", "LimitStep", "limit_curve", "limit_prices"]

#: How far below what is used the next limit is, relative: beyond the tolerance of limits.
_BELOW = 4.0 * TOLERANCE
#: Steps after which a curve is given up.
_MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A range of limits over which the optimum is the same.

    Parameters
    ----------
    low, high
        The limits, both ends included; infinite where it goes on.
    cost
        Of the optimum; infinite where no design keeps the limit.
    design
        The optimum, or None.
    """

    low: float
    high: float
    cost: float
    design: Design | None


@dataclass(frozen=True, slots=True)
class LimitCurve:
    """The optimal cost over a range of a limit.

    Parameters
    ----------
    name
        Of the limit.
    steps
        From the lowest limit to the highest.
    complete
        Whether the whole range was walked before the time was up.
    """

    name: str
    steps: tuple[LimitStep, ...]
    complete: bool

    def cost_at(self, limit: float) -> float:
        """Return the optimal cost at a limit of the range; NaN where it was not reached."""
        for step in self.steps:
            if step.low <= limit <= step.high:
                return step.cost
        # between two steps lies less than what a limit forgives
        nearest = min(
            self.steps,
            key=lambda step: min(abs(step.low - limit), abs(step.high - limit)),
            default=None,
        )
        if nearest is not None:
            away = min(abs(nearest.low - limit), abs(nearest.high - limit))
            if away <= 2 * _BELOW * abs(limit):
                return nearest.cost
        return math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        steps = [
            {
                "low": finite_or_none(step.low),
                "high": finite_or_none(step.high),
                "cost": finite_or_none(step.cost),
                "design": None if step.design is None else str(step.design),
            }
            for step in self.steps
        ]
        return {"name": self.name, "complete": self.complete, "steps": steps}


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """What a limit that is one unit looser saves.

    Parameters
    ----------
    name
        The limit: a constraint with its values, or the available workers of a type.
    limit
        As given.
    used
        What the optimum uses of it; NaN without one.
    cost, relaxed_cost
        Of the optimum at the limit, and one unit looser.
    multiplier
        The Lagrange multiplier: the price of a unit if mixtures of designs could
        be chosen; NaN where nothing keeps all limits.
    curve
        In between.
    """

    name: str
    limit: float
    used: float
    cost: float
    relaxed_cost: float
    multiplier: float
    curve: LimitCurve

    @property
    def saving(self) -> float:
        """Cost less the cost one unit looser."""
        if math.isinf(self.cost):
            return 0.0 if math.isinf(self.relaxed_cost) else math.inf
        return self.cost - self.relaxed_cost

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        names = ("limit", "used", "cost", "relaxed_cost", "saving", "multiplier")
        numbers = {name: finite_or_none(getattr(self, name)) for name in names}
        return {"name": self.name} | numbers | {"curve": self.curve.to_dict()}


def limit_prices(
    problem: Problem,
    *,
    unit: float = 1.0,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
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
    deadline = Deadline(time_limit)
    limits = _limits(problem)
    if not limits:
        raise InputError(
            "has no limit that spans jobs",
            place="constraints",
            fix="add one, say max_jobs or max_total_time",
        )
    unit = finite_number("unit", unit, 0)
    ask = _Asker(horizon, job_ends, deadline)
    base = solve(problem, "mip", horizon=horizon, job_ends=job_ends, time_limit=deadline.remaining)
    prices = []
    for limit, multiplier in zip(limits, _multipliers(problem, limits, base), strict=True):
        more = 1.0 if limit.counts else unit
        low, high = limit.value, limit.value + more
        if limit.sense == "≥":
            low, high = max(limit.value - more, limit.least), limit.value
        curve = _walk(problem, limit, low, high, ask, known=base)
        tight, loose = (low, high) if limit.sense == "≤" else (high, low)
        prices.append(
            LimitPrice(
                name=limit.name,
                limit=limit.value,
                used=math.nan if base.design is None else limit.used(problem, base),
                cost=base.cost if base.status == "optimal" else curve.cost_at(tight),
                relaxed_cost=curve.cost_at(loose),
                multiplier=multiplier,
                curve=curve,
            )
        )
    return tuple(prices)


def limit_curve(
    problem: Problem,
    limit: str | int | Constraint,
    low: float,
    high: float,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
) -> LimitCurve:
    """Walk the optimal cost over a range of one limit, all others as they are.

    Parameters
    ----------
    problem
        What is given.
    limit
        The constraint, its kind where it is the only one of it, its number in the
        list (from 1), or the name of a limited worker type.
    low, high
        The range.
    horizon, job_ends
        As in `solve`.
    time_limit
        Seconds for the whole curve.

    Returns
    -------
    LimitCurve
        Designs that differ by less than the tolerance of limits count as one step.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]),
    ...     constraints=[jd.KINDS["max_jobs"](limit=1)])
    >>> [(s.low, s.high, s.cost) for s in jd.limit_curve(problem, "max_jobs", 1, 3).steps]
    [(1.0, 1.0, 30.0), (2.0, 3.0, 18.0)]
    """
    chosen = _choose(problem, limit)
    low = finite_number("low", low, chosen.least)
    high = finite_number("high", high, low)
    if chosen.counts and not (low.is_integer() and high.is_integer()):
        raise InputError(
            f"must be whole numbers for {chosen.name}", place="range", value=[low, high]
        )
    return _walk(problem, chosen, low, high, _Asker(horizon, job_ends, Deadline(time_limit)))


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit that can be set to another value."""

    name: str
    value: float
    sense: str
    #: whether only whole numbers make sense, and the least value that may be set
    counts: bool
    least: float
    #: what to take off a use of 0
    tiny: float
    constraint: Constraint | None
    put: Callable[[Problem, float], Problem]
    used: Callable[[Problem, Solution], float]

    def tighter(self, used: float) -> float:
        """Return the loosest limit that what uses this much does not keep."""
        away = 1.0 if self.counts else _BELOW * abs(used) or self.tiny
        return used - away if self.sense == "≤" else used + away


@dataclass(frozen=True, slots=True)
class _Asker:
    horizon: Horizon
    job_ends: Sequence[int | str] | None
    deadline: Deadline

    def __call__(self, problem: Problem) -> Solution | None:
        """Solve to optimality; None where the time is up first."""
        solution = solve(
            problem,
            horizon=self.horizon,
            job_ends=self.job_ends,
            time_limit=self.deadline.remaining,
        )
        if solution.interrupted:
            self.deadline.interrupted = True
        return solution if solution.status in ("optimal", "infeasible") else None


def _walk(
    problem: Problem,
    limit: _Limit,
    low: float,
    high: float,
    ask: _Asker,
    known: Solution | None = None,
) -> LimitCurve:
    """Walk from the loosest limit to the tightest."""
    sign = 1.0 if limit.sense == "≤" else -1.0
    at, end = (high, low) if sign > 0 else (low, high)
    steps: list[LimitStep] = []
    complete = False
    while len(steps) < _MOST_STEPS:
        if known is not None and at == limit.value and known.status == "optimal":
            solution: Solution | None = known
        elif at < limit.least:
            solution = None
        else:
            changed = problem if at == limit.value else limit.put(problem, at)
            solution = ask(changed)
            if solution is None:
                break
        if solution is None or solution.design is None:
            steps.append(_step(end, at, math.inf, None))
            complete = True
            break
        changed = limit.put(problem, at)
        reached = min(sign * limit.used(changed, solution), sign * at) * sign
        if sign * reached <= sign * end:
            steps.append(_step(end, at, solution.cost, solution.design))
            complete = True
            break
        steps.append(_step(reached, at, solution.cost, solution.design))
        at = limit.tighter(reached)
        if sign * at < sign * end:  # nothing is left but what the limit forgives
            complete = True
            break
    return LimitCurve(limit.name, tuple(_merged(steps, sign)), complete)


def _step(one: float, other: float, cost: float, design: Design | None) -> LimitStep:
    return LimitStep(min(one, other), max(one, other), cost, design)


def _merged(steps: list[LimitStep], sign: float) -> list[LimitStep]:
    """Return the steps from low to high, those of equal cost as one."""
    merged: list[LimitStep] = []
    for step in steps:
        last = merged[-1] if merged else None
        if last is not None and step.cost == last.cost:
            merged[-1] = replace(last, low=min(last.low, step.low), high=max(last.high, step.high))
        else:
            merged.append(step)
    return merged[::-1] if sign > 0 else merged


def _limits(problem: Problem) -> list[_Limit]:
    """Return the limits that span jobs, and those of worker types."""
    limits = [
        _of_constraint(constraint, problem)
        for constraint in problem.constraints
        if constraint.spans_jobs
    ]
    kinds = problem.wages.worker_types or ()
    limits += [_of_type(k, problem) for k, kind in enumerate(kinds) if kind.available is not None]
    return limits


def _of_constraint(constraint: Constraint, problem: Problem) -> _Limit:
    def put(given: Problem, value: float) -> Problem:
        whole: Any = int(value) if counts else value
        changed: Any = replace(constraint, limit=whole)  # type: ignore[call-arg]
        kept = [changed if other is constraint else other for other in problem.constraints]
        return replace(given, constraints=kept)

    def used(given: Problem, solution: Solution) -> float:
        assert solution.design is not None
        mine = given.constraints[place]
        return measure(given, solution.design, mine, solution.horizon)

    place = next(k for k, other in enumerate(problem.constraints) if other is constraint)
    rule = constraint.limit_rule
    counts = rule in ("count", "number")
    least = {"count": 1.0, "number": 0.0, "amount": 0.0}.get(rule, -math.inf)
    coefficients = getattr(constraint, "coefficients", {})
    largest = max((abs(v) for modes in coefficients.values() for v in modes.values()), default=1.0)
    return _Limit(
        name=str(constraint),
        value=float(constraint.bound),
        sense=constraint.sense,
        counts=counts,
        least=least,
        tiny=TOLERANCE * (largest or 1.0),
        constraint=constraint,
        put=put,
        used=used,
    )


def _of_type(position: int, problem: Problem) -> _Limit:
    kinds = problem.wages.worker_types or ()

    def put(given: Problem, value: float) -> Problem:
        changed = list(kinds)
        changed[position] = replace(kinds[position], available=int(value))
        return replace(given, wages=replace(given.wages, worker_types=tuple(changed)))

    def used(given: Problem, solution: Solution) -> float:
        assert solution.evaluation is not None
        types = solution.evaluation.job_worker_type
        assert types is not None
        return float((types == position).sum())

    kind = kinds[position]
    try:
        put(problem, 0)
        least = 0.0
    except InputError:  # without it the types would cover nothing
        least = 1.0
    return _Limit(
        name=f'worker type "{kind.name}" (available {kind.available})',
        value=float(kind.available or 0),
        sense="≤",
        counts=True,
        least=least,
        tiny=0.0,
        constraint=None,
        put=put,
        used=used,
    )


def _choose(problem: Problem, limit: str | int | Constraint) -> _Limit:
    """Find the limit that is meant."""
    able = _limits(problem)
    matches = [
        found
        for found in able
        if found.constraint is not None
        and (
            found.constraint is limit
            or found.constraint.kind == limit
            or (is_whole(limit, 1) and found.constraint is _numbered(problem, limit))
        )
    ]
    matches += [found for found in able if found.name.startswith(f'worker type "{limit}" (')]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise InputError(
            "names several limits",
            place="limit",
            value=str(limit),
            fix="give its number in the list of constraints, from 1",
        )
    raise InputError(
        "must be one of the problem's limits that span jobs",
        place="limit",
        value=str(limit),
        fix=f"it has {', '.join(found.name for found in able) or 'none'}",
    )


def _numbered(problem: Problem, number: Any) -> Constraint | None:
    return problem.constraints[number - 1] if number <= len(problem.constraints) else None


def _multipliers(problem: Problem, limits: list[_Limit], base: Solution) -> list[float]:
    """Return the multiplier of each limit, NaN where there is none."""
    if base.design is None or not base.multipliers:
        return [math.nan] * len(limits)
    rows = [total.constraint for total in problem.rules.totals]
    values = []
    scarce = list(base.multipliers[len(rows) :])
    for limit in limits:
        if limit.constraint is None:
            values.append(scarce.pop(0) if scarce else math.nan)
        else:
            place = next(k for k, row in enumerate(rows) if row is limit.constraint)
            values.append(base.multipliers[place])
    return values

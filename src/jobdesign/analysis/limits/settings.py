"""What a limit is, how it is set to another value, and what a design uses of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.checks import is_whole
from jobdesign.constraints import TOLERANCE, Constraint
from jobdesign.errors import InputError, did_you_mean
from jobdesign.evaluator import measure
from jobdesign.problem import Problem
from jobdesign.solution import Solution

__all__ = ["SettableLimit", "choose_limit", "limits_of"]

#: How far below what is used the next limit is, relative: beyond the tolerance of limits.
_BELOW = 4.0 * TOLERANCE
#: The same for a budget whose terms cancel, relative to its coefficients: beyond their rounding.
_CANCELLED = TOLERANCE
#: Least value of a limit by the rule that it is checked by.
_LEAST = {"count": 1.0, "number": 0.0, "amount": 0.0, "any": -math.inf}


@dataclass(frozen=True, slots=True)
class SettableLimit:
    """A limit that can be set to another value.

    Parameters
    ----------
    name
        With its value, as tables show it.
    key
        What users call it: the kind of constraint, or the name of the worker type.
    number
        Position among the problem's constraints, from 1; None for a worker type.
    value
        As given.
    sense
        ``"≤"`` or ``"≥"``.
    counts
        Whether only whole numbers make sense.
    least
        The least value that may be set.
    rounding
        Absolute amount by which designs must differ to differ at all.
    put
        Sets it, in a problem.
    used
        What a solution uses of it.
    """

    name: str
    key: str
    number: int | None
    value: float
    sense: str
    counts: bool
    least: float
    rounding: float
    put: Callable[[Problem, float], Problem]
    used: Callable[[Problem, Solution], float]

    def tighter(self, used: float) -> float:
        """Return the loosest limit that what uses this much does not keep."""
        away = 1.0 if self.counts else max(_BELOW * abs(used), self.rounding)
        return used - away if self.sense == "≤" else used + away

    def looser(self, unit: float) -> float:
        """Return the limit one unit looser: one more or less where it counts."""
        unit = 1.0 if self.counts else unit
        return self.value + unit if self.sense == "≤" else max(self.value - unit, self.least)


def limits_of(problem: Problem) -> list[SettableLimit]:
    """Return the limits that span jobs, and those of worker types."""
    limits = [
        _of_constraint(problem, place)
        for place, constraint in enumerate(problem.constraints)
        if constraint.spans_jobs
    ]
    kinds = problem.wages.worker_types or ()
    limits += [_of_type(problem, k) for k, kind in enumerate(kinds) if kind.available is not None]
    return limits


def _of_constraint(problem: Problem, place: int) -> SettableLimit:
    constraint = problem.constraints[place]
    counts = constraint.limit_rule in ("count", "number")

    def put(given: Problem, value: float) -> Problem:
        whole: Any = int(value) if counts else value
        changed = list(problem.constraints)
        changed[place] = replace(constraint, limit=whole)  # type: ignore[call-arg]
        return replace(given, constraints=changed)

    def used(given: Problem, solution: Solution) -> float:
        assert solution.design is not None
        return measure(given, solution.design, given.constraints[place], solution.horizon)

    coefficients = getattr(constraint, "coefficients", {}).values()
    sizes = [max(map(abs, modes.values()), default=0.0) for modes in coefficients]
    return SettableLimit(
        name=str(constraint),
        key=constraint.kind,
        number=place + 1,
        value=float(constraint.bound),
        sense=constraint.sense,
        counts=counts,
        least=_LEAST[constraint.limit_rule],
        rounding=_CANCELLED * sum(sizes) or math.ulp(0.0),
        put=put,
        used=used,
    )


def _of_type(problem: Problem, position: int) -> SettableLimit:
    kinds = problem.wages.worker_types or ()
    kind = kinds[position]

    def put(given: Problem, value: float) -> Problem:
        changed = list(kinds)
        changed[position] = replace(kind, available=int(value))
        return replace(given, wages=replace(given.wages, worker_types=tuple(changed)))

    def used(given: Problem, solution: Solution) -> float:
        assert solution.evaluation is not None
        types = solution.evaluation.job_worker_type
        assert types is not None
        return float((types == position).sum())

    try:
        put(problem, 0)
        least = 0.0
    except InputError:  # without it the types would cover nothing
        least = 1.0
    return SettableLimit(
        name=f'worker type "{kind.name}" (available {kind.available})',
        key=kind.name,
        number=None,
        value=float(kind.available or 0),
        sense="≤",
        counts=True,
        least=least,
        rounding=0.0,
        put=put,
        used=used,
    )


def choose_limit(problem: Problem, limit: str | int | Constraint) -> SettableLimit:
    """Find the limit that is meant.

    Raises
    ------
    InputError
        Where it means none, or several.
    """
    able = limits_of(problem)
    if isinstance(limit, Constraint):
        matches = [x for x in able if x.number and problem.constraints[x.number - 1] is limit]
    elif is_whole(limit, 0):
        matches = [found for found in able if found.number == limit]
    else:
        matches = [found for found in able if found.key == limit]
    if len(matches) == 1:
        return matches[0]
    shown = limit if isinstance(limit, (str, int)) else str(limit)
    if matches:
        numbers = ", ".join(str(x.number) if x.number else "its name" for x in matches)
        raise InputError(
            "names several limits",
            place="limit",
            value=shown,
            fix=f"give the number of one among the constraints: {numbers}",
        )
    listed = (f"{x.number}: {x.name}" if x.number else x.name for x in able)
    raise InputError(
        "must be one of the limits that span jobs",
        place="limit",
        value=shown,
        fix=did_you_mean(str(limit), [found.key for found in able])
        or f"there are {', '.join(listed) or 'none'}",
    )

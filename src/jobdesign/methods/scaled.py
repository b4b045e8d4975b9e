"""A problem in other units: the same designs, the same cheapest."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import TypeVar

import numpy as np

from jobdesign.constraints import Constraint
from jobdesign.constraints.base import Limit
from jobdesign.problem import Problem
from jobdesign.wages import Wages
from jobdesign.workflow import Array

__all__ = ["in_units"]

#: What is not 0 stays between 2 to the minus this and 2 to the this: beside what it is
#: scaled to be near, more or less is the same.
_REACH = 1000
_Thing = TypeVar("_Thing")


def in_units(problem: Problem, *, skill: int, time: int, wage: int) -> Problem:
    """Return a problem in units that are these powers of two, of skill and of time, and of wages.

    Scaling by powers of two is exact. The limits of numbers are for what is given: they
    are not asked of it again.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=[3.0], manual_time=[2.0**40]))
    >>> in_units(problem, skill=0, time=40, wage=0).workflow.manual_time
    array([1.])
    """
    given = problem.workflow
    columns = {
        "manual_skill": shifted(given.manual_skill, -skill),
        "ai_skill": shifted(given.ai_skill, -skill),
        "manual_time": shifted(given.manual_time, -time),
        "ai_time": shifted(given.ai_time, -time),
        "handoff_time": shifted(given.handoff_time, -time),
        "ai_cost": shifted(given.ai_cost, -wage - time),
    }
    workflow = _changed(given, **columns)
    workflow.__dict__.pop("augmented_time", None)  # of the other units
    constraints = [_limit(c, {"skill": skill, "time": time}) for c in problem.constraints]
    wages = _wages(problem.wages, skill, wage)
    return _changed(problem, workflow=workflow, wages=wages, constraints=tuple(constraints))


def shifted(values: Array, power: int) -> Array:
    """Return numbers times a power of two; what is 0 or endless stays so."""
    with np.errstate(over="ignore", under="ignore"):
        moved = np.ldexp(values, power)
    kept: Array = np.where(
        (values == 0) | np.isinf(values), values, np.clip(moved, 2.0**-_REACH, 2.0**_REACH)
    )
    return kept


def _shifted(value: float, power: int) -> float:
    return math.copysign(float(shifted(np.array(abs(value)), power)), value)


def _changed(thing: _Thing, **fields: object) -> _Thing:
    """Copy something frozen with other fields, without checking them as what is given."""
    other = copy.copy(thing)
    for name, value in fields.items():
        object.__setattr__(other, name, value)
    return other


def _wages(wages: Wages, skill: int, wage: int) -> Wages:
    if wages.schedule is not None:
        points = tuple((_shifted(x, -skill), _shifted(y, -wage)) for x, y in wages.schedule)
        return _changed(wages, schedule=points)
    if wages.worker_types is not None:
        kinds = tuple(
            replace(
                kind, max_skill=_shifted(kind.max_skill, -skill), wage=_shifted(kind.wage, -wage)
            )
            for kind in wages.worker_types
        )
        return _changed(wages, worker_types=kinds)
    return wages


def _limit(constraint: Constraint, powers: dict[str, int]) -> Constraint:
    power = powers.get(constraint.unit, 0)
    if not power or not isinstance(constraint, Limit):
        return constraint
    return replace(constraint, limit=_shifted(constraint.limit, -power))

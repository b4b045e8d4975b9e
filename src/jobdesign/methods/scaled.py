"""A problem in other units: the same designs, the same cheapest."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TypeVar

from jobdesign.methods.constraint_units import ConstraintInUnits
from jobdesign.methods.powers import shifted, shifted_number
from jobdesign.problem import Problem
from jobdesign.wages import Wages

__all__ = ["in_units"]

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
    constraints = [
        ConstraintInUnits(constraint=one, workflow=given, skill=skill, time=time)
        for one in problem.constraints
    ]
    wages = _wages(problem.wages, skill, wage)
    return _changed(problem, workflow=workflow, wages=wages, constraints=tuple(constraints))


def _changed(thing: _Thing, **fields: object) -> _Thing:
    """Copy something frozen with other fields, without checking them as what is given."""
    other = copy.copy(thing)
    for name, value in fields.items():
        object.__setattr__(other, name, value)
    return other


def _wages(wages: Wages, skill: int, wage: int) -> Wages:
    if wages.schedule is not None:
        points = tuple(
            (shifted_number(x, -skill), shifted_number(y, -wage)) for x, y in wages.schedule
        )
        return _changed(wages, schedule=points)
    if wages.worker_types is not None:
        kinds = tuple(
            replace(
                kind,
                max_skill=shifted_number(kind.max_skill, -skill),
                wage=shifted_number(kind.wage, -wage),
            )
            for kind in wages.worker_types
        )
        return _changed(wages, worker_types=kinds)
    return wages

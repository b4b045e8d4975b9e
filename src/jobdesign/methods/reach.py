"""Numbers of a problem that lie far apart: where products of them can leave double precision.

A problem's own numbers are checked when it is made (`jobdesign.given_numbers`): what a job
costs is never lost. Some reductions of labels multiply more than that, differences of
skills with differences of times. Here it is settled, for all methods, which problems
those may be used on, and for the plain long run how a problem becomes one of them:

- What no design can use is brought down. A known design costs U. A skill s above 4 U / t,
  with t the least time above 0, is part of a job that takes no time at all or costs more
  than 4 U. So is min(s, 4 U / t): with it the same designs are cheapest, at the same cost.
  Times likewise.
- What is left is measured in powers of two of its units, which is exact.

Where numbers are still apart, labels are compared by skill and time one by one, without
any product.
"""

from __future__ import annotations

import math

import numpy as np

from jobdesign.given_numbers import simple_bill
from jobdesign.methods.scaled import in_units
from jobdesign.problem import Problem
from jobdesign.workflow import Array, Workflow

__all__ = ["are_near", "brought_near", "in_near_units", "is_near"]

#: Numbers between 2 to the minus this and 2 to the this are near each other ...
_NEAR = 160
#: ... where some design costs at most this: see the decision on limits of numbers.
_CHEAP = 2.0**400


def are_near(*columns: Array) -> bool:
    """Whether all finite numbers but 0 are of a size at which products of them are safe."""
    low, high = _range(*columns)
    return low >= -_NEAR and high <= _NEAR


def is_near(problem: Problem) -> bool:
    """Whether all skills and times of a problem are of a size at which products are safe."""
    return are_near(*_skills(problem), *_times(problem)) and simple_bill(problem) <= _CHEAP


def brought_near(problem: Problem) -> tuple[Problem, int]:
    """Return a plain problem with the same cheapest designs, and the power of two of its money.

    The same problem where its numbers are near already, or cannot be brought so.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[1e170, 1], manual_time=[1e170, 2], ai_skill=[2, 0], ai_time=[2, 0],
    ...     ai_success=[1, 0]))
    >>> brought_near(problem)[0].workflow.manual_skill
    array([12.,  1.])
    """
    if is_near(problem):
        return problem, 0
    skills, times = _skills(problem), _times(problem)
    bill = simple_bill(problem)
    least_skill, least_time = _least(*skills), _least(*times)
    skills = [np.minimum(s, max(4.0 * bill / least_time, least_skill)) for s in skills]
    most_time = max(4.0 * bill / least_skill, least_time)
    times = [np.where(np.isfinite(t), np.minimum(t, most_time), t) for t in times]
    given = problem.workflow
    used = Workflow.from_arrays(
        manual_skill=skills[0],
        ai_skill=skills[1],
        manual_time=times[0],
        ai_time=times[1],
        handoff_time=times[2],
        ai_success=given.ai_success,
        names=given.names,
    )
    near, money = in_near_units(Problem(used, name=problem.name))
    return (near, money) if is_near(near) else (problem, 0)


def in_near_units(problem: Problem) -> tuple[Problem, int]:
    """Return a plain problem in units in which its numbers are near, and the power of its money.

    The same problem where they are near already, or in no units.
    """
    if is_near(problem):
        return problem, 0
    skill, time = _middle(*_skills(problem)), _middle(*_times(problem))
    near = in_units(problem, skill=skill, time=time, wage=skill)
    return (near, skill + time) if is_near(near) else (problem, 0)


def _skills(problem: Problem) -> list[Array]:
    return [problem.human_skill, problem.ai_management_skill]


def _times(problem: Problem) -> list[Array]:
    given = problem.workflow
    return [given.manual_time, given.ai_time, given.handoff_time]


def _least(*columns: Array) -> float:
    """Return the least number above 0; 1 where there is none."""
    least = min(float(column[column > 0].min(initial=np.inf)) for column in columns)
    return least if math.isfinite(least) else 1.0


def _range(*columns: Array) -> tuple[int, int]:
    """Return the powers of two of the least and the largest finite number but 0."""
    powers = [
        math.frexp(end)[1]
        for column in columns
        for used in (column[(column != 0) & np.isfinite(column)],)
        if len(used)
        for end in (float(np.abs(used).min()), float(np.abs(used).max()))
    ]
    return (min(powers), max(powers)) if powers else (0, 0)


def _middle(*columns: Array) -> int:
    """Return the power of two in the middle of the numbers, 0 where they are near as they are."""
    low, high = _range(*columns)
    return 0 if low >= -_NEAR and high <= _NEAR else (low + high) // 2

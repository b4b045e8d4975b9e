"""Units in which the numbers of a problem are of ordinary size.

HiGHS has absolute tolerances: a row may be broken by 1e-9, whatever its numbers
mean. The step-level model has rows in skill, time and money, so that these are
measured in powers of two of their units where the given ones are far off. That
scaling is exact, and a design is the same design in any unit.
"""

from __future__ import annotations

import math

import numpy as np

from jobdesign.errors import InputError
from jobdesign.given_numbers import check_numbers
from jobdesign.methods.scaled import in_units
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["in_ordinary_units", "typical_bill", "typical_time"]

#: Typical numbers between 2 to the minus this and 2 to the this stay as they are.
_ORDINARY = 10


def in_ordinary_units(problem: Problem) -> tuple[Problem, int]:
    """Return the same problem in other units, and the power of two that is their money.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=[3.0], manual_time=[2.0**40]))
    >>> scaled, money = in_ordinary_units(problem)
    >>> scaled.workflow.manual_time, money
    (array([0.5]), 42)
    """
    skill = _power(float(_least_skills(problem).max()))
    time = _power(typical_time(problem))
    bill = typical_bill(problem)
    money = _power(bill) if bill else time
    wage = money - time
    if problem.wages.is_plain:
        skill = wage
    if not (skill or time or wage):
        return problem, 0
    scaled = in_units(problem, skill=skill, time=time, wage=wage)
    try:  # beside a huge price that nobody pays, what counts could be lost
        check_numbers(scaled)
    except InputError:
        return problem, 0
    return scaled, money


def typical_time(problem: Problem) -> float:
    """Return the longest that any step takes alone, in the faster way.

    Where that is 0, the longest hand-off, or attempt of the AI.
    """
    given = problem.workflow
    alone = np.minimum(given.manual_time, given.augmented_time)
    return float(alone.max() or given.handoff_time.max() or given.ai_time.max())


def typical_bill(problem: Problem) -> float:
    """Return the size of a wage bill, or of the AI costs that nobody can avoid.

    Where both are 0, of the AI costs that somebody could have.
    """
    given = problem.workflow
    rate = _typical_wage(problem, _least_skills(problem))
    needed = np.where(np.isfinite(given.manual_time), 0.0, given.ai_cost)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        needed = np.where(needed > 0, needed / given.ai_success, 0.0)
        bill = max(float(np.multiply(rate, typical_time(problem))), float(needed.max()))
    return bill or float(given.ai_cost.max())


def _least_skills(problem: Problem) -> Array:
    given = problem.workflow
    by_hand = np.where(np.isfinite(given.manual_time), problem.human_skill, np.inf)
    with_ai = np.where(given.ai_success > 0, problem.ai_management_skill, np.inf)
    return np.minimum(by_hand, with_ai)


def _power(typical: float) -> int:
    """Return the power of two of a number, 0 where it is ordinary, zero or endless."""
    if not math.isfinite(typical):
        return 0
    power = math.frexp(typical)[1]
    return power if abs(power) > _ORDINARY else 0


def _typical_wage(problem: Problem, skills: Array) -> float:
    """Return the wage of a job that holds all steps, each in the way that needs less skill."""
    if problem.wages.worker_types is not None:
        return max(kind.wage for kind in problem.wages.worker_types)
    return float(problem.wages.rate(skills.sum()))

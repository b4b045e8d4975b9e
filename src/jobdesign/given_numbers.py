"""The limits of numbers: what a problem may hold so that nothing that matters is lost.

Every number is 0 or between 1e-300 and 1e+300, after base wages too; the least wage times
the least time is at least 1e-305; and some design costs at most 1e+300. Then what a job
costs is never lost. A wage bill is wage × time (+ attempts × AI cost): it cannot fall
below 1e-305, and what exceeds double precision is infinite, and never chosen where a
design is possible that does not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.checks import LARGEST, SMALLEST
from jobdesign.columns import Array, place
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.problem import Problem

__all__ = ["check_numbers", "simple_bill"]

#: The least that a wage times a time may be, but for 0; doubles keep all digits down to 2e-308.
_LEAST_BILL = 1e-305


def check_numbers(problem: Problem) -> None:
    """Refuse numbers whose products double precision does not hold.

    Raises
    ------
    InputError
        That says which.
    """
    for key, base in (("manual_skill", "human"), ("ai_skill", "ai_management")):
        _check_base_wage(problem, key, base)
    wage, time = _least_wage(problem), _least_time(problem)
    if wage and time and wage * time < _LEAST_BILL:
        raise InputError(
            f"the least wage, {wage:.4g}, times the least time, {time:.4g}, "
            f"must be at least {_LEAST_BILL:g}",
            place="steps",
            fix="write 0 for what is nothing, or measure skill or time in smaller units",
        )
    if not simple_bill(problem) <= LARGEST:
        raise InputError(
            "total skill after base wages times total time overflows double precision, "
            "however the steps are done",
            place="steps",
            fix="measure skill or time in larger units",
        )


def simple_bill(problem: Problem) -> float:
    """Return what a design that is easy to find costs, limits left out; infinite beyond doubles.

    Every step is done in its cheaper mode, alone in its job or all in one job. With worker
    types each job is paid what the dearest is.
    """
    given, wages = problem.workflow, problem.wages
    able = given.augmented_time < np.inf
    with np.errstate(over="ignore", invalid="ignore"):
        cost = np.where(able, given.ai_cost / np.where(able, given.ai_success, 1.0), np.inf)
        by_hand = problem.human_skill * given.manual_time
        with_ai = problem.ai_management_skill * given.augmented_time + cost
        manual = (given.manual_time < np.inf) & ~(with_ai < by_hand)
        skill = np.where(manual, problem.human_skill, problem.ai_management_skill)
        time = np.where(manual, given.manual_time, given.augmented_time)
        paid = np.where(manual, 0.0, cost).sum()
        if wages.worker_types is not None:
            rate = max(kind.wage for kind in wages.worker_types if kind.available != 0)
            return float(rate * (time + given.handoff_time).sum() + paid)
        alone = (wages.rate(skill) * (time + given.handoff_time)).sum()
        together = wages.rate(skill.sum()) * time.sum()
    return float(np.fmin(alone, together) + paid)


def _check_base_wage(problem: Problem, key: str, base: str) -> None:
    """Refuse skills that a base wage makes too large or too small."""
    given = getattr(problem.workflow, key)
    rate = getattr(problem.wages, base)
    with np.errstate(over="ignore", under="ignore"):
        skill = given * rate
    bad = (given > 0) & (rate > 0) & ~((skill >= SMALLEST) & (skill <= LARGEST))
    if bad.any():
        i = int(np.argmax(bad))
        raise InputError(
            f"times the base wage {base} must be between {SMALLEST:g} and {LARGEST:g}",
            place=place(problem.workflow.names, i, key),
            value=float(given[i]),
            fix=f"measure skill in other units; {base} is {rate:g}",
        )


def _least(*columns: Array) -> float:
    """Return the least number above 0; 0 where there is none."""
    least = min(float(column[column > 0].min(initial=np.inf)) for column in columns)
    return least if math.isfinite(least) else 0.0


def _least_time(problem: Problem) -> float:
    given = problem.workflow
    finite = given.manual_time[np.isfinite(given.manual_time)]
    return _least(finite, given.ai_time, given.handoff_time)


def _least_wage(problem: Problem) -> float:
    """Return the least wage above 0 that a job can have, but for what lies at a kink."""
    wages = problem.wages
    skill = _least(problem.human_skill, problem.ai_management_skill)
    if wages.worker_types is not None:
        return _least(np.array([k.wage for k in wages.worker_types if k.available != 0]))
    if wages.schedule is None:
        return skill
    skills, rates = np.array(wages.schedule).T
    if rates[0] > 0:
        return float(rates[0])
    rises = np.flatnonzero(rates > 0)
    if len(rises) == 0:
        return 0.0
    k = int(rises[0])
    above = max(skill, float(np.spacing(skills[k - 1]))) if skills[k - 1] > 0 else skill
    return float((rates[k] - rates[k - 1]) / (skills[k] - skills[k - 1])) * above

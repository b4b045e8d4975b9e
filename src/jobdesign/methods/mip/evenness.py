"""Whether the numbers of a step-level model are near enough to each other for HiGHS.

Its tolerances are absolute, and it derives bounds by dividing by what stands in a
row: where numbers of one kind differ by many powers of ten, the small ones drown,
or an error is blown up, and HiGHS calls designs optimal or impossible that are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.mip.chains import Chain
from jobdesign.problem import Problem

__all__ = ["are_even"]

_Indices = npt.NDArray[np.integer]
#: Least share of the largest number of a kind that counts as near it.
_NEAR = 1e-8


def are_even(
    problem: Problem,
    costs: JobCosts,
    starts: _Indices,
    manual: _Indices,
    chains: list[Chain],
    most_skill: float,
) -> bool:
    """Say whether skills, times, bills and rises of the wage are each near the largest.

    Parameters
    ----------
    problem, costs
        What is given, what jobs cost.
    starts
        Shape (m,): where the job that holds each step starts, as far as wages care.
    manual
        The steps that may be done by hand.
    chains
        Those that may be chosen.
    most_skill
        The most that a job can gather.
    """
    given = problem.workflow
    human, manager = problem.human_skill, problem.ai_management_skill
    tasks = [(s, float(human[s]), float(given.manual_time[s]), 0.0) for s in manual.tolist()]
    tasks += [(c.last, float(manager[c.last]), c.time, c.ai_cost) for c in chains]
    times = [time for _, _, time, _ in tasks] + given.handoff_time.tolist()
    bills = [costs.rate(int(starts[s]), skill) * time for s, skill, time, _ in tasks]
    bills += [ai_cost for _, _, _, ai_cost in tasks]
    kinds = [[skill for _, skill, _, _ in tasks], times, bills]
    if costs.form == "schedule":
        kinds.append(_rises(costs, most_skill))
    return all(map(_are_near, kinds))


def _rises(costs: JobCosts, most_skill: float) -> list[float]:
    """List the highest wage, and by how much it rises on each piece of the schedule."""
    ends = [min(skill, most_skill) for skill in costs.skills[1:-1]] + [most_skill]
    wages = [costs.rate(0, skill) for skill in [costs.skills[0], *ends]]
    return [wages[-1], *np.diff(wages).tolist()]


def _are_near(values: Iterable[float]) -> bool:
    sizes = [value for value in values if 0.0 < value < math.inf]
    return not sizes or min(sizes) >= _NEAR * max(sizes)

"""The chains that the step-level model offers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.constraints import Rules
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.mip.units import typical_bill, typical_time
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["Chain", "job_starts", "useful_chains"]


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that may be chosen, steps first..last."""

    first: int
    last: int
    time: float
    ai_cost: float


def job_starts(steps: int, job_ends: npt.NDArray[np.int64] | None) -> npt.NDArray[np.int64]:
    """Return where the given job that holds each step starts, 0 in the long run; shape (m,)."""
    starts = np.zeros(steps, dtype=np.int64)
    if job_ends is not None:
        starts[job_ends[:-1] + 1] = job_ends[:-1] + 1
    return np.maximum.accumulate(starts)


def useful_chains(
    problem: Problem,
    rules: Rules,
    costs: JobCosts,
    starts: npt.NDArray[np.int64],
    most_cost: float = math.inf,
    longest: float = math.inf,
) -> tuple[list[Chain], bool]:
    """List the chains that a design of interest can have.

    Parameters
    ----------
    problem, rules, costs
        What is given, what every job must keep, what jobs cost.
    starts
        Shape (m,): where the job that holds each step starts, as far as wages care.
    most_cost
        Chains that alone cost more are in no design of interest.
    longest
        Chains are left out too, without such a reason, whose time is longer than this
        times a typical time, or whose AI costs are larger than this times a typical
        wage bill.

    Returns
    -------
    chains, complete
        False where a chain was left out for the last reason only.
    """
    given = problem.workflow
    skills = problem.ai_management_skill.tolist()
    least_success = max(rules.min_chain_success, SMALLEST_SUCCESS)
    most_time, most_bill = longest * typical_time(problem), longest * typical_bill(problem)
    if math.isnan(most_time + most_bill):  # endless times nothing
        most_time = most_bill = math.inf
    chains = []
    complete = True
    for last in range(len(given)):
        if not rules.chain_end[last] or skills[last] > rules.max_job_skill:
            continue
        rate = costs.rate(int(starts[last]), skills[last])
        if rate == math.inf:
            continue
        success = 1.0
        for first in range(last, -1, -1):
            success *= float(given.ai_success[first])
            if success < least_success or last - first >= rules.max_chain_length:
                break
            if first < last and (not rules.chain_pass[first] or rules.handoff_required[first]):
                break
            # all of them grow with the chain
            time = float(given.ai_time[last] / success)
            ai_cost = float(given.ai_cost[last] / success)
            if time > rules.max_job_time or not rate * time + ai_cost <= most_cost:
                break
            if not math.isfinite(time + ai_cost):
                break
            if time > most_time or ai_cost > most_bill:
                complete = False
                break
            chains.append(Chain(first, last, time, ai_cost))
    return chains, complete

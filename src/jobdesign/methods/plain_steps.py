"""What label-setting in plain Python looks up at every step: lists, which it indexes fast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.methods.job_costs import JobCosts
from jobdesign.problem import Problem

__all__ = ["PlainSteps"]


class PlainSteps:
    """A problem's numbers by step, its rules, and what its jobs cost.

    Parameters
    ----------
    problem
        What is given; constraints that span jobs are not looked at.
    job_ends
        Last steps of the given jobs: the short run.
    """

    def __init__(self, problem: Problem, job_ends: npt.NDArray[np.int64] | None = None) -> None:
        given = problem.workflow
        self.m = len(given)
        self.rules = problem.rules
        if job_ends is not None:
            self.rules.keep_jobs(job_ends)
        self.costs = JobCosts(problem, job_ends)
        self.human_skill: list[float] = problem.human_skill.tolist()
        self.manager_skill: list[float] = problem.ai_management_skill.tolist()
        self.manual_time: list[float] = given.manual_time.tolist()
        self.ai_time: list[float] = given.ai_time.tolist()
        self.success: list[float] = given.ai_success.tolist()
        self.handoff: list[float] = given.handoff_time.tolist()
        self.ai_cost: list[float] = given.ai_cost.tolist()

"""What a job costs, by its skill and time, and which labels that makes redundant."""

from __future__ import annotations

import bisect
import math
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from jobdesign.constraints import TOLERANCE
from jobdesign.methods.reach import is_near
from jobdesign.problem import Problem
from jobdesign.wages import Wages
from jobdesign.workflow import Array

__all__ = ["JobCosts", "is_concave"]

Form = Literal["product", "schedule", "types", "hired"]


class JobCosts:
    """The wage of a job, and the shape of job costs that decides on the frontier.

    Parameters
    ----------
    problem
        What is given. How many workers of a type are available is not looked at:
        that spans jobs.
    job_ends
        Last steps of the given jobs, whose workers keep their wages: the short run.

    Attributes
    ----------
    form
        ``"product"``: the wage is the skill; ``"schedule"``; ``"types"``: a step
        function, infinite beyond its last step; ``"hired"``: fixed for each job.
    """

    def __init__(self, problem: Problem, job_ends: npt.NDArray[np.int64] | None = None) -> None:
        wages = problem.wages
        self.form: Form = "product"
        self.hired: Array = np.empty(0)
        self.skills: list[float] = []
        self.wages: list[float] = []
        if job_ends is not None:
            self.form = "hired"
            self.hired = hired_wages(problem, job_ends)
        elif wages.worker_types is not None:
            self.form = "types"
            for skill, wage in worthwhile_types(wages):
                self.skills.append(skill)
                self.wages.append(wage)
        elif wages.schedule is not None:
            self.form = "schedule"
            self.skills = [skill for skill, _ in wages.schedule]
            self.wages = [wage for _, wage in wages.schedule]
        free = not problem.workflow.ai_cost.any()
        #: Whether hulls in (skill, time) of jobs with the same start suffice.
        self.hulls_suffice = (
            free
            and is_near(problem)
            and (self.form == "product" or (self.form == "schedule" and is_concave(wages)))
        )

    def work_for_nothing(self, steps: int) -> None:
        """Set all wages to 0; who can fill a job stays as it is."""
        if self.form == "types":
            self.wages = [0.0] * len(self.wages)
            return
        unknown = ~np.isfinite(self.hired) if self.form == "hired" else np.zeros(steps + 1, bool)
        self.form = "hired"
        self.hired = np.where(unknown, np.inf, 0.0)

    def rate(self, start: int, skill: float) -> float:
        """Return the wage of a job that starts at a boundary; infinite where nobody can fill it."""
        if self.form == "product":
            return skill
        if self.form == "hired":
            return float(self.hired[start])
        if self.form == "types":
            at = bisect.bisect_left(self.skills, skill)
            return self.wages[at] if at < len(self.skills) else math.inf
        skills, wages = self.skills, self.wages
        at = min(max(bisect.bisect_left(skills, skill), 1), len(skills) - 1)
        slope = (wages[at] - wages[at - 1]) / (skills[at] - skills[at - 1])
        return wages[at - 1] + slope * (skill - skills[at - 1])


def hired_wages(problem: Problem, job_ends: npt.NDArray[np.int64]) -> Array:
    """Return the wage of the given job that starts at each boundary, NaN elsewhere."""
    from jobdesign.design import Design
    from jobdesign.evaluator import evaluate

    by_hand = Design(np.zeros(len(problem.workflow), dtype=np.int8), job_ends)
    priced = evaluate(problem, by_hand, "short")
    wages = np.full(len(problem.workflow) + 1, np.nan)
    wages[priced.job_first] = priced.job_wage
    return wages


def worthwhile_types(wages: Wages) -> list[tuple[float, float]]:
    """List (largest skill with tolerance, wage), both increasing, of the types worth hiring."""
    kept: list[tuple[float, float]] = []
    for kind in sorted(wages.worker_types or (), key=lambda kind: (-kind.max_skill, kind.wage)):
        if kind.available != 0 and (not kept or kind.wage < kept[-1][1]):
            most = kind.max_skill * (1.0 + TOLERANCE)
            if kept and kept[-1][0] == most:
                continue
            kept.append((most, kind.wage))
    return kept[::-1]


def is_concave(wages: Wages) -> bool:
    """Whether a schedule's slopes do not rise: wage × time is then quasi-concave."""
    assert wages.schedule is not None
    slopes = [
        (wage - before) / (skill - skill_before)
        for (skill_before, before), (skill, wage) in pairwise(wages.schedule)
    ]
    return all(later <= slope for slope, later in pairwise(slopes))

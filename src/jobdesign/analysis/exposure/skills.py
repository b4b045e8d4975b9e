"""What AI does to the skill of jobs and to their width (section 4.2).

A job of a design with AI is compared with the same steps done by hand: by one
worker, which shows what AI does to the work; and in the jobs that are best without
AI, which shows what becomes of the workers. The two may differ in sign: in
example 5 of the paper the joined job needs less skill than one worker would by
hand, and more than either of the two specialists that there were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.evaluator import Evaluation
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["SkillEffect", "Specialisation", "mean_skill", "skill_effects", "specialisation"]

#: Skills closer than this, relatively, count as the same.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class SkillEffect:
    """The skill and wage of one job, and of the same steps by hand.

    Attributes
    ----------
    skill, wage
        Of the work as designed; in the short run the wage is the one that stays.
    skill_by_hand, wage_by_hand
        Of one worker who does the same steps by hand; NaN where no person can do
        one of them.
    skill_without_ai, wage_without_ai
        Mean over the jobs that do these steps in the best design without AI,
        weighted by the time of these steps; NaN where there is no such design.
    jobs_without_ai
        Number of these jobs; 0 where there is no such design.
    """

    skill: float
    wage: float
    skill_by_hand: float
    wage_by_hand: float
    skill_without_ai: float
    wage_without_ai: float
    jobs_without_ai: int

    @property
    def on_the_work(self) -> str:
        """Against one worker by hand: "deskilling", "upskilling", "same" or, if unknown, ""."""
        return _direction(self.skill, self.skill_by_hand)

    @property
    def on_the_workers(self) -> str:
        """The same against the jobs that are best without AI."""
        return _direction(self.skill, self.skill_without_ai)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not known."""
        numbers = {
            name: finite_or_none(getattr(self, name))
            for name in self.__slots__
            if name != "jobs_without_ai"
        }
        return numbers | {
            "jobs_without_ai": self.jobs_without_ai,
            "on_the_work": self.on_the_work or None,
            "on_the_workers": self.on_the_workers or None,
        }


def skill_effects(
    designed: Evaluation,
    by_hand: Evaluation,
    without_ai: Evaluation | None,
    manual_time: Array,
) -> tuple[SkillEffect, ...]:
    """Compare every job of a design with the same steps by hand.

    Parameters
    ----------
    designed
        The design with AI, priced.
    by_hand
        Its jobs with all steps done by hand, priced.
    without_ai
        The best design without AI, priced, or None.
    manual_time
        Of the steps, shape (m,).
    """
    effects = []
    for j, (first, last) in enumerate(zip(designed.job_first, designed.job_last, strict=True)):
        times = manual_time[first : last + 1]
        possible = bool(np.isfinite(times).all())
        skill_before = wage_before = math.nan
        jobs_before = 0
        if without_ai is not None:
            jobs = np.searchsorted(without_ai.job_last, np.arange(first, last + 1))
            longest = times.max()  # shares of it: products with times may overflow
            weights = times / longest if 0 < longest < np.inf else np.ones(len(times))
            skill_before = float(np.average(without_ai.job_skill[jobs], weights=weights))
            wage_before = float(np.average(without_ai.job_wage[jobs], weights=weights))
            jobs_before = int(jobs[-1] - jobs[0]) + 1
        effects.append(
            SkillEffect(
                skill=float(designed.job_skill[j]),
                wage=float(designed.job_wage[j]),
                skill_by_hand=float(by_hand.job_skill[j]) if possible else math.nan,
                wage_by_hand=float(by_hand.job_wage[j]) if possible else math.nan,
                skill_without_ai=skill_before,
                wage_without_ai=wage_before,
                jobs_without_ai=jobs_before,
            )
        )
    return tuple(effects)


@dataclass(frozen=True, slots=True)
class Specialisation:
    """How wide the jobs of a design are.

    Attributes
    ----------
    jobs, tasks
        How many.
    steps_per_job, tasks_per_job
        Means.
    most_steps, most_tasks
        Of the widest job.
    mean_skill
        Skill of the job at work, over all hours of work and of handing over.
    handoff_share
        Part of the cost that pays for handing over.
    """

    jobs: int
    tasks: int
    steps_per_job: float
    tasks_per_job: float
    most_steps: int
    most_tasks: int
    mean_skill: float
    handoff_share: float

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {name: finite_or_none(getattr(self, name)) for name in self.__slots__}


def specialisation(priced: Evaluation) -> Specialisation:
    """Measure how wide the jobs of a design are.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-5.toml")
    >>> specialisation(jd.solve(problem.without_ai()).evaluation).steps_per_job
    1.0
    >>> specialisation(jd.solve(problem).evaluation).steps_per_job
    2.0
    """
    steps: npt.NDArray[np.int64] = priced.job_last - priced.job_first + 1
    return Specialisation(
        jobs=len(steps),
        tasks=len(priced.task_first),
        steps_per_job=float(steps.mean()),
        tasks_per_job=float(priced.job_tasks.mean()),
        most_steps=int(steps.max()),
        most_tasks=int(priced.job_tasks.max()),
        mean_skill=mean_skill(priced),
        handoff_share=priced.handoff_cost / priced.cost if priced.cost else 0.0,
    )


def mean_skill(priced: Evaluation) -> float:
    """Return the mean skill of jobs over their hours; NaN where all take no time."""
    time = priced.job_time
    total = float(time.sum())
    return float(priced.job_skill @ time) / total if total else math.nan


def _direction(skill: float, before: float) -> str:
    if math.isnan(before):
        return ""
    if abs(skill - before) <= _SAME * max(abs(skill), abs(before)):
        return "same"
    return "deskilling" if skill < before else "upskilling"

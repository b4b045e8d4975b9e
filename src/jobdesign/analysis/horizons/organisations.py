"""One way to organise a workflow, and what lies between several of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.design import Design
from jobdesign.evaluator import Evaluation
from jobdesign.solution import finite_or_none

__all__ = ["Decomposition", "Organisation"]


@dataclass(frozen=True, slots=True, eq=False)
class Organisation:
    """One way to organise the workflow.

    Attributes
    ----------
    status
        As a solution's; ``"none"`` where there is nothing to compute it from.
    reason
        Why there is no design; else empty.
    design, evaluation
        The design and its price; None without one.
    hired_skill
        Skill of the work that each job was hired for, shape (p,): in the short
        run that of its steps done by hand, whatever the design asks for.
    """

    status: str
    reason: str = ""
    design: Design | None = None
    evaluation: Evaluation | None = None
    hired_skill: tuple[float, ...] = ()

    @property
    def cost(self) -> float:
        """Total wage bill; infinite without a design."""
        return math.inf if self.evaluation is None else self.evaluation.cost

    @property
    def total_time(self) -> float:
        """Time of all jobs with hand-offs; NaN without a design."""
        return math.nan if self.evaluation is None else self.evaluation.total_time

    @property
    def jobs(self) -> int:
        """Number of jobs."""
        return 0 if self.evaluation is None else len(self.evaluation.job_first)

    @property
    def tasks(self) -> int:
        """Number of tasks."""
        return 0 if self.evaluation is None else len(self.evaluation.task_first)

    @property
    def total_skill(self) -> float:
        """Skill that all workers together are hired for; NaN without a design."""
        return math.nan if self.evaluation is None else math.fsum(self.hired_skill)

    @property
    def highest_skill(self) -> float:
        """Skill of the job that is hired for the most; NaN without a design."""
        return math.nan if self.evaluation is None else max(self.hired_skill)

    @property
    def overstretched_jobs(self) -> int:
        """Jobs whose work asks for more skill than they were hired for: short run only."""
        if self.evaluation is None:
            return 0
        hired = np.array(self.hired_skill)
        return int((self.evaluation.job_skill > hired * (1 + 1e-9)).sum())

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        numbers = ("cost", "total_time", "total_skill", "highest_skill")
        counts = ("jobs", "tasks", "overstretched_jobs")
        has = self.design is not None
        return {
            "status": self.status,
            "reason": self.reason or None,
            **{name: finite_or_none(getattr(self, name)) for name in numbers},
            **{name: getattr(self, name) if has else None for name in counts},
            "design": str(self.design) if has else None,
        }


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Where the gain from the work by hand in the given jobs to the long run comes from.

    With G the cost as it is, B redesigned without AI, S in the short run, L in the long
    run, S' that of the short run's design at the wages that its skills ask for, and R
    that of the short run of the jobs of B, the gain G − L is the sum of three parts, and
    of the steps of two paths: AI first, G → S → S' → L, and redesign first, G → B → R → L.

    Attributes
    ----------
    gain
        G − L.
    redesign_without_ai
        G − B: what better jobs save without AI; not negative.
    ai_in_given_jobs
        G − S: what AI saves while jobs and wages stay; not negative.
    redesign_for_ai
        (S − L) − (G − B): what redesign saves with AI beyond what it saves without:
        the interaction of the two. May be negative.
    wages_follow
        S − S': what is saved if wages come to match the work. Negative where the short
        run asks workers for more skill than they are paid for.
    redesign_with_ai
        S' − L: what other tasks and jobs then save; not negative.
    ai_in_redesigned_jobs
        B − R; not negative.
    redesign_again
        R − L: to the jobs that are best with AI, wages adjusted.

    Notes
    -----
    The exact sums are ``gain = redesign_without_ai + ai_in_given_jobs +
    redesign_for_ai = ai_in_given_jobs + wages_follow + redesign_with_ai =
    redesign_without_ai + ai_in_redesigned_jobs + redesign_again``. NaN wherever a
    cost it needs is not finite. The signs hold for costs that are optimal, of
    designs that all keep the constraints.
    """

    gain: float
    redesign_without_ai: float
    ai_in_given_jobs: float
    redesign_for_ai: float
    wages_follow: float
    redesign_with_ai: float
    ai_in_redesigned_jobs: float
    redesign_again: float

    def to_dict(self) -> dict[str, float | None]:
        """Return everything as JSON has it; None for what is not finite."""
        return {name: finite_or_none(getattr(self, name)) for name in self.__slots__}

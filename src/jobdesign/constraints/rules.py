"""All side constraints of a problem in the form that methods work with.

Most constraints can be kept by every job by itself: they forbid modes, chains,
boundaries or jobs. Those are arrays here, each written by the constraint's
`restrict`. The others limit a total over all jobs, and every one of them is
linear in the number of jobs, their times and the modes of the steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jobdesign.columns import SMALLEST_SUCCESS
from jobdesign.constraints.base import TOLERANCE, Constraint, Mask
from jobdesign.workflow import Array

__all__ = ["Rules", "Total"]

_NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """A limit on a sum over all jobs and steps.

    Holds when Σ jobs (per_job + per_time × time with hand-off) + Σ steps
    per_mode[step, mode] ≤ limit.

    Parameters
    ----------
    constraint
        Where it comes from.
    limit
        With the tolerance.
    per_job, per_time
        What a job counts, and a unit of its time.
    per_mode
        Shape (m, 3): what a step counts in each mode.
    """

    constraint: Constraint
    limit: float
    per_job: float
    per_time: float
    per_mode: Array


@dataclass(slots=True, eq=False)
class Rules:
    """What every job must keep by itself, and the totals over all jobs.

    Attributes
    ----------
    manual, chain_end, chain_pass
        Shape (m,): whether the step may be done by hand, end a chain
        (augmented), be passed by one (automated).
    max_chain_length
        Number of steps.
    min_chain_success
        Smallest Q.
    handoff_allowed, handoff_required
        Shape (m,): whether a job may, and must, end after the step.
    earliest_start
        Shape (m + 1,), not falling: a job that ends at boundary k starts at this
        boundary or later.
    max_job_time, max_job_skill, max_job_tasks
        Limits of every job, with the tolerance.
    totals
        The constraints that span jobs.
    """

    manual: Mask
    chain_end: Mask
    chain_pass: Mask
    handoff_allowed: Mask
    handoff_required: Mask
    earliest_start: npt.NDArray[np.int64]
    max_chain_length: int = _NO_LIMIT
    min_chain_success: float = SMALLEST_SUCCESS
    max_job_time: float = math.inf
    max_job_skill: float = math.inf
    max_job_tasks: int = _NO_LIMIT
    totals: list[Total] = field(default_factory=list)

    @classmethod
    def none(cls, steps: int) -> Rules:
        """Return rules that allow everything."""
        return cls(
            manual=np.ones(steps, dtype=np.bool_),
            chain_end=np.ones(steps, dtype=np.bool_),
            chain_pass=np.ones(steps, dtype=np.bool_),
            handoff_allowed=np.ones(steps, dtype=np.bool_),
            handoff_required=np.zeros(steps, dtype=np.bool_),
            earliest_start=np.zeros(steps + 1, dtype=np.int64),
        )

    @property
    def limits_jobs(self) -> bool:
        """Whether more skill, time or tasks can make a job impossible."""
        return (
            min(self.max_job_time, self.max_job_skill) < math.inf or self.max_job_tasks < _NO_LIMIT
        )

    @property
    def counts_tasks(self) -> bool:
        """Whether the number of tasks of a job matters."""
        return self.max_job_tasks < _NO_LIMIT

    @property
    def separates(self) -> bool:
        """Whether it matters where a job starts."""
        return bool(self.earliest_start[-1] > 0)

    @property
    def most_attempts(self) -> float:
        """Largest 1/Q of a chain."""
        return 1.0 / self.min_chain_success

    def keep_jobs(self, job_ends: npt.NDArray[np.int64]) -> None:
        """Let jobs end after these steps and nowhere else: the short run."""
        given = np.zeros(len(self.manual), dtype=np.bool_)
        given[job_ends] = True
        self.handoff_required |= given
        self.handoff_allowed &= given

    def add(self, other: Rules) -> None:
        """Ask what the other asks, too."""
        for mask in ("manual", "chain_end", "chain_pass", "handoff_allowed"):
            getattr(self, mask)[:] &= getattr(other, mask)
        self.handoff_required |= other.handoff_required
        np.maximum(self.earliest_start, other.earliest_start, out=self.earliest_start)
        self.max_chain_length = min(self.max_chain_length, other.max_chain_length)
        self.min_chain_success = max(self.min_chain_success, other.min_chain_success)
        self.max_job_time = min(self.max_job_time, other.max_job_time)
        self.max_job_skill = min(self.max_job_skill, other.max_job_skill)
        self.max_job_tasks = min(self.max_job_tasks, other.max_job_tasks)
        self.totals += other.totals

    def separate(self, first: int, second: int) -> None:
        """Let no job hold both of two steps, given by position in order."""
        reached = self.earliest_start[second + 1 :]
        np.maximum(reached, first + 1, out=reached)

    def limit_time(self, limit: float) -> None:
        """Limit the time of every job."""
        self.max_job_time = min(self.max_job_time, with_tolerance(limit))

    def limit_skill(self, limit: float) -> None:
        """Limit the total skill of every job."""
        self.max_job_skill = min(self.max_job_skill, with_tolerance(limit))


def with_tolerance(limit: float) -> float:
    """Return the limit with its tolerance."""
    return limit + TOLERANCE * abs(limit)

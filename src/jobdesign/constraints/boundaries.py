"""Constraints on where jobs end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from jobdesign.checks import plain
from jobdesign.constraints.base import Constraint, Designs
from jobdesign.constraints.rules import Rules
from jobdesign.workflow import Array, Workflow

__all__ = ["ForbidHandoff", "RequireHandoff", "SameJob", "SeparateJobs"]


@dataclass(frozen=True, kw_only=True)
class _Boundary(Constraint):
    after: str

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure 1 where a job ends after the step, else 0."""
        return np.asarray(designs.job_end[:, workflow.index(self.after)], dtype=np.float64)


class RequireHandoff(_Boundary):
    """A job ends after the step: 1[a job ends there] ≥ 1."""

    kind = "require_handoff"
    sense = "≥"

    @property
    def bound(self) -> float:
        """Once."""
        return 1.0

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Require it."""
        rules.handoff_required[workflow.index(self.after)] = True


class ForbidHandoff(_Boundary):
    """No job ends after the step: 1[a job ends there] ≤ 0; impossible after the last."""

    kind = "forbid_handoff"

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Forbid it."""
        rules.handoff_allowed[workflow.index(self.after)] = False


@dataclass(frozen=True, kw_only=True)
class _Together(Constraint):
    steps: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        steps: object = self.steps
        if isinstance(steps, (list, np.ndarray)):
            object.__setattr__(self, "steps", tuple(plain(list(steps))))

    @property
    def bound(self) -> float:
        """One job, one step."""
        return 1.0

    def _positions(self, workflow: Workflow) -> list[int]:
        return sorted({workflow.index(name) for name in self.steps})

    def _job_numbers(self, designs: Designs, workflow: Workflow) -> Array:
        """Number, within its design, of the job of each of the steps: shape (D, steps)."""
        ends = designs.job_end.astype(np.float64)
        numbers: Array = (np.cumsum(ends, axis=1) - ends)[:, self._positions(workflow)]
        return numbers


class SameJob(_Together):
    """All the steps are in one job: number of jobs that hold one of them ≤ 1."""

    kind = "same_job"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the number of jobs that hold one of the steps."""
        numbers = self._job_numbers(designs, workflow)
        jobs: Array = 1.0 + (np.diff(numbers, axis=1) > 0).sum(axis=1)
        return jobs

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Forbid hand-offs between the first and the last of the steps."""
        positions = self._positions(workflow)
        rules.handoff_allowed[positions[0] : positions[-1]] = False


class SeparateJobs(_Together):
    """No two of the steps are in one job: max over jobs of how many it holds ≤ 1."""

    kind = "separate_jobs"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure how many of the steps one job holds at most."""
        numbers = self._job_numbers(designs, workflow)
        together = (numbers[:, :, None] == numbers[:, None, :]).sum(axis=2)
        return np.asarray(together.max(axis=1), dtype=np.float64)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Let a job that holds one of the steps start after the one before it."""
        for first, second in pairwise(self._positions(workflow)):
            rules.separate(first, second)

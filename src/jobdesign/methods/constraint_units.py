"""Constraints of a problem that a method counts in other units of skill and time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from jobdesign.constraints import Constraint, Designs, Rules
from jobdesign.constraints.base import Mask
from jobdesign.constraints.rules import Total
from jobdesign.methods.powers import shifted, shifted_number
from jobdesign.workflow import Array, Workflow

__all__ = ["ConstraintInUnits"]


@dataclass(frozen=True, kw_only=True, eq=False)
class ConstraintInUnits(Constraint):
    """A constraint on the steps as they were given, asked of the same steps in other units.

    It sees its own workflow and the jobs in its own units, so that no kind need say
    what its numbers measure.

    Parameters
    ----------
    constraint, workflow
        As they were given.
    skill, time
        The powers of two that the other units are.
    """

    kind = "in_units"
    constraint: Constraint
    workflow: Workflow
    skill: int
    time: int

    @property
    def spans_jobs(self) -> bool:  # type: ignore[override]
        """Whether the constraint does."""
        return self.constraint.spans_jobs

    @property
    def bound(self) -> float:
        """That of the constraint."""
        return self.constraint.bound

    def check(self, workflow: Workflow) -> None:
        """Nothing: the constraint has been checked."""

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure in the units of the constraint."""
        return self.constraint.measure(_GivenDesigns(designs, self.skill, self.time), self.workflow)

    def holds(self, measured: Array) -> Mask:
        """As the constraint says."""
        return self.constraint.holds(measured)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Turn what the constraint asks into these units."""
        asked = Rules.none(len(workflow))
        self.constraint.restrict(asked, self.workflow)
        asked.max_job_time = shifted_number(asked.max_job_time, -self.time)
        asked.max_job_skill = shifted_number(asked.max_job_skill, -self.skill)
        asked.totals = [self._turned(total) for total in asked.totals]
        rules.add(asked)

    def _turned(self, total: Total) -> Total:
        """Return a total over times in these units, its numbers as near to them as before."""
        if not total.per_time:
            return total
        return replace(
            total,
            limit=shifted_number(total.limit, -self.time),
            per_job=shifted_number(total.per_job, -self.time),
            per_mode=shifted(total.per_mode, -self.time),
        )

    def __str__(self) -> str:
        return str(self.constraint)


class _GivenDesigns:
    """Designs whose jobs are seen in the units that were given."""

    def __init__(self, designs: Designs, skill: int, time: int) -> None:
        self._designs = designs
        self.job_time = shifted(designs.job_time, time)
        self.job_skill = shifted(designs.job_skill, skill)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._designs, name)

"""Constraints on all jobs together: no job can keep them by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jobdesign.constraints.base import MODES, Designs, Limit
from jobdesign.constraints.rules import Rules, Total, with_tolerance
from jobdesign.workflow import Array, Workflow

__all__ = [
    "LinearBudget",
    "MaxAISteps",
    "MaxAutomatedSteps",
    "MaxJobs",
    "MaxTotalTime",
    "MinJobs",
]

_AUTOMATED = MODES.index("automated")
#: Rounding of a sum whose terms cancel, relative to its terms.
_ROUNDING = 1e-13


class _OverAllJobs(Limit):
    """Base of the limits that span jobs: each is a row, a `Total`."""

    spans_jobs = True
    #: What a job, a unit of its time, and a step in each mode count in the row.
    per_job: ClassVar[float] = 0.0
    per_time: ClassVar[float] = 0.0
    per_mode: ClassVar[tuple[float, float, float]] = (0.0, 0.0, 0.0)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Add the row."""
        sign = 1.0 if self.sense == "≤" else -1.0
        rules.totals.append(
            Total(
                constraint=self,
                limit=with_tolerance(sign * self.limit),
                per_job=sign * self.per_job,
                per_time=sign * self.per_time,
                per_mode=np.tile(sign * np.array(self.per_mode), (len(workflow), 1)),
            )
        )


class MaxJobs(_OverAllJobs):
    """There are at most this many jobs."""

    kind = "max_jobs"
    per_job = 1.0
    limit_rule = "count"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the number of jobs."""
        return np.asarray(designs.job_end.sum(axis=1), dtype=np.float64)


class MinJobs(_OverAllJobs):
    """There are at least this many jobs."""

    kind = "min_jobs"
    per_job = 1.0
    limit_rule = "count"
    sense = "≥"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the number of jobs."""
        return np.asarray(designs.job_end.sum(axis=1), dtype=np.float64)


class MaxTotalTime(_OverAllJobs):
    """All jobs together take at most this time, hand-offs included."""

    kind = "max_total_time"
    per_time = 1.0

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the time of all jobs."""
        total = np.bincount(designs.job_design, designs.job_time, len(designs.modes))
        return np.asarray(total, dtype=np.float64)


class MaxAISteps(_OverAllJobs):
    """At most this many steps are augmented or automated."""

    kind = "max_ai_steps"
    per_mode = (0.0, 1.0, 1.0)
    limit_rule = "number"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the number of steps done with AI."""
        return np.asarray((designs.modes != 0).sum(axis=1), dtype=np.float64)


class MaxAutomatedSteps(_OverAllJobs):
    """At most this many steps are automated."""

    kind = "max_automated_steps"
    per_mode = (0.0, 0.0, 1.0)
    limit_rule = "number"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the number of automated steps."""
        return np.asarray((designs.modes == _AUTOMATED).sum(axis=1), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class LinearBudget(_OverAllJobs):
    """The values of the modes chosen sum to at most the limit.

    Parameters
    ----------
    limit
        The budget; it may be negative, as may the coefficients.
    coefficients
        ``{step: {mode: value}}``; what is not named counts 0.
    """

    kind = "linear_budget"
    limit_rule = "any"
    coefficients: Mapping[str, Mapping[str, float]]

    def _table(self, workflow: Workflow) -> Array:
        table = np.zeros((len(workflow), len(MODES)))
        for step, modes in self.coefficients.items():
            for mode, value in modes.items():
                table[workflow.index(step), MODES.index(mode)] = value
        return table

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure Σ over steps of the value of the mode chosen."""
        values = self._table(workflow)[np.arange(len(workflow)), designs.modes]
        total = values.sum(axis=1)
        # terms that cancel leave rounding behind, which must not break a limit of 0
        near = np.abs(total - self.limit) <= _ROUNDING * np.abs(values).sum(axis=1)
        return np.where(near, self.limit, total)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Count every step by its mode, from the least of the three.

        A step has one mode, so that what all modes have in common comes off the
        limit. Large values that cancel would drown what matters in rounding.
        """
        table = self._table(workflow)
        rounding = _ROUNDING * np.abs(table).max(axis=1).sum()
        least = table.min(axis=1)
        limit = math.fsum([with_tolerance(self.limit), rounding, *(-least).tolist()])
        rules.totals.append(Total(self, limit, 0.0, 0.0, table - least[:, None]))

"""Constraints on every job."""

from __future__ import annotations

import numpy as np

from jobdesign.constraints.base import Designs, Limit
from jobdesign.constraints.rules import Rules
from jobdesign.workflow import Array, Workflow

__all__ = ["MaxJobSkill", "MaxJobTasks", "MaxJobTime"]


def _largest(designs: Designs, amounts: Array) -> Array:
    largest = np.zeros(len(designs.modes))
    np.maximum.at(largest, designs.job_design, amounts)
    return largest


class MaxJobTime(Limit):
    """No job takes longer: max over jobs of t^S + ΣT ≤ limit."""

    kind = "max_job_time"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the time of the longest job, hand-off included."""
        return _largest(designs, designs.job_time)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Limit the jobs."""
        rules.limit_time(self.limit)


class MaxJobSkill(Limit):
    """No job needs more total skill after base wages: max over jobs of ΣC ≤ limit."""

    kind = "max_job_skill"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the largest total skill of a job."""
        return _largest(designs, designs.job_skill)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Limit the jobs."""
        rules.limit_skill(self.limit)


class MaxJobTasks(Limit):
    """No job has more tasks: max over jobs of the number of tasks ≤ limit."""

    kind = "max_job_tasks"
    limit_rule = "count"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the tasks of the job that has most."""
        return _largest(designs, designs.job_tasks.astype(np.float64))

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Limit the jobs."""
        rules.max_job_tasks = min(rules.max_job_tasks, int(self.limit))

"""What a sweep over boundaries found, read back from its labels as designs and jobs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Task
from jobdesign.methods.job_wages import ai_cost, with_wages
from jobdesign.methods.jobs import Jobs
from jobdesign.workflow import Array

if TYPE_CHECKING:
    from jobdesign.methods.job_search import JobSearch

__all__ = ["FoundJobs"]

_Indices = npt.NDArray[np.int64]


class FoundJobs:
    """What a sweep found: values of the boundaries, and labels of jobs that may end."""

    def __init__(
        self, search: JobSearch, prices: Array, value: Array, numbers: Array, whole: _Indices
    ) -> None:
        self.search = search
        self.prices = prices
        self.value = value
        self.numbers = numbers
        self.whole = whole

    @cached_property
    def _closing(self) -> _Indices:
        """Return the label whose job ends at each boundary; -1 where none does."""
        at = np.full(len(self.value), -1, dtype=np.int64)
        closes = self.whole[5]
        labels = np.flatnonzero(closes >= 0)
        at[closes[labels]] = labels
        return at

    def design(self) -> Design | None:
        """Read the cheapest design back, after a sweep that was not listing."""
        labels = self._path()
        if labels is None:
            return None
        tasks = [task for label in labels for task in self._tasks(label)]
        return Design.from_tasks(tasks, self.whole[5, labels] - 1)

    def jobs_of_design(self) -> Jobs | None:
        """Return the jobs of the cheapest design, after a sweep that was not listing."""
        labels = self._path()
        return None if labels is None else self._jobs(np.array(labels, dtype=np.int64))

    def _path(self) -> list[int] | None:
        if not np.isfinite(self.value[-1]):
            return None
        labels = []
        boundary = len(self.value) - 1
        while boundary > 0:
            label = int(self._closing[boundary])
            labels.append(label)
            boundary = int(self.whole[0, label])
        return labels[::-1]

    def jobs(self) -> Jobs:
        """Return all jobs listed."""
        return self._jobs(np.flatnonzero(self.whole[5] >= 0))

    def _tasks(self, label: int) -> tuple[Task, ...]:
        tasks = []
        last = int(self.whole[5, label]) - 1
        while self.whole[1, label] >= 0:
            first = int(self.whole[2, label])
            tasks.append(Task(first, last, "ai_chain" if self.whole[3, label] else "manual"))
            last = first - 1
            label = int(self.whole[1, label])
        return tuple(tasks[::-1])

    def _jobs(self, labels: _Indices) -> Jobs:
        search = self.search
        given = search.problem.workflow
        start, end = self.whole[0, labels], self.whole[5, labels]
        skill, time = self.numbers[0, labels], self.numbers[1, labels].copy()
        time = time + given.handoff_time[end - 1]
        tasks = [self._tasks(label) for label in labels.tolist()]
        uses = search.per_job + np.outer(time, search.per_time)
        for row, plan in enumerate(tasks):
            for task in plan:
                uses[row] += _counted(search.per_mode, task)
        paid, nobody = ai_cost(search, tasks), np.full(len(start), -1, dtype=np.int64)
        return with_wages(search, Jobs(start, end, skill, time, paid, uses, nobody, tasks))


def _counted(per_mode: Array, task: Task) -> Array:
    """Return what a task counts in each total by the modes of its steps, shape (R,)."""
    if task.kind == "manual":
        counted: Array = per_mode[:, task.last, 0]
        return counted
    passed: Array = per_mode[:, task.first : task.last, 2].sum(axis=1)
    return passed + per_mode[:, task.last, 1]

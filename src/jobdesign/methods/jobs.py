"""Jobs that a design may have, as columns: what each needs, costs and counts in the limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Task
from jobdesign.workflow import Array

__all__ = ["Jobs"]

_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Jobs:
    """Jobs that a design may have, one row each.

    Attributes
    ----------
    start, end
        Shape (n,): boundaries.
    skill, time
        Total skill, and time with hand-off.
    cost
        Wage bill with AI costs.
    uses
        Shape (n, R): what each job counts in each limit: the rows of
        `Rules.totals`, then the limited worker types.
    worker_type
        Position of the worker type that fills it, -1 where types do not count.
    tasks
        Of each job.
    """

    start: _Indices
    end: _Indices
    skill: Array
    time: Array
    cost: Array
    uses: Array
    worker_type: _Indices
    tasks: list[tuple[Task, ...]]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: npt.NDArray[np.bool_] | _Indices) -> Jobs:
        """Return some of the jobs."""
        chosen = np.arange(len(self))[rows]
        return Jobs(
            self.start[chosen],
            self.end[chosen],
            self.skill[chosen],
            self.time[chosen],
            self.cost[chosen],
            self.uses[chosen],
            self.worker_type[chosen],
            [self.tasks[row] for row in chosen.tolist()],
        )

    def design(self, rows: _Indices) -> Design:
        """Return the design that has these jobs, in order."""
        tasks = [task for row in rows.tolist() for task in self.tasks[row]]
        return Design.from_tasks(tasks, self.end[rows] - 1)

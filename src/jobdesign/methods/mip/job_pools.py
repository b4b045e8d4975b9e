"""Pools of jobs: the jobs of several designs, and those that fit into a gap between bounds."""

from __future__ import annotations

from typing import Any

import numpy as np

from jobdesign.methods.jobs import Jobs
from jobdesign.workflow import Array

__all__ = ["fitting", "pool"]


def pool(designs: list[Jobs]) -> Jobs:
    """Return the jobs of several designs, each once."""

    def joined(name: str) -> Any:
        return np.concatenate([getattr(jobs, name) for jobs in designs])

    together = Jobs(
        start=joined("start"),
        end=joined("end"),
        skill=joined("skill"),
        time=joined("time"),
        cost=joined("cost"),
        uses=joined("uses"),
        worker_type=joined("worker_type"),
        tasks=[plan for jobs in designs for plan in jobs.tasks],
    )
    first: dict[Any, int] = {}
    for row, (plan, kind) in enumerate(
        zip(together.tasks, together.worker_type.tolist(), strict=True)
    ):
        first.setdefault((plan, kind), row)
    return together.take(np.array(list(first.values()), dtype=np.int64))


def fitting(jobs: Jobs, value: Array, prices: Array, slack: float) -> Jobs:
    """Keep the jobs of designs whose reduced cost is within the slack, and no dominated ones.

    Forward values come from the sweep, backward values from the jobs themselves.
    """
    reduced = jobs.cost + jobs.uses @ prices
    m = len(value) - 1
    ahead = np.full(m + 1, np.inf)
    ahead[m] = 0.0
    for row in np.argsort(-jobs.start, kind="stable").tolist():
        through = reduced[row] + ahead[jobs.end[row]]
        ahead[jobs.start[row]] = min(ahead[jobs.start[row]], through)
    total = value[jobs.start] + reduced + ahead[jobs.end]
    return _undominated(jobs.take(total <= value[m] + slack))


def _undominated(jobs: Jobs) -> Jobs:
    """Drop jobs that cost and use no less than another with the same boundaries."""
    order = np.lexsort((jobs.cost, jobs.end, jobs.start))
    kept: list[int] = []
    group: list[int] = []
    at = (-1, -1)
    for row in order.tolist():
        place = (int(jobs.start[row]), int(jobs.end[row]))
        if place != at:
            at, group = place, []
        if not any((jobs.uses[other] <= jobs.uses[row]).all() for other in group):
            group.append(row)
            kept.append(row)
    return jobs.take(np.array(kept, dtype=np.int64))

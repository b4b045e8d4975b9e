"""What jobs cost under the wages of a search, given their tasks, skills and times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.design import Task
from jobdesign.methods.jobs import Jobs
from jobdesign.wages import covers
from jobdesign.workflow import Array

if TYPE_CHECKING:
    from jobdesign.methods.job_search import JobSearch

__all__ = ["ai_cost", "priced", "with_wages"]


def ai_cost(search: JobSearch, tasks: list[tuple[Task, ...]]) -> Array:
    """Return Σ ai_cost/Q of the tasks of each job."""
    given, total = search.problem.workflow, np.zeros(len(tasks))
    price, success = given.ai_cost, given.ai_success
    if search.free or not price.any():
        return total
    for row, plan in enumerate(tasks):
        for task in plan:
            if task.kind == "ai_chain" and price[task.last] > 0:
                total[row] += price[task.last] / np.prod(success[task.first : task.last + 1])
    return total


def priced(search: JobSearch, jobs: Jobs) -> Jobs:
    """Return the jobs of another search of the same problem at the wages of this one."""
    plain = len(search.per_job)
    plans: dict[tuple[Task, ...], int] = {}
    for row, plan in enumerate(jobs.tasks):
        plans.setdefault(plan, row)
    once = jobs.take(np.array(list(plans.values()), dtype=np.int64))
    return with_wages(
        search, replace(once, cost=ai_cost(search, once.tasks), uses=once.uses[:, :plain])
    )


def with_wages(search: JobSearch, plans: Jobs) -> Jobs:
    """Add wages to jobs that have AI costs only; once for every type that may be worth it."""
    kinds = search.problem.wages.worker_types
    if not search.limited_types or kinds is None:
        at = zip(plans.start.tolist(), plans.skill.tolist(), strict=True)
        rates = np.array([search.costs.rate(*job) for job in at])
        return replace(plans, cost=plans.cost + rates * plans.time)
    rows, types = [], []
    cheapest_first = sorted(range(len(kinds)), key=lambda k: kinds[k].wage)
    for row in range(len(plans)):
        for k in cheapest_first:
            if not covers(kinds[k], plans.skill[row]):
                continue
            rows.append(row)
            types.append(k)
            if k not in search.limited_types:
                break  # cheaper than all that follow, and any number of them
    chosen = plans.take(np.array(rows, dtype=np.int64))
    kind = np.array(types, dtype=np.int64)
    rates = np.array([0.0 if search.free else kinds[k].wage for k in types])
    scarce = (kind[:, None] == np.array(search.limited_types)).astype(np.float64)
    return replace(
        chosen,
        cost=chosen.cost + rates * chosen.time,
        uses=np.hstack((chosen.uses, scarce)),
        worker_type=kind,
    )

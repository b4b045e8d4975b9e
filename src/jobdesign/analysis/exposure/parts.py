"""Exposure of the parts of a design: its tasks and its jobs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.exposure.isolation import Isolation
from jobdesign.design import Design
from jobdesign.evaluator import Evaluation, Horizon
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["UNKNOWN", "JobExposure", "Shares", "TaskExposure", "jobs_of", "shares_of", "tasks_of"]


@dataclass(frozen=True, slots=True)
class Shares:
    """A part of the steps, by three weights.

    Attributes
    ----------
    steps, time, cost
        Part of the number of steps, of their times by hand, and of their costs
        alone by hand (augmented where only AI can do the step); 0 of nothing.
    """

    steps: float
    time: float
    cost: float


UNKNOWN = Shares(np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class TaskExposure:
    """One task of the optimal design.

    Attributes
    ----------
    first, last
        Its steps, positions from 0.
    kind
        ``"manual"`` or ``"ai_chain"``.
    exposed_steps
        Steps of it that AI would do cheaper alone.
    cost_alone
        What its steps cost one by one, each the cheaper way.
    cost
        What the task costs by itself: time × the wage of a job of it alone in the
        long run, of its job in the short run, and its attempts. Below `cost_alone`
        where chaining saves.
    """

    first: int
    last: int
    kind: str
    exposed_steps: int
    cost_alone: float
    cost: float


@dataclass(frozen=True, slots=True)
class JobExposure:
    """One job of the optimal design.

    Attributes
    ----------
    first, last
        Its steps, positions from 0.
    task_level
        Its steps that AI would do cheaper alone.
    job_level
        Its steps that are done with AI.
    time_with_ai, bill_with_ai
        Part of the job's time (with hand-off), and of its wage bill, that goes
        into AI tasks and their attempts.
    saving_alone
        Part of the cost of its steps alone by hand that AI saves step by step.
    saving
        Part that the design saves of the wage bill of the same steps by hand in
        one job; NaN where no person can do one of them.
    """

    first: int
    last: int
    task_level: Shares
    job_level: Shares
    time_with_ai: float
    bill_with_ai: float
    saving_alone: float
    saving: float


def shares_of(alone: Isolation, chosen: npt.NDArray[np.bool_], steps: slice) -> Shares:
    """Weigh the chosen ones among some steps."""
    inside = chosen[steps]
    time, cost = alone.weight_time[steps], alone.weight_cost[steps]
    return Shares(float(inside.mean()), _part(time, inside), _part(cost, inside))


def _part(weights: Array, chosen: npt.NDArray[np.bool_]) -> float:
    weights = np.where(np.isfinite(weights), weights, 0.0)  # nobody can do the step alone
    total = float(weights.sum())
    return float(weights[chosen].sum()) / total if total else 0.0


def tasks_of(
    problem: Problem, design: Design, designed: Evaluation, alone: Isolation, horizon: Horizon
) -> tuple[TaskExposure, ...]:
    """Measure the tasks of a design."""
    cheapest = np.minimum(alone.by_hand, alone.with_ai)
    if horizon == "long":
        wage = problem.wages.rate(designed.task_skill)
    else:
        wage = np.repeat(designed.job_wage, designed.job_tasks)
    with np.errstate(invalid="ignore"):  # a wage that no worker type has
        costs = np.where(np.isfinite(wage), wage * designed.task_time, np.inf)
    costs = costs + designed.task_ai_cost
    return tuple(
        TaskExposure(
            first=task.first,
            last=task.last,
            kind=task.kind,
            exposed_steps=int(alone.exposed[task.first : task.last + 1].sum()),
            cost_alone=float(cheapest[task.first : task.last + 1].sum()),
            cost=float(costs[b]),
        )
        for b, task in enumerate(design.tasks)
    )


def jobs_of(
    designed: Evaluation,
    bill_by_hand: Array,
    alone: Isolation,
    used: npt.NDArray[np.bool_],
) -> tuple[JobExposure, ...]:
    """Measure the jobs of a design; `bill_by_hand` is theirs if all is done by hand."""
    first_task = np.cumsum(designed.job_tasks) - designed.job_tasks
    ai_time = np.add.reduceat(np.where(designed.task_is_chain, designed.task_time, 0.0), first_task)
    touched = designed.job_wage * ai_time + designed.job_ai_cost
    jobs = []
    for j, (first, last) in enumerate(
        zip(designed.job_first.tolist(), designed.job_last.tolist(), strict=True)
    ):
        steps = slice(first, last + 1)
        costs, savings = alone.by_hand[steps], alone.saving[steps]
        known = float(costs[np.isfinite(costs)].sum())
        bill, before = float(designed.job_wage_bill[j]), float(bill_by_hand[j])
        jobs.append(
            JobExposure(
                first=first,
                last=last,
                task_level=shares_of(alone, alone.exposed, steps),
                job_level=shares_of(alone, used, steps),
                time_with_ai=_ratio(float(ai_time[j]), float(designed.job_time[j])),
                bill_with_ai=_ratio(float(touched[j]), bill),
                saving_alone=_ratio(float(savings.sum()), known),
                saving=1.0 - bill / before if np.isfinite(before) and before else np.nan,
            )
        )
    return tuple(jobs)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

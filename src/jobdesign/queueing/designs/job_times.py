"""How long each job of a design takes an item, as a random time.

A step by hand takes its time, with the variation that is asked for. An AI chain
repeats until it succeeds: a geometric number of attempts. The hand-off takes its
time exactly. All are independent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError, did_you_mean
from jobdesign.evaluator import evaluate
from jobdesign.problem import Problem
from jobdesign.queueing.service_times.attempts import Attempts
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.deterministic import Deterministic
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.total import Total
from jobdesign.workflow import Array, Workflow

__all__ = ["Variation", "job_times", "step_variation", "task_times"]

#: Squared coefficient of variation of manual times: one for all steps, one a step,
#: or by name (0 where a step is not named).
Variation = float | Sequence[float] | Mapping[str, float]


def step_variation(workflow: Workflow, manual_variation: Variation) -> Array:
    """Return the squared coefficient of variation of each step's manual time, shape (m,).

    Raises
    ------
    InputError
        Where a value is no number ≥ 0, a name is unknown, or there are not as
        many values as steps.
    """
    m = len(workflow)
    if isinstance(manual_variation, Mapping):
        spread = np.zeros(m)
        for name, value in manual_variation.items():
            if name not in workflow.names:
                raise InputError(
                    "is no step of the workflow",
                    place="manual_variation",
                    value=name,
                    fix=did_you_mean(name, workflow.names) or "name a step",
                )
            place = f'manual_variation of step "{name}"'
            spread[workflow.names.index(name)] = finite_number(place, value, 0.0)
        return spread
    if isinstance(manual_variation, Sequence | np.ndarray):
        if len(manual_variation) != m:
            raise InputError(
                f"must be one value for each of the {m} steps",
                place="manual_variation",
                value=f"{len(manual_variation)} values",
            )
        values = [
            finite_number(f'manual_variation of step "{name}"', value, 0.0)
            for name, value in zip(workflow.names, manual_variation, strict=True)
        ]
        return np.array(values)
    return np.full(m, finite_number("manual_variation", manual_variation, 0.0))


@takes(problem=Problem, design=Design)
def task_times(
    problem: Problem, design: Design, manual_variation: Variation = 0.0
) -> tuple[ServiceTime, ...]:
    """Return the time of every task of a design, in order.

    Parameters
    ----------
    problem, design
        As for `evaluate`.
    manual_variation
        Squared coefficient of variation of manual times; gamma where positive.

    Raises
    ------
    InputError
        Where a chain of the design cannot succeed, or the variation is wrong.
    """
    workflow = problem.workflow
    spread = step_variation(workflow, manual_variation)
    priced = evaluate(problem, design)
    times: list[ServiceTime] = []
    for task, success in zip(design.tasks, priced.task_success.tolist(), strict=True):
        step = task.last
        if task.kind == "manual":
            mean, variation = float(workflow.manual_time[step]), float(spread[step])
            if mean > 0.0 and variation > 0.0:
                times.append(Gamma.from_mean(mean, variation))
            else:
                times.append(Deterministic(mean))
            continue
        if success == 0.0:
            raise InputError(
                "ends a chain that never succeeds",
                place=f'step "{workflow.names[step]}"',
                fix="choose a design whose chains can succeed",
            )
        times.append(Attempts(float(workflow.ai_time[step]), success))
    return tuple(times)


@takes(problem=Problem, design=Design)
def job_times(
    problem: Problem, design: Design, manual_variation: Variation = 0.0
) -> tuple[Total, ...]:
    """Return the time of every job of a design, hand-off included, in order.

    Parameters
    ----------
    problem, design, manual_variation
        As for `task_times`.

    Raises
    ------
    InputError
        As `task_times`.

    Examples
    --------
    >>> import jobdesign as jd
    >>> from jobdesign.queueing import job_times
    >>> workflow = jd.Workflow.from_arrays(
    ...     manual_skill=1, manual_time=[2, 3], ai_skill=1, ai_time=1, ai_success=0.5,
    ...     handoff_time=[1, 0])
    >>> first, second = job_times(
    ...     jd.Problem(workflow), jd.Design(["manual", "augmented"], job_ends=[0]))
    >>> first.mean, second.mean, second.variance
    (3.0, 2.0, 2.0)
    """
    times = task_times(problem, design, manual_variation)
    jobs = []
    for job in design.jobs:
        parts = list(times[job.tasks.start : job.tasks.stop])
        if job.last < len(problem.workflow) - 1 and problem.workflow.handoff_time[job.last] > 0:
            parts.append(Deterministic(float(problem.workflow.handoff_time[job.last])))
        jobs.append(Total(parts))
    return tuple(jobs)

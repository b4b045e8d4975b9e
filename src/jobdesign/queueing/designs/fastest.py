"""The design through which an item goes fastest when others wait too.

Each job is taken as an M/G/1 queue of its own: its time in system depends on the
mean and the variance of its time alone and grows with both. So, as costs do over
boundaries (proposition 3), times in system add up over jobs, and of all ways to
do the steps of a job only those matter that no other beats in mean and variance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.constraints import Rules
from jobdesign.design import Design, Task
from jobdesign.errors import InputError
from jobdesign.methods.job_costs import JobCosts
from jobdesign.problem import Problem
from jobdesign.queueing.designs.job_times import Variation, step_variation
from jobdesign.workflow import Array

__all__ = ["FastestDesign", "fastest_design", "time_in_system"]


@dataclass(frozen=True, slots=True, eq=False)
class FastestDesign:
    """The design with the least time in system.

    Attributes
    ----------
    design
        None where no design can serve that many arrivals.
    arrival_rate
        Items a unit of time.
    time_in_system
        From arrival to the end of the last job, on average; infinite without a design.
    """

    design: Design | None
    arrival_rate: float
    time_in_system: float


def time_in_system(arrival_rate: float, mean: Array, variance: Array) -> Array:
    """Return the mean time in an M/G/1 queue, by Pollaczek and Khinchine.

    Parameters
    ----------
    arrival_rate
        λ ≥ 0.
    mean, variance
        Of the service time, of one shape.

    Returns
    -------
    array
        m + λ (v + m²) / (2 (1 - λ m)); infinite where λ m ≥ 1.
    """
    slack = 1.0 - arrival_rate * mean
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        total = mean + arrival_rate * (variance + mean**2) / (2.0 * slack)
    return np.where(slack > 0.0, total, math.inf)


@takes(problem=Problem)
def fastest_design(
    problem: Problem, arrival_rate: float, manual_variation: Variation = 0.0
) -> FastestDesign:
    """Find the design with the least mean time in system, Σ over jobs of M/G/1 times.

    Parameters
    ----------
    problem
        Constraints that every job keeps by itself are honoured, and who can fill
        a job; costs are not looked at.
    arrival_rate
        Items a unit of time, ≥ 0; at 0 nobody waits.
    manual_variation
        Squared coefficient of variation of manual times.

    Raises
    ------
    InputError
        Where a constraint spans jobs, or a value is wrong.

    Notes
    -----
    Exact for the sum of M/G/1 times. In a chain of queues the arrivals at later
    jobs are not Poisson; `design_load` says what that changes.

    Examples
    --------
    >>> import jobdesign as jd
    >>> from jobdesign.queueing import fastest_design
    >>> workflow = jd.Workflow.from_arrays(
    ...     manual_skill=1, manual_time=[1, 1], handoff_time=[0.25, 0])
    >>> fastest_design(jd.Problem(workflow), 0.1).design
    Design([1, 2])
    >>> fastest_design(jd.Problem(workflow), 0.45).design
    Design([1][2])
    """
    rate = finite_number("arrival_rate", arrival_rate, 0.0)
    spanning = problem.rules.totals
    if spanning or (problem.wages.worker_types and _counts_workers(problem)):
        name = str(spanning[0].constraint) if spanning else "available in worker_types"
        raise InputError(
            "spans jobs, which the search for the fastest design cannot honour",
            place=name,
            fix="leave it out, or compare given designs",
        )
    return _Search(problem, rate, step_variation(problem.workflow, manual_variation)).run()


def _counts_workers(problem: Problem) -> bool:
    return any(kind.available is not None for kind in problem.wages.worker_types or ())


class _Labels:
    """Ways to do the steps of the open job: mean, variance, skill, tasks; and how they came."""

    __slots__ = ("came", "numbers")

    def __init__(self, numbers: Array, came: npt.NDArray[np.int64]) -> None:
        #: Shape (n, 4).
        self.numbers = numbers
        #: Shape (n, 3): first step of the last task, the label before it, whether by AI.
        self.came = came


class _Search:
    def __init__(self, problem: Problem, rate: float, spread: Array) -> None:
        self.problem = problem
        self.rate = rate
        self.workflow = problem.workflow
        self.m = len(self.workflow)
        self.spread = spread
        self.rules: Rules = problem.rules
        self.costs = JobCosts(problem)
        #: Columns by which one label can beat another.
        self.compared = [0, 1]
        if self.costs.form == "types" or self.rules.max_job_skill < math.inf:
            self.compared.append(2)
        if self.rules.counts_tasks:
            self.compared.append(3)
        self.chains = [self._chains_to(end) for end in range(1, self.m + 1)]

    def run(self) -> FastestDesign:
        m = self.m
        best = np.full(m + 1, math.inf)
        best[0] = 0.0
        jobs: list[tuple[int, list[Task]]] = [(0, [])] * (m + 1)
        for start in range(m):
            if best[start] == math.inf:
                continue
            labels = {start: _Labels(np.zeros((1, 4)), np.full((1, 3), -1))}
            for end in range(start + 1, m + 1):
                arrived = self._arrive(labels, start, end)
                if arrived is None:
                    labels[end] = _Labels(np.empty((0, 4)), np.empty((0, 3), dtype=np.int64))
                    continue
                labels[end] = arrived
                at, value = self._close(arrived, start, end)
                if best[start] + value < best[end]:
                    best[end] = best[start] + value
                    jobs[end] = (start, self._tasks(labels, end, at))
                if self.rules.handoff_required[end - 1] and end < m:
                    break
        if best[m] == math.inf:
            return FastestDesign(None, self.rate, math.inf)
        tasks: list[Task] = []
        ends: list[int] = []
        end = m
        while end > 0:
            ends.append(end - 1)
            end, own = jobs[end][0], jobs[end][1]
            tasks = own + tasks
        return FastestDesign(Design.from_tasks(tasks, ends[::-1]), self.rate, float(best[m]))

    def _chains_to(self, end: int) -> list[tuple[int, float, float]]:
        """List (first step, mean, variance) of the chains that may end at a boundary."""
        chains: list[tuple[int, float, float]] = []
        rules = self.rules
        if not rules.chain_end[end - 1]:
            return chains
        time = float(self.workflow.ai_time[end - 1])
        success = 1.0
        for first in range(end - 1, -1, -1):
            if first < end - 1 and not (rules.chain_pass[first] and not self._must_end(first)):
                break
            success *= float(self.workflow.ai_success[first])
            if success < rules.min_chain_success or end - first > rules.max_chain_length:
                break
            mean = time / success
            if not math.isfinite(mean) or self.rate * mean >= 1.0:
                break
            chains.append((first, mean, mean**2 * (1.0 - success)))
        return chains

    def _must_end(self, step: int) -> bool:
        return bool(self.rules.handoff_required[step])

    def _arrive(self, labels: dict[int, _Labels], start: int, end: int) -> _Labels | None:
        """Return the labels at a boundary that no other beats; None where there are none."""
        arrays, came = [], []

        def extend(first: int, mean: float, variance: float, skill: float, by_ai: int) -> None:
            before = labels[first].numbers
            if len(before) == 0:
                return
            arrays.append(before + np.array([mean, variance, skill, 1.0]))
            origin = np.empty((len(before), 3), dtype=np.int64)
            origin[:, 0], origin[:, 1], origin[:, 2] = first, np.arange(len(before)), by_ai
            came.append(origin)

        step = end - 1
        mean = float(self.workflow.manual_time[step])
        if self.rules.manual[step] and math.isfinite(mean):
            variance = mean**2 * float(self.spread[step])
            extend(step, mean, variance, float(self.problem.human_skill[step]), 0)
        for first, mean, variance in self.chains[step]:
            if first < start:
                break
            extend(first, mean, variance, float(self.problem.ai_management_skill[step]), 1)
        if not arrays:
            return None
        numbers, origins = np.concatenate(arrays), np.concatenate(came)
        rules = self.rules
        fits = (
            (self.rate * numbers[:, 0] < 1.0)
            & (numbers[:, 0] <= rules.max_job_time)
            & (numbers[:, 2] <= rules.max_job_skill)
            & (numbers[:, 3] <= rules.max_job_tasks)
        )
        numbers, origins = numbers[fits], origins[fits]
        if len(numbers) == 0:
            return None
        kept = _unbeaten(numbers[:, self.compared])
        return _Labels(numbers[kept], origins[kept])

    def _close(self, labels: _Labels, start: int, end: int) -> tuple[int, float]:
        """Return the best label if the job ends here, and its time in system."""
        rules = self.rules
        if start < rules.earliest_start[end] or not rules.handoff_allowed[end - 1]:
            return -1, math.inf
        handoff = 0.0 if end == self.m else float(self.workflow.handoff_time[end - 1])
        numbers = labels.numbers
        mean = numbers[:, 0] + handoff
        times = time_in_system(self.rate, mean, numbers[:, 1])
        times[mean > rules.max_job_time] = math.inf
        if self.costs.form == "types":
            unfilled = [math.isinf(self.costs.rate(start, skill)) for skill in numbers[:, 2]]
            times[unfilled] = math.inf
        at = int(np.argmin(times))
        return at, float(times[at])

    @staticmethod
    def _tasks(labels: dict[int, _Labels], end: int, at: int) -> list[Task]:
        tasks: list[Task] = []
        while labels[end].came[at, 0] >= 0:
            first, before, by_ai = labels[end].came[at].tolist()
            tasks.append(Task(first, end - 1, "ai_chain" if by_ai else "manual"))
            end, at = first, before
        return tasks[::-1]


def _unbeaten(numbers: Array) -> npt.NDArray[np.int64]:
    """Return the rows that no other row equals or beats in every column, one of equal ones."""
    order = np.lexsort(numbers.T[::-1])
    rows = numbers[order]
    if rows.shape[1] == 2:
        least = np.minimum.accumulate(rows[:, 1])
        kept = np.append(True, rows[1:, 1] < least[:-1])
        return np.asarray(order[kept], dtype=np.int64)
    kept_rows: list[int] = []
    for i in range(len(rows)):
        if not kept_rows or not np.any(np.all(rows[kept_rows] <= rows[i], axis=1)):
            kept_rows.append(i)
    return np.asarray(order[kept_rows], dtype=np.int64)

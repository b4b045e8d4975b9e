"""How broken up the work is that AI is good at: the fragmentation index (section 4.1).

Let every step succeed or fail once, on its own, with its `ai_success`. A step that
fails costs what it costs alone, by hand or augmented, whichever takes less time;
a run of steps that succeed costs one AI attempt, or the manual times of its steps
where these are less. The index is the expected cost, a time.

The paper defines it where every attempt takes one unit of time. Here an attempt at
a run takes the `ai_time` of the run's last step, as in an AI chain. Where all
attempts of a job take equally long that is the paper's index, in the units of
the times. Where they differ it is ours, and `Fragmentation` says what of
Proposition 5 is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.fragmentation.sums import expected_fragmentation
from jobdesign.arguments import LISTED, takes
from jobdesign.checks import is_whole
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Evaluation, evaluate
from jobdesign.methods.frontier import KERNEL_FROM_SHORT
from jobdesign.methods.task_paths import Paths, paths_in_python
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS, Array, Workflow

__all__ = [
    "Fragmentation",
    "fragmentation_index",
    "measure_fragmentation",
    "quickest_tasks",
    "short_run_times",
]

_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Fragmentation:
    """The fragmentation index of every job, and what it says about the job's time with AI.

    Attributes
    ----------
    job_first, job_last
        First and last step of each job, shape (p,).
    index
        The index, a time; shape (p,).
    low, high
        The index if every attempt took as long as the shortest, and as the
        longest, of the job; equal to `index` where these are equal.
    short_run_time
        Least time of the job with AI, hand-off left out (Proposition 1): the
        paper's OPT.
    factor
        4 where no step takes less time by hand than the longest attempt, else 8.

    Notes
    -----
    Proposition 5, for the job's shortest and longest attempt: as OPT and the index
    are monotone in the times of attempts, ``low <= 5/4 OPT`` and ``OPT <= factor ×
    high`` hold for any times. With κ the longest attempt over the shortest,
    ``high <= κ low``, so that ``OPT / (factor κ) <= index <= 5/4 κ OPT``. Where κ is 1
    that is Proposition 5; for κ > 1 it is ours.
    """

    job_first: _Indices
    job_last: _Indices
    index: Array
    low: Array
    high: Array
    short_run_time: Array
    factor: Array

    @property
    def time_at_least(self) -> Array:
        """Lower bound of the short-run time by the index alone (Proposition 6)."""
        return 0.8 * self.low

    @property
    def time_at_most(self) -> Array:
        """Upper bound of the short-run time by the index alone (Propositions 7 and 8)."""
        return self.factor * self.high


@takes(workflow=Workflow)
def fragmentation_index(
    workflow: Workflow, first: int | str = 0, last: int | str | None = None
) -> float:
    """Compute the fragmentation index of a job, exactly.

    Parameters
    ----------
    workflow
        The steps.
    first, last
        First and last step of the job, by position (from 0) or name; by default
        the whole workflow is one job.

    Returns
    -------
    float
        The expected realised fragmentation, in units of time.

    Raises
    ------
    InputError
        Where the job is no run of steps.

    Notes
    -----
    Costs of AI attempts and skills do not enter: like the short run (eq. 4), the
    index is about time. O(m log w) for m steps, with w the longest run of steps
    that together take less time by hand than one attempt; so O(m) where no step
    does.

    Examples
    --------
    The appendix's tight example of Proposition 6, with 2 for the optimum:

    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 1],
    ...                                    ai_skill=1, ai_time=1, ai_success=[1, 0.5, 1])
    >>> jd.fragmentation_index(workflow)
    2.5
    >>> jd.fragmentation_index(workflow, first=0, last=1)
    2.0
    """
    start = _position(workflow, "first", first)
    end = len(workflow) - 1 if last is None else _position(workflow, "last", last)
    if end < start:
        raise InputError("must not come before the first step of the job", place="last", value=last)
    job = slice(start, end + 1)
    return float(
        expected_fragmentation(
            workflow.manual_time[job],
            workflow.ai_time[job],
            workflow.ai_success[job],
            np.array([end - start]),
        )[0]
    )


@takes(workflow=Workflow, job_ends=LISTED)
def measure_fragmentation(workflow: Workflow, job_ends: Iterable[int] = ()) -> Fragmentation:
    """Compute the index of every job, its bounds, and the time that they are bounds of.

    Parameters
    ----------
    workflow
        The steps.
    job_ends
        Positions (from 0) of the last step of each job, as in `Design`; by
        default one job.

    Examples
    --------
    Easy and hard steps, interleaved and apart (examples 1 and 2 of the paper):

    >>> import jobdesign as jd
    >>> for success in ([1, 0.1, 1, 0.1], [1, 1, 0.1, 0.1]):
    ...     workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=5, ai_skill=1,
    ...                                        ai_time=1, ai_success=success)
    ...     found = jd.measure_fragmentation(workflow)
    ...     print(found.index.round(6), found.short_run_time, found.time_at_most)
    [10.9] [12.] [43.6]
    [10.09] [11.] [40.36]
    """
    ends = Design(np.zeros(len(workflow), dtype=np.int8), job_ends).job_ends
    first = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))
    able = workflow.ai_success >= SMALLEST_SUCCESS
    steps = np.diff(np.append(first, len(workflow)))
    shortest = np.minimum.reduceat(np.where(able, workflow.ai_time, np.inf), first)
    longest = np.maximum.reduceat(np.where(able, workflow.ai_time, -np.inf), first)
    none = np.isinf(shortest)  # AI can do nothing in the job: no attempt is ever made
    shortest, longest = np.where(none, 0.0, shortest), np.where(none, 0.0, longest)
    same = shortest == longest

    def with_attempts(attempt: Array) -> Array:
        return expected_fragmentation(workflow.manual_time, attempt, workflow.ai_success, ends)

    index = low = high = with_attempts(workflow.ai_time)
    if not same.all():
        low = np.where(same, index, with_attempts(np.repeat(shortest, steps)))
        high = np.where(same, index, with_attempts(np.repeat(longest, steps)))
    quickest = np.minimum.reduceat(workflow.manual_time, first)
    return Fragmentation(
        job_first=first,
        job_last=ends,
        index=index,
        low=low,
        high=high,
        short_run_time=short_run_times(workflow, ends),
        factor=np.where(quickest >= longest, 4.0, 8.0),
    )


def short_run_times(workflow: Workflow, job_ends: Iterable[int] = ()) -> Array:
    """Return the least time of every job with AI, hand-offs left out (Proposition 1).

    Parameters
    ----------
    workflow, job_ends
        As in `measure_fragmentation`.

    Returns
    -------
    array of shape (p,)
        Whatever the wages, constraints and costs of attempts: time only (eq. 4).
    """
    return quickest_tasks(workflow, job_ends).job_task_time


def quickest_tasks(workflow: Workflow, job_ends: Iterable[int] = ()) -> Evaluation:
    """Find the tasks of least time in every job (Proposition 1), priced."""
    ends = Design(np.zeros(len(workflow), dtype=np.int8), job_ends).job_ends
    problem = Problem(workflow)
    paths: Paths = paths_in_python
    if len(workflow) >= KERNEL_FROM_SHORT:
        from jobdesign.methods.compiled import cheapest_paths as paths
    nothing = np.zeros(len(workflow))
    design = paths(problem, ends, workflow.manual_time, nothing, workflow.ai_time)
    return evaluate(problem, design)


def _position(workflow: Workflow, place: str, step: int | str) -> int:
    if isinstance(step, str):
        return workflow.index(step)
    if not is_whole(step, 0) or step >= len(workflow):
        raise InputError(
            f"must be the name of a step or a position in 0..{len(workflow) - 1}",
            place=place,
            value=step,
        )
    return int(step)

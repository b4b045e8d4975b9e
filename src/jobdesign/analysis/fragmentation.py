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

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    "realised_fragmentation",
    "short_run_times",
    "simulate_fragmentation",
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
        _indices(
            workflow.manual_time[job],
            workflow.ai_time[job],
            workflow.ai_success[job],
            np.array([end - start]),
        )[0]
    )


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
    index, low, high = (
        _indices(workflow.manual_time, attempt, workflow.ai_success, ends)
        for attempt in (workflow.ai_time, np.repeat(shortest, steps), np.repeat(longest, steps))
    )
    same = shortest == longest
    quickest = np.minimum.reduceat(workflow.manual_time, first)
    return Fragmentation(
        job_first=first,
        job_last=ends,
        index=index,
        low=np.where(same, index, low),
        high=np.where(same, index, high),
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


def realised_fragmentation(workflow: Workflow, succeeds: npt.ArrayLike) -> Array:
    """Price outcomes of one round of attempts: the definition, step by step.

    Parameters
    ----------
    workflow
        The steps, as one job.
    succeeds
        Shape (N, m): which steps succeed in each of N outcomes.

    Returns
    -------
    array of shape (N,)
        The realised fragmentation of each.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 1],
    ...                                    ai_skill=1, ai_time=1, ai_success=[1, 0.5, 1])
    >>> realised_fragmentation(workflow, [[True, True, True], [True, False, True]])
    array([1., 4.])
    """
    outcomes = np.asarray(succeeds, dtype=np.bool_)
    m = len(workflow)
    if outcomes.ndim != 2 or outcomes.shape[1] != m:
        raise InputError(f"must have shape (N, {m})", place="succeeds", value=outcomes.shape)
    alone = np.minimum(workflow.manual_time, workflow.augmented_time)
    cost = np.zeros(len(outcomes))
    by_hand = np.zeros(len(outcomes))  # manual times of the run under way
    for i in range(m):
        succeeded = outcomes[:, i]
        by_hand = np.where(succeeded, by_hand + workflow.manual_time[i], 0.0)
        run_ends = succeeded if i == m - 1 else succeeded & ~outcomes[:, i + 1]
        cost += np.where(run_ends, np.minimum(workflow.ai_time[i], by_hand), 0.0)
        cost[~succeeded] += alone[i]
    return cost


def simulate_fragmentation(
    workflow: Workflow, samples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Estimate the index of a workflow as one job by drawing outcomes.

    Parameters
    ----------
    workflow
        The steps.
    samples
        Number of outcomes, at least 2.
    seed
        Same seed, same outcomes.

    Returns
    -------
    mean, standard_error : float
        Of the realised fragmentation.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 1],
    ...                                    ai_skill=1, ai_time=1, ai_success=[1, 0.5, 1])
    >>> mean, error = jd.simulate_fragmentation(workflow)
    >>> abs(mean - 2.5) < 4 * error < 0.1
    True
    """
    if not is_whole(samples, 2):
        raise InputError("must be a whole number of at least 2", place="samples", value=samples)
    rng = np.random.default_rng(seed)
    drawn = rng.random((samples, len(workflow))) < workflow.ai_success
    realised = realised_fragmentation(workflow, drawn)
    return float(realised.mean()), float(realised.std(ddof=1) / math.sqrt(samples))


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


def _indices(manual_time: Array, attempt: Array, success: Array, job_ends: _Indices) -> Array:
    """Return the index of every job; a run of successes costs the attempt of its last step."""
    able = success >= SMALLEST_SUCCESS
    with np.errstate(over="ignore"):
        augmented = np.where(able, attempt / np.where(able, success, 1.0), np.inf)
    fails = (1.0 - success) * np.minimum(manual_time, augmented)
    first = np.concatenate((np.zeros(1, dtype=np.int64), job_ends[:-1] + 1))
    runs = _run_costs(manual_time, attempt, success, first)
    next_fails = 1.0 - np.append(success[1:], 0.0)
    next_fails[job_ends] = 1.0
    indices: Array = np.add.reduceat(fails + next_fails * runs, first)
    return indices


def _run_costs(manual_time: Array, attempt: Array, success: Array, job_first: _Indices) -> Array:
    """Return, for each step, the expected cost of the run of successes that reaches back from it.

    Shape (m,): E[min(attempt, manual times of the run)], 0 where the step fails. As
    the run reaches back to step l with chance Π success[l..i], and each step that
    it reaches adds min(its manual time, what an attempt still exceeds the time
    so far by), the expectation is a sum of terms that are not negative:

        Σ_l Π success[l..i] × min(manual[l], (attempt[i] − Σ manual[l+1..i])⁺)

    All but its last term that is not zero are a chance times a manual time. Such
    sums over 1, 2, 4, 8, ... steps that end at each step double from one another;
    the longest run below the attempt is put together from them, one for every
    binary digit of its length.
    """
    limit = np.insert(attempt, job_first, 0.0)
    # a wall in front of each job: nothing succeeds there, and no run is that cheap
    chance = np.insert(success, job_first, 0.0)
    time = np.insert(np.minimum(manual_time, attempt.max()), job_first, 0.0)
    walls = job_first + np.arange(len(job_first))
    value = chance * time
    time[walls] = np.inf
    step_chance = chance
    levels = []
    width, m = 1, len(limit)
    while width < m and (time < limit).any():
        levels.append((width, time, chance, value))
        doubled = np.full(m, np.inf)
        doubled[width:] = time[width:] + time[:-width]
        value = value + chance * _shifted(value, width)
        chance = chance * _shifted(chance, width)
        time, width = doubled, 2 * width
    position = np.arange(m)
    cost, reached, total = np.zeros(m), np.ones(m), np.zeros(m)
    for width, time, chance, value in reversed(levels):
        longer = total + time[position]
        takes = longer < limit
        cost[takes] += (reached * value[position])[takes]
        reached[takes] *= chance[position][takes]
        total[takes] = longer[takes]
        position[takes] -= width
    cost += reached * step_chance[position] * (limit - total)
    return np.delete(cost, walls)


def _shifted(values: Array, width: int) -> Array:
    """Return the values that far to the left, 0 where there is none."""
    return np.concatenate((np.zeros(width), values[:-width]))

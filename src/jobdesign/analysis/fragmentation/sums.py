"""The expectation behind the fragmentation index, for many jobs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["expected_fragmentation"]


def expected_fragmentation(
    manual_time: Array, attempt: Array, success: Array, job_ends: npt.NDArray[np.int64]
) -> Array:
    """Return the index of every job; a run of successes costs the attempt of its last step.

    Parameters
    ----------
    manual_time, attempt, success
        Of the steps, shape (m,).
    job_ends
        Last step of each job, shape (p,).

    Returns
    -------
    array of shape (p,)
    """
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


def _run_costs(
    manual_time: Array, attempt: Array, success: Array, job_first: npt.NDArray[np.int64]
) -> Array:
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

"""Cheapest task paths where a path's cost is a sum over its tasks, in O(m log m).

Proposition 1 tries every length of every chain, O(m²). Written over prefix
products P of the success rates, ending a chain l+1..k costs ``D[l] + x P[l]`` at
``x = rate_k / P[k]``: a line in x for each boundary l, of falling slope, asked
for its minimum. The lower envelope of the lines is a stack.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["cheapest_paths", "read_back"]

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
#: Prefix products are rescaled before they fall below this.
_RESCALE = 1e-90
#: Below this, a chain of the largest number of attempts may cost less than other paths,
#: and hide them on the envelope until it is dropped.
_TINY = 1e-100


@njit(cache=True)
def cheapest_paths(
    manual_cost: Any, chain_fixed: Any, chain_rate: Any, success: Any, job_start: Any
) -> Any:
    """Find the cheapest task path of every job; path costs add up over tasks.

    A manual step costs ``manual_cost[k]``; a chain l+1..k costs ``chain_fixed[k]
    + chain_rate[k] / Q`` with Q the product of its ``success``.

    Parameters
    ----------
    manual_cost, chain_fixed, chain_rate, success
        Arrays of shape (m,).
    job_start
        Shape (m,): whether a job starts with the step. No chain crosses it, and
        the cost starts again from 0.

    Returns
    -------
    cost : array of shape (m + 1,)
        Least cost from the start of the job to the end of step k, at k.
    task_first : array of shape (m + 1,)
        First step of the last task of that path.
    is_chain : array of shape (m + 1,)
        Whether that task is an AI chain.
    """
    m = len(manual_cost)
    cost = np.zeros(m + 1)
    task_first = np.zeros(m + 1, np.int64)
    is_chain = np.zeros(m + 1, np.bool_)
    # lines: slope P[l], intercept D[l], and the x from which each is below the one before
    line = np.empty((3, m + 1))
    line_at = np.empty(m + 1, np.int64)
    ends = np.zeros(2, np.int64)
    # boundaries in reach, D increasing: who is best where an attempt takes no time (x = 0)
    free = np.empty((2, m + 1))
    free_at = np.empty(m + 1, np.int64)
    free_ends = np.zeros(2, np.int64)
    product = 1.0
    here = 0.0
    for k in range(m):
        if job_start[k]:
            here = 0.0
            product = 1.0
            ends[:] = 0
            free_ends[:] = 0
        _push_line(line, line_at, ends, product, here, k)
        _push_free(free, free_at, free_ends, product, here, k)
        best = here + manual_cost[k]
        first = k
        chain = False
        q = success[k]
        if q < SMALLEST_SUCCESS:
            product = 1.0
            ends[:] = 0
            free_ends[:] = 0
        else:
            if product * q < _RESCALE:
                line[0, ends[0] : ends[1]] /= product
                line[2, ends[0] : ends[1]] *= product
                free[0, free_ends[0] : free_ends[1]] /= product
                product = 1.0
            product *= q
            _drop_endless(line, ends, product)
            _drop_endless(free, free_ends, product)
            value = np.inf
            at = -1
            if chain_rate[k] == 0.0:
                if free_ends[0] < free_ends[1]:
                    value = free[1, free_ends[0]]
                    at = free_at[free_ends[0]]
            elif chain_rate[k] < _TINY:
                value, at = _scan(cost, success, job_start, chain_rate[k], k)
            elif ends[0] < ends[1]:
                x = chain_rate[k] / product
                lowest = _lowest_line(line, ends, x)
                value = line[1, lowest] + x * line[0, lowest]
                at = line_at[lowest]
            if value + chain_fixed[k] < best:
                best = value + chain_fixed[k]
                first = at
                chain = True
        here = best
        cost[k + 1] = best
        task_first[k + 1] = first
        is_chain[k + 1] = chain
    return cost, task_first, is_chain


@njit(cache=True)
def _scan(cost: Any, success: Any, job_start: Any, rate: float, k: int) -> Any:
    """Try every chain that ends at step k, for rates at which endless chains look cheap."""
    value = np.inf
    at = -1
    attempts = 1.0
    for first in range(k, -1, -1):
        attempts /= success[first] if success[first] >= SMALLEST_SUCCESS else 0.5 * SMALLEST_SUCCESS
        if attempts > _MOST_ATTEMPTS:
            break
        start = 0.0 if job_start[first] else cost[first]
        if start + rate * attempts < value:
            value = start + rate * attempts
            at = first
        if job_start[first]:
            break
    return value, at


@njit(cache=True)
def _push_line(line: Any, line_at: Any, ends: Any, slope: float, intercept: float, at: int) -> None:
    """Add a line whose slope is at most that of all others, and restore the envelope."""
    head, top = ends
    while top > head and line[1, top - 1] >= intercept:
        top -= 1  # steeper and higher: beaten everywhere
    if top == head or line[0, top - 1] > slope:
        meets = 0.0
        while top > head:
            meets = (intercept - line[1, top - 1]) / (line[0, top - 1] - slope)
            if top - head == 1 or line[2, top - 1] < meets:
                break
            top -= 1
        line[0, top] = slope
        line[1, top] = intercept
        line[2, top] = meets
        line_at[top] = at
        top += 1
    ends[1] = top


@njit(cache=True)
def _push_free(free: Any, free_at: Any, ends: Any, slope: float, intercept: float, at: int) -> None:
    """Add a boundary to the queue of those that may be cheapest once earlier ones are lost."""
    head, top = ends
    while top > head and free[1, top - 1] >= intercept:
        top -= 1
    free[0, top] = slope
    free[1, top] = intercept
    free_at[top] = at
    ends[1] = top + 1


@njit(cache=True)
def _drop_endless(line: Any, ends: Any, product: float) -> None:
    """Drop the boundaries from which a chain would succeed less often than the smallest rate."""
    while ends[0] < ends[1] and line[0, ends[0]] > product * _MOST_ATTEMPTS:
        ends[0] += 1


@njit(cache=True)
def _lowest_line(line: Any, ends: Any, x: float) -> Any:
    """Find the line that is lowest at x, by bisection over where lines meet.

    Comparing the lines' values instead would go astray where rounding makes
    neighbours equal.
    """
    low = ends[0]
    high = ends[1] - 1
    while low < high:
        middle = (low + high + 1) // 2
        if line[2, middle] <= x:
            low = middle
        else:
            high = middle - 1
    return low


@njit(cache=True)
def read_back(task_first: Any, is_chain: Any, modes: Any) -> None:
    """Write the modes of the last steps of the tasks that `cheapest_paths` chose."""
    boundary = len(modes)
    while boundary > 0:
        modes[boundary - 1] = 1 if is_chain[boundary] else 0
        boundary = task_first[boundary]

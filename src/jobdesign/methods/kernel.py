"""Compiled inner loops of `frontier`; the only module that imports numba.

Two kernels. `cheapest_paths` finds the cheapest task path of every job when a
path's cost is a sum over its tasks (Proposition 1, and the tangents of the long
run). `sweep` is the label-setting of the long run; `jobdesign.methods.frontier`
holds the same algorithm in plain Python, to be read first.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["FILL_LIMIT", "FULL", "cheapest_paths", "lookahead", "read_back", "sweep"]

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_RESCALE = 1e-100

#: What `sweep` returns in place of a boundary when its label arrays are full.
FULL = -1
#: What it returns when the labels outgrow the caller's limit for going on blind.
FILL_LIMIT = -2


@njit(cache=True)
def cheapest_paths(manual_cost, chain_fixed, chain_rate, success, job_start):
    """Find the cheapest task path of every job; path costs add up over tasks.

    A manual step costs ``manual_cost[k]``; a chain l+1..k costs ``chain_fixed[k]
    + chain_rate[k] / Q`` with Q the product of its ``success``. Written over
    prefix products P, ending a chain at k asks for the least ``D[l] + x P[l]``
    at ``x = chain_rate[k] / P[k]``: lines of falling slope in l, kept as their
    lower envelope, so the whole takes O(m log m) instead of the O(m²) of
    Proposition 1. P is rescaled before it underflows.

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
    # lower envelope of the lines l -> D[l] + x P[l], a stack that also loses its head
    line = np.empty(m + 1, np.int64)
    slope = np.empty(m + 1)
    intercept = np.empty(m + 1)
    head = 0
    top = 0
    # boundaries in reach of a chain, increasing in D: the answer where an attempt takes no time
    queue = np.empty(m + 1, np.int64)
    queue_slope = np.empty(m + 1)
    queue_head = 0
    queue_top = 0
    product = 1.0
    here = 0.0
    for k in range(1, m + 1):
        if job_start[k - 1]:
            here = 0.0
            head = top = queue_head = queue_top = 0
            product = 1.0
        # the line of boundary k - 1
        while top > head and intercept[top - 1] >= here:
            top -= 1  # steeper and higher: beaten everywhere
        if top == head or slope[top - 1] > product:
            while top - head >= 2:
                last = top - 1
                meets_before = (intercept[last] - intercept[last - 1]) / (
                    slope[last - 1] - slope[last]
                )
                meets_new = (here - intercept[last]) / (slope[last] - product)
                if meets_before < meets_new:
                    break
                top = last
            line[top] = k - 1
            slope[top] = product
            intercept[top] = here
            top += 1
        while queue_top > queue_head and cost_at(cost, job_start, queue[queue_top - 1]) >= here:
            queue_top -= 1
        queue[queue_top] = k - 1
        queue_slope[queue_top] = product
        queue_top += 1

        best = here + manual_cost[k - 1]
        first = k - 1
        chain = False
        q = success[k - 1]
        if q < SMALLEST_SUCCESS:
            head = top = queue_head = queue_top = 0
            product = 1.0
        else:
            if product * q < _RESCALE:
                for x in range(head, top):
                    slope[x] /= product
                for x in range(queue_head, queue_top):
                    queue_slope[x] /= product
                product = 1.0
            product *= q
            reach = product * _MOST_ATTEMPTS
            while head < top and slope[head] > reach:
                head += 1
            while queue_head < queue_top and queue_slope[queue_head] > reach:
                queue_head += 1
            rate = chain_rate[k - 1]
            if rate == 0.0:
                if queue_head < queue_top:
                    value = cost_at(cost, job_start, queue[queue_head]) + chain_fixed[k - 1]
                    if value < best:
                        best = value
                        first = queue[queue_head]
                        chain = True
            elif head < top:
                x = rate / product
                low = head
                high = top - 1
                while low < high:
                    middle = (low + high) // 2
                    if intercept[middle + 1] + x * slope[middle + 1] <= (
                        intercept[middle] + x * slope[middle]
                    ):
                        low = middle + 1
                    else:
                        high = middle
                value = intercept[low] + x * slope[low] + chain_fixed[k - 1]
                if value < best:
                    best = value
                    first = line[low]
                    chain = True
        cost[k] = best
        task_first[k] = first
        is_chain[k] = chain
        here = best
    return cost, task_first, is_chain


@njit(cache=True)
def cost_at(cost, job_start, boundary):
    """Cost at a boundary as the start of a path: 0 where a job starts."""
    return 0.0 if job_start[boundary] else cost[boundary]


@njit(cache=True)
def lookahead(manual_skill, manual_time, ai_skill, ai_time, success, handoff):
    """Bound from below what any continuation from each boundary must add.

    Returns
    -------
    skill, time : arrays of shape (m + 1,)
        Least skill of the next task; least time to the end of some job, its
        hand-off included.
    chain_skill, chain_time, chain_cost : arrays of shape (m + 1,)
        Least skill, time and skill × time of a chain that is under way.
    """
    m = len(manual_skill)
    skill = np.full(m + 1, np.inf)
    time = np.full(m + 1, np.inf)
    chain_skill = np.full(m + 1, np.inf)
    chain_time = np.full(m + 1, np.inf)
    chain_cost = np.full(m + 1, np.inf)
    chain_rest = np.inf
    for r in range(m - 1, -1, -1):
        rest = 0.0 if r == m - 1 else min(handoff[r], time[r + 1])
        q = success[r]
        if q >= SMALLEST_SUCCESS:
            chain_skill[r] = min(ai_skill[r], chain_skill[r + 1])
            chain_time[r] = min(ai_time[r], chain_time[r + 1]) / q
            chain_cost[r] = min(ai_skill[r] * ai_time[r], chain_cost[r + 1]) / q
            chain_rest = min(ai_time[r] / q + rest, chain_rest)
        else:
            chain_rest = np.inf
        time[r] = min(manual_time[r] + rest, chain_rest)
        skill[r] = chain_skill[r]
        if manual_time[r] < np.inf:
            skill[r] = min(skill[r], manual_skill[r])
    return skill, time, chain_skill, chain_time, chain_cost


@njit(cache=True)
def _hull(label, start, n, order):
    """Keep, of each job start, the lower-left convex hull in (skill, time).

    Returns how many stay; their columns are in ``order``. For one start the
    bill (C + c)(T + t) is quasi-concave in (C, T): it is least on the hull.
    """
    by_time = np.argsort(label[2, :n], kind="mergesort")
    by_start = np.argsort(start[:n][by_time], kind="mergesort")
    top = 0
    base = 0
    for z in range(n):
        x = by_time[by_start[z]]
        if top > base and start[order[top - 1]] != start[x]:
            base = top
        if top > base and label[1, x] >= label[1, order[top - 1]]:
            continue
        if top > base and label[2, order[top - 1]] == label[2, x]:
            top -= 1
        while top - base >= 2:
            p = order[top - 1]
            a = order[top - 2]
            if (label[1, p] - label[1, a]) * (label[2, x] - label[2, a]) >= (
                label[1, x] - label[1, a]
            ) * (label[2, p] - label[2, a]):
                top -= 1
            else:
                break
        order[top] = x
        top += 1
    return top


@njit(cache=True)
def _reduce_open(new, new_start, n, ceiling, skill, time, open_, open_start, beam):
    """Move into ``open_`` the labels that some continuation can still prefer.

    A continuation that adds skill c and time t is worth w + cT + tC to a label
    and ``ceiling`` to none, so a label matters in the triangle cT + tC < gain
    only. There label j beats label i if it is no worse at the three corners.
    """
    order = np.empty(n, np.int64)
    if n > 2:
        n = _hull(new, new_start, n, order)
    else:
        for x in range(n):
            order[x] = x
    offset = np.empty(n)
    for z in range(n):
        x = order[z]
        offset[z] = new[0, x] + skill * new[2, x] + time * new[1, x]
    rank = np.argsort(offset, kind="mergesort")
    kept = 0
    gains = np.empty(n)
    offsets = np.empty(n)
    for z in range(n):
        x = order[rank[z]]
        gain = ceiling - offset[rank[z]]
        if gain <= 0.0 or kept == beam:
            break
        beaten = False
        for j in range(kept):
            if (
                offsets[j] <= offset[rank[z]]
                and open_[2, j] * gain <= new[2, x] * gains[j]
                and open_[1, j] * gain <= new[1, x] * gains[j]
            ):
                beaten = True
                break
        if not beaten:
            open_[0, kept] = new[0, x]
            open_[1, kept] = new[1, x]
            open_[2, kept] = new[2, x]
            open_start[kept] = new_start[x]
            gains[kept] = gain
            offsets[kept] = offset[rank[z]]
            kept += 1
    return kept


@njit(cache=True)
def _reduce_chains(chain, chain_start, n, value, ceiling, skill, time, cost, beam):
    """Drop chains under way that starting anew at this boundary beats, or another chain."""
    kept = 0
    for x in range(n):
        attempts = chain[3, x]
        extra = cost * (attempts - 1.0) if attempts > 1.0 else 0.0
        if chain[2, x] > 0.0:
            extra += skill * chain[2, x]
        if chain[1, x] > 0.0:
            extra += time * chain[1, x] * attempts
        if chain[0, x] + extra < value and chain[0, x] <= ceiling:
            for row in range(4):
                chain[row, kept] = chain[row, x]
            chain_start[kept] = chain_start[x]
            kept += 1
    if kept < 2:
        return kept
    order = np.argsort(chain[0, :kept], kind="mergesort")
    copy = chain[:, :kept].copy()
    copy_start = chain_start[:kept].copy()
    n = kept
    kept = 0
    for z in range(n):
        x = order[z]
        beaten = False
        for j in range(kept):
            if (
                chain[1, j] <= copy[1, x]
                and chain[2, j] <= copy[2, x]
                and chain[3, j] <= copy[3, x]
            ):
                beaten = True
                break
        if not beaten:
            for row in range(4):
                chain[row, kept] = copy[row, x]
            chain_start[kept] = copy_start[x]
            kept += 1
            if kept == beam:
                break
    return kept


@njit(cache=True)
def sweep(
    steps,
    ahead,
    ceiling,
    found,
    found_start,
    open_,
    open_start,
    chain,
    chain_start,
    counts,
    stop,
    limit,
    beam,
):
    """Process boundaries until ``stop``, or until the labels outgrow their room.

    Parameters
    ----------
    steps
        Shape (6, m): manual skill and time, AI skill and time, success, hand-off.
    ahead
        The arrays of `lookahead`.
    ceiling
        Shape (m + 1,): no label worth more than this at the boundary is needed.
    found, found_start
        Shape (3, m + 1) and (m + 1,), filled in: least cost V of everything up
        to the boundary, skill and time (with hand-off) of its last job; where
        that job starts.
    open_, open_start
        Shape (3, room) and (room,): labels w, skill, time of jobs still open.
    chain, chain_start
        Shape (4, room) and (room,): the same for chains under way, with the
        expected attempts 1/Q so far.
    counts
        Shape (3,): boundary reached, open labels, chains under way.
    stop, limit, beam
        Boundary to stop at; labels at which to return `FILL_LIMIT`; labels to
        keep at most (a heuristic, for an upper bound).

    Returns
    -------
    int
        The boundary reached, `FULL`, or `FILL_LIMIT`.
    """
    m = steps.shape[1]
    room = open_.shape[1]
    new = np.empty((3, 2 * room))
    new_start = np.empty(2 * room, np.int64)
    for r in range(counts[0] + 1, stop + 1):
        n_open = counts[1]
        n_chain = counts[2]
        if 2 * n_open + n_chain + 2 > room:
            return FULL
        if n_open + n_chain > limit:
            return FILL_LIMIT
        k = r - 1
        n = 0
        time = steps[1, k]
        if time < np.inf:
            skill = steps[0, k]
            for x in range(n_open):
                new[0, n] = open_[0, x] + open_[1, x] * time + skill * (open_[2, x] + time)
                new[1, n] = open_[1, x] + skill
                new[2, n] = open_[2, x] + time
                new_start[n] = open_start[x]
                n += 1
        q = steps[4, k]
        if q >= SMALLEST_SUCCESS:
            for x in range(n_open):
                for row in range(3):
                    chain[row, n_chain] = open_[row, x]
                chain[3, n_chain] = 1.0
                chain_start[n_chain] = open_start[x]
                n_chain += 1
            skill = steps[2, k]
            kept = 0
            for x in range(n_chain):
                attempts = chain[3, x] / q
                if attempts > _MOST_ATTEMPTS:
                    continue
                for row in range(3):
                    chain[row, kept] = chain[row, x]
                chain[3, kept] = attempts
                chain_start[kept] = chain_start[x]
                kept += 1
                time = steps[3, k] * attempts
                if time == np.inf:
                    continue
                new[0, n] = chain[0, x] + chain[1, x] * time + skill * (chain[2, x] + time)
                new[1, n] = chain[1, x] + skill
                new[2, n] = chain[2, x] + time
                new_start[n] = chain_start[x]
                n += 1
            n_chain = kept
        else:
            n_chain = 0

        handoff = steps[5, k]
        best = np.inf
        at = 0
        for x in range(n):
            value = new[0, x] + new[1, x] * handoff
            if value < best:
                best = value
                at = x
        found[0, r] = best
        if n > 0:
            found[1, r] = new[1, at]
            found[2, r] = new[2, at] + handoff
            found_start[r] = new_start[at]
        if r < m:
            kept = 0
            worth = min(best, ceiling[r])
            for x in range(n):
                if new[0, x] < best and new[0, x] <= ceiling[r]:
                    for row in range(3):
                        new[row, kept] = new[row, x]
                    new_start[kept] = new_start[x]
                    kept += 1
            n_open = _reduce_open(
                new, new_start, kept, worth, ahead[0][r], ahead[1][r], open_, open_start, beam
            )
            n_chain = _reduce_chains(
                chain,
                chain_start,
                n_chain,
                best,
                ceiling[r],
                ahead[2][r],
                ahead[3][r],
                ahead[4][r],
                beam,
            )
            if best <= ceiling[r] and best < np.inf:
                open_[0, n_open] = best
                open_[1, n_open] = 0.0
                open_[2, n_open] = 0.0
                open_start[n_open] = r
                n_open += 1
        counts[0] = r
        counts[1] = n_open
        counts[2] = n_chain
    return stop


@njit(cache=True)
def read_back(task_first, is_chain, modes):
    """Write the modes of the tasks that `cheapest_paths` chose (0, 1; the rest stay)."""
    boundary = len(modes)
    while boundary > 0:
        modes[boundary - 1] = 1 if is_chain[boundary] else 0
        boundary = task_first[boundary]

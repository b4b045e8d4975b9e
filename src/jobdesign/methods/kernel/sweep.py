"""Label-setting of the long run: jobs still open, boundary by boundary.

Columns of labels are rows of arrays: ``WORTH`` is w = V(start) + C T, then the
skill C and the time T of the job so far, and for chains under way the expected
attempts 1/Q.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["FILL_LIMIT", "FULL", "sweep"]

#: What `sweep` returns in place of a boundary when its label arrays are full.
FULL = -1
#: What it returns when the labels outgrow the caller's limit.
FILL_LIMIT = -2

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_WORTH, _SKILL, _TIME, _ATTEMPTS = 0, 1, 2, 3


@njit(cache=True)
def sweep(
    steps: Any,
    ahead: Any,
    ceiling: Any,
    found: Any,
    found_start: Any,
    open_: Any,
    open_start: Any,
    chain: Any,
    chain_start: Any,
    counts: Any,
    stop: int,
    limit: int,
    beam: int,
) -> int:
    """Process boundaries until ``stop``, or until the labels outgrow their room.

    Parameters
    ----------
    steps
        Shape (6, m): manual skill and time, AI skill and time, success, hand-off.
    ahead
        From `lookahead`.
    ceiling
        Shape (m + 1,): no label worth more than this at the boundary is needed.
    found, found_start
        Shape (3, m + 1) and (m + 1,), filled in: least cost V of everything up
        to the boundary, skill and time (with hand-off) of its last job; where
        that job starts.
    open_, open_start
        Shape (3, room) and (room,): labels of jobs still open, and their starts.
    chain, chain_start
        Shape (4, room) and (room,): the same for chains under way.
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
        n = _by_hand(steps, r - 1, open_, open_start, n_open, new, new_start)
        n_chain = _begin_chains(open_, open_start, n_open, chain, chain_start, n_chain)
        n_chain, n = _with_ai(steps, r - 1, chain, chain_start, n_chain, new, new_start, n)
        best = _close(new, new_start, n, steps[5, r - 1], r, found, found_start)
        if r < m:
            n_open = _reduce_open(
                new, new_start, n, best, ceiling[r], ahead[:, r], open_, open_start, beam
            )
            n_chain = _reduce_chains(
                chain, chain_start, n_chain, best, ceiling[r], ahead[:, r], beam
            )
            if best <= ceiling[r] and best < np.inf:  # cut here: a job that starts at r
                open_[_WORTH, n_open] = best
                open_[_SKILL, n_open] = 0.0
                open_[_TIME, n_open] = 0.0
                open_start[n_open] = r
                n_open += 1
        counts[0] = r
        counts[1] = n_open
        counts[2] = n_chain
    return stop


@njit(cache=True)
def _by_hand(
    steps: Any, k: int, open_: Any, open_start: Any, n_open: int, new: Any, new_start: Any
) -> int:
    """Let every open job do step k by hand."""
    skill = steps[0, k]
    time = steps[1, k]
    if time == np.inf:
        return 0
    for x in range(n_open):
        new[_WORTH, x] = (
            open_[_WORTH, x] + open_[_SKILL, x] * time + skill * (open_[_TIME, x] + time)
        )
        new[_SKILL, x] = open_[_SKILL, x] + skill
        new[_TIME, x] = open_[_TIME, x] + time
        new_start[x] = open_start[x]
    return n_open


@njit(cache=True)
def _begin_chains(
    open_: Any, open_start: Any, n_open: int, chain: Any, chain_start: Any, n_chain: int
) -> int:
    """Let every open job begin a chain."""
    for x in range(n_open):
        for row in range(3):
            chain[row, n_chain] = open_[row, x]
        chain[_ATTEMPTS, n_chain] = 1.0
        chain_start[n_chain] = open_start[x]
        n_chain += 1
    return n_chain


@njit(cache=True)
def _with_ai(
    steps: Any,
    k: int,
    chain: Any,
    chain_start: Any,
    n_chain: int,
    new: Any,
    new_start: Any,
    n: int,
) -> Any:
    """Take every chain through step k, and let it also end there."""
    skill = steps[2, k]
    q = steps[4, k]
    if q < SMALLEST_SUCCESS:
        return 0, n
    kept = 0
    for x in range(n_chain):
        attempts = chain[_ATTEMPTS, x] / q
        if attempts > _MOST_ATTEMPTS:
            continue
        for row in range(3):
            chain[row, kept] = chain[row, x]
        chain[_ATTEMPTS, kept] = attempts
        chain_start[kept] = chain_start[x]
        kept += 1
        time = steps[3, k] * attempts
        if time == np.inf:
            continue
        new[_WORTH, n] = (
            chain[_WORTH, x] + chain[_SKILL, x] * time + skill * (chain[_TIME, x] + time)
        )
        new[_SKILL, n] = chain[_SKILL, x] + skill
        new[_TIME, n] = chain[_TIME, x] + time
        new_start[n] = chain_start[x]
        n += 1
    return kept, n


@njit(cache=True)
def _close(
    new: Any, new_start: Any, n: int, handoff: float, r: int, found: Any, found_start: Any
) -> float:
    """End the cheapest of the open jobs at boundary r: V(r)."""
    best = np.inf
    at = 0
    for x in range(n):
        value = new[_WORTH, x] + new[_SKILL, x] * handoff
        if value < best:
            best = value
            at = x
    found[_WORTH, r] = best
    if n > 0:
        found[_SKILL, r] = new[_SKILL, at]
        found[_TIME, r] = new[_TIME, at] + handoff
        found_start[r] = new_start[at]
    return best


@njit(cache=True)
def _reduce_open(
    new: Any,
    new_start: Any,
    n: int,
    best: float,
    ceiling: float,
    ahead: Any,
    open_: Any,
    open_start: Any,
    beam: int,
) -> int:
    """Move into ``open_`` the labels that some continuation can still prefer.

    A continuation that adds skill c and time t costs w + cT + tC with a label
    and V(r) with a new job, so a label matters only where cT + tC < gain, a
    triangle. There label j beats label i if it is no worse at the three corners.
    """
    kept = 0
    for x in range(n):
        if new[_WORTH, x] < best and new[_WORTH, x] <= ceiling:
            for row in range(3):
                new[row, kept] = new[row, x]
            new_start[kept] = new_start[x]
            kept += 1
    order = _hulls(new, new_start, kept)
    n = len(order)
    # every continuation adds at least this much: the corner of the triangle
    offset = np.empty(n)
    for z in range(n):
        x = order[z]
        offset[z] = new[_WORTH, x] + ahead[0] * new[_TIME, x] + ahead[1] * new[_SKILL, x]
    rank = np.argsort(offset, kind="mergesort")
    gains = np.empty(n)
    kept = 0
    for z in rank:
        x = order[z]
        gain = min(best, ceiling) - offset[z]
        if gain <= 0.0 or kept == beam:
            break
        beaten = False
        for j in range(kept):  # offsets increase: the first corner is settled
            if (
                open_[_TIME, j] * gain <= new[_TIME, x] * gains[j]
                and open_[_SKILL, j] * gain <= new[_SKILL, x] * gains[j]
            ):
                beaten = True
                break
        if not beaten:
            for row in range(3):
                open_[row, kept] = new[row, x]
            open_start[kept] = new_start[x]
            gains[kept] = gain
            kept += 1
    return kept


@njit(cache=True)
def _hulls(label: Any, start: Any, n: int) -> Any:
    """List the labels on the lower-left hulls in (time, skill), a hull for each job start.

    For one start the bill (C + c)(T + t) is quasi-concave in (C, T): it is least
    on the hull, whatever c and t.
    """
    if n <= 2:
        return np.arange(n)
    order = np.empty(n, np.int64)
    by_time = np.argsort(label[_TIME, :n], kind="mergesort")
    by_start = np.argsort(start[:n][by_time], kind="mergesort")
    top = 0
    base = 0
    for z in by_start:
        x = by_time[z]
        if top > base and start[order[top - 1]] != start[x]:
            base = top
        if top > base and label[_SKILL, x] >= label[_SKILL, order[top - 1]]:
            continue
        if top > base and label[_TIME, order[top - 1]] == label[_TIME, x]:
            top -= 1
        while top - base >= 2:
            a = order[top - 2]
            p = order[top - 1]
            if (label[_SKILL, p] - label[_SKILL, a]) * (label[_TIME, x] - label[_TIME, a]) < (
                label[_SKILL, x] - label[_SKILL, a]
            ) * (label[_TIME, p] - label[_TIME, a]):
                break
            top -= 1
        order[top] = x
        top += 1
    return order[:top]


@njit(cache=True)
def _reduce_chains(
    chain: Any, chain_start: Any, n: int, best: float, ceiling: float, ahead: Any, beam: int
) -> int:
    """Drop chains under way that starting anew at this boundary beats, or another chain."""
    kept = 0
    for x in range(n):
        least = chain[_WORTH, x] + _dearer(chain[:, x], ahead)
        if least < best and chain[_WORTH, x] <= ceiling:
            for row in range(4):
                chain[row, kept] = chain[row, x]
            chain_start[kept] = chain_start[x]
            kept += 1
    n = kept
    if n < 2:
        return n
    order = np.argsort(chain[_WORTH, :n], kind="mergesort")
    copy = chain[:, :n].copy()
    copy_start = chain_start[:n].copy()
    kept = 0
    for x in order:
        beaten = kept == beam
        for j in range(kept):
            if (
                chain[_SKILL, j] <= copy[_SKILL, x]
                and chain[_TIME, j] <= copy[_TIME, x]
                and chain[_ATTEMPTS, j] <= copy[_ATTEMPTS, x]
            ):
                beaten = True
                break
        if not beaten:
            for row in range(4):
                chain[row, kept] = copy[row, x]
            chain_start[kept] = copy_start[x]
            kept += 1
    return kept


@njit(cache=True)
def _dearer(label: Any, ahead: Any) -> float:
    """Least that a chain under way costs more than a new job that begins one here.

    With c, t the skill and time of its last step: c T + C t a + c t (a - 1).
    """
    attempts = label[_ATTEMPTS]
    more = 0.0
    if attempts > 1.0:
        more += ahead[4] * (attempts - 1.0)
    if label[_TIME] > 0.0:
        more += ahead[2] * label[_TIME]
    if label[_SKILL] > 0.0:
        more += ahead[3] * label[_SKILL] * attempts
    return more

"""Label-setting of the long run, backwards, and what every forced decision costs.

A backward label of boundary k says how the job open there goes on: (worth,
skill, time, end) with worth = B(end) + skill × time, hand-off included. With a
forward label (w, C, T) all of it costs ``w + worth + C time + T skill``. Ending
the job at k is the label (B(k), 0, hand-off, k). A chain under way goes on as
(u, c, t, end, rest, attempts): the skill c of all tasks still to come, the
chain's own among them, the time t of those after the chain, u = B(end) + c t,
and what one attempt so far adds to the time of the chain. With a forward label
that has taken a attempts it costs ``w + u + C t + T c + rest a (C + c)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.forward import FULL, arrive
from jobdesign.methods.kernel.meeting import meet
from jobdesign.methods.kernel.orders import move, order_of
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["sweep_backward"]

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_WORTH, _SKILL, _TIME, _END, _REST, _ATTEMPTS = 0, 1, 2, 3, 4, 5


@njit(cache=True, error_model="numpy")
def sweep_backward(
    steps: Any,
    open_: Any,
    open_at: Any,
    chain: Any,
    chain_at: Any,
    most: Any,
    longest: Any,
    reach: Any,
    ceiling: float,
    value: Any,
    back: Any,
    back_chain: Any,
    counts: Any,
    mode_cost: Any,
    handoff_cost: Any,
    first: int,
    stop: int,
) -> int:
    """Process boundaries ``first`` down to ``stop + 1``.

    Parameters
    ----------
    steps, open_, open_at, chain, chain_at, most
        As in `sweep_forward`, which has filled them in.
    longest
        Shape (m + 1,): longest hand-off at any boundary before this one.
    reach
        Shape (m + 1,): most attempts that a chain can have taken at the boundary.
    ceiling
        No forced decision costs more, unless it is impossible.
    value
        Shape (m + 1,), filled in: least cost of everything after the boundary.
    back, back_chain
        Shape (room, 4) and (room, 6): labels that have arrived at the boundary.
    counts
        Shape (2,): how many of each.
    mode_cost, handoff_cost
        Shape (m, 3) and (m, 2), filled in: least cost of all designs that do the
        step by hand, augmented, automated; without and with a hand-off after it.

    Returns
    -------
    int
        The boundary before which all is done, or `FULL`.
    """
    scratch = np.empty((64, 4))
    scratch_chain = np.empty((64, 5))
    kept = np.empty((64, 4))
    kept_chain = np.empty((64, 6))
    for r in range(first, stop, -1):
        k = r - 1
        n_back = counts[0]
        n_chain = counts[1]
        if 2 * (n_back + 1) + n_chain > len(back) or n_back + 1 + n_chain > len(back_chain):
            return FULL if r == first else r
        opens = open_[open_at[k] : open_at[k + 1]]
        chains = chain[chain_at[k] : chain_at[k + 1]]
        wide = 2 * len(opens) + len(chains)
        if wide > len(scratch):
            scratch = np.empty((2 * wide, 4))
            scratch_chain = np.empty((2 * wide, 5))
        by_hand, n, n_under_way = arrive(steps[k], opens, chains, scratch, scratch_chain)
        n_back = meet(
            scratch, by_hand, n, scratch_chain[:n_under_way], back, n_back, back_chain[:n_chain],
            steps[k, 5], value[r], mode_cost[k], handoff_cost[k],
        )  # fmt: skip
        if n_back + 1 > len(kept) or n_chain > len(kept_chain):
            kept = np.empty((2 * (n_back + 1), 4))
            kept_chain = np.empty((2 * (n_chain + 1), 6))
        n_kept = _reduce_open(back, n_back, value[r], steps[k], kept)
        if value[r] < np.inf:
            kept[n_kept, _WORTH] = value[r]
            kept[n_kept, _SKILL] = 0.0
            kept[n_kept, _TIME] = steps[k, 5]
            kept[n_kept, _END] = r
            n_kept += 1
        n_chain = _reduce_chains(
            back_chain, n_chain, steps[k, 4], most[k], longest[r], reach[r], ceiling, kept_chain
        )
        n_back, n_chain = _precede(
            steps[k], kept[:n_kept], kept_chain[:n_chain], back, back_chain
        )  # fmt: skip
        best = np.inf
        for x in range(n_back):
            best = min(best, back[x, _WORTH])
        value[k] = best
        counts[0] = n_back
        counts[1] = n_chain
    return stop


@njit(cache=True, error_model="numpy")
def _reduce_open(back: Any, n: int, value: float, step: Any, kept: Any) -> int:
    """Write into ``kept`` the labels that some open job prefers to a hand-off here.

    With a job of skill C and time T so far, a label is cheaper than the hand-off h
    where C (h - t) > worth - B + c T: a cone of (C, T) with T at least that of the
    last task. Label j beats label i if it is no dearer at the corner of i's cone
    and along both its sides.
    """
    handoff = step[5]
    least_time = step[1]
    if step[4] >= SMALLEST_SUCCESS:
        least_time = min(least_time, step[3] / step[4])
    count: Any = np.int64(0)
    for x in range(n):
        if back[x, _TIME] < handoff:
            if count < x:
                move(back, x, back, count)
            count += 1
    n = count
    if n == 0 or least_time == np.inf:
        return 0
    corner = np.empty(n)
    first: Any = np.int64(0)
    for x in range(n):
        dearer = back[x, _WORTH] - value + back[x, _SKILL] * least_time
        corner[x] = dearer / (handoff - back[x, _TIME])
        if corner[x] < corner[first]:
            first = x
    # the best label alone beats most of the others: there is little left to sort
    best_time = back[first, _TIME]
    best_skill = back[first, _SKILL]
    left: Any = np.int64(0)
    for x in range(n):
        if (
            x != first
            and best_time <= back[x, _TIME]
            and best_skill * (handoff - back[x, _TIME]) <= (back[x, _SKILL] * (handoff - best_time))
        ):
            continue
        if left < x:
            move(back, x, back, left)
            corner[left] = corner[x]
        left += 1
    n = left
    order = np.empty(n, np.int64)
    order_of(corner, n, order)
    count = np.int64(0)
    for z in range(n):
        x = order[z]
        saved = handoff - back[x, _TIME]
        beaten = False
        for j in range(count):
            if kept[j, _TIME] <= back[x, _TIME] and kept[j, _SKILL] * saved <= back[x, _SKILL] * (
                handoff - kept[j, _TIME]
            ):
                beaten = True
                break
        if not beaten:
            move(back, x, kept, count)
            count += 1
    return count


@njit(cache=True, error_model="numpy")
def _reduce_chains(
    back: Any,
    n: int,
    q: float,
    most: Any,
    longest: float,
    reach: float,
    ceiling: float,
    kept: Any,
) -> int:
    """Write into ``kept`` the chains under way that some earlier part can prefer.

    The earlier part has skill C, time T and a attempts, between 1/q and ``reach``. It is
    nothing where the chain begins a job; at the decision that is forced C and T are at
    most ``most``; elsewhere the hand-off that the label saves must exceed its own time by
    T c / C. Costs are linear in C, in T and in a, so that corners decide.
    """
    if n == 0 or q < SMALLEST_SUCCESS:
        return 0
    least = 1.0 / q
    key = np.empty(n)
    for x in range(n):
        key[x] = back[x, _WORTH] + least * back[x, _REST] * back[x, _SKILL]
    order = np.empty(n, np.int64)
    order_of(key, n, order)
    keys = np.empty(n)
    count: Any = np.int64(0)
    for z in range(n):
        x = order[z]
        if not key[x] < np.inf:
            break
        saved = longest - back[x, _TIME] - least * back[x, _REST]
        alone = back[x, _REST] * back[x, _SKILL]
        beaten = False
        for j in range(count):
            # a chain of too many attempts cannot stand in for one that is still possible,
            # unless that one by then costs more than anything
            if (
                kept[j, _ATTEMPTS] > back[x, _ATTEMPTS]
                and kept[j, _ATTEMPTS] * reach > _MOST_ATTEMPTS
                and alone * (_MOST_ATTEMPTS / kept[j, _ATTEMPTS]) <= ceiling
            ):
                continue
            skill = back[x, _SKILL] - kept[j, _SKILL]
            time = back[x, _TIME] - kept[j, _TIME]
            rest = back[x, _REST] - kept[j, _REST]
            # the least slope in C, and the least level at C = T = 0, over the attempts so far
            slope = time + (least if rest >= 0.0 else reach) * rest
            level = key[x] - keys[j]
            rises = alone - kept[j, _REST] * kept[j, _SKILL]
            if rises < 0.0:
                level += (reach - least) * rises
            if level < 0.0:
                continue
            # at the forced decision
            if level + min(0.0, most[0] * slope) + min(0.0, most[1] * skill) < 0.0:
                continue
            # elsewhere: only where T is small beside C
            if saved > 0.0 and (slope < 0.0 or back[x, _SKILL] * slope + saved * skill < 0.0):
                continue
            beaten = True
            break
        if not beaten:
            move(back, x, kept, count)
            keys[count] = key[x]
            count += 1
    return count


@njit(cache=True, error_model="numpy")
def _precede(step: Any, kept: Any, kept_chain: Any, back: Any, back_chain: Any) -> Any:
    """Take labels back over one step; returns how many open jobs and chains arrive."""
    n: Any = np.int64(0)
    if step[1] < np.inf:
        for x in range(len(kept)):
            n = _join(
                kept[x, _WORTH], kept[x, _SKILL], kept[x, _TIME], kept[x, _END], step[0], step[1],
                back, n,
            )  # fmt: skip
    q = step[4]
    if q < SMALLEST_SUCCESS:
        return n, 0
    n_chain: Any = np.int64(0)
    rest = step[3] / q
    if rest < np.inf:
        for x in range(len(kept)):
            back_chain[n_chain, _WORTH] = kept[x, _WORTH] + step[2] * kept[x, _TIME]
            back_chain[n_chain, _SKILL] = kept[x, _SKILL] + step[2]
            back_chain[n_chain, _TIME] = kept[x, _TIME]
            back_chain[n_chain, _END] = kept[x, _END]
            back_chain[n_chain, _REST] = rest
            back_chain[n_chain, _ATTEMPTS] = 1.0 / q
            n_chain += 1
    for x in range(len(kept_chain)):
        attempts = kept_chain[x, _ATTEMPTS] / q
        rest = kept_chain[x, _REST] / q
        if attempts <= _MOST_ATTEMPTS and rest < np.inf:
            move(kept_chain, x, back_chain, n_chain)
            back_chain[n_chain, _REST] = rest
            back_chain[n_chain, _ATTEMPTS] = attempts
            n_chain += 1
    for x in range(n_chain):
        n = _join(
            back_chain[x, _WORTH], back_chain[x, _SKILL], back_chain[x, _TIME],
            back_chain[x, _END], 0.0, back_chain[x, _REST], back, n,
        )  # fmt: skip
    return n, n_chain


@njit(cache=True, error_model="numpy")
def _join(
    worth: float, own: float, later: float, end: float, skill: float, time: float, joined: Any,
    n: int,
) -> int:  # fmt: skip
    """Write a label with one more task before it, unless that makes it cost without end."""
    longer = later + time
    worth += own * time + skill * longer
    if longer == np.inf or not worth < np.inf:
        return n
    joined[n, _WORTH] = worth
    joined[n, _SKILL] = own + skill
    joined[n, _TIME] = longer
    joined[n, _END] = end
    return n + 1

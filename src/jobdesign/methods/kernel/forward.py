"""Label-setting of the long run, forwards, with all labels kept: one half of forced decisions.

The labels and reductions are those of `sweep`; see there for why each is
harmless. A label of an open job is a row (worth, skill, time, start), one of a
chain under way (worth, skill, time, start, attempts). The labels of boundary k
are the rows ``at[k]`` to ``at[k + 1]`` of their table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.orders import hulls, move, order_of
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["FULL", "MANY", "arrive", "sweep_forward"]

#: What a sweep returns in place of a boundary when its tables are full.
FULL = -1
#: Number of labels from which hulls pay for themselves.
MANY = 32

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_WORTH, _SKILL, _TIME, _START, _ATTEMPTS = 0, 1, 2, 3, 4


@njit(cache=True, error_model="numpy")
def sweep_forward(
    steps: Any,
    ahead: Any,
    value: Any,
    open_: Any,
    open_at: Any,
    chain: Any,
    chain_at: Any,
    most: Any,
    last: Any,
    first: int,
    stop: int,
) -> int:
    """Process the boundaries after steps ``first`` to ``stop - 1``.

    Parameters
    ----------
    steps
        Shape (m, 6): manual skill and time, AI skill and time, success, hand-off.
    ahead
        Shape (m + 1, 5), a row a boundary: see `lookahead`.
    value
        Shape (m + 1,), filled in: least cost of everything up to the boundary.
    open_, open_at
        Shape (room, 4) and (m + 2,): labels of open jobs, at every boundary
        reached those that an optimum can pass, the new job that starts there first.
    chain, chain_at
        Shape (room, 5) and (m + 2,): the same of chains under way.
    most
        Shape (m + 1, 2), filled in: largest skill and time of any label that
        arrived at this boundary or an earlier one.
    last
        Shape (m + 1, 3), filled in: skill, time with hand-off, and start of the last
        job of the cheapest way to the boundary.

    Returns
    -------
    int
        The boundary reached, or `FULL` with all as it was at ``most``'s last row.
    """
    m = steps.shape[0]
    for k in range(first, stop):
        opens = open_[open_at[k] : open_at[k + 1]]
        chains = chain[chain_at[k] : chain_at[k + 1]]
        wide = 2 * len(opens) + len(chains)
        if open_at[k + 1] + 2 * wide + 1 > len(open_) or chain_at[k + 1] + 2 * (
            len(opens) + len(chains)
        ) > len(chain):
            return FULL if k == first else k
        # the next boundary's labels arrive right where they will stay
        arrived = open_[open_at[k + 1] + 1 :]
        under_way = chain[chain_at[k + 1] :]
        _, n, n_chain = arrive(steps[k], opens, chains, arrived, under_way)
        handoff = steps[k, 5]
        best = np.inf
        most_skill = most[k, 0]
        most_time = most[k, 1]
        for x in range(n):
            closed = arrived[x, _WORTH] + arrived[x, _SKILL] * handoff
            if closed < best:
                best = closed
                last[k + 1, 0] = arrived[x, _SKILL]
                last[k + 1, 1] = arrived[x, _TIME] + handoff
                last[k + 1, 2] = arrived[x, _START]
            most_skill = max(most_skill, arrived[x, _SKILL])
            most_time = max(most_time, arrived[x, _TIME])
        for x in range(n_chain):
            most_skill = max(most_skill, under_way[x, _SKILL])
            most_time = max(most_time, under_way[x, _TIME])
        most[k + 1, 0] = most_skill
        most[k + 1, 1] = most_time
        value[k + 1] = best
        n_new = 0
        if best < np.inf and k + 1 < m:
            new = open_at[k + 1]
            open_[new, _WORTH] = best
            open_[new, _SKILL] = 0.0
            open_[new, _TIME] = 0.0
            open_[new, _START] = k + 1
            n_new = 1 + _reduce_open(arrived, n, best, ahead[k + 1])
            n_chain = _reduce_chains(under_way, n_chain, best, ahead[k + 1])
        open_at[k + 2] = open_at[k + 1] + n_new
        chain_at[k + 2] = chain_at[k + 1] + n_chain
    return stop


@njit(cache=True, error_model="numpy")
def arrive(step: Any, opens: Any, chains: Any, arrived: Any, under_way: Any) -> Any:
    """Take labels over one step.

    Parameters
    ----------
    step
        One row of the steps.
    opens, chains
        Labels at the boundary before it.
    arrived, under_way
        Filled in: the open jobs after it, those that did the step by hand first,
        and the chains that have passed it.

    Returns
    -------
    by_hand, arrived, under_way : int
        Numbers of labels, the first two of ``arrived``.
    """
    n: Any = np.int64(0)
    if step[1] < np.inf:
        for x in range(len(opens)):
            n = _join(opens, x, step[0], step[1], arrived, n)
    by_hand = n
    q = step[4]
    if q < SMALLEST_SUCCESS:
        return by_hand, n, 0
    n_chain: Any = np.int64(0)
    for x in range(len(opens)):
        for column in range(4):
            under_way[n_chain, column] = opens[x, column]
        under_way[n_chain, _ATTEMPTS] = 1.0 / q
        n_chain += 1
    for x in range(len(chains)):
        attempts = chains[x, _ATTEMPTS] / q
        if attempts <= _MOST_ATTEMPTS:
            move(chains, x, under_way, n_chain)
            under_way[n_chain, _ATTEMPTS] = attempts
            n_chain += 1
    for x in range(n_chain):
        n = _join(under_way, x, step[2], step[3] * under_way[x, _ATTEMPTS], arrived, n)
    return by_hand, n, n_chain


@njit(cache=True, error_model="numpy")
def _join(labels: Any, x: int, skill: float, time: float, joined: Any, n: int) -> int:
    """Write a label with one more task, unless that makes it cost without end."""
    longer = labels[x, _TIME] + time
    worth = labels[x, _WORTH] + labels[x, _SKILL] * time + skill * longer
    if longer == np.inf or not worth < np.inf:
        return n
    joined[n, _WORTH] = worth
    joined[n, _SKILL] = labels[x, _SKILL] + skill
    joined[n, _TIME] = longer
    joined[n, _START] = labels[x, _START]
    return n + 1


@njit(cache=True, error_model="numpy")
def _reduce_open(labels: Any, n: int, best: float, ahead: Any) -> int:
    """Keep, in front, the labels that some continuation prefers to a cut: see `sweep`."""
    kept_labels = labels[n:]
    kept: Any = np.int64(0)
    for x in range(n):
        if labels[x, _WORTH] < best:
            if kept < x:
                move(labels, x, labels, kept)
            kept += 1
    n = kept
    if n == 0:
        return 0
    if n > MANY:
        n = hulls(labels, n)
    offset = np.empty(n)
    first: Any = np.int64(0)
    for x in range(n):
        offset[x] = labels[x, _WORTH] + ahead[0] * labels[x, _TIME] + ahead[1] * labels[x, _SKILL]
        if offset[x] < offset[first]:
            first = x
    # the best label alone beats most of the others: there is little left to sort
    gain = best - offset[first]
    time = labels[first, _TIME]
    skill = labels[first, _SKILL]
    left: Any = np.int64(0)
    for x in range(n):
        rest = best - offset[x]
        if x != first and (
            rest <= 0.0
            or (time * rest <= labels[x, _TIME] * gain and skill * rest <= labels[x, _SKILL] * gain)
        ):
            continue
        if left < x:
            move(labels, x, labels, left)
            offset[left] = offset[x]
        left += 1
    n = left
    order = np.empty(n, np.int64)
    order_of(offset, n, order)
    gains = np.empty(n)
    kept = np.int64(0)
    for z in range(n):
        x = order[z]
        gain = best - offset[x]
        if gain <= 0.0:
            break
        beaten = False
        for j in range(kept):
            if (
                kept_labels[j, _TIME] * gain <= labels[x, _TIME] * gains[j]
                and kept_labels[j, _SKILL] * gain <= labels[x, _SKILL] * gains[j]
            ):
                beaten = True
                break
        if not beaten:
            move(labels, x, kept_labels, kept)
            gains[kept] = gain
            kept += 1
    for x in range(kept):
        move(kept_labels, x, labels, x)
    return kept


@njit(cache=True, error_model="numpy")
def _reduce_chains(labels: Any, n: int, best: float, ahead: Any) -> int:
    """Keep, in front, the chains that some continuation prefers to a cut and a new chain.

    A continuation whose chain ends with skill c and adds time x an attempt, and t after
    it, costs a label w + T c + C t + a C x + (a - 1) c x more than a new job that begins
    a chain here and is worth V. So a label matters only where that sum is below its
    gain, a simplex, and label j beats label i if it is no worse at its corners.
    """
    kept_labels = labels[n:]
    offset = np.empty(n)
    kept: Any = np.int64(0)
    for x in range(n):
        attempts = labels[x, _ATTEMPTS]
        least = labels[x, _WORTH]
        if attempts > 1.0:
            least += ahead[4] * (attempts - 1.0)
        if labels[x, _TIME] > 0.0:
            least += ahead[2] * labels[x, _TIME]
        if labels[x, _SKILL] > 0.0:
            least += ahead[3] * labels[x, _SKILL] * attempts
        if least < best:
            if kept < x:
                move(labels, x, labels, kept)
            offset[kept] = least
            kept += 1
    n = kept
    if n < 2:
        return n
    order = np.empty(n, np.int64)
    order_of(offset, n, order)
    gains = np.empty(n)
    kept = np.int64(0)
    for z in range(n):
        x = order[z]
        gain = best - offset[x]
        skill = labels[x, _SKILL]
        attempts = labels[x, _ATTEMPTS]
        beaten = False
        for j in range(kept):
            if (
                kept_labels[j, _ATTEMPTS] <= attempts
                and kept_labels[j, _TIME] * gain <= labels[x, _TIME] * gains[j]
                and kept_labels[j, _SKILL] * gain <= skill * gains[j]
                and kept_labels[j, _SKILL] * kept_labels[j, _ATTEMPTS] * gain
                <= skill * attempts * gains[j]
            ):
                beaten = True
                break
        if not beaten:
            move(labels, x, kept_labels, kept)
            gains[kept] = gain
            kept += 1
    for x in range(kept):
        move(kept_labels, x, labels, x)
    return kept

"""Where labels from both sides meet: what each decision at a boundary costs.

The labels are those of `forward` and `backward`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.forward import MANY
from jobdesign.methods.kernel.orders import hulls, move, order_of
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["meet"]

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_WORTH, _SKILL, _TIME, _REST, _ATTEMPTS = 0, 1, 2, 4, 5
_ATTEMPTS_SO_FAR = 4


@njit(cache=True, error_model="numpy")
def meet(
    arrived: Any, by_hand: int, n: int, under_way: Any, back: Any, n_back: int, back_chain: Any,
    handoff: float, value: float, mode_cost: Any, handoff_cost: Any,
) -> int:  # fmt: skip
    """Join all labels from both sides at one boundary: what each decision costs there.

    Returns how many of ``back`` are needed, which are then in front.
    """
    if n_back > MANY:
        n_back = hulls(back, n_back)
        _sort(back, n_back)
    ended = np.inf
    going_on = np.inf
    for mode in range(2):
        labels = arrived[:by_hand] if mode == 0 else arrived[by_hand:n]
        count = hulls(labels, len(labels)) if len(labels) > MANY else len(labels)
        cut = np.inf
        for x in range(count):
            cut = min(cut, labels[x, _WORTH] + labels[x, _SKILL] * handoff)
        cut += value
        joined = _meet_open(labels, count, back, n_back)
        mode_cost[mode] = min(cut, joined)
        ended = min(ended, cut)
        going_on = min(going_on, joined)
    inside = _meet_inside(under_way, back_chain)
    mode_cost[2] = inside
    handoff_cost[0] = min(going_on, inside)
    handoff_cost[1] = ended
    return n_back


@njit(cache=True, error_model="numpy")
def _meet_open(labels: Any, count: int, back: Any, n_back: int) -> float:
    """Join all open jobs from both sides."""
    best = np.inf
    ordered = n_back > MANY
    # no label from the other side is below these: most labels need not be joined
    least_worth = np.inf
    least_skill = np.inf
    least_time = np.inf
    for y in range(n_back):
        least_worth = min(least_worth, back[y, _WORTH])
        least_skill = min(least_skill, back[y, _SKILL])
        least_time = min(least_time, back[y, _TIME])
    for x in range(count):
        worth = labels[x, _WORTH]
        skill = labels[x, _SKILL]
        time = labels[x, _TIME]
        if not worth + least_worth + skill * least_time + time * least_skill < best:
            continue
        for y in range(n_back):
            least = worth + back[y, _WORTH]
            if ordered and not least < best:
                break
            best = min(best, least + skill * back[y, _TIME] + time * back[y, _SKILL])
    return best


@njit(cache=True, error_model="numpy")
def _meet_inside(under_way: Any, back_chain: Any) -> float:
    """Join all chains under way from both sides."""
    best = np.inf
    n = len(back_chain)
    ordered = n > MANY
    if ordered:
        _sort(back_chain, n)
    least_worth = np.inf
    least_skill = np.inf
    least_time = np.inf
    least_rest = np.inf
    for y in range(n):
        least_worth = min(least_worth, back_chain[y, _WORTH])
        least_skill = min(least_skill, back_chain[y, _SKILL])
        least_time = min(least_time, back_chain[y, _TIME])
        least_rest = min(least_rest, back_chain[y, _REST])
    for x in range(len(under_way)):
        worth = under_way[x, _WORTH]
        skill = under_way[x, _SKILL]
        time = under_way[x, _TIME]
        attempts = under_way[x, _ATTEMPTS_SO_FAR]
        # the last product is left out where it might not be finite
        least = worth + least_worth + skill * least_time + time * least_skill
        if skill > 0.0:
            least += attempts * least_rest * skill
        if not least < best:
            continue
        for y in range(n):
            least = worth + back_chain[y, _WORTH]
            if not least < best:
                if ordered:
                    break
                continue
            rest = back_chain[y, _REST] * attempts
            if attempts * back_chain[y, _ATTEMPTS] > _MOST_ATTEMPTS or rest == np.inf:
                continue
            later = back_chain[y, _SKILL]
            joined = least + skill * back_chain[y, _TIME] + time * later + rest * (skill + later)
            best = min(best, joined)
    return best


@njit(cache=True, error_model="numpy")
def _sort(labels: Any, n: int) -> None:
    """Put the cheapest labels first, which lets the others be passed over together."""
    keys = np.empty(n)
    order = np.empty(n, np.int64)
    for x in range(n):
        keys[x] = labels[x, _WORTH]
    order_of(keys, n, order)
    ordered = np.empty((n, labels.shape[1]))
    for x in range(n):
        move(labels, order[x], ordered, x)
    for x in range(n):
        move(ordered, x, labels, x)

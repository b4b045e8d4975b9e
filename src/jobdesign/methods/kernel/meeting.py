"""Where labels from both sides meet: what each decision at a boundary costs.

The labels are those of `forward` and `backward`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.forward import MANY
from jobdesign.methods.kernel.orders import hulls
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["meet"]

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS
_WORTH, _SKILL, _TIME, _REST, _ATTEMPTS = 0, 1, 2, 4, 5


@njit(cache=True)
def meet(
    arrived: Any, by_hand: int, n: int, under_way: Any, back: Any, n_back: int, back_chain: Any,
    handoff: float, value: float, mode_cost: Any, handoff_cost: Any,
) -> int:  # fmt: skip
    """Join all labels from both sides at one boundary: what each decision costs there.

    Returns how many of ``back`` are needed, which are then in front.
    """
    ended = np.inf
    going_on = np.inf
    if n_back > MANY:
        n_back = hulls(back, n_back)
        _sort(back, n_back)
    ordered = n_back > MANY
    for mode in range(2):
        labels = arrived[:by_hand] if mode == 0 else arrived[by_hand:n]
        count = hulls(labels, len(labels)) if len(labels) > MANY else len(labels)
        cut = np.inf
        joined = np.inf
        for x in range(count):
            worth = labels[x, _WORTH]
            skill = labels[x, _SKILL]
            time = labels[x, _TIME]
            cut = min(cut, worth + skill * handoff)
            for y in range(n_back):
                least = worth + back[y, _WORTH]
                if not least < joined:
                    if ordered:
                        break
                    continue
                joined = min(joined, least + skill * back[y, _TIME] + time * back[y, _SKILL])
        cut += value
        mode_cost[mode] = min(cut, joined)
        ended = min(ended, cut)
        going_on = min(going_on, joined)
    inside = _meet_inside(under_way, back_chain)
    mode_cost[2] = inside
    handoff_cost[0] = min(going_on, inside)
    handoff_cost[1] = ended
    return n_back


@njit(cache=True)
def _sort(labels: Any, n: int) -> None:
    """Put the cheapest labels first, which lets the others be passed over together."""
    labels[:n] = labels[:n][np.argsort(labels[:n, _WORTH])]


@njit(cache=True)
def _meet_inside(under_way: Any, back_chain: Any) -> float:
    """Join all chains under way from both sides."""
    best = np.inf
    n = len(back_chain)
    ordered = n > MANY
    if ordered:
        _sort(back_chain, n)
    for x in range(len(under_way)):
        worth = under_way[x, _WORTH]
        skill = under_way[x, 1]
        time = under_way[x, 2]
        attempts = under_way[x, 4]
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

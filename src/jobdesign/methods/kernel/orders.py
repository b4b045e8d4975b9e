"""Small sorts and hulls of labels, for sweeps that hold few labels at most boundaries.

A label is a row: worth, skill, time, and the boundary where its job starts (or,
swept backwards, ends).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["hulls", "order_of"]

#: Up to this many numbers are sorted by insertion.
_FEW = 24
_SKILL, _TIME, _ANCHOR = 1, 2, 3


@njit(cache=True)
def order_of(keys: Any, n: int, order: Any) -> None:
    """Write into ``order`` the positions of the first ``n`` keys, smallest first, ties as found."""
    if n > _FEW:
        order[:n] = np.argsort(keys[:n], kind="mergesort")
        return
    for x in range(n):
        key = keys[x]
        y = x
        while y > 0 and keys[order[y - 1]] > key:
            order[y] = order[y - 1]
            y -= 1
        order[y] = x


@njit(cache=True)
def hulls(labels: Any, n: int) -> int:
    """Move to the front the labels on the lower-left hull in (time, skill) of each anchor.

    For one anchor the bill (C + c)(T + t) is quasi-concave in (C, T): it is least
    on the hull, whatever c and t.
    """
    by_time = np.argsort(labels[:n, _TIME], kind="mergesort")
    order = by_time[np.argsort(labels[:n, _ANCHOR][by_time], kind="mergesort")]
    kept = np.empty(n, np.int64)
    top = 0
    base = 0
    for x in order:
        skill = labels[x, _SKILL]
        time = labels[x, _TIME]
        if top > base and labels[kept[top - 1], _ANCHOR] != labels[x, _ANCHOR]:
            base = top
        if top > base and skill >= labels[kept[top - 1], _SKILL]:
            continue
        if top > base and labels[kept[top - 1], _TIME] == time:
            top -= 1
        while top - base >= 2:
            a = kept[top - 2]
            p = kept[top - 1]
            if (labels[p, _SKILL] - labels[a, _SKILL]) * (time - labels[a, _TIME]) < (
                skill - labels[a, _SKILL]
            ) * (labels[p, _TIME] - labels[a, _TIME]):
                break
            top -= 1
        kept[top] = x
        top += 1
    labels[:top] = labels[kept[:top]]
    return top

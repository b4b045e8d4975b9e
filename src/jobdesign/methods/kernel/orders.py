"""Small sorts and hulls of labels, for sweeps that hold few labels at most boundaries.

A label is a row: worth, skill, time, and the boundary where its job starts (or,
swept backwards, ends). All is spelt out in loops: numba compiles those far faster
than its own sorts, assignments of whole rows, and indices that are arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["hulls", "move", "order_of"]

#: Runs of this many numbers are sorted by insertion.
_FEW = 24
_SKILL, _TIME, _ANCHOR = 1, 2, 3


@njit(cache=True, error_model="numpy")
def move(source: Any, x: int, target: Any, y: int) -> None:
    """Copy label ``x`` of one table over label ``y`` of another one of as many columns."""
    for column in range(source.shape[1]):
        target[y, column] = source[x, column]


@njit(cache=True, error_model="numpy")
def order_of(keys: Any, n: int, order: Any) -> None:
    """Write into ``order`` the positions of the first ``n`` keys, smallest first, ties as found."""
    for begin in range(0, n, _FEW):
        for x in range(begin, min(begin + _FEW, n)):
            key = keys[x]
            y = x
            while y > begin and keys[order[y - 1]] > key:
                order[y] = order[y - 1]
                y -= 1
            order[y] = x
    if n <= _FEW:
        return
    merged = np.empty(n, np.int64)
    width = _FEW
    while width < n:
        for begin in range(0, n, 2 * width):
            middle = min(begin + width, n)
            end = min(begin + 2 * width, n)
            left = begin
            right = middle
            for z in range(begin, end):
                if left < middle and (right == end or keys[order[left]] <= keys[order[right]]):
                    merged[z] = order[left]
                    left += 1
                else:
                    merged[z] = order[right]
                    right += 1
        for z in range(n):
            order[z] = merged[z]
        width *= 2


@njit(cache=True, error_model="numpy")
def hulls(labels: Any, n: int) -> int:
    """Move to the front the labels on the lower-left hull in (time, skill) of each anchor.

    For one anchor the bill (C + c)(T + t) is quasi-concave in (C, T): it is least
    on the hull, whatever c and t.
    """
    keys = np.empty(n)
    by_time = np.empty(n, np.int64)
    order = np.empty(n, np.int64)
    for x in range(n):
        keys[x] = labels[x, _TIME]
    order_of(keys, n, by_time)
    for z in range(n):
        keys[z] = labels[by_time[z], _ANCHOR]
    order_of(keys, n, order)
    kept = np.empty(n, np.int64)
    top: Any = np.int64(0)
    base = 0
    for z in range(n):
        x = by_time[order[z]]
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
    on_hulls = np.empty((top, labels.shape[1]))
    for z in range(top):
        move(labels, kept[z], on_hulls, z)
    for z in range(top):
        move(on_hulls, z, labels, z)
    return top

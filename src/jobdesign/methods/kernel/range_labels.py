"""Labels of `ranges` that are kept at a boundary: open jobs, and chains under way."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.range_dominance import (
    HELD,
    SKILL,
    START,
    TIME,
    above_hull,
    beats,
    only,
    unbeaten,
    worth,
)

__all__ = ["chains_apart", "undominated"]


@njit(cache=True, nogil=True)
def undominated(
    label: Any,
    whole: Any,
    new: Any,
    begun: int,
    alive: Any,
    common: Any,
    origin: Any,
    k: int,
    ahead: Any,
    cost: Any,
    rise: Any,
    form: int,
    table: Any,
    varies: Any,
    triangle: bool,
    hulls: bool,
    counts_tasks: bool,
    separates: bool,
) -> Any:
    """Keep the labels that may be better than a cut at k, and than any other label."""
    value = np.empty(len(new))
    gains = np.empty(len(new))
    count = 0
    for x in new:
        one = label[x]
        so_far = worth(one, 1, form, table)
        so_far += _times(ahead[0, k], one[TIME + 1]) + _times(ahead[1, k], one[SKILL + 1])
        start = whole[x, START]
        if so_far < rise[start, k]:
            new[count] = x
            gains[count] = rise[start, k] - so_far
            value[count] = cost[1, 0, start] + so_far
            count += 1
    order = np.argsort(value[:count], kind="mergesort")
    kept = unbeaten(
        label, whole, only(new, order), gains[order], begun, common, origin, varies, triangle,
        ahead[0, k], ahead[1, k], rise, counts_tasks, separates,
    )  # fmt: skip
    if not hulls or len(kept) < 3 or (varies[0] and varies[1]):
        return kept
    return _on_hulls(label, whole, kept, begun, common, origin, varies)


@njit(cache=True, nogil=True)
def _on_hulls(
    label: Any, whole: Any, new: Any, begun: int, common: Any, origin: Any, varies: Any
) -> Any:
    n = len(new)
    kept = np.ones(n, np.bool_)
    starts = np.empty(n)
    for x in range(n):
        starts[x] = whole[new[x], START]
    order = np.argsort(starts, kind="mergesort")
    base = 0
    while base < n:
        top = base
        while top < n and starts[order[top]] == starts[order[base]]:
            top += 1
        group = order[base:top]
        for x in group:
            kept[x] = not above_hull(label, new, kept, x, group, common, origin, begun, varies)
        base = top
    some = np.empty(n, np.int64)
    count = 0
    for x in range(n):
        if kept[x]:
            some[count] = new[x]
            count += 1
    return some[:count]


@njit(cache=True, nogil=True)
def chains_apart(
    label: Any,
    whole: Any,
    alive: Any,
    common: Any,
    carrier: Any,
    first: Any,
    attempts: Any,
    k: int,
    ahead: Any,
    cost: Any,
    rise: Any,
    form: int,
    table: Any,
    varies: Any,
    triangle: bool,
    counts_tasks: bool,
    separates: bool,
    limited: bool,
) -> Any:
    """Keep the chains under way that may be better than one begun after a cut, and than others."""
    order = np.empty(len(carrier), np.int64)
    value = np.empty(len(carrier))
    gains = np.empty(len(carrier))
    times = np.empty(len(carrier))
    count = 0
    for x in range(len(carrier)):
        one = label[alive[carrier[x]]]
        start = whole[alive[carrier[x]], START]
        tries = attempts[x, 1]
        so_far = worth(one, 1, form, table) + _times(ahead[4, k], tries - 1.0)
        times[x] = ahead[3, k] * tries
        so_far += _times(ahead[2, k], one[TIME + 1]) + _times(times[x], one[SKILL + 1])
        if so_far < rise[start, k]:
            gains[x] = rise[start, k] - so_far
            value[count] = cost[1, 0, start] + so_far
            order[count] = x
            count += 1
    order = only(order, np.argsort(value[:count], kind="mergesort"))
    kept = np.empty(count, np.int64)
    n = 0
    for x in order:
        one = alive[carrier[x]]
        beaten = False
        for y in kept[:n]:
            other = alive[carrier[y]]
            same = whole[one, START] == whole[other, START]
            if not same and not (
                triangle and (whole[other, START] > whole[one, START] or not separates)
            ):
                continue
            if counts_tasks and whole[other, HELD] > whole[one, HELD]:
                continue
            if first[x] > first[y] and (limited or attempts[x, 1] < attempts[y, 0]):
                continue
            shared = common[carrier[x], carrier[y]] if same else 0
            if beats(
                label[one], label[other], label[shared], varies, triangle,
                rise[whole[one, START], whole[other, START]], gains[x], ahead[2, k], times[x],
            ):  # fmt: skip
                beaten = True
                break
        if not beaten:
            kept[n] = x
            n += 1
    return kept[:n]


@njit(cache=True, nogil=True)
def _times(least: float, amount: float) -> float:
    """Multiply a bound that may be infinite with an amount that may be 0."""
    return least * amount if least > 0.0 and amount > 0.0 else 0.0

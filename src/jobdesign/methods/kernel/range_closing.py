"""Ending jobs at a boundary, for `ranges`: which are listed, and what ways there cost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.range_dominance import (
    AI_COST,
    BARRED,
    CLOSES,
    HANDOFF,
    SKILL,
    START,
    TIME,
    only,
    rate,
    unbeaten,
)

__all__ = ["bills_at", "close_cheap", "close_dear", "needed"]

_SLACK = 1.0 + 1e-12


@njit(cache=True, nogil=True)
def bills_at(label: Any, new: Any, steps: Any, k: int, limits: Any, form: int, table: Any) -> Any:
    """Return what the jobs cost that end here, at the two ends; infinite where impossible."""
    bills = np.full((2, len(new)), np.inf)
    for x in range(len(new)):
        one = label[new[x]]
        for end in range(2):
            time = one[TIME + end] + steps[HANDOFF, end, k]
            wage = rate(one[SKILL + end], form, table)
            barred = end == 0 and one[BARRED] > 0
            if time <= limits[0] and one[SKILL + end] <= limits[1] and wage < np.inf and not barred:
                bills[end, x] = wage * time + one[AI_COST + end]
    return bills


@njit(cache=True, nogil=True)
def close_dear(
    whole: Any, new: Any, bills: Any, end: int, cost: Any, passes: Any, rise: Any
) -> None:
    """See what the cheapest way to a boundary costs at the dear end, from each before it."""
    least = np.full(end, np.inf)
    for x in range(len(new)):
        start = whole[new[x], START]
        least[start] = min(least[start], bills[0, x])
    for start in range(end):
        if least[start] < np.inf:
            for before in range(start + 1):
                way = cost[0, before, start] + least[start]
                cost[0, before, end] = min(cost[0, before, end], way)
    for start in range(end):
        for before in range(start + 1):
            if passes[before, start] and cost[1, before, start] < np.inf:
                more = cost[0, before, end] * _SLACK - cost[1, before, start]
                rise[start, end] = min(rise[start, end], more)


@njit(cache=True, nogil=True)
def close_cheap(
    whole: Any, listed: Any, bills: Any, begun: int, end: int, cost: Any, passes: Any, rise: Any
) -> None:
    """List jobs, and see what ways of listed jobs cost at the cheap end."""
    least = np.full(end, np.inf)
    for x in listed:
        start = whole[x, START]
        whole[x, CLOSES] = end
        least[start] = min(least[start], bills[1, x - begun])
    reached = False
    for start in range(end):
        if least[start] == np.inf:
            continue
        for before in range(start + 1):
            way = cost[1, before, start] + least[start]
            cost[1, before, end] = min(cost[1, before, end], way)
        for before in range(end):
            passes[before, end] = passes[before, start] and (passes[before, end] or not reached)
        reached = True
    for other in range(end):  # what the way to an earlier boundary costs more than to this one
        for before in range(other + 1):
            if passes[before, end] and cost[1, before, end] < np.inf:
                more = cost[0, before, other] * _SLACK - cost[1, before, end]
                rise[end, other] = min(rise[end, other], more)


@njit(cache=True, nogil=True)
def needed(
    label: Any,
    whole: Any,
    new: Any,
    bills: Any,
    begun: int,
    common: Any,
    origin: Any,
    end: int,
    steps: Any,
    cost: Any,
    rise: Any,
    varies: Any,
    triangle: bool,
    counts_tasks: bool,
    separates: bool,
) -> Any:
    """Select the jobs that may be best somewhere, of those that can end here."""
    able = np.empty(len(new), np.int64)
    value = np.empty(len(new))
    count = 0
    for x in new:
        start = whole[x, START]
        bill = bills[1, x - begun]
        if bill < np.inf and bill <= rise[start, end] * _SLACK:
            able[count] = x
            value[count] = cost[1, 0, start] + bill
            count += 1
    order = only(able, np.argsort(value[:count], kind="mergesort"))
    handoff = steps[HANDOFF, :, end - 1]
    at_end = triangle and handoff[0] == handoff[1]  # all that is still to come is known
    return unbeaten(
        label, whole, order, np.zeros(count), begun, common, origin, varies, at_end, 0.0,
        handoff[1], rise, counts_tasks, separates,
    )  # fmt: skip

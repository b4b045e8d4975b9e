"""Label-setting on a range of a parameter: every job that can be part of an optimum there.

`jobdesign.analysis.reorganisation.label_arrays` holds the same algorithm on arrays, to
be read first. Here labels of different starts are compared as well (`range_dominance`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.range_closing import bills_at, close_cheap, close_dear, needed
from jobdesign.methods.kernel.range_dominance import (
    AI_COST,
    BARRED,
    CLOSES,
    HELD,
    NUMBERS,
    SKILL,
    START,
    TIME,
    only,
    rate,
)
from jobdesign.methods.kernel.range_labels import chains_apart, undominated
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["sweep_range"]

_PARENT, _FIRST, _CHAIN, _WHOLE = 2, 3, 4, 6
#: Rows of the steps.
_HUMAN_SKILL, _MANUAL_TIME, _AI_SKILL, _AI_TIME, _PAID, _SUCCESS = 0, 1, 2, 3, 5, 6
#: Attempts beyond any that a chain may take; their product with a time is finite.
_ENDLESS = 1e201


@njit(cache=True, nogil=True)
def sweep_range(
    steps: Any,
    allowed: Any,
    earliest: Any,
    limits: Any,
    counts: Any,
    form: int,
    table: Any,
    ahead: Any,
    varies: Any,
    triangle: bool,
    hulls: bool,
    most_labels: float,
) -> Any:
    """Process all boundaries, or stop where more labels than wanted are open.

    Parameters
    ----------
    steps
        Shape (7, 2, m): human skill, manual time, AI skill, AI time, hand-off, AI cost
        and success, each at the dear and at the cheap end.
    allowed
        Shape (5, m): manual, chain_end, chain_pass, handoff_allowed, handoff_required.
    earliest
        Shape (m + 1,): earliest start of a job that ends at the boundary.
    limits
        Shape (3,): time and skill of a job, attempts of a chain.
    counts
        Shape (2,): steps of a chain, tasks of a job.
    form, table
        The wage rule: `PRODUCT`, `SCHEDULE` or `TYPES`, and its (skill, wage) rows.
    ahead
        Shape (5, m + 1): what any continuation adds at least.
    varies
        Shape (3,): whether skill, time and AI costs differ between the ends.
    triangle
        Whether the wage is the skill and nothing limits jobs, so that labels are
        compared where they can still be better than a cut.
    hulls
        Whether lower left hulls of (skill, time) suffice.
    most_labels
        Labels and chains at a boundary at which to give up.

    Returns
    -------
    tuple
        Whether it got to the end; whole numbers of the labels, shape (L, 6): start,
        number of tasks, label before the last task, that task's first step, whether
        it is a chain, and the boundary at which the job is listed, or 0; and the
        cost of the cheapest design at the dear end.
    """
    m = steps.shape[2]
    label = np.zeros((1024, NUMBERS))
    whole = np.zeros((1024, _WHOLE), np.int64)
    whole[0, _PARENT] = -1
    # labels that are open or carry a chain, and the last label that two of them share
    alive = np.zeros(1, np.int64)
    n = len(alive)  # of a type, not the literal 1: else all that takes it is compiled twice
    by_hand: Any = np.int64(0)
    with_ai: Any = np.int64(1)
    common = np.zeros((1, 1), np.int32)
    # positions among those alive of the open ones and of the label of each chain
    open_at = np.zeros(1, np.int64)
    carrier = np.zeros(0, np.int64)
    first = np.zeros(0, np.int64)
    attempts = np.zeros((0, 2))
    # least cost between boundaries at the two ends, by jobs listed; whether every way
    # to a boundary passes another; how much the way to one costs more than to another
    cost = np.full((2, m + 1, m + 1), np.inf)
    passes = np.zeros((m + 1, m + 1), np.bool_)
    rise = np.full((m + 1, m + 1), np.inf)
    for k in range(m + 1):
        cost[0, k, k] = 0.0
        cost[1, k, k] = 0.0
        passes[k, k] = True
        rise[k, k] = 0.0
    for k in range(m):
        if earliest[k + 1] > 0:
            open_at = only(open_at, _late(whole, alive, open_at, earliest[k + 1]))
            late = _late(whole, alive, carrier, earliest[k + 1])
            carrier, first = only(carrier, late), only(first, late)
            attempts = _rows(attempts, late)
        carrier, first, attempts = _lengthen(
            carrier, first, attempts, open_at, k, steps[_SUCCESS, :, k], limits[2], counts[0]
        )
        room = n + len(open_at) + len(carrier) + 1
        if room > len(label):
            label = _grown(label, 2 * room)
            whole = _grown(whole, 2 * room)
        begun = n
        origin = np.empty(len(open_at) + len(carrier), np.int64)
        if allowed[0, k] and steps[_MANUAL_TIME, 1, k] < np.inf:
            added = np.zeros(NUMBERS)
            for end in range(2):
                added[SKILL + end] = steps[_HUMAN_SKILL, end, k]
                added[TIME + end] = steps[_MANUAL_TIME, end, k]
            for at in open_at:
                origin[n - begun] = at
                n = _join(
                    label,
                    whole,
                    n,
                    alive[at],
                    added,
                    k,
                    by_hand,
                    limits,
                    counts[1],
                    form,
                    table,
                )
        if allowed[1, k]:
            for x in range(len(carrier)):
                added = _chain(steps, k, attempts, x, limits[2])
                origin[n - begun] = carrier[x]
                n = _join(
                    label, whole, n, alive[carrier[x]], added, first[x], with_ai, limits, counts[1],
                    form, table,
                )  # fmt: skip
        origin = origin[: n - begun]
        new = np.arange(begun, n)
        begins = False
        if allowed[3, k]:
            bills = bills_at(label, new, steps, k, limits, form, table)
            close_dear(whole, new, bills, k + 1, cost, passes, rise)
            listed = needed(
                label, whole, new, bills, begun, common, origin, k + 1, steps, cost, rise, varies,
                triangle, counts[1] < 2**62, earliest[m] > 0,
            )  # fmt: skip
            close_cheap(whole, listed, bills, begun, k + 1, cost, passes, rise)
            begins = k + 1 < m and len(listed) > 0
        if allowed[4, k] or k + 1 == m:
            new = new[:0]
            carrier = carrier[:0]
        if not allowed[2, k]:
            carrier = carrier[:0]
        first, attempts = first[: len(carrier)], attempts[: len(carrier)]
        new = undominated(
            label, whole, new, begun, alive, common, origin, k + 1, ahead, cost, rise, form, table,
            varies, triangle, hulls, counts[1] < 2**62, earliest[m] > 0,
        )  # fmt: skip
        chains = chains_apart(
            label, whole, alive, common, carrier, first, attempts, k + 1, ahead, cost, rise, form,
            table, varies, triangle, counts[1] < 2**62, earliest[m] > 0, counts[0] < m,
        )  # fmt: skip
        carrier, first = only(carrier, chains), only(first, chains)
        attempts = _rows(attempts, chains)
        alive, common, carrier = _remember(alive, common, carrier, new, begun, origin, n, begins)
        open_at = np.arange(len(new) + int(begins))
        if begins:
            for row in range(NUMBERS):
                label[n, row] = 0.0
            for row in range(_WHOLE):
                whole[n, row] = 0
            whole[n, START] = k + 1
            whole[n, _PARENT] = -1
            n += 1
        if len(open_at) + len(carrier) > most_labels:
            return False, whole[:n], np.inf
    return True, whole[:n], cost[0, 0, m]


@njit(cache=True, nogil=True)
def _grown(rows: Any, room: int) -> Any:
    more = np.zeros((room, rows.shape[1]), rows.dtype)
    for x in range(rows.shape[0]):
        for row in range(rows.shape[1]):
            more[x, row] = rows[x, row]
    return more


@njit(cache=True, nogil=True)
def _rows(values: Any, chosen: Any) -> Any:
    some = np.empty((len(chosen), 2))
    for x in range(len(chosen)):
        some[x, 0] = values[chosen[x], 0]
        some[x, 1] = values[chosen[x], 1]
    return some


@njit(cache=True, nogil=True)
def _late(whole: Any, alive: Any, at: Any, earliest: int) -> Any:
    """Select those whose job starts at a boundary or later."""
    late = np.empty(len(at), np.int64)
    n = 0
    for x in range(len(at)):
        if whole[alive[at[x]], START] >= earliest:
            late[n] = x
            n += 1
    return late[:n]


@njit(cache=True, nogil=True)
def _lengthen(
    carrier: Any,
    first: Any,
    attempts: Any,
    open_at: Any,
    k: int,
    success: Any,
    most_attempts: float,
    most_steps: int,
) -> Any:
    """Take every chain through step k, and let every open label begin one there."""
    going = len(carrier)
    count = going + len(open_at)
    if not success[1] >= SMALLEST_SUCCESS:
        count = 0
    carriers = np.empty(count, np.int64)
    starts = np.empty(count, np.int64)
    tries = np.ones((count, 2))
    kept = 0
    for x in range(count):
        start = first[x] if x < going else k
        for end in range(2):
            before = attempts[x, end] if x < going else 1.0
            able = success[end] >= SMALLEST_SUCCESS  # not clipped: 1e-200 itself is possible
            tries[kept, end] = min(before / success[end], _ENDLESS) if able else _ENDLESS
        if tries[kept, 1] <= most_attempts and k - start < most_steps:
            carriers[kept] = carrier[x] if x < going else open_at[x - going]
            starts[kept] = start
            kept += 1
    return carriers[:kept], starts[:kept], tries[:kept]


@njit(cache=True, nogil=True)
def _chain(steps: Any, k: int, attempts: Any, x: int, most_attempts: float) -> Any:
    """Return what a chain that ends at the step adds to a label."""
    added = np.zeros(NUMBERS)
    barred = attempts[x, 0] > most_attempts or steps[_SUCCESS, 0, k] < SMALLEST_SUCCESS
    for end in range(2):
        added[SKILL + end] = steps[_AI_SKILL, end, k]
        if end == 1 or not barred:  # barred: counted, it would swallow the rest
            added[TIME + end] = steps[_AI_TIME, end, k] * attempts[x, end]
            added[AI_COST + end] = steps[_PAID, end, k] * attempts[x, end]
    if barred:
        added[BARRED] = 1.0
    return added


@njit(cache=True, nogil=True)
def _join(
    label: Any,
    whole: Any,
    n: int,
    parent: int,
    added: Any,
    first: int,
    chain: int,
    limits: Any,
    most_tasks: int,
    form: int,
    table: Any,
) -> int:
    """Add a task to a job, unless that makes it impossible; returns the number of labels."""
    for row in range(NUMBERS):
        label[n, row] = label[parent, row] + added[row]
    held = whole[parent, HELD] + 1
    possible = (
        label[n, TIME + 1] <= limits[0]
        and label[n, TIME + 1] + label[n, AI_COST + 1] < np.inf
        and label[n, SKILL + 1] <= limits[1]
        and held <= most_tasks
        and rate(label[n, SKILL + 1], form, table) < np.inf
    )
    if not possible:
        return n
    whole[n, START] = whole[parent, START]
    whole[n, HELD] = held
    whole[n, _PARENT] = parent
    whole[n, _FIRST] = first
    whole[n, _CHAIN] = chain
    whole[n, CLOSES] = 0
    return n + 1


@njit(cache=True, nogil=True)
def _remember(
    alive: Any,
    common: Any,
    carrier: Any,
    new: Any,
    begun: int,
    origin: Any,
    root: int,
    begins: bool,
) -> Any:
    """Keep what the labels that are open or carry a chain share; returns where carriers are now."""
    count = len(new) + int(begins)
    place = np.full(len(alive), -1, np.int64)
    total = count
    for at in carrier:
        if place[at] < 0:
            place[at] = total
            total += 1
    labels = np.empty(total, np.int64)
    before = np.empty(total, np.int64)
    for x in range(len(new)):
        labels[x] = new[x]
        before[x] = origin[new[x] - begun]
    if begins:
        labels[count - 1] = root
        before[count - 1] = 0
    for at in range(len(alive)):
        if place[at] >= 0:
            labels[place[at]] = alive[at]
            before[place[at]] = at
    now = np.empty((total, total), np.int32)
    for i in range(total):
        for j in range(total):
            now[i, j] = common[before[i], before[j]]
        now[i, i] = labels[i]
    if begins:
        for i in range(total):
            now[count - 1, i] = 0
            now[i, count - 1] = 0
        now[count - 1, count - 1] = root
    places = np.empty(len(carrier), np.int64)
    for x in range(len(carrier)):
        places[x] = place[carrier[x]]
    return labels, now, places

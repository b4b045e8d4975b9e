"""Labels of jobs under rules: how they are laid out, joined to, and priced.

A label is a column of two tables. Numbers: skill C, time T, what was paid when
the job started, worth (all paid so far, with wage × time and without hand-off),
then the amounts. Whole numbers: the boundary where the job starts, the label
before its last task, where that task starts, whether it is a chain, how many
tasks there are, and the boundary where the job may end (-1: it may not).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = [
    "AMOUNTS",
    "ATTEMPTS",
    "CHAIN",
    "CLOSES",
    "FIRST",
    "HELD",
    "HIRED",
    "PAID",
    "PARENT",
    "PASSED",
    "PRODUCT",
    "SCHEDULE",
    "SKILL",
    "START",
    "TIME",
    "TYPES",
    "WORTH",
    "appraise",
    "close",
    "dearer",
    "grow",
    "join",
    "least_worth",
    "paid_for_good",
]

#: Forms of the wage: the skill itself, a schedule, a step function, fixed by the start.
PRODUCT, SCHEDULE, TYPES, HIRED = 0, 1, 2, 3

SKILL, TIME, PAID, WORTH, AMOUNTS = 0, 1, 2, 3, 4
START, PARENT, FIRST, CHAIN, HELD, CLOSES = 0, 1, 2, 3, 4, 5
#: Rows of the chains' tables: attempts, then amounts; label, first step.
ATTEMPTS, PASSED = 0, 1


@njit(cache=True)
def grow(numbers: Any, whole: Any, room: int) -> Any:
    """Return both tables with room for this many labels."""
    wider = np.zeros((numbers.shape[0], room))
    wider[:, : numbers.shape[1]] = numbers
    wider_whole = np.zeros((whole.shape[0], room), np.int64)
    wider_whole[:, : whole.shape[1]] = whole
    return wider, wider_whole


@njit(cache=True)
def join(
    numbers: Any, whole: Any, n: int, x: int, skill: float, time: float, first: int, chain: int,
    extra: int, weight: Any, per_time: float, limits: Any, form: int, wage_table: Any, hired: Any,
) -> int:  # fmt: skip
    """Write label x with one more task at n; returns n + 1, or -n where that is impossible."""
    skill += numbers[SKILL, x]
    time += numbers[TIME, x]
    if (
        not time <= limits[2]
        or time == np.inf
        or skill > limits[3]
        or whole[HELD, x] + 1 > limits[4]
        or _rate(skill, whole[START, x], form, wage_table, hired) == np.inf
    ):
        return -n
    numbers[SKILL, n] = skill
    numbers[TIME, n] = time
    numbers[PAID, n] = numbers[PAID, x]
    whole[START, n] = whole[START, x]
    whole[PARENT, n] = x
    whole[FIRST, n] = first
    whole[CHAIN, n] = chain
    whole[HELD, n] = whole[HELD, x] + 1
    whole[CLOSES, n] = -1
    return n + 1


@njit(cache=True)
def _rate(skill: float, start: int, form: int, table: Any, hired: Any) -> float:
    """Return the wage; of the cheapest type that covers the skill, where types count."""
    if form == PRODUCT:
        return skill
    if form == HIRED:
        return hired[start]
    if form == TYPES:
        best = np.inf
        for row in range(table.shape[0]):
            if skill <= table[row, 0]:
                best = min(best, table[row, 1])
        return best
    at = 1
    while at < table.shape[0] - 1 and skill > table[at, 0]:
        at += 1
    slope = (table[at, 1] - table[at - 1, 1]) / (table[at, 0] - table[at - 1, 0])
    return table[at - 1, 1] + slope * (skill - table[at - 1, 0])


@njit(cache=True)
def appraise(
    numbers: Any, whole: Any, x: int, weight: Any, per_time: float, form: int, table: Any,
    hired: Any,
) -> None:  # fmt: skip
    """Write the worth of a label."""
    rate = _rate(numbers[SKILL, x], whole[START, x], form, table, hired)
    worth = numbers[PAID, x] + (rate + per_time) * numbers[TIME, x]
    for e in range(len(weight)):
        worth += weight[e] * numbers[AMOUNTS + e, x]
    numbers[WORTH, x] = worth


@njit(cache=True)
def close(
    numbers: Any, whole: Any, x: int, handoff: float, weight: Any, per_time: float, form: int,
    table: Any, hired: Any,
) -> float:  # fmt: skip
    """Price the design whose last job is this label, with its hand-off."""
    time = numbers[TIME, x] + handoff
    skill = numbers[SKILL, x]
    if form == TYPES:
        bill = np.inf
        for row in range(table.shape[0]):
            if skill <= table[row, 0]:
                bill = min(bill, table[row, 1] * time + table[row, 2])
    else:
        bill = _rate(skill, whole[START, x], form, table, hired) * time
    price = numbers[PAID, x] + per_time * time + bill
    for e in range(len(weight)):
        price += weight[e] * numbers[AMOUNTS + e, x]
    return price


@njit(cache=True)
def least_worth(numbers: Any, x: int, ahead: Any) -> float:
    """Worth of a label with what any continuation adds across: c T + t C."""
    least = numbers[WORTH, x]
    if numbers[TIME, x] > 0.0:
        least += ahead[0] * numbers[TIME, x]
    if numbers[SKILL, x] > 0.0:
        least += ahead[1] * numbers[SKILL, x]
    return least


@njit(cache=True)
def dearer(numbers: Any, x: int, attempts: float, ahead: Any) -> float:
    """Least that a chain under way costs more than a new job that begins one here."""
    more = 0.0
    if attempts > 1.0:
        more += ahead[4] * (attempts - 1.0)
    if numbers[TIME, x] > 0.0:
        more += ahead[2] * numbers[TIME, x]
    if numbers[SKILL, x] > 0.0:
        more += ahead[3] * numbers[SKILL, x] * attempts
    return more


@njit(cache=True)
def paid_for_good(numbers: Any, x: int, weight: Any, per_time: float) -> float:
    """What a label has paid for good: all but wage × time."""
    base = numbers[PAID, x] + per_time * numbers[TIME, x]
    for e in range(len(weight)):
        base += weight[e] * numbers[AMOUNTS + e, x]
    return base

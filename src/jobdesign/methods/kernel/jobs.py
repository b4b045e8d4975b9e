"""Label-setting under rules: any wage rule, limits on jobs, prices on modes, jobs and time.

The sweep of `sweep.py` knows one thing to minimise, skill × time. This one also
carries amounts that add up over the tasks of a job (AI costs, what a budget
counts), prices them, and either finds the cheapest design or lists every job
that a design within a slack of the cheapest can have.

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

from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["HIRED", "PRODUCT", "SCHEDULE", "TYPES", "sweep_jobs"]

#: Forms of the wage: the skill itself, a schedule, a step function, fixed by the start.
PRODUCT, SCHEDULE, TYPES, HIRED = 0, 1, 2, 3

_SKILL, _TIME, _PAID, _WORTH, _AMOUNTS = 0, 1, 2, 3, 4
_START, _PARENT, _FIRST, _CHAIN, _HELD, _CLOSES = 0, 1, 2, 3, 4, 5
#: Rows of the chains' tables: attempts, then amounts; label, first step.
_ATTEMPTS, _PASSED = 0, 1


@njit(cache=True, nogil=True)
def sweep_jobs(
    steps: Any,
    amounts: Any,
    weight: Any,
    per_job: float,
    per_time: float,
    allowed: Any,
    earliest: Any,
    limits: Any,
    form: int,
    wage_table: Any,
    hired: Any,
    ahead: Any,
    slack: float,
    listing: bool,
    alone: bool,
    value: Any,
    numbers: Any,
    whole: Any,
    n: int,
    open_: Any,
    chain_numbers: Any,
    chain_whole: Any,
    first: int,
    stop: int,
    halt: Any,
) -> Any:
    """Process the boundaries after steps ``first`` to ``stop - 1``.

    Parameters
    ----------
    steps
        Shape (7, m): human skill, manual time, AI skill, AI time, success,
        hand-off, AI cost of an attempt.
    amounts, weight
        Shape (E, 3, m) and (E,): what a step adds to each amount in each mode, and
        the price of each. AI costs are the first amount.
    per_job, per_time
        Price of a job, and of a unit of its time.
    allowed
        Shape (5, m): manual, chain end, chain pass, hand-off allowed, required.
    earliest
        Shape (m + 1,): where a job that ends at the boundary may start.
    limits
        Chain length, attempts, job time, job skill, tasks; then whether tasks are
        counted and whether starts matter (0 or 1).
    form, wage_table, hired
        The wage: points (skill, wage) or steps (most skill, wage, charge), shape
        (., 3); wages by start.
    ahead
        Shape (5, m + 1): what a continuation from the boundary adds at least, as
        `lookahead` has it; the first four rows 0 unless the wage is the skill.
    slack, listing
        Listing keeps every job whose designs can cost the optimum plus the slack.
    alone
        Look at the jobs with the first start only: nothing is cut, and what costs
        more than the slack is left out.
    value
        Shape (m + 1,), filled in: least cost up to the boundary.
    numbers, whole, n, open_, chain_numbers, chain_whole
        Labels so far, how many; which are open; chains under way.

    halt
        Shape (1,): once it is not 0, which another thread may see to, the sweep ends
        at once, and what it returns means nothing.

    Returns
    -------
    numbers, whole, n, open_, chain_numbers, chain_whole
        The same, further on.
    """
    m = steps.shape[1]
    extra = len(weight)
    for k in range(first, stop):
        if halt[0]:
            break
        lo = n
        room = lo + 2 * len(open_) + chain_whole.shape[1] + 1
        if room > numbers.shape[1]:
            numbers, whole = _grow(numbers, whole, 2 * room)
        open_ = open_[whole[_START, open_] >= earliest[k + 1]]
        # by hand
        if allowed[0, k] and steps[1, k] < np.inf:
            for x in open_:
                n = _join(
                    numbers, whole, n, x, steps[0, k], steps[1, k], k, 0, extra,
                    weight, per_time, limits, form, wage_table, hired,
                )  # fmt: skip
                if n > 0:
                    for e in range(extra):
                        numbers[_AMOUNTS + e, n - 1] = numbers[_AMOUNTS + e, x] + amounts[e, 0, k]
                    _appraise(numbers, whole, n - 1, weight, per_time, form, wage_table, hired)
                else:
                    n = -n
        # with AI
        chain_numbers, chain_whole = _extend_chains(
            steps, k, open_, whole, chain_numbers, chain_whole, earliest[k + 1], limits, extra
        )
        if allowed[1, k]:
            for z in range(chain_whole.shape[1]):
                x = chain_whole[0, z]
                attempts = chain_numbers[_ATTEMPTS, z]
                n = _join(
                    numbers, whole, n, x, steps[2, k], steps[3, k] * attempts,
                    chain_whole[1, z], 1, extra, weight, per_time, limits, form, wage_table, hired,
                )  # fmt: skip
                if n > 0:
                    for e in range(extra):
                        numbers[_AMOUNTS + e, n - 1] = (
                            numbers[_AMOUNTS + e, x]
                            + chain_numbers[_PASSED + e, z]
                            + amounts[e, 1, k]
                        )
                    numbers[_AMOUNTS, n - 1] += steps[6, k] * attempts
                    _appraise(numbers, whole, n - 1, weight, per_time, form, wage_table, hired)
                    if not numbers[_WORTH, n - 1] < np.inf:
                        n -= 1
                else:
                    n = -n
        # close one of the open jobs
        closing = np.empty(n - lo)
        best = np.inf
        at = -1
        for x in range(lo, n):
            closing[x - lo] = np.inf
            if allowed[3, k] and numbers[_TIME, x] + steps[5, k] <= limits[2]:
                closing[x - lo] = _close(
                    numbers, whole, x, steps[5, k], weight, per_time, form, wage_table, hired
                )
                if closing[x - lo] < best:
                    best = closing[x - lo]
                    at = x
        value[k + 1] = best
        if at >= 0 and not listing:
            whole[_CLOSES, at] = k + 1
        ceiling = best + per_job + slack if best < np.inf else np.inf
        if alone:
            ceiling = slack
        if listing:
            for x in range(lo, n):
                if closing[x - lo] <= best + slack:
                    whole[_CLOSES, x] = k + 1
        stays = np.zeros(n - lo, np.bool_)
        if not allowed[4, k]:
            for x in range(lo, n):
                stays[x - lo] = _least(numbers, x, ahead[:, k + 1]) < ceiling or (
                    listing and _least(numbers, x, ahead[:, k + 1]) <= ceiling
                )
        keep = _undominated(
            numbers, whole, lo, n, stays, extra, weight, per_time, limits, form, listing,
            ceiling, ahead[:, k + 1], halt,
        )  # fmt: skip
        # move the labels that are needed together
        kept = lo
        opened = np.empty(n - lo + 1, np.int64)
        count = 0
        for x in range(lo, n):
            if listing and not keep[x - lo]:
                continue
            still_open = stays[x - lo] and keep[x - lo]
            if not still_open and whole[_CLOSES, x] < 0:
                continue
            if kept < x:
                numbers[:, kept] = numbers[:, x]
                whole[:, kept] = whole[:, x]
            if still_open:
                opened[count] = kept
                count += 1
            kept += 1
        n = kept
        # chains that go on
        if allowed[2, k] and not allowed[4, k]:
            for z in range(chain_whole.shape[1]):
                for e in range(extra):
                    chain_numbers[_PASSED + e, z] += amounts[e, 2, k]
            chain_numbers, chain_whole = _reduce_chains(
                numbers, whole, chain_numbers, chain_whole, extra, weight, limits, form,
                listing, ceiling, ahead[:, k + 1], halt,
            )  # fmt: skip
        else:
            chain_numbers = chain_numbers[:, :0]
            chain_whole = chain_whole[:, :0]
        if best < np.inf and k + 1 < m and not alone:
            for row in range(numbers.shape[0]):
                numbers[row, n] = 0.0
            numbers[_PAID, n] = best + per_job
            numbers[_WORTH, n] = best + per_job
            whole[_START, n] = k + 1
            whole[_PARENT, n] = -1
            whole[_FIRST, n] = -1
            whole[_CHAIN, n] = 0
            whole[_HELD, n] = 0
            whole[_CLOSES, n] = -1
            opened[count] = n
            count += 1
            n += 1
        open_ = opened[:count].copy()
    return numbers, whole, n, open_, chain_numbers, chain_whole


@njit(cache=True)
def _grow(numbers: Any, whole: Any, room: int) -> Any:
    wider = np.zeros((numbers.shape[0], room))
    wider[:, : numbers.shape[1]] = numbers
    wider_whole = np.zeros((whole.shape[0], room), np.int64)
    wider_whole[:, : whole.shape[1]] = whole
    return wider, wider_whole


@njit(cache=True)
def _join(
    numbers: Any, whole: Any, n: int, x: int, skill: float, time: float, first: int, chain: int,
    extra: int, weight: Any, per_time: float, limits: Any, form: int, wage_table: Any, hired: Any,
) -> int:  # fmt: skip
    """Write label x with one more task at n; returns n + 1, or -n where that is impossible."""
    skill += numbers[_SKILL, x]
    time += numbers[_TIME, x]
    if (
        not time <= limits[2]
        or time == np.inf
        or skill > limits[3]
        or whole[_HELD, x] + 1 > limits[4]
        or _rate(skill, whole[_START, x], form, wage_table, hired) == np.inf
    ):
        return -n
    numbers[_SKILL, n] = skill
    numbers[_TIME, n] = time
    numbers[_PAID, n] = numbers[_PAID, x]
    whole[_START, n] = whole[_START, x]
    whole[_PARENT, n] = x
    whole[_FIRST, n] = first
    whole[_CHAIN, n] = chain
    whole[_HELD, n] = whole[_HELD, x] + 1
    whole[_CLOSES, n] = -1
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
def _appraise(
    numbers: Any, whole: Any, x: int, weight: Any, per_time: float, form: int, table: Any,
    hired: Any,
) -> None:  # fmt: skip
    """Write the worth of a label."""
    rate = _rate(numbers[_SKILL, x], whole[_START, x], form, table, hired)
    worth = numbers[_PAID, x] + (rate + per_time) * numbers[_TIME, x]
    for e in range(len(weight)):
        worth += weight[e] * numbers[_AMOUNTS + e, x]
    numbers[_WORTH, x] = worth


@njit(cache=True)
def _close(
    numbers: Any, whole: Any, x: int, handoff: float, weight: Any, per_time: float, form: int,
    table: Any, hired: Any,
) -> float:  # fmt: skip
    """Price the design whose last job is this label, with its hand-off."""
    time = numbers[_TIME, x] + handoff
    skill = numbers[_SKILL, x]
    if form == TYPES:
        bill = np.inf
        for row in range(table.shape[0]):
            if skill <= table[row, 0]:
                bill = min(bill, table[row, 1] * time + table[row, 2])
    else:
        bill = _rate(skill, whole[_START, x], form, table, hired) * time
    price = numbers[_PAID, x] + per_time * time + bill
    for e in range(len(weight)):
        price += weight[e] * numbers[_AMOUNTS + e, x]
    return price


@njit(cache=True)
def _extend_chains(
    steps: Any, k: int, open_: Any, whole: Any, chain_numbers: Any, chain_whole: Any,
    earliest: int, limits: Any, extra: int,
) -> Any:  # fmt: skip
    """Begin a chain in every open job, and take all chains through step k."""
    total = chain_whole.shape[1] + len(open_)
    numbers = np.zeros((1 + extra, total))
    wholes = np.empty((2, total), np.int64)
    q = steps[4, k]
    if q < SMALLEST_SUCCESS:
        return numbers[:, :0].copy(), wholes[:, :0].copy()
    kept = 0
    for z in range(chain_whole.shape[1]):
        attempts = chain_numbers[_ATTEMPTS, z] / q
        if (
            attempts <= limits[1]
            and k - chain_whole[1, z] < limits[0]
            and whole[_START, chain_whole[0, z]] >= earliest
        ):
            numbers[:, kept] = chain_numbers[:, z]
            numbers[_ATTEMPTS, kept] = attempts
            wholes[:, kept] = chain_whole[:, z]
            kept += 1
    if 1.0 / q <= limits[1]:
        for x in open_:
            numbers[_ATTEMPTS, kept] = 1.0 / q
            wholes[0, kept] = x
            wholes[1, kept] = k
            kept += 1
    return numbers[:, :kept].copy(), wholes[:, :kept].copy()


@njit(cache=True)
def _undominated(
    numbers: Any, whole: Any, lo: int, n: int, stays: Any, extra: int, weight: Any,
    per_time: float, limits: Any, form: int, listing: bool, ceiling: float, ahead: Any, halt: Any,
) -> Any:  # fmt: skip
    """Say which labels no other beats; those that neither stay nor close do not count."""
    keep = np.zeros(n - lo, np.bool_)
    key = np.full(n - lo, np.inf)
    for x in range(lo, n):
        if not (stays[x - lo] or (listing and whole[_CLOSES, x] >= 0)):
            continue
        if listing:
            key[x - lo] = numbers[_WORTH, x]
        elif form == PRODUCT:
            key[x - lo] = _least(numbers, x, ahead)
        else:
            key[x - lo] = _base(numbers, x, weight, per_time)
    order = np.argsort(key, kind="mergesort")
    kept = np.empty(n - lo, np.int64)
    count = 0
    limited = limits[2] < np.inf or limits[3] < np.inf or limits[5] > 0.0 or limits[6] > 0.0
    triangle = form == PRODUCT and not limited and not listing and ceiling < np.inf
    for z in order:
        if key[z] == np.inf or halt[0]:
            break
        x = lo + z
        beaten = False
        for c in range(count):
            if _beats(numbers, whole, kept[c], x, extra, limits, listing, triangle, ceiling, ahead):
                beaten = True
                break
        if not beaten:
            keep[z] = True
            kept[count] = x
            count += 1
    return keep


@njit(cache=True)
def _least(numbers: Any, x: int, ahead: Any) -> float:
    """Worth of a label with what any continuation adds across: c T + t C."""
    least = numbers[_WORTH, x]
    if numbers[_TIME, x] > 0.0:
        least += ahead[0] * numbers[_TIME, x]
    if numbers[_SKILL, x] > 0.0:
        least += ahead[1] * numbers[_SKILL, x]
    return least


@njit(cache=True)
def _dearer(numbers: Any, x: int, attempts: float, ahead: Any) -> float:
    """Least that a chain under way costs more than a new job that begins one here."""
    more = 0.0
    if attempts > 1.0:
        more += ahead[4] * (attempts - 1.0)
    if numbers[_TIME, x] > 0.0:
        more += ahead[2] * numbers[_TIME, x]
    if numbers[_SKILL, x] > 0.0:
        more += ahead[3] * numbers[_SKILL, x] * attempts
    return more


@njit(cache=True)
def _base(numbers: Any, x: int, weight: Any, per_time: float) -> float:
    """What a label has paid for good: all but wage × time."""
    base = numbers[_PAID, x] + per_time * numbers[_TIME, x]
    for e in range(len(weight)):
        base += weight[e] * numbers[_AMOUNTS + e, x]
    return base


@njit(cache=True)
def _beats(
    numbers: Any, whole: Any, j: int, i: int, extra: int, limits: Any, listing: bool,
    triangle: bool, ceiling: float, ahead: Any,
) -> bool:  # fmt: skip
    """Whether every continuation is no dearer with label j, whose key is no larger."""
    if triangle:
        # a continuation that adds skill c and time t matters while c T + t C < gain
        gain_j = ceiling - _least(numbers, j, ahead)
        gain_i = ceiling - _least(numbers, i, ahead)
        return bool(
            numbers[_TIME, j] * gain_i <= numbers[_TIME, i] * gain_j
            and numbers[_SKILL, j] * gain_i <= numbers[_SKILL, i] * gain_j
        )
    if numbers[_SKILL, j] > numbers[_SKILL, i] or numbers[_TIME, j] > numbers[_TIME, i]:
        return False
    if limits[5] > 0.0 and whole[_HELD, j] > whole[_HELD, i]:
        return False
    if listing:
        if whole[_START, j] != whole[_START, i]:
            return False
        for e in range(extra):
            if numbers[_AMOUNTS + e, j] > numbers[_AMOUNTS + e, i]:
                return False
    elif limits[6] > 0.0 and whole[_START, j] < whole[_START, i]:
        return False
    return True


@njit(cache=True)
def _reduce_chains(
    numbers: Any, whole: Any, chain_numbers: Any, chain_whole: Any, extra: int, weight: Any,
    limits: Any, form: int, listing: bool, ceiling: float, ahead: Any, halt: Any,
) -> Any:  # fmt: skip
    """Drop chains under way that a new job here beats, or another chain."""
    total = chain_whole.shape[1]
    key = np.empty(total)
    for z in range(total):
        worth = numbers[_WORTH, chain_whole[0, z]]
        for e in range(extra):
            worth += weight[e] * chain_numbers[_PASSED + e, z]
        key[z] = worth
        least = worth + _dearer(numbers, chain_whole[0, z], chain_numbers[_ATTEMPTS, z], ahead)
        if least > ceiling or (least == ceiling and not listing):
            key[z] = np.inf
    order = np.argsort(key, kind="mergesort")
    kept = np.empty(total, np.int64)
    count = 0
    for z in order:
        if key[z] == np.inf or halt[0]:
            break
        beaten = False
        for c in range(count):
            if _chain_beats(
                numbers, whole, chain_numbers, chain_whole, kept[c], z, extra, weight, limits,
                form, listing,
            ):  # fmt: skip
                beaten = True
                break
        if not beaten:
            kept[count] = z
            count += 1
    return chain_numbers[:, kept[:count]].copy(), chain_whole[:, kept[:count]].copy()


@njit(cache=True)
def _chain_beats(
    numbers: Any, whole: Any, chain_numbers: Any, chain_whole: Any, j: int, i: int, extra: int,
    weight: Any, limits: Any, form: int, listing: bool,
) -> bool:  # fmt: skip
    """Whether chain j, worth no more, is no dearer however the two go on."""
    if chain_numbers[_ATTEMPTS, j] > chain_numbers[_ATTEMPTS, i]:
        return False
    a = chain_whole[0, j]
    b = chain_whole[0, i]
    if numbers[_SKILL, a] > numbers[_SKILL, b] or numbers[_TIME, a] > numbers[_TIME, b]:
        return False
    if limits[5] > 0.0 and whole[_HELD, a] > whole[_HELD, b]:
        return False
    if limits[7] > 0.0 and chain_whole[1, j] < chain_whole[1, i]:
        return False
    if listing:
        if whole[_START, a] != whole[_START, b]:
            return False
        for e in range(extra):
            if (
                numbers[_AMOUNTS + e, a] + chain_numbers[_PASSED + e, j]
                > numbers[_AMOUNTS + e, b] + chain_numbers[_PASSED + e, i]
            ):
                return False
        return True
    if limits[6] > 0.0 and whole[_START, a] < whole[_START, b]:
        return False
    if form == PRODUCT:
        return True
    # under other wage rules only what is paid for good compares
    paid_j = numbers[_PAID, a]
    paid_i = numbers[_PAID, b]
    for e in range(extra):
        paid_j += weight[e] * (numbers[_AMOUNTS + e, a] + chain_numbers[_PASSED + e, j])
        paid_i += weight[e] * (numbers[_AMOUNTS + e, b] + chain_numbers[_PASSED + e, i])
    return bool(paid_j <= paid_i and numbers[_TIME, a] <= numbers[_TIME, b])

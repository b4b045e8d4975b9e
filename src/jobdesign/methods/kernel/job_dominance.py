"""Which labels of jobs under rules, and chains under way, no other beats."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.job_labels import (
    AMOUNTS,
    ATTEMPTS,
    CLOSES,
    HELD,
    PAID,
    PASSED,
    PRODUCT,
    SKILL,
    START,
    TIME,
    WORTH,
    dearer,
    least_worth,
    paid_for_good,
)

__all__ = ["reduce_chains", "undominated"]


@njit(cache=True)
def undominated(
    numbers: Any, whole: Any, lo: int, n: int, stays: Any, extra: int, weight: Any,
    per_time: float, limits: Any, form: int, listing: bool, ceiling: float, ahead: Any, halt: Any,
) -> Any:  # fmt: skip
    """Say which labels no other beats; those that neither stay nor close do not count."""
    keep = np.zeros(n - lo, np.bool_)
    key = np.full(n - lo, np.inf)
    for x in range(lo, n):
        if not (stays[x - lo] or (listing and whole[CLOSES, x] >= 0)):
            continue
        if listing:
            key[x - lo] = numbers[WORTH, x]
        elif form == PRODUCT:
            key[x - lo] = least_worth(numbers, x, ahead)
        else:
            key[x - lo] = paid_for_good(numbers, x, weight, per_time)
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
def _beats(
    numbers: Any, whole: Any, j: int, i: int, extra: int, limits: Any, listing: bool,
    triangle: bool, ceiling: float, ahead: Any,
) -> bool:  # fmt: skip
    """Whether every continuation is no dearer with label j, whose key is no larger."""
    if triangle:
        # a continuation that adds skill c and time t matters while c T + t C < gain
        gain_j = ceiling - least_worth(numbers, j, ahead)
        gain_i = ceiling - least_worth(numbers, i, ahead)
        time_i = numbers[TIME, i] * gain_j  # beyond double precision it says nothing
        return bool(
            numbers[TIME, j] * gain_i <= time_i < np.inf
            and numbers[SKILL, j] * gain_i <= numbers[SKILL, i] * gain_j
        )
    if numbers[SKILL, j] > numbers[SKILL, i] or numbers[TIME, j] > numbers[TIME, i]:
        return False
    if limits[5] > 0.0 and whole[HELD, j] > whole[HELD, i]:
        return False
    if listing:
        if whole[START, j] != whole[START, i]:
            return False
        for e in range(extra):
            if numbers[AMOUNTS + e, j] > numbers[AMOUNTS + e, i]:
                return False
    elif limits[6] > 0.0 and whole[START, j] < whole[START, i]:
        return False
    return True


@njit(cache=True)
def reduce_chains(
    numbers: Any, whole: Any, chain_numbers: Any, chain_whole: Any, extra: int, weight: Any,
    limits: Any, form: int, listing: bool, ceiling: float, ahead: Any, halt: Any,
) -> Any:  # fmt: skip
    """Drop chains under way that a new job here beats, or another chain."""
    total = chain_whole.shape[1]
    key = np.empty(total)
    for z in range(total):
        worth = numbers[WORTH, chain_whole[0, z]]
        for e in range(extra):
            worth += weight[e] * chain_numbers[PASSED + e, z]
        key[z] = worth
        least = worth + dearer(numbers, chain_whole[0, z], chain_numbers[ATTEMPTS, z], ahead)
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
    if chain_numbers[ATTEMPTS, j] > chain_numbers[ATTEMPTS, i]:
        return False
    a = chain_whole[0, j]
    b = chain_whole[0, i]
    if numbers[SKILL, a] > numbers[SKILL, b] or numbers[TIME, a] > numbers[TIME, b]:
        return False
    if limits[5] > 0.0 and whole[HELD, a] > whole[HELD, b]:
        return False
    if limits[7] > 0.0 and chain_whole[1, j] < chain_whole[1, i]:
        return False
    if listing:
        if whole[START, a] != whole[START, b]:
            return False
        for e in range(extra):
            if (
                numbers[AMOUNTS + e, a] + chain_numbers[PASSED + e, j]
                > numbers[AMOUNTS + e, b] + chain_numbers[PASSED + e, i]
            ):
                return False
        return True
    if limits[6] > 0.0 and whole[START, a] < whole[START, b]:
        return False
    if form == PRODUCT:
        return True
    # under other wage rules only what is paid for good compares
    paid_j = numbers[PAID, a]
    paid_i = numbers[PAID, b]
    for e in range(extra):
        paid_j += weight[e] * (numbers[AMOUNTS + e, a] + chain_numbers[PASSED + e, j])
        paid_i += weight[e] * (numbers[AMOUNTS + e, b] + chain_numbers[PASSED + e, i])
    return bool(paid_j <= paid_i and numbers[TIME, a] <= numbers[TIME, b])

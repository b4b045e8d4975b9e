"""Which labels of `ranges` are redundant: another is no worse everywhere on the range.

Where the wage is the skill, an open job is worth w = V(start) + C T + AI costs, and a
continuation that adds skill c and time t costs w + cT + tC + ct with it. One that
costs V(k) + ct or more is no better than a cut at k. So only continuations in a
triangle, cT + tC < gain, matter, and another job replaces this one if it is no
worse at the three corners, also where it starts elsewhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.job_labels import PRODUCT, TYPES

__all__ = [
    "AI_COST",
    "BARRED",
    "CLOSES",
    "HANDOFF",
    "HELD",
    "NUMBERS",
    "SKILL",
    "START",
    "TIME",
    "above_hull",
    "beats",
    "only",
    "rate",
    "unbeaten",
    "worth",
]

#: Columns of a label's numbers: skill, time, AI costs, each at the dear and the cheap
#: end, and how many of its chains are impossible at the dear end.
SKILL, TIME, AI_COST, BARRED, NUMBERS = 0, 2, 4, 6, 7
#: Columns of its whole numbers: start, number of tasks, boundary at which it is listed.
START, HELD, CLOSES = 0, 1, 5
#: Row of the steps in which hand-offs are.
HANDOFF = 4


@njit(cache=True, nogil=True)
def rate(skill: float, form: int, table: Any) -> float:
    """Return the wage of a job by total skill; infinite where nobody can fill it."""
    if form == PRODUCT:
        return skill
    if form == TYPES:
        for row in range(len(table)):
            if skill <= table[row, 0]:
                return table[row, 1]
        return np.inf
    at = 1
    while at < len(table) - 1 and skill > table[at, 0]:
        at += 1
    slope = (table[at, 1] - table[at - 1, 1]) / (table[at, 0] - table[at - 1, 0])
    return table[at - 1, 1] + slope * (skill - table[at - 1, 0])


@njit(cache=True, nogil=True)
def worth(label: Any, end: int, form: int, table: Any) -> float:
    """Return what a job costs so far at one end, without what is still to come."""
    return rate(label[SKILL + end], form, table) * label[TIME + end] + label[AI_COST + end]


@njit(cache=True, nogil=True)
def _excess(one: Any, other: Any, shared: Any, row: int, varies: Any) -> float:
    """Bound from below, everywhere on the range, how much more a label has than another.

    What they share cancels: only their own tasks are bounded by their values at the ends.
    """
    if not varies[row // 2]:
        return one[row] - other[row]
    more = (one[row + 1] - shared[row + 1]) - (other[row] - shared[row])
    if shared[row] > 1e3 * shared[row + 1]:  # the rounding of it counts
        more -= 1e-15 * shared[row]
    return more


@njit(cache=True, nogil=True)
def beats(
    one: Any,
    other: Any,
    shared: Any,
    varies: Any,
    triangle: bool,
    rise: float,
    gain: float,
    least_skill: float,
    least_time: float,
) -> bool:
    """Whether a label can be replaced by another everywhere on the range.

    Parameters
    ----------
    one, other
        Numbers of the label, and of the one that would replace it.
    shared
        Numbers of the last label that both come from; zeros where there is none.
    varies
        Shape (3,): whether skill, time and AI costs differ between the ends.
    triangle
        Whether continuations outside the triangle may be left to a cut, and
        different starts compared.
    rise
        Most that the way to the other's start costs more than that to this one's.
    gain
        Most that continuations may add to this label: the size of the triangle.
    least_skill, least_time
        What every continuation adds at least: the triangle's corner.
    """
    if other[BARRED] > shared[BARRED]:  # impossible somewhere, since they parted
        return False
    skill = _excess(one, other, shared, SKILL, varies)
    time = _excess(one, other, shared, TIME, varies)
    paid = _excess(one, other, shared, AI_COST, varies)
    if not triangle or shared[BARRED] > 0:
        return skill >= 0.0 and time >= 0.0 and paid >= 0.0 and rise == 0.0
    if rise == 0.0 and skill >= 0.0 and time >= 0.0 and paid >= 0.0:
        return True
    # (S + c)(U + t) - (S + c')(U + t') with S, U shared: at the end where it is least
    more = skill * shared[TIME + (skill >= 0.0)] + time * shared[SKILL + (time >= 0.0)]
    mine = (one[SKILL + 1] - shared[SKILL + 1]) * (one[TIME + 1] - shared[TIME + 1])
    others = (other[SKILL] - shared[SKILL]) * (other[TIME] - shared[TIME])
    more += mine - others + paid - rise + least_skill * time + least_time * skill
    # what is compared is rounded
    size = one[SKILL] * one[TIME] + other[SKILL] * other[TIME] + one[AI_COST] + other[AI_COST]
    more -= 1e-12 * (size + least_skill * (one[TIME] + other[TIME]))
    more -= 1e-12 * least_time * (one[SKILL] + other[SKILL])
    if not more >= 0.0:
        return False
    if time < 0.0 and not (gain < np.inf and more * one[TIME + 1] >= -time * gain):
        return False
    return not (skill < 0.0 and not (gain < np.inf and more * one[SKILL + 1] >= -skill * gain))


@njit(cache=True, nogil=True)
def above_hull(
    label: Any,
    new: Any,
    kept: Any,
    at: int,
    same: Any,
    common: Any,
    origin: Any,
    begun: int,
    varies: Any,
) -> bool:
    """Whether a label lies above a line between two others of the same start, everywhere.

    A job's bill is quasi-concave in (skill, time), so that it is least on the lower
    left hull. One of the two must not vary. ``same`` lists positions of the same start.
    """
    fixed = TIME if varies[0] else SKILL
    rising = SKILL if varies[0] else TIME
    one = label[new[at]]
    left = np.inf
    right = -np.inf
    for y in same:
        if y == at or not kept[y]:
            continue
        other = label[new[y]]
        shared = label[common[origin[new[at] - begun], origin[new[y] - begun]]]
        if other[BARRED] > shared[BARRED]:
            continue
        across = _excess(one, other, shared, fixed, varies)
        if across == 0.0:
            continue
        slope = -_excess(one, other, shared, rising, varies) / across
        if across > 0.0:
            left = min(left, slope)
        else:
            right = max(right, slope)
        if right > left + 1e-12 * abs(left) and left < np.inf:
            return True
    return False


@njit(cache=True, nogil=True)
def unbeaten(
    label: Any,
    whole: Any,
    order: Any,
    gains: Any,
    begun: int,
    common: Any,
    origin: Any,
    varies: Any,
    triangle: bool,
    least_skill: float,
    least_time: float,
    rise: Any,
    counts_tasks: bool,
    separates: bool,
) -> Any:
    """Keep, of labels in rising order of what they cost, those that none kept before beats."""
    kept = np.empty(len(order), np.int64)
    n = 0
    for z in range(len(order)):
        x = order[z]
        beaten = False
        for y in kept[:n]:
            same = whole[x, START] == whole[y, START]
            if not same and not (triangle and (whole[y, START] > whole[x, START] or not separates)):
                continue
            if counts_tasks and whole[y, HELD] > whole[x, HELD]:
                continue
            shared = common[origin[x - begun], origin[y - begun]] if same else 0
            if beats(
                label[x], label[y], label[shared], varies, triangle,
                rise[whole[x, START], whole[y, START]], gains[z], least_skill, least_time,
            ):  # fmt: skip
                beaten = True
                break
        if not beaten:
            kept[n] = x
            n += 1
    return kept[:n]


@njit(cache=True, nogil=True)
def only(values: Any, chosen: Any) -> Any:
    """Return chosen values; numpy's own indexing takes long to compile."""
    some = np.empty(len(chosen), np.int64)
    for x in range(len(chosen)):
        some[x] = values[chosen[x]]
    return some

"""Label-setting under rules: any wage rule, limits on jobs, prices on modes, jobs and time.

The sweep of `sweep.py` knows one thing to minimise, skill × time. This one also
carries amounts that add up over the tasks of a job (AI costs, what a budget
counts), prices them, and either finds the cheapest design or lists every job
that a design within a slack of the cheapest can have.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.methods.kernel.job_dominance import (
    reduce_chains,
    undominated,
)
from jobdesign.methods.kernel.job_labels import (
    AMOUNTS,
    ATTEMPTS,
    CHAIN,
    CLOSES,
    FIRST,
    HELD,
    PAID,
    PARENT,
    PASSED,
    START,
    TIME,
    WORTH,
    appraise,
    close,
    grow,
    join,
    least_worth,
)
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["sweep_jobs"]


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
            numbers, whole = grow(numbers, whole, 2 * room)
        open_ = open_[whole[START, open_] >= earliest[k + 1]]
        # by hand
        if allowed[0, k] and steps[1, k] < np.inf:
            for x in open_:
                n = join(
                    numbers, whole, n, x, steps[0, k], steps[1, k], k, 0, extra,
                    weight, per_time, limits, form, wage_table, hired,
                )  # fmt: skip
                if n > 0:
                    for e in range(extra):
                        numbers[AMOUNTS + e, n - 1] = numbers[AMOUNTS + e, x] + amounts[e, 0, k]
                    appraise(numbers, whole, n - 1, weight, per_time, form, wage_table, hired)
                else:
                    n = -n
        # with AI
        chain_numbers, chain_whole = _extend_chains(
            steps, k, open_, whole, chain_numbers, chain_whole, earliest[k + 1], limits, extra
        )
        if allowed[1, k]:
            for z in range(chain_whole.shape[1]):
                x = chain_whole[0, z]
                attempts = chain_numbers[ATTEMPTS, z]
                n = join(
                    numbers, whole, n, x, steps[2, k], steps[3, k] * attempts,
                    chain_whole[1, z], 1, extra, weight, per_time, limits, form, wage_table, hired,
                )  # fmt: skip
                if n > 0:
                    for e in range(extra):
                        numbers[AMOUNTS + e, n - 1] = (
                            numbers[AMOUNTS + e, x]
                            + chain_numbers[PASSED + e, z]
                            + amounts[e, 1, k]
                        )
                    numbers[AMOUNTS, n - 1] += steps[6, k] * attempts
                    appraise(numbers, whole, n - 1, weight, per_time, form, wage_table, hired)
                    if not numbers[WORTH, n - 1] < np.inf:
                        n -= 1
                else:
                    n = -n
        # close one of the open jobs
        closing = np.empty(n - lo)
        best = np.inf
        at = -1
        for x in range(lo, n):
            closing[x - lo] = np.inf
            if allowed[3, k] and numbers[TIME, x] + steps[5, k] <= limits[2]:
                closing[x - lo] = close(
                    numbers, whole, x, steps[5, k], weight, per_time, form, wage_table, hired
                )
                if closing[x - lo] < best:
                    best = closing[x - lo]
                    at = x
        value[k + 1] = best
        if at >= 0 and not listing:
            whole[CLOSES, at] = k + 1
        ceiling = best + per_job + slack if best < np.inf else np.inf
        if alone:
            ceiling = slack
        if listing:
            for x in range(lo, n):
                if closing[x - lo] <= best + slack:
                    whole[CLOSES, x] = k + 1
        stays = np.zeros(n - lo, np.bool_)
        if not allowed[4, k]:
            for x in range(lo, n):
                stays[x - lo] = least_worth(numbers, x, ahead[:, k + 1]) < ceiling or (
                    listing and least_worth(numbers, x, ahead[:, k + 1]) <= ceiling
                )
        keep = undominated(
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
            if not still_open and whole[CLOSES, x] < 0:
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
                    chain_numbers[PASSED + e, z] += amounts[e, 2, k]
            chain_numbers, chain_whole = reduce_chains(
                numbers, whole, chain_numbers, chain_whole, extra, weight, limits, form,
                listing, ceiling, ahead[:, k + 1], halt,
            )  # fmt: skip
        else:
            chain_numbers = chain_numbers[:, :0]
            chain_whole = chain_whole[:, :0]
        if best < np.inf and k + 1 < m and not alone:
            for row in range(numbers.shape[0]):
                numbers[row, n] = 0.0
            numbers[PAID, n] = best + per_job
            numbers[WORTH, n] = best + per_job
            whole[START, n] = k + 1
            whole[PARENT, n] = -1
            whole[FIRST, n] = -1
            whole[CHAIN, n] = 0
            whole[HELD, n] = 0
            whole[CLOSES, n] = -1
            opened[count] = n
            count += 1
            n += 1
        open_ = opened[:count].copy()
    return numbers, whole, n, open_, chain_numbers, chain_whole


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
        attempts = chain_numbers[ATTEMPTS, z] / q
        if (
            attempts <= limits[1]
            and k - chain_whole[1, z] < limits[0]
            and whole[START, chain_whole[0, z]] >= earliest
        ):
            numbers[:, kept] = chain_numbers[:, z]
            numbers[ATTEMPTS, kept] = attempts
            wholes[:, kept] = chain_whole[:, z]
            kept += 1
    if 1.0 / q <= limits[1]:
        for x in open_:
            numbers[ATTEMPTS, kept] = 1.0 / q
            wholes[0, kept] = x
            wholes[1, kept] = k
            kept += 1
    return numbers[:, :kept].copy(), wholes[:, :kept].copy()

"""Lower bounds on what is still to come, which let the sweep drop labels early."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["lookahead"]


@njit(cache=True)
def lookahead(
    manual_skill: Any, manual_time: Any, ai_skill: Any, ai_time: Any, success: Any, handoff: Any
) -> Any:
    """Bound from below what any continuation from each boundary must add.

    Returns
    -------
    array of shape (5, m + 1)
        Least skill of the next task; least time to the end of some job, its
        hand-off included; least skill, time, and skill × time of a chain that
        is under way.
    """
    m = len(manual_skill)
    ahead = np.full((5, m + 1), np.inf)
    skill, time, chain_skill, chain_time, chain_cost = ahead
    chain_rest = np.inf
    for r in range(m - 1, -1, -1):
        rest = 0.0 if r == m - 1 else min(handoff[r], time[r + 1])
        q = success[r]
        if q >= SMALLEST_SUCCESS:
            chain_skill[r] = min(ai_skill[r], chain_skill[r + 1])
            chain_time[r] = min(ai_time[r], chain_time[r + 1]) / q
            chain_cost[r] = min(ai_skill[r] * ai_time[r], chain_cost[r + 1]) / q
            chain_rest = min(ai_time[r] / q + rest, chain_rest)
        else:
            chain_rest = np.inf
        time[r] = min(manual_time[r] + rest, chain_rest)
        skill[r] = chain_skill[r]
        if manual_time[r] < np.inf:
            skill[r] = min(skill[r], manual_skill[r])
    return ahead

"""What any continuation from a boundary adds at least, anywhere on a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.analysis.reorganisation.jobs import Setting
from jobdesign.analysis.reorganisation.parameter import Numbers
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["Ahead"]


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """What any continuation from a boundary adds at least, at the cheap end; shape (m + 1,).

    Least skill of the next task, least time to the end of some job, hand-off included;
    least skill, time, and cost on its own of a chain that is under way. What skill and
    time add to others' counts only where the wage is the skill.
    """

    skill: Array
    time: Array
    chain_skill: Array
    chain_time: Array
    chain_cost: Array

    @classmethod
    def of(cls, setting: Setting, given: Numbers) -> Ahead:
        """Look backward from the end; ``given`` is what the steps need at the cheap end."""
        m = setting.steps
        skill, time, chain_skill, chain_time, chain_cost = np.full((5, m + 1), np.inf)
        rates = setting.rates(given.ai_skill)
        hired = np.isfinite(rates)  # else nobody can, however short it is
        alone = np.where(hired, np.where(hired, rates, 0.0) * given.ai_time, np.inf)
        alone += given.ai_cost
        chain_rest = np.inf
        for r in range(m - 1, -1, -1):
            rest = 0.0 if r == m - 1 else min(given.handoff_time[r], time[r + 1])
            q = given.success[r]
            if q >= SMALLEST_SUCCESS:
                chain_skill[r] = min(given.ai_skill[r], chain_skill[r + 1])
                chain_time[r] = min(given.ai_time[r], chain_time[r + 1]) / q
                chain_cost[r] = min(alone[r], chain_cost[r + 1]) / q
                chain_rest = min(given.ai_time[r] / q + rest, chain_rest)
            else:
                chain_rest = np.inf
            time[r] = min(given.manual_time[r] + rest, chain_rest)
            skill[r] = chain_skill[r]
            if given.manual_time[r] < np.inf:
                skill[r] = min(skill[r], given.human_skill[r])
        if setting.costs.form != "product":
            skill[:m], time[:m], chain_skill[:m], chain_time[:m] = 0.0, 0.0, 0.0, 0.0
        return cls(skill, time, chain_skill, chain_time, chain_cost)

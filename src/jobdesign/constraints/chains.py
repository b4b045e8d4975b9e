"""Constraints on every AI chain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.constraints.base import TOLERANCE, Constraint, Designs, Limit
from jobdesign.constraints.rules import Rules
from jobdesign.workflow import Array, Workflow

__all__ = ["MaxChainLength", "MinChainSuccess"]


class MaxChainLength(Limit):
    """No chain has more steps: max over chains of the number of steps ≤ limit."""

    kind = "max_chain_length"
    limit_rule = "count"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the steps of the longest chain, 0 without one."""
        longest = np.zeros(len(designs.modes))
        np.maximum.at(longest, designs.task_design, designs.task_steps)
        return longest

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Limit the chains."""
        rules.max_chain_length = min(rules.max_chain_length, int(self.limit))


@dataclass(frozen=True, kw_only=True)
class MinChainSuccess(Constraint):
    """Every chain succeeds with at least this probability: min over chains of Q ≥ p."""

    kind = "min_chain_success"
    sense = "≥"
    probability: float

    @property
    def bound(self) -> float:
        """The probability."""
        return float(self.probability)

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure the least Q of the chains, 1 without one."""
        least = np.ones(len(designs.modes))
        np.minimum.at(least, designs.task_design, designs.task_success)
        return least

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Limit the chains."""
        least = self.probability * (1.0 - TOLERANCE)
        rules.min_chain_success = max(rules.min_chain_success, least)

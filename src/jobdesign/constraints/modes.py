"""Constraints on the mode of a step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.constraints.base import MODES, Constraint, Designs
from jobdesign.constraints.rules import Rules
from jobdesign.workflow import Array, Workflow

__all__ = ["ForbidMode", "RequireMode"]


@dataclass(frozen=True, kw_only=True)
class _StepMode(Constraint):
    step: str
    mode: str

    def _chosen(self, designs: Designs, workflow: Workflow) -> Array:
        modes = designs.modes[:, workflow.index(self.step)]
        return np.asarray(modes == MODES.index(self.mode), dtype=np.float64)


class RequireMode(_StepMode):
    """The step is done in this mode: 1[mode(step) = mode] ≥ 1."""

    kind = "require_mode"
    sense = "≥"

    @property
    def bound(self) -> float:
        """Once."""
        return 1.0

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure 1 where the step is done in the mode, else 0."""
        return self._chosen(designs, workflow)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Forbid the two other modes."""
        step = workflow.index(self.step)
        for mode, allowed in zip(
            MODES, (rules.manual, rules.chain_end, rules.chain_pass), strict=True
        ):
            if mode != self.mode:
                allowed[step] = False


class ForbidMode(_StepMode):
    """The step is not done in this mode: 1[mode(step) = mode] ≤ 0."""

    kind = "forbid_mode"

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure 1 where the step is done in the mode, else 0."""
        return self._chosen(designs, workflow)

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Forbid the mode."""
        allowed = {
            "manual": rules.manual,
            "augmented": rules.chain_end,
            "automated": rules.chain_pass,
        }
        allowed[self.mode][workflow.index(self.step)] = False

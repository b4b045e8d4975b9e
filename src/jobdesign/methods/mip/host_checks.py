"""What can be checked of a host model that HiGHS has solved: the blocks of job design in it.

The evaluator prices the design of every block. A block that costs less than its design,
or whose design breaks a rule, shows that rounding in the rows let HiGHS err.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate
from jobdesign.methods.mip.block import JobDesignBlockData, design_of

__all__ = ["are_believable", "are_uneven", "blocks_of"]

#: By how much a block may cost less than its design, relative.
_CHEAPER = 1e-6


def blocks_of(model: Any) -> Iterator[JobDesignBlockData]:
    """Iterate over the blocks of job design that are built and whose binaries are whole."""
    for block in model.component_data_objects(pyo.Block, active=True):
        if isinstance(block, JobDesignBlockData) and block.component("handoff") is not None:
            ports = (block.augmented, block.automated, block.handoff)
            if all(v.is_binary() or v.is_fixed() for port in ports for v in port.values()):
                yield block


def are_believable(model: Any) -> bool:
    """Whether the evaluator confirms what the blocks of a solved model cost and keep."""
    for block in blocks_of(model):
        try:
            priced = evaluate(block.problem, design_of(block), block.horizon)
        except InputError:  # no design
            return False
        cost = block.cost.value
        least = priced.cost * (1.0 - _CHEAPER)
        if not priced.is_feasible or (cost is not None and cost < least):
            return False
    return True


def are_uneven(model: Any) -> bool:
    """Whether a block's numbers differ so much that HiGHS's presolve errs with them."""
    return any(block.is_inaccurate or not block.is_even for block in blocks_of(model))

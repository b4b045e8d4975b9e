"""What can vary: a scalar of a problem in which the cost of every design is monotone.

Two kinds cover all of them. Success rates enter as ``base × y ** exponent`` with
y = alpha, or y = the success of one step. Skills, times, wages and costs enter as
``fixed + slope × y``. A parameter is therefore a few arrays, a variable y, and a
way to write the problem at any value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["Numbers", "Parameter", "check_range"]

#: Smallest value of y that is told from 0.
_SMALLEST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What the steps need at one value of a parameter: arrays of shape (m,).

    Skills are after base wages; what nobody can do has infinite manual time, what
    AI cannot do has success 0.
    """

    human_skill: Array
    manual_time: Array
    ai_skill: Array
    ai_time: Array
    handoff_time: Array
    ai_cost: Array
    success: Array

    @property
    def rows(self) -> Array:
        """All of them, in this order; shape (7, m)."""
        return np.array([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, eq=False)
class Parameter:
    """A scalar of a problem, and how the problem depends on it.

    Attributes
    ----------
    name
        As users write it.
    value
        Its present value.
    low, high
        Its natural range.
    falls
        Whether costs fall (or stay) as it rises; else they rise (or stay).
    problem_at
        Write the problem at a value.
    fixed, slope
        Shape (6, m): human skill, manual time, AI skill, AI time, hand-off time and
        AI cost are ``fixed + slope × y``.
    base, exponent
        Shape (m,): success is ``base × y ** exponent``.
    step_names
        Names of the steps.
    logarithm
        Where not 0: y = exp(logarithm × value); else y is the value itself.
    """

    name: str
    value: float
    low: float
    high: float
    falls: bool
    problem_at: Callable[[float], Problem]
    fixed: Array
    slope: Array
    base: Array
    exponent: Array
    step_names: tuple[str, ...]
    logarithm: float = 0.0

    @cached_property
    def is_rate(self) -> bool:
        """Whether y is a success rate, so that it is to be divided on a log scale."""
        return bool(self.exponent.any())

    def variable(self, value: float) -> float:
        """Return y at a value, kept away from an exact 0 where it is a rate."""
        y = math.exp(self.logarithm * value) if self.logarithm else value
        return max(y, _SMALLEST) if self.is_rate else y

    def value_at(self, y: float) -> float:
        """Return the value at which the variable is y."""
        return math.log(y) / self.logarithm if self.logarithm else y

    def rate(self, value: float) -> float:
        """Return dy / dvalue."""
        return self.logarithm * self.variable(value) if self.logarithm else 1.0

    def numbers(self, y: float) -> Numbers:
        """Return what the steps need at y."""
        with np.errstate(under="ignore"):
            success = self.base * y**self.exponent
        rows = self.fixed + self.slope * y
        return Numbers(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], success)


def check_range(chosen: Parameter, low: float | None, high: float | None) -> tuple[float, float]:
    """Return the range to look at, checked.

    Raises
    ------
    InputError
        Where an end is out of range, or the range holds nothing.
    """
    low = chosen.low if low is None else finite_number("low", low, 0.0)
    high = chosen.high if high is None else finite_number("high", high, 0.0)
    if chosen.falls and high > 1.0:
        raise InputError("must be at most 1", place="high", value=high)
    if not low < high:
        raise InputError(
            "must be below the high end of the range",
            place="low",
            value=low,
            fix=f"{chosen.name} is {chosen.value:g} now; give a range around it",
        )
    return low, high

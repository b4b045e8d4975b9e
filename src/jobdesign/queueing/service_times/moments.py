"""A service time of which only mean and second moment are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import checked_order
from jobdesign.workflow import Array

__all__ = ["Moments"]

#: How far a second moment may lie below the squared mean, by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Moments(ServiceTime):
    """Mean and second moment alone: the paper's (τ, q). Enough for mean waiting times.

    Parameters
    ----------
    mean
        E[T], at least 0.
    second_moment
        E[T²], at least the squared mean.

    Raises
    ------
    InputError
        Where a moment is negative or the second is below the squared mean; and from
        all that needs the whole distribution.

    Examples
    --------
    >>> from jobdesign.queueing import Moments
    >>> round(Moments(0.85, 1.625625).squared_variation, 12)
    1.25
    >>> Moments(2, 3)
    Traceback (most recent call last):
    jobdesign.errors.InputError: Moments: second_moment = 3.0: must be at least the squared mean, \
4; give E[T²], not the variance
    """

    mean: float = field()
    second_moment: float = field()

    def __post_init__(self) -> None:
        mean = finite_number("Moments: mean", self.mean, 0.0)
        second = finite_number("Moments: second_moment", self.second_moment, 0.0)
        if second < mean**2 * (1.0 - _ROUNDING):
            raise InputError(
                f"must be at least the squared mean, {mean**2:.6g}",
                place="Moments: second_moment",
                value=second,
                fix="give E[T²], not the variance",
            )
        object.__setattr__(self, "mean", mean)
        object.__setattr__(self, "second_moment", max(second, mean**2))

    @classmethod
    def from_mean(cls, mean: float, squared_variation: float) -> Self:
        """Build it from the mean and the squared coefficient of variation, q = τ²(1 + c²)."""
        mean = finite_number("Moments: mean", mean, 0.0)
        variation = finite_number("Moments: squared_variation", squared_variation, 0.0)
        return cls(mean=mean, second_moment=mean**2 * (1.0 + variation))

    def moment(self, order: int) -> float:
        """Return the first or the second moment.

        Raises
        ------
        InputError
            For a higher order.
        """
        order = checked_order(order)
        if order > 2:
            raise _unknown(f"moment of order {order}")
        return self.mean if order == 1 else self.second_moment

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Raise InputError: two moments do not make a distribution."""
        raise _unknown("transform")

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Raise InputError: two moments do not make a distribution."""
        raise _unknown("sample")


def _unknown(what: str) -> InputError:
    return InputError(
        f"two moments do not tell a {what}",
        place="Moments",
        fix="choose a distribution, say Gamma.from_mean(mean, squared_variation)",
    )

"""The exponential service time, which has no memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import checked_order, positive_number
from jobdesign.workflow import Array

__all__ = ["Exponential"]


@dataclass(frozen=True, slots=True)
class Exponential(ServiceTime):
    """Exponential time, of squared variation 1.

    Parameters
    ----------
    mean
        E[T], greater than 0; the rate is its inverse.

    Raises
    ------
    InputError
        Where the mean is not positive and finite.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential
    >>> time = Exponential(mean=0.5)
    >>> time.second_moment, time.squared_variation
    (0.5, 1.0)
    """

    mean: float = field()

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", positive_number("Exponential: mean", self.mean))

    def moment(self, order: int) -> float:
        """Return order! mean^order."""
        return float(math.factorial(checked_order(order)) * self.mean**order)

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return 1 / (1 + s mean)."""
        points = np.asarray(s, dtype=np.complex128)
        return np.asarray(1.0 / (1.0 + points * self.mean))

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        return generator.exponential(self.mean, size)

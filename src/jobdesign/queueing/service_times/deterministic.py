"""A service time that is always the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.queueing.service_times.base import Atoms, ServiceTime
from jobdesign.queueing.service_times.checks import checked_order
from jobdesign.workflow import Array

__all__ = ["Deterministic"]


@dataclass(frozen=True, slots=True)
class Deterministic(ServiceTime):
    """Always the same time.

    Parameters
    ----------
    value
        The time, at least 0.

    Raises
    ------
    InputError
        Where the value is negative or not finite.

    Examples
    --------
    >>> from jobdesign.queueing import Deterministic
    >>> Deterministic(2).moment(3)
    8.0
    """

    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", finite_number("Deterministic: value", self.value, 0.0))

    def moment(self, order: int) -> float:
        """Return value^order."""
        return float(self.value ** checked_order(order))

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return e^(-s value)."""
        return np.exp(-np.asarray(s, dtype=np.complex128) * self.value)

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return the value, `size` times."""
        return np.full(size, self.value)

    @property
    def atoms(self) -> Atoms:
        """The value, with probability 1."""
        return np.array([self.value]), np.array([1.0])

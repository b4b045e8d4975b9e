"""A service time in other units, or done at another speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.service_times.base import Atoms, ServiceTime
from jobdesign.queueing.service_times.checks import checked_order, positive_number
from jobdesign.workflow import Array

__all__ = ["Scaled"]


@dataclass(frozen=True, slots=True)
class Scaled(ServiceTime):
    """A multiple of a service time: S = T / C has the factor 1 / C.

    Parameters
    ----------
    time
        The service time.
    factor
        Greater than 0; 60 makes minutes of hours.

    Raises
    ------
    InputError
        Where the factor is not positive and finite.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential, Scaled
    >>> Scaled(Exponential(2), 60).mean
    120.0
    """

    time: ServiceTime
    factor: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "factor", positive_number("Scaled: factor", self.factor))

    def moment(self, order: int) -> float:
        """Return factor^order E[T^order]."""
        return float(self.factor ** checked_order(order) * self.time.moment(order))

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return the transform of T at factor × s."""
        return self.time.transform(np.asarray(s, dtype=np.complex128) * self.factor)

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        return self.time.sample(generator, size) * self.factor

    @property
    def atoms(self) -> Atoms:
        """The atoms of T, scaled."""
        times, weights = self.time.atoms
        return times * self.factor, weights

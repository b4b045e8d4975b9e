"""The gamma service time: any mean and any positive variability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import checked_order, positive_number
from jobdesign.workflow import Array

__all__ = ["Gamma"]


@dataclass(frozen=True, slots=True)
class Gamma(ServiceTime):
    """Gamma-distributed time, of mean shape × scale and squared variation 1 / shape.

    Parameters
    ----------
    shape, scale
        Both greater than 0.

    Raises
    ------
    InputError
        Where one is not positive and finite.

    Examples
    --------
    >>> from jobdesign.queueing import Gamma
    >>> time = Gamma.from_mean(1, squared_variation=0.1)
    >>> time
    Gamma(shape=10.0, scale=0.1)
    >>> round(time.second_moment, 12)
    1.1
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        for key in ("shape", "scale"):
            object.__setattr__(self, key, positive_number(f"Gamma: {key}", getattr(self, key)))

    @classmethod
    def from_mean(cls, mean: float, squared_variation: float) -> Self:
        """Build it from its mean and squared coefficient of variation, both positive."""
        mean = positive_number("Gamma: mean", mean)
        variation = positive_number("Gamma: squared_variation", squared_variation)
        return cls(shape=1.0 / variation, scale=mean * variation)

    def moment(self, order: int) -> float:
        """Return scale^order Γ(shape + order) / Γ(shape)."""
        value = 1.0
        for k in range(checked_order(order)):
            value *= self.scale * (self.shape + k)
        return value

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return (1 + s scale)^(-shape).

        The logarithm is taken as that of 1 + what is small: a large shape magnifies rounding.
        """
        x = np.asarray(s, dtype=np.complex128) * self.scale
        size = 0.5 * np.log1p(x.real * (2.0 + x.real) + x.imag**2)
        return np.asarray(np.exp(-self.shape * (size + 1j * np.arctan2(x.imag, 1.0 + x.real))))

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        return generator.gamma(self.shape, self.scale, size)

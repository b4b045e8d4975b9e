"""What every service time can tell: its moments, its transform, and a sample."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jobdesign.workflow import Array

__all__ = ["Atoms", "ServiceTime", "merged_atoms"]

#: Times of positive probability in rising order, and their probabilities.
Atoms: TypeAlias = tuple[Array, Array]


class ServiceTime(ABC):
    """A non-negative random time: what one item asks of people's attention.

    A subclass gives `moment`, `transform` and `sample`; all else follows.
    """

    __slots__ = ()

    @abstractmethod
    def moment(self, order: int) -> float:
        """Return the raw moment E[T^order], order ≥ 1; infinite where it does not exist."""

    @abstractmethod
    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return E[e^(-sT)] at complex points s with real part ≥ 0, of the shape of s."""

    @abstractmethod
    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""

    @property
    def mean(self) -> float:
        """E[T]."""
        return self.moment(1)

    @property
    def second_moment(self) -> float:
        """E[T²]."""
        return self.moment(2)

    @property
    def variance(self) -> float:
        """E[T²] - E[T]²."""
        return max(0.0, self.second_moment - self.mean**2)

    @property
    def squared_variation(self) -> float:
        """Squared coefficient of variation, variance / mean²; 0 where the mean is 0."""
        if self.mean == 0.0:
            return 0.0
        if math.isinf(self.second_moment):
            return math.inf
        return self.variance / self.mean / self.mean  # the square of a tiny mean is 0

    @property
    def atoms(self) -> Atoms:
        """Times of positive probability, and these; none for a continuous distribution.

        A waiting time's distribution has kinks where its service time has atoms.
        """
        return np.empty(0), np.empty(0)


def merged_atoms(parts: Iterable[tuple[float, Array, Array]]) -> Atoms:
    """Return the atoms of a mixture, given its weights and their atoms."""
    listed = list(parts)
    if not listed:
        return np.empty(0), np.empty(0)
    times, place = np.unique(np.concatenate([part[1] for part in listed]), return_inverse=True)
    weights = np.bincount(
        place,
        np.concatenate([weight * weights for weight, _, weights in listed]),
        minlength=len(times),
    )
    return times[weights > 0.0], weights[weights > 0.0].astype(np.float64)

"""The AI's route: review a draft, and do rework where an error escapes (eq. 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.queueing.service_times.base import Atoms, ServiceTime, merged_atoms
from jobdesign.queueing.service_times.checks import checked_order, probability
from jobdesign.queueing.service_times.residual_error import ResidualError
from jobdesign.workflow import Array

__all__ = ["AssistedTime"]


@dataclass(frozen=True, slots=True)
class AssistedTime(ServiceTime):
    """Review, and rework with some probability, in one piece: T = r + M R (eqs. 2 and 12).

    The AI's own time asks for no attention and is not part of it.

    Parameters
    ----------
    review_time
        r, at least 0, the same for every draft.
    error_probability
        P(M = 1), in [0, 1], that an error escapes the review.
    rework
        R, independent of M.

    Raises
    ------
    InputError
        Where the review time is negative or the probability out of range.

    Examples
    --------
    The AI's route of Fig. 2:

    >>> from jobdesign.queueing import AssistedTime, Gamma
    >>> rework = Gamma(shape=3.908275, scale=0.597024)
    >>> time = AssistedTime(review_time=0.5, error_probability=0.15, rework=rework)
    >>> round(time.mean, 5), round(time.squared_variation, 5)
    (0.85, 1.25)
    """

    review_time: float
    error_probability: float
    rework: ServiceTime

    def __post_init__(self) -> None:
        time = finite_number("AssistedTime: review_time", self.review_time, 0.0)
        error = probability("AssistedTime: error_probability", self.error_probability)
        object.__setattr__(self, "review_time", time)
        object.__setattr__(self, "error_probability", error)

    @classmethod
    def from_curve(cls, review_time: float, curve: ResidualError, rework: ServiceTime) -> Self:
        """Build it with the probability that a curve p(r) gives for the review time (eq. 1)."""
        return cls(review_time, curve.probability(review_time), rework)

    def moment(self, order: int) -> float:
        """Return (1 - p) r^n + p E[(r + R)^n]; eqs. (13) and (14) for n = 1 and 2."""
        n, r, p = checked_order(order), self.review_time, self.error_probability
        if p == 0.0:
            return float(r**n)
        powers = range(1, n + 1) if r > 0.0 else [n]
        after = [math.comb(n, k) * r ** (n - k) * self.rework.moment(k) for k in powers]
        return float(r**n + p * math.fsum(after))

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return e^(-s r) (1 - p + p E[e^(-s R)])."""
        points = np.asarray(s, dtype=np.complex128)
        value = np.exp(-points * self.review_time)
        if self.error_probability > 0.0:
            value *= 1.0 + self.error_probability * (self.rework.transform(points) - 1.0)
        return value

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        times = np.full(size, self.review_time)
        escaped = generator.random(size) < self.error_probability
        count = int(np.count_nonzero(escaped))
        if count:
            times[escaped] += self.rework.sample(generator, count)
        return times

    @property
    def atoms(self) -> Atoms:
        """The review alone, and what rework of a fixed length adds."""
        review = np.array([self.review_time]), np.array([1.0])
        times, weights = self.rework.atoms
        return merged_atoms(
            [
                (1.0 - self.error_probability, *review),
                (self.error_probability, times + self.review_time, weights),
            ]
        )

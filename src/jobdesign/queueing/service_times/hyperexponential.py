"""A choice between exponential times: more variable than one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import (
    checked_order,
    checked_weights,
    positive_number,
)
from jobdesign.workflow import Array

__all__ = ["Hyperexponential"]


@dataclass(frozen=True, slots=True)
class Hyperexponential(ServiceTime):
    """Exponential with a mean drawn at random, of squared variation 1 or more.

    Parameters
    ----------
    weights
        Probabilities of the means; they add up to 1.
    means
        Means of the exponential times, greater than 0.

    Raises
    ------
    InputError
        Where a weight or mean is out of range, or their numbers differ.

    Examples
    --------
    >>> from jobdesign.queueing import Hyperexponential
    >>> time = Hyperexponential.from_mean(1, squared_variation=4)
    >>> round(time.mean, 12), round(time.squared_variation, 12)
    (1.0, 4.0)
    """

    weights: Sequence[float]
    means: Sequence[float]

    def __post_init__(self) -> None:
        means = tuple(
            positive_number(f"Hyperexponential: means[{i}]", mean)
            for i, mean in enumerate(self.means)
        )
        weights = checked_weights("Hyperexponential: weights", self.weights, len(means))
        object.__setattr__(self, "means", means)
        object.__setattr__(self, "weights", weights)

    @classmethod
    def from_mean(cls, mean: float, squared_variation: float) -> Self:
        """Build it from its mean and squared coefficient of variation c² > 1.

        Two moments leave one parameter free. It is set by balanced means: both
        parts contribute half of the mean, so the weights are (1 ± √((c²-1)/(c²+1))) / 2.
        """
        mean = positive_number("Hyperexponential: mean", mean)
        variation = positive_number("Hyperexponential: squared_variation", squared_variation)
        if variation <= 1.0:
            raise InputError(
                "must be greater than 1",
                place="Hyperexponential: squared_variation",
                value=squared_variation,
                fix="use Exponential for 1 and Gamma below",
            )
        root = math.sqrt((variation - 1.0) / (variation + 1.0))
        # (1 - root) / 2 without the cancellation of a variation far above 1
        rare = 1.0 / ((variation + 1.0) * (1.0 + root))
        weights = (1.0 - rare, rare)
        return cls(weights=weights, means=tuple(mean / (2.0 * w) for w in weights))

    def moment(self, order: int) -> float:
        """Return order! Σ weight mean^order."""
        order = checked_order(order)
        parts = zip(self.weights, self.means, strict=True)
        return math.factorial(order) * math.fsum(w * m**order for w, m in parts)

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return Σ weight / (1 + s mean)."""
        points = np.asarray(s, dtype=np.complex128)
        value = np.zeros_like(points)
        for weight, mean in zip(self.weights, self.means, strict=True):
            value += weight / (1.0 + points * mean)
        return value

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        drawn = generator.choice(len(self.means), size, p=self.weights)
        times: Array = generator.exponential(1.0, size) * np.asarray(self.means)[drawn]
        return times

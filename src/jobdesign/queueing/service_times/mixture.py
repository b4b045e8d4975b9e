"""One of several service times, drawn at random: tasks on different routes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import Atoms, ServiceTime, merged_atoms
from jobdesign.queueing.service_times.checks import checked_order, checked_weights
from jobdesign.workflow import Array

__all__ = ["Mixture"]


@dataclass(frozen=True, slots=True)
class Mixture(ServiceTime):
    """One of several service times, with given probabilities (eqs. 16 and 17 for two).

    Parameters
    ----------
    weights
        Probabilities of the parts; they add up to 1.
    parts
        Service times.

    Raises
    ------
    InputError
        Where a weight is out of range, or the numbers of weights and parts differ.

    Examples
    --------
    Four of ten tasks go the AI's route.

    >>> from jobdesign.queueing import Mixture, Moments
    >>> manual, assisted = Moments(1, 1.1), Moments(0.85, 1.625625)
    >>> mixed = Mixture([0.6, 0.4], [manual, assisted])
    >>> round(mixed.mean, 12), round(mixed.second_moment, 12)
    (0.94, 1.31025)
    """

    weights: Sequence[float]
    parts: Sequence[ServiceTime]

    def __post_init__(self) -> None:
        parts = tuple(self.parts)
        for i, part in enumerate(parts):
            if not isinstance(part, ServiceTime):
                raise InputError(
                    "must be a service time",
                    place=f"Mixture: parts[{i}]",
                    value=part,
                    fix=f"write Deterministic({part}) for a fixed time",
                )
        object.__setattr__(self, "parts", parts)
        weights = checked_weights("Mixture: weights", self.weights, len(parts))
        object.__setattr__(self, "weights", weights)

    def moment(self, order: int) -> float:
        """Return Σ weight E[part^order] over the parts that occur."""
        order = checked_order(order)
        return math.fsum(weight * part.moment(order) for weight, part in self._occurring())

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return Σ weight E[e^(-s part)]."""
        points = np.asarray(s, dtype=np.complex128)
        value = np.zeros_like(points)
        for weight, part in self._occurring():
            value += weight * part.transform(points)
        return value

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        drawn = generator.choice(len(self.parts), size, p=self.weights)
        times = np.empty(size)
        for i, part in enumerate(self.parts):
            chosen = drawn == i
            count = int(np.count_nonzero(chosen))
            if count:
                times[chosen] = part.sample(generator, count)
        return times

    @property
    def atoms(self) -> Atoms:
        """Times of positive probability of any part."""
        return merged_atoms([(weight, *part.atoms) for weight, part in self._occurring()])

    def _occurring(self) -> list[tuple[float, ServiceTime]]:
        """Return weights and parts without those of weight 0, whose moments may be infinite."""
        pairs = zip(self.weights, self.parts, strict=True)
        return [(weight, part) for weight, part in pairs if weight > 0.0]

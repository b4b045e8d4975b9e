"""One piece of work after another: the sum of independent times."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import Atoms, ServiceTime
from jobdesign.workflow import Array

__all__ = ["Total"]

#: Rarer atoms than the most probable ones are left to the smooth part of a distribution.
_MOST_ATOMS = 60


@dataclass(frozen=True, slots=True, init=False)
class Total(ServiceTime):
    """The sum of independent times.

    Parameters
    ----------
    parts
        At least one.

    Raises
    ------
    InputError
        Without parts, or where one is no service time.

    Examples
    --------
    >>> from jobdesign.queueing import Attempts, Total
    >>> work = Total([Attempts(time=3, success=0.5), Attempts(time=1, success=1)])
    >>> work.mean, work.variance
    (7.0, 18.0)
    """

    parts: tuple[ServiceTime, ...]

    def __init__(self, parts: Iterable[ServiceTime]) -> None:
        object.__setattr__(self, "parts", tuple(parts))
        if not self.parts:
            raise InputError("must not be empty", place="parts", fix="give a service time")
        for part in self.parts:
            if not isinstance(part, ServiceTime):
                raise InputError("must be a service time", place="parts", value=part)

    @property
    def variance(self) -> float:
        """The sum of the parts' variances."""
        return math.fsum(part.variance for part in self.parts)

    @property
    def atoms(self) -> Atoms:
        """Sums of the parts' atoms, the most probable of them; none where a part has none."""
        times, weights = np.zeros(1), np.ones(1)
        for part in self.parts:
            own_times, own_weights = part.atoms
            sums = np.add.outer(times, own_times).ravel()
            times, where = np.unique(sums, return_inverse=True)
            weights = np.bincount(where, np.outer(weights, own_weights).ravel()).astype(np.float64)
            if len(times) > _MOST_ATOMS:
                kept = np.sort(np.argsort(weights)[-_MOST_ATOMS:])
                times, weights = times[kept], weights[kept]
        return times, weights

    def moment(self, order: int) -> float:
        """Return E[T^order], by the binomial theorem part after part."""
        sums = [1.0] + [0.0] * order
        for part in self.parts:
            own = [1.0, *(part.moment(k) for k in range(1, order + 1))]
            sums = [
                math.fsum(math.comb(k, j) * sums[j] * own[k - j] for j in range(k + 1))
                for k in range(order + 1)
            ]
        return sums[order]

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return E[e^(-sT)], the product of the parts' transforms."""
        points = np.asarray(s, dtype=np.complex128)
        product = np.ones_like(points)
        for part in self.parts:
            product = product * part.transform(points)
        return product

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        total = np.zeros(size)
        for part in self.parts:
            total += part.sample(generator, size)
        return total

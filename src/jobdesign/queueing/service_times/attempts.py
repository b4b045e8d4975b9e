"""Work that is repeated until it succeeds, each attempt of the same length."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import Atoms, ServiceTime
from jobdesign.workflow import Array

__all__ = ["Attempts"]

#: Atoms beyond this probability, and beyond this many, are left to the smooth part.
_RARE, _MOST_ATOMS = 1e-14, 60


@dataclass(frozen=True, slots=True)
class Attempts(ServiceTime):
    """Attempts that take ``time`` each until one succeeds: T = time × N, N geometric.

    Parameters
    ----------
    time
        Of one attempt, ≥ 0.
    success
        Chance that an attempt succeeds, in (0, 1].

    Raises
    ------
    InputError
        Where a value is outside its range.

    Notes
    -----
    E[T] = time / success and Var T = time² (1 - success) / success². A chain of
    AI steps is one: its success is the product of those of its steps.

    Examples
    --------
    >>> from jobdesign.queueing import Attempts
    >>> twice = Attempts(time=3, success=0.5)
    >>> twice.mean, twice.variance
    (6.0, 18.0)
    """

    time: float
    success: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "time", finite_number("time", self.time, 0.0))
        object.__setattr__(self, "success", finite_number("success", self.success, 0.0))
        if not 0.0 < self.success <= 1.0:
            raise InputError(
                "must be in (0, 1]",
                place="success",
                value=self.success,
                fix="what never succeeds never ends",
            )

    @property
    def variance(self) -> float:
        """Var T = time² (1 - success) / success², without cancellation."""
        return (self.time / self.success) ** 2 * (1.0 - self.success)

    @property
    def atoms(self) -> Atoms:
        """Multiples of one attempt's time, as many as have not become too rare to matter."""
        if self.success == 1.0:
            return np.array([self.time]), np.array([1.0])
        last = math.log(_RARE) / math.log1p(-self.success)
        counts = np.arange(1.0, min(_MOST_ATOMS, math.ceil(last)) + 1.0)
        return self.time * counts, self.success * (1.0 - self.success) ** (counts - 1.0)

    def moment(self, order: int) -> float:
        """Return E[T^order], from N = 1 + (N' with chance 1 - success)."""
        attempts = [1.0]
        odds = (1.0 - self.success) / self.success
        for k in range(1, order + 1):
            lower = math.fsum(math.comb(k, j) * attempts[j] for j in range(k))
            attempts.append(1.0 + odds * lower)
        return self.time**order * attempts[order]

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return E[e^(-sT)] = q z / (1 - (1 - q) z) with z = e^(-s time)."""
        exponent = np.asarray(s, dtype=np.complex128) * self.time
        z = np.exp(-exponent)
        # 1 - (1 - q) z = q z + (1 - z), which stays exact near z = 1
        ratio = self.success * z / (self.success * z - np.expm1(-exponent))
        return np.asarray(ratio, dtype=np.complex128)

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        if self.success == 1.0:
            return np.full(size, self.time)
        # the exponential clock behind a geometric count, good for any success
        waits = generator.standard_exponential(size)
        return self.time * (np.floor(waits / -math.log1p(-self.success)) + 1.0)

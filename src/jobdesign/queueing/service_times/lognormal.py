"""The lognormal service time: heavy-tailed, all moments finite."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import checked_order, positive_number
from jobdesign.workflow import Array

__all__ = ["Lognormal"]

#: The quadrature runs over ±this many standard deviations of the logarithm.
_REACH = 9.0
#: Complex numbers held at once while the transform is computed.
_BLOCK = 500_000


@dataclass(frozen=True, slots=True)
class Lognormal(ServiceTime):
    """Time whose logarithm is normal, of squared variation e^(deviation²) - 1.

    Parameters
    ----------
    log_mean
        Mean μ of the logarithm; e^μ is the median.
    log_deviation
        Standard deviation σ of the logarithm, greater than 0.

    Raises
    ------
    InputError
        Where a parameter is not finite, or σ not positive.

    Examples
    --------
    >>> from jobdesign.queueing import Lognormal
    >>> time = Lognormal.from_mean(2, squared_variation=1.5)
    >>> round(time.mean, 12), round(time.squared_variation, 12)
    (2.0, 1.5)
    """

    log_mean: float
    log_deviation: float

    def __post_init__(self) -> None:
        mean = finite_number("Lognormal: log_mean", self.log_mean)
        deviation = positive_number("Lognormal: log_deviation", self.log_deviation)
        object.__setattr__(self, "log_mean", mean)
        object.__setattr__(self, "log_deviation", deviation)

    @classmethod
    def from_mean(cls, mean: float, squared_variation: float) -> Self:
        """Build it from its mean and squared coefficient of variation, both positive."""
        mean = positive_number("Lognormal: mean", mean)
        variation = positive_number("Lognormal: squared_variation", squared_variation)
        square = math.log1p(variation)
        return cls(log_mean=math.log(mean) - square / 2.0, log_deviation=math.sqrt(square))

    def moment(self, order: int) -> float:
        """Return e^(n μ + n² σ² / 2)."""
        n = checked_order(order)
        exponent = n * self.log_mean + (n * self.log_deviation) ** 2 / 2.0
        return math.exp(exponent) if exponent < 709.0 else math.inf

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return E[e^(-sT)], by the trapezoidal rule on a contour through the saddle point.

        The integrand e^(-s e^(μ + σz)) e^(-z²/2) oscillates wildly along the real line. It
        has a saddle point at z = -W/σ, with Lambert's function W = W(s σ² e^μ)
        (Asmussen, Jensen and Rojas-Nandayapa, 2016). From there the path bends so that
        the double exponential decays without turning. The rule then converges
        geometrically: errors are below 1e-12 for σ from 0.01 to 3.
        """
        points = np.asarray(s, dtype=np.complex128)
        flat = points.ravel()
        result = np.empty_like(flat)
        step = 0.15 / max(self.log_deviation, 1.5)
        count = math.ceil(_REACH / step)
        steps: Array = np.arange(-count, count + 1, dtype=np.float64) * step
        rows = max(1, _BLOCK // len(steps))
        for start in range(0, len(flat), rows):
            result[start : start + rows] = self._integrals(flat[start : start + rows], steps)
        return result.reshape(points.shape)

    def _integrals(self, s: npt.NDArray[np.complex128], steps: Array) -> npt.NDArray[np.complex128]:
        from scipy.special import lambertw

        sigma = self.log_deviation
        argument = s * sigma**2 * math.exp(self.log_mean)
        saddle = np.asarray(lambertw(argument))  # type: ignore[call-overload] # takes arrays
        # far to the right of the saddle the path is lower by arg(W)/σ: there W e^(σz) is real
        bend = np.tanh(sigma * steps - 2.0)
        turn = np.angle(saddle)[:, None] / sigma
        path = steps - 0.5j * turn * (1.0 + bend)
        slope = 1.0 - 0.5j * turn * sigma * (1.0 - bend**2)
        x = sigma * path
        # expm1 takes three times as long, and is needed only where σ² magnifies rounding
        grown = np.exp(x) - 1.0 if sigma > 0.25 else np.expm1(x)
        heights = np.exp(-(saddle[:, None] / sigma**2) * (grown - x) - path**2 / 2.0)
        total = np.einsum("ij,ij->i", heights, slope) * (steps[1] - steps[0])
        front = np.exp(-saddle * (saddle + 2.0) / (2.0 * sigma**2))
        return np.asarray(front * total / math.sqrt(2.0 * math.pi))

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` independent times."""
        return generator.lognormal(self.log_mean, self.log_deviation, size)

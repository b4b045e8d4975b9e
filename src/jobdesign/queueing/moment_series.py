"""A service time's transform near 0, from its moments."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.service_times.base import ServiceTime

__all__ = ["MomentSeries"]

#: The highest power of the series; lower where moments grow fast.
_MOST_POWERS = 12
#: Moments outside are of no use in double precision.
_LEAST, _MOST = 1e-250, 1e250
_EPSILON = float(np.finfo(np.float64).eps)


class MomentSeries:
    """B*(s) - 1 + s E[S] = Σ_k (-s)^k E[S^k] / k!, k = 2 … n, without cancellation.

    Cut off after the power n, it is off by at most |s|^(n+1) E[S^(n+1)] / (n+1)! where s
    has no negative real part, also where the series diverges. The power is the one for which
    this stays below the rounding error of B* - 1 + s E[S] for the largest |s|.

    Parameters
    ----------
    service
        S, with a finite second moment; else the radius is 0.

    Attributes
    ----------
    radius
        |s| below which it is closer than the difference of transforms.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing import Exponential
    >>> series = MomentSeries(Exponential(1))
    >>> s = 1e-9
    >>> round(float(series.excess(np.array([s + 0j]))[0].real) / s**2, 12)  # 1 / (1 + s)
    0.999999999
    """

    def __init__(self, service: ServiceTime) -> None:
        self._mean = service.mean
        self._coefficients: list[float] = []
        self.radius = 0.0
        scaled = _scaled_moments(service)
        for k, following in enumerate(scaled[1:], start=3):
            reach = (_EPSILON / following) ** (1.0 / k) / self._mean
            if reach > self.radius:
                self.radius, self._coefficients = reach, scaled[: k - 2]

    def excess(self, s: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
        """Return B*(s) - 1 + s E[S] at points within the radius, of the shape of s."""
        x = -s * self._mean
        total = np.zeros_like(x)
        for coefficient in reversed(self._coefficients):
            total = total * x + coefficient
        return np.asarray(total * x * x)


def _scaled_moments(service: ServiceTime) -> list[float]:
    """Return E[S^k] / (k! E[S]^k) from k = 2, as far as they are numbers of moderate size."""
    scaled: list[float] = []
    for k in range(2, _MOST_POWERS + 2):
        try:
            moment, unit = service.moment(k), math.factorial(k) * service.mean**k
        except OverflowError:
            break
        if not (_LEAST < unit < _MOST and _LEAST < moment < _MOST):
            break
        scaled.append(moment / unit)
    return scaled

"""How waits are distributed, by inverting the transform of Pollaczek and Khinchine."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.inversion import Inversion
from jobdesign.queueing.percentiles import checked_probability, percentile
from jobdesign.queueing.waiting import Queue
from jobdesign.workflow import Array

__all__ = ["WaitingDistribution"]

#: How closely a percentile is looked for, relative to it, and where speed comes before digits.
_CLOSE, _CLOSE_IF_QUICK = 1e-15, 1e-9


@dataclass(frozen=True, slots=True)
class WaitingDistribution:
    """Distributions of the wait and of the time in system of a queue with Poisson arrivals.

    By Fourier series from W*(s) = (1 - ρ) s / (s - λ + λ B*(s)), with B* the transform of
    S = T / C. What makes the distribution function kink is split off first and added
    in closed form (see `Inversion`); probabilities are then good to about 1e-13, also where
    ρ is near 1, as far as 1 - ρ itself is known in double precision. Percentiles take a
    shorter series: probabilities good to 1e-9, which leaves seven digits and more of the
    time, unless `exact` asks for all.
    `wait_error` and `system_error` estimate by how much they are off where the service
    time has other kinks than those of fixed times. The time in system V = W + S has
    P(V ≤ t) = P(W ≤ t) - w(t) / λ, with w the density of W.

    Where the queue is unstable every wait exceeds every bound.

    Parameters
    ----------
    queue
        Arrivals must be Poisson, and the service time must have a transform.

    Raises
    ------
    InputError
        Where arrivals are not Poisson, or only moments of the service time are known.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential, Queue
    >>> waits = Queue(0.8, Exponential(1)).distribution()
    >>> round(float(waits.wait_tail(5)), 12)  # 0.8 e^(-0.2 × 5)
    0.294303552937
    >>> round(waits.wait_percentile(0.95), 6)  # 5 log(0.8 / 0.05)
    13.862944
    >>> round(waits.wait_percentile(0.95, exact=True), 12)
    13.862943611199
    """

    queue: Queue
    _inversions: dict[tuple[int, bool], Inversion] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        self.queue.require_poisson_arrivals("the distribution of the wait")
        self.queue.service.transform(1.0)  # says what is missing where only moments are known

    def wait_cdf(self, times: npt.ArrayLike) -> Array:
        """Return P(W ≤ t) for each time; 1 - ρ at 0."""
        return self._values(times, smooth=True)[0]

    def wait_tail(self, times: npt.ArrayLike) -> Array:
        """Return P(W > t) for each time."""
        return np.asarray(1.0 - self.wait_cdf(times))

    def wait_density(self, times: npt.ArrayLike) -> Array:
        """Return the density of W for each time, of the part that waits, P(W > 0) = ρ."""
        return self._values(times, smooth=False)[1]

    def system_cdf(self, times: npt.ArrayLike) -> Array:
        """Return P(V ≤ t) of the time in system for each time."""
        return self._system_at(times, quick=False)

    def _wait_at(self, times: npt.ArrayLike, *, quick: bool) -> Array:
        return self._values(times, smooth=True, quick=quick)[0]

    def _system_at(self, times: npt.ArrayLike, *, quick: bool) -> Array:
        if self._is_empty:
            raise InputError(
                "must be greater than 0 for the time in system",
                place="Queue: arrival_rate",
                value=self.queue.arrival_rate,
                fix="without arrivals it is the service time",
            )
        cdf, density, _ = self._values(times, smooth=False, quick=quick)
        return np.clip(cdf - density / self.queue.arrival_rate, 0.0, 1.0)

    def system_tail(self, times: npt.ArrayLike) -> Array:
        """Return P(V > t) of the time in system for each time."""
        return np.asarray(1.0 - self.system_cdf(times))

    def wait_error(self, times: npt.ArrayLike) -> Array:
        """Return by how much `wait_cdf` changed when its Fourier series was last doubled."""
        return self._values(times, smooth=True)[2]

    def system_error(self, times: npt.ArrayLike) -> Array:
        """Return by how much `system_cdf` changed when its Fourier series was last doubled."""
        return self._values(times, smooth=False)[2]

    def wait_percentile(self, probability: float, *, exact: bool = False) -> float:
        """Return the least t with P(W ≤ t) ≥ probability, which is in [0, 1).

        Zero up to 1 - ρ; infinite where the queue is unstable. Where `exact`, to the last
        digits that the distribution has, at ten times the cost.
        """
        return self._percentile(self._wait_at, probability, exact)

    def system_percentile(self, probability: float, *, exact: bool = False) -> float:
        """Return the least t with P(V ≤ t) ≥ probability, which is in [0, 1)."""
        return self._percentile(self._system_at, probability, exact)

    @property
    def _is_empty(self) -> bool:
        return self.queue.utilisation == 0.0

    def _values(
        self, times: npt.ArrayLike, *, smooth: bool, quick: bool = False
    ) -> tuple[Array, Array, Array]:
        """Return distribution function, density and error at each time."""
        points = np.asarray(times, dtype=np.float64)
        if np.isnan(points).any():
            raise InputError("must be numbers", place="times", value=math.nan)
        flat = points.ravel()
        cdf, density, error = np.zeros((3, flat.size))
        inside = (flat >= 0.0) & np.isfinite(flat)
        if not self.queue.is_stable:
            inside[:] = False
        elif self._is_empty:
            cdf[flat >= 0.0] = 1.0
            inside[:] = False
        else:
            cdf[flat == np.inf] = 1.0
            at_zero = flat == 0.0
            cdf[at_zero], density[at_zero] = self._at_zero
            inside &= ~at_zero
        # each time is inverted with a horizon of at most four times itself, so that it is
        # far from what is singular at 0, by the measure of the series' resolution
        scale = np.zeros(flat.size, dtype=np.int64)
        floor = np.maximum(flat[inside] / self.queue.mean_service, 2.0**-60)
        scale[inside] = 2 * np.ceil(np.log2(floor) / 2).astype(np.int64)
        for exponent in np.unique(scale[inside]):
            chosen = inside & (scale == exponent)
            inversion = self._inversion(int(exponent), quick)
            cdf[chosen], density[chosen], error[chosen] = inversion.at(flat[chosen], smooth=smooth)
        shape = points.shape
        return cdf.reshape(shape), density.reshape(shape), error.reshape(shape)

    @property
    def _at_zero(self) -> tuple[float, float]:
        """Return 1 - ρ, and the density just after 0, λ (1 - ρ) P(S > 0)."""
        idle = 1.0 - self.queue.utilisation
        times, weights = self.queue.service.atoms
        lasting = 1.0 - float(weights[times == 0.0].sum())
        return idle, self.queue.arrival_rate * idle * lasting

    def _inversion(self, exponent: int, quick: bool) -> Inversion:
        if (exponent, quick) not in self._inversions:
            horizon = self.queue.mean_service * 2.0**exponent
            self._inversions[exponent, quick] = Inversion(self.queue, horizon, quick=quick)
        return self._inversions[exponent, quick]

    def _percentile(self, at: Callable[..., Array], probability: float, exact: bool) -> float:
        p = checked_probability(probability)
        if not self.queue.is_stable:
            return math.inf
        close = _CLOSE if exact else _CLOSE_IF_QUICK
        start = self.queue.mean_service
        return percentile(lambda t: float(at(t, quick=not exact)), p, start, close)

"""How waits before many servers are distributed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.many_servers import ManyServerQueue
from jobdesign.queueing.percentiles import checked_probability, percentile
from jobdesign.queueing.service_times.exponential import Exponential
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.two_phases import fitted, line_of
from jobdesign.workflow import Array

__all__ = ["ManyServerDistribution"]

#: Beyond, what is solved has too many states, or too few digits, and the wait is taken as
#: exponential, which it is in heavy traffic.
_MOST_SERVERS, _LEAST_SLACK = 100, 1e-6
_CLOSE = 1e-10


@dataclass(frozen=True)
class ManyServerDistribution:
    """Distribution of the wait before several servers, with Poisson arrivals.

    Solved for a service time of two phases that has the same first three moments (see
    `two_phases`): exact for exponential service, for mixtures of two exponential times,
    and for Erlang's of two phases. Otherwise approximate. Where the squared variation is
    below 1/2 the wait has the shape of that at 1/2, and the mean that `mean_wait` gives;
    with more than 100 servers, or busy but for a millionth, those who wait do so
    exponentially.

    Parameters
    ----------
    queue
        Arrivals must be Poisson and the second moment of the service finite.

    Raises
    ------
    InputError
        Where they are not.

    Examples
    --------
    >>> from jobdesign.queueing import Hyperexponential, ManyServerQueue
    >>> waits = ManyServerQueue(4, Hyperexponential.from_mean(1, 4), 5).distribution()
    >>> round(float(waits.wait_tail(3)), 6), round(waits.wait_percentile(0.95), 5), waits.is_exact
    (0.14448, 5.96458, True)
    """

    queue: ManyServerQueue

    def __post_init__(self) -> None:
        queue = self.queue
        if queue.arrival_variation != 1.0:
            raise InputError(
                "must be 1 for the distribution of the wait, which is known for Poisson arrivals",
                place="ManyServerQueue: arrival_variation",
                value=queue.arrival_variation,
                fix="simulate the queue",
            )
        if math.isinf(queue.service.second_moment):
            raise InputError(
                "must have a finite second moment",
                place="ManyServerQueue: service",
                value=queue.service,
                fix="simulate the queue",
            )

    @property
    def is_exact(self) -> bool:
        """Whether this is the distribution, and no approximation."""
        service = self.queue.service
        if isinstance(service, Exponential):
            return True
        two = (isinstance(service, Hyperexponential) and len(service.means) == 2) or (
            isinstance(service, Gamma) and service.shape == 2.0
        )
        return two and not self._is_limit

    @property
    def _is_limit(self) -> bool:
        queue = self.queue
        return queue.servers > _MOST_SERVERS or queue.utilisation > 1.0 - _LEAST_SLACK

    @property
    def method(self) -> str:
        """How it was found, in words."""
        if self.is_exact:
            return "exact"
        if self._is_limit:
            return "approximate, those who wait taken as exponential"
        return "approximate, by a service time of two phases with the same moments"

    def wait_tail(self, times: npt.ArrayLike) -> Array:
        """Return P(W > t) for each time."""
        points = np.asarray(times, dtype=np.float64)
        if np.isnan(points).any():
            raise InputError("must be numbers", place="times", value=math.nan)
        found = [self._tail(float(t)) for t in points.ravel()]
        return np.array(found).reshape(points.shape)

    def wait_cdf(self, times: npt.ArrayLike) -> Array:
        """Return P(W ≤ t) for each time."""
        return np.asarray(1.0 - self.wait_tail(times))

    def wait_percentile(self, probability: float) -> float:
        """Return the least t with P(W ≤ t) ≥ probability, in [0, 1); infinite where unstable."""
        p = checked_probability(probability)
        if not self.queue.is_stable:
            return math.inf
        start = self.queue.mean_service / self.queue.servers
        if start == 0.0 or self.queue.arrival_rate == 0.0:
            return 0.0
        return percentile(lambda t: 1.0 - self._tail(t), p, start, _CLOSE)

    def _tail(self, time: float) -> float:
        if time < 0.0 or not self.queue.is_stable:
            return 1.0
        if self.queue.utilisation == 0.0 or math.isinf(time):
            return 0.0
        if isinstance(self.queue.service, Exponential) or self._is_limit:
            delayed = self.queue.waiting_probability
            mean = self.queue.mean_wait
            return delayed * math.exp(-time * delayed / mean) if mean > 0.0 else 0.0
        from scipy.linalg import expm

        delayed, beta, generator, scale = self._line
        share = float((beta @ expm(time * scale * generator)).sum())
        return min(1.0, max(0.0, delayed * share))

    @cached_property
    def _line(self) -> tuple[float, Array, Array, float]:
        """Return P(W > 0), β and T of those who wait, and how much faster time runs."""
        queue = self.queue
        mean, second = queue.service.mean, queue.service.second_moment
        try:
            third: float | None = queue.service.moment(3)
        except InputError:
            third = None  # only two moments are known
        speed = queue.capacity
        phases = fitted(mean, second, third)
        # in units of attention, so that times are those of the service's own clock
        beta, generator = line_of(queue.arrival_rate / speed, phases, queue.servers)
        delayed = float(beta.sum())
        if delayed <= 0.0:
            return 0.0, beta, generator, 1.0
        beta = beta / delayed
        variation = queue.service.squared_variation
        if variation >= 0.5:
            return delayed, beta, generator, speed
        # from exponential service to c² = 1/2 and as far again
        exponential = queue.waiting_probability
        delayed = exponential + (delayed - exponential) * (1.0 - variation) / 0.5
        waits = float(np.linalg.solve(-generator.T, beta).sum())
        return delayed, beta, generator, waits * delayed / queue.mean_wait

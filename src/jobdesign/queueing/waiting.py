"""How long items wait for one server (eqs. 3, 18, 19 and 21)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.mean_waits import WaitFactors, mean_wait, variability
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number
from jobdesign.queueing.wait_formulas import WaitFormula, wait_formula
from jobdesign.solution import finite_or_none

if TYPE_CHECKING:
    from jobdesign.queueing.waiting_distribution import WaitingDistribution

__all__ = ["Queue", "check_service"]


@dataclass(frozen=True, slots=True)
class Queue:
    """Items that wait for one server, first come, first served.

    Arrivals are Poisson where `arrival_variation` is 1, and all is exact then
    (M/G/1, Pollaczek and Khinchine). Otherwise the mean wait is the approximation of
    Krämer and Langenbach-Belz (GI/G/1); `formula` says how far off it is. The paper's
    eq. (21) is `kingman_wait`.

    *Wait* is the time W_q before the work on an item starts; *time in system* adds the
    time S = T / C for which the item keeps the server busy. The paper's W is the wait.

    Parameters
    ----------
    arrival_rate
        λ, items per unit of time, at least 0.
    service
        T, attention that an item asks for.
    capacity
        C, attention that is given per unit of time, greater than 0.
    arrival_variation
        c_a², squared coefficient of variation of the times between arrivals, at least 0.

    Raises
    ------
    InputError
        Where a number is out of range.

    Examples
    --------
    The manual route and the AI's at the critical rate of Fig. 4: faster tasks, equal waits.

    >>> from jobdesign.queueing import Moments, Queue
    >>> for service in (Moments.from_mean(1, 0.1), Moments.from_mean(0.85, 1.25)):
    ...     queue = Queue(841 / 1105, service)
    ...     print(f"{queue.utilisation:.6f} {queue.mean_wait:.6f}")
    0.761086 1.752083
    0.646923 1.752083

    Work that arrives faster than it is done waits without bound.

    >>> Queue(1.1, Moments.from_mean(1, 0.1)).mean_wait
    inf
    """

    arrival_rate: float
    service: ServiceTime
    capacity: float = 1.0
    arrival_variation: float = 1.0

    def __post_init__(self) -> None:
        rate = finite_number("Queue: arrival_rate", self.arrival_rate, 0.0)
        check_service("Queue: service", self.service)
        variation = finite_number("Queue: arrival_variation", self.arrival_variation, 0.0)
        object.__setattr__(self, "arrival_rate", rate)
        object.__setattr__(self, "capacity", positive_number("Queue: capacity", self.capacity))
        object.__setattr__(self, "arrival_variation", variation)

    @property
    def has_poisson_arrivals(self) -> bool:
        """Whether arrivals are taken as Poisson, so that results are exact."""
        return self.arrival_variation == 1.0

    @property
    def formula(self) -> WaitFormula:
        """The formula of the mean wait, and how far off it is."""
        return wait_formula(self.service, 1, self.arrival_variation, self.utilisation)

    @property
    def mean_service(self) -> float:
        """E[S] = E[T] / C, for which an item keeps the server busy."""
        return self.service.mean / self.capacity

    @property
    def utilisation(self) -> float:
        """ρ = λ E[T] / C (eq. 18); above 1 where more arrives than can be done."""
        return self.arrival_rate * self.service.mean / self.capacity

    @property
    def is_stable(self) -> bool:
        """Whether ρ < 1: work does not pile up."""
        return self.utilisation < 1.0

    @property
    def mean_wait(self) -> float:
        """Mean time before service, W_q = λ E[T²] / (2 C (C - λ E[T])) (eqs. 3 and 19).

        With other than Poisson arrivals the approximation of Krämer and Langenbach-Belz.
        Infinite where the queue is unstable, or the second moment is infinite.
        """
        if not self.is_stable:
            return math.inf
        if self.arrival_rate == 0.0:
            return 0.0
        return mean_wait(
            self.arrival_rate,
            self.service.mean,
            self.service.second_moment,
            self.capacity,
            self.arrival_variation,
        )

    @property
    def mean_time_in_system(self) -> float:
        """Mean wait and service together, W_q + E[T] / C."""
        return self.mean_wait + self.mean_service

    @property
    def mean_number_waiting(self) -> float:
        """Mean number of items before service, λ W_q by Little's law."""
        return self.arrival_rate * self.mean_wait if self.arrival_rate > 0.0 else 0.0

    @property
    def mean_number_in_system(self) -> float:
        """Mean number of items that wait or are served, λ (W_q + E[T] / C)."""
        return self.mean_number_waiting + self.utilisation

    @property
    def second_moment_of_wait(self) -> float:
        """E[W_q²] = 2 W_q² + λ E[S³] / (3 (1 - ρ)), by Takács, for Poisson arrivals.

        Raises
        ------
        InputError
            With other arrivals, or where the third moment of the service is unknown.
        """
        self.require_poisson_arrivals("the second moment of the wait")
        if not self.is_stable:
            return math.inf
        if self.arrival_rate == 0.0:
            return 0.0
        third = self.service.moment(3) / self.capacity**3
        return 2.0 * self.mean_wait**2 + self.arrival_rate * third / (3 * (1 - self.utilisation))

    @property
    def wait_deviation(self) -> float:
        """Standard deviation of the wait, for Poisson arrivals."""
        second = self.second_moment_of_wait
        return math.inf if math.isinf(second) else math.sqrt(max(0.0, second - self.mean_wait**2))

    @property
    def factors(self) -> WaitFactors:
        """Congestion × variability × service, whose product is the mean wait (eq. 3)."""
        load = self.utilisation
        congestion = load / (1.0 - load) if self.is_stable else math.inf
        spread = variability(load, self.arrival_variation, self.service.squared_variation)
        return WaitFactors(congestion, spread, self.mean_service)

    def distribution(self) -> WaitingDistribution:
        """Return the distributions of the wait and of the time in system."""
        from jobdesign.queueing.waiting_distribution import WaitingDistribution

        return WaitingDistribution(self)

    def require_poisson_arrivals(self, what: str) -> None:
        """Raise InputError where arrivals are not Poisson, naming what needs them."""
        if not self.has_poisson_arrivals:
            raise InputError(
                f"must be 1 for {what}, which is known for Poisson arrivals only",
                place="Queue: arrival_variation",
                value=self.arrival_variation,
                fix="simulate the queue",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the queue, ready for JSON; None where infinite."""
        factors = self.factors
        return {
            "arrival_rate": self.arrival_rate,
            "arrival_variation": self.arrival_variation,
            "capacity": self.capacity,
            "service_mean": finite_or_none(self.service.mean),
            "service_second_moment": finite_or_none(self.service.second_moment),
            "utilisation": finite_or_none(self.utilisation),
            "stable": self.is_stable,
            "exact": self.has_poisson_arrivals,
            "formula": self.formula.to_dict(),
            "mean_wait": finite_or_none(self.mean_wait),
            "mean_time_in_system": finite_or_none(self.mean_time_in_system),
            "mean_number_waiting": finite_or_none(self.mean_number_waiting),
            "mean_number_in_system": finite_or_none(self.mean_number_in_system),
            "congestion": finite_or_none(factors.congestion),
            "variability": finite_or_none(factors.variability),
            "mean_service": finite_or_none(factors.service),
        }

    def __str__(self) -> str:
        from jobdesign.tables.queueing import queue_text

        return queue_text(self)


def check_service(place: str, service: Any) -> None:
    """Raise InputError where something is no service time."""
    if not isinstance(service, ServiceTime):
        raise InputError(
            "must be a service time",
            place=place,
            value=service,
            fix="write Exponential(mean), or Moments(mean, second_moment)",
        )

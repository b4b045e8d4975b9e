"""Several servers side by side: Erlang's formula, and Whitt's approximation beyond it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobdesign.checks import finite_number
from jobdesign.queueing.erlang import erlang_c
from jobdesign.queueing.mean_waits import mean_wait
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, whole_number
from jobdesign.queueing.wait_formulas import WaitFormula, wait_formula
from jobdesign.queueing.waiting import check_service
from jobdesign.solution import finite_or_none

if TYPE_CHECKING:
    from jobdesign.queueing.many_server_distribution import ManyServerDistribution
    from jobdesign.queueing.waiting_distribution import WaitingDistribution

__all__ = ["ManyServerQueue"]


@dataclass(frozen=True, slots=True)
class ManyServerQueue:
    """Items that wait in one line for the first of several servers to be free.

    Exact for Poisson arrivals with exponential service (M/M/k, Erlang), and for
    Poisson arrivals at one server (M/G/1). Otherwise the mean wait is approximate, by
    Whitt (1993), see `mean_wait`; `formula` says how far off it is.

    Parameters
    ----------
    arrival_rate
        λ, items per unit of time, at least 0.
    service
        T, attention that an item asks of one server.
    servers
        k, at least 1.
    capacity
        Attention that each server gives per unit of time, greater than 0.
    arrival_variation
        Squared coefficient of variation of the times between arrivals; 1 is Poisson.

    Raises
    ------
    InputError
        Where a number is out of range.

    Examples
    --------
    Two reviewers halve the load, and shorten the wait to less than half.

    >>> from jobdesign.queueing import Exponential, ManyServerQueue
    >>> for servers in (1, 2):
    ...     queue = ManyServerQueue(0.8, Exponential(1), servers)
    ...     print(f"{queue.waiting_probability:.4f} {queue.mean_wait:.4f}")
    0.8000 4.0000
    0.2286 0.1905
    """

    arrival_rate: float
    service: ServiceTime
    servers: int
    capacity: float = 1.0
    arrival_variation: float = 1.0

    def __post_init__(self) -> None:
        name = "ManyServerQueue"
        rate = finite_number(f"{name}: arrival_rate", self.arrival_rate, 0.0)
        check_service(f"{name}: service", self.service)
        variation = finite_number(f"{name}: arrival_variation", self.arrival_variation, 0.0)
        object.__setattr__(self, "arrival_rate", rate)
        object.__setattr__(self, "servers", whole_number(f"{name}: servers", self.servers))
        object.__setattr__(self, "capacity", positive_number(f"{name}: capacity", self.capacity))
        object.__setattr__(self, "arrival_variation", variation)

    @property
    def mean_service(self) -> float:
        """E[S] = E[T] / C, for which an item keeps one server busy."""
        return self.service.mean / self.capacity

    @property
    def offered_load(self) -> float:
        """λ E[S], the mean number of busy servers where the queue is stable."""
        return self.arrival_rate * self.mean_service

    @property
    def utilisation(self) -> float:
        """ρ = λ E[S] / k."""
        return self.offered_load / self.servers

    @property
    def is_stable(self) -> bool:
        """Whether ρ < 1."""
        return self.utilisation < 1.0

    @property
    def is_exact(self) -> bool:
        """Whether the mean wait is exact: M/M/k or M/G/1."""
        return self.formula.is_exact

    @property
    def formula(self) -> WaitFormula:
        """The formula of the mean wait, and how far off it is."""
        return wait_formula(self.service, self.servers, self.arrival_variation, self.utilisation)

    @property
    def waiting_probability(self) -> float:
        """Probability that an item has to wait, by Erlang's C; exact where the wait is."""
        return erlang_c(self.servers, self.offered_load)

    @property
    def mean_wait(self) -> float:
        """Mean time before service, see `mean_wait`; infinite where the queue is unstable."""
        if not self.is_stable:
            return math.inf
        return mean_wait(
            self.arrival_rate,
            self.service.mean,
            self.service.second_moment,
            self.capacity,
            self.arrival_variation,
            self.servers,
        )

    @property
    def mean_time_in_system(self) -> float:
        """Mean wait and service together."""
        return self.mean_wait + self.mean_service

    @property
    def mean_number_waiting(self) -> float:
        """Mean number of items before service, by Little's law."""
        return self.arrival_rate * self.mean_wait if self.arrival_rate > 0.0 else 0.0

    @property
    def mean_number_in_system(self) -> float:
        """Mean number of items that wait or are served."""
        return self.mean_number_waiting + self.offered_load

    def distribution(self) -> ManyServerDistribution | WaitingDistribution:
        """Return the distribution of the wait, for Poisson arrivals."""
        from jobdesign.queueing.many_server_distribution import ManyServerDistribution
        from jobdesign.queueing.waiting import Queue

        if self.servers == 1:
            return Queue(
                self.arrival_rate, self.service, self.capacity, self.arrival_variation
            ).distribution()
        return ManyServerDistribution(self)

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the queue, ready for JSON; None where infinite."""
        return {
            "arrival_rate": self.arrival_rate,
            "arrival_variation": self.arrival_variation,
            "servers": self.servers,
            "capacity": self.capacity,
            "service_mean": finite_or_none(self.service.mean),
            "service_second_moment": finite_or_none(self.service.second_moment),
            "utilisation": finite_or_none(self.utilisation),
            "stable": self.is_stable,
            "exact": self.is_exact,
            "formula": self.formula.to_dict(),
            "waiting_probability": self.waiting_probability,
            "mean_wait": finite_or_none(self.mean_wait),
            "mean_time_in_system": finite_or_none(self.mean_time_in_system),
            "mean_number_waiting": finite_or_none(self.mean_number_waiting),
            "mean_number_in_system": finite_or_none(self.mean_number_in_system),
        }

    def __str__(self) -> str:
        from jobdesign.tables.queueing import many_servers_text

        return many_servers_text(self)

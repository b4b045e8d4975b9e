"""Review by two tiers: juniors look at everything and pass some of it on to seniors."""

from __future__ import annotations

from dataclasses import dataclass

from jobdesign.checks import finite_number
from jobdesign.queueing.decomposition import TandemDecomposition, decompose_stations
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.queueing.stations import Station

__all__ = ["ReviewTiers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTiers:
    """Juniors, who review all items, before seniors, who see those that are escalated.

    Parameters
    ----------
    arrival_rate
        Items per unit of time, greater than 0.
    junior, senior
        Service times of the two tiers.
    escalated
        Probability that an item goes on to the seniors, whatever its junior review took.
    juniors, seniors
        How many people each tier has.
    junior_capacity, senior_capacity
        Work that one of them does per unit of time.
    arrival_variation
        Squared coefficient of variation of the times between arrivals.

    Raises
    ------
    InputError
        Where one of them is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential, ReviewTiers
    >>> tiers = ReviewTiers(
    ...     arrival_rate=8,
    ...     junior=Exponential(0.2),
    ...     senior=Exponential(0.5),
    ...     escalated=0.2,
    ...     juniors=2,
    ... )
    >>> found = tiers.decomposition
    >>> found.utilisation.round(6), found.bottleneck
    (array([0.8, 0.8]), 'juniors')
    >>> round(tiers.balancing_share, 6)
    0.2
    """

    arrival_rate: float
    junior: ServiceTime
    senior: ServiceTime
    escalated: float
    juniors: int = 1
    seniors: int = 1
    junior_capacity: float = 1.0
    senior_capacity: float = 1.0
    arrival_variation: float = 1.0

    def __post_init__(self) -> None:
        rate = positive_number("ReviewTiers: arrival_rate", self.arrival_rate)
        share = probability("ReviewTiers: escalated", self.escalated)
        variation = finite_number("ReviewTiers: arrival_variation", self.arrival_variation, 0.0)
        object.__setattr__(self, "arrival_rate", rate)
        object.__setattr__(self, "escalated", share)
        object.__setattr__(self, "arrival_variation", variation)
        _ = self.stations  # which check the rest

    @property
    def stations(self) -> tuple[Station, Station]:
        """The two tiers, ready for `simulate_tandem`."""
        return (
            Station(self.junior, self.juniors, capacity=self.junior_capacity, name="juniors"),
            Station(
                self.senior, self.seniors, self.escalated, self.senior_capacity, name="seniors"
            ),
        )

    @property
    def decomposition(self) -> TandemDecomposition:
        """Utilisation and waits of both tiers, and in all."""
        return decompose_stations(
            self.arrival_rate, self.stations, arrival_variation=self.arrival_variation
        )

    @property
    def balancing_share(self) -> float:
        """The share of escalated items at which both tiers are equally utilised.

        Above it the seniors are the bottleneck. It is above 1 where the seniors could
        keep up with all that the juniors can do, infinite where their time is 0.
        """
        junior, senior = (station.load(1.0) for station in self.stations)
        return junior / senior if senior > 0.0 else float("inf")

    @property
    def largest_arrival_rate(self) -> float:
        """The arrival rate at which the first tier becomes unstable."""
        junior, senior = (station.load(1.0) for station in self.stations)
        most = max(junior, self.escalated * senior)
        return 1.0 / most if most > 0.0 else float("inf")

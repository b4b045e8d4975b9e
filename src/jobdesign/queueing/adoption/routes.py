"""The two routes a task can take, and the wait at any share of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.mean_waits import WaitFactors, mean_wait, variability
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.queueing.wait_formulas import WaitFormula, wait_formula

__all__ = ["Routes", "checked_moments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Work that arrives at a team and is done by hand or with AI.

    Parameters
    ----------
    manual, assisted
        Attention that a task asks for on either route, in units of attention time.
        Only mean and second moment are used.
    arrival_rate
        λ, tasks per unit of time, greater than 0.
    capacity
        C, units of attention per unit of time, greater than 0.
    arrival_variation
        c_a², squared coefficient of variation of the times between arrivals. 1 is
        Poisson, where all is exact; anything else is approximate, see `mean_wait`.

    Raises
    ------
    InputError
        Where a number is out of range, or a service time has no mean or a second
        moment below its squared mean.

    Examples
    --------
    The routes of Fig. 4, at an arrival rate of 0.6:

    >>> from jobdesign.queueing import Moments, Routes
    >>> routes = Routes(manual=Moments.from_mean(1, 0.1), assisted=Moments.from_mean(0.85, 1.25),
    ...                 arrival_rate=0.6)
    >>> [round(routes.mean_wait(share), 6) for share in (0, 0.5, 1)]
    [0.825, 0.91875, 0.995281]
    """

    manual: ServiceTime
    assisted: ServiceTime
    arrival_rate: float
    capacity: float = 1.0
    arrival_variation: float = 1.0

    def __post_init__(self) -> None:
        checked_moments("Routes: manual", self.manual)
        checked_moments("Routes: assisted", self.assisted)
        rate = positive_number("Routes: arrival_rate", self.arrival_rate)
        capacity = positive_number("Routes: capacity", self.capacity)
        variation = finite_number("Routes: arrival_variation", self.arrival_variation, 0.0)
        object.__setattr__(self, "arrival_rate", rate)
        object.__setattr__(self, "capacity", capacity)
        object.__setattr__(self, "arrival_variation", variation)

    def mean(self, share: float) -> float:
        """Return m(x), mean attention a task asks for at the AI's share x (eq. 16)."""
        x = probability("share", share)
        ends = self.manual.mean, self.assisted.mean
        mixed = (1.0 - x) * ends[0] + x * ends[1]
        return min(max(mixed, min(ends)), max(ends))  # rounding must not leave the range

    def second_moment(self, share: float) -> float:
        """Return q(x), the second moment at the AI's share x (eq. 17)."""
        x = probability("share", share)
        parts = ((1.0 - x, self.manual), (x, self.assisted))
        return sum(weight * time.second_moment for weight, time in parts if weight > 0.0)

    def squared_variation(self, share: float) -> float:
        """Return c_s²(x) = q(x)/m(x)² - 1; 0 where the mean is 0."""
        mean = self.mean(share)
        if mean == 0.0:
            return 0.0
        return max(0.0, self.second_moment(share) / mean**2 - 1.0)

    def utilisation(self, share: float) -> float:
        """Return ρ(x) = λ m(x)/C; the queue is stable where it is below 1 (eq. 18)."""
        return self.arrival_rate * self.mean(share) / self.capacity

    def mean_wait(self, share: float) -> float:
        """Return W_q(x), mean time before service begins (eq. 3); infinite where unstable."""
        return mean_wait(
            self.arrival_rate,
            self.mean(share),
            self.second_moment(share),
            self.capacity,
            self.arrival_variation,
        )

    def mean_time_in_system(self, share: float) -> float:
        """Return W_q(x) + m(x)/C."""
        return self.mean_wait(share) + self.mean(share) / self.capacity

    def wait_factors(self, share: float) -> WaitFactors:
        """Return the wait's three factors: congestion, variability, service (eq. 3)."""
        load = self.utilisation(share)
        return WaitFactors(
            congestion=math.inf if load >= 1.0 else load / (1.0 - load),
            variability=variability(load, self.arrival_variation, self.squared_variation(share)),
            service=self.mean(share) / self.capacity,
        )

    @property
    def formula(self) -> WaitFormula:
        """The formula of the waits, and how far off it is on either route."""
        formulas = [
            wait_formula(route, 1, self.arrival_variation, self.utilisation(share))
            for share, route in ((0.0, self.manual), (1.0, self.assisted))
        ]
        ends = [end for formula in formulas for end in formula.error or (-math.inf, math.inf)]
        error = (min(ends), max(ends)) if math.isfinite(sum(map(abs, ends))) else None
        return replace(formulas[0], error=error)


def checked_moments(place: str, service: Any) -> ServiceTime:
    """Return a service time that has a mean, and a second moment that may be infinite.

    Raises
    ------
    InputError
        Where it is no service time or its moments are impossible.
    """
    if not isinstance(service, ServiceTime):
        raise InputError(
            "must be a service time",
            place=place,
            value=service,
            fix="write Moments(mean, second_moment), say",
        )
    mean = finite_number(f"{place}.mean", service.mean, 0.0)
    second = service.second_moment
    if not second >= mean**2 * (1.0 - 1e-9):
        raise InputError(
            f"must be at least the squared mean, {mean**2:.6g}",
            place=f"{place}.second_moment",
            value=second,
            fix="give E[T²], not the variance",
        )
    return service

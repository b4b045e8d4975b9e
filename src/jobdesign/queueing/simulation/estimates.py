"""What a simulation found, each number with its confidence interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobdesign.solution import finite_or_none

__all__ = ["Estimate", "Measured", "Simulation"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that was estimated, with the half-width of its confidence interval.

    Examples
    --------
    >>> from jobdesign.queueing import Estimate
    >>> wait = Estimate(2.0, 0.05)
    >>> wait.low, wait.high, wait.covers(2.04)
    (1.95, 2.05, True)
    """

    value: float
    half_width: float

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.value + self.half_width

    def covers(self, value: float, widths: float = 1.0) -> bool:
        """Whether a value lies within that many half-widths of the estimate."""
        if math.isinf(self.value):
            return value == self.value
        return abs(value - self.value) <= widths * self.half_width

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        keys = ("value", "half_width", "low", "high")
        return {key: finite_or_none(getattr(self, key)) for key in keys}

    def __str__(self) -> str:
        return f"{self.value:.6g} ± {self.half_width:.2g}"


@dataclass(frozen=True, slots=True)
class Measured:
    """Waiting at one place.

    Parameters
    ----------
    mean_wait, second_moment
        E[W] and E[W²] of the wait before service.
    mean_time
        Mean time there, wait and service.
    delayed
        Share of items that wait at all.
    beyond
        P(W > t) by t, for the times t that were asked for.
    """

    mean_wait: Estimate
    second_moment: Estimate
    mean_time: Estimate
    delayed: Estimate
    beyond: Mapping[float, Estimate]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        keys = ("mean_wait", "second_moment", "mean_time", "delayed")
        found: dict[str, Any] = {key: getattr(self, key).to_dict() for key in keys}
        found["beyond"] = {str(t): share.to_dict() for t, share in self.beyond.items()}
        return found


@dataclass(frozen=True, slots=True)
class Simulation:
    """The outcome of a simulation.

    Parameters
    ----------
    system
        Waits and times in system of items from their entry until they leave.
    places
        By name, each station or pass.
    customers
        Items that arrived after the warm-up.
    warm_up
        Items before, which count for nothing.
    batches
        How many batch means the intervals rest on; 0 where the system is unstable.
    confidence
        Of every interval.
    reached
        Whether the stopping rule was met before the most customers were reached.
    utilisation
        The largest of the system's servers, from the mean service times; at 1 or above
        the system is unstable, nothing is simulated and waits are infinite.
    warnings
        Why intervals are not to be relied on, a sentence each.
    """

    system: Measured
    places: Mapping[str, Measured]
    customers: int
    warm_up: int
    batches: int
    confidence: float
    reached: bool
    utilisation: float
    warnings: tuple[str, ...] = ()

    @property
    def is_stable(self) -> bool:
        """Whether waits settle."""
        return self.utilisation < 1.0

    @property
    def mean_wait(self) -> Estimate:
        """Mean wait in all, from entry until leaving."""
        return self.system.mean_wait

    @property
    def mean_time_in_system(self) -> Estimate:
        """Mean time from entry until leaving."""
        return self.system.mean_time

    @property
    def second_moment(self) -> Estimate:
        """E[W²] of the wait in all."""
        return self.system.second_moment

    @property
    def delayed(self) -> Estimate:
        """Share of items that wait at all."""
        return self.system.delayed

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        keys = ("customers", "warm_up", "batches", "confidence", "reached", "is_stable")
        found: dict[str, Any] = {key: getattr(self, key) for key in keys}
        found["utilisation"] = finite_or_none(self.utilisation)
        found["warnings"] = list(self.warnings)
        found["system"] = self.system.to_dict()
        found["places"] = {name: place.to_dict() for name, place in self.places.items()}
        return found

    def __str__(self) -> str:
        from jobdesign.tables.simulations import simulation_text

        return simulation_text(self)

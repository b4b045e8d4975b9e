"""What the moments of service times say of the intervals that batch means give.

A mean wait is known no better than the second moment of the services drawn, whose relative
variance is (E[S⁴]/E[S²]² - 1)/n for n items. Where that is large it rests on times so
rare that a run sees none: batches look alike, and their interval is too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scipy import special

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.simulation.estimates import Estimate, Measured

__all__ = ["HeavyTails"]

#: Of E[S⁴]/E[S²]²; below, batch means see what matters (6 for exponential times).
_LARGE = 150.0


@dataclass(frozen=True, slots=True)
class HeavyTails:
    """How wide an interval of the mean wait has to be at least.

    Parameters
    ----------
    ratio
        The largest E[S⁴]/E[S²]² of the service times; infinite where E[S⁴] is.
    has_third
        Whether all third moments are finite: else the wait has no finite variance.
    """

    ratio: float = 1.0
    has_third: bool = True

    @classmethod
    def of(cls, services: Iterable[ServiceTime]) -> HeavyTails:
        """Look at the service times of a system; what gives no moments counts as light."""
        ratio, has_third = 1.0, True
        for service in services:
            try:
                second, third, fourth = (service.moment(order) for order in (2, 3, 4))
            except (InputError, NotImplementedError, OverflowError):
                continue
            if second > 0.0:
                finite = math.isfinite(fourth)
                ratio = max(ratio, fourth / second / second if finite else math.inf)
                has_third = has_third and math.isfinite(third)
        return cls(ratio, has_third)

    @property
    def are_heavy(self) -> bool:
        """Whether batch means are not to be relied on."""
        return self.ratio > _LARGE

    def floor(self, items: int, confidence: float) -> float:
        """Return the least relative half-width of a mean wait after so many items."""
        if not self.are_heavy:
            return 0.0
        quantile = float(special.ndtri(0.5 + confidence / 2.0))
        return quantile * math.sqrt((self.ratio - 1.0) / items)

    def items_for(self, half_width: float, confidence: float) -> float:
        """Return how many items a relative half-width takes."""
        return (self.floor(1, confidence) / half_width) ** 2 if half_width > 0.0 else math.inf

    def widened(self, found: Measured, items: int, confidence: float) -> Measured:
        """Return the estimates at a place with intervals as wide as the tails ask for."""
        least = self.floor(items, confidence)
        if least == 0.0:
            return found

        def wider(estimate: Estimate, width: float) -> Estimate:
            return Estimate(estimate.value, max(estimate.half_width, width))

        width = least * found.mean_wait.value
        return replace(
            found,
            mean_wait=wider(found.mean_wait, width),
            mean_time=wider(found.mean_time, width),
            # E[W²] rests on third moments of services, which are known less well
            second_moment=wider(found.second_moment, 2.0 * least * found.second_moment.value),
        )

    def warnings(self) -> tuple[str, ...]:
        """Say what is wrong with intervals, if anything is."""
        if not self.are_heavy:
            return ()
        if not self.has_third:
            text = (
                "The third moment of a service time is infinite: the wait has no finite variance,"
                " and no interval can be given for its mean; use the formula."
            )
        elif math.isinf(self.ratio):
            text = (
                "The fourth moment of a service time is infinite: simulated means converge too"
                " slowly for an interval to be given; use the formula."
            )
        else:
            text = (
                f"Service times have a heavy tail, E[S⁴]/E[S²]² = {self.ratio:.3g}: intervals of"
                " means are as wide as that asks for, and wider than batch means say."
            )
        return (text,)

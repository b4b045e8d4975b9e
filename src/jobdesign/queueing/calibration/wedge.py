"""Does the assisted route lengthen the queue? The variance wedge under resampling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from jobdesign.queueing.calibration.estimates import Estimate
from jobdesign.queueing.calibration.routes import RouteTimes
from jobdesign.queueing.mean_waits import one_server_waits
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["Verdict", "WedgeVerdict", "judge_wedge"]

Verdict = Literal["shortens", "lengthens", "undecided", "both unstable"]


@dataclass(frozen=True, slots=True)
class WedgeVerdict:
    """All cases by hand beside all cases assisted, at one arrival rate and capacity.

    Parameters
    ----------
    arrival_rate, capacity, arrival_variation
        λ, C and c_a² at which the two are compared.
    manual_wait, assisted_wait
        Mean waiting time W_q of each, eq. (3); infinite where unstable. The
        interval is of quantiles of the resamples.
    lengthens
        Share of resamples in which the assisted route waits longer, of those in
        which at least one of the two is stable; NaN where there are none.
    wedge
        Share of resamples with the variance wedge: the assisted route takes less
        time on average, and waits longer.
    saves_time
        Share of resamples in which the assisted route takes less time on average.
    manual_stable, assisted_stable
        Share of resamples in which each is stable.
    level
        The verdict is undecided unless `lengthens` is above this or below one less
        this.
    """

    arrival_rate: float
    capacity: float
    arrival_variation: float
    manual_wait: Estimate
    assisted_wait: Estimate
    lengthens: float
    wedge: float
    saves_time: float
    manual_stable: float
    assisted_stable: float
    level: float

    @property
    def verdict(self) -> Verdict:
        """What the assisted route does to the mean wait."""
        if math.isinf(self.manual_wait.value) and math.isinf(self.assisted_wait.value):
            return "both unstable"
        if self.lengthens > self.level:
            return "lengthens"
        if self.lengthens < 1.0 - self.level:
            return "shortens"
        return "undecided"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        names = (
            "arrival_rate", "capacity", "arrival_variation", "lengthens", "wedge", "saves_time",
            "manual_stable", "assisted_stable", "level",
        )  # fmt: skip
        return (
            {"verdict": self.verdict}
            | {name: finite_or_none(getattr(self, name)) for name in names}
            | {
                "manual_wait": self.manual_wait.to_dict(),
                "assisted_wait": self.assisted_wait.to_dict(),
            }
        )


def judge_wedge(
    manual: RouteTimes,
    assisted: RouteTimes,
    *,
    arrival_rate: float,
    rates: Array | None = None,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
    level: float = 0.95,
) -> WedgeVerdict:
    """Compare both routes at one arrival rate and capacity, with what resampling leaves open.

    Parameters
    ----------
    manual, assisted
        The routes, with their resamples.
    arrival_rate
        λ of all cases.
    rates
        (replicates,) resampled λ; none holds λ fixed.
    capacity
        C.
    arrival_variation
        c_a²; 1 for Poisson arrivals.
    level
        Of the intervals and of the verdict.
    """
    replicate_rates = np.float64(arrival_rate) if rates is None else rates
    waits, points = [], []
    for route in (manual, assisted):
        at = float(
            one_server_waits(
                arrival_rate, route.mean.value, route.second_moment.value, capacity,
                arrival_variation,
            )
        )  # fmt: skip
        points.append(at)
        waits.append(
            one_server_waits(
                replicate_rates, route.means, route.second_moments, capacity, arrival_variation
            )
        )
    usable = np.isfinite(manual.means) & np.isfinite(assisted.means)
    by_hand, helped = waits[0][usable], waits[1][usable]
    shorter = assisted.means[usable] < manual.means[usable]
    either = np.isfinite(by_hand) | np.isfinite(helped)
    longer = (helped > by_hand) & either
    return WedgeVerdict(
        arrival_rate=arrival_rate,
        capacity=capacity,
        arrival_variation=arrival_variation,
        manual_wait=_wait(points[0], by_hand, level),
        assisted_wait=_wait(points[1], helped, level),
        lengthens=float(longer.sum() / either.sum()) if either.any() else math.nan,
        wedge=_share(longer & shorter),
        saves_time=_share(shorter),
        manual_stable=_share(np.isfinite(by_hand)),
        assisted_stable=_share(np.isfinite(helped)),
        level=level,
    )


def _share(which: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    return float(which.mean()) if which.size else math.nan


def _wait(value: float, waits: Array, level: float) -> Estimate:
    """Return a wait with quantiles of its resamples, some of which may be infinite."""
    if not waits.size:
        return Estimate(value, math.nan, math.nan)
    ends = [0.5 - level / 2.0, 0.5 + level / 2.0]
    # a quantile between a finite and an infinite wait is infinite: take the higher one
    low, high = np.quantile(waits, ends, method="higher")
    return Estimate(value, float(low), float(high))

"""What a case of one route takes: moments of its whole time, and of its rework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.case_log import CaseLog, Route
from jobdesign.queueing.calibration.distributions import DistributionFit, fit_distributions
from jobdesign.queueing.calibration.estimates import (
    Estimate,
    Resampling,
    estimate_together,
    share_estimate,
    times_as_units,
)
from jobdesign.queueing.calibration.tails import Tail, measure_tail
from jobdesign.workflow import Array

if TYPE_CHECKING:
    from jobdesign.queueing.service_times.empirical import Empirical

__all__ = ["RouteTimes", "estimate_route"]


@dataclass(frozen=True, slots=True)
class RouteTimes:
    """The times of people that cases of one route ask for, rework included.

    Parameters
    ----------
    route
        ``"manual"`` or ``"assisted"``.
    cases, reworked
        Number of cases, and of those that came back.
    mean, second_moment, squared_variation
        τ, q = E[T²] and c² = q/τ² - 1 of the whole time T = r + M R, eq. (2).
    first_mean
        Mean time of the first handling: of a review on the assisted route.
    rework_probability
        P(M = 1), with Wilson's interval.
    rework_mean, rework_second_moment
        μR and μR2 of the rework of cases that came back; None where none did.
    tail, rework_tail
        Whether the second moments rest on enough times.
    fits
        Simple distributions beside the sample, best first.
    times
        (cases,) the whole times.
    means, second_moments
        (replicates,) resampled τ and q, cases with their rework resampled together.
    """

    route: Route
    cases: int
    reworked: int
    mean: Estimate
    second_moment: Estimate
    squared_variation: Estimate
    first_mean: Estimate
    rework_probability: Estimate
    rework_mean: Estimate | None
    rework_second_moment: Estimate | None
    tail: Tail
    rework_tail: Tail | None
    fits: tuple[DistributionFit, ...]
    times: Array
    means: Array
    second_moments: Array

    def service_time(self) -> Empirical:
        """Return the whole times as a distribution, to go on with `Queue`."""
        from jobdesign.queueing.service_times.empirical import Empirical

        return Empirical(self.times)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the times and resamples as JSON has it."""
        names = (
            "mean", "second_moment", "squared_variation", "first_mean", "rework_probability",
            "rework_mean", "rework_second_moment", "tail", "rework_tail",
        )  # fmt: skip
        parts = {name: getattr(self, name) for name in names}
        return (
            {"route": self.route, "cases": self.cases, "reworked": self.reworked}
            | {name: None if part is None else part.to_dict() for name, part in parts.items()}
            | {"fits": [fit.to_dict() for fit in self.fits]}
        )


@takes(log=CaseLog, how=Resampling)
def estimate_route(
    log: CaseLog,
    route: Route,
    *,
    generator: np.random.Generator | None = None,
    how: Resampling | None = None,
) -> RouteTimes:
    """Estimate the moments of the time that cases of one route take.

    Parameters
    ----------
    log
        The cases.
    route
        Which of them.
    generator
        Source of randomness of the intervals.
    how
        Number of resamples, level and method of the intervals.

    Raises
    ------
    InputError
        Where no case went that route.

    Examples
    --------
    >>> from jobdesign.queueing import estimate_route, simulate_log
    >>> log = simulate_log(4000, manual_mean=1.0, manual_squared_variation=0.1, seed=7)
    >>> manual = estimate_route(log, "manual")
    >>> 1.0 in manual.mean, 0.1 in manual.squared_variation, manual.tail.is_thin
    (True, True, False)
    """
    generator = np.random.default_rng(0) if generator is None else generator
    how = Resampling() if how is None else how
    chosen = log.on(route)
    if not chosen.any():
        raise InputError("has no case of it", place="route", value=route, fix="check the labels")
    service, rework, escaped = log.service[chosen], log.rework[chosen], log.escaped[chosen]
    times = service + rework
    units = [times_as_units(times)]
    if escaped.any():
        # only cases that came back have rework to average
        units += [times_as_units(service), escaped[:, None] * times_as_units(rework)]
    whole, *parts = estimate_together(units, generator, how)
    first = whole.mean
    rework_mean = rework_second = rework_tail = None
    if escaped.any():
        first = parts[0].mean
        rework_mean, rework_second = parts[1].mean, parts[1].second_moment
        rework_tail = measure_tail(rework[escaped])
    return RouteTimes(
        route=route,
        cases=len(times),
        reworked=int(escaped.sum()),
        mean=whole.mean,
        second_moment=whole.second_moment,
        squared_variation=whole.squared_variation,
        first_mean=first,
        rework_probability=share_estimate(int(escaped.sum()), len(times), how.level),
        rework_mean=rework_mean,
        rework_second_moment=rework_second,
        tail=measure_tail(times),
        rework_tail=rework_tail,
        fits=fit_distributions(times),
        times=times,
        means=whole.means,
        second_moments=whole.second_moments,
    )

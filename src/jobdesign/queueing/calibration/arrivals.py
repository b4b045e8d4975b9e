"""How cases arrive: their rate, and how irregular it is, while the desk is open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import takes
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.case_log import SECONDS, CaseLog
from jobdesign.queueing.calibration.estimates import (
    Estimate,
    Moments3,
    Resampling,
    estimate_moments,
    times_as_units,
)
from jobdesign.queueing.calibration.hours import (
    HourlyRate,
    by_hour_of_day,
    hourly_counts,
    variation_without_clock,
)
from jobdesign.queueing.calibration.rate_changes import RateChanges, find_rate_changes
from jobdesign.queueing.calibration.resolution import common_step
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["Arrivals", "HourlyRate", "estimate_arrivals"]

#: Windows from which on whole windows are resampled, so that days may differ.
_ENOUGH_WINDOWS = 20

#: Steps in a period from which on what rounding adds within it is known.
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the gaps between arrivals say.

    Parameters
    ----------
    cases, gaps
        Number of cases, and of gaps between them that lie in open time.
    closed_gaps
        Gaps left out: between two windows, or longer than `longest_gap`.
    open_time
        Total length of the gaps kept.
    rate
        λ, arrivals per unit of open time.
    squared_variation
        c_a² of the gaps kept; holds the change of the rate over the day.
    within_period
        c_a² within stretches of length `period`, in which the rate is taken as
        constant; 1 for arrivals that are Poisson with a rate that changes slowly.
    period
        Length of those stretches, in the unit of the log.
    resampled
        ``"windows"`` or ``"gaps"``: what was resampled for the interval of the rate;
        whole windows from 20 of them on, so that days may differ. The others
        resample gaps and periods.
    by_hour
        The rate for every hour of the day that is open, by the local clock.
    rates
        (replicates,) resampled rates.
    counted
        Number of arrivals that λ and c_a² rest on, those of rows that were left out too.
    changes
        Whether the rate follows the clock, or arrivals come in bursts; None where c_a²
        is not larger over the whole log than within periods.
    without_clock
        c_a² of the gaps once the mean rates of hours and weekdays are taken out; NaN
        likewise.
    step
        The coarsest usual step of which all times of arrival are multiples, where it is
        more than a tenth of the mean gap; else 0.
    rounding, rounding_within
        What writing times in such steps adds to c_a², over the whole log and within
        periods (NaN in periods of few steps).
    """

    cases: int
    gaps: int
    closed_gaps: int
    open_time: float
    rate: Estimate
    squared_variation: Estimate
    within_period: Estimate
    period: float
    resampled: str
    by_hour: tuple[HourlyRate, ...]
    rates: Array
    counted: int
    changes: RateChanges | None
    without_clock: float
    step: float
    rounding: float
    rounding_within: float

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the resamples as JSON has it."""
        counts = (
            "cases", "counted", "gaps", "closed_gaps", "open_time", "period", "resampled", "step",
        )  # fmt: skip
        estimates = ("rate", "squared_variation", "within_period")
        return (
            {name: getattr(self, name) for name in counts}
            | {name: getattr(self, name).to_dict() for name in estimates}
            | {
                "without_clock": finite_or_none(self.without_clock),
                "by_hour": [
                    {
                        "hour": h.hour,
                        "arrivals": h.arrivals,
                        "open_time": h.open_time,
                        "rate": finite_or_none(h.rate),
                    }
                    for h in self.by_hour
                ],
            }
        )


@takes(log=CaseLog, how=Resampling)
def estimate_arrivals(
    log: CaseLog,
    *,
    longest_gap: float | None = None,
    period: float | None = None,
    generator: np.random.Generator | None = None,
    how: Resampling | None = None,
) -> Arrivals:
    """Estimate the rate and the variability of arrivals.

    Parameters
    ----------
    log
        The cases. Gaps count only where both arrivals lie in the same window. Arrivals of
        rows that were left out count too.
    longest_gap
        Longer gaps are closed time and left out; None keeps all. Leaving out long
        gaps of an open desk would bias the rate upwards and c_a² downwards, so it
        must be far above the usual gap.
    period
        Stretch over which the rate is taken as constant; one hour by default.
    generator
        Source of randomness of the intervals.
    how
        Number of resamples, level and method of the intervals.

    Raises
    ------
    InputError
        Where fewer than two gaps are left, or all arrive at the same instant.

    Notes
    -----
    λ is the number of gaps over their total length, and c_a² their variance over
    their squared mean. Where the rate follows the clock, c_a² is above 1 even for
    Poisson arrivals, and Kingman's formula takes that for burstiness. So gaps are
    also compared within periods: m gaps x inside one period have the squared
    variation (m + 1)/m · s²/x̄², with s² the sample variance; the factor makes it
    unbiased for a Poisson process of constant rate in the period. Periods are
    averaged with weights m - 1.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing import CaseLog, estimate_arrivals
    >>> log = CaseLog(arrival=np.arange(50.0), assisted=np.zeros(50), service=np.ones(50))
    >>> found = estimate_arrivals(log, period=10)
    >>> found.rate.value, found.squared_variation.value, found.within_period.value
    (1.0, 0.0, 0.0)
    """
    generator = np.random.default_rng(0) if generator is None else generator
    how = Resampling() if how is None else how
    for name, value in (("longest_gap", longest_gap), ("period", period)):
        if value is not None and not (math.isfinite(value) and value > 0.0):
            raise InputError("must be a finite time above 0", place=name, value=value)
    hour = SECONDS["hours"] / SECONDS[log.unit]
    period = hour if period is None else float(period)
    seen = log.arrivals
    gaps = np.diff(seen.arrival)
    is_open = np.diff(seen.window) == 0
    if longest_gap is not None:
        is_open &= gaps <= longest_gap
    kept = gaps[is_open]
    if len(kept) < 2 or kept.sum() == 0.0:
        raise InputError(
            f"has {len(kept)} gaps between arrivals in open time, {kept.sum():g} long in all",
            place="log",
            fix="at least two are needed: give a longer log, or a larger longest_gap",
        )
    gap_moments = estimate_moments(times_as_units(kept), generator, how)
    windows = _windows(kept, seen.window[1:][is_open])
    by_window = len(windows) >= _ENOUGH_WINDOWS
    rate_moments = estimate_moments(windows, generator, how) if by_window else gap_moments
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = 1.0 / rate_moments.means
    within, loads = _within_periods(seen.arrival, gaps, is_open, period, generator, how)
    changes, without_clock = None, math.nan
    whole = gap_moments.squared_variation
    if math.isfinite(within.value) and whole.low > within.high:
        # middle of the local clocks: what follows the clock follows it, mostly
        local = seen.arrival + float(np.median(seen.ahead))
        changes = find_rate_changes(hourly_counts(local, gaps, is_open, hour))
        without_clock = variation_without_clock(local, is_open, changes.profile, hour)
    mean = float(kept.mean())
    step = common_step(seen.arrival, log.unit, mean / 10.0)
    return Arrivals(
        cases=len(log),
        gaps=len(kept),
        closed_gaps=len(gaps) - len(kept),
        open_time=float(kept.sum()),
        rate=_inverse(rate_moments),
        squared_variation=whole,
        within_period=within,
        period=period,
        resampled="windows" if by_window else "gaps",
        by_hour=by_hour_of_day(seen, gaps, is_open, hour),
        rates=rates,
        counted=len(seen),
        changes=changes,
        without_clock=without_clock,
        step=step,
        rounding=(step / mean) ** 2 / 6.0,
        # in a period of few steps rounding does other things
        rounding_within=step**2 * loads / 6.0 if period >= _STEPS * step else math.nan,
    )


def _windows(gaps: Array, window: npt.NDArray[np.int64]) -> Array:
    """Return the sums of each window, which are resampled together."""
    codes, position = np.unique(window, return_inverse=True)
    sums = np.zeros((len(codes), 3))
    np.add.at(sums, position, times_as_units(gaps))
    return sums


def _inverse(moments: Moments3) -> Estimate:
    """Return the rate, one over the mean gap."""
    mean = moments.mean
    with np.errstate(divide="ignore"):
        low, high = (float(np.float64(1.0) / end) for end in (mean.high, mean.low))
    return Estimate(1.0 / mean.value, low, high)


def _within_periods(
    arrival: Array,
    gaps: Array,
    is_open: npt.NDArray[np.bool_],
    period: float,
    generator: np.random.Generator,
    how: Resampling,
) -> tuple[Estimate, float]:
    """Return the squared variation of gaps within periods, averaged over periods.

    Second is the mean of 1 / x̄² with the same weights: the rounding of times adds a sixth
    of it times the squared step.
    """
    nothing = Estimate(math.nan, math.nan, math.nan), 0.0
    number = np.floor(arrival / period)
    inside = is_open & (number[1:] == number[:-1])
    if not inside.any():
        return nothing
    # a closed gap inside a period, or another window, begins a period of its own
    breaks = np.cumsum(~is_open)
    labels = np.column_stack([number[1:], breaks])[inside]
    _, position = np.unique(labels, axis=0, return_inverse=True)
    position = position.ravel()
    x = gaps[inside]
    m = np.bincount(position).astype(np.float64)
    mean = np.bincount(position, weights=x) / m
    squares = np.bincount(position, weights=(x - mean[position]) ** 2)
    useful = (m >= 2) & (mean > 0)
    if not useful.any():
        return nothing
    m, mean, squares = m[useful], mean[useful], squares[useful]
    # weights m - 1 times squares / (m - 1) / mean² (m + 1)/m
    sums = squares / mean**2 * (m + 1) / m
    units = np.column_stack([m - 1, sums, sums])
    loads = float(np.average(1.0 / mean**2, weights=m - 1))
    if sums.sum() == 0.0:
        return Estimate(0.0, 0.0, 0.0), loads
    return estimate_moments(units, generator, how).mean, loads

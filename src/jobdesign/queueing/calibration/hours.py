"""Arrivals by the hour: of a log, and of the day by the local clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.calibration.rate_changes import HourlyCounts
from jobdesign.queueing.calibration.seen import SeenArrivals
from jobdesign.workflow import Array

__all__ = ["HourlyRate", "by_hour_of_day", "hourly_counts", "variation_without_clock"]

#: Hours in a log beyond which its times are hardly those of a clock.
_MOST_HOURS = 1_000_000


@dataclass(frozen=True, slots=True)
class HourlyRate:
    """The rate of arrivals in one hour of the day.

    Parameters
    ----------
    hour
        0 to 23, by the clock of the log.
    arrivals
        Cases that arrived in it after an open gap.
    open_time
        Length of the parts of open gaps that lie in it.
    """

    hour: int
    arrivals: int
    open_time: float

    @property
    def rate(self) -> float:
        """Arrivals per unit of open time."""
        return self.arrivals / self.open_time if self.open_time > 0.0 else math.inf


def hourly_counts(
    arrival: Array, gaps: Array, is_open: npt.NDArray[np.bool_], hour: float
) -> HourlyCounts:
    """Return arrivals after an open gap, and open time, of every hour of the log."""
    first, last = math.floor(arrival[0] / hour), math.floor(arrival[-1] / hour)
    if last - first > _MOST_HOURS:
        first = last = 0  # times that are hardly those of a clock
    # open time grows along open gaps and stands still along the others
    ends = np.arange(first, last + 2)
    grown = np.concatenate([[0.0], np.cumsum(gaps * is_open)])
    lengths = np.diff(np.interp(ends * hour, arrival, grown)) / hour
    numbers = np.floor(arrival[1:][is_open] / hour).astype(np.int64) - first
    numbers = numbers[(numbers >= 0) & (numbers < len(lengths))]
    return HourlyCounts(first, np.bincount(numbers, minlength=len(lengths)), lengths)


def by_hour_of_day(
    seen: SeenArrivals, gaps: Array, is_open: npt.NDArray[np.bool_], hour: float
) -> tuple[HourlyRate, ...]:
    """Return arrivals over open time for each hour of the day, by the local clock.

    A gap belongs to the clock of the arrival that ends it.
    """
    if seen.arrival[-1] - seen.arrival[0] > _MOST_HOURS * hour:
        return ()
    open_time, counts = np.zeros(24), np.zeros(24, dtype=np.int64)
    for ahead in np.unique(seen.ahead[1:]):
        own = is_open & (seen.ahead[1:] == ahead)
        found = hourly_counts(seen.arrival + ahead, gaps, own, hour)
        clock = (found.first + np.arange(len(found.counts))) % 24
        open_time += np.bincount(clock, weights=found.open_time * hour, minlength=24)
        np.add.at(counts, clock, found.counts)
    return tuple(
        HourlyRate(h, int(counts[h]), float(open_time[h]))
        for h in range(24)
        if counts[h] or open_time[h] > 0.0
    )


def variation_without_clock(
    arrival: Array, is_open: npt.NDArray[np.bool_], profile: Array, hour: float
) -> float:
    """Return c_a² of gaps on a clock that runs as fast as arrivals usually come."""
    first, last = math.floor(arrival[0] / hour), math.floor(arrival[-1] / hour)
    if last - first > _MOST_HOURS:
        return math.nan
    ends = np.arange(first, last + 2)
    run = np.concatenate([[0.0], np.cumsum(profile[ends[:-1] // 24 % 7, ends[:-1] % 24])])
    gaps = np.diff(np.interp(arrival, ends * hour, run))[is_open]
    mean = float(gaps.mean())
    return float(gaps.var() / mean**2) if mean > 0.0 else math.nan

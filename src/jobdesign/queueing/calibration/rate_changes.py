"""Whether the rate of arrivals follows the clock, or arrivals just come in bursts.

Both make c_a² of a whole log large. A rate that follows the clock is the same hours of
every day, or days of every week; bursts fall anywhere. So hours of the day are compared
as they are, and as they would be had each day begun at another hour: days are turned
round, each by itself, which leaves all bursts as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.workflow import Array

__all__ = ["HourlyCounts", "RateChanges", "find_rate_changes"]

#: Days or weeks from which on a pattern can be told from bursts.
_FEWEST_ROWS = 3
#: Days from which on a drift can.
_FEWEST_DAYS = 10
#: Days from which on hours that differ would have been seen to.
_ENOUGH_DAYS = 7
#: More days add nothing but time.
_MOST_ROWS = 500
_TURNS = 499
#: How seldom bursts alone may be taken for a pattern, for days in an order, for a shift.
_PATTERN, _ORDER, _SHIFT = 0.004, 0.003, 0.01


@dataclass(frozen=True, slots=True)
class HourlyCounts:
    """Arrivals and open time of every hour of a log.

    Parameters
    ----------
    first
        Number of the first hour, on the local clock, from midnight before the log.
    counts, open_time
        (hours,), open time in hours.
    """

    first: int
    counts: npt.NDArray[np.int64]
    open_time: Array


@dataclass(frozen=True, slots=True)
class RateChanges:
    """What is known of changes of the rate.

    Parameters
    ----------
    by_hour, by_weekday
        Whether hours of the day differ, and days of the week, by more than bursts explain.
    drifts
        Whether neighbouring days are more alike than others.
    is_known
        Whether the log is long enough to tell.
    profile
        (7, 24) the rate of the hours of the week, relative to the mean; days are alike
        where they do not differ by more than bursts explain. The first is that of day 0.
    """

    by_hour: bool
    by_weekday: bool
    drifts: bool
    is_known: bool
    profile: Array

    @property
    def any(self) -> bool:
        """Whether the rate changes in any of these ways."""
        return self.by_hour or self.by_weekday or self.drifts


def find_rate_changes(hours: HourlyCounts) -> RateChanges:
    """Look for changes of the rate that bursts do not explain.

    Parameters
    ----------
    hours
        Of the log.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.random.default_rng(1).poisson(np.tile(np.repeat([2.0, 9.0], 12), 20))
    >>> found = find_rate_changes(HourlyCounts(0, counts, np.ones(480)))
    >>> found.by_hour, found.by_weekday, found.drifts
    (True, False, False)
    """
    generator = np.random.default_rng(0)
    rate = np.full(len(hours.counts), math.nan)
    # of hours that were open for some minutes only the rate is a matter of luck
    known = hours.open_time > 0.5
    rate[known] = hours.counts[known] / hours.open_time[known]
    profile = _profile(hours)
    clock = (hours.first + np.arange(len(rate))) % 24
    # of a day, what came over what usually comes in the hours that it was open
    came, usual = (
        np.nansum(_in_rows(values, hours.first, 24), axis=1)
        for values in (hours.counts.astype(np.float64), hours.open_time * profile[clock])
    )
    open_days = usual > 0.5
    daily = np.where(open_days, came / np.where(open_days, usual, 1.0), math.nan)
    weeks = _in_rows(daily, hours.first // 24, 7)
    by_hour = _differs(_in_rows(rate, hours.first, 24), generator)
    by_weekday = _differs(weeks, generator)
    weekday = np.ones(7)
    if by_weekday:
        open_weekdays = np.isfinite(weeks).any(axis=0)
        weekday[open_weekdays] = np.nanmean(weeks[:, open_weekdays], axis=0)
    return RateChanges(
        by_hour=bool(by_hour),
        by_weekday=bool(by_weekday),
        drifts=_drifts(daily[open_days], generator),
        is_known=bool(open_days.sum() >= _ENOUGH_DAYS),
        profile=weekday[:, None] * profile,
    )


def _profile(hours: HourlyCounts) -> Array:
    clock = (hours.first + np.arange(len(hours.counts))) % 24
    counts = np.bincount(clock, weights=hours.counts, minlength=24)
    open_time = np.bincount(clock, weights=hours.open_time, minlength=24)
    if not open_time.sum():
        return np.ones(24)
    mean = counts.sum() / open_time.sum()
    return np.where(open_time > 0.0, counts / np.where(open_time > 0.0, open_time, 1.0) / mean, 1.0)


def _in_rows(values: Array, first: int, width: int) -> Array:
    """Return values as rows of days or weeks, NaN where nothing is known."""
    before = first % width
    rows = -(-(before + len(values)) // width)
    padded = np.full(rows * width, math.nan)
    padded[before : before + len(values)] = values
    return padded.reshape(rows, width)


def _differs(rows: Array, generator: np.random.Generator) -> bool | None:
    """Whether columns differ by more than turning rows round explains; None: too few rows."""
    rows = rows[:, np.isfinite(rows).mean(axis=0) >= 0.5]
    if rows.shape[1] < 2:
        return None
    rows = rows[np.isfinite(rows).mean(axis=1) >= 0.75][:_MOST_ROWS]
    count, width = rows.shape
    if count < _FEWEST_ROWS:
        return None
    ranks = _ranks(rows)
    seen = np.isfinite(ranks)
    ranks = np.where(seen, ranks, 0.0)

    def spread(turned: Array, there: npt.NDArray[np.bool_]) -> float:
        counts = there.sum(axis=0)
        return float(np.sum(turned.sum(axis=0) ** 2 / np.maximum(counts, 1)))

    here = spread(ranks, seen)
    columns, lines = np.arange(width), np.arange(count)[:, None]
    larger = 0
    for _ in range(_TURNS):
        at = (columns + generator.integers(width, size=(count, 1))) % width
        larger += spread(ranks[lines, at], seen[lines, at]) >= here - 1e-9 * abs(here)
    # of few rows, many turns are the same pattern again
    level = _PATTERN + 2.0 / float(width) ** (count - 1)
    return bool((1 + larger) / (1 + _TURNS) <= level)


def _ranks(values: Array) -> Array:
    """Return ranks about 0, equal ones shared: a few huge bursts must not decide."""
    flat = values.ravel()
    there = np.isfinite(flat)
    _, position, counts = np.unique(flat[there], return_inverse=True, return_counts=True)
    shared = np.cumsum(counts) - (counts - 1) / 2.0
    ranks = np.full(len(flat), math.nan)
    ranks[there] = shared[position.ravel()] - (1 + there.sum()) / 2.0
    return ranks.reshape(values.shape)


def _drifts(daily: Array, generator: np.random.Generator) -> bool:
    """Whether days follow an order: neighbours alike, or one end unlike the other."""
    daily = daily[:_MOST_ROWS]
    if len(daily) < _FEWEST_DAYS:
        return False
    ranks, excess = _ranks(daily), daily - daily.mean()
    unlike = float(np.sum(np.diff(ranks) ** 2))
    shift = float(np.max(np.abs(np.cumsum(excess))))
    more_alike = more_shifted = 0
    for _ in range(_TURNS):
        order = generator.permutation(len(daily))
        more_alike += float(np.sum(np.diff(ranks[order]) ** 2)) <= unlike
        more_shifted += float(np.max(np.abs(np.cumsum(excess[order])))) >= shift * (1 - 1e-9)
    in_order = (1 + more_alike) / (1 + _TURNS) <= _ORDER
    return in_order or (1 + more_shifted) / (1 + _TURNS) <= _SHIFT

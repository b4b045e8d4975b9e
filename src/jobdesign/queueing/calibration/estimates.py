"""Moments of skewed times with bootstrap intervals, all resamples at once.

Everything here is a smooth function of three sums over units that are resampled
together: how many times there are, their sum, and the sum of their squares. A
unit is one case with its rework, or one gap between arrivals, or one open window
with all its gaps. So a resample is three weighted sums, and its standard error
needs their six products; both come from one matrix product.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = [
    "Estimate",
    "IntervalMethod",
    "Moments3",
    "Resampling",
    "estimate_moments",
    "estimate_together",
    "share_estimate",
    "times_as_units",
]

#: How an interval is made from resamples; see `estimate_moments`.
IntervalMethod = Literal["studentised", "bca", "percentile"]

#: Random numbers drawn at a time, to bound memory.
_CHUNK = 4_000_000

#: Units below which no interval is given.
FEWEST_UNITS = 8

#: Logarithm of the factor from which on an end of an interval is 0 or infinite.
_FAR = math.log(1000.0)

# log mean, log second moment and log(second moment / mean²), as gradients with
# respect to the logarithms of (count, sum, sum of squares)
_GRADIENTS = {
    "mean": np.array([-1.0, 1.0, 0.0]),
    "second_moment": np.array([-1.0, 0.0, 1.0]),
    "squared_variation": np.array([1.0, -2.0, 1.0]),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number read from data, with an interval.

    Parameters
    ----------
    value
        The estimate.
    low, high
        Ends of the interval, 0 or infinite where they are more than a thousand times
        off; NaN where there is too little data for any.

    Examples
    --------
    >>> from jobdesign.queueing.calibration.estimates import Estimate
    >>> print(Estimate(0.5, 0.4, 0.625))
    0.5 [0.4, 0.625]
    """

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}]"

    def to_dict(self) -> dict[str, float | None]:
        """Return value, low and high as JSON has them."""
        names = ("value", "low", "high")
        return {name: finite_or_none(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True)
class Resampling:
    """How resamples are drawn and turned into intervals.

    Parameters
    ----------
    replicates
        Number of resamples.
    level
        Of the intervals, e.g. 0.95.
    method
        As in `estimate_moments`.
    """

    replicates: int = 2000
    level: float = 0.95
    method: IntervalMethod = "studentised"


@dataclass(frozen=True, slots=True)
class Moments3:
    """Mean, second moment and squared variation, with all their resamples.

    Parameters
    ----------
    mean, second_moment, squared_variation
        Estimates with intervals.
    means, second_moments
        (replicates,) of the same resamples, so that what depends on both can be
        resampled jointly; NaN where a resample had nothing to average.
    """

    mean: Estimate
    second_moment: Estimate
    squared_variation: Estimate
    means: Array
    second_moments: Array

    @property
    def squared_variations(self) -> Array:
        """(replicates,) second moment / mean² - 1."""
        return self.second_moments / self.means**2 - 1.0


def estimate_moments(
    units: Array, generator: np.random.Generator, how: Resampling | None = None
) -> Moments3:
    r"""Estimate mean, second moment and squared variation of times.

    Parameters
    ----------
    units
        (n, 3): how many times the unit holds, their sum, and the sum of their
        squares. For plain times x that is (1, x, x²).
    generator
        Source of randomness.
    how
        ``"studentised"`` (the default): on the logarithm, with the standard error
        of every resample by the delta method (bootstrap-t). ``"bca"``: bias
        corrected and accelerated. ``"percentile"``: quantiles of the resamples.

    Notes
    -----
    Second moments of skewed times are underestimated by most samples, and
    those samples show too little variance as well. The percentile interval
    repeats both faults and covers too seldom. The studentised interval divides
    each resample's deviation by its own standard error, and the logarithm makes
    the deviations nearly symmetric. `docs/calibration.md` has the measured
    coverage of all three.

    With N units, ū = (count, sum, sum of squares) / N and v = u / ū, the
    logarithm of each estimate has the influence a·v, where a is (-1, 1, 0) for
    the mean, (-1, 0, 1) for the second moment and (1, -2, 1) for their ratio.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing.calibration.estimates import estimate_moments, times_as_units
    >>> x = np.random.default_rng(1).exponential(2.0, 1000)
    >>> found = estimate_moments(times_as_units(x), np.random.default_rng(2))
    >>> 2.0 in found.mean, 8.0 in found.second_moment, 1.0 in found.squared_variation
    (True, True, True)
    """
    return estimate_together([units], generator, how)[0]


def estimate_together(
    several: Sequence[Array], generator: np.random.Generator, how: Resampling | None = None
) -> list[Moments3]:
    """Estimate the moments of several times of the same units, resampled together.

    Parameters
    ----------
    several
        Arrays of units as for `estimate_moments`, all of one length: row i of each
        belongs to the same case.
    generator, how
        As in `estimate_moments`.
    """
    how = Resampling() if how is None else how
    averages = [units.mean(axis=0) for units in several]
    if any(
        len(units) == 0 or average[0] == 0.0
        for units, average in zip(several, averages, strict=True)
    ):
        raise ValueError("there are no times to average")
    if len(several[0]) < FEWEST_UNITS:
        return [_without_interval(average, how, math.nan) for average in averages]
    # where all times are 0 there is nothing to scale by
    scaled = [units / np.where(a > 0.0, a, 1.0) for units, a in zip(several, averages, strict=True)]
    resampled = _resampled(scaled, generator, how)
    return [
        _moments(average, units, *drawn, how)
        if average[1] > 0.0
        else _without_interval(average, how, 0.0)
        for average, units, drawn in zip(averages, scaled, resampled, strict=True)
    ]


def _values(averages: Array) -> dict[str, float]:
    mean, second = averages[1] / averages[0], averages[2] / averages[0]
    return {
        "mean": float(mean),
        "second_moment": float(second),
        "squared_variation": max(0.0, float(second / mean**2 - 1.0)) if mean > 0.0 else 0.0,
    }


def _without_interval(averages: Array, how: Resampling, end: float) -> Moments3:
    only = {name: Estimate(value, end, end) for name, value in _values(averages).items()}
    nothing = np.full(how.replicates, math.nan)
    return Moments3(**only, means=nothing, second_moments=nothing)


def _moments(
    averages: Array, scaled: Array, sums: Array, products: Array, how: Resampling
) -> Moments3:
    """Return estimates with their intervals from the sums of all resamples."""
    values = _values(averages)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(sums)
        means = values["mean"] * sums[:, 1] / sums[:, 0]
        seconds = values["second_moment"] * sums[:, 2] / sums[:, 0]
    found = {
        name: _interval(name, value, scaled, logs, sums, products, how)
        for name, value in values.items()
    }
    return Moments3(**found, means=means, second_moments=seconds)


def times_as_units(times: Array) -> Array:
    """Return (1, x, x²) for each time."""
    return np.column_stack([np.ones(len(times)), times, times**2])


def share_estimate(hits: int, count: int, level: float = 0.95) -> Estimate:
    """Estimate a probability, with Wilson's interval.

    Parameters
    ----------
    hits, count
        How often it happened, of how many.
    level
        Of the interval.

    Examples
    --------
    >>> from jobdesign.queueing.calibration.estimates import share_estimate
    >>> print(share_estimate(0, 10))
    0 [0, 0.2775]
    """
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    share = hits / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2) / (1 + z * z / count)
    return Estimate(
        share,
        0.0 if hits == 0 else max(0.0, centre - half),
        1.0 if hits == count else min(1.0, centre + half),
    )


_PAIRS = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


def _resampled(
    several: Sequence[Array], generator: np.random.Generator, how: Resampling
) -> list[tuple[Array, Array]]:
    """Return for each the (replicates, 3) means and (replicates, 6) mean products."""
    count = len(several[0])
    columns = np.column_stack(
        [
            np.column_stack([units, *(units[:, i] * units[:, j] for i, j in _PAIRS)])
            for units in several
        ]
    )
    rows = max(1, _CHUNK // count)
    parts = []
    for start in range(0, how.replicates, rows):
        size = min(rows, how.replicates - start)
        drawn = generator.integers(0, count, (size, count), dtype=np.int32)
        drawn += np.arange(size, dtype=np.int32)[:, None] * np.int32(count)
        times_drawn = np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count)
        parts.append(times_drawn.astype(np.float64) @ columns)
    whole = np.concatenate(parts) / count
    return [(whole[:, k : k + 3], whole[:, k + 3 : k + 9]) for k in range(0, whole.shape[1], 9)]


def _interval(
    name: str,
    value: float,
    scaled: Array,
    logs: Array,
    sums: Array,
    products: Array,
    how: Resampling,
) -> Estimate:
    """Return the interval of one estimate, made on its logarithm."""
    gradient = _GRADIENTS[name]
    influence = scaled @ gradient
    error = math.sqrt(float(np.mean(influence**2)) / len(scaled))
    if value == 0.0 or error < 1e-14:
        return Estimate(value, value, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        shifts = logs @ gradient  # log of the resampled estimate over the estimate
        weights = np.array([gradient[i] * gradient[j] * (1 + (i != j)) for i, j in _PAIRS])
        # the influence at a resample: a·(u / ū*), with ū* of that resample
        scale = np.column_stack([sums[:, i] * sums[:, j] for i, j in _PAIRS])
        errors = np.sqrt(np.maximum(products / scale @ weights, 0.0) / len(scaled))
        if name == "squared_variation":
            # d log(c²) = (1 + c²)/c² d log(1 + c²)
            resampled = np.expm1(np.log1p(value) + shifts)
            shifts = np.log(resampled / value)
            errors = errors * (1 + resampled) / resampled
            error = error * (1 + value) / value
        if how.method == "studentised":
            ratios = shifts / errors
            ratios = ratios[np.isfinite(ratios)]
            if _too_few(ratios, how):
                return Estimate(value, 0.0, math.inf)
            upper, lower = np.quantile(ratios, [0.5 + how.level / 2, 0.5 - how.level / 2])
            low, high = -upper * error, -lower * error
        else:
            shifts = shifts[np.isfinite(shifts)]
            if _too_few(shifts, how):
                return Estimate(value, 0.0, math.inf)
            points = _points(shifts, influence, how)
            low, high = np.quantile(shifts, points)
    # beyond a factor of a thousand a bound says only that there is none
    return Estimate(
        value,
        0.0 if low < -_FAR else value * math.exp(low),
        math.inf if high > _FAR else value * math.exp(high),
    )


def _too_few(finite: Array, how: Resampling) -> bool:
    """Whether so many resamples lost all that varies that the ends cannot be found."""
    return len(finite) < how.replicates * (0.5 + how.level / 2)


def _points(shifts: Array, influence: Array, how: Resampling) -> npt.NDArray[np.float64]:
    """Return the quantiles of the resamples that make the interval."""
    ends = np.array([0.5 - how.level / 2, 0.5 + how.level / 2])
    if how.method == "percentile":
        return ends
    normal = NormalDist()
    below = float(np.clip(np.mean(shifts < 0.0), 1 / len(shifts), 1 - 1 / len(shifts)))
    bias = normal.inv_cdf(below)
    acceleration = float(np.sum(influence**3) / (6.0 * np.sum(influence**2) ** 1.5))
    z = np.array([normal.inv_cdf(end) for end in ends])
    moved = bias + (bias + z) / (1.0 - acceleration * (bias + z))
    return np.array([normal.cdf(x) for x in moved])

"""Intervals against loops that resample one case at a time, and against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from jobdesign.queueing.calibration.estimates import (
    Estimate,
    Resampling,
    estimate_moments,
    share_estimate,
    times_as_units,
)

STATISTICS = {
    "mean": lambda x: x.mean(),
    "second_moment": lambda x: (x**2).mean(),
    "squared_variation": lambda x: x.var() / x.mean() ** 2,
}


def log_error(name: str, x: np.ndarray) -> float:
    """Standard error of the logarithm of an estimate, from derivatives by differences."""
    statistic = STATISTICS[name]
    weights = np.ones(len(x))
    base = math.log(statistic(x))

    def weighted(w: np.ndarray) -> float:
        mean, second = np.average(x, weights=w), np.average(x**2, weights=w)
        return math.log({"mean": mean, "second_moment": second}.get(name, second / mean**2 - 1))

    influence = []
    for i in range(len(x)):
        moved = weights.copy()
        moved[i] += 1e-5 * len(x)
        influence.append((weighted(moved) - base) / 1e-5)
    influence = np.array(influence)
    return math.sqrt((influence**2).mean() / len(x))


@pytest.mark.parametrize("name", list(STATISTICS))
def test_studentised_intervals_one_resample_at_a_time(name: str) -> None:
    x = np.random.default_rng(5).lognormal(0.0, 0.7, 25)
    how = Resampling(replicates=120)
    found = getattr(estimate_moments(times_as_units(x), np.random.default_rng(8), how), name)
    drawn = np.random.default_rng(8).integers(0, len(x), (120, len(x)), dtype=np.int32)
    statistic = STATISTICS[name]
    value = statistic(x)
    ratios = [
        (math.log(statistic(x[row])) - math.log(value)) / log_error(name, x[row]) for row in drawn
    ]
    upper, lower = np.quantile(ratios, [0.975, 0.025])
    error = log_error(name, x)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.low == pytest.approx(value * math.exp(-upper * error), rel=1e-3)
    assert found.high == pytest.approx(value * math.exp(-lower * error), rel=1e-3)


@pytest.mark.parametrize(("method", "scipys"), [("percentile", "percentile"), ("bca", "BCa")])
@pytest.mark.parametrize("name", list(STATISTICS))
def test_other_intervals_beside_scipy(name: str, method, scipys: str) -> None:
    x = np.random.default_rng(6).gamma(2.0, 1.0, 80)
    how = Resampling(replicates=20_000, method=method)
    found = getattr(estimate_moments(times_as_units(x), np.random.default_rng(1), how), name)

    def statistic(y: np.ndarray, axis: int) -> np.ndarray:
        mean, second = y.mean(axis=axis), (y**2).mean(axis=axis)
        return {"mean": mean, "second_moment": second}.get(name, second / mean**2 - 1)

    other = stats.bootstrap(
        (x,), statistic, n_resamples=20_000, method=scipys, rng=np.random.default_rng(2)
    ).confidence_interval
    width = other.high - other.low
    assert found.low == pytest.approx(other.low, abs=0.05 * width)
    assert found.high == pytest.approx(other.high, abs=0.05 * width)


def test_units_that_hold_several_times_are_resampled_whole() -> None:
    """With all times of a unit equal, n units of m times are n times, not n m."""
    x = np.random.default_rng(3).gamma(1.0, 1.0, 60)
    single = estimate_moments(times_as_units(x), np.random.default_rng(1))
    whole = estimate_moments(9.0 * times_as_units(x), np.random.default_rng(1))
    for name in STATISTICS:
        one, other = getattr(single, name), getattr(whole, name)
        assert (other.value, other.low, other.high) == pytest.approx((one.value, one.low, one.high))


def test_units_without_times_carry_no_weight_of_their_own() -> None:
    generator = np.random.default_rng(4)
    back = generator.random(4000) < 0.2
    rework = generator.gamma(2.0, 1.0, 4000)
    found = estimate_moments(back[:, None] * times_as_units(rework), np.random.default_rng(1))
    alone = estimate_moments(times_as_units(rework[back]), np.random.default_rng(2))
    assert found.mean.value == pytest.approx(rework[back].mean())
    assert found.mean.width == pytest.approx(alone.mean.width, rel=0.1)
    assert found.second_moment.width == pytest.approx(alone.second_moment.width, rel=0.1)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 3600.0, 1e9])
def test_the_unit_of_time_does_not_matter(scale: float) -> None:
    x = np.random.default_rng(9).lognormal(0.0, 1.0, 200)
    base = estimate_moments(times_as_units(x), np.random.default_rng(1))
    scaled = estimate_moments(times_as_units(scale * x), np.random.default_rng(1))
    assert scaled.mean.low == pytest.approx(scale * base.mean.low)
    assert scaled.second_moment.high == pytest.approx(scale**2 * base.second_moment.high)
    assert scaled.squared_variation.low == pytest.approx(base.squared_variation.low)


def test_times_that_are_equal_few_or_zero() -> None:
    same = estimate_moments(times_as_units(np.full(50, 3.0)), np.random.default_rng(1))
    assert (same.mean.low, same.mean.high, same.squared_variation.high) == (3.0, 3.0, 0.0)
    few = estimate_moments(times_as_units(np.array([1.0, 2.0])), np.random.default_rng(1))
    assert few.mean.value == 1.5
    assert math.isnan(few.mean.low)
    assert few.mean.to_dict() == {"value": 1.5, "low": None, "high": None}
    zero = estimate_moments(times_as_units(np.zeros(50)), np.random.default_rng(1))
    assert (zero.mean.value, zero.mean.high, zero.squared_variation.value) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="no times"):
        estimate_moments(np.zeros((3, 3)), np.random.default_rng(1))


def test_a_moment_that_hangs_on_one_time_has_no_upper_bound() -> None:
    x = np.r_[np.ones(2000), 1e5]
    found = estimate_moments(times_as_units(x), np.random.default_rng(1))
    assert (found.squared_variation.low, found.squared_variation.high) == (0.0, math.inf)


@pytest.mark.parametrize(("hits", "count"), [(0, 7), (1, 9), (40, 100), (99, 100), (5, 5)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_shares_beside_scipy(hits: int, count: int, level: float) -> None:
    found = share_estimate(hits, count, level)
    other = stats.binomtest(hits, count).proportion_ci(level, method="wilson")
    assert found.value == hits / count
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)


def test_an_estimate_holds_what_lies_between() -> None:
    found = Estimate(1.0, 0.5, 2.0)
    assert 0.5 in found
    assert 2.1 not in found
    assert found.width == 1.5

"""Rates and variability of arrivals: by hand, and for processes that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jobdesign import InputError
from jobdesign.queueing import CaseLog, estimate_arrivals


def log_of(arrival, window=(), unit="hours") -> CaseLog:
    nothing = np.zeros(len(arrival))
    return CaseLog(arrival, nothing, nothing, window=np.asarray(window), unit=unit)


def test_by_hand() -> None:
    found = estimate_arrivals(log_of([0, 1, 3, 4, 20, 22], window=[0, 0, 0, 0, 1, 1]))
    gaps = np.array([1, 2, 1, 2])
    assert (found.gaps, found.closed_gaps, found.open_time) == (4, 1, 6.0)
    assert found.rate.value == pytest.approx(4 / 6)
    assert found.squared_variation.value == pytest.approx(gaps.var() / gaps.mean() ** 2)


def test_long_gaps_are_closed_time() -> None:
    found = estimate_arrivals(log_of([0, 1, 3, 4, 20, 22]), longest_gap=10.0)
    assert (found.gaps, found.closed_gaps) == (4, 1)


def test_within_periods_by_hand() -> None:
    # two periods with gaps 1, 2, 3 and 4, 2; the gap from one to the other belongs to none
    found = estimate_arrivals(log_of([0, 1, 3, 6, 10.5, 14.5, 16.5]), period=10.0)
    first = np.var([1, 2, 3], ddof=1) / 2**2 * 4 / 3
    second = np.var([4, 2], ddof=1) / 3**2 * 3 / 2
    assert found.within_period.value == pytest.approx((2 * first + 1 * second) / 3)


def test_closed_gaps_split_a_period() -> None:
    arrival = [0, 1, 3, 9, 9.5, 9.7]
    split = estimate_arrivals(log_of(arrival), period=100.0, longest_gap=5.0)
    first = np.var([1, 2], ddof=1) / 1.5**2 * 3 / 2
    second = np.var([0.5, 0.2], ddof=1) / 0.35**2 * 3 / 2
    assert split.within_period.value == pytest.approx((first + second) / 2)


def days(seed: int, count: int, rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals of days with a rate for each hour from 8 on, and the day of each."""
    generator = np.random.default_rng(seed)
    times = [
        24.0 * day + 8.0 + hour + np.sort(generator.random(generator.poisson(rate)))
        for day in range(count)
        for hour, rate in enumerate(rates)
    ]
    arrival = np.concatenate(times)
    return arrival, (arrival // 24).astype(int)


def test_poisson_arrivals_whose_rate_follows_the_clock() -> None:
    rates = np.array([5.0, 60.0, 90.0, 20.0, 50.0, 5.0])
    arrival, window = days(1, 30, rates)
    found = estimate_arrivals(log_of(arrival, window))
    assert found.resampled == "windows"
    assert found.closed_gaps == 29
    assert found.squared_variation.low > 1.3  # the clock, not bursts
    assert 1.0 in found.within_period
    assert found.within_period.width < 0.2
    shown = {hour.hour: hour.rate for hour in found.by_hour}
    assert list(shown) == [8, 9, 10, 11, 12, 13]
    assert list(shown.values())[1:5] == pytest.approx(rates[1:5], rel=0.08)
    assert sum(hour.open_time for hour in found.by_hour) == pytest.approx(found.open_time)
    assert sum(hour.arrivals for hour in found.by_hour) == found.gaps


def test_within_periods_is_unbiased_even_with_few_gaps_each() -> None:
    """Four arrivals an hour: without the factor (m + 1)/m it would be a quarter too low."""
    arrival, window = days(2, 500, np.full(8, 4.0))
    found = estimate_arrivals(log_of(arrival, window))
    assert found.within_period.value == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize("variation", [0.25, 1.0, 4.0])
def test_renewal_arrivals(variation: float) -> None:
    gaps = np.random.default_rng(7).gamma(1.0 / variation, variation / 50.0, 20_000)
    found = estimate_arrivals(log_of(np.cumsum(gaps)), period=10.0)
    assert 50.0 in found.rate
    assert variation in found.squared_variation
    assert found.within_period.value == pytest.approx(variation, rel=0.05)
    assert found.rate.low == pytest.approx(1 / np.quantile(1 / found.rates, 0.975), rel=0.01)


def test_days_that_differ_widen_the_interval_of_the_rate() -> None:
    generator = np.random.default_rng(3)
    parts = [
        24.0 * day + np.sort(8 * generator.random(generator.poisson(8 * rate)))
        for day, rate in enumerate(generator.gamma(4.0, 5.0, 40))
    ]
    arrival = np.concatenate(parts)
    by_day = estimate_arrivals(log_of(arrival, (arrival // 24).astype(int)))
    by_gap = estimate_arrivals(log_of(arrival), longest_gap=12.0)
    assert by_gap.rate.value == pytest.approx(by_day.rate.value, rel=0.02)
    assert by_day.rate.width > 2.0 * by_gap.rate.width


def test_units_of_time_scale() -> None:
    arrival, window = days(5, 25, np.array([20.0, 40.0]))
    hours = estimate_arrivals(log_of(arrival, window))
    minutes = estimate_arrivals(log_of(60 * arrival, window, unit="minutes"))
    assert minutes.period == 60.0
    assert minutes.rate.value == pytest.approx(hours.rate.value / 60)
    assert minutes.within_period.value == pytest.approx(hours.within_period.value)
    assert [h.hour for h in minutes.by_hour] == [h.hour for h in hours.by_hour]


def test_simultaneous_arrivals_and_sparse_periods() -> None:
    found = estimate_arrivals(log_of([0, 0, 5, 5, 10]), period=1.0)
    assert found.rate.value == pytest.approx(0.4)
    assert math.isnan(found.within_period.value)
    assert found.to_dict()["within_period"]["value"] is None


@pytest.mark.parametrize(
    ("arrival", "options", "says"),
    [
        ([0, 1], {}, "1 gaps"),
        ([1, 1, 1], {}, "2 gaps .* 0 long"),
        ([0, 9, 18], {"longest_gap": 5.0}, "0 gaps"),
        ([0, 1, 2], {"longest_gap": 0.0}, "longest_gap = 0.0"),
        ([0, 1, 2], {"period": math.inf}, "period = inf"),
    ],
)
def test_too_little_to_estimate(arrival, options, says: str) -> None:
    with pytest.raises(InputError, match=says):
        estimate_arrivals(log_of(arrival), **options)

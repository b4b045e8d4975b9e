"""Intervals cover, runs stop, and what cannot be meant is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jobdesign.errors import InputError
from jobdesign.queueing import Estimate, Exponential, StoppingRule, simulate_queue
from jobdesign.queueing.simulation.stopping import batch_estimate, batches_look_independent


def fixed(customers: int, **settings) -> StoppingRule:
    """A run of a given length."""
    return StoppingRule(relative=None, most_customers=customers, **settings)


def test_interval_of_independent_numbers_is_the_one_of_student() -> None:
    rng = np.random.default_rng(0)
    sums, counts = rng.normal(30.0, 2.0, 20), np.full(20, 10.0)
    found = batch_estimate(sums, counts, 0.9)
    error = np.std(sums / 10, ddof=1) / math.sqrt(20)
    assert found.value == pytest.approx(sums.mean() / 10)
    assert found.half_width == pytest.approx(1.729132812 * error)  # t of 19 degrees, 95 %


def test_an_average_of_nothing_is_unknown() -> None:
    found = batch_estimate(np.zeros(10), np.zeros(10), 0.95)
    assert math.isnan(found.value)
    assert found.half_width == math.inf


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_intervals_cover_as_often_as_they_say(confidence: float) -> None:
    """M/M/1 at ρ = 0.6, 200 runs: mean wait 1.5, mean square 7.5, share delayed 0.6."""
    rule = fixed(200_000, confidence=confidence)
    hits = np.zeros(3)
    for seed in range(200):
        found = simulate_queue(0.6, Exponential(1.0), until=rule, seed=seed)
        estimates = (found.mean_wait, found.second_moment, found.delayed)
        hits += [e.covers(x) for e, x in zip(estimates, (1.5, 7.5, 0.6), strict=True)]
    spread = math.sqrt(200 * confidence * (1 - confidence))
    assert (np.abs(hits - 200 * confidence) <= 3.5 * spread).all(), hits


@pytest.mark.parametrize("until", [0.02, StoppingRule(relative=None, absolute=0.05)])
def test_run_stops_once_the_interval_is_narrow_enough(until) -> None:
    found = simulate_queue(0.7, Exponential(1.0), until=until)
    goal = 0.02 * found.mean_wait.value if until == 0.02 else 0.05
    assert found.reached
    assert found.mean_wait.half_width <= goal
    assert found.customers < 10_000_000
    assert found.mean_wait.covers(0.7 / 0.3, widths=2)


def test_longer_runs_have_narrower_intervals() -> None:
    widths = [
        simulate_queue(0.5, Exponential(1.0), until=fixed(n)).mean_wait.half_width
        for n in (100_000, 1_600_000)
    ]
    assert 2.0 < widths[0] / widths[1] < 8.0


def test_a_run_that_may_not_go_on_says_so() -> None:
    found = simulate_queue(0.9, Exponential(1.0), until=StoppingRule(most_customers=20_000))
    assert not found.reached
    assert found.customers + found.warm_up <= 20_000
    assert "not met" in str(found)


def test_warm_up_is_left_out() -> None:
    """Starting empty, the first items wait less: without a warm-up the estimate is low."""
    means = {}
    for warm_up in (0, 4_000):
        rule = StoppingRule(relative=None, most_customers=4_000 + warm_up, warm_up=warm_up)
        found = [
            simulate_queue(0.95, Exponential(1.0), until=rule, seed=seed).mean_wait.value
            for seed in range(300)
        ]
        means[warm_up] = np.mean(found), np.std(found) / math.sqrt(300)
    exact = 0.95 / 0.05
    assert means[0][0] < exact - 4 * means[0][1]
    assert abs(means[4_000][0] - exact) <= 3.5 * means[4_000][1]


def test_correlated_batches_are_noticed() -> None:
    rng = np.random.default_rng(1)
    steps = rng.normal(size=32)
    assert batches_look_independent(steps)
    assert not batches_look_independent(np.cumsum(steps))
    assert batches_look_independent(np.ones(32))


def test_same_seed_same_numbers() -> None:
    one, two, three = (
        simulate_queue(0.5, Exponential(1.0), until=fixed(50_000), seed=seed).to_dict()
        for seed in (3, 3, 4)
    )
    assert one == two
    assert one != three


@pytest.mark.parametrize(
    "settings",
    [
        {"relative": -0.1},
        {"relative": math.nan},
        {"absolute": -1.0},
        {"most_customers": 999},
        {"most_customers": 1e6},
        {"warm_up": -1},
        {"warm_up": 60_000_000},
        {"batches": 9},
        {"confidence": 1.0},
        {"confidence": 95},
    ],
)
def test_rules_that_make_no_sense_are_refused(settings) -> None:
    with pytest.raises(InputError, match=f"StoppingRule: {next(iter(settings))}"):
        StoppingRule(**settings)


def test_estimate_of_what_is_infinite() -> None:
    assert Estimate(math.inf, math.inf).covers(math.inf)
    assert not Estimate(math.inf, math.inf).covers(1.0)
    assert Estimate(math.inf, math.inf).to_dict()["value"] is None

"""Feedback and stations in line, beside closed forms and decomposition."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jobdesign.errors import InputError
from jobdesign.queueing import (
    Deterministic,
    Exponential,
    FeedbackQueue,
    Gamma,
    Hyperexponential,
    ReviewTiers,
    Station,
    decompose_stations,
    simulate_feedback,
    simulate_tandem,
)

WIDTHS = 1.9
REWORK = Gamma.from_mean(7 / 3, 6.8375 / (7 / 3) ** 2 - 1)

FEEDBACK = {
    "Fig. 4, λ = 0.6": FeedbackQueue(0.6, Deterministic(0.5), REWORK, 0.15),
    "Fig. 4, λ = 0.85": FeedbackQueue(0.85, Deterministic(0.5), REWORK, 0.15),
    "again and again": FeedbackQueue(0.3, Gamma(2.0, 0.25), Exponential(1.0), 0.4, 0.5),
    "short rework": FeedbackQueue(
        0.9, Hyperexponential.from_mean(1.0, 3.0), Gamma(4.0, 0.05), 0.6, 0.2, capacity=1.3
    ),
    "never": FeedbackQueue(0.7, Gamma(2.0, 0.5), REWORK, 0.0),
    "always": FeedbackQueue(0.4, Exponential(1.0), Deterministic(0.8), 1.0),
}


@pytest.mark.parametrize("name", FEEDBACK)
def test_feedback(name: str) -> None:
    queue = FEEDBACK[name]
    found = simulate_feedback(queue, until=0.02, seed=1)
    assert found.reached
    assert found.mean_wait.covers(queue.mean_wait, WIDTHS)
    assert found.mean_time_in_system.covers(queue.mean_time_in_system, WIDTHS)
    assert found.places["first pass"].mean_wait.covers(queue.mean_first_wait, WIDTHS)
    assert found.places["first pass"].delayed.covers(queue.utilisation, WIDTHS)
    if queue.returns:
        assert found.places["rework"].mean_wait.covers(queue.mean_rework_wait, WIDTHS)


def test_bursts_make_feedback_wait_longer() -> None:
    queue = FEEDBACK["Fig. 4, λ = 0.6"]
    bursty = simulate_feedback(queue, arrivals=Hyperexponential.from_mean(1 / 0.6, 5), until=0.03)
    assert bursty.mean_wait.low > 1.5 * queue.mean_wait


def test_unstable_feedback() -> None:
    queue = FeedbackQueue(1.2, Deterministic(0.5), REWORK, 0.15)
    found = simulate_feedback(queue)
    assert not found.is_stable
    assert found.mean_wait.value == queue.mean_wait == math.inf


def test_tandem_of_exponential_servers_is_exact() -> None:
    """Burke (1956): departures of M/M/k are Poisson, so each station is M/M/k."""
    line = [
        Station(Exponential(0.7), name="first"),
        Station(Exponential(2.4), servers=3, name="many"),
        Station(Exponential(0.3), share=0.5, name="some"),
    ]
    found = simulate_tandem(1.0, line, until=0.02, seed=2)
    exact = decompose_stations(1.0, line)
    for i, name in enumerate(exact.names):
        assert found.places[name].mean_wait.covers(exact.wait[i], WIDTHS)
        assert found.places[name].mean_time.covers(exact.time[i], WIDTHS)
    assert found.mean_wait.covers(exact.mean_wait, WIDTHS)
    assert found.mean_time_in_system.covers(exact.mean_time_in_system, WIDTHS)


def test_regular_first_station_spaces_out_the_second() -> None:
    """Behind a slower station with fixed times, a faster one with fixed times never waits."""
    line = [Station(Deterministic(0.8)), Station(Deterministic(0.6))]
    found = simulate_tandem(1.0, line, until=0.05)
    assert found.places["station 2"].mean_wait.value == pytest.approx(0.0, abs=1e-9)
    assert found.places["station 2"].delayed.value == 0.0
    assert found.mean_wait.covers(0.64 / (2 * 0.2), WIDTHS)


@pytest.mark.parametrize("bottleneck", [0, 1, 2])
def test_decomposition_of_a_tandem_is_close(bottleneck: int) -> None:
    means = np.full(3, 0.6)
    means[bottleneck] = 0.85
    kinds = (0.3, 2.0, 0.7)
    line = [Station(Gamma.from_mean(m, c)) for m, c in zip(means, kinds, strict=True)]
    found = simulate_tandem(1.0, line, until=0.02, seed=3)
    near = decompose_stations(1.0, line)
    assert near.bottleneck == f"station {bottleneck + 1}"
    assert found.mean_wait.value == pytest.approx(near.mean_wait, rel=0.12)
    assert found.mean_time_in_system.value == pytest.approx(near.mean_time_in_system, rel=0.08)


@pytest.mark.parametrize("escalated", [0.1, 0.22])
def test_review_tiers(escalated: float) -> None:
    tiers = ReviewTiers(
        arrival_rate=8,
        junior=Gamma(3.0, 0.2 / 3),
        senior=Hyperexponential.from_mean(0.5, 3),
        escalated=escalated,
        juniors=2,
    )
    found = simulate_tandem(8, tiers.stations, until=0.03, seed=4)
    near = tiers.decomposition
    assert near.bottleneck == ("seniors" if escalated > tiers.balancing_share else "juniors")
    for i, name in enumerate(near.names):
        assert found.places[name].mean_wait.value == pytest.approx(near.wait[i], rel=0.1)
    assert found.mean_time_in_system.value == pytest.approx(near.mean_time_in_system, rel=0.08)


def test_station_that_no_one_reaches() -> None:
    line = [Station(Exponential(0.5)), Station(Exponential(9.0), share=0.0)]
    found = simulate_tandem(1.0, line, until=0.05)
    assert found.is_stable
    assert math.isnan(found.places["station 2"].mean_wait.value)
    assert found.mean_wait.covers(0.5, WIDTHS)


def test_unstable_line() -> None:
    found = simulate_tandem(1.0, [Station(Exponential(0.5)), Station(Exponential(1.0))])
    assert not found.is_stable
    assert found.utilisation == 1.0
    assert found.mean_wait.value == math.inf


@pytest.mark.parametrize(
    ("stations", "message"),
    [
        ([], "at least one Station"),
        ([Exponential(1.0)], "at least one Station"),
        ([Station(Exponential(1), name="a")] * 2, "different names"),
    ],
)
def test_lines_that_make_no_sense_are_refused(stations, message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate_tandem(1.0, stations)

"""Mean waits: closed forms, limits, and what must never happen."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesign import InputError
from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Exponential,
    Gamma,
    Mixture,
    Moments,
    Queue,
    Scaled,
)
from queueing_help import batch_means, waits

MANUAL = Gamma.from_mean(1, 0.1)
ASSISTED = AssistedTime(0.5, 0.15, Gamma.from_mean(7 / 3, 6.8375 / (7 / 3) ** 2 - 1))

rates = st.floats(0, 3)
services = st.builds(Moments.from_mean, st.floats(0, 3), st.floats(0, 20))


def test_one_exponential_server() -> None:
    queue = Queue(0.8, Exponential(1))
    assert queue.utilisation == 0.8
    assert queue.mean_wait == pytest.approx(4)
    assert queue.mean_time_in_system == pytest.approx(5)
    assert queue.mean_number_waiting == pytest.approx(3.2)
    assert queue.mean_number_in_system == pytest.approx(4)
    # P(W > t) = ρ e^(-(1 - ρ) t)
    assert queue.second_moment_of_wait == pytest.approx(2 * 0.8 / 0.2**2)
    assert queue.wait_deviation == pytest.approx(math.sqrt(40 - 16))


def test_fixed_service_waits_half_as_long() -> None:
    assert Queue(0.8, Deterministic(1)).mean_wait == pytest.approx(2)


def test_the_waits_of_figure_4_meet() -> None:
    rate = 841 / 1105
    assert Queue(rate, MANUAL).mean_wait == pytest.approx(1.752083, abs=5e-7)
    assert Queue(rate, ASSISTED).mean_wait == pytest.approx(1.752083, abs=5e-7)
    for other, slower in ((0.5, ASSISTED), (0.9, MANUAL)):
        faster = MANUAL if slower is ASSISTED else ASSISTED
        assert Queue(other, slower).mean_wait > Queue(other, faster).mean_wait


@pytest.mark.parametrize("x", [0.0, 0.4, 1.0])
def test_the_mean_wait_by_simulation(x: float) -> None:
    queue = Queue(0.9, Mixture([1 - x, x], [MANUAL, ASSISTED]), capacity=1.3)
    mean, error = batch_means(waits(queue, 400_000, seed=3))
    assert abs(mean - queue.mean_wait) < 4 * error
    second, error = batch_means(waits(queue, 400_000, seed=4) ** 2)
    assert abs(second - queue.second_moment_of_wait) < 4 * error


@given(rates, services, st.floats(0.1, 5), st.floats(0, 10))
def test_the_two_forms_of_equation_3(
    rate: float, service: Moments, capacity: float, arrivals: float
) -> None:
    queue = Queue(rate, service, capacity, arrivals)
    if not queue.is_stable:
        assert queue.mean_wait == math.inf
        assert queue.factors.congestion == math.inf
        assert rate * service.mean / capacity >= 1
        return
    factors = queue.factors
    product = factors.congestion * factors.variability * factors.service
    assert queue.mean_wait == pytest.approx(product, rel=1e-9, abs=1e-12)
    assert queue.mean_wait >= 0
    assert queue.mean_number_in_system == pytest.approx(rate * queue.mean_time_in_system)
    if arrivals == 1:
        paper = rate * service.second_moment / (2 * capacity * (capacity - rate * service.mean))
        assert queue.mean_wait == pytest.approx(paper)


@given(rates, services, st.floats(0.1, 5))
def test_capacity_is_speed(rate: float, service: Moments, capacity: float) -> None:
    queue, scaled = Queue(rate, service, capacity), Queue(rate, Scaled(service, 1 / capacity))
    if abs(queue.utilisation - 1) > 1e-9:
        assert queue.mean_wait == pytest.approx(scaled.mean_wait, rel=1e-6)
        assert queue.mean_time_in_system == pytest.approx(scaled.mean_time_in_system, rel=1e-6)


def test_other_arrivals() -> None:
    queue = Queue(0.8, Gamma.from_mean(1, 0.5), arrival_variation=2.5)
    corrected = math.exp(-0.2 * 1.5 / (2.5 + 4 * 0.5))
    assert queue.mean_wait == pytest.approx(0.8 / 0.2 * (2.5 + 0.5) / 2 * corrected)
    assert queue.factors.product == pytest.approx(queue.mean_wait)
    assert not queue.has_poisson_arrivals
    assert "Krämer and Langenbach-Belz" in str(queue)
    with pytest.raises(InputError, match=r"arrival_variation = 2\.5: must be 1 for the second"):
        _ = queue.second_moment_of_wait


def test_other_arrivals_in_heavy_traffic() -> None:
    queue = Queue(0.95, Exponential(1), arrival_variation=0.25)
    mean, error = batch_means(waits(queue, 2_000_000, seed=5))
    # within 5 % where the formula is exact in the limit
    assert abs(mean / queue.mean_wait - 1) < 0.05 + 4 * error / queue.mean_wait


def test_clockwork_does_not_wait() -> None:
    assert Queue(0.9, Deterministic(1), arrival_variation=0).mean_wait == 0
    assert Queue(1.1, Deterministic(1), arrival_variation=0).mean_wait == math.inf


@pytest.mark.parametrize("rate", [1.0, 1.5])
def test_unstable(rate: float) -> None:
    queue = Queue(rate, Exponential(1))
    assert not queue.is_stable
    assert queue.mean_wait == queue.mean_time_in_system == math.inf
    assert queue.mean_number_waiting == queue.mean_number_in_system == math.inf
    assert queue.second_moment_of_wait == queue.wait_deviation == math.inf
    assert "Unstable" in str(queue)
    assert queue.to_dict()["mean_wait"] is None
    assert queue.to_dict()["stable"] is False


def test_nothing_to_do() -> None:
    for queue in (Queue(0, Exponential(1)), Queue(2, Deterministic(0))):
        assert queue.mean_wait == queue.mean_number_waiting == queue.second_moment_of_wait == 0
        assert queue.is_stable


def test_infinite_variability() -> None:
    class Heavy(Exponential):
        def moment(self, order: int) -> float:
            return 1.0 if order == 1 else math.inf

    queue = Queue(0.5, Heavy(1.0))
    assert queue.is_stable
    assert queue.mean_wait == math.inf
    assert queue.to_dict()["variability"] is None


def test_as_text_and_json() -> None:
    queue = Queue(0.5, Deterministic(1))
    text = str(queue)
    rows = {" ".join(r[:-1]): r[-1] for r in map(str.split, text.splitlines()) if len(r) > 1}
    assert rows["mean wait"] == "0.5"
    assert rows["mean time in system"] == "1.5"
    assert rows["= congestion"] == "1"
    assert json.loads(json.dumps(queue.to_dict()))["mean_wait"] == 0.5


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Queue(-1, Exponential(1)), "Queue: arrival_rate = -1: must be a finite"),
        (lambda: Queue(math.nan, Exponential(1)), "arrival_rate = nan"),
        (lambda: Queue(1, 2.0), "service = 2.0: must be a service time"),  # type: ignore[arg-type]
        (lambda: Queue(1, Exponential(1), capacity=0), "capacity = 0: must be greater"),
        (lambda: Queue(1, Exponential(1), arrival_variation=-0.5), "arrival_variation = -0.5"),
    ],
)
def test_bad_input(build: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build()  # type: ignore[operator]


def test_numpy_numbers_are_numbers() -> None:
    assert Queue(np.float64(0.5), Exponential(np.float64(1))).mean_wait == 1.0

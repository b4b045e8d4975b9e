"""Several servers: Erlang's formulas, exact cases, and limits."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jobdesign import InputError
from jobdesign.queueing import (
    Deterministic,
    Exponential,
    Gamma,
    ManyServerQueue,
    Moments,
    Queue,
    ServiceTime,
    erlang_b,
    erlang_c,
)
from jobdesign.workflow import Array
from queueing_help import batch_means


def simulated_waits(queue: ManyServerQueue, count: int, seed: int) -> Array:
    """Return waits by the recursion of Kiefer and Wolfowitz."""
    generator = np.random.default_rng(seed)
    gaps = generator.exponential(1 / queue.arrival_rate, count)
    served = queue.service.sample(generator, count) / queue.capacity
    free = [0.0] * queue.servers
    found = np.empty(count)
    now = 0.0
    for i, (gap, time) in enumerate(zip(gaps.tolist(), served.tolist(), strict=True)):
        now += gap
        j = min(range(queue.servers), key=free.__getitem__)
        start = max(now, free[j])
        found[i] = start - now
        free[j] = start + time
    return found[count // 10 :]


@given(st.integers(1, 30), st.fractions(0, 40, max_denominator=50))
def test_erlang_as_printed(servers: int, load: Fraction) -> None:
    terms = [load**j / math.factorial(j) for j in range(servers + 1)]
    assert erlang_b(servers, float(load)) == pytest.approx(float(terms[-1] / sum(terms)))
    if load < servers:
        last = terms[-1] / (1 - load / servers)
        waiting = last / (sum(terms[:-1]) + last)
        assert erlang_c(servers, float(load)) == pytest.approx(float(waiting))
    else:
        assert erlang_c(servers, float(load)) == 1


@given(st.floats(0, 0.99), st.floats(0.1, 5), st.floats(0, 10), st.floats(0, 5))
def test_one_server_is_the_queue(
    load: float, capacity: float, service: float, arrivals: float
) -> None:
    time = Moments.from_mean(1, service)
    many = ManyServerQueue(load * capacity, time, 1, capacity, arrivals)
    one = Queue(load * capacity, time, capacity, arrivals)
    assert many.mean_wait == pytest.approx(one.mean_wait, rel=1e-9, abs=1e-12)
    assert many.mean_time_in_system == pytest.approx(one.mean_time_in_system)
    assert many.mean_number_in_system == pytest.approx(
        one.mean_number_in_system, rel=1e-9, abs=1e-12
    )


def test_birth_and_death_in_numbers() -> None:
    # the balance equations of M/M/3 with λ = 2, μ = 1, cut far out
    rate, servers = 2.0, 3
    weights = [1.0]
    for n in range(1, 400):
        weights.append(weights[-1] * rate / min(n, servers))
    share = np.array(weights) / sum(weights)
    queue = ManyServerQueue(rate, Exponential(1), servers)
    assert queue.is_exact
    assert queue.waiting_probability == pytest.approx(share[servers:].sum())
    line = np.maximum(np.arange(400) - servers, 0)
    assert queue.mean_number_waiting == pytest.approx(share @ line)
    assert queue.mean_number_in_system == pytest.approx(share @ np.arange(400))


@pytest.mark.parametrize(
    ("service", "close"),
    [(Exponential(1), 0.0), (Gamma.from_mean(1, 2.25), 0.1), (Gamma.from_mean(1, 0.25), 0.1)],
    ids=str,
)
def test_by_simulation(service: ServiceTime, close: float) -> None:
    queue = ManyServerQueue(2.4, service, 3)
    mean, error = batch_means(simulated_waits(queue, 200_000, seed=9))
    assert abs(mean - queue.mean_wait) < close * queue.mean_wait + 4 * error


def test_more_servers_wait_less() -> None:
    queues = [ManyServerQueue(0.9 * k, Exponential(1), k) for k in (1, 2, 5, 20, 1000)]
    found = [queue.mean_wait for queue in queues]
    assert found == sorted(found, reverse=True)
    many = stats.poisson.pmf(1000, 900) / stats.poisson.cdf(1000, 900)  # Erlang's B
    assert found[-1] == pytest.approx(many / (1 - 0.9 * (1 - many)) / 100)


def test_unstable_and_idle() -> None:
    queue = ManyServerQueue(3, Deterministic(1), 3)
    assert not queue.is_stable
    assert not queue.is_exact
    assert queue.mean_wait == queue.mean_number_in_system == math.inf
    assert queue.waiting_probability == 1
    assert queue.to_dict()["mean_wait"] is None
    assert "Unstable" in str(queue)
    idle = ManyServerQueue(0, Deterministic(1), 3)
    assert idle.mean_wait == idle.mean_number_waiting == 0
    assert "Whitt" in str(idle)
    json.dumps(idle.to_dict())


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: ManyServerQueue(1, Exponential(1), 0), "servers = 0: must be a whole number"),
        (lambda: ManyServerQueue(1, Exponential(1), 1.5), "servers = 1.5"),  # type: ignore[arg-type]
        (lambda: ManyServerQueue(-1, Exponential(1), 2), "arrival_rate = -1"),
        (lambda: ManyServerQueue(1, 3, 2), "must be a service time"),  # type: ignore[arg-type]
        (lambda: ManyServerQueue(1, Exponential(1), 2, capacity=-1), "capacity = -1"),
        (lambda: erlang_b(2, -1), "offered_load = -1"),
        (lambda: erlang_c(0, 1), "servers = 0"),
    ],
)
def test_bad_input(build: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build()  # type: ignore[operator]

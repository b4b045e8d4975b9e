"""Timings of the simulations: ``pytest tests/benchmarks --benchmark-enable``."""

from __future__ import annotations

import time

import ciw
import numpy as np
import pytest

from jobdesign.queueing import (
    Deterministic,
    Exponential,
    FeedbackQueue,
    Gamma,
    Hyperexponential,
    Lognormal,
    ServiceTime,
    Station,
    StoppingRule,
    simulate_feedback,
    simulate_queue,
    simulate_tandem,
)

SERVICES = {
    "deterministic": Deterministic(0.8),
    "exponential": Exponential(0.8),
    "gamma": Gamma(2.0, 0.4),
    "lognormal": Lognormal.from_mean(0.8, 1.5),
    "hyperexponential": Hyperexponential.from_mean(0.8, 4.0),
}


def fixed(customers: int) -> StoppingRule:
    """A run of a given length."""
    return StoppingRule(relative=None, most_customers=customers)


def per_second(benchmark, customers: int) -> None:
    if benchmark.stats is not None:
        rate = customers / benchmark.stats.stats.min
        benchmark.extra_info["million customers per second"] = round(rate / 1e6, 2)


@pytest.mark.parametrize("name", SERVICES)
def test_one_server(benchmark, name: str) -> None:
    service: ServiceTime = SERVICES[name]
    customers = 5_000_000
    found = benchmark(simulate_queue, 1.0, service, until=fixed(customers))
    assert found.mean_wait.covers(service.second_moment / (2 * (1 - service.mean)), widths=3)
    per_second(benchmark, customers)


@pytest.mark.parametrize("servers", [2, 20])
def test_several_servers(benchmark, servers: int) -> None:
    customers = 2_000_000
    service = Gamma(2.0, 0.4 * servers)
    found = benchmark(simulate_queue, 1.0, service, servers=servers, until=fixed(customers))
    assert found.is_stable
    per_second(benchmark, customers)


def test_tandem(benchmark) -> None:
    customers = 2_000_000
    line = [
        Station(Gamma(2.0, 0.4)),
        Station(Gamma(2.0, 0.6), servers=2),
        Station(Exponential(0.5)),
    ]
    found = benchmark(simulate_tandem, 1.0, line, until=fixed(customers))
    assert found.is_stable
    per_second(benchmark, customers)


def test_feedback(benchmark) -> None:
    customers = 2_000_000
    queue = FeedbackQueue(0.85, Deterministic(0.5), Gamma(3.9, 0.6), 0.15)
    found = benchmark(simulate_feedback, queue, until=fixed(customers))
    assert found.mean_wait.covers(queue.mean_wait, widths=3)
    per_second(benchmark, customers)


@pytest.mark.slow
def test_beside_ciw(benchmark) -> None:
    """The same M/G/1, λ = 1 and gamma services of mean 0.8, in one run.

    Seconds of the processor, so that other work on the machine does not count.
    """
    ours, theirs = 2_000_000, 20_000

    def run() -> tuple[float, float, float, float]:
        start = time.process_time()
        found = simulate_queue(1.0, Gamma(2.0, 0.4), until=fixed(ours))
        between = time.process_time()
        ciw.seed(0)
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(1.0)],
            service_distributions=[ciw.dists.Gamma(2.0, 0.4)],
            number_of_servers=[1],
        )
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(theirs, method="Finish")
        waits = [record.waiting_time for record in simulation.get_all_records()]
        end = time.process_time()
        return (
            found.mean_wait.value,
            float(np.mean(waits)),
            ours / (between - start),
            theirs / (end - between),
        )

    simulate_queue(1.0, Gamma(2.0, 0.4), until=fixed(10_000))  # compile
    wait, ciw_wait, rate, ciw_rate = benchmark.pedantic(run, rounds=3)
    assert wait == pytest.approx(ciw_wait, rel=0.25)
    benchmark.extra_info["customers per second"] = round(rate)
    benchmark.extra_info["ciw"] = round(ciw_rate)
    benchmark.extra_info["ratio"] = round(rate / ciw_rate)

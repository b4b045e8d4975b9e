"""One queue, one or several servers, beside closed forms."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy import optimize

from jobdesign.errors import InputError
from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Mixture,
    Queue,
    Scaled,
    ServiceTime,
    StoppingRule,
    mean_wait,
    simulate_queue,
)
from lengths import first

#: 95 % half-widths that an estimate may be off: about one test in 3000 would fail by chance.
WIDTHS = 1.9

#: The AI route of Fig. 2.
ASSISTED = AssistedTime(0.5, 0.15, Gamma.from_mean(7 / 3, 6.8375 / (7 / 3) ** 2 - 1))

SERVICES = {
    "deterministic": Deterministic(1.0),
    "exponential": Exponential(1.0),
    "gamma": Gamma.from_mean(1.0, 0.1),
    "gamma, variable": Gamma.from_mean(1.0, 2.5),
    "lognormal": Lognormal.from_mean(1.0, 1.5),
    "hyperexponential": Hyperexponential.from_mean(1.0, 4.0),
    "empirical": Empirical([0.1, 0.5, 0.5, 1.0, 3.0]),
    "assisted": ASSISTED,
    "mixed routes": Mixture([0.6, 0.4], [Gamma.from_mean(1.0, 0.1), ASSISTED]),
}


@pytest.mark.parametrize("rate", [0.5, 0.85])
@pytest.mark.parametrize("name", SERVICES)
def test_pollaczek_khinchine(name: str, rate: float) -> None:
    service = SERVICES[name]
    found = simulate_queue(rate, service, until=0.02, seed=11)
    rho = rate * service.mean
    wait = rate * service.moment(2) / (2 * (1 - rho))
    square = 2 * wait**2 + rate * service.moment(3) / (3 * (1 - rho))
    assert found.reached
    assert found.mean_wait.covers(wait, WIDTHS)
    assert found.mean_time_in_system.covers(wait + service.mean, WIDTHS)
    assert found.delayed.covers(rho, WIDTHS)
    assert found.second_moment.covers(square, WIDTHS)
    assert found.utilisation == pytest.approx(rho)


def test_capacity_is_a_change_of_scale() -> None:
    """Wait × C at rate λ is the wait at rate λ / C of servers of capacity 1."""
    rule = StoppingRule(relative=None, most_customers=100_000)
    fast = simulate_queue(1.7, ASSISTED, capacity=2.0, until=rule, seed=5)
    slow = simulate_queue(0.85, ASSISTED, until=rule, seed=5)
    halved = simulate_queue(1.7, Scaled(ASSISTED, 0.5), until=rule, seed=5)
    assert fast.mean_wait.value * 2 == pytest.approx(slow.mean_wait.value, rel=1e-9)
    assert halved.mean_wait.value == pytest.approx(fast.mean_wait.value, rel=1e-9)


@pytest.mark.parametrize("rate", [0.761086, 0.6, 0.9])
def test_fig_4_manual_and_assisted(rate: float) -> None:
    """W_H of τ = 1, c² = 0.1 and W_A of τ = 0.85, q = 1.625625."""
    manual = simulate_queue(rate, Gamma.from_mean(1.0, 0.1), until=0.02, seed=1).mean_wait
    assisted = simulate_queue(rate, ASSISTED, until=0.02, seed=2).mean_wait
    assert manual.covers(rate * 1.1 / (2 * (1 - rate)), WIDTHS)
    assert assisted.covers(rate * 1.625625 / (2 * (1 - 0.85 * rate)), WIDTHS)


@pytest.mark.parametrize("servers", [1, 3])
def test_tail_of_exponential_servers(servers: int) -> None:
    """P(W > t) = P(delayed) e^(-(kμ - λ) t), Erlang C."""
    rate, times = 0.8 * servers, (0.5, 2.0, 6.0)
    found = simulate_queue(
        rate, Exponential(1.0), servers=servers, beyond=times, until=0.02, seed=3
    )
    delayed = erlang_c(servers, rate)
    assert found.delayed.covers(delayed, WIDTHS)
    for t in times:
        exact = delayed * math.exp(-(servers - rate) * t)
        assert found.system.beyond[t].covers(exact, WIDTHS)


@pytest.mark.parametrize("name", ["deterministic", "gamma, variable", "assisted", "lognormal"])
def test_distribution_by_transform_inversion(name: str) -> None:
    rate, times = 0.7, (0.3, 1.0, 3.0, 8.0)
    exact = Queue(rate, SERVICES[name]).distribution()
    found = simulate_queue(rate, SERVICES[name], beyond=times, until=0.02, seed=9)
    for t in times:
        assert found.system.beyond[t].covers(float(exact.wait_tail(t)), WIDTHS)


def erlang_c(servers: int, load: float) -> float:
    """The textbook sum, not the recursion of the source."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize("servers", [2, 5, 20])
def test_several_exponential_servers(servers: int) -> None:
    rate = 0.85 * servers
    found = simulate_queue(rate, Exponential(1.0), servers=servers, until=0.02, seed=4)
    wait = erlang_c(servers, rate) / (servers - rate)
    assert found.mean_wait.covers(wait, WIDTHS)
    assert found.mean_time_in_system.covers(wait + 1, WIDTHS)
    assert mean_wait(0.85 * servers, 1.0, 2.0, servers=servers) == pytest.approx(wait)


@pytest.mark.parametrize(
    ("name", "servers"), [("gamma", 3), ("assisted", 3), ("hyperexponential", 4)]
)
def test_approximation_of_many_general_servers_is_close(name: str, servers: int) -> None:
    service = SERVICES[name]
    rate = 0.85 * servers / service.mean
    found = simulate_queue(rate, service, servers=servers, until=0.02, seed=5)
    near = mean_wait(rate, service.mean, service.second_moment, servers=servers)
    assert found.mean_wait.value == pytest.approx(near, rel=0.06)


@pytest.mark.parametrize(
    "interarrival",
    [
        Deterministic(1.0),
        Gamma.from_mean(1.0, 0.3),
        Hyperexponential.from_mean(1.0, 5.0),
        Gamma.from_mean(1.0, 3.0),
    ],
    ids=["regular", "smooth", "bursty", "bursty gamma"],
)
def test_renewal_arrivals_at_an_exponential_server(interarrival: ServiceTime) -> None:
    """GI/M/1: a share σ waits, E[W] = σ / (μ (1 - σ)), σ = A*(μ (1 - σ))."""
    mu = 1 / 0.8

    def excess(sigma: float) -> float:
        return float(interarrival.transform(np.array([mu * (1 - sigma)])).real[0]) - sigma

    sigma = optimize.brentq(excess, 1e-6, 1 - 1e-3)
    found = simulate_queue(interarrival, Exponential(1 / mu), until=0.02, seed=6)
    assert found.delayed.covers(sigma, WIDTHS)
    assert found.mean_wait.covers(sigma / (mu * (1 - sigma)), WIDTHS)


def test_arrivals_in_batches() -> None:
    """Batches of geometric size, mean b: the first waits as by P–K, then (b - 1) E[S] more."""
    b, rate = 2.5, 0.7
    service = Gamma.from_mean(1.0, 0.5)
    interarrival = Mixture([1 - 1 / b, 1 / b], [Deterministic(0.0), Exponential(b / rate)])
    found = simulate_queue(interarrival, service, until=0.02, seed=7)
    square = b * service.variance + (2 * b**2 - b) * service.mean**2
    wait = rate / b * square / (2 * (1 - rate)) + (b - 1) * service.mean
    assert found.mean_wait.covers(wait, WIDTHS)


@pytest.mark.parametrize("arrival_variation", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("service_variation", first(1, [0.25, 2.0]))
def test_kingman_in_heavy_traffic(arrival_variation: float, service_variation: float) -> None:
    rho = 0.96
    interarrival = Gamma.from_mean(1 / rho, arrival_variation)
    service = Gamma.from_mean(1.0, service_variation)
    found = simulate_queue(interarrival, service, until=0.05, seed=8)
    kingman = rho * (arrival_variation + service_variation) / (2 * (1 - rho))
    assert found.reached
    assert abs(found.mean_wait.value / kingman - 1) <= 0.05 + 2 * (1 - rho)


def test_no_one_waits_where_all_is_regular() -> None:
    for servers in (1, 2):
        found = simulate_queue(
            Deterministic(1.0 / servers), Deterministic(0.9), servers=servers, until=0.01
        )
        assert found.mean_wait.value == pytest.approx(0.0, abs=1e-9)
        assert found.delayed.value == 0.0
        assert found.mean_time_in_system.value == pytest.approx(0.9)


@pytest.mark.parametrize(("rate", "servers"), [(1.0, 1), (1.2, 1), (3.0, 3)])
def test_unstable_systems_wait_forever(rate: float, servers: int) -> None:
    found = simulate_queue(rate, Exponential(1.0), servers=servers, beyond=[2.0])
    assert not found.is_stable
    assert found.mean_wait.value == found.mean_time_in_system.value == math.inf
    assert found.customers == 0
    assert found.to_dict()["system"]["mean_wait"]["value"] is None
    json.dumps(found.to_dict(), allow_nan=False)
    assert "Unstable" in str(found)


def test_text_names_every_place() -> None:
    text = str(simulate_queue(0.5, Exponential(1.0), beyond=[1.0], until=0.05))
    for word in ("queue", "Wait > 1", "95 % intervals from 32 batch means"):
        assert word in text


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        ((0.0, Exponential(1)), {}, "arrivals"),
        ((-1.0, Exponential(1)), {}, "arrivals"),
        ((math.inf, Exponential(1)), {}, "arrivals"),
        ((Deterministic(0.0), Exponential(1)), {}, "arrivals: mean"),
        ((0.5, 1.0), {}, "must be a ServiceTime"),
        ((0.5, Exponential(1)), {"servers": 0}, "servers"),
        ((0.5, Exponential(1)), {"servers": 1.5}, "servers"),
        ((0.5, Exponential(1)), {"capacity": 0}, "capacity"),
        ((0.5, Exponential(1)), {"beyond": [-1]}, r"beyond\[0\]"),
        ((0.5, Exponential(1)), {"seed": -1}, "seed"),
        ((0.5, Exponential(1)), {"until": -0.1}, "relative"),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments, settings, message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate_queue(*arguments, **settings)

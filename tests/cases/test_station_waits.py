"""One station has one mean wait, whatever asks for it, and says how far off it may be."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import optimize, stats

from jobdesign.cli import commands
from jobdesign.errors import InputError
from jobdesign.queueing import (
    AbandoningDemand,
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    ManyServerQueue,
    Moments,
    Queue,
    Routes,
    Station,
    decompose_stations,
    demand_equilibria,
    erlang_c,
    kingman_wait,
    mean_wait,
    wait_formula,
)
from jobdesign.queueing.mean_waits import one_server_waits, wait_slope
from jobdesign.queueing.wait_errors import LOADS, known_errors
from queueing.phase_type_queues import (
    PhaseType,
    PhaseTypeQueue,
    erlang,
    exponential,
    hyperexponential,
)


def exact_gi_m_1(load: float, transform: object) -> float:
    """Return the wait in units of service by the root of σ = A*(μ(1 - σ))."""
    sigma = optimize.brentq(lambda x: transform((1 - x) / load) - x, 0.0, 1.0 - 1e-9)  # type: ignore[operator]
    return float(sigma / (1 - sigma))


def crommelin(servers: int, load: float) -> float:
    """Return the mean wait of M/D/k in units of service."""
    i = np.arange(1, 3000)
    busy = stats.poisson.sf(i * servers - 1, i * servers * load)
    return float(np.sum(busy - stats.poisson.sf(i * servers, i * servers * load) / load))


@pytest.mark.parametrize("load", [0.3, 0.5, 0.7, 0.9])
def test_clockwork_arrivals(load: float) -> None:
    """D/M/1: Kingman's formula is up to twice and more too high, this one within 7 %."""
    exact = exact_gi_m_1(load, lambda s: math.exp(-s))
    assert Queue(load, Exponential(1), arrival_variation=0).mean_wait == pytest.approx(
        exact, rel=0.07
    )
    if load <= 0.5:
        assert kingman_wait(load, 1, 2, 1, 0) > 1.9 * exact


@pytest.mark.parametrize(("variation", "load"), [(0.5, 0.6), (2.0, 0.6), (4.0, 0.8), (6.0, 0.5)])
def test_renewal_arrivals(variation: float, load: float) -> None:
    between = erlang(2, 1 / load) if variation == 0.5 else hyperexponential(variation, 1 / load)
    exact = PhaseTypeQueue(between, exponential(), 1).mean_wait
    queue = Queue(load, Exponential(1), arrival_variation=variation)
    assert queue.mean_wait == pytest.approx(exact, rel=0.1)


@pytest.mark.parametrize(
    ("servers", "load", "service", "within"),
    [
        (2, 0.5, 0.0, 0.01), (3, 0.9, 0.0, 0.01), (8, 0.7, 0.0, 0.02), (20, 0.8, 0.0, 0.02),
        (4, 0.75, 0.5, 0.01), (3, 0.6, 3.0, 0.05), (6, 0.85, 5.0, 0.03),
    ],
)  # fmt: skip
def test_several_servers(servers: int, load: float, service: float, within: float) -> None:
    if service == 0.0:
        exact = crommelin(servers, load)
    else:
        kind = erlang(2) if service == 0.5 else hyperexponential(service)
        exact = PhaseTypeQueue(exponential(1 / (load * servers)), kind, servers).mean_wait
    time = Moments.from_mean(1, service)
    assert ManyServerQueue(load * servers, time, servers).mean_wait == pytest.approx(
        exact, rel=within
    )


@pytest.mark.parametrize("arrivals", [0.0, 0.4, 1.0, 3.0])
@pytest.mark.parametrize("servers", [1, 2, 7])
def test_every_door_gives_one_wait(arrivals: float, servers: int) -> None:
    rate, service, capacity = 0.7 * servers * 1.5 / 0.8, Gamma.from_mean(0.8, 0.6), 1.5
    given = (rate, service.mean, service.second_moment, capacity, arrivals, servers)
    expected = mean_wait(*given)
    queue = ManyServerQueue(rate, service, servers, capacity, arrivals)
    line = decompose_stations(
        rate, [Station(service, servers, capacity=capacity)], arrival_variation=arrivals
    )
    assert queue.mean_wait == pytest.approx(expected, rel=1e-12)
    assert line.mean_wait == pytest.approx(expected, rel=1e-12)
    assert line.formulas[0].name == queue.formula.name
    if servers == 1:
        one = Queue(rate, service, capacity, arrivals)
        routes = Routes(manual=service, assisted=service, arrival_rate=rate, capacity=capacity,
                        arrival_variation=arrivals)  # fmt: skip
        assert one.mean_wait == pytest.approx(expected, rel=1e-12)
        assert one.factors.product == pytest.approx(expected, rel=1e-9)
        assert routes.mean_wait(0.3) == pytest.approx(expected, rel=1e-12)
        assert float(one_server_waits(*given[:5])) == pytest.approx(expected, rel=1e-12)


def command(*arguments: str) -> str:
    found = CliRunner().invoke(commands, ["queue", *arguments])
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.parametrize(
    ("arrivals", "juniors", "service"),
    [
        (0.0, 1, 'distribution = "exponential", mean = 0.4'),
        (0.25, 1, 'distribution = "gamma", mean = 0.4, squared_variation = 0.5'),
        (3.0, 1, 'distribution = "lognormal", mean = 0.4, squared_variation = 2'),
        (1.0, 3, 'distribution = "hyperexponential", mean = 1.9, squared_variation = 4'),
        (0.5, 2, 'distribution = "deterministic", value = 1.2'),
    ],
)
def test_wait_and_tiers_agree(tmp_path: Path, arrivals: float, juniors: int, service: str) -> None:
    station = f"arrival_rate = 1.3\narrival_variation = {arrivals}\n"
    route = tmp_path / "route.toml"
    route.write_text(f"{station}servers = {juniors}\n[manual]\n{service.replace(', ', chr(10))}\n")
    tiers = tmp_path / "tiers.toml"
    tiers.write_text(
        f"{station}[tiers]\njunior = {{{service}}}\nsenior = {{{service}}}\n"
        f"escalated = 0.1\njuniors = {juniors}\n"
    )
    one = json.loads(command("wait", str(route), "--format", "json"))["routes"]["manual"]
    other = json.loads(command("tiers", str(tiers), "--format", "json"))["stations"][0]
    assert one["mean_wait"] == pytest.approx(other["wait"], rel=1e-9)
    assert one["formula"] == other["formula"]
    assert one["formula"]["exact"] == (arrivals == 1.0 and juniors == 1)
    for name, path in (("wait", route), ("tiers", tiers)):
        assert "pproximate" in command(name, str(path))


def test_extremes() -> None:
    for arrivals in (0.0, 0.5, 1.0, 9.0):
        for spread in (0.0, 1.0, 1e6):
            for servers in (1, 2, 1000):
                waits = [
                    mean_wait(load * servers, 1.0, 1.0 + spread, 1.0, arrivals, servers)
                    for load in (1e-12, 0.1, 0.5, 0.9, 0.999999, 1.0 - 1e-12, 1.0)
                ]
                assert all(wait >= 0.0 for wait in waits)
                assert waits == sorted(waits)
                assert waits[-1] == math.inf
                heavy = (arrivals + spread) / 2 / 1e-6 / servers
                assert waits[4] == pytest.approx(heavy, rel=0.01)
    assert mean_wait(0.0, 1.0, 2.0, arrival_variation=3.0) == 0.0
    assert mean_wait(5.0, 0.0, 0.0, arrival_variation=0.0) == 0.0
    assert mean_wait(0.5, 1.0, math.inf, arrival_variation=0.0) == math.inf
    assert mean_wait(0.9, 1.0, 1.0, arrival_variation=0.0) == 0.0  # D/D/1
    erlang_wait = erlang_c(1000, 900) / 100
    assert mean_wait(900, 1, 2, servers=1000) == pytest.approx(erlang_wait, rel=1e-12)


@pytest.mark.parametrize("arrivals", [0.0, 0.3, 1.0, 2.5])
def test_slope(arrivals: float) -> None:
    given = (0.9, 0.7, 1.1, 1.3, arrivals)
    step = 1e-6
    rise = mean_wait(0.9 + step, *given[1:]) - mean_wait(0.9 - step, *given[1:])
    assert wait_slope(*given) == pytest.approx(rise / 2 / step, rel=1e-6)


def fitted(variation: float, mean: float) -> PhaseType:
    if variation == 1.0:
        return exponential(mean)
    if variation > 1.0:
        return hyperexponential(variation, mean)
    return erlang(round(1 / variation) if variation else 50, mean)


@pytest.mark.parametrize(
    ("block", "key"),
    [
        ("one", (0.25, 0.5, 1)), ("one", (4.0, 4.0, 1)), ("one", (0.0, 1.0, 1)),
        ("poisson", (1.0, 0.5, 5)), ("poisson", (1.0, 9.0, 10)),
        ("several", (0.5, 1.0, 5)), ("several", (9.0, 0.5, 2)),
    ],
)  # fmt: skip
def test_known_errors_are_what_exact_solutions_say(
    block: str, key: tuple[float, float, int]
) -> None:
    arrivals, service, servers = key
    for load, recorded in zip(LOADS, known_errors(block)[key], strict=False):
        between = fitted(arrivals, 1 / (load * servers))
        exact = PhaseTypeQueue(between, fitted(service, 1.0), servers).mean_wait
        found = mean_wait(load * servers, 1, 1 + service, 1, between.variation, servers)
        assert found / exact - 1 == pytest.approx(recorded, abs=6e-4)


def test_formulas_say_their_name_and_error() -> None:
    assert wait_formula(Moments(1, 3)).is_exact
    assert wait_formula(Exponential(1), servers=9).name == "Erlang"
    near = wait_formula(Hyperexponential.from_mean(1, 9), 10, utilisation=0.5)
    assert not near.is_exact
    assert near.error == (0.4, 0.4)
    between = wait_formula(3.0, 7, utilisation=0.6)
    assert between.error is not None
    assert between.error[0] < 0 < between.error[1]
    assert wait_formula(2.0, 4000, utilisation=0.6).error is None
    assert "not known" in str(wait_formula(2.0, 4000, utilisation=0.6))
    assert "+40.0 %" in str(near)


def test_abandoning_demand_says_what_it_is_not() -> None:
    found = demand_equilibria(Exponential(1), AbandoningDemand(base=1.2, patience=2))
    assert "Erlang-A" in found.to_dict()["about"]
    assert found.chosen is not None
    # M/M/1+M with θ = 1/2: those in line leave
    weights = np.cumprod([1.0, *(1.2 / (1 + 0.5 * n) for n in range(200))])
    waiting = float(weights @ np.maximum(np.arange(201) - 1, 0)) / weights.sum() / 1.2
    assert found.chosen.mean_wait > 1.7 * waiting


@pytest.mark.parametrize("size", [1500, pytest.param(4000, marks=pytest.mark.slow)])
def test_percentiles_of_many_observed_times(size: int) -> None:
    times = np.random.default_rng(size).gamma(0.8, 2.0, size)
    queue = Queue(0.7 / times.mean(), Empirical(times))
    found = queue.distribution().wait_percentile(0.95)
    smooth = Queue(
        0.7 / times.mean(), Gamma.from_mean(times.mean(), times.var() / times.mean() ** 2)
    )
    assert found == pytest.approx(smooth.distribution().wait_percentile(0.95), rel=0.05)
    assert float(queue.distribution().wait_cdf(found)) == pytest.approx(0.95, abs=1e-7)


@pytest.mark.parametrize("service", [Deterministic(1), Gamma(0.3, 2), Exponential(1)])
def test_quick_percentiles_are_near_the_exact_ones(service: object) -> None:
    waits = Queue(0.85, service).distribution()  # type: ignore[arg-type]
    for p in (0.3, 0.9, 0.99):
        for of in (waits.wait_percentile, waits.system_percentile):
            assert of(p) == pytest.approx(of(p, exact=True), rel=1e-8)


def test_several_servers_with_other_arrivals_have_no_percentiles() -> None:
    queue = ManyServerQueue(1, Exponential(1), 2, arrival_variation=2.0)
    with pytest.raises(InputError, match="Poisson"):
        queue.distribution()

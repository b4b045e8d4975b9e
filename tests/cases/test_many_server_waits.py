"""Percentiles and P(W > t) before several servers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from jobdesign.cli import commands
from jobdesign.errors import InputError
from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    ManyServerDistribution,
    ManyServerQueue,
    Moments,
    Queue,
    erlang_c,
    simulate_queue,
)
from queueing.phase_type_queues import (
    PhaseType,
    PhaseTypeQueue,
    erlang,
    exponential,
    hyperexponential,
)

TIMES = np.array([0.0, 0.1, 0.5, 1.0, 4.0])


@pytest.mark.parametrize(
    ("service", "same", "servers", "load"),
    [
        (Gamma(2, 0.5), erlang(2), 3, 0.7),
        (Gamma(2, 0.5), erlang(2), 8, 0.9),
        (Hyperexponential.from_mean(1, 3), hyperexponential(3), 4, 0.85),
        (Hyperexponential.from_mean(1, 7), hyperexponential(7), 12, 0.6),
        (
            Hyperexponential([0.2, 0.8], [3.0, 0.5]),
            PhaseType(np.array([0.2, 0.8]), -np.diag([1 / 3, 2.0])),
            5,
            0.8,
        ),
    ],
)
def test_two_phases_are_exact(service: Gamma, same: PhaseType, servers: int, load: float) -> None:
    capacity = 1.7
    waits = ManyServerQueue(load * servers / service.mean * capacity, service, servers, capacity)
    exact = PhaseTypeQueue(exponential(service.mean / (load * servers)), same, servers)
    found = waits.distribution()
    assert isinstance(found, ManyServerDistribution)
    assert found.is_exact
    assert found.method == "exact"
    assert found.wait_tail(TIMES / capacity) == pytest.approx(exact.tail(TIMES), rel=1e-9)
    at = found.wait_percentile(0.97)
    assert float(found.wait_cdf(at)) == pytest.approx(0.97, abs=1e-8)


def test_exponential_service_is_erlang() -> None:
    found = ManyServerQueue(990, Exponential(1), 1000).distribution()
    delayed = erlang_c(1000, 990)
    assert found.wait_tail([0, 0.1]) == pytest.approx([delayed, delayed * math.exp(-1)])
    near = ManyServerQueue(4, Gamma(1, 1), 5).distribution()
    assert near.wait_tail(TIMES) == pytest.approx(
        ManyServerQueue(4, Exponential(1), 5).distribution().wait_tail(TIMES), rel=1e-9
    )


@pytest.mark.parametrize(("phases", "servers", "load"), [(4, 5, 0.8), (4, 3, 0.6), (10, 2, 0.9)])
def test_regular_service(phases: int, servers: int, load: float) -> None:
    found = ManyServerQueue(load * servers, Gamma(phases, 1 / phases), servers).distribution()
    exact = PhaseTypeQueue(exponential(1 / (load * servers)), erlang(phases), servers)
    times = np.array([0.0, 0.1, 0.3, 0.6])
    assert found.wait_tail(times) == pytest.approx(exact.tail(times), rel=0.1, abs=0.004)
    assert "two phases" in found.method  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "service",
    [
        Lognormal.from_mean(1, 2),
        pytest.param(Gamma.from_mean(1, 3), marks=pytest.mark.slow),
        pytest.param(AssistedTime(0.4, 0.2, Gamma.from_mean(3, 0.5)), marks=pytest.mark.slow),
    ],
    ids=["lognormal", "gamma", "assisted"],
)
def test_by_simulation(service: Gamma) -> None:
    queue = ManyServerQueue(0.8 * 4 / service.mean, service, 4)
    found = simulate_queue(
        queue.arrival_rate, service, servers=4, beyond=[0.5, 2], until=0.03, seed=2
    )
    tails = queue.distribution().wait_tail([0.5, 2])
    for time, tail in zip((0.5, 2.0), tails, strict=True):
        estimate = found.system.beyond[time]
        assert abs(estimate.value - tail) < 2 * estimate.half_width + 0.03 * tail


def test_one_server_is_pollaczek_and_khinchine() -> None:
    many = ManyServerQueue(0.8, Deterministic(1), 1)
    one = Queue(0.8, Deterministic(1))
    assert many.mean_wait == one.mean_wait
    assert many.distribution().wait_tail(TIMES) == pytest.approx(
        one.distribution().wait_tail(TIMES)
    )
    two = Hyperexponential.from_mean(1, 4)
    by_line = ManyServerDistribution(ManyServerQueue(0.8, two, 1)).wait_tail(TIMES)
    assert by_line == pytest.approx(Queue(0.8, two).distribution().wait_tail(TIMES), rel=1e-9)


def test_extremes() -> None:
    idle = ManyServerQueue(0, Gamma(3, 1), 4).distribution()
    assert idle.wait_percentile(0.99) == 0
    assert idle.wait_tail(0) == 0
    full = ManyServerQueue(4, Gamma(3, 1 / 3), 4).distribution()
    assert full.wait_percentile(0.1) == math.inf
    assert full.wait_tail(1e9) == 1
    light = ManyServerQueue(1e-9, Gamma(3, 1), 6).distribution()
    assert light.wait_percentile(0.999999) == 0
    for load in (0.99, 0.9999, 1 - 1e-6, 1 - 1e-9):
        queue = ManyServerQueue(3 * load, Hyperexponential.from_mean(1, 5), 3)
        median = queue.distribution().wait_percentile(0.5)
        assert median == pytest.approx(math.log(2) * queue.mean_wait, rel=0.02)
    huge = ManyServerQueue(950, Lognormal.from_mean(1, 2), 1000).distribution()
    assert "exponential" in huge.method  # type: ignore[union-attr]
    assert 0 < float(huge.wait_tail(0)) < 0.5
    with pytest.raises(InputError, match="below 1"):
        huge.wait_percentile(1)
    with pytest.raises(InputError, match="must be numbers"):
        huge.wait_tail(math.nan)


def test_moments_will_do() -> None:
    found = ManyServerQueue(4, Moments.from_mean(1, 4), 5).distribution()
    same = ManyServerQueue(4, Hyperexponential.from_mean(1, 4), 5).distribution()
    assert found.wait_tail(TIMES) == pytest.approx(same.wait_tail(TIMES), rel=1e-9)
    assert not found.is_exact  # type: ignore[union-attr]


def test_the_command_prints_them(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(
        "arrival_rate = 4\nservers = 5\n[manual]\n"
        'distribution = "hyperexponential"\nmean = 1\nsquared_variation = 4\n'
    )
    found = CliRunner().invoke(commands, ["queue", "wait", str(file), "--format", "json"])
    route = json.loads(found.output)["routes"]["manual"]
    assert route["percentiles"]["0.95"] == pytest.approx(5.964581317795586, rel=1e-6)
    assert route["percentiles_by"] == "exact"
    assert route["formula"]["name"] == "Whitt (1993)"
    assert route["formula"]["error"] == [0.006, 0.006]
    text = CliRunner().invoke(commands, ["queue", "wait", str(file)]).output
    assert "95%" in text
    assert "off by +0.6 %" in text

"""The queueing-network analyzer: exact cases, limits, input. Simulations are elsewhere."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesign.errors import InputError
from jobdesign.queueing import (
    Deterministic,
    Exponential,
    Gamma,
    Moments,
    ReviewTiers,
    Station,
    decompose_stations,
    decompose_tandem,
)
from jobdesign.queueing.decomposition import (
    departure_variation,
    split_variation,
    superposed_variation,
)

variations = st.floats(0.0, 10.0)
loads = st.floats(0.01, 0.99)


@given(loads, variations, variations, st.integers(1, 40))
def test_departures_of_an_idle_station_are_its_arrivals(rho, arrivals, service, servers) -> None:
    assert departure_variation(0.0, arrivals, service, servers) == pytest.approx(arrivals)
    assert departure_variation(rho, 1.0, 1.0, servers) == pytest.approx(1.0)  # Burke
    assert departure_variation(1.0, arrivals, service) == pytest.approx(service)
    assert departure_variation(rho, arrivals, service, servers) >= 0


def test_split_of_a_renewal_flow_is_exact() -> None:
    """A geometric number of times between items that are kept."""
    rng = np.random.default_rng(0)
    share, size = 0.3, 300_000
    between = rng.gamma(rng.geometric(share, size) * 4.0, 0.25)  # c² = 1/4
    squared = between.var() / between.mean() ** 2
    assert split_variation(0.25, share) == pytest.approx(squared, rel=0.01)
    assert split_variation(3.0, 1.0) == 3.0
    assert split_variation(3.0, 0.0) == 1.0


@given(st.lists(st.tuples(st.floats(0.01, 5), variations), min_size=1, max_size=6), loads)
def test_superposition(flows, rho) -> None:
    rates, squares = zip(*flows, strict=True)
    mixed = superposed_variation(rates, squares, rho)
    mean = np.average(squares, weights=rates)
    assert min(mean, 1) - 1e-9 <= mixed <= max(mean, 1) + 1e-9
    assert superposed_variation(rates, squares, 1.0) == pytest.approx(mean)  # heavy traffic
    assert superposed_variation(rates[:1], squares[:1], rho) == pytest.approx(squares[0])
    many = superposed_variation([1.0] * 10_000, [4.0] * 10_000, 0.5)
    assert many == pytest.approx(1.0, abs=1e-2)  # Poisson in the limit


def test_line_follows_rates_and_variations() -> None:
    line = decompose_tandem(
        2.0,
        [0.3, 0.5, 0.2],
        [0.18, 0.25, 0.12],  # c² = 1, 0, 2
        servers=[1, 2, 1],
        share=[1.0, 0.5, 0.4],
        arrival_variation=0.5,
        names=["a", "b", "c"],
    )
    assert line.arrival_rate.tolist() == pytest.approx([2.0, 1.0, 0.4])
    assert line.utilisation.tolist() == pytest.approx([0.6, 0.25, 0.08])
    behind = 0.36 * 1 + 0.64 * 0.5
    second = 0.5 * behind + 0.5
    after = 1 + (1 - 0.0625) * (second - 1) + 0.0625 * (0.2 - 1) / math.sqrt(2)
    assert line.arrival_variation.tolist() == pytest.approx([0.5, second, 0.4 * after + 0.6])
    assert (line.time - line.wait).tolist() == pytest.approx([0.3, 0.5, 0.2])
    assert line.mean_wait == pytest.approx(float(line.wait @ [1.0, 0.5, 0.2]))
    assert line.mean_time_in_system == pytest.approx(float(line.time @ [1.0, 0.5, 0.2]))
    assert line.bottleneck == "a"


def test_stations_and_arrays_say_the_same() -> None:
    stations = [
        Station(Gamma(2.0, 0.2), servers=2, name="a"),
        Station(Exponential(0.9), share=0.4, capacity=1.5, name="b"),
    ]
    one = decompose_stations(3.0, stations, arrival_variation=2.0)
    two = decompose_tandem(
        3.0,
        [0.4, 0.6],
        [0.24, 0.72],
        servers=[2, 1],
        share=[1.0, 0.4],
        arrival_variation=2.0,
        names=["a", "b"],
    )
    for key in ("arrival_rate", "arrival_variation", "utilisation", "wait", "time", "reach"):
        np.testing.assert_allclose(getattr(one, key), getattr(two, key))
    assert one.to_dict().keys() == two.to_dict().keys()


def test_unstable_station_waits_forever() -> None:
    line = decompose_tandem(1.0, [0.5, 1.0, 0.5], [0.5, 1.0, 0.25], names=["a", "b", "c"])
    assert not line.is_stable
    assert line.bottleneck == "b"
    assert line.wait[1] == line.mean_wait == math.inf
    assert np.isfinite(line.wait[[0, 2]]).all()
    assert line.to_dict()["mean_wait"] is None
    json.dumps(line.to_dict(), allow_nan=False)
    assert "∞" in str(line)


def test_station_that_no_one_reaches_adds_nothing() -> None:
    line = decompose_tandem(1.0, [0.5, 9.0], [0.5, 200.0], share=[1.0, 0.0])
    assert line.mean_wait == pytest.approx(0.5)
    assert line.is_stable


def tiers(**changes) -> ReviewTiers:
    base = {
        "arrival_rate": 8,
        "junior": Exponential(0.2),
        "senior": Exponential(0.5),
        "escalated": 0.1,
        "juniors": 2,
    }
    return ReviewTiers(**(base | changes))


def test_tiers_of_exponential_times() -> None:
    """M/M/2 before M/M/1 (Burke)."""
    found = tiers().decomposition
    assert found.wait[0] == pytest.approx(0.2 * 0.64 / 0.36)  # τ ρ² / (1 - ρ²) for two servers
    assert found.wait[1] == pytest.approx(0.5 * 0.4 / 0.6)
    assert found.mean_time_in_system == pytest.approx(found.time[0] + 0.1 * found.time[1])


@given(st.floats(0.01, 1.0), st.integers(1, 5), st.integers(1, 5), st.floats(0.3, 3.0))
def test_bottleneck_of_tiers(escalated, juniors, seniors, capacity) -> None:
    found = tiers(escalated=escalated, juniors=juniors, seniors=seniors, senior_capacity=capacity)
    line = found.decomposition
    at_most = found.largest_arrival_rate
    if abs(escalated / found.balancing_share - 1) > 1e-9:
        expected = "seniors" if escalated > found.balancing_share else "juniors"
        assert line.bottleneck == expected
    assert tiers(
        escalated=escalated,
        juniors=juniors,
        seniors=seniors,
        senior_capacity=capacity,
        arrival_rate=at_most * 0.999,
    ).decomposition.is_stable
    assert line.is_stable == (at_most > 8)


def test_tiers_whose_seniors_take_no_time() -> None:
    found = tiers(senior=Deterministic(0.0))
    assert found.balancing_share == math.inf
    assert found.decomposition.bottleneck == "juniors"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: decompose_tandem(0.0, [1], [1]), "arrival_rate"),
        (lambda: decompose_tandem(1.0, [-1], [1]), r"mean\[0\]"),
        (lambda: decompose_tandem(1.0, [1, 2], [1, 3]), r"second_moment\[1\]"),
        (lambda: decompose_tandem(1.0, [1, 2], [1, 4, 9]), "second_moment"),
        (lambda: decompose_tandem(1.0, [1], [math.nan]), r"second_moment\[0\]"),
        (lambda: decompose_tandem(1.0, [1], [1], servers=1.5), r"servers\[0\]"),
        (lambda: decompose_tandem(1.0, [1], [1], servers=0), r"servers\[0\]"),
        (lambda: decompose_tandem(1.0, [1], [1], servers=math.nan), r"servers\[0\]"),
        (lambda: decompose_tandem(1.0, [1], [1], share=1.1), r"share\[0\]"),
        (lambda: decompose_tandem(1.0, [1], [1], arrival_variation=-1), "arrival_variation"),
        (lambda: decompose_tandem(1.0, [1, 1], [1, 1], names=["a"]), "names"),
        (lambda: decompose_stations(1.0, []), "at least one Station"),
        (lambda: tiers(escalated=2), "escalated"),
        (lambda: tiers(juniors=0), "servers"),
        (lambda: tiers(senior=3.0), "service"),
        (lambda: Station(Moments(1, 2), share=-1), "share"),
    ],
)
def test_bad_input(call, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()

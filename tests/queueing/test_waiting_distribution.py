"""Distributions of waits against closed forms, other inversions, and simulation."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from jobdesign import InputError
from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Mixture,
    Moments,
    Queue,
    Scaled,
    ServiceTime,
)
from jobdesign.workflow import Array
from lengths import examples, first
from queueing_help import batch_means, waits

ASSISTED = AssistedTime(0.5, 0.15, Gamma(3.908275, 0.597024))
PROBABILITIES = [0.3, 0.5, 0.9, 0.95, 0.99, 0.999]


def erlang(rate: float, time: float) -> float:
    """Return P(W ≤ t) of M/D/1 with service 1, by Erlang's alternating series."""
    if time < 0:
        return 0.0
    with localcontext(prec=150):
        lam, t, total = Decimal(rate), Decimal(time), Decimal(0)
        for k in range(int(time) + 1):
            left = lam * (t - k)
            total += (-left) ** k / math.factorial(k) * left.exp() if k else left.exp()
        return float((1 - lam) * total)


def erlang_percentile(rate: float, p: float) -> float:
    low, high = 0.0, 1000 / (1 - rate)
    if erlang(rate, 0) >= p:
        return 0.0
    high = 1.0
    while erlang(rate, high) < p:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if erlang(rate, middle) >= p else (middle, high)
    return high


@pytest.mark.parametrize("load", first(2, [0.1, 0.8, 0.5, 0.95]))
def test_percentiles_of_exponential_service(load: float) -> None:
    waiting = Queue(load * 2, Exponential(1), capacity=2).distribution()
    for p in PROBABILITIES:
        wait = max(0.0, math.log(load / (1 - p)) / (1 - load) / 2)
        assert waiting.wait_percentile(p) == pytest.approx(wait, rel=1e-8, abs=1e-8)
        system = -math.log(1 - p) / (1 - load) / 2
        assert waiting.system_percentile(p) == pytest.approx(system, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("load", first(2, [0.1, 0.8, 0.5, 0.95]))
def test_percentiles_of_fixed_service(load: float) -> None:
    waiting = Queue(load, Deterministic(1)).distribution()
    for p in PROBABILITIES:
        wait = erlang_percentile(load, p)
        assert waiting.wait_percentile(p) == pytest.approx(wait, rel=1e-8, abs=1e-8)
        assert waiting.system_percentile(p) == pytest.approx(wait + 1, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("load", [0.2, 0.7, 0.9])
def test_fixed_service_at_its_kinks(load: float) -> None:
    waiting = Queue(load, Deterministic(1)).distribution()
    times = np.array([0, 1e-9, 0.01, 0.5, 1 - 1e-9, 1, 1 + 1e-9, 1.5, 2, 2.001, 3, 4, 7.7, 31])
    exact = np.array([erlang(load, t) for t in times])
    np.testing.assert_allclose(waiting.wait_cdf(times), exact, rtol=0, atol=1e-12)
    assert waiting.wait_error(times).max() < 1e-12
    assert waiting.system_error(times).max() < 1e-12
    later = np.array([erlang(load, t - 1) for t in times])
    np.testing.assert_allclose(waiting.system_cdf(times), later, rtol=0, atol=1e-12)


def test_a_percentile_at_a_kink_and_at_a_jump() -> None:
    waiting = Queue(0.7, Deterministic(1)).distribution()
    assert waiting.wait_percentile(erlang(0.7, 1.0)) == pytest.approx(1, abs=1e-10)
    # the time in system is 1 for all who do not wait, 30 %
    for p in (0.01, 0.29):
        assert waiting.system_percentile(p) == pytest.approx(1, abs=1e-12)
    assert waiting.system_percentile(0.31) > 1.01


def test_heavy_traffic() -> None:
    load = 0.999
    waiting = Queue(load, Exponential(1)).distribution()
    times = np.array([1.0, 100, 1000, 5000])
    exact = 1 - load * np.exp(-(1 - load) * times)
    np.testing.assert_allclose(waiting.wait_cdf(times), exact, rtol=0, atol=1e-9)


@pytest.mark.parametrize("idle", [1e-6, 1e-9, 1e-13])
def test_percentiles_next_to_capacity(idle: float) -> None:
    exponential = Queue(1 - idle, Exponential(1))
    left, load = 1 - exponential.utilisation, exponential.utilisation
    waiting = exponential.distribution()
    for p in (0.5, 0.99):
        wait = waiting.wait_percentile(p)
        assert wait == pytest.approx(math.log(load / (1 - p)) / left, rel=1e-11)
    # M/D/1: beyond a few services P(W > t) = (1 - ρ) / (ρ e^η - 1) e^(-ηt), ρ (e^η - 1) = η
    with localcontext(prec=60):
        rate = Decimal(load)
        decay = 2 * (1 - rate)
        for _ in range(8):
            decay -= (rate * (decay.exp() - 1) - decay) / (rate * decay.exp() - 1)
        front = (1 - rate) / (rate * decay.exp() - 1)
        exact = [float((front / (1 - Decimal(p))).ln() / decay) for p in (0.5, 0.99)]
    fixed = Queue(load, Deterministic(1)).distribution()
    found = [fixed.wait_percentile(p) for p in (0.5, 0.99)]
    np.testing.assert_allclose(found, exact, rtol=1e-11)


@pytest.mark.parametrize(
    "service", [pytest.param(Lognormal.from_mean(1, 16), marks=pytest.mark.slow), ASSISTED], ids=str
)
def test_waits_next_to_capacity_are_exponential(service: ServiceTime) -> None:
    queue = Queue((1 - 1e-8) / service.mean, service)
    wait = queue.distribution().wait_percentile(0.99)
    assert wait == pytest.approx(math.log(100) * queue.mean_wait, rel=1e-6)


def poles(rate: float, weights: Array, means: Array) -> Callable[[Array], Array]:
    """Return P(W > t) for hyperexponential service, by partial fractions of W*."""
    # s - λ + λ Σ w / (1 + s m), times Π (1 + s m), is a polynomial with one root at 0
    product = np.poly1d([1.0])
    for mean in means:
        product *= np.poly1d([mean, 1.0])
    rest = np.poly1d([0.0])
    for weight, mean in zip(weights, means, strict=True):
        rest += weight * (product / np.poly1d([mean, 1.0]))[0]
    below = np.poly1d([1.0, -rate]) * product + rate * rest
    load = rate * float(weights @ means)
    reduced = np.poly1d(below.coeffs[:-1])  # the root at 0 cancels the factor s
    roots = reduced.roots
    # W*(s) = (1-ρ) Π(s) / reduced(s); the tail is Σ residue/(-root) e^(root t)
    residues = (1 - load) * product(roots) / reduced.deriv()(roots)
    return lambda t: (np.exp(np.multiply.outer(t, roots)) @ (residues / -roots)).real


@pytest.mark.parametrize("rate", [0.1, 0.4])
def test_hyperexponential_service_by_partial_fractions(rate: float) -> None:
    weights, means = np.array([0.5, 0.3, 0.2]), np.array([0.5, 2.0, 5.0])
    waiting = Queue(rate, Hyperexponential(weights, means)).distribution()
    times = np.array([0, 0.01, 0.5, 2, 10, 40, 100])
    exact = poles(rate, weights, means)(times)
    np.testing.assert_allclose(waiting.wait_tail(times), exact, rtol=0, atol=1e-12)


def euler(transform: Callable[[Array], Array], time: float) -> float:
    """Invert a transform by the method of Abate and Whitt (1995), 11 + 30 terms."""
    a, terms, extra = 20.0, 30, 11
    k = np.arange(terms + extra + 1)
    values = transform((a + 2j * math.pi * k) / (2 * time)).real * (-1.0) ** k
    values[0] /= 2
    sums = math.exp(a / 2) / time * np.cumsum(values)
    return float(stats.binom.pmf(np.arange(extra + 1), extra, 0.5) @ sums[terms:])


@pytest.mark.parametrize(
    "service",
    [Gamma(0.5, 2), Gamma(3.7, 0.3), Lognormal.from_mean(1, 0.5), Lognormal.from_mean(1, 4)],
    ids=str,
)
def test_against_another_inversion(service: ServiceTime) -> None:
    queue = Queue(0.75, service)
    waiting = queue.distribution()

    def of_tail(s: Array) -> Array:
        wait = (1 - queue.utilisation) * s / (s - 0.75 + 0.75 * service.transform(s))
        return np.asarray((1 - wait) / s)

    def of_system_tail(s: Array) -> Array:
        wait = (1 - queue.utilisation) * s / (s - 0.75 + 0.75 * service.transform(s))
        return np.asarray((1 - wait * service.transform(s)) / s)

    for time in (0.05, 1.0, 10.0, 40.0):
        assert float(waiting.wait_tail(time)) == pytest.approx(euler(of_tail, time), abs=1e-8)
        assert float(waiting.system_tail(time)) == pytest.approx(
            euler(of_system_tail, time), abs=1e-8
        )


@pytest.mark.parametrize(
    ("service", "tail"),
    [
        (Lognormal(-0.3, 0.8), stats.lognorm(0.8, scale=math.exp(-0.3)).sf),
        (
            ASSISTED,
            lambda t: np.where(
                t < 0.5, 1, 0.15 * stats.gamma.sf(t - 0.5, 3.908275, scale=0.597024)
            ),
        ),
        (
            AssistedTime(0.5, 0.3, Exponential(1.5)),
            lambda t: np.where(t < 0.5, 1, 0.3 * np.exp(-(t - 0.5) / 1.5)),
        ),
    ],
    ids=["lognormal", "assisted, gamma", "assisted, exponential"],
)
def test_the_distribution_solves_its_integral_equation(
    service: ServiceTime, tail: Callable[[Array], Array]
) -> None:
    # F(t) = 1 - ρ + λ ∫ F(t - y) P(S > y) dy over y from 0 to t, which holds for M/G/1 alone
    queue = Queue(0.6, service)
    waiting = queue.distribution()
    nodes, weights = np.polynomial.legendre.leggauss(60)
    for time in (0.25, 0.5, 0.75, 1.5, 4.0):
        cuts = sorted({0.0, time, *(c for c in (0.5, time - 0.5, 1.0, time - 1.0) if 0 < c < time)})
        total = 0.0
        for low, high in pairwise(cuts):
            y = low + (high - low) * (nodes + 1) / 2
            total += (high - low) / 2 * float(weights @ (waiting.wait_cdf(time - y) * tail(y)))
        right = 1 - queue.utilisation + 0.6 * total
        assert float(waiting.wait_cdf(time)) == pytest.approx(right, abs=1e-9)


SERVICES: list[ServiceTime] = [
    Gamma.from_mean(1, 0.3),
    ASSISTED,
    Mixture([0.6, 0.4], [Gamma.from_mean(1, 0.1), ASSISTED]),
    Empirical([0.2, 0.9, 1.3, 0.9, 3.1, 0.05]),
    AssistedTime(0.4, 0.2, Empirical([0.5, 1, 2, 8])),
    Lognormal.from_mean(1, 1.5),
]


@pytest.mark.parametrize("service", first(3, SERVICES), ids=str)
def test_moments_of_the_distribution(service: ServiceTime) -> None:
    queue = Queue(0.5 / service.mean, service)
    waiting = queue.distribution()
    end = waiting.wait_percentile(1 - 1e-11)
    nodes, weights = np.polynomial.legendre.leggauss(8)
    jumps = service.atoms[0]
    kinks = np.add.outer(jumps, np.append(jumps, 0.0)).ravel()
    cuts = np.unique(np.concatenate([[0], kinks, np.geomspace(1e-2, end, 60)]))
    half = np.diff(cuts) / 2
    times = (cuts[:-1] + half)[:, None] + half[:, None] * nodes
    mass = half[:, None] * weights
    tail = waiting.wait_tail(times)
    assert np.sum(mass * tail) == pytest.approx(queue.mean_wait, rel=1e-6)
    assert np.sum(2 * times * mass * tail) == pytest.approx(queue.second_moment_of_wait, rel=1e-5)
    system = np.sum(mass * waiting.system_tail(times))
    assert system == pytest.approx(queue.mean_time_in_system, rel=1e-6)


@pytest.mark.parametrize("service", first(3, SERVICES), ids=str)
def test_the_distribution_by_simulation(service: ServiceTime) -> None:
    queue = Queue(0.7 / service.mean, service)
    waiting = queue.distribution()
    sample = waits(queue, 400_000, seed=11)
    for p in (0.5, 0.9, 0.99):
        share, error = batch_means((sample <= waiting.wait_percentile(p)).astype(float))
        assert abs(share - p) < 4 * error
    served = service.sample(np.random.default_rng(1), len(sample))
    for p in (0.2, 0.5, 0.9):
        time = waiting.system_percentile(p) + 1e-9
        share, error = batch_means((sample + served <= time).astype(float))
        assert abs(share - float(waiting.system_cdf(time))) < 4 * error
        assert float(waiting.system_cdf(time)) >= p - 1e-9
        time = waiting.system_percentile(p, exact=True) + 1e-9
        assert float(waiting.system_cdf(time)) >= p - 1e-12


def test_the_far_tail_is_exponential() -> None:
    # e^(-ηt) with λ (B*(-η) - 1) = η; the transform is known left of 0 for gamma service
    rate, shape, scale = 0.7, 2.0, 0.5
    waiting = Queue(rate, Gamma(shape, scale)).distribution()
    ratio = math.log(float(waiting.wait_tail(30)) / float(waiting.wait_tail(40))) / 10
    assert rate * ((1 - ratio * scale) ** -shape - 1) == pytest.approx(ratio, rel=1e-6)


def test_items_that_ask_for_nothing_change_no_wait() -> None:
    half, thinned = Queue(0.8, Empirical([0, 1])), Queue(0.4, Deterministic(1))
    times = np.array([0, 0.3, 1, 1.2, 2, 3.7, 10])
    left, right = half.distribution(), thinned.distribution()
    np.testing.assert_allclose(left.wait_cdf(times), right.wait_cdf(times), atol=1e-13)


def test_many_observed_times() -> None:
    values = np.random.default_rng(5).gamma(2, 0.5, 400)
    queue = Queue(0.7, Empirical(values))
    waiting = queue.distribution()
    assert waiting.system_error([0.1, 0.7, 3, 10]).max() < 2e-8
    sample = waits(queue, 400_000, seed=2)
    share, error = batch_means((sample <= waiting.wait_percentile(0.9)).astype(float))
    assert abs(share - 0.9) < 4 * error


@given(
    st.floats(0.05, 0.95),
    st.one_of(
        st.builds(Gamma.from_mean, st.just(1.0), st.floats(0.1, 5)),
        st.builds(Hyperexponential.from_mean, st.just(1.0), st.floats(1.1, 10)),
        st.builds(Deterministic, st.just(1.0)),
    ),
    st.floats(0.05, 20),
)
@examples(0.2)
def test_what_every_distribution_is(load: float, service: ServiceTime, scale: float) -> None:
    queue = Queue(load / scale, Scaled(service, scale))
    waiting = queue.distribution()
    times = scale * np.array([0, 0.01, 0.3, 1, 1.5, 2, 5, 10])
    wait, system = waiting.wait_cdf(times), waiting.system_cdf(times)
    assert wait[0] == pytest.approx(1 - load)
    assert np.all(np.diff(wait) > -1e-13)
    assert np.all(np.diff(system) > -1e-9)
    assert np.all(system <= wait + 1e-12)
    assert waiting.wait_cdf(-1) == 0
    assert waiting.wait_cdf(math.inf) == 1
    t = waiting.wait_percentile(0.97)
    assert float(waiting.wait_cdf(t)) == pytest.approx(0.97, abs=1e-11)
    # the unit of time is a matter of words
    other = Queue(load, service).distribution()
    assert other.wait_percentile(0.97) * scale == pytest.approx(t, rel=1e-9, abs=1e-9)


def test_the_density_is_a_slope() -> None:
    waiting = Queue(0.6, ASSISTED).distribution()
    h = 1e-4
    for t in (0.2, 0.8, 2.3, 9.0):
        slope = np.dot([1, -8, 8, -1], waiting.wait_cdf(t + h * np.array([-2, -1, 1, 2]))) / 12 / h
        assert float(waiting.wait_density(t)) == pytest.approx(slope, rel=1e-7)
    mass, _ = integrate.quad(lambda t: float(waiting.wait_density(t)), 0.6, 0.9)
    assert mass == pytest.approx(float(waiting.wait_cdf(0.9) - waiting.wait_cdf(0.6)), abs=1e-10)


def test_shapes() -> None:
    waiting = Queue(0.6, Exponential(1)).distribution()
    assert waiting.wait_cdf(1.0).shape == ()
    assert waiting.wait_cdf([[1, 2], [3, 0]]).shape == (2, 2)
    assert waiting.wait_error([1, 2]).shape == (2,)


def test_unstable() -> None:
    waiting = Queue(1.2, Exponential(1)).distribution()
    assert waiting.wait_percentile(0.01) == waiting.system_percentile(0.01) == math.inf
    np.testing.assert_array_equal(waiting.wait_tail([0, 1, 1e9]), 1)


def test_no_arrivals() -> None:
    waiting = Queue(0, Exponential(1)).distribution()
    np.testing.assert_array_equal(waiting.wait_cdf([0, 5]), 1)
    assert waiting.wait_percentile(0.99) == 0
    with pytest.raises(InputError, match="without arrivals it is the service time"):
        waiting.system_cdf(1)


def test_refused() -> None:
    with pytest.raises(InputError, match="known for Poisson arrivals only"):
        Queue(0.5, Exponential(1), arrival_variation=2).distribution()
    with pytest.raises(InputError, match="two moments do not tell"):
        Queue(0.5, Moments(1, 2)).distribution()
    waiting = Queue(0.5, Exponential(1)).distribution()
    with pytest.raises(InputError, match="probability = 1: must be below 1"):
        waiting.wait_percentile(1)
    with pytest.raises(InputError, match=r"probability = -0\.1"):
        waiting.system_percentile(-0.1)
    with pytest.raises(InputError, match="must be numbers"):
        waiting.wait_cdf([math.nan])

"""Moments, transforms and samples of every service time must tell the same story."""

from __future__ import annotations

import math

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
    ResidualError,
    Scaled,
    ServiceTime,
)
from lengths import examples

FIG2_REWORK = Gamma(shape=3.908275, scale=0.597024)

TIMES: list[ServiceTime] = [
    Deterministic(1.5),
    Exponential(0.7),
    Gamma(0.4, 2.0),
    Gamma.from_mean(1, 0.1),
    Lognormal.from_mean(1, 0.3),
    Lognormal(0.2, 1.0),
    Hyperexponential.from_mean(2, 3),
    Hyperexponential([0.2, 0.5, 0.3], [1, 0.5, 4]),
    Empirical([0.5, 0.5, 1, 2.25, 7, 0]),
    AssistedTime(0.5, 0.15, FIG2_REWORK),
    AssistedTime(0, 0.3, Exponential(2)),
    AssistedTime(0.5, 0.4, Deterministic(0.5)),
    Scaled(Gamma(2, 1), 1 / 1.3),
    Mixture([0.6, 0.4], [Gamma.from_mean(1, 0.1), AssistedTime(0.5, 0.15, FIG2_REWORK)]),
]
EVERY = pytest.mark.parametrize("time", TIMES, ids=str)


@EVERY
def test_a_sample_has_the_moments(time: ServiceTime) -> None:
    sample = time.sample(np.random.default_rng(7), 200_000)
    assert sample.shape == (200_000,)
    assert sample.min() >= 0
    for order in (1, 2, 3):
        error = math.sqrt((time.moment(2 * order) - time.moment(order) ** 2) / len(sample))
        assert abs(np.mean(sample**order) - time.moment(order)) <= 4.5 * error + 1e-12


@EVERY
def test_a_sample_has_the_transform(time: ServiceTime) -> None:
    sample = time.sample(np.random.default_rng(8), 200_000)
    for s in (0.3, 1 + 2j, 0.1 + 7j, 30j):
        error = 4.5 / math.sqrt(len(sample))
        assert abs(np.mean(np.exp(-s * sample)) - time.transform(s)) <= error


@EVERY
def test_slopes_of_the_transform_are_the_moments(time: ServiceTime) -> None:
    h = 1e-3 / time.mean
    at = time.transform(h * np.arange(7)).real
    assert at[0] == pytest.approx(1, abs=1e-13)
    # one-sided differences of order 6 and 5, as Re s ≥ 0 is all that is promised
    first = np.dot([-147, 360, -450, 400, -225, 72, -10], at) / 60 / h
    second = np.dot([812, -3132, 5265, -5080, 2970, -972, 137], at) / 180 / h**2
    assert -first == pytest.approx(time.mean, rel=1e-8)
    assert second == pytest.approx(time.second_moment, rel=1e-4)


@EVERY
def test_the_transform_keeps_shapes_and_symmetry(time: ServiceTime) -> None:
    points = np.array([[0.1 + 1j, 2, 3j], [0.5, 40 + 80j, 1e-9]])
    value = time.transform(points)
    assert value.shape == points.shape
    assert value.dtype == np.complex128
    assert np.all(np.abs(value) <= 1 + 1e-12)
    np.testing.assert_allclose(time.transform(points.conj()), value.conj(), atol=1e-13)
    assert time.transform(2.0) == pytest.approx(value[0, 1], abs=1e-15)


@EVERY
def test_atoms_are_what_samples_repeat(time: ServiceTime) -> None:
    times, weights = time.atoms
    sample = time.sample(np.random.default_rng(3), 100_000)
    seen, counts = np.unique(sample, return_counts=True)
    repeated = counts > 1
    np.testing.assert_allclose(seen[repeated], times)
    np.testing.assert_allclose(counts[repeated] / len(sample), weights, atol=0.01)


@pytest.mark.parametrize(
    ("time", "known"),
    [
        (Exponential(0.7), stats.expon(scale=0.7)),
        (Gamma(0.4, 2.0), stats.gamma(0.4, scale=2)),
        (Lognormal(0.2, 0.5), stats.lognorm(0.5, scale=math.exp(0.2))),
    ],
    ids=["exponential", "gamma", "lognormal"],
)
def test_against_scipy(time: ServiceTime, known: stats.rv_continuous) -> None:
    for order in range(1, 7):  # scipy integrates numerically from the fifth on
        close = 1e-12 if order <= 4 else 1e-7
        assert time.moment(order) == pytest.approx(known.moment(order), rel=close)
    sample = time.sample(np.random.default_rng(5), 20_000)
    assert stats.kstest(sample, known.cdf).pvalue > 1e-3


@pytest.mark.parametrize("deviation", [0.01, 0.1, 0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("s", [1e-6, 0.001j, 0.1 + 0.3j, 3.0, 0.01 + 10j])
def test_the_lognormal_transform_is_exact(deviation: float, s: complex) -> None:
    # very many points of the plain integral, which is what the contour avoids
    count, reach = 100_000 if deviation < 2 else 1_000_000, 12.0
    z = np.arange(-count, count + 1) * (reach / count)
    heights = np.exp(-s * np.exp(0.3 + deviation * z) - z**2 / 2)
    plain = heights.sum() * (reach / count) / math.sqrt(2 * math.pi)
    assert abs(Lognormal(0.3, deviation).transform(s) - plain) < 1e-11


def test_the_lognormal_transform_far_out() -> None:
    time = Lognormal(0, 0.5)
    value, _ = integrate.quad(
        lambda z: math.exp(-200 * math.exp(0.5 * z) - z**2 / 2), -12, 0, epsabs=0, epsrel=1e-12
    )
    assert time.transform(200.0).real == pytest.approx(value / math.sqrt(2 * math.pi), rel=1e-9)


def test_the_numbers_of_figure_2() -> None:
    # τ_A = .85 and c² = 1.25 with r = .5, p = .15 imply the moments of rework
    mean, second = 7 / 3, 6.8375
    assert FIG2_REWORK.mean == pytest.approx(mean, abs=1e-5)
    assert FIG2_REWORK.second_moment == pytest.approx(second, abs=1e-4)
    rework = Gamma.from_mean(mean, second / mean**2 - 1)
    assert (rework.shape, rework.scale) == pytest.approx((3.908275, 0.597024), abs=5e-7)
    assert rework.variance == pytest.approx(1.393056, abs=5e-7)
    for assisted in (
        AssistedTime(0.5, 0.15, rework),
        AssistedTime(0.5, 0.15, Moments(mean, second)),
    ):
        assert assisted.mean == pytest.approx(0.85, abs=1e-14)
        assert assisted.second_moment == pytest.approx(0.85**2 * 2.25, abs=1e-14)
        assert assisted.squared_variation == pytest.approx(1.25, abs=1e-13)
        assert math.sqrt(assisted.squared_variation / 0.1) == pytest.approx(3.535534, abs=5e-7)


@given(
    r=st.floats(0, 5),
    p=st.floats(0, 1),
    mean=st.floats(0.01, 5),
    variation=st.floats(0, 5),
)
def test_moments_of_the_assisted_route(r: float, p: float, mean: float, variation: float) -> None:
    rework = Moments.from_mean(mean, variation)
    time = AssistedTime(r, p, rework)
    q = rework.second_moment
    assert time.mean == pytest.approx(r + p * mean)  # eq. (13)
    assert time.second_moment == pytest.approx(r**2 + 2 * r * p * mean + p * q)  # eq. (14)


@given(mean=st.floats(0.01, 100), variation=st.floats(0.01, 50))
@examples(0.5)
def test_fitted_times_have_what_was_asked(mean: float, variation: float) -> None:
    kinds: list[type[Gamma | Lognormal | Hyperexponential | Moments]] = [Gamma, Lognormal, Moments]
    kinds += [Hyperexponential] if variation > 1 else []
    for kind in kinds:
        time = kind.from_mean(mean, variation)
        assert time.mean == pytest.approx(mean)
        assert time.squared_variation == pytest.approx(variation, rel=1e-6)


def test_balanced_means() -> None:
    time = Hyperexponential.from_mean(3, 7)
    shares = [w * m for w, m in zip(time.weights, time.means, strict=True)]
    assert shares == pytest.approx([1.5, 1.5])


def test_the_residual_error_curve() -> None:
    curve = ResidualError(initial=0.4, irreducible=0.1, skill=2)
    assert curve.probability(0) == pytest.approx(0.4)
    assert curve.probability(1e6) == pytest.approx(0.1)
    assert curve.probability(math.log(2) / 2) == pytest.approx(0.25)
    h = 1e-5
    slope = (curve.probability(0.3 + h) - curve.probability(0.3 - h)) / (2 * h)
    assert curve.slope(0.3) == pytest.approx(slope, rel=1e-8)
    assert AssistedTime.from_curve(0.3, curve, Exponential(1)).error_probability == pytest.approx(
        curve.probability(0.3)
    )


def test_moments_that_do_not_exist_are_infinite() -> None:
    class Pareto(Exponential):
        def moment(self, order: int) -> float:
            return 2.0 if order == 1 else math.inf

    heavy = Pareto(2.0)
    assert heavy.squared_variation == math.inf
    assert AssistedTime(0.5, 0.1, heavy).second_moment == math.inf
    assert AssistedTime(0.0, 0.1, heavy).second_moment == math.inf
    assert AssistedTime(0.5, 0.0, heavy).second_moment == 0.25
    assert Mixture([0.0, 1.0], [heavy, Deterministic(1)]).second_moment == 1.0
    assert Mixture([0.1, 0.9], [heavy, Deterministic(1)]).second_moment == math.inf


def test_a_time_of_nothing() -> None:
    time = Deterministic(0)
    assert (time.mean, time.variance, time.squared_variation) == (0, 0, 0)
    assert Scaled(time, 3).atoms[0] == [0]


def test_two_moments_are_not_a_distribution() -> None:
    time = Moments(1, 2)
    assert (time.moment(1), time.moment(2)) == (1, 2)
    for use in (
        lambda: time.moment(3),
        lambda: time.transform(1.0),
        lambda: time.sample(np.random.default_rng(1), 3),
    ):
        with pytest.raises(InputError, match=r"Gamma\.from_mean"):
            use()


def test_values_of_an_observed_distribution() -> None:
    time = Empirical([2, 1, 2])
    assert time == Empirical(np.array([2.0, 1.0, 2.0]))
    assert time != Empirical([1, 2])
    assert hash(time) == hash(Empirical([2, 1, 2]))
    assert repr(time) == "Empirical(3 values, mean 1.66667)"
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(time.values)[0] = 5


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Deterministic(-1), "Deterministic: value = -1: must be a finite number ≥ 0"),
        (lambda: Exponential(0), "Exponential: mean = 0: must be greater than 0"),
        (lambda: Exponential("1"), "Exponential: mean = '1': must be a number"),
        (lambda: Gamma(1, math.nan), "Gamma: scale = nan: must be a finite number"),
        (lambda: Gamma(-1, 1), "Gamma: shape = -1"),
        (lambda: Lognormal(0, 0), "Lognormal: log_deviation = 0"),
        (lambda: Hyperexponential.from_mean(1, 1), "must be greater than 1; use Exponential"),
        (lambda: Hyperexponential([0.5, 0.6], [1, 2]), "weights = 1.1: must add up to 1"),
        (lambda: Hyperexponential([1], [1, 2]), "there are 2 parts"),
        (lambda: Hyperexponential([0.5, 0.5], [1, -2]), r"means\[1\] = -2"),
        (lambda: Empirical([]), "at least one time"),
        (lambda: Empirical([[1, 2]]), "one list"),
        (lambda: Empirical([1, -2]), r"values\[1\] = -2.0: must be a finite number ≥ 0"),
        (lambda: Empirical([1, None]), r"values\[1\]"),
        (lambda: Empirical([1, "x"]), r"values\[1\] = 'x': must be a number"),
        (lambda: Mixture([1.2, -0.2], [Exponential(1)] * 2), r"weights\[0\] = 1.2: must be in"),
        (lambda: Mixture([], []), "at least one"),
        (lambda: Mixture([1], [3]), r"parts\[0\] = 3: must be a service time"),
        (lambda: Moments(1, 0.9), "must be at least the squared mean, 1"),
        (lambda: Moments(-1, 2), "Moments: mean = -1"),
        (lambda: Moments(1, -2), "Moments: second_moment = -2"),
        (lambda: Scaled(Exponential(1), 0), "Scaled: factor = 0"),
        (lambda: AssistedTime(-1, 0.1, Exponential(1)), "review_time = -1"),
        (lambda: AssistedTime(1, 1.1, Exponential(1)), "write 0.05 for 5 %"),
        (lambda: AssistedTime(1, -0.1, Exponential(1)), "check the sign"),
        (lambda: ResidualError(initial=0.1, irreducible=0.2, skill=1), "at most the initial"),
        (lambda: ResidualError(initial=0.1, skill=0), "skill = 0: must be greater than 0"),
        (lambda: ResidualError(initial=0.1, skill=-1), "skill = -1"),
        (lambda: ResidualError(initial=0.1, skill=1).probability(-1), "review_time = -1"),
        (lambda: Exponential(1).moment(0), "order of the moment = 0"),
        (lambda: Gamma(1, 1).moment(1.5), "order of the moment = 1.5"),
    ],
)
def test_bad_input(build: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build()  # type: ignore[operator]

"""The compiled samplers: moments, distribution, independence."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Mixture,
    Scaled,
    ServiceTime,
)
from jobdesign.queueing.simulation.sources import alias_table, components, source_of

SIZE = 400_000


def draw(service: ServiceTime, seed: int = 0, size: int = SIZE) -> np.ndarray:
    out = np.empty(size)
    source = source_of(service, np.random.SeedSequence(seed))
    for part in np.array_split(out, 7):  # as a simulation does: block after block
        source.fill(part)
    return out


class Beta(ServiceTime):
    """A kind the kernel does not know."""

    def moment(self, order: int) -> float:
        return float(stats.beta(2, 3).moment(order))

    def transform(self, s):
        raise NotImplementedError

    def sample(self, generator: np.random.Generator, size: int) -> np.ndarray:
        return generator.beta(2, 3, size)


CONTINUOUS = {
    "exponential": (Exponential(0.7), stats.expon(scale=0.7)),
    "gamma": (Gamma(3.9, 0.6), stats.gamma(3.9, scale=0.6)),
    "gamma of shape 1": (Gamma(1.0, 2.0), stats.gamma(1.0, scale=2.0)),
    "gamma of shape below 1": (Gamma(0.3, 2.0), stats.gamma(0.3, scale=2.0)),
    "gamma of large shape": (Gamma(150.0, 0.01), stats.gamma(150.0, scale=0.01)),
    "lognormal": (Lognormal(0.3, 0.9), stats.lognorm(0.9, scale=math.exp(0.3))),
    "scaled": (Scaled(Gamma(2.0, 1.0), 3.0), stats.gamma(2.0, scale=3.0)),
    "not compiled": (Beta(), stats.beta(2, 3)),
}
MIXED = {
    "deterministic": Deterministic(2.0),
    "hyperexponential": Hyperexponential([0.2, 0.5, 0.3], [3.0, 0.5, 1.0]),
    "empirical": Empirical([1.0, 2.0, 2.5, 7.0, 0.0]),
    "assisted": AssistedTime(0.5, 0.15, Gamma(3.9, 0.6)),
    "assisted, nested": AssistedTime(
        0.5, 0.4, Mixture([0.3, 0.7], [Deterministic(2.0), Hyperexponential([0.5, 0.5], [1, 2])])
    ),
    "always rework": AssistedTime(0.5, 1.0, Exponential(1.0)),
    "mixture": Mixture([0.25, 0.6, 0.15], [Gamma(2.0, 1.0), Exponential(2.0), Empirical([1, 4])]),
    "mixture, one part never": Mixture([0.0, 1.0], [Beta(), Exponential(2.0)]),
    "mixture with what is not compiled": Mixture([0.5, 0.5], [Beta(), Exponential(2.0)]),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_distribution_is_the_one_of_scipy(name: str) -> None:
    service, reference = CONTINUOUS[name]
    assert stats.kstest(draw(service), reference.cdf).pvalue > 1e-3


@pytest.mark.parametrize("name", MIXED | CONTINUOUS)
def test_moments(name: str) -> None:
    service = (MIXED | {key: pair[0] for key, pair in CONTINUOUS.items()})[name]
    sample = draw(service, 1)
    for order in (1, 2, 3):
        powers = sample**order
        error = powers.std() / math.sqrt(len(powers))
        assert abs(powers.mean() - service.moment(order)) <= 4.0 * error + 1e-12


@pytest.mark.parametrize("name", MIXED)
def test_mixtures_have_the_distribution_of_their_own_sampler(name: str) -> None:
    service = MIXED[name]
    other = service.sample(np.random.default_rng(3), SIZE)
    assert stats.ks_2samp(draw(service, 2), other).pvalue > 1e-3


def test_normal_tail_and_exponential_tail_are_there() -> None:
    """Beyond the lowest layer: 2.6e-4 of the normals, 4.5e-4 of the exponentials."""
    size = 4_000_000
    for service, edge, share in (
        (Lognormal(0.0, 1.0), math.exp(3.6541528853610088), stats.norm.sf(3.6541528853610088)),
        (Exponential(1.0), 7.69711747013105, math.exp(-7.69711747013105)),
    ):
        beyond = draw(service, 4, size)
        beyond = beyond[beyond > edge]
        assert abs(len(beyond) - size * share) <= 4.0 * math.sqrt(size * share)
    assert stats.kstest(beyond - edge, stats.expon.cdf).pvalue > 1e-3


@pytest.mark.parametrize("name", ["exponential", "gamma", "lognormal", "gamma of shape below 1"])
def test_numbers_do_not_depend_on_those_before(name: str) -> None:
    service, reference = CONTINUOUS[name]
    # ranks are uniform: a lag shows as correlation, of the ranks or of their distance from 1/2
    ranks = reference.cdf(draw(service, 5)) - 0.5
    for column in (ranks, np.abs(ranks), ranks**2):
        column = (column - column.mean()) / column.std()
        for lag in (1, 2, 3, 7):
            correlation = float(column[lag:] @ column[:-lag]) / len(column)
            assert abs(correlation) <= 4.0 / math.sqrt(len(column))


def test_pairs_fill_the_square_evenly() -> None:
    ranks = stats.gamma(2.0).cdf(draw(Gamma(2.0, 1.0), 6))
    counts, _, _ = np.histogram2d(ranks[::2], ranks[1::2], bins=32, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 1e-3


def test_streams_of_different_seeds_are_independent_and_of_one_seed_equal() -> None:
    one, same, other = (draw(Gamma(2.0, 1.0), seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one, same)
    assert abs(np.corrcoef(one, other)[0, 1]) <= 4.0 / math.sqrt(SIZE)
    children = [draw_child(child) for child in np.random.SeedSequence(7).spawn(6)]
    correlations = np.corrcoef(children) - np.eye(6)
    assert np.abs(correlations).max() <= 4.5 / math.sqrt(SIZE)


def draw_child(seed: np.random.SeedSequence) -> np.ndarray:
    out = np.empty(SIZE)
    source_of(Exponential(1.0), seed).fill(out)
    return out


def test_only_what_is_known_is_compiled() -> None:
    class Halved(Gamma):
        def sample(self, generator: np.random.Generator, size: int) -> np.ndarray:
            return super().sample(generator, size) / 2

    assert components(Halved(2.0, 1.0)) is None
    assert components(Mixture([0.5, 0.5], [Beta(), Exponential(1)])) is None
    parts = components(MIXED["assisted, nested"])
    assert parts is not None
    assert [part.weight for part in parts] == pytest.approx([0.6, 0.12, 0.14, 0.14])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40).filter(lambda w: sum(w) > 1e-3))
def test_alias_table_returns_the_weights(weights: list[float]) -> None:
    keep, other = alias_table(weights)
    count = len(weights)
    drawn = keep / count
    np.add.at(drawn, other, (1.0 - keep) / count)
    assert drawn == pytest.approx(np.array(weights) / sum(weights), abs=1e-12)
    assert ((keep >= -1e-12) & (keep <= 1.0)).all()

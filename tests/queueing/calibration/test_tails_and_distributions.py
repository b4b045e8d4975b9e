"""Tails by hand and for known laws; fitted distributions beside scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from jobdesign.queueing.calibration.distributions import fit_distributions
from jobdesign.queueing.calibration.tails import measure_tail


def test_by_hand() -> None:
    tail = measure_tail(np.array([1.0, 2.0, 3.0, 4.0]))  # squares 16, 9, 4, 1 of 30
    assert tail.share_of_largest == pytest.approx(16 / 30)
    assert tail.carriers_of_half == 1
    assert tail.is_thin
    assert math.isnan(tail.index)
    assert not tail.is_heavy
    assert not tail.may_be_infinite
    assert tail.to_dict()["index"] is None


def test_equal_times_and_none_at_all() -> None:
    tail = measure_tail(np.full(100, 2.0))
    assert tail.carriers_of_half == 50
    assert not tail.is_thin
    assert measure_tail(np.zeros(5)).share_of_largest == 0.0
    assert math.isinf(measure_tail(np.full(400, 2.0)).index)


@pytest.mark.parametrize("index", [1.5, 2.5, 6.0])
def test_the_index_of_a_pareto_tail(index: float) -> None:
    times = np.random.default_rng(1).pareto(index, 20_000) + 1.0
    tail = measure_tail(times)
    assert tail.index == pytest.approx(index, rel=0.1)
    assert tail.is_heavy == (index < 3)
    assert tail.may_be_infinite == (index < 2)


def test_exponential_times_are_neither_thin_nor_heavy() -> None:
    x = np.random.default_rng(2).exponential(1.0, 50_000)
    tail = measure_tail(x)
    # the largest 1 %, above L = ln 100, carry e^-L (L² + 2 L + 2) / 2
    far = math.log(100)
    assert tail.share_of_largest == pytest.approx((far**2 + 2 * far + 2) / 200, rel=0.05)
    assert not tail.is_thin
    assert not tail.is_heavy
    assert not tail.may_be_infinite
    assert 3.5 < tail.index < 4.1
    assert measure_tail(x[:300]).is_thin


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["exponential", "gamma", "lognormal"])
def test_fits_beside_scipy(name: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    x = {
        "exponential": generator.exponential(3.0, 800),
        "gamma": generator.gamma(4.0, 0.5, 800),
        "lognormal": generator.lognormal(1.0, 1.2, 800),
    }[name]
    fits = {fit.name: fit for fit in fit_distributions(x)}
    assert name == "exponential" or fit_distributions(x)[0].name == name
    shape, _, scale = stats.gamma.fit(x, floc=0)
    spread, _, middle = stats.lognorm.fit(x, floc=0)
    others = {
        "exponential": (stats.expon(scale=x.mean()), 1),
        "gamma": (stats.gamma(shape, scale=scale), 2),
        "lognormal": (stats.lognorm(spread, scale=middle), 2),
    }
    for other, (law, parameters) in others.items():
        fit = fits[other]
        assert fit.mean == pytest.approx(law.mean(), rel=1e-3)
        assert fit.squared_variation == pytest.approx(law.var() / law.mean() ** 2, rel=1e-3)
        assert fit.criterion == pytest.approx(2 * parameters - 2 * law.logpdf(x).sum(), abs=1e-3)
        assert fit.distance == pytest.approx(stats.kstest(x, law.cdf).statistic, abs=1e-3)


def test_nothing_to_fit() -> None:
    assert fit_distributions(np.full(50, 2.0)) == ()
    assert fit_distributions(np.r_[np.zeros(100), np.arange(1.0, 9.0)]) == ()

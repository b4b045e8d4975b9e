"""Maximum likelihood against general optimisers, grids, and what cannot be read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from jobdesign import InputError
from jobdesign.queueing import ResidualError, fit_escape_curve
from jobdesign.queueing.calibration.likelihood import Reviews
from lengths import examples


def log_likelihood(r, y, initial: float, irreducible: float, skill: float) -> float:
    p = irreducible + (initial - irreducible) * np.exp(-skill * r)
    return float(stats.bernoulli.logpmf(y.astype(int), p).sum())


def reviews(seed: int, count: int, initial=0.4, irreducible=0.0, skill=2.0):
    generator = np.random.default_rng(seed)
    r = generator.gamma(2.0, 0.25, count)
    p = irreducible + (initial - irreducible) * np.exp(-skill * r)
    return r, generator.random(count) < p


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("known", [0.0, 0.05])
def test_the_maximum_beside_a_general_optimiser(seed: int, known: float) -> None:
    r, y = reviews(seed, 600, irreducible=known)
    curve = fit_escape_curve(r, y, irreducible=known)
    found = optimize.differential_evolution(
        lambda x: -log_likelihood(r, y, x[0], known, x[1]),
        [(known + 1e-9, 1.0), (1e-3, 50.0)],
        rng=1,
        popsize=8,
        tol=1e-8,
    )
    assert curve.log_likelihood == pytest.approx(-found.fun, abs=1e-6)
    assert (curve.initial.value, curve.skill.value) == pytest.approx(found.x, rel=2e-3)
    at = log_likelihood(r, y, curve.initial.value, known, curve.skill.value)
    assert curve.log_likelihood == pytest.approx(at, abs=1e-9)


def test_all_three_parameters_beside_a_general_optimiser() -> None:
    r, y = reviews(3, 1000, initial=0.6, irreducible=0.1, skill=4.0)
    curve = fit_escape_curve(r, y, irreducible=None)
    found = optimize.differential_evolution(
        lambda x: -log_likelihood(r, y, x[0], x[0] * x[1], x[2]),
        [(1e-6, 1.0), (0.0, 1.0), (1e-3, 50.0)],
        rng=1,
        popsize=8,
        tol=1e-8,
    )
    assert curve.log_likelihood == pytest.approx(-found.fun, abs=1e-5)
    assert curve.skill.value == pytest.approx(found.x[2], rel=0.01)
    assert curve.irreducible.value == pytest.approx(found.x[0] * found.x[1], abs=2e-3)
    assert 0.1 in curve.irreducible
    assert 4.0 in curve.skill
    assert curve.probability(0.0) == pytest.approx(curve.initial.value)


def test_interval_ends_are_where_the_profile_has_fallen_far_enough() -> None:
    """A fine grid over both parameters gives the same region of likely values."""
    r, y = reviews(8, 500)
    curve = fit_escape_curve(r, y)
    fall = stats.chi2.ppf(0.95, 1) / 2
    initial = np.linspace(0.2, 0.8, 121)
    skill = np.linspace(0.5, 4.5, 161)
    hit, miss = r[y], r[~y]
    grid = np.array(
        [
            [
                len(hit) * math.log(a) - k * hit.sum() + np.log1p(-a * np.exp(-k * miss)).sum()
                for k in skill
            ]
            for a in initial
        ]
    )
    likely = grid >= curve.log_likelihood - fall
    rows, columns = likely.any(axis=1), likely.any(axis=0)
    assert curve.initial.low == pytest.approx(initial[rows][0], abs=0.006)
    assert curve.initial.high == pytest.approx(initial[rows][-1], abs=0.006)
    assert curve.skill.low == pytest.approx(skill[columns][0], abs=0.03)
    assert curve.skill.high == pytest.approx(skill[columns][-1], abs=0.03)


@given(
    seed=st.integers(0, 10**6),
    initial=st.floats(0.01, 1.0),
    part=st.floats(0.0, 1.0),
    skill=st.floats(1e-3, 100.0),
)
@examples(0.5)
def test_no_other_parameters_are_more_likely(seed, initial, part, skill) -> None:
    r, y = reviews(seed, 60, initial=0.7, irreducible=0.2)
    if y.all() or not y.any():
        return
    data = Reviews(r, y)
    irreducible = part * initial
    at = data.log_likelihood(skill, initial, irreducible)
    assert at <= data.best(skill, irreducible=irreducible).log_likelihood + 1e-7 or (
        irreducible > initial
    )
    assert at <= data.best(skill, initial=initial).log_likelihood + 1e-7
    assert at <= data.best(skill).log_likelihood + 1e-6
    assert data.best(skill).log_likelihood >= data.best(skill, irreducible=0.0).log_likelihood


def test_the_fitted_curve_goes_on_to_service_times() -> None:
    curve = fit_escape_curve(*reviews(1, 2000))
    assert curve.residual_error() == ResidualError(
        initial=curve.initial.value, irreducible=0.0, skill=curve.skill.value
    )
    assert curve.residual_error().probability(0.3) == pytest.approx(float(curve.probability(0.3)))
    assert curve.to_dict()["is_identified"] is True


@pytest.mark.parametrize(
    ("r", "y", "says"),
    [
        ([1.0, 2.0, 3.0], [0, 0, 0], "no error escaped"),
        ([1.0, 2.0, 3.0], [1, 1, 1], "every error escaped"),
        ([2.0, 2.0, 2.0], [1, 0, 0], "equally long"),
    ],
)
def test_logs_that_say_nothing_about_skill(r, y, says: str) -> None:
    curve = fit_escape_curve(r, y)
    assert says in curve.remark
    assert not curve.is_identified
    assert (curve.skill.low, curve.skill.high) == (0.0, math.inf)
    assert curve.probability([0.0, 5.0]).tolist() == [np.mean(y)] * 2
    with pytest.raises(InputError, match="cannot be read"):
        curve.residual_error()


def test_reviewers_who_look_longer_at_risky_drafts_hide_their_skill() -> None:
    generator = np.random.default_rng(2)
    risk = generator.random(3000)
    r = 0.1 + risk  # section 2.3: review grows with risk
    y = generator.random(3000) < np.minimum(1.0, 2.5 * risk**3) * np.exp(-1.0 * r)
    curve = fit_escape_curve(r, y)
    assert curve.skill.value == 0.0
    assert not curve.is_identified
    assert "riskier" in curve.remark or "risky" in curve.remark


def test_few_reviews_leave_skill_open_to_zero_or_without_end() -> None:
    r, y = reviews(0, 40, initial=0.3, skill=0.1)
    open_below = fit_escape_curve(r, y)
    assert open_below.skill.low == 0.0
    assert not open_below.is_identified
    r = np.r_[np.zeros(20), np.ones(20)]
    y = np.r_[np.arange(20) < 10, np.zeros(20, dtype=bool)]
    endless = fit_escape_curve(r, y)
    assert endless.skill.high == math.inf
    assert endless.initial.value == pytest.approx(0.5, abs=1e-6)
    assert not endless.is_identified


def test_a_share_below_the_given_irreducible_part() -> None:
    curve = fit_escape_curve([1.0, 2.0, 3.0, 4.0], [1, 0, 0, 0], irreducible=0.5)
    assert "not above the given" in curve.remark
    assert not curve.is_identified


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([1.0], [1, 0]), "one length"),
        (([], []), "one length"),
        (([-1.0, 2.0], [1, 0]), "review 1 = -1.0"),
        (([math.nan, 2.0], [1, 0]), "review 1 = nan"),
    ],
)
def test_bad_reviews(arguments, says: str) -> None:
    with pytest.raises(InputError, match=says):
        fit_escape_curve(*arguments)


@pytest.mark.parametrize("options", [{"irreducible": 1.0}, {"irreducible": -0.1}, {"level": 1.0}])
def test_bad_options(options) -> None:
    with pytest.raises(InputError):
        fit_escape_curve([1.0, 2.0], [1, 0], **options)

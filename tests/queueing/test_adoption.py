"""Two routes: the wedge, the best share, the critical rate, the stabilising share."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jobdesign.errors import InputError
from jobdesign.queueing import (
    AttentionAccount,
    Moments,
    Routes,
    best_share,
    critical_arrival_rate,
    kingman_wait,
    largest_admissible_variation,
    stabilising_share,
    variance_wedge,
)
from queueing.lindley import simulated_wait

FIG_4 = Routes(
    manual=Moments.from_mean(1, 0.1), assisted=Moments.from_mean(0.85, 1.25), arrival_rate=0.6
)
GRID = np.linspace(0, 1, 101)

positive = st.floats(0.05, 5)
variation = st.floats(0, 6)


@st.composite
def routes(draw: st.DrawFn, poisson: bool = True, stable: bool = False) -> Routes:
    manual, assisted = (Moments.from_mean(draw(positive), draw(variation)) for _ in range(2))
    capacity = draw(positive)
    means = sorted((manual.mean, assisted.mean))
    full = capacity / means[-1 if stable else 0]
    rate = draw(st.floats(0.02, 0.97 if stable else 1.5)) * full
    bursts = 1.0 if poisson else draw(st.floats(0, 8))
    return Routes(manual=manual, assisted=assisted, arrival_rate=rate, capacity=capacity,
                  arrival_variation=bursts)  # fmt: skip


@given(routes(poisson=False), st.floats(0, 1))
def test_both_forms_of_the_wait_agree(given_routes: Routes, share: float) -> None:
    wait = given_routes.mean_wait(share)
    assert given_routes.wait_factors(share).product == pytest.approx(wait, rel=1e-6, abs=1e-12)
    assert (wait == math.inf) == (given_routes.utilisation(share) >= 1)
    assert wait >= 0


@given(routes(poisson=False, stable=True))
def test_the_budget_says_who_is_faster(given_routes: Routes) -> None:
    wedge = variance_wedge(given_routes)
    assume(abs(wedge.assisted_wait - wedge.manual_wait) > 1e-9 * wedge.manual_wait)
    assume(math.isfinite(wedge.variability_ratio))
    assert wedge.assisted_is_faster == (wedge.variability_ratio < wedge.variance_budget)
    assert wedge.assisted_is_faster == (wedge.assisted_variation < wedge.largest_variation)
    assert wedge.in_wedge == (wedge.saves_time and not wedge.assisted_is_faster)


@given(routes(poisson=False, stable=True))
def test_at_the_largest_variation_the_waits_are_equal(given_routes: Routes) -> None:
    wedge = variance_wedge(given_routes)
    assume(wedge.largest_variation > 0)
    assisted = Moments.from_mean(given_routes.assisted.mean, wedge.largest_variation)
    even = replace(given_routes, assisted=assisted)
    assert even.mean_wait(1) == pytest.approx(even.mean_wait(0), rel=1e-9)
    again = largest_admissible_variation(
        assisted.mean / given_routes.manual.mean,
        given_routes.utilisation(0),
        given_routes.manual.squared_variation,
        given_routes.arrival_variation,
    )
    assert again == pytest.approx(wedge.largest_variation, rel=1e-6, abs=1e-9)


def test_figure_3() -> None:
    for s, load in product((Fraction(1, 2), Fraction(7, 10), Fraction(1)), (0.2, 0.4, 0.6, 0.8)):
        r = Fraction(load).limit_denominator(10)
        exact = (1 - r * s) / (1 - r) / s**2 * Fraction(3, 2) - 1
        assert largest_admissible_variation(float(s), load, 0.5) == pytest.approx(float(exact))


def test_wedge_of_overloaded_routes() -> None:
    manual_full = variance_wedge(replace(FIG_4, arrival_rate=1.1))
    assert manual_full.variance_budget == math.inf == manual_full.largest_variation
    assert manual_full.assisted_is_faster
    both_full = variance_wedge(replace(FIG_4, arrival_rate=1.2))
    assert both_full.variance_budget == 0
    assert both_full.largest_variation == -1
    assert not both_full.assisted_is_faster
    assert not both_full.in_wedge
    assert both_full.to_dict()["manual_wait"] is None


def test_figure_4_crossing() -> None:
    q_h, q_a, t_a = Fraction(11, 10), Fraction(85, 100) ** 2 * Fraction(9, 4), Fraction(85, 100)
    exact = (q_h - q_a) / (q_h * t_a - q_a)
    assert exact == Fraction(841, 1105)
    found = critical_arrival_rate(FIG_4)
    assert found is not None
    assert found.arrival_rate == pytest.approx(float(exact), rel=1e-14)
    assert found.mean_wait == pytest.approx(float(exact * q_h / (2 * (1 - exact))), rel=1e-13)
    assert round(found.mean_wait, 6) == 1.752083
    assert (found.faster_above, found.faster_below) == ("assisted", "manual")


@given(routes(poisson=False))
def test_critical_rate_against_a_scan(given_routes: Routes) -> None:
    n_h, n_a = (time.second_moment for time in (given_routes.manual, given_routes.assisted))
    t_h, t_a = given_routes.manual.mean, given_routes.assisted.mean
    assume(abs(t_h - t_a) > 1e-3 and abs(n_h - n_a) > 1e-3)
    found = critical_arrival_rate(given_routes)
    if given_routes.arrival_variation == 1:
        assert (found is not None) == ((t_a - t_h) * (n_a - n_h) < 0)
    full = given_routes.capacity / max(t_h, t_a)
    rates = full * np.linspace(0, 1, 63)[1:-1]
    sides = [replace(given_routes, arrival_rate=r) for r in rates]
    better = np.array([r.mean_wait(1) < r.mean_wait(0) for r in sides])
    if found is None:
        # at low rates regular arrivals wait less than doubles tell from 0, on both routes
        tied = np.array([r.mean_wait(1) == r.mean_wait(0) == 0.0 for r in sides])
        assert (better | tied).all() or not better.any()
        return
    there = replace(given_routes, arrival_rate=found.arrival_rate)
    assert there.mean_wait(1) == pytest.approx(there.mean_wait(0), rel=1e-9)
    above = rates > found.arrival_rate
    close = np.abs(rates / found.arrival_rate - 1) < 1e-9
    as_said = (better == (above == (found.faster_above == "assisted"))) | close
    # other than Poisson arrivals may have a second crossing below
    assert as_said[above].all()
    assert given_routes.arrival_variation != 1 or as_said.all()


@given(routes())
def test_best_share_against_a_grid(given_routes: Routes) -> None:
    found = best_share(given_routes)
    waits = [given_routes.mean_wait(x) for x in GRID]
    least = min(waits)
    if least == math.inf:
        assert found.share is None
        assert found.mean_wait == math.inf
        return
    assert found.share in (0.0, 1.0)
    assert found.mean_wait <= least * (1 + 1e-12)
    assert found.mean_wait == given_routes.mean_wait(found.share)


@given(routes(), st.floats(1, 1.5), st.floats(0.05, 0.99), variation)
def test_section_2_4_has_no_branch_in_which_more_ai_hurts(
    given_routes: Routes, manual_load: float, assisted_load: float, spread: float
) -> None:
    full = given_routes.capacity / given_routes.arrival_rate
    overloaded = replace(
        given_routes,
        manual=Moments.from_mean(manual_load * full, given_routes.manual.squared_variation),
        assisted=Moments.from_mean(assisted_load * full, spread),
    )
    assume(overloaded.mean_wait(0) == math.inf)
    assert best_share(overloaded).share == 1
    share = stabilising_share(overloaded)
    assert share.stable == "above"
    assert share.threshold is not None
    stable = share.threshold + (1 - share.threshold) * np.linspace(0.01, 1, 30)
    waits = [overloaded.mean_wait(min(1.0, x)) for x in stable]
    assert (np.diff(waits) < 0).all()


def test_ties() -> None:
    same = replace(FIG_4, assisted=FIG_4.manual)
    assert best_share(same).any_share
    assert critical_arrival_rate(same) is None
    crossing = critical_arrival_rate(FIG_4)
    assert crossing is not None
    at = replace(FIG_4, arrival_rate=crossing.arrival_rate)
    assert best_share(at).any_share
    assert at.mean_wait(0.5) == pytest.approx(at.mean_wait(0), rel=1e-12)
    assert not best_share(replace(FIG_4, arrival_rate=crossing.arrival_rate + 1e-6)).any_share


def test_direction_is_reversed_where_ai_is_slower_and_steadier() -> None:
    reversed_routes = replace(FIG_4, manual=FIG_4.assisted, assisted=FIG_4.manual)
    found = critical_arrival_rate(reversed_routes)
    assert found is not None
    assert found.faster_above == "manual"
    assert best_share(replace(reversed_routes, arrival_rate=0.3)).share == 1
    assert best_share(replace(reversed_routes, arrival_rate=0.9)).share == 0


@given(routes(poisson=False))
def test_best_share_under_bursts_against_a_grid(given_routes: Routes) -> None:
    found = best_share(given_routes)
    fine = np.linspace(0, 1, 401)
    waits = np.array([given_routes.mean_wait(x) for x in fine])
    if np.isinf(waits).all():
        assert found.share is None
        return
    assert found.share is not None
    assert found.mean_wait <= waits.min() * (1 + 1e-9) + 1e-15
    near = waits[np.abs(fine - found.share) <= 5e-3]
    assert found.mean_wait == pytest.approx(min(near), rel=0.1) or np.isinf(near).any()


def test_under_bursts_all_or_nothing_as_simulations_have_it() -> None:
    bursty = Routes(manual=Moments.from_mean(1, 0.1), assisted=Moments.from_mean(0.6, 31),
                    arrival_rate=0.6, arrival_variation=9)  # fmt: skip
    found = best_share(bursty)
    assert found.share == 0
    waits = [bursty.mean_wait(share) for share in GRID]
    assert (np.diff(waits) > 0).all()
    # by eq. (21) a share in between is best
    kingman = [
        kingman_wait(0.6, bursty.mean(x), bursty.second_moment(x), arrival_variation=9)
        for x in GRID
    ]
    assert 10 < int(np.argmin(kingman)) < 90


def test_a_share_in_between_is_found_where_the_formula_has_one() -> None:
    bursty = Routes(manual=Moments(1, 1.01), assisted=Moments(0.3132, 3.0419),
                    arrival_rate=0.3853, arrival_variation=4)  # fmt: skip
    found = best_share(bursty)
    assert found.share is not None
    assert 0.9 < found.share < 0.99
    assert found.mean_wait < min(bursty.mean_wait(0), bursty.mean_wait(1))
    step = 1e-5
    slope = bursty.mean_wait(found.share + step) - bursty.mean_wait(found.share - step)
    assert abs(slope) < 1e-8


@given(routes())
def test_stabilising_share(given_routes: Routes) -> None:
    found = stabilising_share(given_routes)
    stable = np.array([math.isfinite(given_routes.mean_wait(x)) for x in GRID])
    if found.threshold is None:
        assert stable.all() if found.stable == "all" else not stable.any()
        return
    side = found.threshold < GRID if found.stable == "above" else found.threshold > GRID
    assert ((stable == side) | (np.abs(GRID - found.threshold) < 1e-9)).all()
    assert given_routes.utilisation(found.threshold) == pytest.approx(1, rel=1e-9)


def test_infinite_second_moments() -> None:
    class HeavyTail(Moments):
        def moment(self, order: int) -> float:
            return 0.5 if order == 1 else math.inf

        @property
        def mean(self) -> float:  # type: ignore[override]
            return 0.5

        @property
        def second_moment(self) -> float:  # type: ignore[override]
            return math.inf

        def __init__(self) -> None:
            pass

    heavy = replace(FIG_4, assisted=HeavyTail())
    assert heavy.mean_wait(1) == heavy.mean_wait(0.5) == math.inf
    assert best_share(heavy).share == 0
    assert best_share(replace(heavy, arrival_rate=1.1)).share is None
    assert stabilising_share(replace(heavy, arrival_rate=1.1)).stable == "above"


def test_wait_of_a_mixture_against_simulation() -> None:
    rng = np.random.default_rng(1)
    size, share, rate, capacity = 600_000, 0.4, 0.9, 1.3
    r, p, shape, scale = 0.5, 0.15, 3.908275, 0.597024
    by_hand = rng.gamma(10, 0.1, size)
    with_ai = r + (rng.random(size) < p) * rng.gamma(shape, scale, size)
    attention = np.where(rng.random(size) < share, with_ai, by_hand)
    mean, error = simulated_wait(rng.exponential(1 / rate, size), attention / capacity)
    mu, mu2 = shape * scale, shape * scale**2 * (1 + shape)
    assisted = Moments(r + p * mu, r**2 + 2 * r * p * mu + p * mu2)
    mixed = Routes(manual=Moments.from_mean(1, 0.1), assisted=assisted, arrival_rate=rate,
                   capacity=capacity)  # fmt: skip
    assert abs(mean - mixed.mean_wait(share)) < 4 * error
    assert error < 0.02 * mean


def test_account() -> None:
    account = AttentionAccount(review=0.5, escape_probability=0.15, rework=7 / 3, manual=1)
    assert account.saving == pytest.approx(0.15)
    assert account.apparent_saving == 0.5
    at_limit = replace(account, rework=account.largest_rework)
    assert at_limit.saving == pytest.approx(0, abs=1e-15)
    escapes = replace(account, escape_probability=account.largest_escape_probability)
    assert escapes.saving == pytest.approx(0, abs=1e-15)
    hopeless = replace(account, review=2)
    assert not hopeless.is_relief
    assert hopeless.largest_rework == hopeless.largest_escape_probability == 0
    safe = replace(account, escape_probability=0)
    assert safe.largest_rework == math.inf
    assert replace(account, rework=0.1).largest_escape_probability == 1
    assert replace(account, rework=0).largest_escape_probability == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arrival_rate": 0}, "Routes: arrival_rate = 0: must be greater than 0"),
        ({"arrival_rate": -1}, "must be a finite number ≥ 0"),
        ({"capacity": math.nan}, "Routes: capacity"),
        ({"arrival_variation": -0.5}, "Routes: arrival_variation"),
        ({"manual": 1.0}, "Routes: manual = 1.0: must be a service time"),
    ],
)
def test_what_cannot_be(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as error:
        replace(FIG_4, **change)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_more_that_cannot_be() -> None:
    with pytest.raises(InputError, match="overloaded"):
        largest_admissible_variation(0.5, 1.0, 0.1)
    with pytest.raises(InputError, match="overloaded"):
        largest_admissible_variation(2, 0.6, 0.1)
    with pytest.raises(InputError, match="share"):
        FIG_4.mean_wait(1.5)
    with pytest.raises(InputError, match="escape_probability"):
        AttentionAccount(review=1, escape_probability=2, rework=1, manual=1)

    class Broken(Moments):
        def __init__(self) -> None:
            object.__setattr__(self, "mean", 2.0)
            object.__setattr__(self, "second_moment", 1.0)

    with pytest.raises(InputError, match="squared mean"):
        replace(FIG_4, manual=Broken())

"""Selective review: moments, all equilibria, folds; against quadrature and scans."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from jobdesign.errors import InputError
from jobdesign.queueing import (
    BetaSignal,
    DensitySignal,
    DistributionSignal,
    EquilibriumCurve,
    LogisticRisk,
    PointSignal,
    ReviewModel,
    TableRisk,
    equilibrium_curve,
)
from lengths import first

NUMBERS: dict[str, Any] = {
    "arrival_rate": 0.75, "waiting_cost": 0.5, "skill": 2, "loss": 2, "rework_mean": 1.5,
    "rework_second_moment": 4,
}  # fmt: skip
MU_1 = ReviewModel(signal="beta(2, 2)", risk_map=LogisticRisk(), **NUMBERS)
MU_2 = MU_1.replace(signal="beta(5, 2)")


def by_quadrature(
    model: ReviewModel, density: Any, low: float, high: float, price: float
) -> tuple[float, float]:
    """Return τ and q from eqs. (39), (41), (42) as printed, by scipy's quadrature."""
    risk = model.risk_map

    def effort(s: float) -> float:
        ratio = model.price_of_risk * float(risk(np.array([s]))[0]) / price
        return max(0.0, math.log(ratio)) / model.skill if ratio > 0 else 0.0

    def escape(s: float) -> float:
        stays = model.irreducible
        left = stays + (1 - stays) * math.exp(-model.skill * effort(s))
        return float(risk(np.array([s]))[0]) * left

    scan = np.linspace(low, high, 4001)
    gap = np.asarray(risk(scan)) - price / model.price_of_risk
    kinks = [
        optimize.brentq(
            lambda s: float(risk(np.array([s]))[0]) - price / model.price_of_risk, *scan[i : i + 2]
        )
        for i in np.nonzero(gap[1:] * gap[:-1] < 0)[0]
    ]
    knots = [low, *kinks, *(getattr(risk, "signals", ())), high]
    knots = sorted(k for k in knots if low <= k <= high)

    def mean_of(function: Any) -> float:
        return sum(
            integrate.quad(lambda s: function(s) * density(s), a, b, epsabs=1e-13, epsrel=1e-12)[0]
            for a, b in pairwise(knots)
            if b > a
        )

    mu, mu2 = model.rework_mean, model.rework_second_moment
    tau = mean_of(lambda s: effort(s) + mu * escape(s))
    q = mean_of(lambda s: effort(s) ** 2 + 2 * effort(s) * mu * escape(s) + mu2 * escape(s))
    return tau, q


def marginal_cost(model: ReviewModel, tau: float, q: float) -> float:
    """Return c_w λ ∂W/∂τ by a central difference of eq. (3)."""

    def wait(t: float) -> float:
        rate, c = model.arrival_rate, model.capacity
        return rate * q / (2 * c * (c - rate * t))

    step = 1e-6
    factor = model.arrival_rate if model.price_unit == "per_time_unit" else 1.0
    return model.waiting_cost * factor * (wait(tau + step) - wait(tau - step)) / (2 * step)


def scanned(model: ReviewModel, points: int = 900) -> list[float]:
    """Return the sign changes of Φ(θ) - θ on a grid, refined by brentq."""
    grid = model.price_of_risk * np.exp(np.linspace(-18, 9, points))

    def gap(price: float) -> float:
        phi = model.state(price).marginal_cost
        return 1.0 if math.isinf(phi) else (phi - price) / max(phi, price)

    values = [gap(p) for p in grid]
    return [
        float(optimize.brentq(gap, a, b, xtol=1e-14, rtol=1e-13))
        for a, b, fa, fb in zip(grid, grid[1:], values, values[1:], strict=False)
        if fa * fb < 0
    ]


# printed in the paper to three digits; to eight in an independent computation
FIG_5 = [
    (MU_1, 0, (0.42551067, 0.10637767, 0.67128121, 0.99470327, 0.50346091, 0.75122731), -0.9321),
    (MU_2, 0, (1.31584042, 0.32896011, 0.83110611, 1.77011896, 0.62332958, 1.76226902), 0.3924),
]


@pytest.mark.parametrize(("model", "number", "expected", "slope"), FIG_5)
def test_figure_5(model: ReviewModel, number: int, expected: Any, slope: float) -> None:
    state = model.equilibria()[number]
    found = (state.price, state.threshold, state.mean, state.second_moment, state.utilisation,
             state.mean_wait)  # fmt: skip
    assert found == pytest.approx(expected, abs=5.1e-9)
    assert state.slope == pytest.approx(slope, abs=5.1e-5)
    assert model.equilibria().chosen == state
    assert state.is_stable
    assert state.is_stable_by_iteration


def test_figure_5_has_more_equilibria_than_the_paper_says() -> None:
    assert len(MU_1.equilibria()) == 1
    first, second, third = MU_2.equilibria()
    assert first.is_stable
    assert second.price == pytest.approx(2.21324267, abs=5.1e-9)
    assert second.slope == pytest.approx(1.6809, abs=5.1e-5)
    assert not second.is_stable
    assert third.price == pytest.approx(5.81881180, abs=5.1e-9)
    assert third.slope == 0
    assert not third.has_review
    assert third.threshold == pytest.approx(1.4547, abs=5.1e-5)
    assert (third.mean, third.second_moment) == pytest.approx((1.035098, 2.760262), abs=5.1e-7)
    assert third.mean_wait == pytest.approx(4.627663, abs=5.1e-7)


@pytest.mark.parametrize("model", [MU_1, MU_2])
def test_the_queue_is_overloaded_at_low_prices(model: ReviewModel) -> None:
    prices = model.stable_prices()
    assert prices is not None
    low, high = prices
    assert high == math.inf
    assert low == pytest.approx(0.0756 if model is MU_1 else 0.2051, abs=2e-4)
    assert model.state(low * (1 - 1e-9)).marginal_cost == math.inf
    assert math.isfinite(model.state(low * (1 + 1e-9)).marginal_cost)
    shape = (2, 2) if model is MU_1 else (5, 2)
    tau, _ = by_quadrature(model, stats.beta(*shape).pdf, 0, 1, low)
    assert model.arrival_rate * tau == pytest.approx(1, abs=1e-10)


def test_no_iteration_settles_between_two_rates() -> None:
    def slope(rate: float) -> float:
        state = MU_1.replace(arrival_rate=rate).equilibria().chosen
        assert state is not None
        return abs(state.slope)

    ends = [float(optimize.brentq(lambda r: slope(r) - 1, *b, xtol=1e-9))
            for b in ((0.2, 0.4), (0.6, 0.74))]  # fmt: skip
    assert ends == pytest.approx([0.278576, 0.724115], abs=5.1e-7)
    assert slope(0.5) > 1
    assert MU_1.replace(arrival_rate=0.5).equilibria()[0].is_stable


def in_minutes(model: ReviewModel) -> ReviewModel:
    return model.replace(
        arrival_rate=model.arrival_rate / 60, waiting_cost=model.waiting_cost / 60,
        skill=model.skill / 60, rework_mean=60 * model.rework_mean,
        rework_second_moment=3600 * model.rework_second_moment,
    )  # fmt: skip


def test_the_unit_of_time_matters_to_eq_44_but_not_to_a_price_per_task() -> None:
    assert in_minutes(MU_1).equilibria()[0].threshold == pytest.approx(0.029719, abs=5.1e-7)
    per_task = MU_1.replace(price_unit="per_task")
    for model in (per_task, in_minutes(per_task)):
        (state,) = model.equilibria()
        assert state.threshold == pytest.approx(0.124552, abs=5.1e-7)
    assert per_task.equilibria()[0].price == pytest.approx(0.498209, abs=5.1e-7)
    (alone,) = MU_2.replace(price_unit="per_task").equilibria()
    assert alone.price == pytest.approx(7.758416, abs=5.1e-7)
    assert not alone.has_review


HUMP = stats.norm(0.4, 0.2)
WORKFLOWS = {
    "beta": (BetaSignal(2, 2), stats.beta(2, 2).pdf, 0.0, 1.0, LogisticRisk()),
    "steep beta": (BetaSignal(5, 2), stats.beta(5, 2).pdf, 0.0, 1.0, LogisticRisk(slope=60)),
    "falling": (BetaSignal(3, 1.5), stats.beta(3, 1.5).pdf, 0.0, 1.0, LogisticRisk(slope=-8)),
    "scipy": (stats.beta(5, 2), stats.beta(5, 2).pdf, 0.0, 1.0, LogisticRisk()),
    "normal": (HUMP, HUMP.pdf, -1.5, 2.3, LogisticRisk()),
    "own density": (DensitySignal(lambda s: 2 * s, 0, 1), lambda s: 2 * s, 0.0, 1.0,
                    LogisticRisk()),
    "table": (BetaSignal(2, 3), stats.beta(2, 3).pdf, 0.0, 1.0,
              TableRisk([0.1, 0.3, 0.7, 0.8], [0, 0.2, 0.9, 0.4])),
    "hump": (BetaSignal(2, 3), stats.beta(2, 3).pdf, 0.0, 1.0, lambda s: 3.2 * s * (1 - s)),
    "from nothing": (BetaSignal(1, 1), stats.beta(1, 1).pdf, 0.0, 1.0, lambda s: 0.8 * s),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKFLOWS)
@pytest.mark.parametrize("irreducible", [0.0, 0.15])
def test_moments_against_quadrature(name: str, irreducible: float) -> None:
    signal, density, low, high, risk_map = WORKFLOWS[name]
    model = MU_1.replace(signal=signal, risk_map=risk_map, irreducible=irreducible)
    for price in (0.15, 0.6, 1.4, 2.9):
        tau, q = by_quadrature(model, density, low, high, price)
        state = model.state(price)
        assert state.mean == pytest.approx(tau, rel=1e-9)
        assert state.second_moment == pytest.approx(q, rel=1e-9)
        if model.arrival_rate * tau < 1:
            expected = marginal_cost(model, tau, q)
            assert state.marginal_cost == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", WORKFLOWS)
@pytest.mark.parametrize("unit", ["per_time_unit", "per_task"])
def test_slope_against_differences(name: str, unit: Any) -> None:
    signal, _, _, _, risk_map = WORKFLOWS[name]
    model = MU_1.replace(signal=signal, risk_map=risk_map, irreducible=0.1, price_unit=unit)
    for price in (0.7, 1.3, 2.4):
        step = 1e-5
        phi = [model.state(price + d).marginal_cost for d in (-step, step)]
        if all(map(math.isfinite, phi)):
            slope = (phi[1] - phi[0]) / (2 * step)
            assert model.state(price).slope == pytest.approx(slope, rel=1e-5, abs=1e-6)


def random_model(seed: int) -> ReviewModel:
    rng = np.random.default_rng(seed)
    mean = rng.uniform(0.2, 3)
    if seed % 3 == 0:
        count = int(rng.integers(2, 7))
        signal: Any = PointSignal(rng.random(count), rng.dirichlet(np.ones(count)))
    else:
        signal = BetaSignal(*rng.uniform(0.6, 6, 2))
    low = rng.uniform(0, 0.2)
    return ReviewModel(
        signal=signal,
        risk_map=LogisticRisk(low=low, rise=rng.uniform(0.2, 1 - low), slope=rng.uniform(3, 40),
                              centre=rng.uniform(0.2, 0.8)),
        arrival_rate=rng.uniform(0.2, 1.5),
        waiting_cost=10 ** rng.uniform(-1.5, 0.7),
        skill=10 ** rng.uniform(-0.3, 1),
        loss=10 ** rng.uniform(-0.5, 1),
        rework_mean=mean,
        rework_second_moment=mean**2 * (1 + rng.uniform(0, 4)),
        capacity=rng.uniform(0.7, 1.5),
        irreducible=rng.choice([0.0, rng.uniform(0, 0.4)]),
        price_unit=("per_time_unit", "per_task")[int(rng.integers(2))],
    )  # fmt: skip


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20, 150))
def test_all_equilibria_against_a_scan_of_many(seed: int) -> None:
    test_all_equilibria_against_a_scan(seed)


@pytest.mark.parametrize("seed", first(3, range(20)))
def test_all_equilibria_against_a_scan(seed: int) -> None:
    model = random_model(seed)
    found = model.equilibria()
    expected = scanned(model)
    assert [s.price for s in found] == pytest.approx(expected, rel=1e-8)
    for state in found:
        assert state.marginal_cost == pytest.approx(state.price, rel=1e-9)
    prices = model.stable_prices()
    assert (found.status == "overloaded") == (prices is None)
    if prices is not None and prices[1] == math.inf:
        assert len(found) % 2 == 1  # by the intermediate value theorem


def test_there_may_be_no_equilibrium() -> None:
    heavy = MU_2.replace(arrival_rate=1.05)  # overloaded without review, and not with some
    found = heavy.equilibria()
    assert found.status == "none"
    assert found.chosen is None
    prices = found.stable_prices
    assert prices is not None
    grid = np.exp(np.linspace(*np.log(prices), 2002)[1:-1])
    assert all(heavy.state(p).marginal_cost > p for p in grid)
    overloaded = MU_2.replace(arrival_rate=1.5).equilibria()
    assert overloaded.status == "overloaded"
    assert overloaded.to_dict()["stable_prices"] is None


def test_many_points_come_near_the_density() -> None:
    middles = (np.arange(4000) + 0.5) / 4000
    points = PointSignal(stats.beta(5, 2).ppf(middles), np.full(4000, 1 / 4000))
    found = MU_2.replace(signal=points).equilibria()
    assert [s.price for s in found] == pytest.approx([s.price for s in MU_2.equilibria()], rel=1e-4)


def test_two_points_by_hand() -> None:
    model = MU_1.replace(signal=PointSignal([0, 1], [0.5, 0.5]), risk_map=TableRisk([0, 1], [0, 1]),
                         loss=4)  # fmt: skip
    price = 1.0
    r = math.log(8) / 2
    state = model.state(price)
    assert state.mean == pytest.approx(0.5 * (r + 1.5 / 8), rel=1e-14)
    assert state.second_moment == pytest.approx(0.5 * (r**2 + 3 * r / 8 + 4 / 8), rel=1e-14)
    assert (state.share_reviewed, state.share_escaping) == pytest.approx((0.5, 0.0625), rel=1e-14)


def test_rule() -> None:
    assert MU_1.threshold(0.8) == 0.2
    assert MU_1.effort(0.2, 0.8) == MU_1.effort(0.1, 0.8) == 0
    for risk in (0.25, 0.6, 1.0):  # least of eq. (36) by search
        best = optimize.minimize_scalar(
            lambda r, risk=risk: 0.8 * r + 2 * risk * math.exp(-2 * r), bounds=(0, 5),
            method="bounded", options={"xatol": 1e-10},
        )  # fmt: skip
        assert MU_1.effort(risk, 0.8) == pytest.approx(best.x, abs=1e-6)


@pytest.fixture(scope="module")
def curve() -> EquilibriumCurve:
    return equilibrium_curve(MU_2, "arrival_rate", 0.4, 0.9, points=60)


def test_every_point_of_a_curve_is_an_equilibrium(curve: EquilibriumCurve) -> None:
    for branch in curve.branches:
        assert (np.diff(branch.threshold) > 0).all()
        inner = slice(1, -1, 7)
        for value, price, wait, slope in zip(branch.value[inner], branch.price[inner],
                                             branch.mean_wait[inner], branch.slope[inner],
                                             strict=True):  # fmt: skip
            state = MU_2.replace(arrival_rate=value).state(price)
            assert state.marginal_cost == pytest.approx(price, rel=1e-9)
            assert (state.mean_wait, state.slope) == pytest.approx((wait, slope), rel=1e-9)
            assert state.is_stable == branch.is_stable


def test_a_curve_holds_all_equilibria(curve: EquilibriumCurve) -> None:
    for rate in (0.5, 0.72, 0.75, 0.77):
        found = [
            float(np.interp(rate, *(x[:: 1 if b.value[-1] > b.value[0] else -1]
                                    for x in (b.value, b.price))))
            for b in curve.branches
            if min(b.value) <= rate <= max(b.value)
        ]  # fmt: skip
        expected = [s.price for s in MU_2.replace(arrival_rate=rate).equilibria()]
        assert found == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("parameter", "low", "high"),
    first(
        3,
        [("arrival_rate", 0.4, 0.9), ("irreducible", 0, 0.5), ("loss", 0.3, 8),
         ("waiting_cost", 0.05, 3), ("skill", 0.5, 6), ("capacity", 0.7, 2),
         ("rework_mean", 0.1, 1.9), ("rework_second_moment", 2.25, 9)],
    ),
)  # fmt: skip
def test_folds_against_bisection_on_the_number_of_equilibria(
    parameter: str, low: float, high: float
) -> None:
    found = equilibrium_curve(MU_2, parameter, low, high, points=60)
    assert found.folds
    for fold in found.folds:

        def number(value: float) -> int:
            return len(MU_2.replace(**{parameter: value}).equilibria())

        sign = 1 if fold.two_more == "above" else -1
        few, many = (fold.value * (1 - sign * 1e-4), fold.value * (1 + sign * 1e-4))
        fewest = number(few)
        assert number(many) == fewest + 2
        while abs(many - few) > 1e-9 * fold.value:
            middle = 0.5 * (few + many)
            few, many = (middle, many) if number(middle) == fewest else (few, middle)
        assert fold.value == pytest.approx(many, rel=3e-9)
        at = MU_2.replace(**{parameter: fold.value}).equilibria()
        touching = [state for state in at if state.touching]
        assert len(touching) <= 1
        for state in touching:
            assert not state.is_stable
            assert state.price == pytest.approx(fold.price, rel=1e-6)


def test_touching_equilibrium_is_found_and_marked() -> None:
    fold = equilibrium_curve(MU_2, "arrival_rate", 0.74, 0.8).folds[0]
    found = MU_2.replace(arrival_rate=fold.value).equilibria()
    assert [state.touching for state in found] == [True, False]
    assert found[0].slope == pytest.approx(1, abs=1e-6)
    assert found.chosen == found[1]


def test_folds_of_a_workflow_in_two_kinds_of_drafts() -> None:
    model = MU_2.replace(signal=PointSignal([0.2, 0.9], [0.3, 0.7]))
    found = equilibrium_curve(model, "arrival_rate", 0.3, 0.95, points=60)
    for branch in found.branches:
        for value, price in list(zip(branch.value, branch.price, strict=True))[1:-1:9]:
            state = model.replace(arrival_rate=value).state(price)
            assert state.marginal_cost == pytest.approx(price, rel=1e-8)


def test_curve_without_equilibria_is_empty() -> None:
    assert equilibrium_curve(MU_2, "arrival_rate", 1.5, 2).branches == ()
    assert equilibrium_curve(MU_1, "arrival_rate", 0.1, 0.5).folds == ()
    tree = equilibrium_curve(MU_1, "loss", 1, 2, points=8).to_dict()
    assert tree["branches"][0]["is_stable"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"skill": 0}, "ReviewModel: skill = 0: must be greater than 0"),
        ({"rework_second_moment": 1}, "must be at least the squared mean, 2.25"),
        ({"rework_mean": -1}, "ReviewModel: rework_mean"),
        ({"irreducible": 1}, "must be below 1"),
        ({"irreducible": 1.2}, "must be in [0, 1]"),
        ({"price_unit": "per_tsk"}, "did you mean per_task?"),
        ({"signal": "beta(2)"}, "is no distribution of signals"),
        ({"signal": "beta(-1, 2)"}, "BetaSignal: a"),
        ({"signal": 3}, "is no distribution of signals"),
        ({"signal": stats.binom(3, 0.5)}, "continuous distribution"),
        ({"signal": stats.beta(-1, 2)}, "impossible parameters"),
        ({"risk_map": 0.3}, "must be a function"),
        ({"risk_map": lambda s: 2 * s}, "must be in [0, 1]"),
        ({"risk_map": lambda s: 0 * s}, "is 0 for every draft"),
        ({"rework_mean": 0}, "must be 0 where the mean is"),
        ({"risk_map": lambda s: 0.5}, "must return one risk for each"),
    ],
)
def test_what_cannot_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        MU_1.replace(**change)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_more_that_cannot_be() -> None:
    for density, message in (
        (lambda s: 0 * s + 2, "integrate to 1"),
        (lambda s: s - 0.5, "finite and ≥ 0"),
        (lambda s: 1.0, "one number for each"),
        (3, "must be a function"),
    ):
        with pytest.raises(InputError, match=message):
            MU_1.replace(signal=DensitySignal(density, 0, 1))  # type: ignore[arg-type]
    for wrong, message in (
        (lambda: DensitySignal(lambda s: s, 1, 0), "above the low end"),
        (lambda: PointSignal([0, 1], [0.5, 0.6]), "add up to 1"),
        (lambda: PointSignal(1, 2), "lists of numbers"),
        (lambda: DistributionSignal("normal"), "frozen continuous"),
        (lambda: TableRisk([0, 1], [0.5]), "as many risks"),
        (lambda: TableRisk([1, 0], [0.5, 1]), "must increase"),
        (lambda: LogisticRisk(low=0.5, rise=0.6), "low \\+ rise"),
        (lambda: equilibrium_curve(MU_1, "lambda", 0, 1), "no parameter"),
        (lambda: equilibrium_curve(MU_1, "loss", 2, 1), "above the low end"),
        (lambda: equilibrium_curve(MU_1, "loss", 1, 2, points=3), "whole number ≥ 8"),
        (lambda: equilibrium_curve(MU_1, "rework_mean", 0.1, 9), "squared mean"),
        (lambda: MU_1.state(0), "price"),
    ):
        with pytest.raises(InputError, match=message):
            wrong()

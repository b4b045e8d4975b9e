"""Firms that draw their quality: sums against closed forms, within what chance allows."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from test_quality_density import draw

import jobdesign as jd


def density_with_wages(
    rng: np.random.Generator, rho: float, *, restricted: bool = True
) -> jd.QualityDensity:
    theta_m, theta_h, _, tau_m, tau_h = draw(rng, rho, restricted=restricted)
    return jd.QualityDensity(
        ces=jd.CES(management_share=theta_m, human_share=theta_h, rho=rho),
        technology=jd.Technology(
            management_requirement=tau_m,
            human_requirement=tau_h,
            management_wage=rng.uniform(0.2, 2),
            human_wage=rng.uniform(0.2, 2),
        ),
        support="restricted" if restricted else "truncated",
    )


def price_for(density: jd.QualityDensity, threshold: float) -> float:
    return density.technology.unit_cost(threshold)


SUMS = ("output", "management_labour", "human_labour", "profit")


def test_sums_are_within_their_errors_as_often_as_they_should_be() -> None:
    """z-scores of 300 economies: standard normal by size and in no direction."""
    rng = np.random.default_rng(21)
    scores = {name: [] for name in SUMS}
    for seed in range(300):
        rho = -math.exp(rng.uniform(math.log(0.2), math.log(8)))
        density = density_with_wages(rng, rho, restricted=bool(seed % 2))
        # a share of firms between 20 % and 80 % produces
        u = float(density.shape.quantile(rng.uniform(0.2, 0.8)))
        economy = jd.simulate_economy(density, price_for(density, u), firms=4000, seed=seed)
        assert economy.exact.threshold == pytest.approx(u, rel=1e-9)
        for name in SUMS:
            scores[name].append(getattr(economy, name).z_score)
    for name, values in scores.items():
        inside = np.mean(np.abs(values) < 1.96)
        # 95 % of 300, four standard deviations of a binomial either way
        assert abs(inside - 0.95) < 4 * math.sqrt(0.05 * 0.95 / 300), name
        assert abs(np.mean(values)) < 4 / math.sqrt(300), name
        assert abs(np.std(values) - 1) < 4 / math.sqrt(600), name


@pytest.mark.parametrize("rho", [-0.1, -0.5, -1.0, -2.0, -5.0, -50.0])
def test_a_large_economy_is_the_quadrature(rho: float) -> None:
    rng = np.random.default_rng(22)
    density = density_with_wages(rng, rho)
    u = float(density.shape.quantile(0.5))
    economy = jd.simulate_economy(density, price_for(density, u), firms=400_000, seed=5)
    for name, summed in (
        ("output", economy.exact.output),
        ("management_labour", economy.exact.management_labour),
        ("human_labour", economy.exact.human_labour),
    ):
        estimate = getattr(economy, name)
        assert estimate.exact == pytest.approx(summed, rel=1e-10)
        assert abs(estimate.value - summed) < 4.5 * estimate.standard_error
        assert estimate.standard_error < 0.01 * summed
    assert economy.ces_output == pytest.approx(economy.output.value, rel=0.01)


def test_who_produces_is_who_is_above_the_threshold() -> None:
    rng = np.random.default_rng(23)
    for seed in range(20):
        density = density_with_wages(rng, -1.5, restricted=False)
        u = density.top * rng.uniform(0.1, 0.9)
        economy = jd.simulate_economy(density, price_for(density, u), firms=2000, seed=seed)
        away = np.abs(economy.quality / u - 1) > 1e-9
        assert np.array_equal(economy.produces[away], (economy.quality >= u)[away])
        assert economy.quality.max() <= density.top
        # each firm by its own technology
        k = int(np.argmax(economy.produces))
        of_ai, of_people = density.technology.labour(economy.capacity, float(economy.quality[k]))
        assert economy.firm_management_labour[k] == pytest.approx(of_ai)
        assert economy.firm_human_labour[k] == pytest.approx(of_people)
        assert economy.firm_output.sum() == pytest.approx(economy.output.value)
        assert economy.firm_management_labour.sum() == pytest.approx(
            economy.management_labour.value
        )
        assert economy.firm_human_labour.sum() == pytest.approx(economy.human_labour.value)
        technology = density.technology
        profit = economy.price * economy.output.value
        profit -= technology.management_wage * economy.management_labour.value
        profit -= technology.human_wage * economy.human_labour.value
        assert economy.profit.value == pytest.approx(profit, rel=1e-9)


def test_the_output_of_firms_by_quality_has_the_printed_density() -> None:
    """A histogram of output over quality against ∫φ in each bin."""
    rng = np.random.default_rng(24)
    density = density_with_wages(rng, -0.7)
    u = 0.2
    economy = jd.simulate_economy(density, price_for(density, u), firms=200_000, seed=9)
    edges = np.linspace(u, 1, 13)
    made, _ = np.histogram(economy.quality, bins=edges, weights=economy.firm_output)
    for k in range(12):
        expected = density.shape.integrate(edges[k], edges[k + 1])[0]
        share = expected / density.largest_output
        error = density.largest_output * math.sqrt(share * (1 - share) / 200_000)
        assert abs(made[k] - expected) < 4.5 * error


def test_the_curve_is_the_economy_at_each_threshold() -> None:
    rng = np.random.default_rng(25)
    density = density_with_wages(rng, -1.2)
    thresholds = np.linspace(0.1, 0.9, 9)
    base = jd.simulate_economy(density, price_for(density, 0.5), firms=5000, seed=3)
    curve = base.curve(thresholds)
    for k, u in enumerate(thresholds):
        economy = jd.simulate_economy(density, price_for(density, float(u)), firms=5000, seed=3)
        for name in ("output", "management_labour", "human_labour"):
            estimate = getattr(economy, name)
            assert curve[name][k] == pytest.approx(estimate.value, rel=1e-9)
            assert curve[f"{name}_error"][k] == pytest.approx(estimate.standard_error, rel=1e-6)
            assert curve[f"{name}_exact"][k] == pytest.approx(estimate.exact, rel=1e-9)
        assert curve["ces_output"][k] == pytest.approx(economy.ces_output, rel=1e-9)
    assert {values.shape for values in curve.values()} == {(9,)}
    with pytest.raises(jd.InputError, match="threshold"):
        base.curve([0.5, 1.2])


def test_a_seed_repeats_and_another_does_not() -> None:
    density = density_with_wages(np.random.default_rng(26), -1.0)
    price = price_for(density, 0.4)
    first, again, other = (jd.simulate_economy(density, price, firms=50, seed=s) for s in (1, 1, 2))
    assert np.array_equal(first.quality, again.quality)
    assert not np.array_equal(first.quality, other.quality)
    tree = json.loads(json.dumps(first.to_dict(), allow_nan=False))
    assert tree["firms"] == 50
    assert tree["output"]["exact"] == first.exact.exact_output


def test_when_no_firm_happens_to_produce() -> None:
    density = density_with_wages(np.random.default_rng(27), -0.5)
    economy = jd.simulate_economy(density, price_for(density, 0.9999), firms=2, seed=0)
    assert not economy.produces.any()
    assert economy.output.value == 0
    assert economy.output.z_score == -math.inf
    assert economy.to_dict()["output"]["z_score"] is None
    assert economy.ces_output == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"firms": 1}, "firms = 1"),
        ({"firms": 10.5}, "firms"),
        ({"seed": -1}, "seed"),
        ({"seed": None}, "seed"),
        ({"price": 0.0}, "no quality is enough"),
        ({"price": math.nan}, "price"),
        ({"price": 1e-9}, "no quality is enough"),
    ],
)
def test_bad_input_is_named(change: dict, message: str) -> None:
    density = density_with_wages(np.random.default_rng(28), -1.0)
    given = {"price": price_for(density, 0.5), "firms": 10, "seed": 0} | change
    with pytest.raises(jd.InputError, match=message):
        jd.simulate_economy(density, **given)

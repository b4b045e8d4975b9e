"""Firms added up: equation (18), elasticities, the CES function."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_quality_density import RHOS, density_of, draw

import jobdesign as jd
from jobdesign.analysis.macro.levhari import Levhari


def literal_ces(density: jd.QualityDensity, management: float, human: float) -> float:
    """Equation (13) as printed, with K = 1."""
    ces = density.ces
    rest = 1 - ces.management_share - ces.human_share
    total = ces.management_share * management**ces.rho + ces.human_share * human**ces.rho + rest
    return total ** (1 / ces.rho)


def test_18_on_300_random_sets_that_meet_the_restriction() -> None:
    rng = np.random.default_rng(11)
    for _ in range(300):
        rho = -math.exp(rng.uniform(math.log(0.05), math.log(50)))
        density = density_of(draw(rng, rho, restricted=True), "restricted")
        found = jd.aggregate(density, rng.uniform(0.02, 0.98))
        assert density.top == 1
        assert found.ces_output == pytest.approx(found.output, rel=1e-8)


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("support", ["restricted", "truncated"])
def test_18_for_every_rho_and_both_supports(rho: float, support: str) -> None:
    rng = np.random.default_rng(12)
    for _ in range(15):
        density = density_of(draw(rng, rho, restricted=support == "restricted"), support)
        for share in (1e-4, 0.01, 0.2, 0.7, 0.99, 0.9999):
            found = jd.aggregate(density, share * density.top)
            assert found.ces_output == pytest.approx(found.output, rel=1e-8)
            assert found.output == pytest.approx(found.exact_output, rel=1e-10)
            assert found.management_labour == pytest.approx(
                found.exact_management_labour, rel=1e-10
            )


def test_18_with_the_function_as_printed_at_rho_minus_5() -> None:
    rng = np.random.default_rng(13)
    for _ in range(50):
        density = density_of(draw(rng, -5.0, restricted=True), "restricted")
        found = jd.aggregate(density, rng.uniform(0.1, 0.95))
        made = literal_ces(density, found.management_labour, found.human_labour)
        assert made == pytest.approx(found.output, rel=1e-12)


@given(
    st.floats(-50, -0.05), st.floats(0.01, 0.6), st.floats(0.01, 0.35), st.floats(0.01, 0.95),
    st.floats(0.01, 0.99),
)  # fmt: skip
def test_18_holds_whatever_is_drawn(
    rho: float, theta_h: float, theta_m: float, human: float, u: float
) -> None:
    tau_h = (human / theta_h) ** (1 / rho)
    technology = jd.Technology(management_requirement=1.0, human_requirement=tau_h)
    tau_m = ((1 - human) / theta_m) ** (1 / rho)
    density = density_of((theta_m, theta_h, rho, tau_m, tau_h), "restricted")
    assert technology.human_requirement == density.technology.human_requirement
    found = jd.aggregate(density, u)
    assert abs(found.ces_gap) < 1e-8
    assert abs(found.output / found.exact_output - 1) < 1e-10


def test_18_fails_by_more_than_rounding_once_the_restriction_is_given_up() -> None:
    """The check above could fail: the same integrals up to 1 instead of the top."""
    rng = np.random.default_rng(14)
    for rho in (-0.5, -1.0, -2.0, -5.0):
        theta_m, theta_h, _, tau_m, tau_h = draw(rng, rho, restricted=True)
        density = density_of((theta_m, theta_h, rho, tau_m * 1.2, tau_h), "truncated")
        output, inverse, _ = density.shape.integrate(0.4, 1.0)
        made = density.ces.output(
            density.technology.management_requirement * inverse, tau_h * output
        )
        assert made / output > 1.001


@pytest.mark.parametrize("rho", [-0.3, -1.0, -2.5, -8.0])
def test_slopes_are_finite_differences(rho: float) -> None:
    rng = np.random.default_rng(15)
    for _ in range(10):
        density = density_of(draw(rng, rho, restricted=False), "truncated")
        u = density.top * rng.uniform(0.2, 0.8)
        h = 1e-4
        low, mid, high = (jd.aggregate(density, u * math.exp(s)) for s in (-h, 0, h))

        def elasticity(name: str, low=low, high=high, h=h) -> float:
            return (math.log(getattr(high, name)) - math.log(getattr(low, name))) / (2 * h)

        assert mid.output_elasticity == pytest.approx(elasticity("output"), rel=1e-5)
        assert mid.management_elasticity == pytest.approx(elasticity("management_labour"), rel=1e-5)
        assert mid.human_elasticity == pytest.approx(elasticity("human_labour"), rel=1e-5)
        slope = (high.output - low.output) / (u * (math.exp(h) - math.exp(-h)))
        assert mid.output_slope == pytest.approx(slope, rel=1e-5)
        # what is identified: M against X responds with elasticity σ, H not at all
        away = mid.management_elasticity - mid.output_elasticity
        assert away == pytest.approx(-density.ces.elasticity, rel=1e-10)
        assert mid.human_elasticity == mid.output_elasticity


def test_marginal_products_meet_only_one_relation() -> None:
    rng = np.random.default_rng(16)
    for _ in range(100):
        rho = -math.exp(rng.uniform(-2, 2))
        density = density_of(draw(rng, rho, restricted=True), "restricted")
        found = jd.aggregate(density, rng.uniform(0.1, 0.9))
        technology = density.technology
        of_m, of_h, of_k = found.marginal_products
        identity = of_m * technology.management_requirement / found.threshold
        identity += of_h * technology.human_requirement
        assert identity == pytest.approx(1, rel=1e-9)
        # Euler: constant returns
        paid = of_m * found.management_labour + of_h * found.human_labour + of_k
        assert paid == pytest.approx(found.ces_output, rel=1e-9)


def test_marginal_products_are_finite_differences() -> None:
    ces = jd.CES(management_share=0.3, human_share=0.25, rho=-1.7)
    at = np.array([0.8, 1.3, 0.6])
    for k, product in enumerate(ces.marginal_products(*at)):
        step = np.zeros(3)
        step[k] = 1e-6
        slope = (ces.output(*(at + step)) - ces.output(*(at - step))) / 2e-6
        assert product == pytest.approx(slope, rel=1e-8)


def test_ces_in_logarithms_is_the_printed_function() -> None:
    rng = np.random.default_rng(17)
    for _ in range(200):
        rho, a, b = -rng.uniform(0.05, 20), rng.uniform(0.05, 0.4), rng.uniform(0.05, 0.4)
        ces = jd.CES(management_share=a, human_share=b, rho=rho)
        m, h, k = rng.uniform(0.2, 5, 3)
        printed = (a * m**rho + b * h**rho + (1 - a - b) * k**rho) ** (1 / rho)
        assert ces.output(m, h, k) == pytest.approx(printed, rel=1e-12)
    steep = jd.CES(management_share=0.3, human_share=0.3, rho=-50)
    assert steep.output(1e-8, 1, 1) == pytest.approx(1e-8 * 0.3 ** (-1 / 50), rel=1e-12)
    assert steep.output(0, 1, 1) == 0
    assert jd.CES(management_share=0.3, human_share=0, rho=-1).output(1, 0, 1) == 1


def test_one_unit_of_capital_is_rarely_enough() -> None:
    """Scaled to one unit, firms add up to a CES function in which capital weighs 1 − θ_H τ_H^ρ."""
    rng = np.random.default_rng(18)
    exceeded = 0
    for _ in range(200):
        rho = -math.exp(rng.uniform(-2, 2))
        theta_m, theta_h, _, tau_m, tau_h = draw(rng, rho, restricted=True)
        density = density_of((theta_m, theta_h, rho, tau_m, tau_h), "restricted")
        free = 1 - density.human_term
        assert (density.largest_output <= 1) == (free <= density.ces.capital_share)
        found = jd.aggregate(density, 1e-3)
        assert found.keeps_capital == (found.output <= 1)
        exceeded += not found.keeps_capital
        x, m, h = (
            value / density.largest_output
            for value in (found.output, found.management_labour, found.human_labour)
        )
        made = (theta_m * m**rho + theta_h * h**rho + free) ** (1 / rho)
        assert made == pytest.approx(x, rel=1e-8)
        assert x <= 1
    assert exceeded > 20


def test_the_largest_output_is_the_limit() -> None:
    density = density_of((0.3, 0.4, -2.0, 0.5, 1.2), "truncated")
    assert jd.aggregate(density, 1e-9).output == pytest.approx(density.largest_output, rel=1e-3)
    assert jd.aggregate(density, 1e-9).output < density.largest_output


@pytest.mark.parametrize("threshold", [0.0, -0.2, 1.0, 1.5, math.inf, math.nan])
def test_thresholds_outside_the_support_are_refused(threshold: float) -> None:
    density = density_of((0.3, 0.4, -1.0, 0.45, 1.2), "restricted")
    with pytest.raises(jd.InputError, match="threshold"):
        jd.aggregate(density, threshold)


def test_beyond_double_precision_is_refused() -> None:
    density = density_of((0.3, 0.4, -0.002, 0.7 / 0.3, 1.0), "truncated")
    with pytest.raises(jd.InputError, match="double precision"):
        jd.aggregate(density, 0.9 * density.top)


def test_to_dict_is_json_ready() -> None:
    import json

    density = density_of((0.3, 0.4, -1.0, 0.45, 1.2), "restricted")
    tree = json.loads(json.dumps(jd.aggregate(density, 0.25).to_dict(), allow_nan=False))
    assert tree["output"] == pytest.approx(10 / 9)
    assert json.loads(json.dumps(density.to_dict(), allow_nan=False))["top"] == 1


def test_levhari_is_free_of_its_scale() -> None:
    one, other = Levhari(0.7, 1.0, 0.0), Levhari(0.7, 1.0, math.log(3))
    assert other.integrate(0.2, 1.0)[0] == pytest.approx(3 * one.integrate(0.2, 1.0)[0])

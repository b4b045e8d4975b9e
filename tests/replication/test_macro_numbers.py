"""What the paper states on equations (5) to (19): printed numbers against computed ones."""

from __future__ import annotations

import pytest
from scipy.integrate import quad

import jobdesign as jd
from jobdesign.replication.structure import macro_numbers
from jobdesign.replication.structure.printed_macro import (
    printed_bracket,
    printed_density,
    printed_output,
)


def parameters(rho: float, factor: float) -> tuple[float, float, float, float, float]:
    theta_m, theta_h, tau_h = 0.3, 0.4, 1.2
    tau_m = factor * ((1 - theta_h * tau_h**rho) / theta_m) ** (1 / rho)
    return theta_m, theta_h, rho, tau_m, tau_h


def printed_gap(rho: float, factor: float, u: float) -> float:
    """CES/X − 1 of (18) as it stands in print, by plain quadrature of the printed density."""
    theta_m, theta_h, _, tau_m, tau_h = given = parameters(rho, factor)
    x, _ = quad(lambda a: float(printed_density(a, *given)), u, 1, epsabs=0, epsrel=1e-11)
    psi, _ = quad(lambda a: float(printed_density(a, *given)) / a, u, 1, epsabs=0, epsrel=1e-11)
    total = theta_m * (tau_m * psi) ** rho + theta_h * (tau_h * x) ** rho + 1 - theta_m - theta_h
    return total ** (1 / rho) / x - 1


@pytest.mark.parametrize(
    ("rho", "factor", "restriction", "recorded"),
    [
        (-1.0, 1.05, 0.9683, {0.2: 0.024, 0.95: 0.032}),
        (-1.0, 1.5, 0.7778, {0.2: 0.20, 0.95: 0.28}),
        (-2.0, 1.5, None, {0.2: 0.48, 0.95: 0.31}),
        (-2.0, 3.0, None, {0.95: 0.68}),
        (-1.0, 3.0, None, {0.95: 0.79}),
    ],
)
def test_18_fails_where_the_sum_is_less_than_1(
    rho: float, factor: float, restriction: float | None, recorded: dict[float, float]
) -> None:
    theta_m, theta_h, _, tau_m, tau_h = parameters(rho, factor)
    total = theta_m * tau_m**rho + theta_h * tau_h**rho
    assert total < 1
    if restriction is not None:
        assert total == pytest.approx(restriction, abs=5e-5)
    for u, gap in recorded.items():
        computed = macro_numbers.ces_gap_upper_limit_one(rho, factor, u)
        assert round(computed, 3 if factor == 1.05 else 2) == gap
    for u in (0.1, 0.2, 0.5, 0.95):
        computed = macro_numbers.ces_gap_upper_limit_one(rho, factor, u)
        assert computed == pytest.approx(printed_gap(rho, factor, u), rel=1e-8)


def test_18_holds_there_with_the_right_upper_limit() -> None:
    for rho, factor in ((-1.0, 1.05), (-1.0, 1.5), (-2.0, 1.5), (-2.0, 3.0), (-2.0, 0.7)):
        theta_m, theta_h, _, tau_m, tau_h = parameters(rho, factor)
        density = jd.QualityDensity(
            ces=jd.CES(management_share=theta_m, human_share=theta_h, rho=rho),
            technology=jd.Technology(management_requirement=tau_m, human_requirement=tau_h),
            support="truncated",
        )
        assert density.top == pytest.approx(factor)
        for u in (0.05, 0.2, 0.6):
            assert abs(jd.aggregate(density, u).ces_gap) < 1e-9


def test_the_density_is_complex_where_the_sum_exceeds_1() -> None:
    assert macro_numbers.quality_top(-2.0, 0.7) == pytest.approx(0.7)
    assert macro_numbers.bracket_at_one(-2.0, 0.7) == pytest.approx(-0.1939, abs=5e-5)
    given = parameters(-2.0, 0.7)
    assert float(printed_bracket(0.7, *given)) == pytest.approx(0, abs=1e-15)
    # the bracket to the power −(1 + ρ)/ρ = −1/2
    assert printed_density(1.0 + 0j, *given).imag != 0


def test_an_atom_at_one_is_no_way_out() -> None:
    gamma, psi = macro_numbers.atom_at_one()
    assert (round(gamma, 6), round(psi, 6)) == (0.407785, 0.332955)
    assert gamma == pytest.approx(float(printed_output(1.0, *parameters(-1.0, 1.5))), rel=1e-12)
    # appendix B, (24): Ψ from Γ
    theta_m, theta_h, rho, tau_m, tau_h = parameters(-1.0, 1.5)
    ratio = ((1 - theta_h * tau_h**rho) / (theta_m * tau_m**rho)) ** (1 / (rho - 1))
    assert psi == pytest.approx(ratio * gamma, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ((-0.5, 0.3, 0.4, 1.2), 4.478),
        ((-2.0, 0.3, 0.4, 1.2), 1.552),
        # the parameters of the other two recorded numbers are not known; these give them
        ((-1.0, 0.5, 0.35, 1.3), 4.872),
        ((-0.25, 0.25, 0.15, 2.5), 4.642),
    ],
)
def test_output_exceeds_the_one_unit_of_capital(
    given: tuple[float, float, float, float], recorded: float
) -> None:
    limit = macro_numbers.output_at_zero(*given)
    assert round(limit, 3) == recorded
    rho, theta_m, theta_h, tau_h = given
    density = jd.QualityDensity(
        ces=jd.CES(management_share=theta_m, human_share=theta_h, rho=rho),
        technology=jd.Technology(management_requirement=0.5, human_requirement=tau_h),
        support="truncated",
    )
    free = 1 - theta_h * tau_h**rho
    assert limit == pytest.approx(((1 - theta_m - theta_h) / free) ** (1 / rho), rel=1e-12)
    assert jd.aggregate(density, 1e-12).output == pytest.approx(limit, rel=1e-2)


@pytest.mark.parametrize(
    ("given", "proper"),
    [
        ((-2.0, 0.3, 0.4, 1.2), True),
        ((-2.0, 0.3, 0.4, 0.6), False),  # θ_H τ_H^ρ = 1.11
        ((-2.0, 0.7, 0.4, 1.2), False),  # θ_M + θ_H = 1.1
    ],
)
def test_footnote_14_is_not_enough(given: tuple[float, ...], proper: bool) -> None:
    threshold, imaginary = macro_numbers.footnote_14_case(*given)
    assert 0 < threshold < 1
    assert (imaginary < 1e-12) == proper


def test_19_is_minus_the_slope_of_output() -> None:
    assert macro_numbers.density_slope_gap() < 1e-10


def test_18_where_the_restriction_holds() -> None:
    assert macro_numbers.ces_gap_random(300) < 1e-8
    for rho in (-0.05, -5.0, -50.0):
        assert macro_numbers.ces_gap_random(40, rho=rho) < 1e-8


@pytest.mark.parametrize("rho", [-5.0, -2.0, -1.0, -0.5, -0.25])
def test_the_exponent_at_the_top(rho: float) -> None:
    measured = macro_numbers.exponent_at_top(rho)
    assert measured == pytest.approx(-(1 + rho) / rho, abs=1e-4)
    assert measured > -1


def test_marginal_products_leave_substitution_unidentified() -> None:
    relation, human = macro_numbers.marginal_product_gap()
    assert relation < 1e-9
    assert human < 1e-12

"""The density of AI quality: as printed, by quadrature of three kinds, and where it exists."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import roots_jacobi

import jobdesign as jd
from jobdesign.analysis.macro.levhari import Levhari
from jobdesign.replication.structure.printed_macro import (
    printed_bracket,
    printed_density,
    printed_output,
)

RHOS = [-0.05, -0.1, -0.22, -0.5, -0.9, -1.0, -1.1, -2.0, -4.5, -5.0, -10.0, -50.0]
#: ρ for which the printed formula itself keeps enough digits near the top of the support.
MODERATE = [-0.22, -0.5, -0.9, -1.0, -1.1, -2.0, -4.5]


def draw(
    rng: np.random.Generator, rho: float, *, restricted: bool
) -> tuple[float, float, float, float, float]:
    """θ_M, θ_H, ρ, τ_M and τ_H."""
    theta_h = rng.uniform(0.05, 0.6)
    theta_m = rng.uniform(0.05, 0.95 - theta_h)
    human = rng.uniform(0.05, 0.8)
    tau_h = (human / theta_h) ** (1 / rho)
    tau_m = ((1 - human) / theta_m) ** (1 / rho)
    if not restricted:
        tau_m *= rng.uniform(0.6, 1.6)
    return theta_m, theta_h, rho, tau_m, tau_h


def density_of(parameters: tuple[float, ...], support: str) -> jd.QualityDensity:
    theta_m, theta_h, rho, tau_m, tau_h = parameters
    return jd.QualityDensity(
        ces=jd.CES(management_share=theta_m, human_share=theta_h, rho=rho),
        technology=jd.Technology(management_requirement=tau_m, human_requirement=tau_h),
        support=support,
    )


@pytest.mark.parametrize("rho", MODERATE)
@pytest.mark.parametrize("support", ["restricted", "truncated"])
def test_it_is_the_printed_formula(rho: float, support: str) -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        parameters = draw(rng, rho, restricted=support == "restricted")
        density = density_of(parameters, support)
        quality = density.top * rng.uniform(0.01, 0.95, 20)
        printed = printed_density(quality, *parameters)
        assert density.at(quality) == pytest.approx(printed, rel=1e-11)
        above = printed_output(quality, *parameters)
        assert density.shape.above(quality) == pytest.approx(above, rel=1e-11)


def test_the_printed_density_is_minus_the_slope_of_printed_output() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        rho = -math.exp(rng.uniform(math.log(0.05), math.log(50)))
        parameters = draw(rng, rho, restricted=True)
        u = rng.uniform(0.05, 0.98)
        slope = -printed_output(u + 1e-30j, *parameters).imag / 1e-30
        assert float(printed_density(u, *parameters)) == pytest.approx(float(slope), rel=1e-10)


@pytest.mark.parametrize("rho", RHOS)
def test_quadrature_is_the_closed_form(rho: float) -> None:
    """Over the whole range of thresholds, also next to the top and far below it."""
    rng = np.random.default_rng(3)
    near = 10 ** rng.uniform(-6, -1, (2, 10))
    thresholds = np.concatenate((rng.uniform(0.02, 0.98, 20), near[0], 1 - near[1]))
    for share in thresholds:
        shape = Levhari(-1 / rho, 10 ** rng.uniform(-1, 1), rng.normal())
        u = shape.top * share
        output, inverse, error = shape.integrate(u, shape.top)
        assert output == pytest.approx(float(shape.above(u)), rel=1e-10)
        assert inverse == pytest.approx(float(shape.inverse_above(u)), rel=1e-10)
        assert error < 1e-9


@pytest.mark.parametrize("rho", RHOS)
def test_quadrature_up_to_below_the_top(rho: float) -> None:
    rng = np.random.default_rng(4)
    shape = Levhari(-1 / rho, 1.5, 0.0)
    for _ in range(20):
        low, high = np.sort(rng.uniform(0.05, 1.45, 2))
        output, inverse, _ = shape.integrate(low, high)
        above = shape.above([low, high])
        weighted = shape.inverse_above([low, high])
        # a difference of closed forms loses what both have in common
        assert output == pytest.approx(above[0] - above[1], rel=1e-9, abs=1e-13 * above[0])
        assert inverse == pytest.approx(
            weighted[0] - weighted[1], rel=1e-9, abs=1e-13 * weighted[0]
        )


@pytest.mark.parametrize("rho", MODERATE)
def test_quadrature_is_gauss_jacobi_on_the_printed_density(rho: float) -> None:
    """The singular power as weight, the rest of the printed formula by 60 nodes."""
    rng = np.random.default_rng(5)
    power = -(1 + rho) / rho
    nodes, weights = roots_jacobi(60, power, 0.0)
    for _ in range(20):
        parameters = draw(rng, rho, restricted=False)
        density = density_of(parameters, "truncated")
        top = density.top
        u = top * rng.uniform(0.3, 0.9)
        half = (top - u) / 2
        quality = u + half * (nodes + 1)
        smooth = printed_density(quality, *parameters) / (1 - nodes) ** power
        output, inverse, _ = density.shape.integrate(u, top)
        # the bracket of (19) cancels near the top, and takes digits of the reference
        assert output == pytest.approx(half * weights @ smooth, rel=1e-8)
        assert inverse == pytest.approx(half * weights @ (smooth / quality), rel=1e-8)


@pytest.mark.parametrize("rho", RHOS)
def test_quadrature_is_algebraic_weights_in_quality(rho: float) -> None:
    """Another rule of scipy, over quality itself instead of its logarithm."""
    p, top = -1 / rho, 0.8
    shape = Levhari(p, top, 0.3)
    power, kappa = p - 1, 1 / (1 + p)

    def smooth(away: float) -> float:
        """The density at so far below the top, over that distance to the power."""
        log_share = math.log1p(-away / top)
        ratio = -math.expm1(kappa * log_share) / away if away > 0 else kappa / top
        scale = math.exp(0.3) * p * kappa / top
        return scale * math.exp((kappa - 1) * log_share) * ratio**power

    for u in (0.1, 0.4, 0.7):
        value, _ = quad(smooth, 0, top - u, weight="alg", wvar=(power, 0.0), epsabs=0, epsrel=1e-12)
        assert shape.integrate(u, top)[0] == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize("rho", RHOS)
def test_quantiles_invert_and_the_mean_is_the_mean(rho: float) -> None:
    shape = Levhari(-1 / rho, 1.3, 0.7)
    shares = np.array([1e-6, 0.01, 0.3, 0.5, 0.9, 1.0])
    quality = shape.quantile(shares)
    assert np.all(np.diff(quality) <= 0)
    assert quality[-1] == 0
    inside = (quality > 1e-200) & (quality < 1.3 * (1 - 1e-9))
    back = shape.above(quality[inside]) / shape.total
    assert back == pytest.approx(shares[inside], rel=1e-6)
    # by parts, the mean of a quantity is the integral of how likely it is exceeded
    mean, _ = quad(lambda a: float(shape.above(a)) / shape.total, 0, 1.3, epsabs=0, epsrel=1e-11)
    assert shape.mean == pytest.approx(mean, rel=1e-8, abs=0)


@pytest.mark.parametrize(
    ("rho", "at_top"), [(-2.0, math.inf), (-1.0, pytest.approx(1.0 / 2.6)), (-0.5, 0.0)]
)
def test_at_the_top_and_outside(rho: float, at_top: float) -> None:
    shape = Levhari(-1 / rho, 1.3, 0.0)
    assert shape.at(1.3) == at_top
    assert shape.at([-1.0, 0.0, 1.4]).tolist() == [0, 0, 0]
    if rho == -1:  # finite there: the limit
        assert float(shape.at(1.3 * (1 - 1e-12))) == pytest.approx(1 / 2.6)


@given(
    st.floats(-20, -0.1), st.floats(0.05, 0.6), st.floats(0.05, 0.35), st.floats(0.05, 0.9),
    st.floats(0.5, 2),
)  # fmt: skip
def test_the_support_ends_where_the_bracket_is_nothing(
    rho: float, theta_h: float, theta_m: float, human: float, factor: float
) -> None:
    tau_h = (human / theta_h) ** (1 / rho)
    tau_m = factor * ((1 - human) / theta_m) ** (1 / rho)
    parameters = (theta_m, theta_h, rho, tau_m, tau_h)
    density = density_of(parameters, "truncated")
    assert density.top == pytest.approx(factor, rel=1e-9)
    assert density.exceeds_one == (density.top > 1)
    scale = 1 - human
    assert float(printed_bracket(density.top, *parameters)) == pytest.approx(0, abs=1e-12 * scale)
    assert float(printed_bracket(density.top * 0.99, *parameters)) > 0
    assert float(printed_bracket(density.top * 1.01, *parameters)) < 0


def test_restricted_means_the_restriction() -> None:
    technology = jd.Technology(management_requirement=0.45, human_requirement=1.2)
    share = jd.restricted_management_share(technology, 0.4, -1)
    assert share == pytest.approx(0.3, rel=1e-14)

    def density(share: float, support: str) -> jd.QualityDensity:
        ces = jd.CES(management_share=share, human_share=0.4, rho=-1)
        return jd.QualityDensity(ces=ces, technology=technology, support=support)

    assert density(share, "restricted").top == 1
    assert density(share, "restricted").restriction == pytest.approx(1, abs=1e-15)
    assert density(share, "truncated").top == pytest.approx(1, abs=1e-14)
    with pytest.raises(jd.InputError, match=r"= 0\.888.*must be 1 .*set management_share to 0\.3"):
        density(0.25, "restricted")
    with pytest.raises(jd.InputError, match="must be 1"):
        density(0.3 * (1 + 1e-7), "restricted")
    assert density(0.25, "truncated").top == pytest.approx(1.2)


@pytest.mark.parametrize("support", [None, "", "whole", True])
def test_the_support_is_the_callers_choice(support) -> None:
    ces = jd.CES(management_share=0.3, human_share=0.4, rho=-1)
    technology = jd.Technology(management_requirement=0.45, human_requirement=1.2)
    with pytest.raises(jd.InputError, match='"restricted" or "truncated"'):
        jd.QualityDensity(ces=ces, technology=technology, support=support)
    with pytest.raises(TypeError, match="support"):
        jd.QualityDensity(ces=ces, technology=technology)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rho": 0.0}, r"rho = 0\.0: must be negative"),
        ({"rho": 0.5}, "must be negative"),
        ({"rho": math.nan}, "rho = nan"),
        ({"theta_m": 0.0}, r"management_share = 0\.0"),
        ({"theta_m": -0.1}, "management_share"),
        ({"theta_h": -0.1}, "human_share"),
        ({"theta_m": 0.6, "theta_h": 0.4}, r"management_share \+ human_share = 1\.0"),
        ({"tau_m": 0.0}, r"management_requirement = 0\.0"),
        ({"tau_h": 0.4}, r"human_requirement\^rho = 1\.0: must be less than 1"),
        ({"tau_h": 0.0}, "set human_share to 0"),
        ({"tau_m": 1e-3, "rho": -1e-4}, "beyond double precision"),
    ],
)
def test_what_admits_no_density_is_refused(change: dict[str, float], message: str) -> None:
    values = {"theta_m": 0.3, "theta_h": 0.4, "rho": -1.0, "tau_m": 0.45, "tau_h": 1.2} | change
    with pytest.raises(jd.InputError, match=message):
        density_of(tuple(values.values()), "truncated")


def test_production_without_human_labour() -> None:
    technology = jd.Technology(management_requirement=0.5, human_requirement=0)
    share = jd.restricted_management_share(technology, 0, -2)
    density = density_of((share, 0.0, -2.0, 0.5, 0.0), "restricted")
    found = jd.aggregate(density, 0.3)
    assert found.human_labour == 0
    assert found.ces_gap == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize(
    ("tau_m", "tau_h", "theta_h", "message"),
    [
        (2.0, 10.0, 0.4, r"would have to lie in \(0, 0\.6\).*lots of another size"),
        (0.0, 10.0, 0.4, "choose an AI design"),
        (2.0, 0.1, 0.4, "must be less than 1"),
    ],
)
def test_where_no_share_meets_the_restriction(
    tau_m: float, tau_h: float, theta_h: float, message: str
) -> None:
    technology = jd.Technology(management_requirement=tau_m, human_requirement=tau_h)
    with pytest.raises(jd.InputError, match=message):
        jd.restricted_management_share(technology, theta_h, -1)
    with pytest.raises(jd.InputError):
        jd.restricted_management_share(technology, theta_h, -60)

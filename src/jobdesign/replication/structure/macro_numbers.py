"""What the paper states on equations (13) to (19), computed afresh, as plain numbers.

Each function is one row of a table of claims, or what makes it up; all that is
random takes a seed.
"""

from __future__ import annotations

import math

import numpy as np

from jobdesign.analysis.macro.aggregation import aggregate
from jobdesign.analysis.macro.ces import CES
from jobdesign.analysis.macro.leontief import Technology
from jobdesign.analysis.macro.levhari import Levhari
from jobdesign.analysis.macro.quality_density import QualityDensity
from jobdesign.replication.structure.printed_macro import (
    printed_bracket,
    printed_density,
    printed_output,
)

__all__ = [
    "EXAMPLE",
    "atom_at_one",
    "bracket_at_one",
    "ces_gap_random",
    "ces_gap_truncated",
    "ces_gap_upper_limit_one",
    "density_slope_gap",
    "exponent_at_top",
    "footnote_14_case",
    "marginal_product_gap",
    "output_at_zero",
    "quality_top",
]

#: θ_M, θ_H, τ_H of the counterexamples; θ_M τ_M^ρ + θ_H τ_H^ρ = 1 gives τ_M.
EXAMPLE = {"management_share": 0.3, "human_share": 0.4, "human_requirement": 1.2}


def density_slope_gap(count: int = 300, seed: int = 0) -> float:
    """Largest relative difference between φ of (19) and −Γ′, on random parameters.

    The derivative is by a complex step, which loses no digits.
    """
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(count):
        given = _random_parameters(rng)
        u = _random_threshold(rng)
        step = 1e-30 * u
        slope = -float(printed_output(u + 1j * step, *given).imag) / step
        worst = max(worst, abs(float(printed_density(u, *given)) / slope - 1.0))
    return worst


def ces_gap_random(count: int = 300, seed: int = 0, rho: float | None = None) -> float:
    """Largest |CES/X − 1| of (18) where the restriction holds, on random parameters.

    Parameters
    ----------
    count, seed
        How many sets of parameters, and where they start.
    rho
        Fixed; None: random from −0.05 to −50.
    """
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(count):
        theta_m, theta_h, chosen, tau_m, tau_h = _random_parameters(rng, rho)
        density = QualityDensity(
            ces=CES(management_share=theta_m, human_share=theta_h, rho=chosen),
            technology=Technology(management_requirement=tau_m, human_requirement=tau_h),
            support="restricted",
        )
        found = aggregate(density, _random_threshold(rng))
        worst = max(worst, abs(found.ces_gap))
    return worst


def ces_gap_upper_limit_one(rho: float, factor: float, threshold: float) -> float:
    """CES/X − 1 with 1 as upper limit, as (18) prints it, where the restriction fails.

    Parameters
    ----------
    rho
        ρ.
    factor
        τ_M is so many times what the restriction asks for; more than 1 makes the
        sum fall short of 1.
    threshold
        u in (0, 1).
    """
    ces, technology, shape = _counterexample(rho, factor)
    output, inverse, _ = shape.integrate(threshold, 1.0)
    made = ces.output(
        technology.management_requirement * inverse, technology.human_requirement * output
    )
    return made / output - 1.0


def ces_gap_truncated(rho: float, factor: float, threshold: float) -> float:
    """CES/X − 1 of the same counterexamples, with u_max as upper limit."""
    ces, technology, _ = _counterexample(rho, factor)
    density = QualityDensity(ces=ces, technology=technology, support="truncated")
    return aggregate(density, threshold).ces_gap


def quality_top(rho: float, factor: float) -> float:
    """u_max of the same counterexamples; `bracket_at_one` is negative where it is below 1."""
    return _counterexample(rho, factor)[2].top


def bracket_at_one(rho: float, factor: float) -> float:
    """The bracket of (19) at ᾱ = 1 of the same counterexamples."""
    ces, technology, _ = _counterexample(rho, factor)
    return float(
        printed_bracket(
            1.0,
            ces.management_share,
            ces.human_share,
            rho,
            technology.management_requirement,
            technology.human_requirement,
        )
    )


def atom_at_one(rho: float = -1.0, factor: float = 1.5) -> tuple[float, float]:
    """Γ(1) and Ψ(1) where u_max > 1: an atom of firms at ᾱ = 1 would need them equal."""
    shape = _counterexample(rho, factor)[2]
    return float(shape.above(1.0)), float(shape.inverse_above(1.0))


def output_at_zero(
    rho: float, management_share: float, human_share: float, human_requirement: float
) -> float:
    """X as u → 0; with one unit of capital a unit of output it would have to be at most 1."""
    ces = CES(management_share=management_share, human_share=human_share, rho=rho)
    technology = Technology(management_requirement=0.5, human_requirement=human_requirement)
    return QualityDensity(ces=ces, technology=technology, support="truncated").largest_output


def exponent_at_top(rho: float) -> float:
    """Exponent of (top − a) in φ near its top; integrable since it exceeds −1.

    Measured on the printed density of the counterexample's parameters, not taken
    from the formula.
    """
    ces, technology, _ = _counterexample(rho, 1.0)
    given = (
        ces.management_share,
        ces.human_share,
        rho,
        technology.management_requirement,
        technology.human_requirement,
    )
    near, nearer = 1e-5, 1e-6
    ratio = printed_density(1.0 - near, *given) / printed_density(1.0 - nearer, *given)
    return float(np.log(ratio)) / math.log(near / nearer)


def footnote_14_case(
    rho: float, management_share: float, human_share: float, human_requirement: float
) -> tuple[float, float]:
    """What footnote 14 admits though it should not.

    Parameters
    ----------
    rho, management_share, human_share, human_requirement
        ρ, θ_M, θ_H and τ_H; the other parameters are τ_M = w_M = 1/2, w_H = 1/4.

    Returns
    -------
    threshold, imaginary
        u, which footnote 14 wants in (0, 1), and how much of the printed Γ(u) is
        imaginary: nothing only if θ_H τ_H^ρ and θ_M + θ_H are less than 1 as well.
    """
    technology = Technology(
        management_requirement=0.5,
        human_requirement=human_requirement,
        management_wage=0.5,
        human_wage=0.25,
    )
    u = technology.threshold()
    output = complex(
        printed_output(u + 0j, management_share, human_share, rho, 0.5, human_requirement)
    )
    return u, abs(output.imag) / abs(output)


def marginal_product_gap(count: int = 100, seed: int = 0) -> tuple[float, float]:
    """What the CES function identifies along the curve of (M, H), on random parameters.

    Returns
    -------
    relation, human
        Largest |F_M τ_M/u + F_H τ_H − 1|, which is rounding, and largest |H/(τ_H X) − 1|:
        human labour never substitutes.
    """
    rng = np.random.default_rng(seed)
    relation = human = 0.0
    for _ in range(count):
        theta_m, theta_h, rho, tau_m, tau_h = _random_parameters(rng)
        density = QualityDensity(
            ces=CES(management_share=theta_m, human_share=theta_h, rho=rho),
            technology=Technology(management_requirement=tau_m, human_requirement=tau_h),
            support="restricted",
        )
        found = aggregate(density, _random_threshold(rng))
        of_m, of_h, _ = found.marginal_products
        relation = max(relation, abs(of_m * tau_m / found.threshold + of_h * tau_h - 1.0))
        human = max(human, abs(found.human_labour / (tau_h * found.output) - 1.0))
    return relation, human


def _counterexample(rho: float, factor: float) -> tuple[CES, Technology, Levhari]:
    """Return `EXAMPLE` with τ_M a multiple of what the restriction asks for."""
    theta_m, theta_h, tau_h = EXAMPLE.values()
    free = 1.0 - theta_h * math.pow(tau_h, rho)
    tau_m = factor * math.pow(free / theta_m, 1.0 / rho)
    ces = CES(management_share=theta_m, human_share=theta_h, rho=rho)
    technology = Technology(management_requirement=tau_m, human_requirement=tau_h)
    density = QualityDensity(ces=ces, technology=technology, support="truncated")
    return ces, technology, density.shape


def _random_parameters(
    rng: np.random.Generator, rho: float | None = None
) -> tuple[float, float, float, float, float]:
    """Draw θ_M, θ_H, ρ, τ_M and τ_H that meet the restriction."""
    if rho is None:
        rho = -math.exp(rng.uniform(math.log(0.05), math.log(50.0)))
    theta_h = rng.uniform(0.05, 0.6)
    theta_m = rng.uniform(0.05, 0.95 - theta_h)
    human_term = rng.uniform(0.02, 0.9)
    tau_h = math.pow(human_term / theta_h, 1.0 / rho)
    tau_m = math.pow((1.0 - theta_h * math.pow(tau_h, rho)) / theta_m, 1.0 / rho)
    return theta_m, theta_h, rho, tau_m, tau_h


def _random_threshold(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.05, 0.98))

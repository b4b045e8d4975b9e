"""Section 5 and appendix B: equations (5) to (19) and (25)."""

from __future__ import annotations

from jobdesign.replication.claims import Finding, Subject, difference, finding, numbers
from jobdesign.replication.structure import labour_numbers
from jobdesign.replication.structure import macro_numbers as computed

__all__ = ["SUBJECT"]

SUBJECT = Subject("structure", "The economy")

#: Relative error of an identity in double precision.
_IDENTITY = 1e-12
#: Relative error of a quadrature.
_QUADRATURE = 1e-8
#: ρ, θ_M, θ_H, τ_H for which output is looked at as u → 0.
_OUTPUTS = (
    (-0.5, 0.3, 0.4, 1.2),
    (-2.0, 0.3, 0.4, 1.2),
    (-1.0, 0.5, 0.35, 1.3),
    (-0.25, 0.25, 0.15, 2.5),
    (-1.0, 0.3, 0.4, 0.5),
)


def _percent(*gaps: float) -> str:
    return ", ".join(f"{100 * gap:.1f} %" for gap in gaps)


@SUBJECT.claim(
    "Equations (8)–(12)",
    "Labour for AI management is x τ_M / ᾱ: largest relative error on random designs",
    printed="identity",
    recorded="holds",
    reason="ᾱ is the harmonic mean of the chains' success; without AI tasks it is undefined",
)
def equation_12() -> Finding:
    worst = labour_numbers.labour_identity_gap(300)
    return finding(difference(worst, _IDENTITY), worst <= _IDENTITY)


@SUBJECT.claim(
    "Equations (3), (12)",
    "w_M τ_M / ᾱ + w_H τ_H is the cost of eq. (3): largest relative error on random designs",
    printed="implied",
    recorded="holds",
    reason="with hand-off labour valued at the wage of its job over w_H",
)
def equation_3() -> Finding:
    worst = labour_numbers.cost_identity_gap(300)
    return finding(difference(worst, _IDENTITY), worst <= _IDENTITY)


@SUBJECT.claim(
    "Footnote 8",
    "The skill of hand-off labour is the total skill of the job: error of the cost if unweighted",
    printed="total skill requirement",
    recorded="erratum",
    reason="the identity needs the job's wage over w_H, not the plain sum of skills",
)
def footnote_8() -> Finding:
    worst = labour_numbers.footnote_8_gap(300)
    return finding(f"up to {100 * worst:.0f} %", worst <= _IDENTITY)


@SUBJECT.claim(
    "Equations (19), (25)",
    "φ is the slope −Γ′: largest relative difference on random parameters",
    printed="identity",
    recorded="holds",
    reason="the slope by a complex step, which loses no digits",
)
def equation_19() -> Finding:
    worst = computed.density_slope_gap()
    return finding(difference(worst, 1e-10), worst <= 1e-10)


@SUBJECT.claim(
    "Equation (18)",
    "Firms add up to a CES function where θ_M τ_M^ρ + θ_H τ_H^ρ = 1: largest |CES/X − 1|",
    printed="holds",
    recorded="holds",
    reason="300 sets of parameters with ρ from −0.05 to −50, and ρ = −5",
)
def equation_18() -> Finding:
    worst = max(computed.ces_gap_random(), computed.ces_gap_random(30, rho=-5.0))
    return finding(difference(worst, _QUADRATURE), worst <= _QUADRATURE)


@SUBJECT.claim(
    "Equation (18)",
    "The same where that sum is less than 1, up to ᾱ = 1: CES/X − 1 at u = .2 and .95",
    printed="holds",
    recorded="erratum",
    reason="τ_M × 1.05 and 1.5 at ρ = −1, × 1.5 and 3 at ρ = −2: the support goes on beyond 1",
)
def equation_18_below() -> Finding:
    cases = ((-1.0, 1.05), (-1.0, 1.5), (-2.0, 1.5), (-2.0, 3.0))
    gaps = [computed.ces_gap_upper_limit_one(rho, by, u) for rho, by in cases for u in (0.2, 0.95)]
    return finding(_percent(*gaps), max(map(abs, gaps)) <= _QUADRATURE)


@SUBJECT.claim(
    "Equation (18)",
    "The same where that sum is more than 1: top of the support, bracket of (19) at ᾱ = 1",
    printed="holds up to ᾱ = 1",
    recorded="erratum",
    reason="τ_M × 0.7 at ρ = −2: above the top the bracket is negative and φ complex",
)
def equation_18_above() -> Finding:
    top, bracket = computed.quality_top(-2.0, 0.7), computed.bracket_at_one(-2.0, 0.7)
    return finding(numbers(top, bracket, digits=4), bracket >= 0)


@SUBJECT.claim(
    "(ours)",
    "Up to u_max = (A/B)^(−1/ρ), (18) holds in all of these cases: largest |CES/X − 1|",
    recorded="holds",
    reason="A = 1 − θ_H τ_H^ρ, B = θ_M τ_M^ρ; a sum below 1 has u_max > 1, against (14)",
)
def equation_18_repaired() -> Finding:
    cases = ((-1.0, 1.05), (-1.0, 1.5), (-2.0, 1.5), (-2.0, 3.0), (-2.0, 0.7))
    gaps = [computed.ces_gap_truncated(rho, by, 0.2) for rho, by in cases]
    worst = max(map(abs, gaps))
    return finding(difference(worst, _QUADRATURE), worst <= _QUADRATURE)


@SUBJECT.claim(
    "Equation (19)",
    "φ can be integrated up to its top for every ρ < 0: exponent of (top − ᾱ)",
    printed="implied",
    recorded="holds",
    reason="it is −(1 + ρ)/ρ, more than −1 for every ρ < 0; measured at ρ = −.5, −1, −2, −5",
)
def equation_19_integrable() -> Finding:
    exponents = [computed.exponent_at_top(rho) for rho in (-0.5, -1.0, -2.0, -5.0)]
    return finding(numbers(*(round(e, 3) + 0.0 for e in exponents)), min(exponents) > -1)


@SUBJECT.claim(
    "(ours)",
    "No atom of firms at ᾱ = 1 mends a sum below 1: it needs Γ(1) = Ψ(1), which are",
    recorded="holds",
    reason="what is left out above 1 makes Γ(1), and its labour is τ_M Ψ(1): they differ",
)
def atom_at_one() -> Finding:
    output, inverse = computed.atom_at_one()
    return finding(numbers(output, inverse), abs(output - inverse) > _QUADRATURE)


@SUBJECT.claim(
    "Equation (14), footnote 14",
    "0 < u < 1 suffices: u, and the share of Γ(u) that is imaginary, in two cases",
    printed="footnote 14",
    recorded="holds under a condition",
    reason="it also takes θ_H τ_H^ρ < 1 and θ_M + θ_H < 1",
)
def footnote_14() -> Finding:
    good = computed.footnote_14_case(-2.0, 0.3, 0.4, 1.2)
    bad = computed.footnote_14_case(-2.0, 0.3, 0.4, 0.5)
    inside = 0 < good[0] < 1 and 0 < bad[0] < 1
    real = [imaginary <= _IDENTITY for _, imaginary in (good, bad)]
    return finding(numbers(*good, *bad, digits=3), inside and all(real), inside and any(real))


@SUBJECT.claim(
    "Section 5, K = 1",
    "One unit of capital a unit of output, and one unit in all: X as u → 0 in five cases",
    printed="normalised",
    recorded="holds under a condition",
    reason="X exceeds K = 1 unless 1 − θ_M − θ_H ≥ 1 − θ_H τ_H^ρ, as in the last case",
)
def capital() -> Finding:
    outputs = [computed.output_at_zero(*case) for case in _OUTPUTS]
    return finding(numbers(*outputs, digits=4), max(outputs) <= 1, min(outputs) <= 1)


@SUBJECT.claim(
    "Section 5, elasticity",
    "M and H substitute in (18): largest |F_M τ_M/u + F_H τ_H − 1|, largest |H/(τ_H X) − 1|",
    printed="CES in K, M and H",
    recorded="holds under a condition",
    reason="H is always τ_H X: along that curve only the first relation is identified",
)
def substitution() -> Finding:
    relation, human = computed.marginal_product_gap()
    text = f"{difference(relation, _QUADRATURE)}; {difference(human, _QUADRATURE)}"
    holds, fixed = relation <= _QUADRATURE, human <= _QUADRATURE
    return finding(text, holds and not fixed, holds and fixed)

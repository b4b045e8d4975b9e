"""The fragmentation index: propositions 5 to 8 and appendix A."""

from __future__ import annotations

import math

import numpy as np

from jobdesign.analysis.fragmentation.index import fragmentation_index
from jobdesign.replication.claims import Finding, Subject, difference, finding, numbers
from jobdesign.replication.structure.index_bounds import (
    lemma_gap,
    lemma_peak,
    one_job,
    periodic_ratios,
    printed_realisation,
    small_step_limit,
    small_steps,
    tight_example,
)
from jobdesign.replication.structure.index_extremes import enumeration_gap, extreme_ratios

__all__ = ["SUBJECT"]

SUBJECT = Subject("structure", "The fragmentation index")

#: A chance just below 1/√2, so that two such steps in a row succeed less often than not.
_BELOW_ROOT = 2**-0.5 - 1e-12
#: What a ratio may exceed by rounding.
_ROUNDING = 1e-9


@SUBJECT.claim(
    "Propositions 5, 6",
    "FI is at most 5/4 of OPT: largest ratio over 20,000 random jobs, and violations",
    printed="5/4",
    recorded="holds",
    reason="and it is attained",
)
def proposition_6() -> Finding:
    found = extreme_ratios(20_000, steps=3, seed=1)
    most = found.index_over_optimum
    return finding(f"{most:.6f}, {found.violations}", most <= 1.25 * (1 + _ROUNDING))


@SUBJECT.claim(
    "Proposition 6, tight example",
    "FI and OPT of the example; the same with manual times of 1/2 at both ends",
    printed="5/2 and 2",
    recorded="holds under a condition",
    reason="the outer steps need manual times of at least 1, which is not said",
)
def proposition_6_example() -> Finding:
    at_one, at_half = tight_example(1.0), tight_example(0.5)
    fits = [pair == (2.5, 2.0) for pair in (at_one, at_half)]
    return finding(f"{numbers(*at_one)}; {numbers(*at_half)}", all(fits), any(fits))


@SUBJECT.claim(
    "Proposition 6, lemma",
    "(1 − xy)(1 + 1/xy) is at least the sum of the same in x and in y: least difference",
    printed="≥ 0",
    recorded="holds",
    reason="the difference is (1 − x)(1 − y)(1 − xy)/(xy)",
)
def proposition_6_lemma() -> Finding:
    grid = np.linspace(0.0, 1.0, 401)[1:]
    x, y = np.meshgrid(grid, grid)
    gap = lemma_gap(x, y)
    factored = (1 - x) * (1 - y) * (1 - x * y) / (x * y)
    same = bool(np.allclose(gap, factored, atol=1e-9, rtol=1e-9))
    least = float(gap.min())
    return finding(f"{round(least, 9) + 0.0:g}", least >= -_ROUNDING and same)


@SUBJECT.claim(
    "Proposition 6, proof",
    "The bound on FI/OPT is largest where α^(−d) = 1/2: α^d there, and the bound",
    printed="α^(−d) = 1/2, 5/4",
    recorded="erratum",
    reason="a sign: it is α^d = 1/2; and the last sum of the first display is over T_H, not T_M",
)
def proposition_6_peak() -> Finding:
    at, value = lemma_peak()
    return finding(f"α^d = {at:g}, {value:g}", 1 / at == 0.5 and value == 1.25)


@SUBJECT.claim(
    "Propositions 5, 7",
    "OPT is at most 4 FI where no manual time is below 1: largest ratios found",
    printed="4",
    recorded="holds",
    reason="20,000 random jobs, and 27/14 at manual time 1, success 2/3, 3/4, 2/3: far from tight",
)
def proposition_7() -> Finding:
    found = extreme_ratios(20_000, steps=8, seed=2, least_manual_time=1.0)
    uniform = periodic_ratios([1.0], [0.69336]).optimum_over_index
    best = periodic_ratios([1.0, 1.0, 1.0], [2 / 3, 3 / 4, 2 / 3]).optimum_over_index
    ratios = (found.optimum_over_index, uniform, best)
    return finding(numbers(*ratios, digits=7), max(ratios) <= 4 and not found.violations)


@SUBJECT.claim(
    "Proposition 7, proof",
    "Realised fragmentation is 1 + a sum over the steps that fail: its mean, and FI, in two cases",
    printed="equal",
    recorded="erratum",
    reason="the 1 belongs there only if the last step succeeds, as in the second case; harmless",
)
def proposition_7_proof() -> Finding:
    may_fail, sure = one_job([2.0], [0.5]), one_job([2.0, 2.0], [0.5, 1.0])
    pairs = [(printed_realisation(job), fragmentation_index(job)) for job in (may_fail, sure)]
    shown = "; ".join(numbers(*pair) for pair in pairs)
    return finding(shown, all(math.isclose(*pair) for pair in pairs))


@SUBJECT.claim(
    "Appendix A",
    "The factor of Proposition 7 is at least ⅔(2 + √2): ALG/FI, OPT/FI, ALG/FI at 1/√2 itself",
    printed="2.276142",
    recorded="erratum",
    reason="that is ALG/FI; the optimum chains triples, and at exactly 1/√2 even ALG pairs steps",
)
def appendix_a_first_bound() -> Finding:
    found = periodic_ratios([2**0.5], [_BELOW_ROOT])
    at = periodic_ratios([2**0.5], [2**-0.5 + 1e-15]).greedy_over_index
    ratios = (found.greedy_over_index, found.optimum_over_index, at)
    printed = 2 / 3 * (2 + 2**0.5)
    return finding(numbers(*ratios, digits=7), found.optimum_over_index >= printed - 1e-6)


@SUBJECT.claim(
    "Appendix A",
    "The optimal sequence performs at least as well as ALG, hence a lower bound: OPT/ALG",
    printed="a lower bound",
    recorded="erratum",
    reason="OPT ≤ ALG is true, and the wrong way round for a lower bound on OPT/FI",
)
def appendix_a_direction() -> Finding:
    found = periodic_ratios([2**0.5], [_BELOW_ROOT])
    ratio = found.optimum / found.greedy
    return finding(numbers(ratio), ratio >= 1 - _ROUNDING)


@SUBJECT.claim(
    "Appendix A",
    "The factor of Proposition 8 is at least 2(√2 + 1) > 4: ALG/FI, OPT/FI of the example",
    printed="4.828427",
    recorded="erratum",
    reason="again ALG/FI; that manual times of at least 1 are necessary is not shown",
)
def appendix_a_second_bound() -> Finding:
    found = periodic_ratios([0.0, 1.0], [_BELOW_ROOT, 1.0])
    ratios = (found.greedy_over_index, found.optimum_over_index)
    printed = 2 * (2**0.5 + 1)
    return finding(numbers(*ratios, digits=7), found.optimum_over_index >= printed - 1e-6)


@SUBJECT.claim(
    "(ours)",
    "The largest OPT/FI known: small steps of difficulty .05 and .02, and their limit",
    recorded="holds",
    reason="manual times 0 and e d, success e^(−d) and 1: 1/(1 − e^(−1/e)) as d goes to 0",
)
def largest_ratio_known() -> Finding:
    limit = small_step_limit()
    ratios = [periodic_ratios(*small_steps(d)).optimum_over_index for d in (0.05, 0.02)]
    rising = ratios[0] < ratios[1] < limit
    return finding(numbers(*ratios, limit, digits=7), rising and 3 < limit < 4)


@SUBJECT.claim(
    "Proposition 8",
    "OPT is at most 8 FI: largest ratio over 20,000 random jobs, and violations",
    printed="8",
    recorded="holds",
    reason="not tight as far as is known: the largest ratio known is 3.248870",
)
def proposition_8() -> Finding:
    found = extreme_ratios(20_000, steps=12, seed=3)
    most = max(found.optimum_over_index, small_step_limit())
    text = f"{found.optimum_over_index:.6f}, {found.violations}"
    return finding(text, most <= 8 and not found.violations)


@SUBJECT.claim(
    "(ours)",
    "FI by intervals: largest relative difference from the sum over all 2^m outcomes",
    recorded="holds",
    reason="200 random jobs of 8 steps",
)
def index_by_intervals() -> Finding:
    gap = enumeration_gap(200)
    return finding(difference(gap, 1e-12), gap <= 1e-12)

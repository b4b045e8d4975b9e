"""No claim is written down: with another formula in the source, every verdict changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.replication.registry import find_claims
from mutating import Mutation, both_scaled, first_only, mutate, scaled

PAPER = "jobdesign.replication.structure."


def without_first(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: tuple(array[1:] for array in original(*given))


def long_run_only(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda problem, **_: original(problem)


def without_handoffs(original: Callable[..., Any]) -> Callable[..., Any]:
    def mutated(recursion: Any) -> Any:
        recursion.handoff = [0.0] * recursion.m
        return original(recursion)

    return mutated


def barred(original: Callable[..., Any]) -> Callable[..., Any]:
    """Option 1 may not follow V(i) at once: the repair of Proposition 3."""

    def mutated(problem: Any, value: Callable[[int], float], steps: int) -> float:
        return original(problem, lambda i: math.inf if i == steps else value(i), steps)

    return mutated


def with_a_sign_mended(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda: (1.0 / original()[0], original()[1])


def less_where_the_last_fails(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda job: original(job) - (1.0 - float(job.ai_success[-1]))


def by_log(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: math.sqrt(original(*given))


def less_than_inverse(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda y, exponent: original(y, 0.9 * exponent)


def plain(_: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **_: jd.Wages()


def up_to_the_top(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda shape, low, _: original(shape, low, shape.top)


def absolute(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: np.abs(original(*given))


def squared(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given) ** 2


def real(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given).real


def like_output(_: Callable[..., Any]) -> Callable[..., Any]:
    return lambda shape, quality: shape.above(quality)


WAGE_BILL = "jobdesign.evaluator._product"
INDEX = "jobdesign.analysis.fragmentation.index.expected_fragmentation"
BEST_RATE = PAPER + "index_bounds._best_rate"
CES_OUTPUT = "jobdesign.analysis.macro.ces.CES.output"

#: What is changed, how, and the claims that must notice.
MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "table-2a": (WAGE_BILL, scaled(1.01)),
    "table-2b": (WAGE_BILL, scaled(1.01)),
    "footnote-4": (PAPER + "designs.all_designs", without_first),
    "number-of-designs": (PAPER + "designs.all_designs", without_first),
    "example-1": ("jobdesign.evaluator.Evaluation.total_time", scaled(1.01)),
    "example-2": ("jobdesign.evaluator.Evaluation.total_time", scaled(1.01)),
    "example-3": (PAPER + "designs.solve", long_run_only),
    "example-4-by-hand": (WAGE_BILL, scaled(1.01)),
    "example-4-with-ai": (WAGE_BILL, scaled(1.01)),
    "example-5": (WAGE_BILL, scaled(1.01)),
    "proposition-1": ("jobdesign.methods.recursion._Recursion.chains_to", first_only),
    "proposition-2": ("jobdesign.methods.recursion._Recursion.proposition_2", without_handoffs),
    "proposition-3-as-printed": (PAPER + "recursions._as_printed", barred),
    "proposition-3-with-a-flag": (
        "jobdesign.methods.recursion._Recursion.chains_to",
        first_only,
    ),
    "proposition-3-base-case": (WAGE_BILL, scaled(1.01)),
    "exact-without-epsilon": ("jobdesign.methods.plain_sweep._Sweep._frontier", first_only),
    "proposition-4-rounding": ("jobdesign.methods.fptas.rounding_step", scaled(0.2)),
    "proposition-4-sums": (PAPER + "rounding._sum_over_rounded", scaled(1.1)),
    "proposition-4-repaired": ("jobdesign.methods.fptas.rounding_step", scaled(3.0)),
    "proposition-4-traceback": (PAPER + "rounding._states", by_log),
    "proposition-4-range": ("jobdesign.methods.fptas.rounding_step", scaled(500.0)),
    "proposition-6": (INDEX, scaled(1.1)),
    "proposition-6-example": (INDEX, scaled(1.1)),
    "proposition-6-lemma": (PAPER + "fragmentation.lemma_gap", scaled(1.1)),
    "proposition-6-peak": (PAPER + "fragmentation.lemma_peak", with_a_sign_mended),
    "proposition-7": (INDEX, scaled(0.3)),
    "proposition-7-proof": (
        PAPER + "fragmentation.printed_realisation",
        less_where_the_last_fails,
    ),
    "appendix-a-first-bound": (BEST_RATE, scaled(1.6)),
    "appendix-a-direction": (BEST_RATE, scaled(1.6)),
    "appendix-a-second-bound": (BEST_RATE, scaled(2.2)),
    "largest-ratio-known": (BEST_RATE, scaled(1.1)),
    "proposition-8": (INDEX, scaled(0.2)),
    "index-by-intervals": (INDEX, scaled(1.001)),
    "example-6-by-hand": (WAGE_BILL, scaled(1.01)),
    "example-6-second-threshold": (
        "jobdesign.analysis.reorganisation.powers.power",
        less_than_inverse,
    ),
    "example-6-cost": (WAGE_BILL, scaled(12.5 / 12.6)),
    "example-6-designs": (WAGE_BILL, scaled(0.0)),
    "example-6-at-one": (WAGE_BILL, scaled(1.01)),
    "figure-5b": ("jobdesign.analysis.reorganisation.jobs.JobFunction.slope", scaled(1.001)),
    "equation-12": ("jobdesign.analysis.macro.leontief.Technology.labour", both_scaled(1.001)),
    "equation-3": ("jobdesign.analysis.macro.leontief.Technology.unit_cost", scaled(1.001)),
    "footnote-8": (PAPER + "labour_numbers.Wages", plain),
    "equation-19": (PAPER + "macro_numbers.printed_density", scaled(1.001)),
    "equation-18": (CES_OUTPUT, scaled(1.001)),
    "equation-18-below": ("jobdesign.analysis.macro.levhari.Levhari.integrate", up_to_the_top),
    "equation-18-above": (PAPER + "macro_numbers.printed_bracket", absolute),
    "equation-18-repaired": (CES_OUTPUT, scaled(1.001)),
    "equation-19-integrable": (PAPER + "macro_numbers.printed_density", squared),
    "atom-at-one": ("jobdesign.analysis.macro.levhari.Levhari.inverse_above", like_output),
    "footnote-14": (PAPER + "macro_numbers.printed_output", real),
    "capital": ("jobdesign.analysis.macro.levhari.Levhari.total", scaled(0.1)),
    "substitution": ("jobdesign.analysis.macro.ces.CES.marginal_products", both_scaled(1.001)),
}


def test_every_claim_has_a_mutation() -> None:
    assert list(MUTATIONS) == [claim.name for claim in find_claims(paper="structure")]


@pytest.mark.parametrize("name", MUTATIONS)
def test_another_formula_gives_another_verdict(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (claim,) = find_claims(name)
    mutate(*MUTATIONS[name], monkeypatch)
    assert claim.compute().verdict != claim.recorded

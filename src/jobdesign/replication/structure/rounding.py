"""Proposition 4: what rounding down on every call does to sums, and what repairs it."""

from __future__ import annotations

import math

import numpy as np

from jobdesign.methods import fptas
from jobdesign.problem import Problem
from jobdesign.replication.claims import Finding, Subject, finding, numbers
from jobdesign.replication.structure.problems import random_problem
from jobdesign.solver import solve
from jobdesign.workflow import Array, Workflow

__all__ = ["SUBJECT"]

SUBJECT = Subject("structure", "Proposition 4")


def _worst_case(steps: int, epsilon: float) -> Problem:
    """Return small steps before one of skill and time 1, whose sums rounding down never sees.

    By hand in one job the last step's worker does them for nothing, says the table:
    1 + 0.999 ε rounds down to 1. The optimum is another worker, with a chain that takes
    hardly any time; its skill is above ε, so that the table sees it.
    """
    amounts = np.full(steps, 0.999 * epsilon)
    amounts[-1] = 1.0
    success = np.ones(steps)
    success[-1] = 0.0
    return Problem(
        Workflow.from_arrays(
            manual_skill=amounts,
            manual_time=amounts,
            ai_skill=1.001 * epsilon,
            ai_time=1e-3,
            ai_success=success,
        )
    )


def _printed_over_optimum(steps: int, epsilon: float) -> float:
    """Return what the design of the printed table costs over the optimum, on the worst case known.

    The printed table rounds down to powers of 1 + ε itself. That is the package's
    at the promise (1 + mε)², from which `rounding_step` comes back to ε.
    """
    problem = _worst_case(steps, epsilon)
    promise = (1.0 + steps * epsilon) ** 2 - 1.0
    return solve(problem, "fptas", epsilon=promise).cost / solve(problem).cost


@SUBJECT.claim(
    "Proposition 4",
    "Rounding down on every call costs a factor of (1+ε)²: m = 5, 10, 20, 40; ε = 0.5, m = 40",
    printed="at most 1.21 for ε = 0.1, whatever m; 2.25 for ε = 0.5",
    recorded="erratum",
    reason="every addition rounds again; the error grows with m, up to (1 + mε)², nearly reached",
)
def proposition_4_rounding() -> Finding:
    ratios = [_printed_over_optimum(steps, 0.1) for steps in (5, 10, 20, 40)]
    coarse = _printed_over_optimum(40, 0.5)
    kept = max(ratios) <= 1.1**2 * (1 + 1e-9) and coarse <= 1.5**2 * (1 + 1e-9)
    return finding(f"{numbers(*ratios, digits=5)}; {numbers(coarse, digits=5)}", kept)


def _sum_over_rounded(amounts: Array, epsilon: float) -> float:
    """Return a sum over what is left of it if it is rounded down after every addition."""
    kept = 0.0
    for amount in amounts.tolist():
        # what is a power already stays one
        power = math.floor(math.log(kept + amount) / math.log1p(epsilon) + 1e-12)
        kept = (1.0 + epsilon) ** power
    return float(amounts.sum()) / kept


@SUBJECT.claim(
    "(ours)",
    "A sum rounded down at each of k additions loses up to 1 + kε: worst case, random; (1+ε)^k",
    recorded="holds",
    reason="linear in k, so a design costs at most (1 + mε)² times the optimum",
)
def proposition_4_sums() -> Finding:
    epsilon, additions = 0.1, 40
    rng = np.random.default_rng(6)
    worst = _sum_over_rounded(_worst_case(additions, epsilon).human_skill[::-1], epsilon)
    drawn = [_sum_over_rounded(10 ** rng.uniform(-3, 1, additions), epsilon) for _ in range(300)]
    most = 1.0 + additions * epsilon
    within = max(worst, *drawn) <= most * (1 + 1e-9)
    text = f"{numbers(worst, max(drawn), digits=4)}; {numbers(most, (1 + epsilon) ** additions)}"
    return finding(text, within and worst > 0.97 * most)


@SUBJECT.claim(
    "(ours)",
    "With ε₀ = (√(1+ε) − 1)/m the promise of 1 + ε is kept: cost over optimum, m = 5, 10, 20",
    recorded="holds",
    reason="(1 + mε₀)² = 1 + ε; the table then has of the order of m² more entries",
)
def proposition_4_repaired() -> Finding:
    epsilon, sizes = 0.1, (5, 10, 20)
    ratios = []
    for steps in sizes:
        problem = _worst_case(steps, fptas.rounding_step(epsilon, steps))
        ratios.append(solve(problem, "fptas", epsilon=epsilon).cost / solve(problem).cost)
    promised = [(1 + m * fptas.rounding_step(epsilon, m)) ** 2 for m in sizes]
    kept = max(ratios) <= 1 + epsilon and np.allclose(promised, 1 + epsilon, rtol=1e-12)
    return finding(numbers(*ratios), bool(kept))


def _states(steps: int, bound: float, epsilon: float) -> int:
    """Return how many (c, t) the table has a step: c from 1/B to mB, t from 1/B to 2mB³."""
    ranges = steps * bound**2, 2 * steps * bound**4
    return math.prod(math.ceil(math.log(span) / math.log1p(epsilon)) for span in ranges)


@SUBJECT.claim(
    "Proposition 4",
    "Finding the design takes as long as filling the table: growth of log(mB), of the table",
    printed="O(m² ε⁻² log(mB)), the same",
    recorded="erratum",
    reason="a misprint of log²(mB): the table has a row for each c and a column for each t",
)
def proposition_4_traceback() -> Finding:
    steps, small, large = 10, 1e6, 1e12
    growth = _states(steps, large, 0.1) / _states(steps, small, 0.1)
    logs = math.log(steps * large) / math.log(steps * small)
    return finding(f"× {logs:.3g}, × {growth:.3g}", abs(growth / logs - 1) < 0.05)


@SUBJECT.claim(
    "Proposition 4",
    "All hand-off times lie in [1/B, B]",
    printed="including the last",
    recorded="holds under a condition",
    reason="the last is 0 by convention and outside every such range; 0 needs a row of its own",
)
def proposition_4_range() -> Finding:
    rng = np.random.default_rng(4)
    problems = [random_problem(rng, int(rng.integers(2, 7))) for _ in range(30)]
    last = {float(problem.workflow.handoff_time[-1]) for problem in problems}
    worst = max(
        solve(problem, "fptas", epsilon=0.01).cost / solve(problem, "brute_force").cost
        for problem in problems
    )
    computed = f"last hand-off {numbers(*last)}; with a row for 0, cost over optimum {worst:.6g}"
    return finding(computed, min(last) > 0, worst <= 1.01)

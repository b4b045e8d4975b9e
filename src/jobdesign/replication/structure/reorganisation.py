"""Section 4.3: where the optimal design of example 6 changes, and figure 5."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

import numpy as np

from jobdesign.analysis.reorganisation import Piece, Thresholds, thresholds
from jobdesign.design import Mode
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs
from jobdesign.problem import Problem
from jobdesign.replication.claims import Finding, Subject, finding, numbers
from jobdesign.replication.structure.problems import cost_of, example_6

__all__ = ["SUBJECT"]

SUBJECT = Subject("structure", "Example 6 and figure 5")

#: What a threshold, a cost or an excess may be off by.
_CLOSE = 1e-9
#: Relative error of a slope by central differences.
_SLOPE = 1e-6


def _pieces() -> Thresholds:
    return thresholds(example_6(0.5), "alpha")


@SUBJECT.claim(
    "Example 6",
    "Below α = 0.25 both steps are done by hand in two jobs: threshold, cost at both ends",
    printed="0.25, 18",
    recorded="holds",
    reason="the letter costs 8 by hand and 2/α with AI, the same at 1/4",
)
def example_6_by_hand() -> Finding:
    found = _pieces()
    first, design = float(found.thresholds[0]), found[0].design
    costs = found[0].cost(first / 1e3), found[0].cost(first)
    by_hand = design is not None and str(design) == "[1][2]" and set(design.modes) == {Mode.MANUAL}
    holds = abs(first - 0.25) < _CLOSE and max(abs(cost - 18) for cost in costs) < _CLOSE
    return finding(numbers(first, *costs, digits=10), by_hand and holds)


@SUBJECT.claim(
    "Example 6",
    "Above α = 0.77 both steps are one chain: threshold, and the root of α⁷(10 + 2/α) = 2",
    printed="0.77",
    recorded="holds",
    reason="rounded: there 10 + 2/α, with AI for the letter alone, is 2/α⁷",
)
def example_6_second_threshold() -> Finding:
    found = _pieces()
    second = float(found.thresholds[1])
    roots = np.roots([10, 2, 0, 0, 0, 0, 0, -2])  # 10 α⁷ + 2 α⁶ − 2
    root = next(float(z.real) for z in roots if abs(z.imag) < _CLOSE and z.real > 0)
    holds = len(found) == 3 and abs(second - root) < _CLOSE and round(second, 2) == 0.77
    return finding(numbers(second, root, digits=10), holds)


@SUBJECT.claim(
    "Example 6",
    "Cost at the second threshold; at 0.77 itself, with AI for the letter alone and as a chain",
    printed="≈ 12.5",
    recorded="erratum",
    reason="12.6; 12.5 is what the chain costs at the rounded 0.77, where it is already better",
)
def example_6_cost() -> Finding:
    found = _pieces()
    second = float(found.thresholds[1])
    cost = found[2].cost(second)
    at = example_6(0.77)
    computed = numbers(cost, cost_of(at, "ma", [0]), cost_of(at, "ca", []), digits=8)
    same = math.isclose(cost, found[1].cost(second), rel_tol=_CLOSE)
    return finding(computed, same and round(cost, 1) == 12.5)


@SUBJECT.claim(
    "Example 6",
    "No other design is ever optimal: optimal ones, of all, and least excess of the next best",
    printed="three designs",
    recorded="holds",
    reason="next is by hand and with AI in one job, at 5/α − 3 more: 3.5 at the second threshold",
)
def example_6_designs() -> Finding:
    found = _pieces()
    modes, ends = all_designs(2)
    optimal = np.zeros(len(modes), dtype=bool)
    for piece in found:
        if piece.design is not None:
            same = (modes == piece.design.modes).all(axis=1)
            optimal |= same & (ends[:, 0] == (len(piece.design.jobs) == 2))
    excess, at = _least_excess(example_6(0.5), optimal, found)
    text = f"{optimal.sum()} of {len(modes)}; {numbers(excess, digits=7)} at α = {at:.6f}"
    return finding(text, optimal.sum() == 3 and excess > _CLOSE)


def _least_excess(
    problem: Problem, optimal: np.ndarray[tuple[int], np.dtype[np.bool_]], found: Thresholds
) -> tuple[float, float]:
    """Return the least cost of the other designs over the optimum for α in (0, 1], and where.

    Costs fall as α rises, so on [a, b] the excess is at least others(b) − optimum(a).
    The interval with the least such bound is halved until the bound is the excess.
    """
    modes, ends = all_designs(len(problem.workflow))

    def costs(alpha: float) -> tuple[float, float]:
        priced = price_all(problem.with_alpha(alpha), modes, ends)
        return float(priced[~optimal].min()), float(priced[optimal].min())

    # below the first mark the optimum is by hand, the same at any α
    marks = [1e-3, *(piece.high for piece in found)]
    known = {alpha: costs(alpha) for alpha in marks}
    intervals = [(known[b][0] - known[a][1], a, b) for a, b in pairwise(marks)]
    heapq.heapify(intervals)
    while True:
        excess, at = min((others - least, alpha) for alpha, (others, least) in known.items())
        bound, a, b = heapq.heappop(intervals)
        if bound >= excess - _CLOSE:
            return excess, at
        middle = 0.5 * (a + b)
        known[middle] = costs(middle)
        for low, high in ((a, middle), (middle, b)):
            heapq.heappush(intervals, (known[high][0] - known[low][1], low, high))


@SUBJECT.claim(
    "Example 6",
    "Cost at α = 1",
    printed="2",
    recorded="holds",
    reason="one chain that never fails: skill 2, time 1",
)
def example_6_at_one() -> Finding:
    cost = _pieces().at(1.0).cost(1.0)
    return finding(numbers(cost), abs(cost - 2) < _CLOSE)


@SUBJECT.claim(
    "Figure 5b",
    "The marginal benefit −dC/dα jumps at 0.77: after .25; before and after the second; at 1",
    printed="a pronounced jump",
    recorded="holds",
    reason="34 times as much at the second threshold; by differences of costs the same",
)
def figure_5b() -> Finding:
    found = _pieces()
    first, second = found.thresholds.tolist()
    places = ((found[1], first), (found[1], second), (found[2], second), (found[2], 1.0))
    benefits = [piece.marginal_benefit(alpha) for piece, alpha in places]
    same = all(
        math.isclose(benefit, _by_differences(piece, alpha), rel_tol=_SLOPE)
        for benefit, (piece, alpha) in zip(benefits, places, strict=True)
    )
    flat = found[0].marginal_benefit(first) == 0
    return finding(numbers(*benefits, digits=9), same and flat and benefits[2] > 10 * benefits[1])


def _by_differences(piece: Piece, alpha: float) -> float:
    """Return −dC/dα of the piece's design by three costs on the side of smaller α."""
    step = 1e-5
    near, far = piece.cost(alpha - step), piece.cost(alpha - 2 * step)
    return -(3 * piece.cost(alpha) - 4 * near + far) / (2 * step)

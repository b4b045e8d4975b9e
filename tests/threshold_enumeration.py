"""Thresholds by enumeration: every design, priced by the evaluator or in long decimals."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np

import jobdesign as jd
from jobdesign.analysis.reorganisation.parameters import find_parameter
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs

__all__ = ["TIE", "Enumeration", "check_against_enumeration", "check_in_decimals"]

#: Costs nearer than this, relatively, are a tie for the enumeration.
TIE = 1e-11
#: Points at which all designs are priced; between two of them only those that may be best.
_ANCHORS = 24


class Enumeration:
    """Every design at any value of a parameter; infinite where the problem cannot be.

    Costs are monotone in the parameter. So between two anchors only designs matter that
    at the cheap one cost no more than the best at the dear one: the others are not priced.
    """

    def __init__(
        self, problem_at: Callable[[float], jd.Problem], steps: int, low: float, high: float,
        falls: bool,
    ) -> None:  # fmt: skip
        self.problem_at = problem_at
        self.modes, self.ends = all_designs(steps)
        self.known: dict[float, np.ndarray] = {}
        self.falls = falls
        anchors = [*np.linspace(low, high, _ANCHORS), *np.geomspace(1e-3 * high, high, _ANCHORS)]
        self.anchors = sorted({float(x) for x in anchors if low <= x <= high})
        self.candidates: dict[int, np.ndarray] = {}
        self.every = np.arange(len(self.modes))

    def costs(self, value: float) -> np.ndarray:
        if value not in self.known:
            costs = np.full(len(self.modes), np.inf)
            chosen = self.candidates_at(value)
            costs[chosen] = self.costs_of(value, chosen)
            self.known[value] = costs
        return self.known[value]

    def candidates_at(self, value: float) -> np.ndarray:
        at = bisect_left(self.anchors, value)
        if at == len(self.anchors) or self.anchors[at] == value or at == 0:
            return self.every
        if at not in self.candidates:
            dear, cheap = (self.costs(self.anchors[x]) for x in (at - 1, at))
            if not self.falls:
                dear, cheap = cheap, dear
            self.candidates[at] = np.flatnonzero(
                np.isfinite(cheap) & (cheap <= dear.min() * (1 + 1e-9))
            )
        return self.candidates[at]

    def costs_of(self, value: float, chosen: np.ndarray) -> np.ndarray:
        if len(chosen) == 0:
            return np.empty(0)
        try:
            problem = self.problem_at(value)
        except jd.InputError:  # nobody and nothing can do a step
            return np.full(len(chosen), np.inf)
        return price_all(problem, self.modes[chosen], self.ends[chosen])

    def thresholds(self, points: list[float]) -> list[float]:
        """Where the cheapest design changes, from its changes between neighbouring points."""
        found: list[float] = []
        stack = [(a, b) for a, b in pairwise(points)][::-1]
        while stack:
            a, b = stack.pop()
            at_a, at_b = self.costs(a), self.costs(b)
            left, right = self._optimal(at_a), self._optimal(at_b)
            if (left & right).any() or not (left.any() or right.any()):
                continue
            one, other = int(np.argmin(at_a)), int(np.argmin(at_b))
            if not right.any():
                one, other = other, one
            x = self._crossing(a, b, one, other, left.any(), right.any())
            here = self.costs(x)
            best = min(here[one] if left.any() else np.inf, here[other])
            before = float(np.nextafter(x, a))
            if here.min() < best * (1 - TIE) and a < x < b and b - a > 1e-11 * b:
                stack += [(x, b), (a, x)]
            elif left.any() and right.any() and a < before and self._beaten(one, before):
                stack += [(a, before)]  # a design that ties with the second was there before it
            else:
                found.append(x)
        return found

    def _beaten(self, one: int, value: float) -> bool:
        costs = self.costs(value)
        return bool(costs.min() < costs[one] * (1 - TIE))

    def _optimal(self, costs: np.ndarray) -> np.ndarray:
        return np.isfinite(costs) & (costs <= costs.min() * (1 + TIE))

    def _crossing(self, a: float, b: float, one: int, other: int, left: bool, right: bool) -> float:
        """Bisect for where the second becomes the better, or any design possible."""
        pair = np.array([one, other])
        while True:
            middle = 0.5 * (a + b)
            if not a < middle < b:
                return b
            if not left:
                moved = np.isfinite(self.costs(middle)).any()
            elif not right:
                moved = not np.isfinite(self.costs(middle)).any()
            else:
                costs = self.costs_of(middle, pair)
                moved = costs[1] < costs[0]
            a, b = (a, middle) if moved else (middle, b)


def check_against_enumeration(problem: jd.Problem, name: str, points: int = 60, **given) -> int:
    """None missing, none invented, every piece optimal; returns the number of thresholds."""
    found = jd.thresholds(problem, name, **given)
    varied = find_parameter(problem, name)
    low, high = found[0].low, found[-1].high
    every = Enumeration(varied.problem_at, len(problem.workflow), low, high, varied.falls)
    assert found.complete
    inside = [
        piece.low + f * (piece.high - piece.low) for piece in found for f in (0.01, 0.5, 0.99)
    ]
    grid = [
        *np.linspace(low, high, points)[1:],
        *(np.geomspace(1e-9 * high, high, points // 3) if varied.falls else [low]),
        *inside,
    ]
    grid = sorted({float(x) for x in grid if low <= x <= high})
    for x in grid:
        piece, best = found.at(x), every.costs(x).min()
        if piece.design is None:
            assert np.isinf(best)
        else:
            priced = jd.evaluate(varied.problem_at(x), piece.design)
            assert priced.is_feasible
            assert priced.cost <= best * (1 + TIE)
    expected = every.thresholds(grid)
    assert len(found.thresholds) == len(expected)
    np.testing.assert_allclose(found.thresholds, expected, rtol=2e-9, atol=1e-12)
    return len(expected)


def check_in_decimals(problem: jd.Problem, points: list[float]) -> int:
    """Compare every design in decimals long enough for a step that takes 1e200 attempts.

    Double precision, and with it the evaluator, cannot see what designs differ in beside
    such a step: there it is the enumeration that is blind.
    """
    found = jd.thresholds(problem)
    designs = all_designs(len(problem.workflow))
    with localcontext() as context:
        context.prec = 450
        least = Decimal(1.0 - 1e-9) * Decimal("1e-200")

        def price(x: float, rows: range) -> list[Decimal]:
            return [_exact(problem, x, *(part[row] for part in designs), least) for row in rows]

        everything = range(len(designs[0]))
        middles = [0.5 * (piece.low + piece.high) for piece in found]
        for x in [*points, *middles]:
            design = found.at(x).design
            mine = _exact(problem, x, design.modes, _ends(design), least)
            assert mine <= min(price(x, everything)) * (1 + Decimal(TIE))
        for (before, after), (x, y) in zip(pairwise(found), pairwise(middles), strict=True):
            one, other = ((piece.design.modes, _ends(piece.design)) for piece in (before, after))
            assert _exact(problem, x, *one, least) < _exact(problem, x, *other, least)
            assert _exact(problem, y, *other, least) < _exact(problem, y, *one, least)
    return len(found.thresholds)


def _ends(design: jd.Design) -> np.ndarray:
    ends = np.zeros(len(design), dtype=np.bool_)
    ends[design.job_ends] = True
    return ends


def _exact(
    problem: jd.Problem, alpha: float, modes: np.ndarray, ends: np.ndarray, least: Decimal
) -> Decimal:
    """Eq. (3), for wages that are the skill and free attempts."""
    given = problem.workflow
    assert given.ai_difficulty is not None
    total, skill, time = Decimal(0), Decimal(0), Decimal(0)
    difficulty = Decimal(0)
    for k in range(len(modes)):
        if modes[k] == 0:
            skill += Decimal(float(given.manual_skill[k]))
            time += Decimal(float(given.manual_time[k]))
        else:
            difficulty += Decimal(float(given.ai_difficulty[k]))
        if modes[k] == 1:
            chance = Decimal(alpha) ** difficulty if difficulty.is_finite() else Decimal(0)
            if chance < least:
                return Decimal("Infinity")
            skill += Decimal(float(given.ai_skill[k]))
            time += Decimal(float(given.ai_time[k])) / chance
            difficulty = Decimal(0)
        if ends[k]:
            last = k == len(modes) - 1
            total += skill * (time + (0 if last else Decimal(float(given.handoff_time[k]))))
            skill, time = Decimal(0), Decimal(0)
    return total

"""All prices of attention at which the price that review makes is the price it reacts to.

The gap F = log Φ(θ) - log θ is enclosed on intervals of y = log π*. E[r], E[r²] and the
share of drafts reviewed fall with y and the escapes rise, so that their values at both
ends enclose all in between; the mean τ falls up to π* = 1/(κ μ_R (1 - p∞)) and rises
beyond. An interval is done with when F cannot be 0 on it, or is monotone; else it is
split. No equilibrium can be missed between grid points.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.review.policies import (
    Parameters,
    PolicyMoments,
    log_price_gap,
    log_price_scale,
    policy_moments,
)
from jobdesign.queueing.review.risks import RiskSpread, TailSums
from jobdesign.workflow import Array

Mask: TypeAlias = npt.NDArray[np.bool_]

__all__ = ["Roots", "all_roots", "stable_range"]

#: Least log threshold looked at: prices below are not numbers any more.
_FLOOR = -650.0
#: Intervals at the start, and into how many one is split.
_FIRST, _SPLIT = 48, 4
#: Width of intervals in which a touching root is looked for, and when F touches 0.
_NARROW, _TOUCHES = 1e-6, 1e-13


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the gap is 0.

    Parameters
    ----------
    stable
        Log thresholds between which the queue is stable, as of `stable_range`.
    log_threshold
        Of each root, rising.
    touching
        Whether the gap touches 0 there without changing sign.
    """

    stable: tuple[float, float] | None
    log_threshold: tuple[float, ...]
    touching: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Points:
    """Log thresholds, in rising order, and all that is known at them."""

    y: Array
    sums: TailSums
    moments: PolicyMoments
    gap: Array
    slope: Array

    @classmethod
    def at(cls, y: Array, spread: RiskSpread, given: Parameters) -> _Points:
        sums = spread.tail_sums(y)
        moments = policy_moments(sums, given)
        gap, elasticity = log_price_gap(sums, given, moments)
        return cls(y, sums, moments, gap, elasticity - 1.0)


def stable_range(spread: RiskSpread, given: Parameters) -> tuple[float, float] | None:
    """Return the log thresholds between which the queue is stable; None where there are none.

    The upper end is infinite where the queue is stable without any review.
    """
    top = math.log(spread.largest)
    least = _log_threshold_of_least_mean(given, top)

    def excess(y: Array) -> tuple[Array, Array]:
        """Return λτ - C and its slope."""
        found = policy_moments(spread.tail_sums(y), given)
        rate = given.arrival_rate
        return np.asarray(rate * found.mean - given.capacity), np.asarray(rate * found.mean_slope)

    at = excess(np.array([_FLOOR, least, top]))[0]
    if at[1] >= 0.0:
        return None
    low = -math.inf if at[0] < 0.0 else _bracketed_roots(excess, [(_FLOOR, least)])[0]
    high = math.inf if at[2] < 0.0 else _bracketed_roots(excess, [(least, top)])[0]
    return low, high


def _log_threshold_of_least_mean(given: Parameters, top: float) -> float:
    """Return where τ is least: at π* = 1/(κ μ_R (1 - p∞)), or where review ends."""
    gain = float(given.skill * given.rework_mean * (1.0 - given.irreducible))
    return min(top, max(_FLOOR, -math.log(gain))) if gain > 0.0 else top


def _bracketed_roots(
    function: Callable[[Array], tuple[Array, Array]], brackets: list[tuple[float, float]]
) -> list[float]:
    """Return a sign change in each bracket: Newton steps that stay inside, else halving.

    The function returns values and slopes; a slope that is not a number means halving.
    """
    if not brackets:
        return []
    low, high = (np.array(ends) for ends in zip(*brackets, strict=True))
    sign = np.sign(function(low)[0])
    x = 0.5 * (low + high)
    last = high - low
    for _ in range(400):
        value, slope = function(x)
        same = np.sign(value) == sign
        low, high = np.where(same, x, low), np.where(same, high, x)
        with np.errstate(all="ignore"):
            trial = x - value / slope
            # a step that does not shrink is no better than halving
            good = (trial > low) & (trial < high) & (np.abs(trial - x) <= 0.5 * last)
        new = np.where(good, trial, 0.5 * (low + high))
        new = np.where(value == 0.0, x, new)
        last = np.abs(new - x)
        done = last <= 4e-16 * np.maximum(1.0, np.abs(x))
        x = new
        if done.all():
            break
    return [float(root) for root in x]


def all_roots(spread: RiskSpread, given: Parameters) -> Roots:
    """Return every y = log π* at which Φ(θ) = θ, with θ = κK(1 - p∞)π*."""
    stable = stable_range(spread, given)
    if stable is None:
        return Roots(stable, (), ())
    top = math.log(spread.largest)
    low, high = max(stable[0], _FLOOR), min(stable[1], top)
    found, touching = _roots_with_review(spread, given, low, high)
    if stable[1] == math.inf:
        end = _Points.at(np.array([top]), spread, given)
        if end.gap[0] >= 0.0:  # beyond the riskiest draft Φ is constant
            found.append(top + float(end.gap[0]))
            touching.append(False)
    order = np.argsort(found)
    return Roots(stable, tuple(found[i] for i in order), tuple(touching[i] for i in order))


def _roots_with_review(
    spread: RiskSpread, given: Parameters, low: float, high: float
) -> tuple[list[float], list[bool]]:
    """Return the roots between two log thresholds, the upper end left out."""
    if not low < high:
        return [], []
    least = _log_threshold_of_least_mean(given, high)
    # the first intervals shrink towards the top, where thresholds usually are
    y = high - (high - low) * np.linspace(1.0, 0.0, _FIRST + 1) ** 2
    points = _Points.at(np.union1d(y, [min(max(least, low), high)]), spread, given)
    brackets: list[tuple[float, float]] = []
    doubtful: list[tuple[float, float]] = []
    left, right = points, points
    i, j = np.arange(points.y.size - 1), np.arange(1, points.y.size)
    while i.size:
        a, b = _rows(left, i), _rows(right, j)
        excluded, monotone = _judge(a, b, given)
        one = monotone & ~excluded & ((a.gap * b.gap < 0.0) | (a.gap == 0.0))
        brackets += list(zip(a.y[one].tolist(), b.y[one].tolist(), strict=True))
        open_ = ~(excluded | monotone)
        narrow = open_ & (b.y - a.y <= _NARROW * np.maximum(1.0, np.abs(b.y)))
        doubtful += list(zip(a.y[narrow].tolist(), b.y[narrow].tolist(), strict=True))
        split = open_ & ~narrow
        if not split.any():
            break
        steps = np.linspace(0.0, 1.0, _SPLIT + 1)
        grid = a.y[split, None] + (b.y - a.y)[split, None] * steps
        grid[:, -1] = b.y[split]
        left = right = _Points.at(grid.ravel(), spread, given)
        cells = np.arange(grid.size).reshape(grid.shape)
        i, j = cells[:, :-1].ravel(), cells[:, 1:].ravel()

    def gap(y: Array) -> tuple[Array, Array]:
        found = _Points.at(y, spread, given)
        return found.gap, found.slope

    roots = _bracketed_roots(gap, brackets)
    touching = [False] * len(roots)
    for a_y, b_y in _merged(sorted(doubtful)):
        more, touches = _look_closely(a_y, b_y, spread, given)
        roots += more
        touching += [touches] * len(more)
    return roots, touching


def _rows(points: _Points, rows: npt.NDArray[np.intp]) -> _Points:
    sums = TailSums(*(getattr(points.sums, name)[rows] for name in TailSums.__dataclass_fields__))
    moments = PolicyMoments(
        *(getattr(points.moments, name)[rows] for name in PolicyMoments.__dataclass_fields__)
    )
    return _Points(points.y[rows], sums, moments, points.gap[rows], points.slope[rows])


def _judge(a: _Points, b: _Points, given: Parameters) -> tuple[Mask, Mask]:
    """Say of intervals whether F cannot be 0 there, and whether it is monotone."""
    with np.errstate(all="ignore"):
        left, stays = 1.0 - given.irreducible, given.irreducible
        kappa, rate = given.skill, given.arrival_rate
        first, second = given.rework_mean, given.rework_second_moment
        low_threshold, high_threshold = np.exp(a.y), np.exp(b.y)
        # E[r × escape]: one part falls, the other is a rising times a falling number
        mixed = [
            (stays * e.sums.risk_excess + left * w * e.sums.excess) / kappa
            for e, w in ((b, low_threshold), (a, high_threshold))
        ]
        q = [
            e.moments.review_squared + 2.0 * first * m + second * s.moments.escape
            for e, m, s in ((b, mixed[0], a), (a, mixed[1], b))
        ]
        slack = [
            np.maximum(0.0, given.capacity - rate * extreme(a.moments.mean, b.moments.mean))
            for extreme in (np.maximum, np.minimum)
        ]
        level = log_price_scale(given) - np.log(given.price_of_risk)
        gap_low = np.log(q[0]) - 2.0 * np.log(slack[1]) + level - b.y
        gap_high = np.log(q[1]) - 2.0 * np.log(slack[0]) + level - a.y
        # slopes by y, of τ and of q
        factor = [first * left * w - 1.0 / kappa for w in (low_threshold, high_threshold)]
        tau = [np.minimum(factor[0] * b.sums.count, factor[0] * a.sums.count),
               np.maximum(factor[1] * b.sums.count, factor[1] * a.sums.count)]  # fmt: skip
        reviewed = [
            stays * e.sums.risk + left * w * e.sums.count
            for e, w in ((b, low_threshold), (a, high_threshold))
        ]
        rise = [
            2.0 * first * left * w * e.moments.review + second * left * w * e.sums.count
            for e, w in ((b, low_threshold), (a, high_threshold))
        ]
        fall = [
            2.0 * (e.moments.review + first * x) / kappa
            for e, x in ((b, reviewed[0]), (a, reviewed[1]))
        ]
        change = [rise[0] - fall[1], rise[1] - fall[0]]
        slope = [
            np.minimum(change[0] / q[0], change[0] / q[1])
            + 2.0 * rate * np.minimum(tau[0] / slack[0], tau[0] / slack[1])
            - 1.0,
            np.maximum(change[1] / q[0], change[1] / q[1])
            + 2.0 * rate * np.maximum(tau[1] / slack[0], tau[1] / slack[1])
            - 1.0,
        ]
        width = b.y - a.y
        # the mean-value form, from either end
        for end, sign in ((a, 1.0), (b, -1.0)):
            lower = end.gap + sign * slope[0 if sign > 0 else 1] * width
            upper = end.gap + sign * slope[1 if sign > 0 else 0] * width
            lower = np.minimum(lower, end.gap)
            upper = np.maximum(upper, end.gap)
            gap_low = np.fmax(gap_low, lower)
            gap_high = np.fmin(gap_high, upper)
        excluded = (gap_low > 0.0) | (gap_high < 0.0)
        monotone = (slope[0] > 0.0) | (slope[1] < 0.0)
    return excluded, monotone


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join intervals that touch."""
    joined: list[tuple[float, float]] = []
    for low, high in intervals:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _look_closely(
    low: float, high: float, spread: RiskSpread, given: Parameters
) -> tuple[list[float], bool]:
    """Return the roots of a short interval in which F has at most one extremum."""

    def gap(y: Array) -> tuple[Array, Array]:
        found = _Points.at(y, spread, given)
        return found.gap, found.slope

    def slope(y: Array) -> tuple[Array, Array]:
        return gap(y)[1], np.full_like(y, np.nan)

    gaps, slopes = gap(np.array([low, high]))
    if slopes[0] * slopes[1] >= 0.0:
        crosses = gaps[0] * gaps[1] < 0.0
        return (_bracketed_roots(gap, [(low, high)]) if crosses else []), False
    middle = _bracketed_roots(slope, [(low, high)])[0]
    extremum = float(gap(np.array([middle]))[0][0])
    if abs(extremum) <= _TOUCHES:
        return [middle], True
    sides = [(low, middle, gaps[0]), (middle, high, gaps[1])]
    return _bracketed_roots(gap, [(a, b) for a, b, end in sides if end * extremum < 0.0]), False

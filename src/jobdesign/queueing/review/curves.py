"""All equilibria of a review model over a parameter, and the folds where two of them meet.

At a given threshold π* the gap log Φ - log θ is monotone in every parameter: more
arrivals, dearer waiting or worse rework raise it, more capacity, a greater loss or more
skill lower it. So every threshold is an equilibrium at one value of the parameter at
most, and the curve of all equilibria is the graph of a function P over log π*. It needs
no step-by-step continuation, and no branch of it can be missed, isolated ones included.
Its folds are where P turns, which is where Φ' = 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from jobdesign.arguments import takes
from jobdesign.checks import is_whole
from jobdesign.errors import InputError, did_you_mean
from jobdesign.queueing.review.model import PARAMETERS, ReviewModel
from jobdesign.queueing.review.policies import Parameters, log_price_gap, policy_moments
from jobdesign.queueing.review.risks import RiskSpread, TailSums
from jobdesign.queueing.review.search import all_roots
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["EquilibriumBranch", "EquilibriumCurve", "Fold", "equilibrium_curve"]

#: Parameters that lower the gap log Φ - log θ at a given threshold; the others raise it.
_LOWERING = ("capacity", "skill", "loss")
#: Log thresholds looked at: down to prices that are hardly numbers, and as far beyond
#: the end of review or the last equilibrium of the range's ends.
_FLOOR, _BEYOND = -650.0, math.log(1e3)


@dataclass(frozen=True, slots=True)
class Fold:
    """A value of the parameter at which two equilibria meet and vanish.

    Parameters
    ----------
    value
        Of the parameter.
    price, threshold, mean_wait
        θ, π* and W_q there.
    two_more
        Side of the value on which both exist, ``"above"`` or ``"below"``.
    """

    value: float
    price: float
    threshold: float
    mean_wait: float
    two_more: Literal["above", "below"]


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumBranch:
    """Equilibria that are all stable, or none of them, from one threshold to a higher one.

    Parameters
    ----------
    value
        Of the parameter, shape (n,) as all below; rising or falling throughout.
    price, threshold, mean, second_moment, mean_wait, slope
        As in `ReviewState`.
    is_stable
        Whether Φ' < 1 along it.
    """

    value: Array
    price: Array
    threshold: Array
    mean: Array
    second_moment: Array
    mean_wait: Array
    slope: Array
    is_stable: bool


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumCurve:
    """All equilibria over a range of one parameter.

    Parameters
    ----------
    parameter
        Its name.
    branches
        By rising threshold; neighbours meet in a fold or both leave the range.
    folds
        By rising threshold.
    """

    parameter: str
    branches: tuple[EquilibriumBranch, ...]
    folds: tuple[Fold, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        names = [name for name in EquilibriumBranch.__dataclass_fields__ if name != "is_stable"]
        branches = [
            {name: [finite_or_none(x) for x in getattr(branch, name).tolist()] for name in names}
            | {"is_stable": branch.is_stable}
            for branch in self.branches
        ]
        folds = [
            {name: getattr(fold, name) for name in Fold.__dataclass_fields__} for fold in self.folds
        ]
        return {"parameter": self.parameter, "branches": branches, "folds": folds}


@takes(model=ReviewModel)
def equilibrium_curve(
    model: ReviewModel, parameter: str, low: float, high: float, *, points: int = 200
) -> EquilibriumCurve:
    """Follow all equilibria over a range of one parameter, all others as they are.

    Parameters
    ----------
    model
        What is given.
    parameter
        ``"arrival_rate"``, ``"capacity"``, ``"waiting_cost"``, ``"skill"``, ``"loss"``,
        ``"irreducible"``, ``"rework_mean"`` or ``"rework_second_moment"``.
    low, high
        The range.
    points
        Thresholds looked at on every stretch of the curve inside the range, at least 8.
        Two folds between neighbours are found where the slope's distance from 1 dips.

    Returns
    -------
    EquilibriumCurve
        Where nothing is reviewed any more it follows prices to 1,000 times that at which
        review ends.

    Raises
    ------
    InputError
        Where there is no such parameter, or the range is none of its values.

    Examples
    --------
    The lower branch of Fig. 5's second workflow ends in a fold, not far above its λ = 0.75:

    >>> from jobdesign.queueing import LogisticRisk, ReviewModel, equilibrium_curve
    >>> model = ReviewModel(signal="beta(5, 2)", risk_map=LogisticRisk(), arrival_rate=0.75,
    ...     waiting_cost=0.5, skill=2, loss=2, rework_mean=1.5, rework_second_moment=4)
    >>> curve = equilibrium_curve(model, "arrival_rate", 0.5, 0.9)
    >>> [(round(fold.value, 6), fold.two_more) for fold in curve.folds]
    [(0.759588, 'below'), (0.709741, 'above')]
    >>> [branch.is_stable for branch in curve.branches]
    [True, False, True]
    """
    if parameter not in PARAMETERS:
        raise InputError(
            "is no parameter of a review model that is a number",
            place="parameter",
            value=parameter,
            fix=did_you_mean(str(parameter), PARAMETERS) or f"one of {', '.join(PARAMETERS)}",
        )
    if not is_whole(points, 8):
        raise InputError(
            "must be a whole number ≥ 8", place="points", value=points, fix="200 is plenty"
        )
    ends = [model.replace(**{parameter: value}) for value in (low, high)]
    first, last = (float(getattr(end, parameter)) for end in ends)
    if last <= first:
        raise InputError(
            f"must be above the low end, {first:.6g}",
            place="high",
            value=last,
            fix="swap the ends",
        )
    tracer = _Tracer(model.spread, model.parameters, parameter, first, last)
    branches: list[EquilibriumBranch] = []
    folds: list[Fold] = []
    for start, end in tracer.stretches():
        # more of them at the ends, where the curve may run along the range's edge
        y = start + (end - start) * 0.5 * (1.0 - np.cos(np.linspace(0.0, math.pi, int(points))))
        slope = tracer.slope(y)
        turns = tracer.turns(y, slope)
        folds += [tracer.fold(turn, before) for turn, before in turns]
        knots = [start, *(turn for turn, _ in turns), end]
        branches += [
            tracer.branch(np.array([a, *y[(y > a) & (y < b)], b])) for a, b in pairwise(knots)
        ]
    return EquilibriumCurve(parameter, tuple(branches), tuple(folds))


@dataclass(frozen=True, slots=True)
class _Tracer:
    """The parameter's value P over log thresholds."""

    spread: RiskSpread
    given: Parameters
    parameter: str
    low: float
    high: float

    @property
    def lowers(self) -> bool:
        """Whether the parameter lowers the gap."""
        return self.parameter in _LOWERING

    def put(self, value: Array | float) -> Parameters:
        """Return the parameters with values for the one that changes."""
        changes: dict[str, Any] = {self.parameter: value}
        return replace(self.given, **changes)

    def gap(self, sums: TailSums, value: Array | float) -> Array:
        """Return log Φ - log θ at thresholds, each with its value."""
        return log_price_gap(sums, self.put(value))[0]

    def stretches(self) -> list[tuple[float, float]]:
        """Return the ranges of log thresholds over which P lies inside the range.

        They end where P takes the low or the high value, which the search for all
        equilibria at these two values finds.
        """
        edges = {
            y
            for value in (self.low, self.high)
            for y in all_roots(self.spread, self.put(value)).log_threshold
        }
        top = max([math.log(self.spread.largest), *edges]) + _BEYOND
        knots = [_FLOOR, *sorted(edges), top]
        found: list[tuple[float, float]] = []
        for a, b in pairwise(knots):
            middle = self.spread.tail_sums(np.array([0.5 * (a + b)]))
            signs = [np.sign(self.gap(middle, value)[0]) for value in (self.low, self.high)]
            if signs[0] * signs[1] < 0.0:
                found.append((a, b))
        return found

    def value(self, sums: TailSums) -> Array:
        """Return P at each threshold, by halving the range."""
        low, high = np.full_like(sums.count, self.low), np.full_like(sums.count, self.high)
        for _ in range(64):
            middle = 0.5 * (low + high)
            gap = self.gap(sums, middle)
            beyond = gap <= 0.0 if self.lowers else gap > 0.0
            low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
        return high if self.lowers else low  # the side that is not overloaded

    def slope(self, y: Array) -> Array:
        """Return Φ' - 1 along the curve."""
        sums = self.spread.tail_sums(y)
        return log_price_gap(sums, self.put(self.value(sums)))[1] - 1.0

    def turns(self, y: Array, slope: Array) -> list[tuple[float, float]]:
        """Return where Φ' - 1 changes sign, and its sign before."""
        from scipy.optimize import brentq, minimize_scalar

        def at(point: float) -> float:
            return float(self.slope(np.array([point]))[0])

        knots = list(zip(y.tolist(), slope.tolist(), strict=True))
        size = np.abs(slope)
        dips = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])
        dips &= (np.sign(slope[:-2]) == np.sign(slope[2:])) & (size[1:-1] < 0.5)
        for i in np.nonzero(dips)[0] + 1:
            sign = float(np.sign(slope[i]))
            least = minimize_scalar(
                lambda point, sign=sign: sign * at(point),
                bounds=(y[i - 1], y[i + 1]),
                method="bounded",
            )
            if least.fun < 0.0:
                knots.append((float(least.x), sign * float(least.fun)))
        knots.sort()
        found: list[tuple[float, float]] = []
        for (a, before), (b, after) in pairwise(knots):
            if before * after < 0.0:
                found.append((float(brentq(at, a, b, xtol=1e-15, rtol=1e-14)), before))
        return found

    def branch(self, y: Array) -> EquilibriumBranch:
        """Return the equilibria at some log thresholds between two folds."""
        sums = self.spread.tail_sums(y)
        value = self.value(sums)
        given = self.put(value)
        found = policy_moments(sums, given)
        slope = log_price_gap(sums, given, found)[1]
        load = given.capacity - given.arrival_rate * found.mean
        wait = given.arrival_rate * found.second_moment / (2.0 * given.capacity * load)
        threshold = np.exp(y)
        return EquilibriumBranch(
            value=value,
            price=np.asarray(given.price_of_risk * threshold),
            threshold=threshold,
            mean=found.mean,
            second_moment=found.second_moment,
            mean_wait=np.asarray(wait),
            slope=slope,
            is_stable=bool(np.median(slope) < 1.0),
        )

    def fold(self, y: float, before: float) -> Fold:
        """Return the fold at a log threshold, given the sign of Φ' - 1 before it."""
        there = self.branch(np.array([y]))
        # F falls before a fold at which Φ' - 1 turns positive, and has a minimum there. If F
        # rises with the parameter, its zeros exist where the parameter is lower.
        return Fold(
            value=float(there.value[0]),
            price=float(there.price[0]),
            threshold=float(there.threshold[0]),
            mean_wait=float(there.mean_wait[0]),
            two_more="above" if (before < 0.0) == self.lowers else "below",
        )

"""How the risk of drafts is spread: all that a review policy depends on.

Signals matter only through the risk they stand for. With a threshold ω, every moment
of the reviewed workflow is made of six integrals over drafts riskier than ω, or not.
They split exactly where π(s) = ω, at the kink of the review rule.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.review.risk_maps import evaluate_risk, kinks_of
from jobdesign.queueing.review.signals import ContinuousSignal, PointSignal
from jobdesign.workflow import Array

__all__ = ["ContinuousRisk", "PointRisk", "RiskSpread", "TailSums", "risk_spread"]

#: Nodes in a panel.
_NODES = 16
#: Panels at the start, and at most.
_FIRST_PANELS, _MOST_PANELS = 16, 4000
#: What the last coefficients of an integrand may be, relative to the integral.
_PRECISION = 1e-14
#: How often a panel is halved, at most: what is then left has no mass to speak of.
_MOST_HALVINGS = 36
#: Risks below this, beside the largest, are nothing: they are never reviewed.
_NO_RISK = 1e-30
#: How far a density may integrate to something else than 1.
_TOTAL_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class TailSums:
    """Integrals over the drafts that are riskier than each of some thresholds.

    Parameters
    ----------
    log_threshold
        log ω, shape (n,), as all below.
    count
        P(π > ω).
    excess, excess_squared
        E[log(π/ω); π > ω] and E[log²(π/ω); π > ω].
    risk, risk_excess
        E[π; π > ω] and E[π log(π/ω); π > ω].
    risk_below
        E[π; π ≤ ω].
    """

    log_threshold: Array
    count: Array
    excess: Array
    excess_squared: Array
    risk: Array
    risk_excess: Array
    risk_below: Array

    def __getitem__(self, chosen: slice) -> TailSums:
        return TailSums(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


class RiskSpread(ABC):
    """The distribution of the risk π over drafts."""

    __slots__ = ()

    #: The riskiest draft's risk, and the mean.
    largest: float
    mean: float

    @abstractmethod
    def tail_sums(self, log_threshold: Array) -> TailSums:
        """Return the integrals for thresholds given by their logarithms, shape (n,)."""


def _centred(log_threshold: Array, raw: Array, spread: RiskSpread) -> TailSums:
    """Turn E[(1, L, L², π, πL); π > ω], with L = log(π/largest), into moments of log(π/ω).

    Logarithms count from the largest risk: so little cancels where hardly any draft is
    reviewed, which is where the results are small.
    """
    count, log, log_squared, risk, risk_log = raw
    below = log_threshold - math.log(spread.largest or 1.0)
    excess = log - below * count
    squared = log_squared - below * (2.0 * log - below * count)
    return TailSums(
        log_threshold=log_threshold,
        count=count,
        excess=np.maximum(0.0, excess),
        excess_squared=np.maximum(0.0, squared),
        risk=risk,
        risk_excess=np.maximum(0.0, risk_log - below * risk),
        risk_below=np.maximum(0.0, spread.mean - risk),
    )


def _powers(weight: Array, risk: Array, largest: float) -> Array:
    """Return weight × (1, L, L², π, πL) with L = log(π/largest), stacked first."""
    log = np.log(np.maximum(risk / (largest or 1.0), _NO_RISK))
    return np.stack([weight, weight * log, weight * log**2, weight * risk, weight * risk * log])


class PointRisk(RiskSpread):
    """Risks that take finitely many values."""

    __slots__ = ("_cumulated", "_risks", "largest", "mean")

    def __init__(self, risks: Array, weights: Array) -> None:
        order = np.argsort(-risks, kind="stable")
        self._risks = risks[order]
        self.largest = float(self._risks[weights[order] > 0.0][0])
        terms = _powers(weights[order], self._risks, self.largest)
        self._cumulated = np.concatenate([np.zeros((5, 1)), np.cumsum(terms, axis=1)], axis=1)
        self.mean = float(weights @ risks)

    def tail_sums(self, log_threshold: Array) -> TailSums:
        """Return the integrals, here sums."""
        above = np.searchsorted(-self._risks, -np.exp(log_threshold), side="left")
        return _centred(log_threshold, self._cumulated[:, above], self)


@cache
def _rule() -> tuple[Array, Array, Array, Array]:
    """Return Gauss-Legendre nodes and weights, and two matrices from values at the nodes.

    The first gives Legendre coefficients, the second those of powers of x.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    degrees = np.arange(_NODES)
    vandermonde = np.polynomial.legendre.legvander(nodes, _NODES - 1)
    coefficients = (degrees[:, None] + 0.5) * (vandermonde.T * weights)
    to_powers = np.zeros((_NODES, _NODES))
    for degree in degrees:
        powers = np.polynomial.legendre.leg2poly(np.eye(_NODES)[degree, : degree + 1])
        to_powers[: degree + 1, degree] = powers
    return nodes, weights, coefficients, to_powers @ coefficients


def _powers_of(x: Array) -> Array:
    """Return 1, x, x², ..., along a new last axis."""
    powers = np.empty((*x.shape, _NODES))
    powers[..., 0] = 1.0
    powers[..., 1:] = x[..., None]
    return np.multiply.accumulate(powers, axis=-1, out=powers)


class ContinuousRisk(RiskSpread):
    """Risks of a continuous signal, as polynomials on panels along the signal's line.

    Panels are halved until the integrands are polynomials to rounding and the risk is
    monotone in each. A threshold splits the panels it runs through at its own place.
    """

    __slots__ = (
        "_cumulated",
        "_half_widths",
        "_highest",
        "_lowest",
        "_lowest_sorted",
        "_nodal_risks",
        "_rising",
        "_risk_coefficients",
        "_weight_coefficients",
        "largest",
        "mean",
    )

    def __init__(self, signal: ContinuousSignal, risk_map: Callable[[Array], Array]) -> None:
        half, weight, risk = _panels(signal, risk_map)
        _, gauss, _, to_powers = _rule()
        total = float(np.sum(half[:, None] * gauss * weight))
        if not abs(total - 1.0) <= _TOTAL_TOLERANCE:
            raise InputError(
                "must integrate to 1",
                place="density of the signal",
                value=total,
                fix="divide it by its integral",
            )
        weight = weight / total
        self._half_widths = half
        self._weight_coefficients = weight @ to_powers.T
        self._risk_coefficients = risk @ to_powers.T
        ends = _powers_of(np.array([-1.0, 1.0]))
        at_ends = np.clip(self._risk_coefficients @ ends.T, 0.0, 1.0)
        self._nodal_risks = np.concatenate([at_ends[:, :1], risk, at_ends[:, 1:]], axis=1)
        # the nodes too: with a jump inside, the polynomial's ends may not enclose them
        self._lowest = self._nodal_risks.min(axis=1)
        self._highest = self._nodal_risks.max(axis=1)
        self._rising = at_ends[:, 1] >= at_ends[:, 0]
        self.largest = float(self._highest.max())
        sums = np.einsum("kpn,n->kp", _powers(weight, risk, self.largest), gauss) * half
        order = np.argsort(-self._lowest, kind="stable")
        self._lowest_sorted = self._lowest[order]
        self._cumulated = np.concatenate(
            [np.zeros((5, 1)), np.cumsum(sums[:, order], axis=1)], axis=1
        )
        self.mean = float(sums[3].sum())

    def tail_sums(self, log_threshold: Array) -> TailSums:
        """Return the integrals; thresholds of a panel's inside by a rule on its upper part."""
        threshold = np.exp(log_threshold)
        whole = np.searchsorted(-self._lowest_sorted, -threshold, side="right")
        raw = self._cumulated[:, whole]
        which, panel = np.nonzero(
            (self._lowest < threshold[:, None]) & (threshold[:, None] < self._highest)
        )
        if which.size:
            parts = self._upper_parts(threshold[which], panel)
            for row, part in zip(raw, parts, strict=True):
                np.add.at(row, which, part)
        return _centred(log_threshold, raw, self)

    def _upper_parts(self, threshold: Array, panel: npt.NDArray[np.intp]) -> Array:
        """Integrate over the part of each panel where the risk is above the threshold."""
        nodes, gauss, _, _ = _rule()
        coefficients, rising = self._risk_coefficients[panel], self._rising[panel]
        split = _crossing(coefficients, self._nodal_risks[panel], threshold, rising)
        low = np.where(rising, split, -1.0)
        high = np.where(rising, 1.0, split)
        half = 0.5 * (high - low)
        powers = _powers_of((0.5 * (high + low))[:, None] + half[:, None] * nodes)
        risk = (powers @ coefficients[:, :, None])[..., 0]
        weight = (powers @ self._weight_coefficients[panel][:, :, None])[..., 0]
        risk = np.maximum(risk, threshold[:, None])  # rounding next to the kink
        sums: Array = np.einsum(
            "kpn,n->kp", _powers(np.maximum(weight, 0.0), risk, self.largest), gauss
        )
        return np.asarray(sums * (half * self._half_widths[panel]))


def _crossing(
    coefficients: Array, nodal: Array, level: Array, rising: npt.NDArray[np.bool_]
) -> Array:
    """Return where monotone polynomials on [-1, 1] take a level: Newton inside a bracket.

    They are given by the coefficients of powers, and by their values at both ends and
    the nodes, between two of which the search begins.
    """
    places = np.concatenate([[-1.0], _rule()[0], [1.0]])
    sign = np.where(rising, 1.0, -1.0)
    gaps = sign[:, None] * (nodal - level[:, None])
    after = np.clip((gaps <= 0.0).sum(axis=1), 1, places.size - 1)
    low, high = places[after - 1], places[after]
    rows = np.arange(level.size)
    left, right = gaps[rows, after - 1], gaps[rows, after]
    part = np.divide(-left, right - left, out=np.full_like(left, 0.5), where=right > left)
    x: Array = low + np.clip(part, 0.0, 1.0) * (high - low)
    slopes = coefficients[:, 1:] * np.arange(1, _NODES)
    for _ in range(60):
        powers = _powers_of(x)
        gap = sign * ((powers * coefficients).sum(axis=1) - level)
        low, high = np.where(gap <= 0.0, x, low), np.where(gap >= 0.0, x, high)
        slope = sign * (powers[:, :-1] * slopes).sum(axis=1)
        step = np.divide(gap, slope, out=np.full_like(gap, 9.0), where=slope > 0.0)
        trial = x - step
        new = np.where((trial > low) & (trial < high), trial, 0.5 * (low + high))
        moved = np.abs(new - x).max()
        x = new
        if moved <= 1e-14:
            break
    return x


def _panels(
    signal: ContinuousSignal, risk_map: Callable[[Array], Array]
) -> tuple[Array, Array, Array]:
    """Return half widths, and density and risk at the nodes, of panels that resolve both."""
    nodes, gauss, to_coefficients, _ = _rule()
    reach = signal.reach
    breaks = np.array([signal.place(kink) for kink in kinks_of(risk_map)])
    edges = np.union1d(
        np.linspace(-reach, reach, _FIRST_PANELS + 1), breaks[np.abs(breaks) < reach]
    )
    low, high = edges[:-1], edges[1:]
    kept: list[tuple[Array, Array, Array]] = []
    count = 0
    for halving in range(_MOST_HALVINGS + 1):
        centre, half = 0.5 * (low + high), 0.5 * (high - low)
        t = centre[:, None] + half[:, None] * nodes
        signals, weight = signal.at(t.ravel())
        weight = weight.reshape(t.shape)
        risk = evaluate_risk(risk_map, signals).reshape(t.shape)
        terms = _powers(weight, risk, 1.0) * half[:, None]
        tails = np.abs((terms @ to_coefficients.T)[..., -3:]).max(axis=(0, 2))
        map_tails = np.abs((risk @ to_coefficients.T)[:, -3:]).max(axis=1)
        mass = terms[0] @ gauss
        steps = np.diff(risk, axis=1)
        wavers = np.minimum(steps.max(axis=1), -steps.min(axis=1)) > 1e-13
        # a map that is rough where hardly any drafts are does no harm
        rough = (tails > _PRECISION) | ((map_tails > 1e-13) | wavers) & (mass > 1e-15)
        if halving == _MOST_HALVINGS or count + 2 * rough.sum() > _MOST_PANELS:
            rough[:] = False
        fine = ~rough
        kept.append((half[fine], weight[fine], risk[fine]))
        count += int(fine.sum())
        if not rough.any():
            break
        low, middle, high = low[rough], centre[rough], high[rough]
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    half, weight, risk = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    return half, weight, risk


def risk_spread(
    signal: ContinuousSignal | PointSignal, risk_map: Callable[[Array], Array]
) -> RiskSpread:
    """Return how risk is spread over drafts, given their signals and the risk map."""
    if isinstance(signal, PointSignal):
        points = np.array(signal.signals)
        return PointRisk(evaluate_risk(risk_map, points), np.array(signal.weights))
    return ContinuousRisk(signal, risk_map)

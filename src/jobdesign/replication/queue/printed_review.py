"""Equations (36) to (45) as they are printed, on Fig. 5's numbers, by plain quadrature.

Nothing here comes from the queueing package: densities, risk map and integrals are
written out, and ∂W_q/∂τ_A is a complex step on eq. (3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from jobdesign.workflow import Array

__all__ = ["PrintedReview", "objective"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


def objective(effort: Array, risk: float, price: float, loss: float, skill: float) -> Array:
    """Return θ r + K π e^(−κr) (eq. 36)."""
    return np.asarray(price * effort + loss * risk * np.exp(-skill * effort))


@dataclass(frozen=True)
class PrintedReview:
    """Fig. 5 with density Beta(a, 2) of signals; times in units of 1/`per_hour` hours.

    Parameters
    ----------
    a
        2 for μ_1, 5 for μ_2.
    arrival_rate
        λ an hour.
    per_hour
        1 counts in hours, 60 in minutes.
    with_rate
        Whether Φ has the factor λ, as eq. (44) does.
    arrival_variation
        c_a², by eq. (21) in the place of (3).
    """

    a: int
    arrival_rate: float = 0.75
    per_hour: float = 1.0
    with_rate: bool = True
    arrival_variation: float = 1.0

    @cached_property
    def _given(self) -> tuple[float, float, float, float, float, float]:
        """λ, c_w, κ, K, μ_R, μ_R,2."""
        u = self.per_hour
        return self.arrival_rate / u, 0.5 / u, 2.0 / u, 2.0, 1.5 * u, 4.0 * u * u

    @property
    def price_of_risk(self) -> float:
        """κK, so that π* = θ/(κK) (eqs. 8 and 40)."""
        return self._given[2] * self._given[3]

    def moments(self, price: float) -> tuple[float, float]:
        """Return τ_A(θ) and q_A(θ) (eqs. 41 and 42)."""
        _, _, kappa, _, first, second = self._given
        threshold = price / self.price_of_risk
        border = 0.0 if threshold <= _risk(0.0) else 1.0
        if _risk(0.0) < threshold < _risk(1.0):  # the signal at which review starts
            border = 0.55 - 0.1 * math.log(0.88 / (threshold - 0.02) - 1.0)
        mean = square = 0.0
        for low, high in ((0.0, border), (border, 1.0)):
            s = low + (high - low) * 0.5 * (_NODES + 1.0)
            weight = 0.5 * (high - low) * _WEIGHTS * _beta(s, self.a)
            risk = _risk(s)
            r = np.maximum(0.0, np.log(risk / threshold)) / kappa
            left = risk * np.exp(-kappa * r)
            mean += float(weight @ (r + first * left))
            square += float(weight @ (r * r + 2.0 * r * first * left + second * left))
        return mean, square

    def marginal_cost(self, price: float) -> float:
        """Return Φ(θ) (eq. 44), infinite where the queue is overloaded."""
        rate, cost = self._given[:2]
        mean, square = self.moments(price)
        if rate * mean >= 1.0:
            return math.inf
        step = 1e-30
        at = mean + 1j * step
        bursts = (self.arrival_variation - 1.0) * at * at
        wait = rate * (square + bursts) / (2.0 * (1.0 - rate * at))
        return cost * (rate if self.with_rate else 1.0) * float(wait.imag) / step

    def roots(self, points: int = 600, highest: float = 20.0) -> list[float]:
        """Return the prices at which Φ(θ) − θ changes sign on a grid, halved to full accuracy."""
        grid = self.price_of_risk * np.geomspace(1e-3, highest, points)
        gaps = [self.marginal_cost(price) - price for price in grid]
        return [
            self._halved(float(low), float(high))
            for low, high, a, b in zip(grid, grid[1:], gaps, gaps[1:], strict=False)
            if (a > 0.0) != (b > 0.0)
        ]

    def _halved(self, low: float, high: float) -> float:
        above = self.marginal_cost(low) > low
        for _ in range(60):
            middle = 0.5 * (low + high)
            same = (self.marginal_cost(middle) > middle) == above
            low, high = (middle, high) if same else (low, middle)
        return 0.5 * (low + high)

    def slope(self, price: float) -> float:
        """Return Φ'(θ), by a difference quotient."""
        h = 1e-5 * price
        return (self.marginal_cost(price + h) - self.marginal_cost(price - h)) / (2.0 * h)

    def least_price(self) -> float:
        """Return the price below which reviewers take too long and Φ is infinite."""
        low, high = 1e-4 * self.price_of_risk, 0.1 * self.price_of_risk
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.marginal_cost(middle) == math.inf else (low, middle)
        return high

    def settles_at(self, price: float, *, jumps: bool) -> float:
        """Follow a price that moves to Φ(θ), at once or a little at a time; inf where it escapes.

        A price with infinite Φ is one that no queue has: it is where the path ends.
        """
        for _ in range(200 if jumps else 1_000):
            target = self.marginal_cost(price)
            if target == math.inf:
                return math.inf
            # a move by a fifth of the way, in logarithms, cannot jump over a root here
            new = target if jumps else price * (target / price) ** 0.2
            if abs(new - price) <= 1e-13 * price:
                return new
            price = new
        return price

    def at(self, arrival_rate: float) -> PrintedReview:
        """Return the same at another arrival rate."""
        return replace(self, arrival_rate=arrival_rate)


def _risk(s: float | Array) -> Array:
    return np.asarray(0.02 + 0.88 / (1.0 + np.exp(-10.0 * (np.asarray(s) - 0.55))))


def _beta(s: Array, a: int) -> Array:
    """Return the density of Beta(a, 2)."""
    return np.asarray(a * (a + 1) * s ** (a - 1) * (1.0 - s))

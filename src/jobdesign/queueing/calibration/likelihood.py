"""The likelihood of escaped errors given review times, for fixed κ a concave problem.

With e = e^(-κr), eq. (1) is p(r) = p∞ (1 - e) + p0 e: linear in (p∞, p0). So for
every κ the log-likelihood is concave in the two over the triangle 0 ≤ p∞ ≤ p0 ≤ 1,
and a search over the one number κ finds the maximum over all three.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.workflow import Array

__all__ = ["Fit", "Reviews"]

#: Weights of the logarithmic barrier that keeps to the triangle, the last one its error.
_BARRIERS = (1e-1, 1e-4, 1e-8)


@dataclass(frozen=True, slots=True)
class Fit:
    """A maximum of the log-likelihood: where, and how high."""

    skill: float
    initial: float
    irreducible: float
    log_likelihood: float


class Reviews:
    """Review times, and whether an error escaped each.

    Parameters
    ----------
    times
        (n,) review times r ≥ 0.
    escaped
        (n,) whether an error escaped.
    """

    def __init__(self, times: Array, escaped: npt.NDArray[np.bool_]) -> None:
        # those that escaped first: the likelihood is two sums of logarithms
        self.times = np.concatenate([times[escaped], times[~escaped]])
        self.hits = int(escaped.sum())
        self.count = len(times)
        hit = np.arange(self.count) < self.hits
        # log p where it escaped, log(1 - p) elsewhere: log(shift + signs p)
        self.signs = np.where(hit, 1.0, -1.0)
        self.shift = np.where(hit, 0.0, 1.0)

    def log_likelihood(self, skill: float, initial: float, irreducible: float) -> float:
        """Return the log-likelihood of p∞ + (p0 - p∞) e^(-κr)."""
        return self._value(irreducible + (initial - irreducible) * np.exp(-skill * self.times))

    def constant(self) -> float:
        """Return the largest log-likelihood of a p that does not depend on r."""
        hits, misses = self.hits, self.count - self.hits
        return sum(k * math.log(k / self.count) for k in (hits, misses) if k)

    def best(
        self, skill: float, *, initial: float | None = None, irreducible: float | None = None
    ) -> Fit:
        """Return the maximum for a given κ over whichever of p0 and p∞ is not given."""
        e = np.exp(-skill * self.times)
        if initial is not None and irreducible is not None:
            return Fit(
                skill, initial, irreducible, self._value(irreducible + (initial - irreducible) * e)
            )
        if irreducible is not None:
            x = self._on_segment(irreducible * (1.0 - e), e, irreducible, 1.0)
            found = [(x, irreducible)]
        elif initial is not None:
            x = self._on_segment(initial * e, 1.0 - e, 0.0, initial)
            found = [(initial, x)]
        else:
            low, high = self._on_triangle(e)
            edge = self.best(skill, irreducible=0.0)
            found = [(high, low), (edge.initial, 0.0)]
        fits = [Fit(skill, a, f, self._value(f + (a - f) * e)) for a, f in found]
        return max(fits, key=lambda fit: fit.log_likelihood)

    def _value(self, chances: Array) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(
                np.sum(np.log(chances[: self.hits])) + np.sum(np.log1p(-chances[self.hits :]))
            )
        return -math.inf if math.isnan(value) else value

    def _on_segment(self, base: Array, slopes: Array, low: float, high: float) -> float:
        """Maximise over p = base + slopes x with x in [low, high], slopes ≥ 0."""
        signs, shift = self.signs, self.shift
        gains = signs * slopes

        def score(x: float) -> tuple[float, float]:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                terms = gains / (shift + signs * (base + slopes * x))
                terms[gains == 0.0] = 0.0
                return float(terms.sum()), float((terms**2).sum())

        # the score falls in x: Newton's steps, halved where they leave the bracket
        if not score(high)[0] < 0.0:
            return high
        if not score(low)[0] > 0.0:
            return low
        x = (low + high) / 2.0
        for _ in range(100):
            rise, curvature = score(x)
            if rise > 0.0:
                low = x
            else:
                high = x
            step = rise / curvature if curvature > 0.0 and math.isfinite(curvature) else 0.0
            if abs(step) < 1e-12 or high - low < 1e-14:
                break
            x = x + step if low < x + step < high else (low + high) / 2.0
        return x

    def _on_triangle(self, e: Array) -> tuple[float, float]:
        """Maximise over (p∞, p0) with 0 ≤ p∞ ≤ p0 ≤ 1, by Newton with a barrier.

        The value found is below the maximum by at most three times the last
        barrier's weight.
        """
        signs, shift = self.signs, self.shift
        slopes = np.column_stack([1.0 - e, e])
        sides = np.array([[1.0, 0.0], [-1.0, 1.0], [0.0, -1.0]])
        offsets = np.array([0.0, 0.0, 1.0])
        x = np.array([1.0, 2.0]) / 3.0

        def value(x: Array, weight: float) -> float:
            odds = shift + signs * (slopes @ x)
            room = sides @ x + offsets
            if odds.min() <= 0.0 or room.min() <= 0.0:
                return -math.inf
            return float(np.log(odds).sum() + weight * np.log(room).sum())

        for weight in _BARRIERS:
            for _ in range(30):
                weighted = signs / (shift + signs * (slopes @ x))
                near = 1.0 / (sides @ x + offsets)
                gradient = slopes.T @ weighted + weight * sides.T @ near
                curvature = (slopes * (weighted**2)[:, None]).T @ slopes
                curvature += weight * (sides * (near**2)[:, None]).T @ sides
                step = np.linalg.solve(curvature, gradient)
                gain = float(gradient @ step)
                if gain < 1e-10:
                    break
                size, here = 1.0, value(x, weight)
                while value(x + size * step, weight) < here + 1e-4 * size * gain and size > 1e-12:
                    size /= 2.0
                x = x + size * step
        return float(x[0]), float(x[1])

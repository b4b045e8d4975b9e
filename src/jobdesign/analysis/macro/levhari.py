"""The density of firms that adds up to a CES function, free of what it is used for.

After D. Levhari, "A note on Houthakker's aggregate production function in a
multifirm industry", Econometrica 36 (1968), and appendix B of the first paper. With

    p = −1/ρ,   A = 1 − θ_H τ_H^ρ,   u_max = τ_M (A/θ_M)^p,   z(a) = (a/u_max)^{1/(1+p)}

the paper's (19) is  φ(a) = L p/(1+p)/a · z (1−z)^{p−1}  with  L = (A/(1−θ_M−θ_H))^p. In
x = −log z it is the smooth  L p e^{−x} (1 − e^{−x})^{p−1} dx  but for the power of x at 0,
where a = u_max; a change of variables takes that away, so quadrature is accurate for every ρ < 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.workflow import Array

__all__ = ["Levhari"]

#: Of the adaptive quadrature, relative.
_ACCURACY = 1e-13
_MOST_INTERVALS = 500


@dataclass(frozen=True, slots=True)
class Levhari:
    """A density over (0, top), given by its shape and two scales.

    Parameters
    ----------
    power
        p = −1/ρ > 0: the density falls like (top − a)^{p−1} towards its upper end,
        or rises where p < 1.
    top
        u_max, upper end of the support.
    log_total
        log L, logarithm of the integral over the whole support.
    """

    power: float
    top: float
    log_total: float

    @property
    def total(self) -> float:
        """L, integral over the whole support."""
        return math.exp(self.log_total)

    def at(self, quality: npt.ArrayLike) -> Array:
        """Density φ (eq. 19), any shape; 0 outside the support, infinite at its top if p < 1."""
        a = np.asarray(quality, dtype=np.float64)
        p = self.power
        inside = (a > 0) & (a < self.top)
        x = self._x(np.where(inside, a, 0.5 * self.top))
        logarithm = self.log_total + math.log(p / (1.0 + p)) - x + (p - 1.0) * _log_rest(x)
        value = np.where(inside, np.exp(logarithm) / np.where(inside, a, 1.0), 0.0)
        at_top = math.inf if p < 1 else 0.0
        if p == 1:
            at_top = math.exp(self.log_total) * 0.5 / self.top
        density: Array = np.where(a == self.top, at_top, value)
        return density

    def above(self, quality: npt.ArrayLike) -> Array:
        """Γ(u) = ∫ φ from u to the top, L (1 − z)^p; in closed form."""
        log = self.log_total + self.power * _log_rest(self._x(quality))
        value: Array = np.exp(log)
        return value

    def inverse_above(self, quality: npt.ArrayLike) -> Array:
        """Ψ(u) = ∫ φ/a from u to the top, L/u_max (1/z − 1)^p; in closed form."""
        x = self._x(quality)
        log = self.log_total - math.log(self.top) + self.power * (x + _log_rest(x))
        value: Array = np.exp(log)
        return value

    def quantile(self, share: npt.ArrayLike) -> Array:
        """Quality above which that share of the total lies: (1 − share^{1/p})^{1+p} u_max."""
        log_share = np.log(np.asarray(share, dtype=np.float64))
        with np.errstate(divide="ignore"):
            log_z = np.log(-np.expm1(log_share / self.power))
        value: Array = self.top * np.exp((1.0 + self.power) * log_z)
        return value

    @property
    def mean(self) -> float:
        """Mean of a under φ/L: u_max p B(p, p + 2)."""
        p = self.power
        log = math.lgamma(p) + math.lgamma(p + 2.0) - math.lgamma(2.0 * p + 2.0)
        return self.top * p * math.exp(log)

    def integrate(self, low: float, high: float) -> tuple[float, float, float]:
        """Integrate φ and φ/a by quadrature.

        Parameters
        ----------
        low, high
            0 < low < high ≤ top.

        Returns
        -------
        output, inverse, error
            ∫ φ, ∫ φ/a, and the larger of the relative errors that the quadrature
            estimates for itself.
        """
        start = 0.0 if high >= self.top else float(self._x(high))
        end = float(self._x(low))
        scale = self.log_total + math.log(self.power)
        output, error = _log_integral(self.power, -1.0, start, end)
        inverse, other = _log_integral(self.power, self.power, start, end)
        return (
            math.exp(scale + output),
            math.exp(scale - math.log(self.top) + inverse),
            max(error, other),
        )

    def _x(self, quality: npt.ArrayLike) -> Array:
        """−log z, 0 at the top."""
        a = np.asarray(quality, dtype=np.float64)
        x: Array = -np.log(a / self.top) / (1.0 + self.power)
        return x


def _log_rest(x: npt.ArrayLike) -> Array:
    """log(1 − e^{−x}), without loss where x is small; −∞ at 0."""
    with np.errstate(divide="ignore"):
        value: Array = np.log(-np.expm1(-np.asarray(x, dtype=np.float64)))
    return value


def _log_integral(p: float, k: float, start: float, end: float) -> tuple[float, float]:
    """Logarithm of ∫ e^{kx} (1 − e^{−x})^{p−1} dx, and a relative error."""
    edge = min(end, 1.0 / max(p, 1.0))
    parts = []
    if start < edge:
        parts.append(_near_top(p, k, start, edge))
    if max(start, edge) < end:
        parts.append(_far_from_top(p, k, max(start, edge), end))
    logs = [log for log, _ in parts]
    total = float(np.logaddexp.reduce(logs))
    error = math.fsum(error * math.exp(log - total) for log, error in parts)
    return total, error


def _near_top(p: float, k: float, start: float, edge: float) -> tuple[float, float]:
    """Integrate where x ≤ 1/p, by v = (x/edge)^p: dv takes the power of x away."""

    def rest(v: float) -> float:
        x = edge * v ** (1.0 / p)
        ratio = -math.expm1(-x) / x if x > 0 else 1.0
        return math.exp(k * (x - edge)) * math.pow(ratio, p - 1.0)

    value, error = _quad(rest, (start / edge) ** p, 1.0, [])
    return math.log(value) + k * edge + p * math.log(edge) - math.log(p), error


def _far_from_top(p: float, k: float, start: float, end: float) -> tuple[float, float]:
    """Integrate where nothing is singular, scaled by the peak and split around it."""

    def log(x: float) -> float:
        return k * x + (p - 1.0) * math.log(-math.expm1(-x))

    peak = start if log(start) > log(end) else end
    if k < 0 and p > 1.0:
        peak = min(max(math.log(p), start), end)
    slope = abs(k + (p - 1.0) / math.expm1(peak))
    width = 1.0 / max(slope, 1.0)
    splits = [peak + sign * far * width for sign in (-1, 1) for far in (2.0, 8.0, 32.0)]
    height = log(peak)
    value, error = _quad(
        lambda x: math.exp(log(x) - height), start, end, [x for x in splits if start < x < end]
    )
    return math.log(value) + height, error


def _quad(
    function: Callable[[float], float], start: float, end: float, splits: list[float]
) -> tuple[float, float]:
    """Integrate adaptively; returns the value and its relative error."""
    from scipy.integrate import quad

    # with full_output an error is returned instead of a warning
    value, error, *_ = quad(
        function,
        start,
        end,
        points=splits or None,
        epsabs=0.0,
        epsrel=_ACCURACY,
        limit=_MOST_INTERVALS,
        full_output=True,
    )
    return float(value), float(error / value)

"""What reviewers see of a draft: a signal, and how signals are spread.

A continuous signal is given on a line, t, along which both it and its density are
smooth and die away doubly exponentially at the ends. So also densities that are
singular at an end of their support integrate to full precision.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.checks import checked_weights, positive_number
from jobdesign.workflow import Array

__all__ = [
    "BetaSignal",
    "ContinuousSignal",
    "DensitySignal",
    "DistributionSignal",
    "PointSignal",
    "as_signal",
]

#: Where e^(-x) is nothing beside 1.
_GONE = 40.0


class ContinuousSignal(ABC):
    """A signal with a density."""

    __slots__ = ()

    @property
    @abstractmethod
    def reach(self) -> float:
        """T: beyond -T and T there is no mass to speak of."""

    @abstractmethod
    def at(self, t: Array) -> tuple[Array, Array]:
        """Return signals s(t), non-decreasing in t, and the density of mass along t."""

    @abstractmethod
    def place(self, signal: float) -> float:
        """Return the t of a signal; -inf or inf outside the support."""


def _double_exponential(t: Array) -> tuple[Array, Array, Array]:
    """Return v in (0, 1), 1 - v, and dv/dt, none of them rounded to 0 or 1."""
    x = math.pi * np.sinh(t)
    small = np.exp(-np.abs(x))
    near, far = small / (1.0 + small), 1.0 / (1.0 + small)
    v, rest = np.where(x < 0.0, near, far), np.where(x < 0.0, far, near)
    return v, rest, near * far * math.pi * np.cosh(t)


def _inverse(v: float, rest: float) -> float:
    """Return t of v, given 1 - v too."""
    if v <= 0.0 or rest <= 0.0:
        return -math.inf if v <= 0.0 else math.inf
    return math.asinh(math.log(v / rest) / math.pi)


@dataclass(frozen=True, slots=True)
class BetaSignal(ContinuousSignal):
    """Signals in (0, 1) with the beta density; Fig. 5 has Beta(2, 2) and Beta(5, 2).

    Parameters
    ----------
    a, b
        Shapes, from 0.05 to 10,000.

    Raises
    ------
    InputError
        Where a shape is out of range.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        for name in ("a", "b"):
            shape = positive_number(f"BetaSignal: {name}", getattr(self, name))
            if not 0.05 <= shape <= 1e4:
                raise InputError(
                    "must be in [0.05, 1e4]",
                    place=f"BetaSignal: {name}",
                    value=shape,
                    fix="a signal that extreme is best given as PointSignal",
                )
            object.__setattr__(self, name, shape)

    @property
    def reach(self) -> float:
        """T."""
        return math.asinh(_GONE / (math.pi * min(1.0, self.a, self.b)))

    def at(self, t: Array) -> tuple[Array, Array]:
        """Return signals and the density of mass along t."""
        x = math.pi * np.sinh(t)
        log_v, log_rest = -np.logaddexp(0.0, -x), -np.logaddexp(0.0, x)
        a, b = self.a, self.b
        log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
        density = np.exp(a * log_v + b * log_rest - log_beta) * (math.pi * np.cosh(t))
        return np.exp(log_v), density

    def place(self, signal: float) -> float:
        """Return the t of a signal."""
        return _inverse(signal, 1.0 - signal)


@dataclass(frozen=True, slots=True)
class DistributionSignal(ContinuousSignal):
    """Signals with any continuous distribution of scipy.stats, frozen.

    Integrals run over probability, s = F⁻¹(v), so that only quantiles are asked for.

    Parameters
    ----------
    distribution
        What has ``cdf``, ``sf``, ``ppf`` and ``isf``, such as ``scipy.stats.norm(0, 1)``.

    Raises
    ------
    InputError
        Where it has not.
    """

    distribution: Any

    def __post_init__(self) -> None:
        needed = ("cdf", "sf", "ppf", "isf")
        found = self.distribution
        # a frozen discrete distribution has a pmf that works; a continuous one has none
        kind = type(getattr(found, "dist", None))
        discrete = any(base.__name__ == "rv_discrete" for base in kind.__mro__)
        if discrete or not all(callable(getattr(found, name, None)) for name in needed):
            raise InputError(
                "must be a frozen continuous distribution of scipy.stats",
                place="DistributionSignal: distribution",
                value=found,
                fix="write scipy.stats.norm(0, 1), say, or PointSignal for discrete signals",
            )
        if not np.isfinite(found.ppf(0.5)):
            raise InputError(
                "has impossible parameters: its median is not a number",
                place="DistributionSignal: distribution",
                value=found,
                fix="check its shapes and scale",
            )

    @property
    def reach(self) -> float:
        """T."""
        return math.asinh(_GONE / math.pi)

    def at(self, t: Array) -> tuple[Array, Array]:
        """Return signals and the density of mass along t."""
        v, rest, density = _double_exponential(t)
        low = v <= 0.5
        signals = np.empty_like(v)
        signals[low] = self.distribution.ppf(v[low])
        signals[~low] = self.distribution.isf(rest[~low])
        return signals, density

    def place(self, signal: float) -> float:
        """Return the t of a signal."""
        return _inverse(float(self.distribution.cdf(signal)), float(self.distribution.sf(signal)))


@dataclass(frozen=True, slots=True)
class DensitySignal(ContinuousSignal):
    """Signals on an interval, with a density of one's own.

    Parameters
    ----------
    density
        Takes an array of signals and returns as many densities ≥ 0, which integrate to 1
        (the model checks it to 1e-6).
    low, high
        The ends of the interval, where the density may be singular.

    Raises
    ------
    InputError
        Where the interval is none.
    """

    density: Callable[[Array], Array]
    low: float
    high: float

    def __post_init__(self) -> None:
        low = finite_number("DensitySignal: low", self.low)
        high = finite_number("DensitySignal: high", self.high)
        if high <= low:
            raise InputError(
                f"must be above the low end, {low:.6g}",
                place="DensitySignal: high",
                value=high,
                fix="swap the ends",
            )
        if not callable(self.density):
            raise InputError(
                "must be a function of an array of signals",
                place="DensitySignal: density",
                value=self.density,
                fix="write lambda s: 6 * s * (1 - s), say",
            )
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @property
    def reach(self) -> float:
        """T."""
        return math.asinh(_GONE / math.pi)

    def at(self, t: Array) -> tuple[Array, Array]:
        """Return signals and the density of mass along t."""
        v, rest, slope = _double_exponential(t)
        width = self.high - self.low
        signals = np.where(v < 0.5, self.low + width * v, self.high - width * rest)
        signals = np.clip(
            signals, np.nextafter(self.low, self.high), np.nextafter(self.high, self.low)
        )
        with np.errstate(all="ignore"):
            densities = np.asarray(self.density(signals), dtype=np.float64)
        if densities.shape != signals.shape:
            raise InputError(
                f"must return one number for each of the {signals.size} signals",
                place="DensitySignal: density",
                value=densities.shape,
                fix="write it with numpy, for arrays",
            )
        wrong = ~(np.isfinite(densities) & (densities >= 0.0))
        if wrong.any():
            first = int(np.argmax(wrong))
            raise InputError(
                "must be finite and ≥ 0",
                place=f"DensitySignal: density({signals.flat[first]:.6g})",
                value=float(densities.flat[first]),
                fix="check the density on its interval",
            )
        return signals, densities * slope * width

    def place(self, signal: float) -> float:
        """Return the t of a signal."""
        width = self.high - self.low
        return _inverse((signal - self.low) / width, (self.high - signal) / width)


@dataclass(frozen=True, slots=True)
class PointSignal:
    """Signals that take finitely many values.

    Parameters
    ----------
    signals
        The values.
    weights
        Their probabilities, which add up to 1.

    Raises
    ------
    InputError
        Where the weights are none.
    """

    signals: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        try:
            signals = tuple(self.signals)
            weights = tuple(self.weights)
        except TypeError:
            raise InputError(
                "must be lists of numbers", place="PointSignal", fix="write [0.2, 0.8], say"
            ) from None
        signals = tuple(
            finite_number(f"PointSignal: signals[{i}]", value) for i, value in enumerate(signals)
        )
        object.__setattr__(self, "signals", signals)
        weights = checked_weights("PointSignal: weights", weights, len(signals))
        object.__setattr__(self, "weights", weights)


_BETA = re.compile(r"\s*beta\s*\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)\s*", re.IGNORECASE)


def as_signal(given: Any) -> ContinuousSignal | PointSignal:
    """Return a signal as given, by name as ``"beta(2, 2)"``, or a frozen distribution.

    Raises
    ------
    InputError
        Where it is none of these.
    """
    if isinstance(given, ContinuousSignal | PointSignal):
        return given
    if isinstance(given, str):
        match = _BETA.fullmatch(given)
        try:
            if match is not None:
                return BetaSignal(float(match[1]), float(match[2]))
        except ValueError as error:
            if isinstance(error, InputError):
                raise
    elif hasattr(given, "ppf"):
        return DistributionSignal(given)
    raise InputError(
        "is no distribution of signals",
        place="signal",
        value=given,
        fix='write "beta(2, 2)", PointSignal(...), DensitySignal(...) or scipy.stats.norm(0, 1)',
    )

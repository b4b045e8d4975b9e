"""Sums of powers, Σ a_k y ** p_k with y > 0: where they change sign.

By the rule of signs for real exponents (Descartes; Laguerre 1883) such a sum has
at most as many positive zeros as its coefficients, in the order of their exponents,
change sign. With one change there is one zero at most, and the signs at the ends
of a range say whether it lies inside. With more, divide by the lowest power and
differentiate: the derivative is a sum with one term fewer, and between its zeros
the sum is monotone (Rolle). So every change of sign is found, whatever the range.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from jobdesign.workflow import Array

__all__ = ["cleaned", "midpoint", "power", "sign_changes", "value"]

#: What is left of terms that cancel is rounding below this, relative to them.
ROUNDING = 1e-13


def midpoint(first: float, second: float) -> float:
    """Return the middle of two numbers ≥ 0; the geometric one where they are far apart."""
    if min(first, second) > 0.0 and not 0.25 <= first / second <= 4.0:
        return math.sqrt(first) * math.sqrt(second)
    return 0.5 * (first + second)


def value(coefficients: Iterable[float], exponents: Iterable[float], y: float) -> float:
    """Evaluate a sum at y; infinite where a power overflows."""
    total = 0.0
    for coefficient, exponent in zip(coefficients, exponents, strict=True):
        if coefficient != 0.0:
            total += coefficient * power(y, exponent)
    return total


def power(y: float, exponent: float) -> float:
    """Return y ** exponent for y ≥ 0; infinite where it overflows."""
    if exponent == 0.0:
        return 1.0
    try:
        return float(y**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def cleaned(first: Array, second: Array) -> Array:
    """Return the coefficients of first − second without what is only rounding."""
    difference = first - second
    small = np.abs(difference) <= ROUNDING * (np.abs(first) + np.abs(second))
    return np.where(small, 0.0, difference)


def sign_changes(coefficients: Array, exponents: Array, low: float, high: float) -> list[float]:
    """List where a sum changes sign strictly between two ends, in increasing order.

    Parameters
    ----------
    coefficients, exponents
        Shape (K,); exponents increasing.
    low, high
        0 ≤ low < high.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.analysis.reorganisation.powers import sign_changes
    >>> [round(y, 12) for y in  # (y - 1)(y - 2) = 2 - 3 y + y²
    ...  sign_changes(np.array([2.0, -3.0, 1.0]), np.array([0.0, 1.0, 2.0]), 0.5, 3.0)]
    [1.0, 2.0]
    """
    used = coefficients != 0.0
    coefficients, exponents = coefficients[used], exponents[used]
    signs = np.sign(coefficients)
    if not (signs[1:] != signs[:-1]).any():
        return []
    lowest = exponents[0]
    exponents = exponents - lowest
    turns = [low, high]
    if (signs[1:] != signs[:-1]).sum() > 1:
        rest = coefficients[1:] * exponents[1:]
        turns = [low, *sign_changes(rest, exponents[1:] - 1.0, low, high), high]
    found = []
    terms = coefficients.tolist(), exponents.tolist()
    values = [value(*terms, y) for y in turns]
    for y, end, at_y, at_end in zip(turns, turns[1:], values, values[1:], strict=False):
        crosses = min(at_y, at_end) < 0.0 < max(at_y, at_end)  # their product may underflow
        if crosses or (at_y != 0.0 and at_end == 0.0 and end != high):
            found.append(_bisect(*terms, y, end, at_y > 0.0))
    return found


def _bisect(
    coefficients: list[float], exponents: list[float], low: float, high: float, above: bool
) -> float:
    """Find the change of sign of a monotone stretch to the last digit."""
    while True:
        middle = midpoint(low, high)
        if not low < middle < high:
            return high
        if (value(coefficients, exponents, middle) > 0.0) == above:
            low = middle
        else:
            high = middle

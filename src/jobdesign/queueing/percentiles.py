"""The time that a probability belongs to, for any distribution function of a wait."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError

__all__ = ["checked_probability", "percentile"]

#: Times are doubled or halved until a percentile is between two; more is out of reach.
_MOST_STEPS = 100


def checked_probability(probability: Any) -> float:
    """Return a probability below 1."""
    p = finite_number("probability", probability, 0.0)
    if p >= 1.0:
        raise InputError(
            "must be below 1", place="probability", value=probability, fix="write 0.95, say"
        )
    return p


def percentile(
    cdf: Callable[[float], float], probability: float, start: float, close: float
) -> float:
    """Return the least t with cdf(t) ≥ probability, to a relative accuracy.

    Parameters
    ----------
    cdf
        Rising, for times ≥ 0.
    probability
        In [0, 1).
    start
        A time of the right size.
    close
        Relative accuracy.
    """
    if cdf(0.0) >= probability:
        return 0.0
    # a bracket within a factor of two, which one Fourier series covers
    high = start
    factor = 0.5 if cdf(high) >= probability else 2.0
    for _ in range(_MOST_STEPS):
        following = high * factor
        reached = cdf(following) >= probability
        if reached == (factor > 1.0):
            break
        high = following
    else:
        return 0.0 if factor < 1.0 else math.inf
    low, high = min(high, following), max(high, following)
    return _crossing(lambda t: cdf(t) - probability, low, high, close)


def _crossing(excess: Callable[[float], float], low: float, high: float, close: float) -> float:
    """Return where a rising function crosses 0 between two times, by the Illinois method.

    Written out, as loading scipy's takes longer than all percentiles.
    """
    ends = [low, high]
    values = [excess(low), excess(high)]
    kept = -1
    while ends[1] - ends[0] > close * ends[1]:
        share = values[0] / (values[0] - values[1]) if values[0] < 0.0 < values[1] else 0.5
        middle = ends[0] + share * (ends[1] - ends[0])
        if not ends[0] < middle < ends[1]:
            break
        value = excess(middle)
        side = int(value >= 0.0)
        ends[side], values[side] = middle, value
        if kept == side:
            values[1 - side] /= 2.0
        kept = side
        if value == 0.0:
            return middle
    return ends[int(values[1] < -values[0])]

"""Drawing times from tables: mixtures of shifted and scaled components."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from jobdesign.queueing.simulation.kernel.generator import exponential, normal, uniform

__all__ = ["CONSTANT", "EMPIRICAL", "EXPONENTIAL", "GAMMA", "LOGNORMAL", "fill"]

CONSTANT, EXPONENTIAL, GAMMA, LOGNORMAL, EMPIRICAL = range(5)

#: Of Marsaglia and Tsang (2000): below it the logarithms need not be computed.
_SQUEEZE = 0.0331


@njit(cache=True, error_model="numpy")
def _gamma(d: float, c: float, state: Any) -> Any:
    """Return a gamma number of shape d + 1/3 ≥ 1 (Marsaglia and Tsang 2000), c = 1/√(9d)."""
    while True:
        x, state = normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u, state = uniform(state)
        square = x * x
        if u < 1.0 - _SQUEEZE * square * square:
            return d * v, state
        if math.log(u) < 0.5 * square + d * (1.0 - v + math.log(v)):
            return d * v, state


@njit(cache=True, error_model="numpy")
def _draw(kind: int, shape: float, values: Any, first: Any, count: Any, state: Any) -> Any:
    """Return a number of one kind, neither shifted nor scaled."""
    if kind == EXPONENTIAL:
        return exponential(state)
    if kind == GAMMA:
        d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
        x, state = _gamma(d, 1.0 / math.sqrt(9.0 * d), state)
        if shape < 1.0:
            e, state = exponential(state)
            x *= math.exp(-e / shape)
        return x, state
    if kind == LOGNORMAL:
        x, state = normal(state)
        return math.exp(shape * x), state
    if kind == EMPIRICAL:
        u, state = uniform(state)
        return values[first + min(np.int64(u * count), count - 1)], state
    return 0.0, state


@njit(cache=True, error_model="numpy")
def fill(
    kinds: Any,
    shifts: Any,
    scales: Any,
    shapes: Any,
    firsts: Any,
    counts: Any,
    values: Any,
    keep: Any,
    other: Any,
    words: Any,
    out: Any,
) -> None:
    """Fill an array with independent times: shift + scale × number of a component's kind.

    Parameters
    ----------
    kinds, shifts, scales, shapes, firsts, counts
        One entry a component; the last two are the range of an empirical one in `values`.
    keep, other
        Walker's alias table: of a component drawn evenly, the probability to keep it,
        and which to take otherwise.
    words
        State of the generator, changed.
    out
        Where the times go.
    """
    state = (words[0], words[1], words[2], words[3])
    parts = kinds.size
    kind, shift, scale, shape = kinds[0], shifts[0], scales[0], shapes[0]
    if parts == 1 and kind == CONSTANT:
        out[:] = shift
    elif parts == 1 and kind == EXPONENTIAL:
        for i in range(out.size):
            x, state = exponential(state)
            out[i] = shift + scale * x
    elif parts == 1 and kind == GAMMA and shape >= 1.0:
        d = shape - 1.0 / 3.0
        c = 1.0 / math.sqrt(9.0 * d)
        for i in range(out.size):
            x, state = _gamma(d, c, state)
            out[i] = shift + scale * x
    else:
        for i in range(out.size):
            part = 0
            if parts > 1:
                u, state = uniform(state)
                place = u * parts
                part = min(np.int64(place), parts - 1)
                if place - part > keep[part]:
                    part = other[part]
            x, state = _draw(kinds[part], shapes[part], values, firsts[part], counts[part], state)
            out[i] = shifts[part] + scales[part] * x
    words[0], words[1], words[2], words[3] = state

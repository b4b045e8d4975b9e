"""Random bits, exponential and normal numbers for the compiled loops.

Bits come from xoshiro256++ (Blackman and Vigna 2021), exponential and normal
numbers from ziggurats of 256 layers (Marsaglia and Tsang 2000). Each takes the
layer from the lowest bits of a word and the place in it from the highest 53, so
that the two are independent. A state is an array of four `uint64`, not all zero.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

__all__ = ["exponential", "normal", "uniform"]

_LAYERS = 256
#: Where the lowest layer ends and the area of every layer (Marsaglia and Tsang 2000).
_NORMAL_EDGE, _NORMAL_AREA = 3.6541528853610088, 0.00492867323399
_EXPONENTIAL_EDGE, _EXPONENTIAL_AREA = 7.69711747013104972, 0.0039496598225815571993

_PLACE = np.uint64(11)
_LAYER = np.uint64(_LAYERS - 1)
_SIGNED_PLACE = np.int64(11)
_R17, _R19, _R23, _R41, _R45 = (np.uint64(bits) for bits in (17, 19, 23, 41, 45))
_UNIT, _SIGNED_UNIT = 2.0**-53, 2.0**-52


def _layers(density: Any, inverse: Any, edge: float, area: float) -> tuple[Any, Any]:
    """Return the right edges of the layers, from the lowest up, and the density there."""
    edges = np.zeros(_LAYERS + 1)
    edges[0] = area / density(edge)
    edges[1] = edge
    for i in range(1, _LAYERS - 1):
        edges[i + 1] = inverse(area / edges[i] + density(edges[i]))
    return edges, np.array([density(x) for x in edges])


_NORMAL, _NORMAL_DENSITY = _layers(
    lambda x: math.exp(-0.5 * x * x),
    lambda y: math.sqrt(-2.0 * math.log(y)),
    _NORMAL_EDGE,
    _NORMAL_AREA,
)
_EXPONENTIAL, _EXPONENTIAL_DENSITY = _layers(
    lambda x: math.exp(-x), lambda y: -math.log(y), _EXPONENTIAL_EDGE, _EXPONENTIAL_AREA
)


@njit(cache=True, inline="always")
def _word(state: Any) -> Any:
    """Return the next 64 bits."""
    s0, s1, s2, s3 = state
    total = s0 + s3
    word = ((total << _R23) | (total >> _R41)) + s0
    t2 = s2 ^ s0
    t3 = s3 ^ s1
    return word, (s0 ^ t3, s1 ^ t2, t2 ^ (s1 << _R17), (t3 << _R45) | (t3 >> _R19))


@njit(cache=True, inline="always")
def _unit(word: Any) -> float:
    """Return the place of a word in [0, 1)."""
    return float(np.int64(word >> _PLACE)) * _UNIT


@njit(cache=True, inline="always")
def uniform(state: Any) -> Any:
    """Return a number uniform in (0, 1]: its logarithm is finite."""
    word, state = _word(state)
    return 1.0 - _unit(word), state


@njit(cache=True)
def exponential(state: Any) -> Any:
    """Return an exponential number of mean 1."""
    word, state = _word(state)
    layer = np.int64(word & _LAYER)
    x = _unit(word) * _EXPONENTIAL[layer]
    if x < _EXPONENTIAL[layer + 1]:
        return x, state
    return _exponential_corner(x, layer, state)


@njit(cache=True)
def _exponential_corner(x: float, layer: Any, state: Any) -> Any:
    """Go on where a place fell beyond what is surely below the density."""
    beyond = 0.0
    while True:
        if layer == 0:  # what is left beyond the edge is exponential again
            beyond += _EXPONENTIAL_EDGE
        else:
            low, high = _EXPONENTIAL_DENSITY[layer], _EXPONENTIAL_DENSITY[layer + 1]
            share, state = uniform(state)
            if low + share * (high - low) < math.exp(-x):
                return beyond + x, state
        word, state = _word(state)
        layer = np.int64(word & _LAYER)
        x = _unit(word) * _EXPONENTIAL[layer]
        if x < _EXPONENTIAL[layer + 1]:
            return beyond + x, state


@njit(cache=True)
def normal(state: Any) -> Any:
    """Return a standard normal number."""
    word, state = _word(state)
    layer = np.int64(word & _LAYER)
    x = float(np.int64(word) >> _SIGNED_PLACE) * _SIGNED_UNIT * _NORMAL[layer]
    if abs(x) < _NORMAL[layer + 1]:
        return x, state
    return _normal_corner(x, layer, state)


@njit(cache=True)
def _normal_corner(x: float, layer: Any, state: Any) -> Any:
    """Go on where a place fell beyond what is surely below the density."""
    while True:
        if layer == 0:
            size, state = _normal_tail(state)
            return math.copysign(size, x), state
        low, high = _NORMAL_DENSITY[layer], _NORMAL_DENSITY[layer + 1]
        share, state = uniform(state)
        if low + share * (high - low) < math.exp(-0.5 * x * x):
            return x, state
        word, state = _word(state)
        layer = np.int64(word & _LAYER)
        x = float(np.int64(word) >> _SIGNED_PLACE) * _SIGNED_UNIT * _NORMAL[layer]
        if abs(x) < _NORMAL[layer + 1]:
            return x, state


@njit(cache=True)
def _normal_tail(state: Any) -> Any:
    """Return a normal number beyond the lowest edge (Marsaglia 1964)."""
    while True:
        first, state = uniform(state)
        second, state = uniform(state)
        x = -math.log(first) / _NORMAL_EDGE
        if -2.0 * math.log(second) >= x * x:
            return _NORMAL_EDGE + x, state

"""The arrival rate at which the better route changes (eq. 7)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from jobdesign.arguments import takes
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.mean_waits import log_correction
from jobdesign.workflow import Array

__all__ = ["CriticalRate", "Route", "critical_arrival_rate"]

Route = Literal["manual", "assisted"]

#: Loads of the fuller route at which waits are compared where arrivals are not Poisson.
_LOADS = np.concatenate(
    [
        np.geomspace(1e-6, 1e-3, 60),
        np.linspace(1e-3, 0.999, 999)[1:],
        1.0 - np.geomspace(1e-3, 1e-12, 60)[1:],
    ]
)


@dataclass(frozen=True, slots=True)
class CriticalRate:
    """Where the two waits cross.

    Parameters
    ----------
    arrival_rate
        λ*, at which both routes are stable and W_A = W_H.
    mean_wait
        Of both routes there.
    faster_above, faster_below
        Route with the shorter wait at higher and at lower arrival rates.
    """

    arrival_rate: float
    mean_wait: float
    faster_above: Route
    faster_below: Route

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {key: getattr(self, key) for key in self.__dataclass_fields__}


@takes(routes=Routes)
def critical_arrival_rate(routes: Routes) -> CriticalRate | None:
    """Return λ* = C(q_H - q_A)/(q_H τ_A - q_A τ_H), where there is one (eq. 7).

    It lies in the range where both routes are stable, 0 < λ* < C/max(τ_A, τ_H), if and
    only if

        (τ_A - τ_H)(q_A - q_H) < 0,

    which the paper does not state. Otherwise one route is better, or both are equal, at
    every rate, and the formula, if it gives a number, gives one without meaning. Above λ*
    the route with the shorter mean is faster: the AI's in Fig. 4, the manual one where AI
    takes longer on average and varies less.

    For arrivals that are not Poisson there is no formula; the approximate waits are
    compared over all loads. They may cross twice, and the highest crossing is returned.

    Parameters
    ----------
    routes
        Their arrival rate does not matter.

    Returns
    -------
    CriticalRate
        None where the waits do not cross.

    Examples
    --------
    The crossing of Fig. 4 is 841/1105:

    >>> from jobdesign.queueing import Moments, Routes, critical_arrival_rate
    >>> found = critical_arrival_rate(Routes(manual=Moments.from_mean(1, 0.1),
    ...     assisted=Moments.from_mean(0.85, 1.25), arrival_rate=0.6))
    >>> round(found.arrival_rate, 6), round(found.mean_wait, 6), found.faster_above
    (0.761086, 1.752083, 'assisted')
    """
    means = manual, assisted = routes.manual.mean, routes.assisted.mean
    if manual == assisted:
        return None
    full = routes.capacity / max(means)
    rate = _by_formula(routes) if routes.arrival_variation == 1.0 else _by_search(routes, full)
    if rate is None or not 0.0 < rate < full:
        return None
    quick: Route = "assisted" if assisted < manual else "manual"
    slow: Route = "manual" if assisted < manual else "assisted"
    there = replace(routes, arrival_rate=rate)
    return CriticalRate(rate, there.mean_wait(0.0), faster_above=quick, faster_below=slow)


def _by_formula(routes: Routes) -> float | None:
    manual, assisted = routes.manual, routes.assisted
    squares = _second_moments(routes)
    if not (assisted.mean - manual.mean) * (squares[1] - squares[0]) < 0.0:
        return None
    difference = squares[0] * assisted.mean - squares[1] * manual.mean
    return routes.capacity * (squares[0] - squares[1]) / difference


def _second_moments(routes: Routes) -> tuple[float, float]:
    return routes.manual.second_moment, routes.assisted.second_moment


def _by_search(routes: Routes, full: float) -> float | None:
    """Return the highest rate at which the waits cross."""
    from scipy.optimize import brentq

    manual, assisted = routes.manual, routes.assisted
    bursts = routes.arrival_variation
    for route in (manual, assisted):
        both = bursts + route.squared_variation
        if route.mean == 0.0 or both == 0.0 or math.isinf(both):
            return None  # a wait of 0, or without end, at every rate

    def excess(load: Array | float) -> Array:
        """Return log W_A - log W_H at a load of the fuller route; its end decides alone."""
        logs = []
        for route in (assisted, manual):
            own = load * (full * route.mean / routes.capacity)
            spread = route.squared_variation
            level = 2.0 * math.log(route.mean) + math.log(bursts + spread)
            logs.append(level - np.log1p(-own) + log_correction(own, bursts, spread))
        return np.asarray(logs[0] - logs[1])

    signs = np.sign(excess(_LOADS))
    changes = np.flatnonzero(signs[1:] * signs[:-1] < 0.0)
    if not len(changes):
        return None
    at = int(changes[-1])
    low, high = float(_LOADS[at]), float(_LOADS[at + 1])
    load = float(brentq(lambda x: float(excess(x)), low, high, xtol=1e-15, rtol=1e-14))
    return full * load

"""The arrival rate at which the better route changes (eq. 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from jobdesign.arguments import takes
from jobdesign.queueing.adoption.routes import Routes

__all__ = ["CriticalRate", "Route", "critical_arrival_rate"]

Route = Literal["manual", "assisted"]


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

    Parameters
    ----------
    routes
        Their arrival rate does not matter. For arrivals that are not Poisson
        q + (c_a² - 1)τ² stands for q.

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
    manual, assisted = routes.manual.mean, routes.assisted.mean
    n_manual, n_assisted = routes.effective_second_moments
    if not (assisted - manual) * (n_assisted - n_manual) < 0.0:
        return None
    difference = n_manual * assisted - n_assisted * manual
    rate = routes.capacity * (n_manual - n_assisted) / difference
    # without any variability (n = 0) the waits meet only where the slower route is full
    if not 0.0 < rate < routes.capacity / max(manual, assisted):
        return None
    quick: Route = "assisted" if assisted < manual else "manual"
    slow: Route = "manual" if assisted < manual else "assisted"
    there = replace(routes, arrival_rate=rate)
    return CriticalRate(rate, there.mean_wait(0.0), faster_above=quick, faster_below=slow)

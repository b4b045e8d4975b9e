"""The share of tasks for the AI that keeps people waiting least (eq. 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.mean_waits import one_server_waits
from jobdesign.solution import finite_or_none

__all__ = ["BestShare", "best_share"]

#: How near to 0 a difference of two numbers counts as a tie, relative to them.
_TIE = 1e-13
#: What a share between 0 and 1 has to gain, relative to the wait.
_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class BestShare:
    """The AI's share with the least mean wait.

    Parameters
    ----------
    share
        x*; None where the mean wait is infinite at every share. Where any share is
        as good it is 0.
    mean_wait
        At that share.
    any_share
        Whether every share has the same mean wait (the third case of eq. 6).
    """

    share: float | None
    mean_wait: float
    any_share: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        return {
            "share": self.share,
            "mean_wait": finite_or_none(self.mean_wait),
            "any_share": self.any_share,
        }


@takes(routes=Routes)
def best_share(routes: Routes) -> BestShare:
    """Choose the share of tasks that go to the AI, all or none of them (eq. 6).

    For Poisson arrivals the sign of

        D = C(q_A - q_H) + λ(q_H τ_A - q_A τ_H) = q_A(C - λτ_H) - q_H(C - λτ_A)

    decides: dW_q/dx has that sign at every stable share. D < 0 sends all tasks to the
    AI, D > 0 none, and D = 0 makes all shares equal.

    Notes
    -----
    *Overloaded manual work.* Section 2.4 of the paper also considers that the wait
    increases with x beyond the stabilising share x_c. That never happens. There,
    λτ_H ≥ C > λτ_A, so the first term of D is at most 0; and the second is negative,
    since q_H ≥ τ_H² > 0 and C - λτ_A > 0. So D < 0 and x* = 1 always. In the same way
    x* = 0 where only the AI's route is overloaded.

    *Other arrivals.* Where arrivals are not Poisson the wait is approximate and need not
    be monotone in the share: a share between 0 and 1 can be best. Take that for a property
    of the formula and not of queues: in a search of 3,000 pairs of routes it gained 0.04 %
    at most. By Kingman's formula (eq. 21) it gained 2 %, where simulated waits are monotone
    in the share. Such shares are found on a grid of 1,001, and refined.

    Examples
    --------
    >>> from jobdesign.queueing import Moments, Routes, best_share
    >>> manual, assisted = Moments.from_mean(1, 0.1), Moments.from_mean(0.85, 1.25)
    >>> [best_share(Routes(manual=manual, assisted=assisted, arrival_rate=rate)).share
    ...  for rate in (0.7, 0.8, 1.1, 1.2)]
    [0.0, 1.0, 1.0, None]
    """
    ends = routes.mean_wait(0.0), routes.mean_wait(1.0)
    if math.inf in ends:
        least = min(ends)
        if least == math.inf:
            return BestShare(None, math.inf)
        return BestShare(float(ends.index(least)), least)
    if routes.arrival_variation == 1.0:
        if _is_tied(routes):
            return BestShare(0.0, ends[0], any_share=True)
        return BestShare(float(ends[1] < ends[0]), min(ends))
    if _are_alike(routes):
        return BestShare(0.0, ends[0], any_share=True)
    inner = _inner_share(routes)
    least = routes.mean_wait(inner)
    if least < min(ends) * (1.0 - _GAIN):
        return BestShare(inner, least)
    return BestShare(float(ends[1] < ends[0]), min(ends))


def _inner_share(routes: Routes) -> float:
    """Return the share with the least approximate wait."""
    from scipy.optimize import minimize_scalar

    grid = np.linspace(0.0, 1.0, 1001)
    parts = (routes.manual, routes.assisted)
    mean, second = (
        (1.0 - grid) * getattr(parts[0], moment) + grid * getattr(parts[1], moment)
        for moment in ("mean", "second_moment")
    )
    waits = one_server_waits(
        routes.arrival_rate, mean, second, routes.capacity, routes.arrival_variation
    )
    at = int(np.argmin(waits))
    low, high = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, 1000)])
    found = minimize_scalar(
        routes.mean_wait, bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    )
    return float(found.x)


def _are_alike(routes: Routes) -> bool:
    return (
        routes.manual.mean == routes.assisted.mean
        and routes.manual.second_moment == routes.assisted.second_moment
    )


def _is_tied(routes: Routes) -> bool:
    """Whether D is 0 but for rounding."""
    capacity, rate = routes.capacity, routes.arrival_rate
    one = routes.assisted.second_moment * (capacity - rate * routes.manual.mean)
    other = routes.manual.second_moment * (capacity - rate * routes.assisted.mean)
    # what rounding can do grows with the terms before they cancel in C - λτ
    scale = capacity * max(routes.assisted.second_moment, routes.manual.second_moment)
    return abs(one - other) <= _TIE * scale

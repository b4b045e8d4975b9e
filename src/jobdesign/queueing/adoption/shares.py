"""The share of tasks for the AI that keeps people waiting least (eq. 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.arguments import takes
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.solution import finite_or_none

__all__ = ["BestShare", "best_share"]

#: How near to 0 a difference of two numbers counts as a tie, relative to them.
_TIE = 1e-13


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

    *Bursty arrivals.* With c_a² > 1, Kingman's approximation (eq. 21) has
    n(x) = q(x) + (c_a² - 1)m(x)² in place of q(x). It is convex, and a share between 0
    and 1 can then be best: the wait is P/y + Q + Ry in the spare capacity y = C - λm(x),
    with R = (c_a² - 1)/λ², least at y = √(P/R). Take that for a property of the formula
    and not of queues: it gains little (2 % in the most favourable case of a search), and
    a simulation of that case shows a wait that is monotone in the share.

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
    inner = _inner_share(routes)
    if inner is not None:
        return BestShare(inner, routes.mean_wait(inner))
    if _is_tied(routes):
        return BestShare(0.0, ends[0], any_share=True)
    return BestShare(float(ends[1] < ends[0]), min(ends))


def _inner_share(routes: Routes) -> float | None:
    """Return the share strictly between 0 and 1 that is best under bursts, if there is one."""
    bursts = routes.arrival_variation - 1.0
    gap = routes.assisted.mean - routes.manual.mean
    if bursts <= 0.0 or gap == 0.0:
        return None
    full = routes.capacity / routes.arrival_rate  # the mean at which nothing is spare
    slope = (routes.assisted.second_moment - routes.manual.second_moment) / gap
    p = routes.manual.second_moment + slope * (full - routes.manual.mean) + bursts * full**2
    if p <= 0.0:
        return None
    mean = full - math.sqrt(p / bursts)  # where y = √(P/R)
    share = (mean - routes.manual.mean) / gap
    return share if 0.0 < share < 1.0 else None


def _is_tied(routes: Routes) -> bool:
    """Whether D is 0 but for rounding; under bursts, whether nothing depends on the share."""
    if routes.arrival_variation != 1.0 and routes.manual.mean != routes.assisted.mean:
        return False
    capacity, rate = routes.capacity, routes.arrival_rate
    one = routes.assisted.second_moment * (capacity - rate * routes.manual.mean)
    other = routes.manual.second_moment * (capacity - rate * routes.assisted.mean)
    # what rounding can do grows with the terms before they cancel in C - λτ
    scale = capacity * max(routes.assisted.second_moment, routes.manual.second_moment)
    return abs(one - other) <= _TIE * scale

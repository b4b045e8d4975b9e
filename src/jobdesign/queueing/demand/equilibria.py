"""Demand that reacts to waiting: people give up, or come back and ask again.

Arrivals make the wait, and the wait makes arrivals. An equilibrium is an arrival rate
λ = D(W(λ)); where demand falls with the wait there is exactly one, where it rises there
may be several, or none but a queue that grows without end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.adoption.routes import checked_moments
from jobdesign.queueing.demand.curves import Demand
from jobdesign.queueing.mean_waits import mean_wait, wait_slope
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number
from jobdesign.solution import finite_or_none

__all__ = ["DemandEquilibria", "DemandState", "demand_equilibria"]

#: Into how many pieces a range of utilisation is cut, and the width at which cutting ends.
_SPLIT, _NARROW = 32, 1e-5
#: Pieces of that width that may stay in doubt; more are a curve that lies on the other.
_MOST_NARROW = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandState:
    """An arrival rate that the wait it makes brings about.

    Parameters
    ----------
    arrival_rate, mean_wait, utilisation
        λ, W and ρ there.
    slope
        dD/dλ = D'(W) W'(λ).
    touching
        Whether the two curves touch there without crossing.
    """

    arrival_rate: float
    mean_wait: float
    utilisation: float
    slope: float
    touching: bool = False

    @property
    def is_stable(self) -> bool:
        """Whether a rate that moves gradually towards D(W(λ)) comes back: slope < 1."""
        return self.slope < 1.0 and not self.touching

    @property
    def is_stable_by_iteration(self) -> bool:
        """Whether a rate that jumps to D(W(λ)) comes back too: -1 < slope < 1."""
        return abs(self.slope) < 1.0 and not self.touching


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEquilibria:
    """All equilibria of demand and waiting.

    Parameters
    ----------
    states
        By rising arrival rate.
    collapses
        Whether demand at an endless wait still exceeds capacity: then a queue that is
        long enough feeds itself, and grows without end.
    about
        What the demand is a model of, and of what not.
    """

    states: tuple[DemandState, ...]
    collapses: bool
    about: str = ""

    @property
    def chosen(self) -> DemandState | None:
        """The stable equilibrium with the shortest wait, reached from an empty queue."""
        return next((state for state in self.states if state.is_stable), None)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        return {
            "about": self.about,
            "collapses": self.collapses,
            "equilibria": [
                {
                    "arrival_rate": state.arrival_rate,
                    "mean_wait": finite_or_none(state.mean_wait),
                    "utilisation": state.utilisation,
                    "slope": finite_or_none(state.slope),
                    "is_stable": state.is_stable,
                    "is_stable_by_iteration": state.is_stable_by_iteration,
                }
                for state in self.states
            ],
        }


@takes(service=ServiceTime, demand=Demand)
def demand_equilibria(
    service: ServiceTime,
    demand: Demand,
    *,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
) -> DemandEquilibria:
    """Return every arrival rate with λ = D(W(λ)).

    Parameters
    ----------
    service
        Attention that a task asks for; mean and second moment are used.
    demand
        Monotone in the wait.
    capacity
        C.
    arrival_variation
        c_a²; with other than 1 waits are approximate, see `mean_wait`.

    Raises
    ------
    InputError
        Where a number is out of range, a moment infinite, or demand not monotone.

    Notes
    -----
    The wait rises with utilisation. So on any range of utilisation demand lies between its
    values at the two ends, and the range holds no equilibrium unless these two bracket
    capacity used. Ranges are cut until this decides. What stays in doubt at a width of
    1e-5 of utilisation is joined, and taken to hold one turn of the two curves at most.

    Examples
    --------
    Where people ask again the queue can settle, or, once it is long, feed itself for ever:

    >>> from jobdesign.queueing import Moments, RecontactDemand, demand_equilibria
    >>> demand = RecontactDemand(base=0.5, probability=0.6, patience=8)
    >>> found = demand_equilibria(Moments(1, 2), demand)
    >>> [(round(s.arrival_rate, 6), round(s.mean_wait, 4), s.is_stable) for s in found.states]
    [(0.545631, 1.2009, True), (0.919559, 11.4314, False)]
    >>> found.collapses
    True
    """
    checked_moments("service", service)
    capacity = positive_number("capacity", capacity)
    bursts = finite_number("arrival_variation", arrival_variation, 0.0)
    mean, second = service.mean, service.second_moment
    if not isinstance(demand, Demand):
        raise InputError(
            "must be a Demand",
            place="demand",
            value=demand,
            fix="write AbandoningDemand(...), RecontactDemand(...) or a subclass of Demand",
        )
    if mean == 0.0 or math.isinf(second):
        raise InputError(
            "must have a mean above 0 and a finite second moment",
            place="service",
            value=(mean, second),
            fix="without them the wait is 0 or endless whatever arrives",
        )
    finder = _Finder(mean, second, capacity, bursts, demand)
    return DemandEquilibria(
        states=tuple(finder.states()),
        collapses=_rate_at(demand, math.inf) * mean >= capacity,
        about=demand.about,
    )


def _rate_at(demand: Demand, wait: float) -> float:
    return finite_number(f"demand at a wait of {wait:.6g}", demand.rate(wait), 0.0)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Looks for utilisations ρ at which demand, as utilisation, is ρ."""

    mean: float
    second: float
    capacity: float
    bursts: float
    demand: Demand

    def wait(self, load: float) -> float:
        if load >= 1.0:
            return math.inf
        rate = load * self.capacity / self.mean
        return mean_wait(rate, self.mean, self.second, self.capacity, self.bursts)

    def demanded(self, load: float) -> float:
        """Return demand at the wait of a utilisation, as a utilisation."""
        return _rate_at(self.demand, self.wait(load)) * self.mean / self.capacity

    def excess(self, load: float) -> float:
        """Return demand less what is there."""
        return self.demanded(load) - load

    def states(self) -> list[DemandState]:
        pieces = [(0.0, self.demanded(0.0), 1.0, self.demanded(1.0))]
        sign = 1.0 if pieces[0][3] >= pieces[0][1] else -1.0
        doubtful: list[tuple[float, float]] = []
        while pieces:
            a, at_a, b, at_b = pieces.pop()
            if sign * (at_b - at_a) < -1e-12 * max(at_a, at_b):
                raise InputError(
                    "must rise with the wait, or fall, and not turn",
                    place="demand",
                    value=self.demand,
                    fix="split it into monotone parts",
                )
            if min(at_a, at_b) > b or max(at_a, at_b) < a:
                continue
            if b - a <= _NARROW:
                doubtful.append((a, b))
                if len(doubtful) > _MOST_NARROW:
                    raise InputError(
                        "coincides with what the queue takes over a range",
                        place="demand",
                        value=self.demand,
                        fix="all of that range are equilibria",
                    )
                continue
            knots = np.linspace(a, b, _SPLIT + 1).tolist()
            values = [at_a, *(self.demanded(load) for load in knots[1:-1]), at_b]
            cut = zip(knots, values, strict=True)
            pieces += [(*one, *other) for one, other in pairwise(cut)]
        found = self._settle(sorted(doubtful))
        # at full utilisation the wait is endless: that is `collapses`, not an equilibrium
        return [self._state(*root) for root in found if root[0] < 1.0 - 1e-9]

    def _settle(self, doubtful: list[tuple[float, float]]) -> list[tuple[float, bool]]:
        """Return the roots in short ranges, touching ones marked."""
        from scipy.optimize import brentq, minimize_scalar

        joined: list[tuple[float, float]] = []
        for a, b in doubtful:
            if joined and a <= joined[-1][1]:
                joined[-1] = joined[-1][0], b
            else:
                joined.append((a, b))
        found: list[tuple[float, bool]] = []
        for a, b in joined:
            ends = self.excess(a), self.excess(b)
            if ends[0] * ends[1] < 0.0:
                found.append((float(brentq(self.excess, a, b, xtol=1e-15, rtol=1e-14)), False))
                continue
            sign = math.copysign(1.0, ends[0])
            least = minimize_scalar(
                lambda load, sign=sign: sign * self.excess(load),
                bounds=(a, b),
                method="bounded",
                options={"xatol": 1e-14},
            )
            middle = float(least.x)
            if abs(least.fun) <= 1e-13:
                found.append((middle, True))
            elif least.fun < 0.0:
                found += [
                    (float(brentq(self.excess, *side, xtol=1e-15, rtol=1e-14)), False)
                    for side in ((a, middle), (middle, b))
                ]
        return found

    def _state(self, load: float, touching: bool) -> DemandState:
        rate = load * self.capacity / self.mean
        steepness = wait_slope(rate, self.mean, self.second, self.capacity, self.bursts)
        wait = self.wait(load)
        return DemandState(
            arrival_rate=rate,
            mean_wait=wait,
            utilisation=load,
            slope=self.demand.slope(wait) * steepness,
            touching=touching,
        )

"""Several types of tasks in one queue: which of them should go to the AI.

With one type the best share is 0 or 1. With several, it is 0 or 1 for every type, and so
the share over all tasks usually lies between: partial adoption is optimal after all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.arguments import LISTED, takes
from jobdesign.checks import is_line
from jobdesign.errors import InputError
from jobdesign.queueing.adoption.routes import Routes, checked_moments
from jobdesign.queueing.adoption.shares import BestShare, best_share
from jobdesign.queueing.mean_waits import mean_wait
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["TaskRouting", "TaskType", "route_tasks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskType:
    """Tasks that are alike.

    Parameters
    ----------
    name
        One line.
    arrival_rate
        λ_k, of this type, greater than 0.
    manual, assisted
        Attention it asks for on either route; only mean and second moment are used.

    Raises
    ------
    InputError
        Where a number is out of range, or a second moment below the squared mean.
    """

    name: str
    arrival_rate: float
    manual: ServiceTime
    assisted: ServiceTime

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name or not is_line(self.name):
            raise InputError(
                "must be a line of text", place="TaskType: name", value=self.name, fix="name it"
            )
        place = f'type "{self.name}"'
        rate = positive_number(f"{place}: arrival_rate", self.arrival_rate)
        object.__setattr__(self, "arrival_rate", rate)
        for route in ("manual", "assisted"):
            service = checked_moments(f"{place}: {route}", getattr(self, route))
            if math.isinf(service.second_moment):
                raise InputError(
                    "must be finite here",
                    place=f"{place}: {route}.second_moment",
                    value=math.inf,
                    fix="leave out a route on which everybody waits forever",
                )

    @property
    def switching_price(self) -> float:
        """Price of attention at which the better route changes, (q_A - q_H)/(τ_H - τ_A).

        NaN where one route has both moments at most as large, and is better at any price.
        """
        gained = self.manual.mean - self.assisted.mean
        spread = self.assisted.second_moment - self.manual.second_moment
        return spread / gained if gained * spread > 0.0 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRouting:
    """The AI's share of every type that keeps people waiting least.

    Parameters
    ----------
    names
        Of the types.
    shares
        x_k of every type; None where no routing is stable.
    overall_share
        Of all tasks.
    mean_wait
        The same for tasks of all types: they stand in one queue.
    price_of_attention
        w = 2C·W_q, what a unit more of mean attention load costs in second moments.
    common
        The best share if it must be the same for all types (eq. 6).
    """

    names: tuple[str, ...]
    shares: tuple[float, ...] | None
    overall_share: float | None
    mean_wait: float
    price_of_attention: float
    common: BestShare

    @property
    def saving(self) -> float:
        """By how much the wait is shorter than with the best common share."""
        if math.isinf(self.mean_wait):
            return 0.0
        return self.common.mean_wait - self.mean_wait

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        shares = self.shares
        return {
            "shares": None if shares is None else dict(zip(self.names, shares, strict=True)),
            "overall_share": self.overall_share,
            "mean_wait": finite_or_none(self.mean_wait),
            "price_of_attention": finite_or_none(self.price_of_attention),
            "common": self.common.to_dict(),
            "saving": finite_or_none(self.saving),
        }


@takes(types=LISTED)
def route_tasks(
    types: Sequence[TaskType], *, capacity: float = 1.0, largest_share: float = 1.0
) -> TaskRouting:
    """Choose the AI's share of every type so that the mean wait is least.

    Parameters
    ----------
    types
        At least one; all stand in one queue with Poisson arrivals, served in turn.
    capacity
        C.
    largest_share
        The most of all tasks that may go to the AI.

    Returns
    -------
    TaskRouting
        Ties go to the manual route.

    Raises
    ------
    InputError
        Where there is no type, two have one name, or a number is out of range.

    Notes
    -----
    The wait is N(x)/(2C·D(x)), with N = Σ λ_k q_k(x_k) and D = C - Σ λ_k m_k(x_k), both
    linear in the shares. Such a ratio is least at a corner of what is allowed. At the
    optimum, with w = N/D, type k goes to the AI where

        (q_A - q_H) + w (τ_A - τ_H) < 0,

    as if attention were bought at the price w. A limit on the overall share is filled
    with the types for which this is most negative, so that one type at most is divided.
    Dinkelbach's iteration finds w: it routes at a price, takes N/D of that routing as the
    next price, and is exact after a few rounds, since prices fall and routings are finitely
    many. Every routing it meets is stable: N - wD ≤ 0 and N > 0 give D > 0.

    Examples
    --------
    Routine cases gain from the AI, and novel ones lose; so half of the tasks go there:

    >>> from jobdesign.queueing import Moments, TaskType, route_tasks
    >>> routine = TaskType(name="routine", arrival_rate=0.3, manual=Moments(1, 1.2),
    ...                    assisted=Moments(0.4, 0.5))
    >>> novel = TaskType(name="novel", arrival_rate=0.3, manual=Moments(1, 1.2),
    ...                  assisted=Moments(0.9, 6))
    >>> found = route_tasks([routine, novel])
    >>> found.shares, found.overall_share, round(found.mean_wait, 6)
    ((1.0, 0.0), 0.5, 0.439655)
    >>> found.common.share, round(found.common.mean_wait, 6)
    (0.0, 0.9)
    """
    types = tuple(types)
    names = tuple(task.name for task in types)
    if not types or len(set(names)) < len(names):
        raise InputError(
            "must be at least one type, each with its own name",
            place="types",
            value=names,
            fix="rename one" if types else "give one",
        )
    capacity = positive_number("capacity", capacity)
    limit = probability("largest_share", largest_share)
    rates = np.array([task.arrival_rate for task in types])
    mean, second = (
        np.array([[getattr(route(task), moment) for task in types] for route in _ROUTES])
        for moment in ("mean", "second_moment")
    )
    gain, spread = mean[1] - mean[0], second[1] - second[0]

    def measure(shares: Array) -> tuple[float, float]:
        """Return N and D."""
        n = rates @ (second[0] + shares * spread)
        return float(n), float(capacity - rates @ (mean[0] + shares * gain))

    common = _best_common_share(rates, mean, second, capacity, limit)
    shares = _fill(gain, rates, limit)
    n, d = measure(shares)
    if d <= 0.0:  # not even the least load is below capacity
        return TaskRouting(
            names=names,
            shares=None,
            overall_share=None,
            mean_wait=math.inf,
            price_of_attention=math.inf,
            common=common,
        )
    price = math.inf
    while n / d < price:
        best, price = shares, n / d
        shares = _fill(spread + price * gain, rates, limit)
        n, d = measure(shares)
    total = float(rates.sum())
    loads = float(rates @ (mean[0] + best * gain)), float(rates @ (second[0] + best * spread))
    return TaskRouting(
        names=names,
        shares=tuple(best.tolist()),
        overall_share=float(rates @ best) / total,
        mean_wait=mean_wait(total, loads[0] / total, loads[1] / total, capacity),
        price_of_attention=price,
        common=common,
    )


def _manual(task: TaskType) -> ServiceTime:
    return task.manual


def _assisted(task: TaskType) -> ServiceTime:
    return task.assisted


_ROUTES = (_manual, _assisted)


def _fill(merit: Array, rates: Array, limit: float) -> Array:
    """Return the shares that make Σ rate · merit · share least: the most negative first."""
    shares = np.where(merit < 0.0, 1.0, 0.0)
    room = limit * float(rates.sum())
    if rates @ shares <= room:
        return shares
    for k in np.argsort(merit, kind="stable"):
        if shares[k] > 0.0:
            shares[k] = min(1.0, room / rates[k])
            # who is divided takes all that is left, whatever rounding says
            room = max(0.0, room - float(rates[k])) if shares[k] == 1.0 else 0.0
    return shares


def _best_common_share(
    rates: Array, mean: Array, second: Array, capacity: float, limit: float
) -> BestShare:
    """Return the best share if it is the same for all types, by eq. (6) for their mixture."""
    total = float(rates.sum())
    pooled = [
        Moments(float(rates @ mean[route]) / total, float(rates @ second[route]) / total)
        for route in (0, 1)
    ]
    # at most `limit` of the tasks: the AI's route is then itself a mixture
    most = Moments(
        (1.0 - limit) * pooled[0].mean + limit * pooled[1].mean,
        (1.0 - limit) * pooled[0].second_moment + limit * pooled[1].second_moment,
    )
    found = best_share(
        Routes(manual=pooled[0], assisted=most, arrival_rate=total, capacity=capacity)
    )
    share = None if found.share is None else found.share * limit
    return BestShare(share, found.mean_wait, found.any_share)

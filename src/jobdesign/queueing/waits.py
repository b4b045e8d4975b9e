"""How long items wait on each route of a queue: means and percentiles together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobdesign.arguments import LISTED, takes
from jobdesign.errors import InputError
from jobdesign.queueing.many_server_distribution import ManyServerDistribution
from jobdesign.queueing.many_servers import ManyServerQueue
from jobdesign.queueing.problem import QueueProblem
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import probability
from jobdesign.queueing.service_times.mixture import Mixture
from jobdesign.queueing.waiting import Queue
from jobdesign.solution import finite_or_none

__all__ = ["PERCENTILES", "RouteWaits", "route_waits"]

#: Of the wait, as probabilities.
PERCENTILES = (0.5, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True, eq=False)
class RouteWaits:
    """Waits by route.

    Attributes
    ----------
    problem
        What is given.
    queues
        By name of the route: ``manual``, ``assisted``, or the share that goes to AI.
    percentiles
        Of the wait before service, one for each of `PERCENTILES`; NaN where arrivals are
        not Poisson, or one server's time is known by moments only.
    methods
        How the percentiles were found, in words; empty where they are not known.
    """

    problem: QueueProblem
    queues: dict[str, Queue | ManyServerQueue]
    percentiles: dict[str, tuple[float, ...]]
    methods: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite or not known."""
        return {
            "name": self.problem.name,
            "time_unit": self.problem.time_unit,
            "routes": {
                name: queue.to_dict()
                | {
                    "percentiles": {
                        f"{p:g}": finite_or_none(value)
                        for p, value in zip(PERCENTILES, self.percentiles[name], strict=True)
                    },
                    "percentiles_by": self.methods[name] or None,
                }
                for name, queue in self.queues.items()
            },
        }

    def __str__(self) -> str:
        from jobdesign.tables.adoption import waits_text

        return waits_text(self)


@takes(problem=QueueProblem, shares=LISTED)
def route_waits(
    problem: QueueProblem, shares: Sequence[float] = (), *, exact: bool = False
) -> RouteWaits:
    """Compute the waits of the routes that a queue has, and of mixtures of both.

    Parameters
    ----------
    problem
        With a manual or an assisted route.
    shares
        Shares of items that go to AI, in [0, 1]; both routes must be given.
    exact
        Percentiles of one server to all digits, not to seven, at ten times the cost.

    Raises
    ------
    InputError
        Where no route is given, or a share is out of range.

    Examples
    --------
    >>> from jobdesign import read_queue
    >>> from jobdesign.queueing import route_waits
    >>> waits = route_waits(read_queue("models/queue/figure-2.toml"), [0.5])
    >>> {name: round(queue.mean_wait, 4) for name, queue in waits.queues.items()}
    {'manual': 0.825, 'assisted': 0.9953, '0.5': 0.9188}
    """
    times: dict[str, ServiceTime] = {}
    for name in ("manual", "assisted"):
        time = getattr(problem, name)
        if time is not None:
            times[name] = time
    if not times:
        raise InputError("is not given", place="[manual]", fix="add a table [manual] or [assisted]")
    for value in shares:
        share = probability("share", value)
        parts = (problem.route("manual"), problem.route("assisted"))
        times[f"{share:g}"] = Mixture((1.0 - share, share), parts)
    queues = {name: _queue(problem, time) for name, time in times.items()}
    found = {name: _percentiles(queue, times[name], exact) for name, queue in queues.items()}
    return RouteWaits(
        problem,
        queues,
        {name: values for name, (values, _) in found.items()},
        {name: method for name, (_, method) in found.items()},
    )


def _queue(problem: QueueProblem, time: ServiceTime) -> Queue | ManyServerQueue:
    shared = (problem.capacity, problem.arrival_variation)
    if problem.servers > 1:
        return ManyServerQueue(problem.arrival_rate, time, problem.servers, *shared)
    return Queue(problem.arrival_rate, time, *shared)


def _percentiles(
    queue: Queue | ManyServerQueue, time: ServiceTime, exact: bool
) -> tuple[tuple[float, ...], str]:
    """Return the percentiles, and how they were found."""
    if not queue.is_stable:
        return (math.inf,) * len(PERCENTILES), "exact"
    poisson = queue.arrival_variation == 1.0
    if poisson and isinstance(queue, ManyServerQueue) and math.isfinite(time.second_moment):
        many = ManyServerDistribution(queue)
        return tuple(many.wait_percentile(p) for p in PERCENTILES), many.method
    if poisson and isinstance(queue, Queue) and _has_transform(time):
        waits = queue.distribution()
        return tuple(waits.wait_percentile(p, exact=exact) for p in PERCENTILES), "exact"
    return (math.nan,) * len(PERCENTILES), ""


def _has_transform(time: ServiceTime) -> bool:
    try:
        time.transform([1.0])
    except InputError:
        return False
    return True

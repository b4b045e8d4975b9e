"""What is given about a queue: arrivals, people, and the routes an item can take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import in_reach, positive_number, whole_number

if TYPE_CHECKING:
    from jobdesign.queueing.adoption.routes import Routes
    from jobdesign.queueing.review.model import ReviewModel
    from jobdesign.queueing.routing import TaskType
    from jobdesign.queueing.tiers import ReviewTiers

__all__ = ["QueueProblem"]


@dataclass(frozen=True, slots=True)
class QueueProblem:
    """A queue as its file describes it; parts that are None were left out.

    Parameters
    ----------
    arrival_rate
        Items a unit of time, > 0.
    capacity
        Hours of attention a server gives per hour, > 0: an item takes its time / capacity.
    arrival_variation
        Squared coefficient of variation of the times between arrivals; 1: Poisson.
    servers
        People who serve one queue.
    time_unit
        For reports.
    manual, assisted
        Time of an item by hand, and with AI.
    review
        Selective review.
    types
        Kinds of tasks with routes of their own.
    tiers
        Juniors who pass some items on to seniors.

    Raises
    ------
    InputError
        Where a value is wrong.
    """

    arrival_rate: float
    capacity: float = 1.0
    arrival_variation: float = 1.0
    servers: int = 1
    name: str = ""
    time_unit: str = ""
    manual: ServiceTime | None = None
    assisted: ServiceTime | None = None
    review: ReviewModel | None = None
    types: tuple[TaskType, ...] = ()
    tiers: ReviewTiers | None = None

    def __post_init__(self) -> None:
        for key in ("arrival_rate", "capacity"):
            object.__setattr__(self, key, positive_number(key, getattr(self, key)))
            in_reach(key, getattr(self, key))
        variation = finite_number("arrival_variation", self.arrival_variation, 0.0)
        object.__setattr__(self, "arrival_variation", variation)
        object.__setattr__(self, "servers", whole_number("servers", self.servers))

    def with_arrival_rate(self, arrival_rate: float) -> QueueProblem:
        """Return the same with another arrival rate, shared among types as before."""
        rate = positive_number("arrival_rate", arrival_rate)
        in_reach("arrival_rate", rate)
        review = None if self.review is None else self.review.replace(arrival_rate=rate)
        tiers = None if self.tiers is None else replace(self.tiers, arrival_rate=rate)
        factor = rate / self.arrival_rate
        types = tuple(replace(kind, arrival_rate=kind.arrival_rate * factor) for kind in self.types)
        return replace(self, arrival_rate=rate, review=review, types=types, tiers=tiers)

    @property
    def routes(self) -> Routes:
        """The two routes side by side.

        Raises
        ------
        InputError
            Where one is not given, or several servers share the queue.
        """
        from jobdesign.queueing.adoption.routes import Routes

        if self.servers > 1:
            raise InputError(
                "must be 1 to compare routes",
                place="servers",
                value=self.servers,
                fix="give the team as one server with that capacity",
            )
        manual, assisted = self.route("manual"), self.route("assisted")
        return Routes(
            manual=manual,
            assisted=assisted,
            arrival_rate=self.arrival_rate,
            capacity=self.capacity,
            arrival_variation=self.arrival_variation,
        )

    def route(self, name: str) -> ServiceTime:
        """Return the time of a route that must be given.

        Raises
        ------
        InputError
            Where it is not.
        """
        time: ServiceTime | None = getattr(self, name)
        if time is None:
            raise InputError(
                "is not given", place=f"[{name}]", fix=f"add a table [{name}] with its distribution"
            )
        return time

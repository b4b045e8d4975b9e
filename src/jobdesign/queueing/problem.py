"""What is given about a queue: arrivals, people, and the routes an item can take."""

from __future__ import annotations

import math
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
        Selective review, for Poisson arrivals and one server.
    types
        Kinds of tasks with routes of their own, for Poisson arrivals and one server.
    tiers
        Juniors who pass some items on to seniors; they count their people themselves.

    Raises
    ------
    InputError
        Where a value is wrong, or a part would leave one of the numbers unused or
        has another.
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
        self._check_agreement()
        parts = [part for part in ("review", "types", "tiers") if getattr(self, part)]
        if parts and self.manual is None and self.assisted is None:
            refused: list[InputError] = []
            for part in parts:
                try:
                    self.require_usable(part)
                except InputError as error:
                    refused.append(error)
            if len(refused) == len(parts):  # nothing in it could be asked for
                raise refused[0]

    def _check_agreement(self) -> None:
        """Require that parts, which are made apart, have the numbers of the queue."""
        if self.review is not None:
            _same("review: arrival_rate", self.review.arrival_rate, self.arrival_rate)
            _same("review: capacity", self.review.capacity, self.capacity)
        if self.types:
            total = sum(kind.arrival_rate for kind in self.types)
            _same("types: arrival_rate, of all together", total, self.arrival_rate)
        if self.tiers is not None:
            _same("tiers: arrival_rate", self.tiers.arrival_rate, self.arrival_rate)
            _same("tiers: arrival_variation", self.tiers.arrival_variation, self.arrival_variation)

    def require_usable(self, part: str) -> None:
        """Refuse numbers that a part of the file would leave unused without a word.

        Parameters
        ----------
        part
            ``"review"``, ``"types"`` or ``"tiers"``.

        Raises
        ------
        InputError
            Where the part is not given, or a number is set that it has no use for.
        """
        table = "[[types]]" if part == "types" else f"[{part}]"
        if not getattr(self, part):
            raise InputError("is not given", place=table, fix=f"add a table {table}")
        if part == "tiers":
            here = "[tiers] (queue tiers, queue simulate)"
            assert self.tiers is not None
            _one(
                "servers",
                self.servers,
                f"must be 1 for {here}, which counts juniors and seniors",
                f"write juniors = {self.servers} or seniors = {self.servers} in [tiers]",
            )
            if self.capacity not in (self.tiers.junior_capacity, self.tiers.senior_capacity, 1.0):
                raise InputError(
                    f"is that of neither tier: {here} would not use it",
                    place="capacity",
                    value=self.capacity,
                    fix="leave it out, or leave out junior_capacity or senior_capacity",
                )
            return
        _one(
            "arrival_variation",
            self.arrival_variation,
            f"must be 1 for {table} (queue {part}), known for Poisson arrivals only",
            "write 1 if they are Poisson; queue adoption and simulate take others, for routes",
        )
        self.require_one_server(f"{table} (queue {part})")

    def require_one_server(self, what: str) -> None:
        """Refuse several servers, naming what is known for one only."""
        together = f"{self.servers * self.capacity:g}"
        _one(
            "servers",
            self.servers,
            f"must be 1 for {what}, which is known for one server only",
            f"write servers = 1 and capacity = {together} for a team that works as one",
        )

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

        self.require_one_server("routes compared (queue adoption)")
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


def _one(place: str, value: float, rule: str, fix: str) -> None:
    if value != 1.0:
        raise InputError(rule, place=place, value=value, fix=fix)


def _same(place: str, value: float, wanted: float) -> None:
    """Require that a part made apart from the problem has the problem's number."""
    if not math.isclose(value, wanted, rel_tol=1e-9):
        raise InputError(
            f"must be that of the queue, {wanted:.6g}",
            place=place,
            value=value,
            fix="give both the same",
        )

"""Stations that items pass one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, probability, whole_number
from jobdesign.queueing.waiting import check_service

__all__ = ["Station", "checked_line"]


@dataclass(frozen=True, slots=True)
class Station:
    """People who do the same work from one queue, first come, first served.

    Parameters
    ----------
    service
        What one item asks of one of them.
    servers
        How many work side by side, at least 1.
    share
        Part of the items leaving the station before that come here, in [0, 1]; the
        others leave the system. Of all arrivals at the first.
    capacity
        Work a server does per unit of time: an item takes service / capacity.
    name
        For reports.

    Raises
    ------
    InputError
        Where one of them is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential, Station
    >>> Station(Exponential(0.5), servers=2, capacity=2).load(arrival_rate=4)
    0.5
    """

    service: ServiceTime
    servers: int = 1
    share: float = 1.0
    capacity: float = 1.0
    name: str = ""

    def __post_init__(self) -> None:
        check_service("Station: service", self.service)
        object.__setattr__(self, "servers", whole_number("Station: servers", self.servers))
        object.__setattr__(self, "share", probability("Station: share", self.share))
        capacity = positive_number("Station: capacity", self.capacity)
        object.__setattr__(self, "capacity", capacity)

    @property
    def mean(self) -> float:
        """Mean time of one item at a server."""
        return self.service.mean / self.capacity

    @property
    def squared_variation(self) -> float:
        """Squared coefficient of variation of the service time."""
        return self.service.squared_variation

    def load(self, arrival_rate: float) -> float:
        """Return the utilisation of each server when items arrive here at that rate."""
        return arrival_rate * self.mean / self.servers


def checked_line(stations: Sequence[Station]) -> tuple[tuple[Station, ...], tuple[str, ...]]:
    """Return stations in line, at least one, and a different name for each."""
    line = tuple(stations)
    if not line or not all(isinstance(station, Station) for station in line):
        raise InputError(
            "must be a list of at least one Station",
            place="stations",
            value=stations,
            fix="write [Station(Exponential(1)), Station(Exponential(2))]",
        )
    names = tuple(station.name or f"station {i}" for i, station in enumerate(line, start=1))
    if len(set(names)) < len(names):
        raise InputError(
            "must have different names", place="stations", value=names, fix="rename one"
        )
    return line, names

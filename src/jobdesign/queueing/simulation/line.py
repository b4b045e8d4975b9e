"""Stations in line."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from jobdesign.arguments import LISTED, takes
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.simulation.arrivals import checked_beyond, interarrival_time, seeds
from jobdesign.queueing.simulation.estimates import Simulation
from jobdesign.queueing.simulation.heavy_tails import HeavyTails
from jobdesign.queueing.simulation.kernel import accumulate, release, serve, split
from jobdesign.queueing.simulation.running import (
    block_size,
    relaxation_time,
    run,
    tally_row,
    unstable,
)
from jobdesign.queueing.simulation.sources import generator_words, source_of
from jobdesign.queueing.simulation.stopping import StoppingRule, stopping_rule
from jobdesign.queueing.stations import Station, checked_line
from jobdesign.workflow import Array

__all__ = ["simulate_tandem"]


@takes(stations=LISTED, beyond=LISTED)
def simulate_tandem(
    arrivals: float | ServiceTime,
    stations: Sequence[Station],
    *,
    beyond: Sequence[float] = (),
    until: float | StoppingRule = 0.01,
    seed: int = 0,
) -> Simulation:
    """Simulate stations in line, each with one or several servers and its own queue.

    An item's service times at the stations are independent.

    Parameters
    ----------
    arrivals
        The rate of Poisson arrivals, or the distribution of the time between them.
    stations
        In the order in which items pass them; where `share` is below 1, the others leave.
    beyond
        Times t for which P(W > t) is estimated too, at every station and in all.
    until
        Largest half-width of the mean wait in all relative to it, or a `StoppingRule`.
    seed
        The same seed gives the same numbers.

    Raises
    ------
    InputError
        Where a parameter is out of range.

    Examples
    --------
    Two exponential stations in line wait like two queues of their own (Burke 1956):

    >>> from jobdesign.queueing import Exponential, Station, simulate_tandem
    >>> line = [Station(Exponential(0.5)), Station(Exponential(0.4))]
    >>> found = simulate_tandem(1.0, line)
    >>> found.mean_wait.covers(0.5 + 0.16 / 0.6, widths=2)
    True
    """
    line, names = checked_line(stations)
    rule, tails = stopping_rule(until), checked_beyond(beyond)
    interarrival = interarrival_time(arrivals)
    rate, relaxation, utilisation, reach = 1.0 / interarrival.mean, 1.0, 0.0, 1.0
    for station in line:
        reach *= station.share
        load = station.load(rate * reach)
        utilisation = max(utilisation, load)
        if reach > 0.0:
            variation = interarrival.squared_variation + station.squared_variation
            # counted in arrivals at the system, and with several servers busy together
            longest = relaxation_time(load, variation) * max(1.0, station.servers * load) / reach
            relaxation = max(relaxation, longest)
    if utilisation >= 1.0:
        return unstable((*names, "system"), utilisation, rule, tails)
    system = _Line(interarrival, line, names, block_size(rule), tails, seed)
    heavy = HeavyTails.of(station.service for station in line)
    return run(system, rule, relaxation, utilisation, tails, heavy)


class _Line:
    """Stations through which every block of arrivals is pushed."""

    def __init__(
        self,
        interarrival: ServiceTime,
        line: tuple[Station, ...],
        names: tuple[str, ...],
        block: int,
        beyond: Array,
        seed: int,
    ) -> None:
        self.places = (*names, "system")
        first, *others = seeds(seed, 1 + len(line))
        self._source = source_of(interarrival, first)
        self._beyond = beyond
        self._scale = min(station.mean for station in line)
        most = block + sum(station.servers for station in line)
        self._stations = [
            _Stage(station, most, beyond, words)
            for station, words in zip(line, others, strict=True)
        ]
        self._interarrivals = np.empty(block)
        self._columns = np.empty((3, most))  # arrival at the station, entry, wait so far
        self._gone = np.empty((2, most * (len(line) + 1)))  # wait in all, time in system

    def advance(self, rows: Array) -> None:
        """Let one block of items arrive."""
        self._source.fill(self._interarrivals)
        count, left = len(self._interarrivals), 0
        now = accumulate(0.0, self._interarrivals, self._columns[0, :count])
        self._columns[1, :count] = self._columns[0, :count]
        self._columns[2, :count] = 0.0
        for stage, row in zip(self._stations, rows, strict=False):
            count, left = stage.choose(self._columns, count, self._gone, left)
            count = stage.serve(self._columns, count, row)
            stage.rebase(now)
        arrivals, entries, waited = self._columns[:, :count]
        self._gone[0, left : left + count] = waited
        self._gone[1, left : left + count] = arrivals - entries
        left += count
        tally_row(self._gone[0, :left], self._gone[1, :left], self._scale, self._beyond, rows[-1])


class _Stage:
    """One station: when its servers are free, and who is still in service."""

    def __init__(
        self, station: Station, most: int, beyond: Array, seed: np.random.SeedSequence
    ) -> None:
        services, choices = seed.spawn(2)
        self._source = source_of(station.service, services)
        self._words = generator_words(choices)
        self._share, self._capacity, self._scale = station.share, station.capacity, station.mean
        self._beyond = beyond
        self._free = np.full(station.servers, -math.inf)
        self._last = -math.inf
        self._columns = np.empty((3, most + station.servers))  # departure, entry, wait so far
        self._held = 0
        self._served = np.empty((2, most))  # service, wait

    def choose(self, columns: Array, count: int, gone: Array, left: int) -> tuple[int, int]:
        """Send items past the station out of the system; return how many stay and have left."""
        if self._share == 1.0:
            return count, left
        arrivals, entries, waited = columns[:, :count]
        wait, time = gone[:, left:]
        kept = split(arrivals, entries, waited, self._share, self._words, time, wait)
        return kept, left + count - kept

    def serve(self, columns: Array, count: int, row: Array) -> int:
        """Serve the first `count` items; put in their place those that leave, in order."""
        arrivals, entries, waited = columns[:, :count]
        services, waits = self._served[:, :count]
        departures, held_entries, held_waited = self._columns
        held, total = self._held, self._held + count
        self._source.fill(services)
        if self._capacity != 1.0:
            services /= self._capacity
        self._last = serve(
            arrivals, services, self._free, waits, departures[held:total], self._last
        )
        held_entries[held:total] = entries
        np.add(waited, waits, out=held_waited[held:total])
        services += waits
        tally_row(waits, services, self._scale, self._beyond, row)
        ready = total
        if len(self._free) > 1:
            ready = release(
                departures[:total], held_entries[:total], held_waited[:total], self._last
            )
        columns[:, :ready] = self._columns[:, :ready]
        self._held = total - ready
        self._columns[:, : self._held] = self._columns[:, ready:total].copy()
        return ready

    def rebase(self, now: float) -> None:
        """Count time from now on, so that the clock loses no digits in a long run."""
        self._free -= now
        self._last -= now
        self._columns[:2, : self._held] -= now

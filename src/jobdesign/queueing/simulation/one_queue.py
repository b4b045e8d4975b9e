"""One queue before one or several servers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobdesign.arguments import LISTED, takes
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.simulation.arrivals import checked_beyond, interarrival_time, seeds
from jobdesign.queueing.simulation.estimates import Simulation
from jobdesign.queueing.simulation.heavy_tails import HeavyTails
from jobdesign.queueing.simulation.kernel import lindley
from jobdesign.queueing.simulation.line import simulate_tandem
from jobdesign.queueing.simulation.running import (
    block_size,
    relaxation_time,
    run,
    tally_row,
    unstable,
)
from jobdesign.queueing.simulation.sources import source_of
from jobdesign.queueing.simulation.stopping import StoppingRule, stopping_rule
from jobdesign.queueing.stations import Station
from jobdesign.workflow import Array

__all__ = ["simulate_queue"]


@takes(service=ServiceTime, beyond=LISTED)
def simulate_queue(
    arrivals: float | ServiceTime,
    service: ServiceTime,
    *,
    servers: int = 1,
    capacity: float = 1.0,
    beyond: Sequence[float] = (),
    until: float | StoppingRule = 0.01,
    seed: int = 0,
) -> Simulation:
    """Simulate items that queue for one or several servers, first come, first served.

    One server follows Lindley's recursion, several the workload vector of Kiefer and
    Wolfowitz (1955).

    Parameters
    ----------
    arrivals
        The rate of Poisson arrivals, or the distribution of the time between them:
        `Hyperexponential` for bursts, a `Mixture` with `Deterministic(0)` for arrivals
        in batches of geometric size.
    service
        What one item asks of a server.
    servers
        How many serve the queue.
    capacity
        Work a server does per unit of time: an item takes service / capacity.
    beyond
        Times t for which P(W > t) is estimated too.
    until
        Largest half-width of the mean wait relative to it, or a `StoppingRule`.
    seed
        The same seed gives the same numbers.

    Raises
    ------
    InputError
        Where a parameter is out of range.

    Examples
    --------
    Fig. 4's AI route at λ = 0.85, beside the Pollaczek–Khinchine formula:

    >>> from jobdesign.queueing import AssistedTime, Gamma, simulate_queue
    >>> assisted = AssistedTime(0.5, 0.15, Gamma.from_mean(7 / 3, 6.8375 / (7 / 3) ** 2 - 1))
    >>> found = simulate_queue(0.85, assisted, seed=1)
    >>> exact = 0.85 * assisted.second_moment / 2 / (1 - 0.85 * assisted.mean)
    >>> round(exact, 4), found.mean_wait.covers(exact, widths=2)
    (2.4897, True)
    """
    station = Station(service, servers=servers, capacity=capacity)
    if station.servers > 1:
        return simulate_tandem(arrivals, [station], beyond=beyond, until=until, seed=seed)
    rule, tails = stopping_rule(until), checked_beyond(beyond)
    interarrival = interarrival_time(arrivals)
    utilisation = station.load(1.0 / interarrival.mean)
    system = _OneServer(interarrival, station, block_size(rule), tails, seed)
    if utilisation >= 1.0:
        return unstable(system.places, utilisation, rule, tails)
    heavy = HeavyTails.of([service])
    variation = interarrival.squared_variation + station.squared_variation
    return run(system, rule, relaxation_time(utilisation, variation), utilisation, tails, heavy)


class _OneServer:
    """Lindley's recursion, block by block."""

    places = ("queue", "system")

    def __init__(
        self, interarrival: ServiceTime, station: Station, block: int, beyond: Array, seed: int
    ) -> None:
        sources = seeds(seed, 2)
        self._arrivals = source_of(interarrival, sources[0])
        self._services = source_of(station.service, sources[1])
        self._capacity, self._scale, self._beyond = station.capacity, station.mean, beyond
        self._wait = 0.0
        self._columns = np.empty((4, block))

    def advance(self, rows: Array) -> None:
        """Let one block of items arrive."""
        between, services, waits, times = self._columns
        self._arrivals.fill(between)
        self._services.fill(services)
        if self._capacity != 1.0:
            services /= self._capacity
        self._wait = lindley(self._wait, between, services, waits, times)
        tally_row(waits, times, self._scale, self._beyond, rows[0])
        rows[1] = rows[0]

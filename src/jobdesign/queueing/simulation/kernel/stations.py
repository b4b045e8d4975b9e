"""Stations in line, each with one or more servers, first come, first served.

Items are columns: when they arrive at the station, when they entered the system,
and how long they have waited so far.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from jobdesign.queueing.simulation.kernel.generator import uniform

__all__ = ["accumulate", "release", "serve", "split"]


@njit(cache=True)
def accumulate(start: float, interarrivals: Any, arrivals: Any) -> float:
    """Write the times of arrival, the first after its interarrival time; return the last."""
    for i in range(arrivals.size):
        start += interarrivals[i]
        arrivals[i] = start
    return start


@njit(cache=True)
def serve(
    arrivals: Any, services: Any, free: Any, waits: Any, departures: Any, last: float
) -> float:
    """Serve a block of items in order of arrival; return when the last of them began.

    Each takes the server that is free first (Kiefer and Wolfowitz 1955). `free`, a heap
    with the earliest time on top, is changed; `last` is when the item before began.
    """
    servers = free.size
    for i in range(arrivals.size):
        last = max(arrivals[i], free[0])
        waits[i] = last - arrivals[i]
        end = last + services[i]
        departures[i] = end
        place = 0
        while True:
            child = 2 * place + 1
            if child >= servers:
                break
            if child + 1 < servers and free[child + 1] < free[child]:
                child += 1
            if free[child] >= end:
                break
            free[place] = free[child]
            place = child
        free[place] = end
    return last


@njit(cache=True)
def release(departures: Any, entries: Any, waited: Any, horizon: float) -> int:
    """Sort items by departure, and return how many depart by the horizon.

    With several servers items overtake each other. No item that is still to come begins
    before the last one has, so the order up to that time is final. Only items in
    service with this one can be out of order: insertion moves few.
    """
    for i in range(1, departures.size):
        end, entry, wait = departures[i], entries[i], waited[i]
        j = i - 1
        while j >= 0 and departures[j] > end:
            departures[j + 1], entries[j + 1], waited[j + 1] = departures[j], entries[j], waited[j]
            j -= 1
        departures[j + 1], entries[j + 1], waited[j + 1] = end, entry, wait
    count = departures.size
    while count > 0 and departures[count - 1] > horizon:
        count -= 1
    return count


@njit(cache=True)
def split(
    arrivals: Any, entries: Any, waited: Any, share: float, words: Any, gone: Any, gone_waited: Any
) -> int:
    """Send each item on with a probability, and return how many go on.

    These move to the front of the columns, in order. Of those that leave the system,
    the time in it and the wait are written to `gone` and `gone_waited`.
    """
    state = (words[0], words[1], words[2], words[3])
    kept = left = 0
    for i in range(arrivals.size):
        u, state = uniform(state)
        if u <= share:
            arrivals[kept], entries[kept], waited[kept] = arrivals[i], entries[i], waited[i]
            kept += 1
        else:
            gone[left], gone_waited[left] = arrivals[i] - entries[i], waited[i]
            left += 1
    words[0], words[1], words[2], words[3] = state
    return kept

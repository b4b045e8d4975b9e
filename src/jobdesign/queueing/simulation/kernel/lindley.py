"""One server, first come, first served; and what is counted of waiting times."""

from __future__ import annotations

from typing import Any

from numba import njit

__all__ = ["lindley", "tally"]


@njit(cache=True)
def lindley(wait: float, interarrivals: Any, services: Any, waits: Any, times: Any) -> float:
    """Write the waits of a block, and the times in system; return the next item's wait.

    Lindley (1952): the wait after W is max(0, W + service - time to the next arrival).
    """
    for i in range(waits.size):
        waits[i] = wait
        gone = wait + services[i]
        times[i] = gone
        wait = max(0.0, gone - interarrivals[i])
    return wait


@njit(cache=True, fastmath={"reassoc", "contract"})
def tally(waits: Any, times: Any, least: float, beyond: Any, row: Any) -> None:
    """Add up a block: how many, Σ wait, Σ wait², waits above `least`, Σ time, waits above each."""
    wait_sum = square_sum = time_sum = 0.0
    delayed = 0
    for i in range(waits.size):
        wait = waits[i]
        wait_sum += wait
        square_sum += wait * wait
        delayed += wait > least
        time_sum += times[i]
    row[0] = waits.size
    row[1] = wait_sum
    row[2] = square_sum
    row[3] = delayed
    row[4] = time_sum
    for j in range(beyond.size):
        above = 0
        for i in range(waits.size):
            above += waits[i] > beyond[j]
        row[5 + j] = above

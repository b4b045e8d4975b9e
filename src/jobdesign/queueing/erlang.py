"""Erlang's formulas: what part of the time several servers are all busy."""

from __future__ import annotations

from jobdesign.checks import finite_number
from jobdesign.queueing.service_times.checks import whole_number

__all__ = ["erlang_b", "erlang_c"]


def erlang_b(servers: int, offered_load: float) -> float:
    """Return the probability that all servers are busy where nobody waits.

    By the recursion B(j) = a B(j-1) / (j + a B(j-1)), which loses no digits.

    Examples
    --------
    >>> from jobdesign.queueing import erlang_b
    >>> erlang_b(2, 1)
    0.2
    """
    count = whole_number("servers", servers)
    load = finite_number("offered_load", offered_load, 0.0)
    blocked = 1.0
    for j in range(1, count + 1):
        blocked = load * blocked / (j + load * blocked)
    return blocked


def erlang_c(servers: int, offered_load: float) -> float:
    """Return the probability of having to wait in M/M/k; 1 where it is unstable.

    Examples
    --------
    >>> from jobdesign.queueing import erlang_c
    >>> round(erlang_c(2, 1), 12)
    0.333333333333
    """
    blocked = erlang_b(servers, offered_load)
    busy = offered_load / servers
    return blocked / (1.0 - busy * (1.0 - blocked)) if busy < 1.0 else 1.0

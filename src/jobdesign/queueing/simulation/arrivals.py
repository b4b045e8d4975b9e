"""How items arrive, and the other input that simulations share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number
from jobdesign.queueing.service_times.exponential import Exponential
from jobdesign.workflow import Array

__all__ = ["checked_beyond", "interarrival_time", "seeds"]


def interarrival_time(arrivals: float | ServiceTime) -> ServiceTime:
    """Return the time between arrivals: exponential for a rate, else as given.

    Raises
    ------
    InputError
        Where the rate, or the mean time, is not greater than 0.
    """
    if isinstance(arrivals, ServiceTime):
        positive_number("arrivals: mean", arrivals.mean)
        return arrivals
    return Exponential(1.0 / positive_number("arrivals", arrivals))


def checked_beyond(beyond: Sequence[float] | Array) -> Array:
    """Return the times of which tails are asked for."""
    times = [finite_number(f"beyond[{i}]", t, 0.0) for i, t in enumerate(beyond)]
    return np.array(sorted(set(times)), dtype=np.float64)


def seeds(seed: int, count: int) -> list[np.random.SeedSequence]:
    """Return seeds of independent streams.

    Raises
    ------
    InputError
        Where the seed is no whole number of at least 0.
    """
    if not is_whole(seed, 0):
        raise InputError("must be a whole number ≥ 0", place="seed", value=seed, fix="write 0")
    return np.random.SeedSequence(int(seed)).spawn(count)

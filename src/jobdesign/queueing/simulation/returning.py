"""One server to whose queue items return for rework."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from jobdesign.arguments import LISTED, takes
from jobdesign.errors import InputError
from jobdesign.queueing.feedback import FeedbackQueue
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.simulation.arrivals import checked_beyond, interarrival_time, seeds
from jobdesign.queueing.simulation.estimates import Simulation
from jobdesign.queueing.simulation.heavy_tails import HeavyTails
from jobdesign.queueing.simulation.kernel import GROW, run_feedback
from jobdesign.queueing.simulation.running import (
    block_size,
    relaxation_time,
    run,
    tally_row,
    unstable,
)
from jobdesign.queueing.simulation.sources import generator_words, source_of
from jobdesign.queueing.simulation.stopping import StoppingRule, stopping_rule
from jobdesign.workflow import Array

__all__ = ["simulate_feedback"]

# places in the kernel's `whole`
_ARRIVALS, _DONE, _STARTED = 3, 4, 5

_PLACES = ("first pass", "rework", "system")


@takes(queue=FeedbackQueue, arrivals=ServiceTime, beyond=LISTED)
def simulate_feedback(
    queue: FeedbackQueue,
    *,
    arrivals: ServiceTime | None = None,
    beyond: Sequence[float] = (),
    until: float | StoppingRule = 0.01,
    seed: int = 0,
) -> Simulation:
    """Simulate a queue to whose end items return for rework.

    Parameters
    ----------
    queue
        Arrival rate, times and probabilities.
    arrivals
        The distribution of the time between arrivals, in place of Poisson arrivals; at
        the queue's rate.
    beyond
        Times t for which P(W > t) is estimated too, W the wait of a pass and in all.
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
    >>> from jobdesign.queueing import Deterministic, FeedbackQueue, Gamma, simulate_feedback
    >>> rework = Gamma.from_mean(7 / 3, 6.8375 / (7 / 3) ** 2 - 1)
    >>> queue = FeedbackQueue(0.85, Deterministic(0.5), rework, 0.15)
    >>> found = simulate_feedback(queue)
    >>> found.mean_wait.covers(queue.mean_wait, widths=2)
    True
    """
    rule, tails = stopping_rule(until), checked_beyond(beyond)
    interarrival = interarrival_time(queue.arrival_rate if arrivals is None else arrivals)
    if not math.isclose(interarrival.mean * queue.arrival_rate, 1.0, rel_tol=1e-9):
        raise InputError(
            f"must have the mean time between arrivals of the queue, {1.0 / queue.arrival_rate:g}",
            place="arrivals",
            value=interarrival.mean,
            fix="give the queue that arrival rate",
        )
    block = queue.one_block
    utilisation = block.mean / interarrival.mean
    if utilisation >= 1.0:
        return unstable(_PLACES, utilisation, rule, tails)
    variation = interarrival.squared_variation + block.squared_variation
    system = _Feedback(queue, interarrival, block_size(rule), tails, seed)
    heavy = HeavyTails.of([queue.first, queue.rework])
    relaxation = relaxation_time(utilisation, variation)
    return run(system, rule, relaxation, utilisation, tails, heavy)


class _Feedback:
    """The event loop, which asks for more numbers whenever some are used up."""

    places = _PLACES

    def __init__(
        self,
        queue: FeedbackQueue,
        interarrival: ServiceTime,
        block: int,
        beyond: Array,
        seed: int,
    ) -> None:
        arrivals, first, rework, returns = seeds(seed, 4)
        self._arrivals = source_of(interarrival, arrivals)
        self._services = (source_of(queue.first, first), source_of(queue.rework, rework))
        self._capacity, self._beyond = queue.capacity, beyond
        self._returns = np.array([queue.returns, queue.returns_again])
        self._words = generator_words(returns)
        means = [queue.first.mean, queue.rework.mean]
        self._scale = min([mean for mean in means if mean > 0.0], default=0.0) / queue.capacity
        self._whole = np.array([0, 0, -1, block, 0, block, block])
        self._clock = np.zeros(4)
        self._ring = np.zeros((4, 1024))
        self._interarrivals = np.empty(block)
        self._times = np.empty((2, block))
        self._passes = np.empty((2, 2, block))
        self._done = np.empty((2, block))
        self._counted = [block, block]
        self._block = block

    def advance(self, rows: Array) -> None:
        """Let one block of items leave."""
        whole = self._whole
        whole[_DONE] = 0
        while True:
            if whole[_ARRIVALS] == self._block:
                self._arrivals.fill(self._interarrivals)
                whole[_ARRIVALS] = 0
            for which in (0, 1):
                if whole[_STARTED + which] == self._block:
                    self._count(which, rows[which])
                    self._services[which].fill(self._times[which])
                    if self._capacity != 1.0:
                        self._times[which] /= self._capacity
                    whole[_STARTED + which] = self._counted[which] = 0
            reason = run_feedback(
                self._interarrivals,
                self._times,
                self._returns,
                self._words,
                whole,
                self._clock,
                self._ring,
                self._passes,
                self._done,
            )
            if reason == GROW:
                self._grow()
            elif whole[_DONE] == self._block:
                break
        for which in (0, 1):
            self._count(which, rows[which])
        tally_row(self._done[0], self._done[1], self._scale, self._beyond, rows[-1])
        self._rebase()

    def _count(self, which: int, row: Array) -> None:
        """Add up the passes that began since this was last done."""
        first, last = self._counted[which], int(self._whole[_STARTED + which])
        fresh = np.zeros_like(row)
        waits, times = self._passes[which, :, first:last]
        tally_row(waits, times, self._scale, self._beyond, fresh)
        row += fresh
        self._counted[which] = last

    def _grow(self) -> None:
        """Double the ring, its head first."""
        head = int(self._whole[0])
        self._ring = np.concatenate(
            [np.roll(self._ring, -head, axis=1), np.zeros_like(self._ring)], axis=1
        )
        self._whole[0] = 0

    def _rebase(self) -> None:
        """Count time from the end of the last service, so that the clock loses no digits."""
        now = float(self._clock[1])
        self._clock[:3] -= now
        self._ring[[0, 2]] -= now

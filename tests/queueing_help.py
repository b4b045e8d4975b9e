"""Waits by Lindley's recursion in numpy, for tests of closed forms."""

from __future__ import annotations

import numpy as np

from jobdesign.queueing import Queue
from jobdesign.workflow import Array


def waits(queue: Queue, count: int, seed: int) -> Array:
    """Return the waits of items in order of arrival, after a tenth for warming up.

    Times between arrivals are gamma-distributed, exponential for Poisson arrivals.
    """
    generator = np.random.default_rng(seed)
    variation = queue.arrival_variation
    gaps = generator.gamma(1 / variation, variation / queue.arrival_rate, count)
    served = queue.service.sample(generator, count) / queue.capacity
    # W(n+1) = max(0, W(n) + S(n) - A(n+1)) is a walk over its lowest point so far
    walk = np.concatenate([[0.0], np.cumsum(served[:-1] - gaps[1:])])
    return (walk - np.minimum.accumulate(walk))[count // 10 :]


def batch_means(values: Array, batches: int = 40) -> tuple[float, float]:
    """Return the mean, and its standard error from the means of long batches."""
    means = np.array([part.mean() for part in np.array_split(values, batches)])
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(batches))

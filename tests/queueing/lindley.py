"""Waiting times by Lindley's recursion, to check formulas against."""

from __future__ import annotations

import numpy as np


def simulated_wait(
    gaps: np.ndarray, services: np.ndarray, batches: int = 40
) -> tuple[float, float]:
    """Return the mean wait and its standard error by batch means, a tenth left out at first."""
    walk = np.concatenate([[0.0], np.cumsum(services[:-1] - gaps[1:])])
    waits = walk - np.minimum.accumulate(walk)
    kept = waits[len(waits) // 10 :]
    means = kept[: len(kept) // batches * batches].reshape(batches, -1).mean(axis=1)
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(batches))

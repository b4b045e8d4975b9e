"""The wait before many servers, solved for service times of two phases.

An item's service is a first phase, and with some probability a second, or it starts with
the second: sums and mixtures of two exponential times. The numbers in each phase and in
line are then a quasi-birth-death process (Neuts 1981), whose line is geometric with a
matrix R, and the wait of those who wait is β exp(Tt) 1 with T = D₀ + R D₁, the process of
the age of the line's head (Sengupta 1989).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jobdesign.workflow import Array

__all__ = ["TwoPhases", "fitted", "line_of"]

#: Least ratio of the third moment to what two kinds of exponential times can have.
_LEAST_THIRD = 1.02


@dataclass(frozen=True, slots=True)
class TwoPhases:
    """A time of two phases: rates, start in the second, and going on to it after the first."""

    first_rate: float
    second_rate: float
    starts_second: float
    goes_on: float


def fitted(mean: float, second: float, third: float | None) -> TwoPhases:
    """Return two phases with the same three moments, from c² = 1 up; or two, from c² = 1/2.

    Below c² = 1 by Marie (1980). From 1 up a mixture of two exponential times, with
    balanced means where the third moment is not known, and the least possible third
    moment where it is less than any mixture's.
    """
    variation = second / mean**2 - 1.0
    if variation <= 1.0:
        variation = max(variation, 0.5)
        return TwoPhases(2.0 / mean, 1.0 / (mean * variation), 0.0, 0.5 / variation)
    if third is None or not math.isfinite(third):
        weight = 0.5 * (1.0 + math.sqrt((variation - 1.0) / (variation + 1.0)))
        return TwoPhases(2.0 * weight / mean, 2.0 * (1.0 - weight) / mean, 1.0 - weight, 0.0)
    b, c = second / (2.0 * mean**2), third / (6.0 * mean**3)
    c = max(c, _LEAST_THIRD * b * b)
    total, product = (c - b) / (b - 1.0), (c - b * b) / (b - 1.0)
    root = math.sqrt(max(0.0, total**2 - 4.0 * product))
    long = (total + root) / 2.0
    short = product / long
    weight = (long - 1.0) / (long - short)  # of the short ones
    return TwoPhases(1.0 / (mean * short), 1.0 / (mean * long), 1.0 - weight, 0.0)


def line_of(rate: float, service: TwoPhases, servers: int) -> tuple[Array, Array]:
    """Return β and T with P(W > t) = β exp(Tt) 1, for Poisson arrivals."""
    first, second = service.first_rate, service.second_rate
    starts, goes_on = service.starts_second, service.goes_on

    def level(busy: int) -> tuple[Array, Array, Array, Array]:
        """Return rates up, within, and of ends of either phase, by the number in the second."""
        at_second = np.arange(busy + 1.0)
        on = first * goes_on * (busy - at_second)
        ends = first * (1.0 - goes_on) * (busy - at_second)
        within = np.diag(on[:-1], 1)
        within -= np.diag(rate + on + ends + second * at_second)
        up = rate * ((1.0 - starts) * np.eye(busy + 1, busy + 2))
        up += rate * starts * np.eye(busy + 1, busy + 2, k=1)
        return up, within, ends, second * at_second

    _, within, ends, second_ends = level(servers)
    down = np.diag((1.0 - starts) * ends + starts * second_ends)
    down += np.diag(starts * ends[:-1], 1) + np.diag((1.0 - starts) * second_ends[1:], -1)
    ratio = _ratio(rate, within, down)
    factors, following, below = [], ratio, down
    for busy in range(servers, 0, -1):
        _, inside, leaves_first, leaves_second = level(busy)
        up = level(busy - 1)[0]
        following = up @ np.linalg.inv(-(inside + following @ below))
        factors.append(following)
        below = np.eye(busy + 1, busy) * leaves_first[:, None]
        below += np.eye(busy + 1, busy, k=-1) * leaves_second[:, None]
    row, total = np.ones(1), 1.0
    for factor in reversed(factors):
        row = row @ factor
        total += float(row.sum())
    beta = np.linalg.solve((np.eye(servers + 1) - ratio).T, row)
    total += float(beta.sum() - row.sum())
    return np.asarray(beta / total, dtype=np.float64), within + rate * np.eye(
        servers + 1
    ) + ratio @ down


def _ratio(rate: float, within: Array, down: Array) -> Array:
    """Return R, by logarithmic reduction (Latouche and Ramaswami 1993)."""
    eye = np.eye(len(within))
    solved = np.linalg.inv(-within)
    high: Array = np.asarray(rate * solved, dtype=np.float64)
    low: Array = np.asarray(solved @ down, dtype=np.float64)
    reached, path = low, high
    for _ in range(60):
        mixed = eye - high @ low - low @ high
        high = np.asarray(np.linalg.solve(mixed, high @ high), dtype=np.float64)
        low = np.asarray(np.linalg.solve(mixed, low @ low), dtype=np.float64)
        step = path @ low
        if not float(np.abs(step).max()) > 1e-15:
            break
        reached = np.asarray(reached + step, dtype=np.float64)
        path = np.asarray(path @ high, dtype=np.float64)
    return np.asarray(rate * np.linalg.inv(-within - rate * reached), dtype=np.float64)

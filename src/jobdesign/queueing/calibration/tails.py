"""Whether a sample of times is large enough to say anything about its second moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["FEWEST_IN_THE_TAIL", "Tail", "measure_tail"]

#: Half of the second moment, and the rework, must rest on at least so many cases.
FEWEST_IN_THE_TAIL = 30

#: Below this tail index, measured coverage of the intervals falls short of 90 %.
HEAVY_INDEX = 3.0

#: Share of the largest times that the tail index is read from, and the fewest of them.
_TAIL_SHARE, _FEWEST_FOR_INDEX = 0.05, 15


@dataclass(frozen=True, slots=True)
class Tail:
    """How much of the second moment hangs on how few times.

    Parameters
    ----------
    times
        Number of times.
    share_of_largest
        Share of Σt² that the largest 1 % of the times carry (at least one of them).
    carriers_of_half
        How many of the largest times carry half of Σt².
    index
        Hill's estimate of the tail index α from the largest 5 % of the times, where
        P(T > t) falls like t^(-α); NaN where they are fewer than 15. The second
        moment is infinite if α ≤ 2. Exponential times show about 3.8.
    index_low
        Its lower 95 % bound, α (1 - 1.645/√k) with k times used.
    """

    times: int
    share_of_largest: float
    carriers_of_half: int
    index: float
    index_low: float

    @property
    def is_thin(self) -> bool:
        """Whether half of Σt² rests on fewer than 30 times: too thin to tell."""
        return self.carriers_of_half < FEWEST_IN_THE_TAIL

    @property
    def is_heavy(self) -> bool:
        """Whether `index` < 3: intervals of the second moment cover less than they say."""
        return self.index < HEAVY_INDEX

    @property
    def may_be_infinite(self) -> bool:
        """Whether an infinite second moment cannot be ruled out: `index_low` < 2."""
        return self.index_low < 2.0

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "times": self.times,
            "share_of_largest": finite_or_none(self.share_of_largest),
            "carriers_of_half": self.carriers_of_half,
            "index": finite_or_none(self.index),
            "index_low": finite_or_none(self.index_low),
            "is_thin": self.is_thin,
            "is_heavy": self.is_heavy,
            "may_be_infinite": self.may_be_infinite,
        }


def measure_tail(times: Array) -> Tail:
    """Measure how few times carry the second moment.

    Parameters
    ----------
    times
        (n,) times ≥ 0, at least one.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing.calibration.tails import measure_tail
    >>> tail = measure_tail(np.r_[np.ones(99), 20.0])
    >>> tail.carriers_of_half, round(tail.share_of_largest, 2), tail.is_thin
    (1, 0.8, True)
    """
    ordered = np.sort(np.asarray(times, dtype=np.float64))[::-1]
    squares = np.cumsum(ordered**2)
    total = float(squares[-1])
    count = len(ordered)
    if total == 0.0:
        return Tail(count, 0.0, count, math.nan, math.nan)
    largest = max(1, count // 100)
    half = int(np.searchsorted(squares, total / 2.0)) + 1
    index = math.nan
    used = math.floor(_TAIL_SHARE * count)
    if used >= _FEWEST_FOR_INDEX and ordered[used] > 0.0:
        excess = float(np.mean(np.log(ordered[:used] / ordered[used])))
        index = 1.0 / excess if excess > 0.0 else math.inf
    low = index * (1.0 - 1.645 / math.sqrt(used)) if used else math.nan
    return Tail(count, float(squares[largest - 1]) / total, half, index, low)

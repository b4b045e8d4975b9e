"""Rework that goes back to the end of the queue, and rework in one piece."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.waiting import Queue, check_service

__all__ = ["FeedbackQueue"]


@dataclass(frozen=True)
class FeedbackQueue:
    """One server, Poisson arrivals, and rework that returns to the end of the queue.

    Every item has a first pass. With probability `returns` its work has to be done
    again: it joins the end of the queue for a pass of rework, after which it returns
    with probability `returns_again`, and so on. The paper's eq. (2) lets review and
    rework follow each other in one piece instead; `one_block` is that queue.

    Mean waits are exact. With the times S_1, S_2 of a first pass and of rework, their
    rates λ_1 = λ, λ_2 = λ p / (1 - p'), and an item that finds n_i others of kind i
    ahead of it:

    - it waits for those that queue and for the rest of the service under way,
      W_1 = Σ λ_i E[S_i] W_i + Σ λ_i E[S_i²] / 2, by Little's law and since Poisson
      arrivals see time averages;
    - all of them have been served when its own pass ends, and of these p n_1 + p' n_2
      joined behind it, as did those that arrived meanwhile, λ (W + E[S]) of them. When
      it returns it waits for these, none of them begun.

    Every wait is linear in the mean numbers, so that means suffice: mean-value analysis
    of the queue of Takács (1963), with service times of their own for rework.

    Parameters
    ----------
    arrival_rate
        λ, greater than 0.
    first, rework
        Times of the first pass and of one pass of rework.
    returns
        p, the probability that the first pass leaves rework, in [0, 1].
    returns_again
        p', the probability that rework does, in [0, 1).
    capacity
        C: a pass takes its time / C.

    Raises
    ------
    InputError
        Where one of them is out of range.

    Examples
    --------
    The AI route of Fig. 4 at λ = 0.85. Waiting at the end of the queue is shorter for
    all together, since rework takes longer than most of what it would hold up.

    >>> from jobdesign.queueing import Deterministic, FeedbackQueue, Moments
    >>> queue = FeedbackQueue(0.85, Deterministic(0.5), Moments(7 / 3, 6.8375), returns=0.15)
    >>> round(queue.mean_wait, 4), round(queue.mean_wait_in_one_block, 4)
    (2.0539, 2.4897)
    """

    arrival_rate: float
    first: ServiceTime
    rework: ServiceTime
    returns: float
    returns_again: float = 0.0
    capacity: float = 1.0

    def __post_init__(self) -> None:
        for key in ("arrival_rate", "capacity"):
            number = positive_number(f"FeedbackQueue: {key}", getattr(self, key))
            object.__setattr__(self, key, number)
        for key in ("returns", "returns_again"):
            share = probability(f"FeedbackQueue: {key}", getattr(self, key))
            object.__setattr__(self, key, share)
        for key in ("first", "rework"):
            check_service(f"FeedbackQueue: {key}", getattr(self, key))
        if self.returns_again == 1.0:
            raise InputError(
                "must be less than 1",
                place="FeedbackQueue: returns_again",
                value=1.0,
                fix="rework has to end some day",
            )

    @property
    def passes_of_rework(self) -> float:
        """Mean number of passes of rework of an item, p / (1 - p')."""
        return self.returns / (1.0 - self.returns_again)

    @cached_property
    def one_block(self) -> Moments:
        """All work on an item in one piece, S_1 + M (R_1 + … + R_G), divided by C.

        G is geometric, the number of passes of rework where there are any.
        """
        first, again = self.first, self.rework
        mean_r, mean_square, p, q = 0.0, 0.0, self.returns, self.returns_again
        if p > 0.0:
            mean_r = again.mean / (1.0 - q)
            # E[(ΣR)²] = E[G] Var R + E[G²] E[R]², G geometric from 1
            mean_square = again.variance / (1.0 - q) + again.mean**2 * (1.0 + q) / (1.0 - q) ** 2
        mean = first.mean + p * mean_r
        second = first.second_moment + p * (2.0 * first.mean * mean_r + mean_square)
        return Moments(mean / self.capacity, second / self.capacity**2)

    @property
    def utilisation(self) -> float:
        """Share of the time the server works: λ (E[S_1] + p E[S_2] / (1 - p')) / C."""
        return self.arrival_rate * self.one_block.mean

    @property
    def is_stable(self) -> bool:
        """Whether waits settle."""
        return self.utilisation < 1.0

    @property
    def mean_wait_in_one_block(self) -> float:
        """Mean wait where rework follows at once, Pollaczek–Khinchine (eq. 3)."""
        return Queue(self.arrival_rate, self.one_block).mean_wait

    @property
    def mean_first_wait(self) -> float:
        """Mean wait before the first pass."""
        return self._waits[0]

    @property
    def mean_rework_wait(self) -> float:
        """Mean wait before a pass of rework; nan where there is none."""
        return self._waits[1]

    @property
    def mean_wait(self) -> float:
        """Mean wait of an item over all its passes."""
        if self.returns == 0.0:
            return self.mean_first_wait
        return self.mean_first_wait + self.passes_of_rework * self.mean_rework_wait

    @property
    def mean_time_in_system(self) -> float:
        """Mean time from arrival until an item leaves for good."""
        return self.mean_wait + self.one_block.mean

    @cached_property
    def _waits(self) -> tuple[float, float]:
        """Mean waits before first passes and before rework.

        Unknown are W_1, W_2 (over all passes of rework), and X_1, X_2: how many first
        passes and passes of rework an item finds ahead when it returns, a sum over its
        returns weighted by p'^(k-1).
        """
        if not self.is_stable:
            return math.inf, math.inf if self.returns > 0.0 else math.nan
        p, q, rate = self.returns, self.returns_again, self.arrival_rate
        rates = np.array([rate, rate * self.passes_of_rework])
        times = [self.first, self.rework] if p > 0.0 else [self.first, Moments(0.0, 0.0)]
        m = np.array([time.mean for time in times]) / self.capacity
        squares = np.array([time.second_moment for time in times]) / self.capacity**2
        if not np.isfinite(squares).all():
            return math.inf, math.inf if p > 0.0 else math.nan
        system: npt.NDArray[np.float64] = np.zeros((4, 4))
        known = np.zeros(4)
        # W_1 = Σ λ_i m_i W_i + Σ λ_i E[S_i²] / 2
        system[0, :2] = [1.0 - rates[0] * m[0], -rates[1] * m[1]]
        known[0] = rates @ squares / 2.0
        # W_2 = (1 - q) (m_1 X_1 + m_2 X_2)
        system[1, 1:] = [1.0, -(1.0 - q) * m[0], -(1.0 - q) * m[1]]
        # X_1 = λ (W_1 + m_1) + q (λ (m_1 X_1 + m_2 X_2) + λ m_2 / (1 - q))
        system[2] = [-rate, 0.0, 1.0 - q * rate * m[0], -q * rate * m[1]]
        known[2] = rate * m[0] + q * rate * m[1] / (1.0 - q)
        # X_2 = p λ_1 (W_1 + m_1) + q λ_2 (W_2 + m_2) + q (p X_1 + q X_2)
        system[3] = [-p * rates[0], -q * rates[1], -q * p, 1.0 - q * q]
        known[3] = p * rates[0] * m[0] + q * rates[1] * m[1]
        found = np.linalg.solve(system, known)
        return float(found[0]), float(found[1]) if p > 0.0 else math.nan

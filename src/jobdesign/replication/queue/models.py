"""The queues of the paper's figures, random ones, and the formulas as they are printed."""

from __future__ import annotations

from typing import Any

import numpy as np

from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.review.model import ReviewModel
from jobdesign.queueing.review.risk_maps import LogisticRisk
from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.simulation.stopping import StoppingRule

__all__ = [
    "figure_2",
    "figure_4",
    "figure_5",
    "implied_rework",
    "length_of_run",
    "printed_direction",
    "printed_wait",
    "random_routes",
    "rounds_to",
]

#: τ_H, c_H², τ_A and c_A² of Figs. 2 and 4; r and p of Fig. 2.
_MANUAL, _ASSISTED = (1.0, 0.1), (0.85, 1.25)
_REVIEW, _ESCAPE = 0.5, 0.15


def implied_rework() -> tuple[float, float]:
    """Return μ_R and μ_R,2 that give Fig. 2 its mean and squared variation (eqs. 13, 14)."""
    mean, variation = _ASSISTED
    first = (mean - _REVIEW) / _ESCAPE
    second = mean**2 * (1.0 + variation) - _REVIEW**2 - 2.0 * _REVIEW * _ESCAPE * first
    return first, second / _ESCAPE


def figure_2(arrival_rate: float, capacity: float = 1.0) -> Routes:
    """Return Fig. 2's two routes, whose manual times and rework are gamma distributed."""
    first, second = implied_rework()
    rework = Gamma.from_mean(first, second / first**2 - 1.0)
    return Routes(
        manual=Gamma.from_mean(*_MANUAL),
        assisted=AssistedTime(_REVIEW, _ESCAPE, rework),
        arrival_rate=arrival_rate,
        capacity=capacity,
    )


def figure_4(arrival_rate: float = 0.6) -> Routes:
    """Return Fig. 4's two routes, of which the paper gives moments."""
    manual, assisted = Moments.from_mean(*_MANUAL), Moments.from_mean(*_ASSISTED)
    return Routes(manual=manual, assisted=assisted, arrival_rate=arrival_rate)


def figure_5(signal: str, **changes: Any) -> ReviewModel:
    """Return the review model of Fig. 5 for a density of signals."""
    model = ReviewModel(
        signal=signal,
        risk_map=LogisticRisk(low=0.02, rise=0.88, slope=10.0, centre=0.55),
        arrival_rate=0.75,
        waiting_cost=0.5,
        skill=2.0,
        loss=2.0,
        rework_mean=1.5,
        rework_second_moment=4.0,
    )
    return model.replace(**changes)


def random_routes(rng: np.random.Generator, count: int) -> dict[str, Any]:
    """Draw τ_H, q_H, τ_A, q_A, C and λ, each shape (count,).

    λ is below 1.5 times what the faster route can take: one route, or both, may be
    overloaded.
    """
    means = rng.uniform(0.2, 2.0, (2, count))
    squares = means**2 * (1.0 + rng.exponential(1.0, (2, count)))
    capacity = rng.uniform(0.5, 2.0, count)
    rate = rng.uniform(0.0, 1.5, count) * capacity / means.min(axis=0)
    return {
        "tau_h": means[0],
        "q_h": squares[0],
        "tau_a": means[1],
        "q_a": squares[1],
        "capacity": capacity,
        "rate": rate,
    }


def printed_wait(rate: Any, mean: Any, second: Any, capacity: Any = 1.0) -> Any:
    """Return the first form of eq. (3); meaningless where the queue is unstable."""
    return rate * second / (2.0 * capacity * (capacity - rate * mean))


def printed_direction(tau_h: Any, q_h: Any, tau_a: Any, q_a: Any, capacity: Any, rate: Any) -> Any:
    """Return what eq. (6) compares with 0."""
    return capacity * (q_a - q_h) + rate * (q_h * tau_a - q_a * tau_h)


def length_of_run(customers: int) -> StoppingRule:
    """Return a rule that stops after so many customers."""
    return StoppingRule(relative=None, absolute=0.0, most_customers=customers)


def rounds_to(printed: str, *values: float) -> bool:
    """Whether numbers are what was printed, rounded as it was.

    Examples
    --------
    >>> rounds_to("0.426 / 0.106", 0.42551, 0.106378), rounds_to("0.77", 0.7649)
    (True, False)
    """
    texts = printed.split(" / ")
    places = [len(text.partition(".")[2]) for text in texts]
    return len(texts) == len(values) and all(
        abs(value - float(text)) <= 0.500001 * 10.0**-digits
        for text, value, digits in zip(texts, values, places, strict=True)
    )

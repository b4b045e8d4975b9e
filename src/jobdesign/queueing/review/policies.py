"""What a review policy does to the workflow: moments, their slopes, the price of attention.

Everything here is plain arithmetic on arrays, so that one call prices many thresholds,
or many values of a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from jobdesign.queueing.review.risks import TailSums
from jobdesign.workflow import Array

__all__ = ["Parameters", "PolicyMoments", "PriceUnit", "log_price_gap", "policy_moments"]

PriceUnit = Literal["per_time_unit", "per_task"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of a review model, as in `ReviewModel`; arrays where they vary."""

    arrival_rate: Array | float
    capacity: Array | float
    waiting_cost: Array | float
    skill: Array | float
    loss: Array | float
    irreducible: Array | float
    rework_mean: Array | float
    rework_second_moment: Array | float
    price_unit: PriceUnit

    @property
    def price_of_risk(self) -> Array | float:
        """κK(1 - p∞) = θ/π*, the price at which a draft of risk 1 is just reviewed."""
        return self.skill * self.loss * (1.0 - self.irreducible)


@dataclass(frozen=True, slots=True)
class PolicyMoments:
    """The AI's route under thresholds ω, and how it moves with log ω; arrays of one shape.

    Parameters
    ----------
    review, review_squared
        E[r] and E[r²].
    escape, escape_reviewed
        E[probability that an error escapes], of all drafts and of the reviewed part.
    review_escape
        E[r × probability that an error escapes].
    mean, second_moment
        τ_A and q_A (eqs. 41 and 42).
    mean_slope, second_moment_slope
        Their derivatives by log ω, with all else as it is.
    """

    review: Array
    review_squared: Array
    escape: Array
    escape_reviewed: Array
    review_escape: Array
    mean: Array
    second_moment: Array
    mean_slope: Array
    second_moment_slope: Array


def policy_moments(sums: TailSums, given: Parameters) -> PolicyMoments:
    """Return the moments of the AI's route under thresholds (eqs. 39, 41, 42).

    Above the threshold r = log(π/ω)/κ, and an error escapes with probability
    p∞π + (1 - p∞)ω (eq. 37). The integrands have no jump where π = ω, so that their
    derivatives are those of the integrands alone.
    """
    threshold = np.exp(sums.log_threshold)
    kappa, left, stays = given.skill, 1.0 - given.irreducible, given.irreducible
    review = sums.excess / kappa
    review_squared = sums.excess_squared / kappa**2
    escape_reviewed = stays * sums.risk + left * threshold * sums.count
    escape = escape_reviewed + sums.risk_below
    review_escape = (stays * sums.risk_excess + left * threshold * sums.excess) / kappa
    first, second = given.rework_mean, given.rework_second_moment
    escape_slope = left * threshold * sums.count
    review_escape_slope = left * threshold * review - escape_reviewed / kappa
    return PolicyMoments(
        review=review,
        review_squared=review_squared,
        escape=escape,
        escape_reviewed=escape_reviewed,
        review_escape=review_escape,
        mean=review + first * escape,
        second_moment=review_squared + 2.0 * first * review_escape + second * escape,
        mean_slope=first * escape_slope - sums.count / kappa,
        second_moment_slope=-2.0 * review / kappa
        + 2.0 * first * review_escape_slope
        + second * escape_slope,
    )


def log_price_scale(given: Parameters) -> Array | float:
    """Return log of c_w λ^k/(2C), with Φ = that × q/(C - λτ)²; k = 3, or 2 per task."""
    power = 3.0 if given.price_unit == "per_time_unit" else 2.0
    scale = given.waiting_cost * given.arrival_rate**power / (2.0 * given.capacity)
    logarithm: Array | float = np.log(scale)
    return logarithm


def log_price_gap(
    sums: TailSums, given: Parameters, moments: PolicyMoments | None = None
) -> tuple[Array, Array]:
    """Return log Φ(θ) - log θ and the elasticity θΦ'/Φ, at the θ of each threshold (eq. 44).

    The gap is infinite, and the elasticity not a number, where the queue is overloaded.
    """
    found = policy_moments(sums, given) if moments is None else moments
    slack = given.capacity - given.arrival_rate * found.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        slack = np.where(slack > 0.0, slack, 0.0)
        level = log_price_scale(given) - np.log(given.price_of_risk) - sums.log_threshold
        gap = np.log(found.second_moment) - 2.0 * np.log(slack) + level
        elasticity = (
            found.second_moment_slope / found.second_moment
            + 2.0 * given.arrival_rate * found.mean_slope / slack
        )
        elasticity = np.where(slack > 0.0, elasticity, np.nan)
    return gap, elasticity

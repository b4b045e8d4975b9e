"""No claim on queues is written down: with another formula, every verdict changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from jobdesign.replication.queue import review
from jobdesign.replication.registry import find_claims
from mutating import Mutation, both_scaled, first_only, mutate, scaled

PAPER = "jobdesign.replication.queue."


def second_scaled(factor: float) -> Mutation:
    def mutation(original: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(given: Any) -> Any:
            first, second = original(given)
            return first, factor * second

        return mutated

    return mutation


def at_lower_shares(original: Callable[..., Any]) -> Callable[..., Any]:
    def mutated(routes: Any) -> Any:
        found = original(routes)
        return found if found.threshold is None else replace(found, threshold=0.9 * found.threshold)

    return mutated


def at_other_bursts(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given[:-1], 1.0 / given[-1])


def raised(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given) + 1e-3


def always(unit: str) -> Mutation:
    return lambda original: lambda model: replace(original(model), price_unit=unit)


MOMENT = "jobdesign.queueing.service_times.assisted.AssistedTime.moment"
WAIT = "jobdesign.queueing.waiting.Queue.mean_wait"
SECOND_MOMENTS = "jobdesign.queueing.adoption.critical_rates._second_moments"
EFFORT = "jobdesign.queueing.review.model.ReviewModel.effort"
PARAMETERS = "jobdesign.queueing.review.model.ReviewModel.parameters"
PRICE = "jobdesign.queueing.review.policies.log_price_scale"

#: What is changed, how, and the claims that must notice.
MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "figure-2-moments": (MOMENT, scaled(1.01)),
    "coefficients-of-variation": (MOMENT, scaled(0.9)),
    "wait-in-two-forms": (WAIT, scaled(1.001)),
    "wait-simulated": (WAIT, scaled(1.1)),
    "mixed-wait-simulated": ("jobdesign.queueing.adoption.routes.mean_wait", scaled(1.1)),
    "kingman": (PAPER + "waits.kingman_wait", scaled(1.2)),
    "rework-as-feedback": ("jobdesign.queueing.feedback.FeedbackQueue.mean_wait", scaled(1.1)),
    "variance-budget": ("jobdesign.queueing.adoption.wedge._budget", scaled(1.1)),
    "figure-3": (PAPER + "adoption.largest_admissible_variation", scaled(1.01)),
    "all-or-nothing": (PAPER + "adoption.printed_direction", scaled(-1.0)),
    "critical-rate": (SECOND_MOMENTS, second_scaled(1.001)),
    "critical-rate-simulated": (SECOND_MOMENTS, second_scaled(1.1)),
    "critical-rate-in-range": (SECOND_MOMENTS, second_scaled(1.1)),
    "direction-at-critical-rate": (PAPER + "adoption.printed_wait", scaled(-1.0)),
    "stable-shares": (PAPER + "stability.stabilising_share", at_lower_shares),
    "wait-beyond-threshold": (PAPER + "stability.printed_direction", scaled(-1.0)),
    "attention-account": (MOMENT, scaled(1.001)),
    "review-effort": (EFFORT, scaled(1.1)),
    "first-order-condition": (EFFORT, scaled(1.1)),
    "review-threshold": ("jobdesign.queueing.review.model.ReviewModel.threshold", scaled(0.5)),
    "marginal-cost": (PRICE, raised),
    "figure-5-few": (PRICE, raised),
    "figure-5-many": (PRICE, raised),
    "figure-5-others": (PAPER + "printed_review.PrintedReview.roots", first_only),
    "smallest-root-reached": (
        PAPER + "printed_review.PrintedReview.settles_at",
        scaled(1.01),
    ),
    "smallest-stable": (PAPER + "printed_review.PrintedReview.slope", scaled(1.1)),
    "existence": ("jobdesign.queueing.review.model.ReviewModel.stable_prices", both_scaled(1.01)),
    "unit-of-price": (PARAMETERS, always("per_task")),
    "figure-5-per-task": (PARAMETERS, always("per_time_unit")),
    "budget-from-three-numbers": ("jobdesign.queueing.adoption.wedge._budget", scaled(0.01)),
    "two-irreducible-parts": (
        "jobdesign.queueing.service_times.residual_error.ResidualError.probability",
        scaled(0.3),
    ),
    "bursts-and-the-wedge": (PAPER + "remarks.kingman_wait", at_other_bursts),
    "bursts-raise-the-price": (
        PAPER + "printed_review.PrintedReview.marginal_cost",
        scaled(1.01),
    ),
    "price-rises-with-load": (PAPER + "printed_review.PrintedReview.slope", scaled(1.1)),
    "lighter-rework": (PAPER + "remarks.printed_wait", scaled(-1.0)),
    "higher-load-shifts-the-curves": (
        PAPER + "remarks.largest_admissible_variation",
        scaled(-1.0),
    ),
    "kingman-at-moderate-load": (PAPER + "remarks.kingman_wait", scaled(1.2)),
    "price-with-an-irreducible-part": (
        "jobdesign.queueing.review.model.ReviewModel.threshold",
        scaled(0.5),
    ),
}


def test_every_claim_has_a_mutation() -> None:
    assert list(MUTATIONS) == [claim.name for claim in find_claims(paper="queue")]


def brief(name: str) -> object:
    """What simulates heavy traffic is left to the long checks."""
    return pytest.param(name, marks=pytest.mark.slow) if name == "kingman" else name


@pytest.mark.parametrize("name", [*map(brief, MUTATIONS)])
def test_another_formula_gives_another_verdict(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (claim,) = find_claims(name)
    mutate(*MUTATIONS[name], monkeypatch)
    review._scanned.cache_clear()  # what it keeps may come from the source as it was, or as it is
    try:
        assert claim.compute().verdict != claim.recorded
    finally:
        review._scanned.cache_clear()

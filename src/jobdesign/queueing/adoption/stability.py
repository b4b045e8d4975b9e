"""When AI saves a queue from overload: the share it takes, and the account (eqs. 10, 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.service_times.checks import probability

__all__ = ["AttentionAccount", "StabilisingShare", "StableShares", "stabilising_share"]

StableShares = Literal["all", "above", "below", "none"]


@dataclass(frozen=True, slots=True)
class StabilisingShare:
    """At which of the AI's shares the queue is stable.

    Parameters
    ----------
    stable
        ``"all"`` shares, those ``"above"`` the threshold, those ``"below"`` it (manual
        work is what keeps the queue stable), or ``"none"``.
    threshold
        x_c (eq. 10), itself not stable; None for ``"all"`` and ``"none"``.
    """

    stable: StableShares
    threshold: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {"stable": self.stable, "threshold": self.threshold}


@takes(routes=Routes)
def stabilising_share(routes: Routes) -> StabilisingShare:
    """Return x_c = (λτ_H - C)/(λ(τ_H - τ_A)), beyond which the queue is stable (eq. 10).

    Where manual work is overloaded, λτ_H ≥ C, and the AI's route is not, the queue is
    stable at shares above x_c. Where both are overloaded no share is stable, whatever
    the formula gives. Second moments do not matter. Once stable, more AI is always
    better: see `best_share`.

    Examples
    --------
    >>> from jobdesign.queueing import Moments, Routes, stabilising_share
    >>> manual, assisted = Moments.from_mean(1, 0.1), Moments.from_mean(0.85, 1.25)
    >>> found = stabilising_share(Routes(manual=manual, assisted=assisted, arrival_rate=1.1))
    >>> found.stable, round(found.threshold, 6)
    ('above', 0.606061)
    >>> stabilising_share(Routes(manual=manual, assisted=assisted, arrival_rate=1.2)).stable
    'none'
    """
    # as mean_wait judges it, so that the two never disagree by rounding
    stable = [
        routes.capacity - routes.arrival_rate * route.mean > 0.0
        for route in (routes.manual, routes.assisted)
    ]
    if all(stable):
        return StabilisingShare("all")
    if not any(stable):
        return StabilisingShare("none")
    manual, rate = routes.manual.mean, routes.arrival_rate
    threshold = (rate * manual - routes.capacity) / (rate * (manual - routes.assisted.mean))
    return StabilisingShare("above" if stable[1] else "below", min(1.0, max(0.0, threshold)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionAccount:
    """What the AI's route takes of people's attention, against doing the task by hand (eq. 11).

    Parameters
    ----------
    review
        r, mean review time of a draft.
    escape_probability
        p(r), that an error escapes the review.
    rework
        μ_R, mean attention that an escaped error asks for.
    manual
        τ_H.

    Raises
    ------
    InputError
        Where a number is out of range.

    Examples
    --------
    The route of Fig. 2: more than a third of it is rework.

    >>> from jobdesign.queueing import AttentionAccount
    >>> account = AttentionAccount(review=0.5, escape_probability=0.15, rework=7/3, manual=1)
    >>> round(account.assisted, 6), round(account.expected_rework, 6), account.is_relief
    (0.85, 0.35, True)
    >>> round(account.largest_rework, 6), round(account.largest_escape_probability, 6)
    (3.333333, 0.214286)
    """

    review: float
    escape_probability: float
    rework: float
    manual: float

    def __post_init__(self) -> None:
        for name in ("review", "rework", "manual"):
            value = finite_number(f"AttentionAccount: {name}", getattr(self, name), 0.0)
            object.__setattr__(self, name, value)
        escape = probability("AttentionAccount: escape_probability", self.escape_probability)
        object.__setattr__(self, "escape_probability", escape)

    @property
    def expected_rework(self) -> float:
        """p(r) μ_R, the part that is easily left out, above all where others do the rework."""
        return self.escape_probability * self.rework

    @property
    def assisted(self) -> float:
        """τ_A = r + p(r) μ_R (eq. 13)."""
        return self.review + self.expected_rework

    @property
    def saving(self) -> float:
        """τ_H - τ_A, attention freed per task; negative where AI asks for more."""
        return self.manual - self.assisted

    @property
    def apparent_saving(self) -> float:
        """τ_H - r, what the saving looks like while rework is not counted."""
        return self.manual - self.review

    @property
    def is_relief(self) -> bool:
        """Whether τ_A < τ_H (eq. 11), without which no share of AI stabilises a queue."""
        return self.assisted < self.manual

    @property
    def largest_rework(self) -> float:
        """μ_R at which the saving is gone; infinite where no error escapes, 0 where it is gone."""
        left = max(0.0, self.apparent_saving)
        return left / self.escape_probability if self.escape_probability > 0.0 else float("inf")

    @property
    def largest_escape_probability(self) -> float:
        """p(r) at which the saving is gone, at most 1."""
        left = max(0.0, self.apparent_saving)
        return min(1.0, left / self.rework) if self.rework > 0.0 else 1.0

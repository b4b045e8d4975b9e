"""A workflow at one price of attention, and the prices that carry themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jobdesign.solution import finite_or_none

__all__ = ["ReviewEquilibria", "ReviewState", "ReviewStatus"]

ReviewStatus = Literal["found", "none", "overloaded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """The workflow when reviewers take a price of attention as given.

    Parameters
    ----------
    price
        θ.
    threshold
        π*(θ), above 1 where even the riskiest thinkable draft would not be reviewed.
    marginal_cost
        Φ(θ), what a unit more of mean attention costs those who wait; infinite where the
        queue is overloaded.
    slope
        Φ'(θ); not a number where the queue is overloaded.
    mean, second_moment
        τ_A and q_A.
    utilisation
        ρ.
    mean_wait
        W_q.
    mean_review
        E[r*].
    share_reviewed
        P(π > π*).
    share_escaping
        Probability that a draft's error escapes.
    touching
        Whether Φ touches the price without crossing it: two equilibria in one, at a fold.
    """

    price: float
    threshold: float
    marginal_cost: float
    slope: float
    mean: float
    second_moment: float
    utilisation: float
    mean_wait: float
    mean_review: float
    share_reviewed: float
    share_escaping: float
    touching: bool = False

    @property
    def is_stable(self) -> bool:
        """Whether Φ' < 1: a price that moves gradually towards Φ(θ) comes back to this one."""
        return self.slope < 1.0 and not self.touching

    @property
    def is_stable_by_iteration(self) -> bool:
        """Whether |Φ'| < 1: also a price that jumps, θ ← Φ(θ), comes back."""
        return abs(self.slope) < 1.0 and not self.touching

    @property
    def has_review(self) -> bool:
        """Whether any draft is reviewed."""
        return self.share_reviewed > 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        tree = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return {
            key: value if isinstance(value, bool) else finite_or_none(value)
            for key, value in tree.items()
        } | {"is_stable": self.is_stable, "is_stable_by_iteration": self.is_stable_by_iteration}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEquilibria:
    """All equilibria of a review model.

    Parameters
    ----------
    states
        By rising price.
    stable_prices
        Between which the queue is stable; None where it never is.
    """

    states: tuple[ReviewState, ...]
    stable_prices: tuple[float, float] | None

    @property
    def status(self) -> ReviewStatus:
        """``"found"``, ``"none"``, or ``"overloaded"`` where no review policy is stable.

        With ``"none"`` the queue could be stable, but at every price that keeps it so
        attention is worth still more, until nothing is reviewed and rework overloads it.
        """
        if self.states:
            return "found"
        return "overloaded" if self.stable_prices is None else "none"

    @property
    def chosen(self) -> ReviewState | None:
        """The smallest that is stable under gradual adjustment, the paper's choice."""
        return next((state for state in self.states if state.is_stable), None)

    def __iter__(self) -> Iterator[ReviewState]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)

    def __getitem__(self, number: int) -> ReviewState:
        return self.states[number]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        prices = self.stable_prices
        return {
            "status": self.status,
            "stable_prices": None if prices is None else [finite_or_none(p) for p in prices],
            "equilibria": [state.to_dict() for state in self.states],
            "chosen": None if self.chosen is None else self.states.index(self.chosen),
        }

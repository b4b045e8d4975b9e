"""How likely an error is to survive review: the curve of eq. (1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.checks import positive_number, probability

__all__ = ["ResidualError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualError:
    """Probability that an error escapes after review, p(r) = p∞ + (p0 - p∞) e^(-κ r) (eq. 1).

    Parameters
    ----------
    initial
        p0, without review, in [0, 1].
    irreducible
        p∞, which no review removes, in [0, p0].
    skill
        κ, the reviewer's, greater than 0, per unit of review time.

    Raises
    ------
    InputError
        Where a parameter is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import ResidualError
    >>> curve = ResidualError(initial=0.4, irreducible=0.05, skill=2)
    >>> round(curve.probability(0.5), 6)
    0.178758
    """

    initial: float
    irreducible: float = 0.0
    skill: float

    def __post_init__(self) -> None:
        initial = probability("ResidualError: initial", self.initial)
        irreducible = probability("ResidualError: irreducible", self.irreducible)
        if irreducible > initial:
            raise InputError(
                f"must be at most the initial probability, {initial:.6g}",
                place="ResidualError: irreducible",
                value=irreducible,
                fix="review does not add errors; check the order of the two",
            )
        object.__setattr__(self, "initial", initial)
        object.__setattr__(self, "irreducible", irreducible)
        object.__setattr__(self, "skill", positive_number("ResidualError: skill", self.skill))

    def probability(self, review_time: float) -> float:
        """Return p(r) after a review of `review_time` ≥ 0."""
        time = finite_number("review_time", review_time, 0.0)
        escaping = self.initial - self.irreducible
        return float(self.irreducible + escaping * np.exp(-self.skill * time))

    def slope(self, review_time: float) -> float:
        """Return p'(r) = -κ (p0 - p∞) e^(-κ r), by which more review lowers the probability."""
        time = finite_number("review_time", review_time, 0.0)
        escaping = self.initial - self.irreducible
        return float(-self.skill * escaping * np.exp(-self.skill * time))

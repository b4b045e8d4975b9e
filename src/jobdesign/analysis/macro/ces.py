"""The production function of an economy, with a constant elasticity of substitution (eq. 13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError

__all__ = ["CES"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CES:
    """Output of two kinds of labour and capital, (θ_M M^ρ + θ_H H^ρ + (1−θ_M−θ_H) K^ρ)^(1/ρ).

    Parameters
    ----------
    management_share
        θ_M, greater than 0.
    human_share
        θ_H, at least 0; 0 where production takes no human labour.
    rho
        ρ < 0.

    Raises
    ------
    InputError
        Where a share is out of range, both together leave nothing for capital, or ρ
        is not negative.

    Examples
    --------
    >>> from jobdesign import CES
    >>> ces = CES(management_share=0.3, human_share=0.4, rho=-1)
    >>> ces.elasticity, round(ces.output(2, 1, capital=0.5), 12)
    (0.5, 0.869565217391)
    """

    management_share: float
    human_share: float
    rho: float

    def __post_init__(self) -> None:
        for key in ("management_share", "human_share"):
            object.__setattr__(self, key, finite_number(key, getattr(self, key), 0))
        object.__setattr__(self, "rho", finite_number("rho", self.rho))
        if self.rho >= 0:
            raise InputError(
                "must be negative: the aggregation is derived for complements",
                place="rho",
                value=self.rho,
                fix="elasticity of substitution σ gives rho = (σ − 1)/σ",
            )
        if self.management_share == 0:
            raise InputError("must be greater than 0", place="management_share", value=0.0)
        if self.capital_share <= 0:
            raise InputError(
                "must be less than 1, to leave a share for capital",
                place="management_share + human_share",
                value=self.management_share + self.human_share,
            )

    @property
    def capital_share(self) -> float:
        """1 − θ_M − θ_H."""
        return 1.0 - self.management_share - self.human_share

    @property
    def elasticity(self) -> float:
        """Elasticity of substitution σ = 1/(1 − ρ), between 0 and 1."""
        return 1.0 / (1.0 - self.rho)

    def output(self, management: float, human: float, capital: float = 1.0) -> float:
        """Return output X (eq. 13); 0 where an input that has a share is 0."""
        inputs = (
            (self.management_share, finite_number("management", management, 0)),
            (self.human_share, finite_number("human", human, 0)),
            (self.capital_share, finite_number("capital", capital, 0)),
        )
        used = [(share, amount) for share, amount in inputs if share > 0]
        if any(amount == 0 for _, amount in used):
            return 0.0
        # in logarithms, since amount ** rho leaves double precision for rho far below 0
        terms = [math.log(share) + self.rho * math.log(amount) for share, amount in used]
        largest = max(terms)
        total = math.fsum(math.exp(term - largest) for term in terms)
        return math.exp((largest + math.log(total)) / self.rho)

    def marginal_products(
        self, management: float, human: float, capital: float = 1.0
    ) -> tuple[float, float, float]:
        """Return the derivatives of output, θ (X / input)^(1 − ρ), for M, H and K.

        Examples
        --------
        >>> from jobdesign import CES
        >>> CES(management_share=0.25, human_share=0.25, rho=-1).marginal_products(1, 1, 1)
        (0.25, 0.25, 0.5)
        """
        made = self.output(management, human, capital)
        products = [
            share * (made / amount) ** (1.0 - self.rho) if share > 0 else 0.0
            for share, amount in (
                (self.management_share, management),
                (self.human_share, human),
                (self.capital_share, capital),
            )
        ]
        return products[0], products[1], products[2]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "management_share": self.management_share,
            "human_share": self.human_share,
            "capital_share": self.capital_share,
            "rho": self.rho,
            "elasticity": self.elasticity,
        }

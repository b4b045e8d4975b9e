"""Reviewers who check drafts by risk, and a queue that prices their attention (section 2.3)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.queueing.mean_waits import mean_wait
from jobdesign.queueing.review.equilibria import ReviewEquilibria, ReviewState
from jobdesign.queueing.review.policies import (
    Parameters,
    PriceUnit,
    log_price_gap,
    policy_moments,
)
from jobdesign.queueing.review.risks import RiskSpread, risk_spread
from jobdesign.queueing.review.search import all_roots, stable_range
from jobdesign.queueing.review.signals import ContinuousSignal, PointSignal, as_signal
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.workflow import Array

__all__ = ["PARAMETERS", "ReviewModel"]

#: The parameters that are numbers, and the paper's letters for them.
PARAMETERS = {
    "arrival_rate": "λ",
    "capacity": "C",
    "waiting_cost": "c_w",
    "skill": "κ",
    "loss": "K",
    "irreducible": "p∞",
    "rework_mean": "μ_R",
    "rework_second_moment": "μ_R,2",
}
_PRICE_UNITS = ("per_time_unit", "per_task")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewModel:
    """A fully AI-assisted workflow in which reviewers decide by risk what to check.

    Parameters
    ----------
    signal
        What reviewers see of a draft: ``"beta(2, 2)"``, a frozen continuous distribution
        of scipy.stats, `DensitySignal` or `PointSignal`.
    risk_map
        π(s), probability of an error given the signal: `LogisticRisk`, `TableRisk`, or a
        function of an array.
    arrival_rate
        λ, drafts per unit of time.
    waiting_cost
        c_w, money per task and unit of waiting time.
    skill
        κ, the rate at which review removes errors, per unit of attention.
    loss
        K, money lost where an error escapes.
    rework_mean, rework_second_moment
        μ_R and μ_R,2, of the attention that an escaped error asks for.
    capacity
        C, units of attention per unit of time.
    irreducible
        p∞ in [0, 1), part of a draft's risk that no review removes (eq. 37).
    price_unit
        How eq. (44) prices attention. ``"per_time_unit"`` is the paper's formula,
        θ = c_w λ ∂W_q/∂τ_A. It compares a cost per unit of *time* with the reviewer's
        loss per *task*, and its answer changes with the unit of time. ``"per_task"``
        leaves the factor λ out, and gives the same answer in hours and in minutes.

    Raises
    ------
    InputError
        Where a parameter is out of range.

    Examples
    --------
    The two workflows of Fig. 5; the paper does not give the other two equilibria:

    >>> from jobdesign.queueing import LogisticRisk, ReviewModel
    >>> model = ReviewModel(signal="beta(2, 2)", risk_map=LogisticRisk(), arrival_rate=0.75,
    ...     waiting_cost=0.5, skill=2, loss=2, rework_mean=1.5, rework_second_moment=4)
    >>> [round(state.price, 8) for state in model.equilibria()]
    [0.42551067]
    >>> riskier = model.replace(signal="beta(5, 2)")
    >>> [round(state.price, 8) for state in riskier.equilibria()]
    [1.31584042, 2.21324267, 5.8188118]
    >>> riskier.equilibria().chosen.threshold.__round__(8)
    0.32896011
    """

    signal: ContinuousSignal | PointSignal | str | Any
    risk_map: Callable[[Array], Array]
    arrival_rate: float
    waiting_cost: float
    skill: float
    loss: float
    rework_mean: float
    rework_second_moment: float
    capacity: float = 1.0
    irreducible: float = 0.0
    price_unit: PriceUnit = "per_time_unit"
    spread: RiskSpread = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("arrival_rate", "waiting_cost", "skill", "loss", "capacity"):
            value = positive_number(f"ReviewModel: {name}", getattr(self, name))
            object.__setattr__(self, name, value)
        mean = finite_number("ReviewModel: rework_mean", self.rework_mean, 0.0)
        second = finite_number("ReviewModel: rework_second_moment", self.rework_second_moment, 0.0)
        if second < mean**2 * (1.0 - 1e-12) or (mean == 0.0 and second > 0.0):
            rule = f"must be at least the squared mean, {mean**2:.6g}"
            raise InputError(
                rule if mean > 0.0 else "must be 0 where the mean is",
                place="ReviewModel: rework_second_moment",
                value=second,
                fix="give E[R²], not the variance",
            )
        stays = probability("ReviewModel: irreducible", self.irreducible)
        if stays == 1.0:
            raise InputError(
                "must be below 1",
                place="ReviewModel: irreducible",
                value=stays,
                fix="review removes nothing then, and nobody reviews",
            )
        if self.price_unit not in _PRICE_UNITS:
            raise InputError(
                "must be per_time_unit or per_task",
                place="ReviewModel: price_unit",
                value=self.price_unit,
                fix=did_you_mean(str(self.price_unit), _PRICE_UNITS) or "per_time_unit is eq. (44)",
            )
        if not callable(self.risk_map):
            raise InputError(
                "must be a function of an array of signals",
                place="ReviewModel: risk_map",
                value=self.risk_map,
                fix="write LogisticRisk(), TableRisk(signals, risks), or lambda s: 0.3 * s, say",
            )
        object.__setattr__(self, "rework_mean", mean)
        object.__setattr__(self, "rework_second_moment", second)
        object.__setattr__(self, "irreducible", stays)
        signal = as_signal(self.signal)
        object.__setattr__(self, "signal", signal)
        spread = risk_spread(signal, self.risk_map)
        if spread.largest == 0.0:
            raise InputError(
                "is 0 for every draft",
                place="ReviewModel: risk_map",
                fix="there is nothing to review; check the map and the signal",
            )
        object.__setattr__(self, "spread", spread)

    def replace(self, **changes: Any) -> Self:
        """Return the model with some parameters changed."""
        return replace(self, **changes)

    @property
    def parameters(self) -> Parameters:
        """The numbers alone."""
        numbers = {name: getattr(self, name) for name in PARAMETERS}
        return Parameters(**numbers, price_unit=self.price_unit)

    @property
    def price_of_risk(self) -> float:
        """κK(1 - p∞), the price of attention at which no draft is reviewed any more, if risky."""
        return self.skill * self.loss * (1.0 - self.irreducible)

    def threshold(self, price: float) -> float:
        """Return π*(θ) = θ/(κK(1 - p∞)), the risk above which drafts are reviewed (eq. 8)."""
        return positive_number("price", price) / self.price_of_risk

    def effort(self, risk: float, price: float) -> float:
        """Return r* = max(0, log(κK(1 - p∞)π/θ))/κ, the review time of a draft (eq. 9)."""
        ratio = probability("risk", risk) / self.threshold(price)
        return math.log(ratio) / self.skill if ratio > 1.0 else 0.0

    def state(self, price: float) -> ReviewState:
        """Return the workflow in which reviewers take a price θ of attention as given.

        Its `marginal_cost` is Φ(θ) (eq. 44); where the two agree it is an equilibrium.
        """
        given = self.parameters
        y = np.array([math.log(self.threshold(price))])
        return self._state(float(price), y, given)

    def _state(
        self, price: float, log_threshold: Array, given: Parameters, touching: bool = False
    ) -> ReviewState:
        sums = self.spread.tail_sums(log_threshold)
        found = policy_moments(sums, given)
        gap, elasticity = log_price_gap(sums, given, found)
        mean, second = float(found.mean[0]), float(found.second_moment[0])
        with np.errstate(over="ignore"):
            ratio = float(np.exp(gap[0]))
        return ReviewState(
            price=price,
            threshold=float(np.exp(log_threshold[0])),
            marginal_cost=price * ratio,
            slope=float(elasticity[0]) * ratio,
            mean=mean,
            second_moment=second,
            utilisation=self.arrival_rate * mean / self.capacity,
            mean_wait=mean_wait(self.arrival_rate, mean, second, self.capacity),
            mean_review=float(found.review[0]),
            share_reviewed=float(sums.count[0]),
            share_escaping=float(found.escape[0]),
            touching=touching,
        )

    def stable_prices(self) -> tuple[float, float] | None:
        """Return the prices between which the queue is stable; None where it never is.

        At lower prices reviewers take too long, at higher ones rework does. The upper end
        is infinite where the queue is stable without any review.
        """
        return self._prices(stable_range(self.spread, self.parameters))

    def _prices(self, log_thresholds: tuple[float, float] | None) -> tuple[float, float] | None:
        if log_thresholds is None:
            return None
        low, high = (self.price_of_risk * math.exp(end) for end in log_thresholds)
        return low, high

    def equilibria(self) -> ReviewEquilibria:
        """Return every θ = Φ(θ) (eq. 45), by rising price; none can be missed.

        Notes
        -----
        Φ is infinite where the queue is overloaded, below the first and above the second
        of `stable_prices`. So it does not map an interval into itself, and Brouwer's
        theorem, which the paper invokes, does not apply. Where the queue is stable without
        review, λ μ_R E[π] < C, there is an equilibrium by the intermediate value theorem,
        and their number is odd but for touching ones. Otherwise there may be none.
        """
        given = self.parameters
        roots = all_roots(self.spread, given)
        states = tuple(
            self._state(self.price_of_risk * math.exp(y), np.array([y]), given, touching)
            for y, touching in zip(roots.log_threshold, roots.touching, strict=True)
        )
        return ReviewEquilibria(states=states, stable_prices=self._prices(roots.stable))

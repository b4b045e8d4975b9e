"""The variance wedge: AI is faster on average, and people wait longer (eqs. 4, 5, 21)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.mean_waits import log_correction, variability
from jobdesign.queueing.service_times.checks import positive_number
from jobdesign.solution import finite_or_none

__all__ = ["VarianceWedge", "largest_admissible_variation", "variance_wedge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceWedge:
    """Full AI against fully manual work at one arrival rate.

    Parameters
    ----------
    manual_wait, assisted_wait
        W_H and W_A; infinite where the route is overloaded.
    saves_time
        Whether τ_A < τ_H.
    variability_ratio
        (c_a² + c_A²)/(c_a² + c_H²), the left-hand side of eq. (4); where arrivals are not
        Poisson, each corrected as `mean_wait` does.
    variance_budget
        (τ_H/τ_A)² (1 - λτ_A/C)/(1 - λτ_H/C), the right-hand side. Infinite where only
        the manual route is overloaded, 0 where the AI's is.
    assisted_variation
        c_A².
    largest_variation
        c²_A,max (eq. 5): AI shortens the wait where c_A² is below it. Where it is
        negative, not even AI without any variability would.
    """

    manual_wait: float
    assisted_wait: float
    saves_time: bool
    variability_ratio: float
    variance_budget: float
    assisted_variation: float
    largest_variation: float

    @property
    def assisted_is_faster(self) -> bool:
        """Whether W_A < W_H: what eq. (4) asks for, without its divisions."""
        return self.assisted_wait < self.manual_wait

    @property
    def in_wedge(self) -> bool:
        """Whether AI saves time per task and still makes people wait longer."""
        return self.saves_time and self.assisted_wait > self.manual_wait

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        tree = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return {
            key: value if isinstance(value, bool) else finite_or_none(value)
            for key, value in tree.items()
        } | {"assisted_is_faster": self.assisted_is_faster, "in_wedge": self.in_wedge}


@takes(routes=Routes)
def variance_wedge(routes: Routes) -> VarianceWedge:
    """Compare full AI with fully manual work (eqs. 4 and 5).

    AI shortens the mean wait where

        (c_a² + c_A²)/(c_a² + c_H²) < (τ_H/τ_A)² (1 - λτ_A/C)/(1 - λτ_H/C).

    For Poisson arrivals c_a² = 1. Burstier arrivals leave the budget on the right as it
    is and bring the ratio on the left nearer to 1, since the same bursts add to both. With
    other than Poisson arrivals both sums are corrected as in `mean_wait`, so that the
    comparison is that of the two waits.

    Examples
    --------
    The AI of Fig. 4 takes 15 % less time, and yet makes people wait longer:

    >>> from jobdesign.queueing import Moments, Routes, variance_wedge
    >>> wedge = variance_wedge(Routes(manual=Moments.from_mean(1, 0.1),
    ...     assisted=Moments.from_mean(0.85, 1.25), arrival_rate=0.6))
    >>> wedge.in_wedge, round(wedge.variability_ratio, 6), round(wedge.variance_budget, 6)
    (True, 2.045455, 1.695502)
    >>> round(wedge.largest_variation, 6)
    0.865052
    """
    manual, assisted = routes.manual, routes.assisted
    loads = routes.utilisation(0.0), routes.utilisation(1.0)
    budget = _budget(manual.mean, assisted.mean, *loads)
    bursts = routes.arrival_variation
    by_hand = 2.0 * variability(loads[0], bursts, manual.squared_variation)
    with_ai = 2.0 * variability(loads[1], bursts, assisted.squared_variation)
    return VarianceWedge(
        manual_wait=routes.mean_wait(0.0),
        assisted_wait=routes.mean_wait(1.0),
        saves_time=assisted.mean < manual.mean,
        variability_ratio=_ratio(with_ai, by_hand),
        variance_budget=budget,
        assisted_variation=assisted.squared_variation,
        largest_variation=_variation_of(_product(budget, by_hand), loads[1], bursts),
    )


def largest_admissible_variation(
    mean_ratio: float,
    manual_utilisation: float,
    manual_variation: float,
    arrival_variation: float = 1.0,
) -> float:
    """Return c²_A,max = (1/s²)(1 - ρ_H s)/(1 - ρ_H) (1 + c_H²) - 1 (eq. 5).

    Parameters
    ----------
    mean_ratio
        s = τ_A/τ_H, greater than 0.
    manual_utilisation
        ρ_H in [0, 1), with ρ_H s < 1.
    manual_variation
        c_H².
    arrival_variation
        c_a²; 1 is eq. (5), with others the waits of `mean_wait` are compared.

    Returns
    -------
    float
        The largest c_A² with which AI still shortens the wait; negative where none does.

    Raises
    ------
    InputError
        Where a number is out of range or a route is overloaded.

    Examples
    --------
    Fig. 3 at s = 0.5, and at s = 1, where it is the manual c_H²:

    >>> from jobdesign.queueing import largest_admissible_variation
    >>> [round(largest_admissible_variation(0.5, load, 0.5), 9) for load in (0.2, 0.4, 0.6, 0.8)]
    [5.75, 7.0, 9.5, 17.0]
    >>> largest_admissible_variation(1, 0.6, 0.5)
    0.5
    """
    s = positive_number("mean_ratio", mean_ratio)
    load = finite_number("manual_utilisation", manual_utilisation, 0.0)
    for place, value in (
        ("manual_utilisation", load),
        ("manual_utilisation × mean_ratio", load * s),
    ):
        if value >= 1.0:
            raise InputError(
                "must be below 1: the queue is overloaded",
                place=place,
                value=value,
                fix="variance_wedge(Routes(...)) takes overloaded routes too",
            )
    spread = finite_number("manual_variation", manual_variation, 0.0)
    bursts = finite_number("arrival_variation", arrival_variation, 0.0)
    allowed = _product(_budget(1.0, s, load, load * s), 2.0 * variability(load, bursts, spread))
    return _variation_of(allowed, load * s, bursts)


def _variation_of(allowed: float, load: float, bursts: float) -> float:
    """Return the c_s² at which c_a² + c_s², corrected, is what is allowed.

    Below 0 where not even c_s² = 0 is: how far is then of no meaning but for c_a² ≤ 1.
    """
    if bursts == 1.0 or allowed == 0.0 or math.isinf(allowed) or not 0.0 < load < 1.0:
        return allowed - bursts
    from scipy.optimize import brentq
    from scipy.special import lambertw

    if bursts < 1.0:
        # b e^(-K/b) with b = c_a² + c_s²
        k = -float(log_correction(load, bursts, 1.0 - bursts))
        return float(k / lambertw(k / allowed).real) - bursts
    least = 2.0 * variability(load, bursts, 0.0)
    highest = allowed * bursts / least - bursts
    if highest <= 0.0:
        return highest
    return float(
        brentq(
            lambda spread: 2.0 * variability(load, bursts, spread) - allowed,
            0.0, highest, xtol=1e-14 * highest, rtol=1e-14,
        )
    )  # fmt: skip


def _budget(manual: float, assisted: float, manual_load: float, assisted_load: float) -> float:
    """Return the right-hand side of eq. (4), and its limits where a route is overloaded."""
    if assisted_load >= 1.0:
        return 0.0
    if manual_load >= 1.0 or assisted == 0.0:
        return math.inf if manual > 0.0 else 0.0
    return (manual / assisted) ** 2 * (1.0 - assisted_load) / (1.0 - manual_load)


def _ratio(one: float, other: float) -> float:
    if other == 0.0:
        return math.inf if one > 0.0 else 1.0
    return math.nan if math.isinf(one) and math.isinf(other) else one / other


def _product(budget: float, spread: float) -> float:
    """Multiply, with 0 · ∞ = 0: nothing is admissible where the budget is nothing."""
    return 0.0 if budget == 0.0 or spread == 0.0 else budget * spread

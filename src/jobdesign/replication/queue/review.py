"""Verification equilibria (eqs. 41 to 45, Figure 5), and the unit of time in eq. (44)."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from jobdesign.queueing.review.curves import equilibrium_curve
from jobdesign.queueing.review.equilibria import ReviewState
from jobdesign.queueing.review.model import ReviewModel
from jobdesign.replication.claims import Finding, Subject, difference, finding, numbers
from jobdesign.replication.queue.models import figure_5, rounds_to
from jobdesign.replication.queue.printed_review import PrintedReview

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "Review equilibria")

_FEW, _MANY = "beta(2, 2)", "beta(5, 2)"
_SAME = 1e-8


def _printed(model: ReviewModel, **changes: Any) -> PrintedReview:
    a = 2 if model.signal == figure_5(_FEW).signal else 5
    return PrintedReview(a, arrival_rate=model.arrival_rate, **changes)


@cache
def _scanned(of: PrintedReview) -> tuple[float, ...]:
    return tuple(of.roots())


def _agree(found: list[float], other: tuple[float, ...]) -> bool:
    return len(found) == len(other) and bool(np.allclose(found, other, rtol=_SAME, atol=0.0))


@SUBJECT.claim(
    "(41), (42), (44)",
    "Φ(θ) = c_w λ³ q_A/(2C(C − λτ_A)²): largest relative difference of Φ, τ_A and q_A from a "
    "quadrature of the printed integrals and a complex step on (3)",
    printed="(44)",
    recorded="holds",
    reason="both densities of Fig. 5, ten prices from 0.25 to 8",
)
def marginal_cost() -> Finding:
    worst = 0.0
    for signal in (_FEW, _MANY):
        model = figure_5(signal)
        by_hand = _printed(model)
        for price in np.geomspace(0.25, 8.0, 10).tolist():
            state = model.state(price)
            mean, second = by_hand.moments(price)
            slack = 1.0 - model.arrival_rate * mean
            closed = 0.5 * model.arrival_rate**3 * second / (2.0 * slack**2)
            pairs = (
                (state.mean, mean),
                (state.second_moment, second),
                (state.marginal_cost, by_hand.marginal_cost(price)),
                (closed, by_hand.marginal_cost(price)),
            )
            worst = max(worst, *(abs(one / other - 1.0) for one, other in pairs))
    return finding(difference(worst, _SAME), worst <= _SAME)


def _figure_5(signal: str, printed: str, roots: int) -> Finding:
    model = figure_5(signal)
    states = list(model.equilibria())
    scanned = _scanned(_printed(model))
    state = states[0]
    values = (
        state.price,
        state.threshold,
        state.mean,
        state.second_moment,
        state.utilisation,
        state.mean_wait,
    )
    count = "one root" if len(states) == 1 else f"the smallest of {len(states)} roots"
    shown = " / ".join(f"{value:.8f}" for value in values)
    computed = f"{shown}; {count}, Φ′ = {state.slope:.4f}"
    right = _agree([each.price for each in states], scanned) and len(states) == roots
    return finding(computed, right and rounds_to(printed, *values))


_PRINTED_FEW = "0.426 / 0.106 / 0.671 / 0.995 / 0.503 / 0.751"
_PRINTED_MANY = "1.316 / 0.329 / 0.831 / 1.770 / 0.623 / 1.762"


@SUBJECT.claim(
    "Figure 5",
    "θ*, π*, τ_A, q_A, ρ and W_q with density μ_1",
    printed=_PRINTED_FEW,
    recorded="holds",
    reason="the only root, of a scan over θ with another quadrature as well",
)
def figure_5_few() -> Finding:
    return _figure_5(_FEW, _PRINTED_FEW, 1)


@SUBJECT.claim(
    "Figure 5",
    "The same with density μ_2",
    printed=_PRINTED_MANY,
    recorded="holds",
    reason="the smallest root of three, of a scan as well",
)
def figure_5_many() -> Finding:
    return _figure_5(_MANY, _PRINTED_MANY, 3)


@SUBJECT.claim(
    "Figure 5",
    "The other roots with density μ_2: θ* and Φ′ of both; π*, τ_A, q_A, W_q and the share reviewed "
    "in the last",
    printed="may not be unique",
    recorded="holds",
    reason="the middle one is unstable; in the last, where π* > 1, nothing is reviewed",
)
def figure_5_others() -> Finding:
    model = figure_5(_MANY)
    states = list(model.equilibria())
    scanned = _scanned(_printed(model))
    right = _agree([each.price for each in states], scanned) and len(states) > 1
    others = states[1:]
    slopes = [_printed(model).slope(each.price) for each in others]
    right = right and bool(np.allclose(slopes, [each.slope for each in others], atol=1e-6))
    shown = "; ".join(f"{each.price:.8f}, {each.slope:.4f}" for each in others)
    last = states[-1]
    values = last.threshold, last.mean, last.second_moment, last.mean_wait, last.share_reviewed
    return finding(f"{shown}; {numbers(*values, digits=7)}", right)


@SUBJECT.claim(
    "Figure 5, section 4.5",
    "The smallest root of μ_2 is where the workflow gets to: from light load as λ rises, by "
    "θ ← Φ(θ) from 0.5, from 0.2; λ at which the lower branch ends",
    printed="the branch naturally reached from a lightly loaded system",
    recorded="holds under a condition",
    reason="only as continuation in λ, until a fold; iteration leads elsewhere, or to Φ = ∞",
)
def smallest_root_reached() -> Finding:
    model = figure_5(_MANY)
    by_hand = _printed(model)
    smallest = model.equilibria()[0].price
    price = by_hand.at(0.3).roots()[0]
    for rate in np.linspace(0.3, 0.75, 10).tolist():
        price = by_hand.at(rate).settles_at(price, jumps=False)
    jumped = [by_hand.settles_at(start, jumps=True) for start in (0.5, 0.2)]
    curve = equilibrium_curve(model, "arrival_rate", 0.3, 0.9)
    folds = [fold for fold in curve.folds if fold.two_more == "below"]
    ends = folds[0].value
    # two roots meet at the fold, and are gone beyond it
    kept = [len(_low(by_hand.at(rate), folds[0].price)) for rate in (ends - 1e-4, ends + 1e-4)]
    reached = [abs(found / smallest - 1.0) < 1e-6 for found in (price, *jumped)]
    shown = " / ".join(f"{each:.4f}" if each < math.inf else "∞" for each in jumped)
    computed = f"{price:.6f}; {shown}; {ends:.6f}"
    return finding(computed, all(reached), reached[0] and kept == [2, 0])


def _low(of: PrintedReview, fold: float) -> list[float]:
    """Return the roots near a fold's price."""
    return [root for root in of.roots(2_000) if abs(root / fold - 1.0) < 0.3]


@SUBJECT.claim(
    "Section 4.5",
    "The smallest stable solution exists: arrival rates of μ_1 between which |Φ′| > 1 at the only "
    "root; Φ′ at λ = .2, .5, .8",
    printed="the smallest stable solution",
    recorded="holds under a condition",
    reason="between these no root is stable under θ ← Φ(θ); if θ moves gradually Φ′ < 1 will do",
)
def smallest_stable() -> Finding:
    model = figure_5(_FEW)

    def state(rate: float) -> ReviewState:
        (only,) = model.replace(arrival_rate=rate).equilibria()
        return only

    ends = [
        _crossing(lambda rate: state(rate).slope + 1.0, *pair) for pair in ((0.2, 0.5), (0.5, 0.8))
    ]
    states = [state(rate) for rate in (0.2, 0.5, 0.8)]
    slopes = [each.slope for each in states]
    by_hand = [_printed(model).at(rate) for rate in (0.2, 0.5, 0.8)]
    checked = [of.slope(each.price) for of, each in zip(by_hand, states, strict=True)]
    right = bool(np.allclose(slopes, checked, atol=1e-5))
    computed = f"{numbers(*ends)}; {numbers(*slopes, digits=4)}"
    gradually = all(each.is_stable for each in states)
    return finding(
        computed,
        right and all(each.is_stable_by_iteration for each in states),
        right and gradually,
    )


def _crossing(function: Any, low: float, high: float) -> float:
    sign = function(low) > 0.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        same = (function(middle) > 0.0) == sign
        low, high = (middle, high) if same else (low, middle)
    return 0.5 * (low + high)


@SUBJECT.claim(
    "Section 4.5",
    "A solution exists by Brouwer's theorem: prices below which Φ = ∞, for μ_1 and μ_2; number of "
    "roots of μ_2 at λ = .75, 1, where λ μ_R E[π] is",
    printed="exists under fairly general assumptions",
    recorded="holds under a condition",
    reason="Φ maps no interval into itself; by intermediate values there is a root if that is < C",
)
def existence() -> Finding:
    models = figure_5(_FEW), figure_5(_MANY)
    lowest = []
    right = True
    for model in models:
        prices = model.stable_prices()
        assert prices is not None
        lowest.append(prices[0])
        right = right and abs(_printed(model).least_price() / prices[0] - 1.0) < 1e-6
    rates = 0.75, 1.0
    counts = [len(models[1].replace(arrival_rate=rate).equilibria()) for rate in rates]
    scans = [len(PrintedReview(5, arrival_rate=rate).roots()) for rate in rates]
    loads = [rate * 1.5 * models[1].spread.mean for rate in rates]
    right = right and counts == scans
    right = right and all(
        (count > 0) >= (load < 1.0) for count, load in zip(counts, loads, strict=True)
    )
    computed = f"{numbers(*lowest)}; {numbers(*counts)}, {numbers(*loads, digits=4)}"
    return finding(computed, right and all(counts), right and any(counts))


def _in_minutes(model: ReviewModel) -> ReviewModel:
    """Return the same workflow with times in minutes."""
    return model.replace(
        arrival_rate=model.arrival_rate / 60.0,
        waiting_cost=model.waiting_cost / 60.0,
        skill=model.skill / 60.0,
        rework_mean=60.0 * model.rework_mean,
        rework_second_moment=3600.0 * model.rework_second_moment,
    )


def _thresholds(price_unit: str) -> tuple[float, float, bool]:
    """Return π* of μ_1 in hours and in minutes, and whether the printed equations agree."""
    found, agree = [], True
    for per_hour in (1.0, 60.0):
        model = figure_5(_FEW, price_unit=price_unit)
        given = model if per_hour == 1.0 else _in_minutes(model)
        states = given.equilibria()
        other = PrintedReview(2, per_hour=per_hour, with_rate=price_unit == "per_time_unit")
        agree = agree and _agree([state.price for state in states], _scanned(other))
        found.append(states[0].threshold)
    return found[0], found[1], agree


@SUBJECT.claim(
    "(44)",
    "θ is the price of a task's attention, c_w λ ∂W_q/∂τ_A: π* of μ_1 in hours, in minutes; "
    "without the factor λ",
    printed="c_w λ ∂W_q/∂τ_A",
    recorded="erratum",
    reason="the factor λ makes it a cost per unit of time, beside a loss K per task in (36)",
)
def unit_of_price() -> Finding:
    found = _thresholds("per_time_unit"), _thresholds("per_task")
    computed = "; ".join(numbers(hours, minutes) for hours, minutes, _ in found)
    same = [abs(hours / minutes - 1.0) < _SAME for hours, minutes, _ in found]
    agree = all(each[2] for each in found)
    return finding(computed, not agree or same[0] or not same[1])


@SUBJECT.claim(
    "Figure 5",
    "More risky drafts move the equilibrium from θ* = 0.426 to 1.316, some drafts still reviewed: "
    "θ* of μ_1, μ_2 without the factor λ, share of μ_2 reviewed",
    printed="0.426 / 1.316",
    recorded="holds under a condition",
    reason="with the factor λ of (44), in hours; per task nothing is reviewed with μ_2",
)
def figure_5_per_task() -> Finding:
    held, agree, shown = [], True, ""
    for unit, with_rate in (("per_time_unit", True), ("per_task", False)):
        states = []
        for signal, a in ((_FEW, 2), (_MANY, 5)):
            found = figure_5(signal, price_unit=unit).equilibria()
            scanned = _scanned(PrintedReview(a, with_rate=with_rate))
            agree = agree and _agree([state.price for state in found], scanned)
            states.append(found[0])
        prices = [state.price for state in states]
        held.append(rounds_to("0.426 / 1.316", *prices) and states[1].has_review)
        shown = f"{numbers(*prices, digits=7)}, {states[1].share_reviewed:g}"
    return finding(shown, agree and all(held), agree and any(held))

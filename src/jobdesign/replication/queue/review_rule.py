"""The review rule of one draft (eqs. 8, 9, 36 to 40; Figure 6)."""

from __future__ import annotations

import numpy as np

from jobdesign.replication.claims import Finding, Subject, difference, finding, numbers
from jobdesign.replication.queue.models import figure_5
from jobdesign.replication.queue.printed_review import objective

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "The review rule")


@SUBJECT.claim(
    "(9), (39)",
    "r* minimises (36): largest excess over the least value on a grid of review times, and "
    "largest distance of r* from that grid's minimiser",
    printed="optimal",
    recorded="holds",
    reason="1,000 random risks and prices, a grid of 2,001 times each; drafts below π* get none",
)
def review_effort() -> Finding:
    rng = np.random.default_rng(9)
    excess = distance = 0.0
    grid = np.linspace(0.0, 10.0, 2_001)
    for number in range(1_000):
        if number % 50 == 0:
            skill, loss = rng.uniform(0.5, 3.0), rng.uniform(1.0, 10.0)
            model = figure_5("beta(2, 2)", skill=skill, loss=loss)
        risk, price = rng.uniform(0.0, 1.0), skill * loss * rng.uniform(0.01, 1.2)
        chosen = model.effort(risk, price)
        values = objective(grid, risk, price, loss, skill)
        here = float(objective(np.array([chosen]), risk, price, loss, skill)[0])
        excess = max(excess, here - float(values.min()))
        distance = max(distance, abs(chosen - float(grid[int(np.argmin(values))])))
    step = float(grid[1])
    computed = f"{difference(excess, 1e-12)}, {difference(distance, step)}"
    return finding(computed, excess <= 1e-12 and distance <= step)


@SUBJECT.claim(
    "(38)",
    "(38) is the first-order condition for the θ that minimises (36): where (36) is least by θ "
    "on [0.1, 1], and by r, for risk 0.5; the r of (38)",
    printed="θ",
    recorded="erratum",
    reason="a slip of the pen: for r; by θ (36) only rises, and θ is given",
)
def first_order_condition() -> Finding:
    skill, loss, risk, price = 2.0, 2.0, 0.5, 0.425
    prices, efforts = np.linspace(0.1, 1.0, 9_001), np.linspace(0.0, 2.0, 20_001)
    condition = figure_5("beta(2, 2)", skill=skill, loss=loss).effort(risk, price)
    by_price = [objective(np.array([condition]), risk, p, loss, skill)[0] for p in prices]
    least_price = float(prices[int(np.argmin(by_price))])
    values = objective(efforts, risk, price, loss, skill)
    least_effort = float(efforts[int(np.argmin(values))])
    solved = skill * loss * risk * np.exp(-skill * condition)
    agrees = abs(solved - price) < 1e-9 and abs(least_effort - condition) <= 1e-4
    computed = f"θ = {least_price:g}, r = {least_effort:.4f}; {condition:.4f}"
    return finding(computed, not agrees or abs(least_price - price) <= 1e-4)


@SUBJECT.claim(
    "(8), (40), Figure 6",
    "The threshold θ/(κK) with K = 10, κ = 2 is a risk: thresholds at θ = 1, 2, 5, 10, 25",
    printed="θ/20",
    recorded="holds under a condition",
    reason="θ ≤ κK = 20, else nothing is reviewed; the figure's four θ are not in the text",
)
def review_threshold() -> Finding:
    model = figure_5("beta(2, 2)", skill=2.0, loss=10.0)
    prices = (1.0, 2.0, 5.0, 10.0, 25.0)
    found = [model.threshold(price) for price in prices]
    right = all(
        threshold > 1.0
        or (
            model.effort(threshold * (1.0 - 1e-9), price) == 0.0
            and model.effort(min(1.0, threshold * (1.0 + 1e-6)), price) > 0.0
        )
        for threshold, price in zip(found, prices, strict=True)
    ) and bool(np.allclose(found, np.array(prices) / 20.0))
    risks = [threshold <= 1.0 for threshold in found]
    return finding(numbers(*found), right and all(risks), right and any(risks))

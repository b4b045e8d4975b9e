"""What other decisions cost, and what the rules cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.analysis.decisions import FORBIDDEN, REQUIRED
from jobdesign.design import Mode
from jobdesign.plotting.price_map import plot_prices
from jobdesign.reporting.elements import Child, Markup, element, paragraph, section, table
from jobdesign.reporting.figures import figure
from jobdesign.tables.numbers import column, number

if TYPE_CHECKING:
    from jobdesign.analysis.decisions import DecisionPrices
    from jobdesign.reporting.contents import Contents

__all__ = ["constraints_section", "prices_section"]

#: Decisions that are listed.
_MOST = 10
#: The share of the cost from which it is no percentage any more.
_TIMES = 10.0
#: Steps up to which the map can be read.
_MOST_STEPS = 150


def prices_section(prices: DecisionPrices | str) -> Markup:
    """Return the map of prices, and the decisions that matter least."""
    title = "What other decisions cost"
    if isinstance(prices, str) or prices.design is None:
        return section(title, paragraph(str(prices)))
    other = sorted(_others(prices), key=lambda pair: pair[0])
    parts: list[Child] = [
        paragraph(
            "A price is what the cheapest design that decides so costs more than the best design. "
            "Where it is small, decide by taste; where it is large, think twice."
        )
    ]
    if len(prices.design) <= _MOST_STEPS:
        caption = "The price of each decision. Dots: the best design; ×: impossible."
        parts.append(figure(plot_prices(prices), "prices", caption))
    if other:
        costs = [price for price, _ in other[:_MOST]]
        shares = [price / prices.cost if prices.cost else math.inf for price in costs]
        parts.append(
            table(
                {
                    "Decision": [decision for _, decision in other[:_MOST]],
                    "Price": column(costs),
                    "Of the cost": [
                        f"{share:.1%}" if share < _TIMES else f"{share:.3g} times"
                        for share in shares
                    ],
                },
                words=["Decision"],
                caption=f"The cheapest other decisions, of {len(other)}",
            )
        )
    if not prices.complete:
        parts.append(element("p", "The time was up before all were priced (?).", class_="note"))
    return section(title, *parts)


def _others(prices: DecisionPrices) -> list[tuple[float, str]]:
    """Return the finite price of each decision that the optimum does not make."""
    design = prices.design
    assert design is not None
    names = prices.problem.workflow.names
    found = []
    for step, mode in np.argwhere(np.isfinite(prices.mode_price)).tolist():
        if mode != design.modes[step]:
            now = Mode(int(design.modes[step]))
            text = f"“{names[step]}” {Mode(mode)} instead of {now}"
            found.append((float(prices.mode_price[step, mode]), text))
    ends = set(design.job_ends.tolist())
    for step, column_ in np.argwhere(np.isfinite(prices.handoff_price)).tolist():
        if column_ == (REQUIRED if step in ends else FORBIDDEN):
            continue
        word = "A hand-off" if column_ == REQUIRED else "No hand-off"
        found.append((float(prices.handoff_price[step, column_]), f"{word} after “{names[step]}”"))
    return found


def constraints_section(contents: Contents) -> Markup | None:
    """Return the side constraints, and what each costs; None without any."""
    constraints = contents.problem.constraints
    if not constraints and not contents.limits:
        return None
    parts: list[Child] = []
    without = {id(constraint): solution for constraint, solution in contents.without}
    if constraints:
        savings = [
            contents.solution.cost - without[id(constraint)].cost
            if id(constraint) in without and without[id(constraint)].status == "optimal"
            else math.nan
            for constraint in constraints
        ]
        least = 1e-12 * abs(contents.solution.cost)
        parts.append(
            table(
                {
                    "Constraint": [str(constraint) for constraint in constraints],
                    "Costs": column([0.0 if abs(s) <= least else s for s in savings]),
                },
                words=["Constraint"],
                caption="What each constraint costs: what would be saved without it alone",
            )
            if contents.solution.design is not None
            else element("ul", [element("li", str(constraint)) for constraint in constraints])
        )
    if contents.limits:
        parts.append(
            table(
                {
                    "Limit": [price.name for price in contents.limits],
                    "Used": [number(price.used) for price in contents.limits],
                    "Loosened to": [number(price.relaxed_limit) for price in contents.limits],
                    "Saves": [number(price.saving) for price in contents.limits],
                },
                words=["Limit"],
                caption="What a looser limit saves",
            )
        )
    return section("Rules that the design keeps", *parts)

"""Prices of limits, and costs over a limit, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobdesign.analysis.limits import LimitCurve, LimitPrice

__all__ = ["limit_curve_text", "limit_prices_text"]


def limit_prices_text(prices: Sequence[LimitPrice]) -> str:
    """Return one row a limit, and the steps between the limit and one unit more."""
    console = new_console()
    table = make_table(
        {
            "Limit": [price.name for price in prices],
            "Used": [number(price.used) for price in prices],
            "Cost": [number(price.cost) for price in prices],
            "One unit more": [number(price.relaxed_cost) for price in prices],
            "Saves": [number(price.saving) for price in prices],
            "Multiplier": [number(price.multiplier) for price in prices],
        },
        words=["Limit"],
    )
    print_table(console, table)
    for price in prices:
        console.print()
        console.print(Text(limit_curve_text(price.curve)), soft_wrap=True)
    return text_of(console)


def limit_curve_text(curve: LimitCurve) -> str:
    """Return one row a step of the curve."""
    console = new_console()
    console.print(Text(f"Cost over {curve.name}"), soft_wrap=True)
    print_table(
        console,
        make_table(
            {
                "From": column([step.low for step in curve.steps]),
                "To": column([step.high for step in curve.steps]),
                "Cost": column([step.cost for step in curve.steps]),
                "Design": [
                    "none" if step.design is None else str(step.design) for step in curve.steps
                ],
            },
            words=["Design"],
        ),
    )
    if not curve.complete:
        console.print(Text("The time was up before the tightest limit."))
    return text_of(console)

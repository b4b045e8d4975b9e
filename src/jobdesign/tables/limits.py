"""Prices of limits, and costs over a limit, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text

from jobdesign.design import Mode
from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobdesign.analysis.limits.prices import LimitCurve, LimitPrice
    from jobdesign.design import Design

__all__ = ["limit_curve_text", "limit_prices_text"]


def limit_prices_text(prices: Sequence[LimitPrice]) -> str:
    """Return one row a limit, and the curves of those that have several steps."""
    console = new_console()
    table = make_table(
        {
            "Limit": [price.name for price in prices],
            "Used": [number(price.used) for price in prices],
            "Cost": [number(price.cost) for price in prices],
            "Loosened to": [number(price.relaxed_limit) for price in prices],
            "Cost then": [number(price.relaxed_cost) for price in prices],
            "Saves": [number(price.saving) for price in prices],
            "Multiplier": [number(price.multiplier) for price in prices],
        },
        words=["Limit"],
    )
    print_table(console, table)
    if all(price.cost == np.inf for price in prices):
        console.print()
        hint = "No design keeps all constraints as they are; jobdesign solve says which clash."
        console.print(Text(hint), soft_wrap=True)
    for price in prices:
        if len(price.curve.steps) > 1:
            console.print()
            console.print(Text(limit_curve_text(price.curve)), soft_wrap=True)
    stopped = [price.curve for price in prices if not price.curve.complete]
    if stopped:
        console.print()
        console.print(Text(f"{_why(stopped[-1])} before all limits were priced."))
    return text_of(console)


def limit_curve_text(curve: LimitCurve) -> str:
    """Return one row a step of the curve."""
    console = new_console()
    console.print(Text(f"Cost over {curve.name}"), soft_wrap=True)
    designs = [step.design for step in curve.steps]
    print_table(
        console,
        make_table(
            {
                "From": column([step.low for step in curve.steps]),
                "To": column([step.high for step in curve.steps]),
                "Cost": column([step.cost for step in curve.steps]),
                "Design": ["none" if d is None else str(d) for d in designs],
                "Done with AI": ["" if d is None else _with_ai(d) for d in designs],
            },
            words=["Design", "Done with AI"],
            wraps=["Design", "Done with AI"],
        ),
    )
    if not curve.complete:
        console.print(Text(f"{_why(curve)} before the tightest limit was reached."))
    return text_of(console)


def _why(curve: LimitCurve) -> str:
    return "Interrupted" if curve.interrupted else "Stopped"


def _with_ai(design: Design) -> str:
    """Name the runs of steps that are augmented or automated, by number."""
    steps = np.flatnonzero(design.modes != Mode.MANUAL) + 1
    if len(steps) == 0:
        return "nothing"
    runs = np.split(steps, np.flatnonzero(np.diff(steps) > 1) + 1)
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

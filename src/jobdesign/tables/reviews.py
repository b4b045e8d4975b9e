"""Equilibria of selective review, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, number, percent, precise

if TYPE_CHECKING:
    from jobdesign.queueing.review.curves import EquilibriumCurve
    from jobdesign.queueing.review.equilibria import ReviewEquilibria

__all__ = ["curve_text", "equilibria_text"]


def equilibria_text(found: ReviewEquilibria, name: str = "", time_unit: str = "") -> str:
    """Return one row an equilibrium."""
    console = new_console()
    title = name or "Selective review"
    count = len(found)
    noun = "equilibrium" if count == 1 else "equilibria"
    console.print(Text(f"{title}: {count or 'no'} {noun}{_unit(time_unit)}"), soft_wrap=True)
    if found.status == "overloaded":
        console.print(Text("No review policy keeps the queue stable."), soft_wrap=True)
        return text_of(console)
    if found.status == "none":
        text = "At every price that keeps the queue stable, attention is worth still more."
        console.print(Text(text), soft_wrap=True)
        return text_of(console)
    console.print()
    states = list(found)
    table = {
        "Price": [precise(state.price) for state in states],
        "Threshold": [precise(state.threshold) for state in states],
        "Reviewed": [percent(state.share_reviewed) for state in states],
        "Escaping": [percent(state.share_escaping) for state in states],
        "Mean": column([state.mean for state in states]),
        "Busy": [percent(state.utilisation) for state in states],
        "Wait": column([state.mean_wait for state in states]),
        "Slope": column([state.slope for state in states]),
        "Stable": ["yes" if state.is_stable else "no" for state in states],
    }
    print_table(console, make_table(table, words=["Stable"]))
    console.print()
    text = "Stable: a price that moves gradually comes back."
    if any(state.is_stable and not state.is_stable_by_iteration for state in states):
        text += " One that jumps to what attention is worth does not, where the slope is below -1."
    console.print(Text(text), soft_wrap=True)
    return text_of(console)


def _unit(time_unit: str) -> str:
    return f" (times in {time_unit})" if time_unit else ""


def curve_text(curve: EquilibriumCurve, name: str = "", time_unit: str = "") -> str:
    """Return one row a branch, and the folds."""
    console = new_console()
    title = name or "Selective review"
    line = f"{title}: equilibria along {curve.parameter}{_unit(time_unit)}"
    console.print(Text(line), soft_wrap=True)
    console.print()
    rows = list(curve.branches)
    table = {
        "From": [precise(float(row.value.min())) for row in rows],
        "To": [precise(float(row.value.max())) for row in rows],
        "Price from": column([float(row.price[row.value.argmin()]) for row in rows]),
        "Price to": column([float(row.price[row.value.argmax()]) for row in rows]),
        "Wait from": column([float(row.mean_wait[row.value.argmin()]) for row in rows]),
        "Wait to": column([float(row.mean_wait[row.value.argmax()]) for row in rows]),
        "Stable": ["yes" if row.is_stable else "no" for row in rows],
    }
    print_table(console, make_table(table, words=["Stable"]))
    console.print()
    for fold in curve.folds:
        text = (
            f"Fold at {curve.parameter} = {precise(fold.value)}: two more equilibria"
            f" {fold.two_more} it, at price {number(fold.price)}."
        )
        console.print(Text(text), soft_wrap=True)
    if not curve.folds:
        console.print(Text("No folds."), soft_wrap=True)
    return text_of(console)

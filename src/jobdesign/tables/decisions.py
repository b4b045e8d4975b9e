"""Prices of decisions, and the best designs, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column, number, precise

if TYPE_CHECKING:
    from jobdesign.analysis.decisions import DecisionPrices
    from jobdesign.solution import Solution

__all__ = ["best_designs_text", "decision_prices_text"]

#: What stands in place of a price where the optimum decides so.
_CHOSEN = "✓"


def decision_prices_text(prices: DecisionPrices) -> str:
    """Return one row a step: what each mode, and a hand-off after it or none, costs more."""
    console = new_console()
    console.print(Text(_headline(prices)), soft_wrap=True)
    if prices.design is None:
        return text_of(console)
    console.print()
    rows = prices.rows()
    shown = [rows[i] for i in shown_rows(len(rows))]

    def cells(key: str, chosen: list[bool]) -> list[str]:
        written = column([row[key] for row in shown])
        return [_CHOSEN if mine else cell for mine, cell in zip(chosen, written, strict=True)]

    modes = {
        mode.capitalize(): cells(mode, [row["mode"] == mode for row in shown])
        for mode in ("manual", "augmented", "automated")
    }
    ends = [row["handoff_after"] for row in shown]
    table = make_table(
        {
            "Step": [row["step"] for row in shown],
            **modes,
            "Hand-off after": cells("handoff", ends),
            "No hand-off": cells("no_handoff", [not end for end in ends]),
        },
        words=["Step"],
        wraps=["Step"],
        title="What deciding otherwise costs",
        count=len(rows),
    )
    print_table(console, table)
    if not prices.complete:
        console.print(Text("The time was up before all decisions were priced (–)."))
    return text_of(console)


def _headline(prices: DecisionPrices) -> str:
    title = f"{prices.problem.name}: " if prices.problem.name else ""
    if prices.design is None:
        missing = "no design keeps all constraints" if prices.complete else "the time was up"
        return f"{title}{missing}"
    design = str(prices.design) if len(prices.design) <= 30 else repr(prices.design)
    return f"{title}optimal cost {number(prices.cost)}, design {design}"


def best_designs_text(solutions: Sequence[Solution]) -> str:
    """Return one row a design: its cost, and what it costs more than the best."""
    console = new_console()
    costs = [solution.cost for solution in solutions]
    designs = [solution.design for solution in solutions]
    table = make_table(
        {
            "Cost": [precise(cost) for cost in costs],
            "Over the best": column([cost - costs[0] for cost in costs]),
            "Jobs": [str(len(design.job_ends)) for design in designs if design is not None],
            "Design": [
                str(design) if len(design) <= 30 else repr(design)
                for design in designs
                if design is not None
            ],
        },
        words=["Design"],
        wraps=["Design"],
        title="Best designs",
    )
    print_table(console, table)
    return text_of(console)

"""A comparison of methods as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import precise, tiny

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobdesign.comparison import Comparison

__all__ = ["comparison_text"]


def comparison_text(comparison: Comparison) -> str:
    """Return one row a method, and what to make of them."""
    console = new_console()
    rows = comparison.rows()
    table = make_table(
        {
            "Method": [row["method"] for row in rows],
            "Cost": [precise(row["cost"]) for row in rows],
            "Difference": [tiny(row["relative_difference"]) for row in rows],
            "Bound": [precise(row["bound"]) for row in rows],
            "Gap": [tiny(row["gap"]) for row in rows],
            "Time (s)": [f"{row['runtime']:.3g}" for row in rows],
            "Status": [row["status"] for row in rows],
        },
        words=("Method", "Status"),
    )
    print_table(console, table)
    for line in _left_out(comparison.skipped):
        console.print(Text(line), soft_wrap=True)
    exact = [s for s in comparison if s.status in ("optimal", "infeasible")]
    if not comparison.agree:
        console.print(Text("The methods disagree."))
    elif len(exact) > 1:
        found = exact[0].design or "no design keeps all constraints"
        console.print(Text(f"The {len(exact)} exact methods agree: {found}"), soft_wrap=True)
    return text_of(console)


def _left_out(skipped: Sequence[str]) -> list[str]:
    """Return one line a reason, with all methods that it holds for."""
    names: dict[str, list[str]] = {}
    for line in skipped:
        name, _, reason = line.removeprefix("method ").partition(": ")
        names.setdefault(reason, []).append(name)
    return [
        f"not run: method {who[0]}: {reason}"
        if len(who) == 1
        else f"not run: methods {', '.join(who)}: each {reason}"
        for reason, who in names.items()
    ]

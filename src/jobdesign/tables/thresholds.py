"""The pieces of a parameter's range, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.design import Design, Mode
from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column, precise

if TYPE_CHECKING:
    from jobdesign.analysis.reorganisation import Thresholds

__all__ = ["changes", "curve_text", "thresholds_text"]

#: Changes of one threshold that are named; more are counted.
_MOST_CHANGES = 3


def thresholds_text(found: Thresholds) -> str:
    """Return one row a piece, with what its design changes against the piece before."""
    console = new_console()
    count = len(found.thresholds)
    noun = "threshold" if count == 1 else "thresholds"
    console.print(Text(f"{count} {noun} of {found.parameter}"), soft_wrap=True)
    shown = shown_rows(len(found))
    rows = found.rows()
    table = {
        "From": [precise(rows[i]["low"]) for i in shown],
        "To": [precise(rows[i]["high"]) for i in shown],
    }
    for heading, key in (
        ("Cost from", "cost_at_low"),
        ("Cost to", "cost_at_high"),
        ("Benefit from", "marginal_benefit_at_low"),
        ("Benefit to", "marginal_benefit_at_high"),
    ):
        blank = float("nan") if key.startswith("marginal") else float("inf")
        values = [rows[i][key] for i in shown]
        table[heading] = column([blank if value is None else value for value in values])
    names = found.step_names
    designs = [piece.design for piece in found]
    table["Design"] = [
        _first(designs[i]) if i == 0 else changes(designs[i - 1], designs[i], names) for i in shown
    ]
    print_table(console, make_table(table, words=["Design"], wraps=["Design"]))
    if found.complete:
        shortest = f"{found.tolerance:g} of {found.parameter}"
        console.print(
            Text(f"Certified: no piece longer than {shortest} is missing."), soft_wrap=True
        )
    else:
        console.print(Text("The time was up before the whole range was looked at."))
    return text_of(console)


def curve_text(found: Thresholds, points: int) -> str:
    """Return cost and marginal benefit at points of every piece, a threshold on either side."""
    console = new_console()
    rows = found.curve(points)
    costs = [float("inf") if row["cost"] is None else row["cost"] for row in rows]
    benefits = [row["marginal_benefit"] for row in rows]
    table = {
        "Piece": [str(row["piece"] + 1) for row in rows],
        found.parameter: [precise(row["value"]) for row in rows],
        "Cost": column(costs),
        "Benefit": column([float("nan") if value is None else value for value in benefits]),
    }
    print_table(console, make_table(table, words=[]))
    return text_of(console)


def _first(design: Design | None) -> str:
    """Describe the design that the others are compared with."""
    if design is None:
        return "no design"
    modes = [
        f"{(design.modes == mode).sum()} {mode}" for mode in Mode if (design.modes == mode).any()
    ]
    jobs = len(design.job_ends)
    return f"{', '.join(modes)}; {jobs} {'job' if jobs == 1 else 'jobs'}"


def changes(before: Design | None, after: Design | None, names: tuple[str, ...]) -> str:
    """Say what one design does otherwise than another: modes of steps, then hand-offs."""
    if before is None or after is None:
        return _first(after)
    parts = [
        f'"{names[i]}" {Mode(int(after.modes[i]))}'
        for i in range(len(names))
        if before.modes[i] != after.modes[i]
    ]
    old, new = set(before.job_ends.tolist()), set(after.job_ends.tolist())
    parts += [f'hand-off after "{names[i]}"' for i in sorted(new - old)]
    parts += [f'no hand-off after "{names[i]}"' for i in sorted(old - new)]
    if len(parts) > _MOST_CHANGES:
        more = len(parts) - _MOST_CHANGES
        parts = [*parts[:_MOST_CHANGES], f"{more} more {'change' if more == 1 else 'changes'}"]
    return ", ".join(parts)

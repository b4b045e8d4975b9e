"""Solutions and comparisons as text: tables that fit the terminal they are read in."""

from __future__ import annotations

import io
import math
import shutil
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from jobdesign.comparison import Comparison
    from jobdesign.solution import Solution

__all__ = ["comparison_text", "number", "solution_text"]

#: Width of tables where there is no terminal to fit.
_WIDTH = 100
#: Rows of a table beyond which the middle is left out.
_MOST_ROWS = 60


def number(value: float, digits: int = 6) -> str:
    """Write a number for people: at most six significant digits, no trailing zeros."""
    if math.isinf(value):
        return "∞"
    if value and (abs(value) >= 10**digits or abs(value) < 1e-4):
        return f"{value:.{digits}g}"
    decimals = digits - 1 if not value else digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{value:,.{max(0, min(decimals, 4))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def solution_text(solution: Solution) -> str:
    """Return steps, tasks, jobs and the cost breakdown."""
    console = _console()
    title = solution.problem.name or "Design"
    console.print(Text(f"{title}: {_headline(solution)}"))
    if solution.design is not None and solution.evaluation is not None:
        for table in (_steps(solution), _tasks(solution), _jobs(solution)):
            console.print()
            console.print(table)
        console.print()
        console.print(Text(_breakdown(solution)))
    return _text(console)


def _headline(solution: Solution) -> str:
    horizon = "short run" if solution.horizon == "short" else "long run"
    how = f"{solution.method}, {horizon}, {solution.runtime:.3g} s"
    if solution.design is None:
        return f"{solution.status.replace('_', ' ')} ({how})"
    parts = [solution.status, f"cost {number(solution.cost)}"]
    if solution.status != "optimal":
        gap = f"{100 * solution.gap:.2g} %"
        parts.append(f"at least {number(solution.bound)} (gap {gap})")
    return f"{', '.join(parts)} ({how})"


def _breakdown(solution: Solution) -> str:
    priced = solution.evaluation
    assert priced is not None
    handing = priced.handoff_cost
    working = solution.cost - handing
    share = handing / solution.cost if solution.cost else 0.0
    return (
        f"Total cost {number(solution.cost)}: {number(working)} for the work, "
        f"{number(handing)} ({100 * share:.0f} %) for handing over. "
        f"Total time {number(priced.total_time)}."
    )


def _steps(solution: Solution) -> Table:
    rows = solution.rows("steps")
    table = _table("Step", "Mode", "Skill", "Time", title="Steps")
    for i, row in _middle_left_out(rows):
        if row is None:
            table.add_row("", f"… {i} more steps …")
        else:
            figures = ("", "") if row["mode"] == "automated" else (row["skill"], row["time"])
            _add(table, i + 1, row["name"], row["mode"], *figures)
    return table


def _tasks(solution: Solution) -> Table:
    assert solution.evaluation is not None
    rows = solution.rows("tasks")
    first, last = solution.evaluation.task_first, solution.evaluation.task_last
    table = _table("Steps", "Kind", "Skill", "Time", "Success", "Hand-off", title="Tasks")
    for i, row in _middle_left_out(rows):
        if row is None:
            table.add_row("", f"… {i} more tasks …")
            continue
        kind = "AI chain" if row["kind"] == "ai_chain" else "manual"
        success = row["success"] if row["kind"] == "ai_chain" else ""
        steps = _span(first[i], last[i])
        _add(table, i + 1, steps, kind, row["skill"], row["time"], success, row["handoff_time"])
    return table


def _jobs(solution: Solution) -> Table:
    assert solution.evaluation is not None
    rows = solution.rows("jobs")
    first, last = solution.evaluation.job_first, solution.evaluation.job_last
    kept = ("Wage",) if solution.horizon == "short" else ()
    table = _table(
        "Steps", "Tasks", "Σ skill", *kept, "Σ time", "Hand-off", "Wage bill", title="Jobs"
    )
    for i, row in _middle_left_out(rows):
        if row is None:
            table.add_row("", f"… {i} more jobs …")
            continue
        wage = (row["wage"],) if kept else ()
        figures = (row["tasks"], row["skill"], *wage, row["time"], row["handoff_time"])
        _add(table, i + 1, _span(first[i], last[i]), *figures, row["wage_bill"])
    return table


def comparison_text(comparison: Comparison) -> str:
    """Return one row a method, and what to make of them."""
    console = _console()
    table = _table(
        "Method", "Cost", "Difference", "Bound", "Gap", "Time (s)", "Status", numbered=False
    )
    for row in comparison.rows():
        difference = row["relative_difference"]
        table.add_row(
            row["method"],
            number(row["cost"], 10),
            "" if math.isnan(difference) else f"{difference:.1e}" if difference else "0",
            number(row["bound"], 10),
            "∞" if math.isinf(row["gap"]) else f"{row['gap']:.1e}" if row["gap"] else "0",
            f"{row['runtime']:.3g}",
            row["status"],
        )
    console.print(table)
    for name, reason in comparison.skipped:
        console.print(Text(f"not run: {name}: {reason}"))
    exact = [s for s in comparison if s.status == "optimal"]
    if not comparison.agree:
        console.print(Text("The methods disagree."))
    elif len(exact) > 1:
        console.print(Text(f"The {len(exact)} exact methods agree: {exact[0].design}"))
    return _text(console)


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _middle_left_out(
    rows: list[dict[str, Any]],
) -> list[tuple[int, dict[str, Any] | None]]:
    """Pair each row with its position; a count and None stand for what is left out."""
    numbered: list[tuple[int, dict[str, Any] | None]] = list(enumerate(rows))
    if len(rows) <= _MOST_ROWS:
        return numbered
    half = _MOST_ROWS // 2
    return [*numbered[:half], (len(rows) - 2 * half, None), *numbered[-half:]]


def _table(*headings: str, title: str | None = None, numbered: bool = True) -> Table:
    table = Table(title=title, title_justify="left", title_style="", box=None, padding=(0, 2, 0, 0))
    table.show_header = True
    if numbered:
        table.add_column("", justify="right", no_wrap=True)
    for i, heading in enumerate(headings):
        words = heading in ("Step", "Mode", "Steps", "Kind", "Method", "Status")
        table.add_column(
            heading,
            justify="left" if words else "right",
            no_wrap=not (i == 0 and heading == "Step"),
            overflow="fold",
        )
    return table


def _add(table: Table, *cells: Any) -> None:
    table.add_row(*(Text(number(c) if isinstance(c, float) else str(c)) for c in cells))


def _console() -> Console:
    width = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
    return Console(file=io.StringIO(), width=width, color_system=None, highlight=False)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines)

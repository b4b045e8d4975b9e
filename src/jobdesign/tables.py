"""Solutions and comparisons as text: tables that fit the terminal they are read in."""

from __future__ import annotations

import io
import math
import shutil
import sys
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from jobdesign.comparison import Comparison
    from jobdesign.design import Design, Job
    from jobdesign.solution import Solution

__all__ = ["comparison_text", "number", "solution_text"]

#: Width of tables where there is no terminal to fit.
_WIDTH = 100
#: Rows of a table beyond which the middle is left out.
_MOST_ROWS = 60
#: Tasks of a job beyond which they are only counted.
_MOST_TASKS = 8
#: Columns that hold words.
_WORDS = ("Step", "Mode", "Steps", "Kind", "Tasks", "Method", "Status")


def number(value: float) -> str:
    """Write a number for people: six significant digits, at most four decimals."""
    return _column([value])[0]


def _column(values: list[float]) -> list[str]:
    """Write a column of numbers with as many decimals as its longest needs."""
    decimals = max((_decimals(value) for value in values), default=0)
    return [_write(value, decimals) for value in values]


def _decimals(value: float) -> int:
    if not math.isfinite(value) or value == 0 or _is_extreme(value):
        return 0
    most = min(max(5 - math.floor(math.log10(abs(value))), 0), 4)
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def _write(value: float, decimals: int) -> str:
    if math.isinf(value):
        return "∞"
    return f"{value:.6g}" if _is_extreme(value) else f"{value:,.{decimals}f}"


def _is_extreme(value: float) -> bool:
    return value != 0 and math.isfinite(value) and not 1e-4 <= abs(value) < 1e9


def solution_text(solution: Solution) -> str:
    """Return steps, tasks, jobs and the cost breakdown."""
    console = _console()
    title = solution.problem.name or "Design"
    console.print(Text(f"{title}: {_headline(solution)}"), soft_wrap=True)
    if solution.design is not None and solution.evaluation is not None:
        for table in (_steps(solution), _tasks(solution), _jobs(solution)):
            console.print()
            console.print(table)
        console.print()
        console.print(Text(_breakdown(solution)), soft_wrap=True)
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
    automated = [row["mode"] == "automated" for row in rows]
    return _table(
        "Steps",
        Step=[row["name"] for row in rows],
        Mode=[row["mode"] for row in rows],
        Skill=_column_or_blank([row["skill"] for row in rows], automated),
        Time=_column_or_blank([row["time"] for row in rows], automated),
    )


def _tasks(solution: Solution) -> Table:
    assert solution.evaluation is not None
    rows = solution.rows("tasks")
    spans = map(_span, solution.evaluation.task_first, solution.evaluation.task_last)
    by_hand = [row["kind"] == "manual" for row in rows]
    return _table(
        "Tasks",
        Steps=list(spans),
        Kind=["manual" if manual else "AI chain" for manual in by_hand],
        Skill=_column([row["skill"] for row in rows]),
        Time=_column([row["time"] for row in rows]),
        Success=_column_or_blank([row["success"] for row in rows], by_hand),
        **{"Hand-off": _column([row["handoff_time"] for row in rows])},
    )


def _jobs(solution: Solution) -> Table:
    assert solution.design is not None
    rows = solution.rows("jobs")
    wage = {"Wage": _column([row["wage"] for row in rows])} if solution.horizon == "short" else {}
    return _table(
        "Jobs",
        Tasks=[_task_list(solution.design, job) for job in solution.design.jobs],
        **{"Σ skill": _column([row["skill"] for row in rows])},
        **wage,
        **{
            "Σ time": _column([row["time"] for row in rows]),
            "Hand-off": _column([row["handoff_time"] for row in rows]),
            "Wage bill": _column([row["wage_bill"] for row in rows]),
        },
    )


def comparison_text(comparison: Comparison) -> str:
    """Return one row a method, and what to make of them."""
    console = _console()
    rows = comparison.rows()
    table = _table(
        "",
        Method=[row["method"] for row in rows],
        Cost=[_precise(row["cost"]) for row in rows],
        Difference=[_tiny(row["relative_difference"]) for row in rows],
        Bound=[_precise(row["bound"]) for row in rows],
        Gap=[_tiny(row["gap"]) for row in rows],
        **{"Time (s)": [f"{row['runtime']:.3g}" for row in rows]},
        Status=[row["status"] for row in rows],
    )
    console.print(table)
    for reason in comparison.skipped:
        console.print(Text(f"not run: {reason}"), soft_wrap=True)
    exact = [s for s in comparison if s.status == "optimal"]
    if not comparison.agree:
        console.print(Text("The methods disagree."))
    elif len(exact) > 1:
        agreed = f"The {len(exact)} exact methods agree: {exact[0].design}"
        console.print(Text(agreed), soft_wrap=True)
    return _text(console)


def _precise(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:.10g}"


def _tiny(value: float) -> str:
    if math.isnan(value):
        return ""
    return "∞" if math.isinf(value) else f"{value:.1e}" if value else "0"


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _task_list(design: Design, job: Job) -> str:
    """Name a job's tasks by their steps, or only count them where they are many."""
    if len(job.tasks) > _MOST_TASKS:
        return f"{_span(job.first, job.last)} ({len(job.tasks)} tasks)"
    return ", ".join(_span(design.tasks[b].first, design.tasks[b].last) for b in job.tasks)


def _column_or_blank(values: list[float], blank: list[bool]) -> list[str]:
    written = iter(_column([v for v, b in zip(values, blank, strict=True) if not b]))
    return ["" if b else next(written) for b in blank]


def _table(title: str, **columns: list[str]) -> Table:
    """Build a table of written cells; long ones lose their middle, said so."""
    table = Table(
        title=title or None, title_justify="left", title_style="", box=None, padding=(0, 2, 0, 0)
    )
    numbered = bool(title)
    if numbered:
        table.add_column("", justify="right", no_wrap=True)
    for heading in columns:
        justify: Literal["left", "right"] = "left" if heading in _WORDS else "right"
        table.add_column(heading, justify=justify, no_wrap=heading != "Step", overflow="fold")
    cells = list(zip(*columns.values(), strict=True))
    numbers = range(len(cells))
    half = _MOST_ROWS // 2
    for i in numbers:
        if len(cells) > _MOST_ROWS and half <= i < len(cells) - half:
            if i == half:
                table.add_row("", f"… {len(cells) - 2 * half} more …")
            continue
        row = [Text(cell) for cell in cells[i]]
        table.add_row(*([Text(str(i + 1))] if numbered else []), *row)
    return table


def _console() -> Console:
    width = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
    return Console(file=io.StringIO(), width=width, color_system=None, highlight=False)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines)

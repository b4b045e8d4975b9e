"""Solutions and comparisons as text: tables that fit the terminal they are read in."""

from __future__ import annotations

import io
import math
import os
import shutil
import sys
from typing import TYPE_CHECKING, Literal

import numpy as np
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from jobdesign.design import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobdesign.analysis.limits import LimitCurve, LimitPrice
    from jobdesign.comparison import Comparison
    from jobdesign.design import Design
    from jobdesign.evaluator import Evaluation
    from jobdesign.solution import Solution

__all__ = [
    "comparison_text",
    "limit_curve_text",
    "limit_prices_text",
    "number",
    "solution_text",
]

#: Width of tables where there is no terminal to fit.
_WIDTH = 100
#: Blanks between columns.
_PADDING = 2
#: More than any table needs.
_WIDEST = 10_000
#: Rows of a table beyond which the middle is left out.
_MOST_ROWS = 60
#: Tasks of a job beyond which they are only counted.
_MOST_TASKS = 8
#: Columns that hold words.
_WORDS = ("Step", "Mode", "Steps", "Kind", "Tasks", "Method", "Status", "Worker", "Limit", "Design")


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
    if math.isnan(value):
        return "–"
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
            _print(console, table)
        console.print()
        console.print(Text(_breakdown(solution)), soft_wrap=True)
    if solution.conflict is not None:
        console.print(Text(str(solution.conflict)), soft_wrap=True)
    return _text(console)


def _headline(solution: Solution) -> str:
    horizon = "short run" if solution.horizon == "short" else "long run"
    how = f"{solution.method}, {horizon}, {solution.runtime:.3g} s"
    if solution.interrupted:
        how += ", interrupted"
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
    working = solution.cost - handing - priced.ai_cost
    share = handing / solution.cost if solution.cost else 0.0
    attempts = f"{number(priced.ai_cost)} for the AI, " if priced.ai_cost else ""
    return (
        f"Total cost {number(solution.cost)}: {number(working)} for the work, {attempts}"
        f"{number(handing)} ({100 * share:.0f} %) for handing over. "
        f"Total time {number(priced.total_time)}."
    )


def _steps(solution: Solution) -> Table:
    design, priced = _found(solution)
    shown = _shown(len(design))
    names = solution.problem.workflow.names
    automated = [design.modes[i] == Mode.AUTOMATED for i in shown]
    return _table(
        "Steps",
        len(design),
        Step=[names[i] for i in shown],
        Mode=[str(Mode(int(design.modes[i]))) for i in shown],
        Skill=_column_or_blank(priced.step_skill[shown].tolist(), automated),
        Time=_column_or_blank(priced.step_time[shown].tolist(), automated),
    )


def _tasks(solution: Solution) -> Table:
    _, priced = _found(solution)
    shown = _shown(len(priced.task_first))
    by_hand = [not priced.task_is_chain[b] for b in shown]
    return _table(
        "Tasks",
        len(priced.task_first),
        Steps=[_task_span(priced, b) for b in shown],
        Kind=["manual" if manual else "AI chain" for manual in by_hand],
        Skill=_column(priced.task_skill[shown].tolist()),
        Time=_column(priced.task_time[shown].tolist()),
        Success=_column_or_blank(priced.task_success[shown].tolist(), by_hand),
        **{"Hand-off": _column(priced.task_handoff_time[shown].tolist())},
        **({"AI cost": _column(priced.task_ai_cost[shown].tolist())} if priced.ai_cost else {}),
    )


def _jobs(solution: Solution) -> Table:
    _, priced = _found(solution)
    shown = _shown(len(priced.job_first))
    differs = solution.horizon == "short" or not solution.problem.wages.is_plain
    wage = {"Wage": _column(priced.job_wage[shown].tolist())} if differs else {}
    kinds = solution.problem.wages.worker_types
    if kinds is not None and priced.job_worker_type is not None:
        wage["Worker"] = [kinds[int(priced.job_worker_type[j])].name for j in shown]
    end_task = np.cumsum(priced.job_tasks)
    return _table(
        "Jobs",
        len(priced.job_first),
        Tasks=[_task_list(priced, j, int(end_task[j])) for j in shown],
        **{"Σ skill": _column(priced.job_skill[shown].tolist())},
        **wage,
        **{
            "Σ time": _column(priced.job_task_time[shown].tolist()),
            "Hand-off": _column(priced.job_handoff_time[shown].tolist()),
            "Wage bill": _column(priced.job_wage_bill[shown].tolist()),
        },
    )


def _found(solution: Solution) -> tuple[Design, Evaluation]:
    assert solution.design is not None
    assert solution.evaluation is not None
    return solution.design, solution.evaluation


def _shown(count: int) -> list[int]:
    """Return the rows that are shown: all, or the first and the last."""
    if count <= _MOST_ROWS:
        return list(range(count))
    half = _MOST_ROWS // 2
    return [*range(half), *range(count - half, count)]


def comparison_text(comparison: Comparison) -> str:
    """Return one row a method, and what to make of them."""
    console = _console()
    rows = comparison.rows()
    table = _table(
        "",
        len(rows),
        Method=[row["method"] for row in rows],
        Cost=[_precise(row["cost"]) for row in rows],
        Difference=[_tiny(row["relative_difference"]) for row in rows],
        Bound=[_precise(row["bound"]) for row in rows],
        Gap=[_tiny(row["gap"]) for row in rows],
        **{"Time (s)": [f"{row['runtime']:.3g}" for row in rows]},
        Status=[row["status"] for row in rows],
    )
    _print(console, table)
    for reason in comparison.skipped:
        console.print(Text(f"not run: {reason}"), soft_wrap=True)
    exact = [s for s in comparison if s.status == "optimal"]
    if not comparison.agree:
        console.print(Text("The methods disagree."))
    elif len(exact) > 1:
        agreed = f"The {len(exact)} exact methods agree: {exact[0].design}"
        console.print(Text(agreed), soft_wrap=True)
    return _text(console)


def limit_prices_text(prices: Sequence[LimitPrice]) -> str:
    """Return one row a limit, and the steps between the limit and one unit more."""
    console = _console()
    table = _table(
        "",
        len(prices),
        Limit=[price.name for price in prices],
        Used=[number(price.used) for price in prices],
        Cost=[number(price.cost) for price in prices],
        **{"One unit more": [number(price.relaxed_cost) for price in prices]},
        Saves=[number(price.saving) for price in prices],
        Multiplier=[number(price.multiplier) for price in prices],
    )
    _print(console, table)
    for price in prices:
        console.print()
        console.print(Text(limit_curve_text(price.curve)), soft_wrap=True)
    return _text(console)


def limit_curve_text(curve: LimitCurve) -> str:
    """Return one row a step of the curve."""
    console = _console()
    console.print(Text(f"Cost over {curve.name}"), soft_wrap=True)
    _print(
        console,
        _table(
            "",
            len(curve.steps),
            From=_column([step.low for step in curve.steps]),
            To=_column([step.high for step in curve.steps]),
            Cost=_column([step.cost for step in curve.steps]),
            Design=["none" if step.design is None else str(step.design) for step in curve.steps],
        ),
    )
    if not curve.complete:
        console.print(Text("The time was up before the tightest limit."))
    return _text(console)


def _precise(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:.10g}"


def _tiny(value: float) -> str:
    if math.isnan(value):
        return ""
    return "∞" if math.isinf(value) else f"{value:.1e}" if value else "0"


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _task_span(priced: Evaluation, task: int) -> str:
    return _span(int(priced.task_first[task]), int(priced.task_last[task]))


def _task_list(priced: Evaluation, job: int, end_task: int) -> str:
    """Name a job's tasks by their steps, or only count them where they are many."""
    count = int(priced.job_tasks[job])
    if count > _MOST_TASKS:
        span = _span(int(priced.job_first[job]), int(priced.job_last[job]))
        return f"{span} ({count} tasks)"
    return ", ".join(_task_span(priced, b) for b in range(end_task - count, end_task))


def _column_or_blank(values: list[float], blank: list[bool]) -> list[str]:
    written = iter(_column([v for v, b in zip(values, blank, strict=True) if not b]))
    return ["" if b else next(written) for b in blank]


def _table(title: str, count: int, **columns: list[str]) -> Table:
    """Build a table of written cells, which may be the first and the last of `count` rows."""
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="",
        box=None,
        padding=(0, _PADDING, 0, 0),
    )
    numbered = bool(title)
    if numbered:
        table.add_column("", justify="right", no_wrap=True)
    for heading in columns:
        justify: Literal["left", "right"] = "left" if heading in _WORDS else "right"
        table.add_column(heading, justify=justify, no_wrap=heading != "Step", overflow="fold")
    cells = list(zip(*columns.values(), strict=True))
    for i, row in enumerate(cells):
        if len(cells) < count and i == len(cells) // 2:
            table.add_row("", f"… {count - len(cells)} more …")
        position = i if i < len(cells) // 2 else count - len(cells) + i
        written = [Text(cell) for cell in row]
        table.add_row(*([Text(str(position + 1))] if numbered else []), *written)
    return table


def _print(console: Console, table: Table) -> None:
    """Print a table, wider than asked for rather than with numbers cut."""
    least = Measurement.get(console, console.options.update(max_width=_WIDEST), table).minimum
    console.width = max(console.width, least + _PADDING)
    console.print(table)


def _console() -> Console:
    fits = sys.stdout.isatty() or "COLUMNS" in os.environ
    width = shutil.get_terminal_size((_WIDTH, 24)).columns if fits else _WIDTH
    return Console(file=io.StringIO(), width=width, color_system=None, highlight=False)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines)

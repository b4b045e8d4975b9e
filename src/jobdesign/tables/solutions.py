"""A solution as text: steps, tasks, jobs and the cost breakdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from jobdesign.design import Mode
from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column, column_or_blank, number

if TYPE_CHECKING:
    from jobdesign.design import Design
    from jobdesign.evaluator import Evaluation
    from jobdesign.solution import Solution

__all__ = ["solution_text"]

#: Tasks of a job beyond which they are only counted.
_MOST_TASKS = 8


def solution_text(solution: Solution) -> str:
    """Return steps, tasks, jobs and the cost breakdown."""
    console = new_console()
    title = solution.problem.name or "Design"
    console.print(Text(f"{title}: {_headline(solution)}"), soft_wrap=True)
    if solution.design is not None and solution.evaluation is not None:
        for table in (_steps(solution), _tasks(solution), _jobs(solution)):
            console.print()
            print_table(console, table)
        console.print()
        console.print(Text(_breakdown(solution)), soft_wrap=True)
    if solution.conflict is not None:
        console.print(Text(str(solution.conflict)), soft_wrap=True)
    return text_of(console)


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
    shown = shown_rows(len(design))
    names = solution.problem.workflow.names
    automated = [design.modes[i] == Mode.AUTOMATED for i in shown]
    return make_table(
        {
            "Step": [names[i] for i in shown],
            "Mode": [str(Mode(int(design.modes[i]))) for i in shown],
            "Skill": column_or_blank(priced.step_skill[shown].tolist(), automated),
            "Time": column_or_blank(priced.step_time[shown].tolist(), automated),
        },
        words=("Step", "Mode"),
        wraps=["Step"],
        title="Steps",
        count=len(design),
    )


def _tasks(solution: Solution) -> Table:
    _, priced = _found(solution)
    shown = shown_rows(len(priced.task_first))
    by_hand = [not priced.task_is_chain[b] for b in shown]
    columns = {
        "Steps": [_task_span(priced, b) for b in shown],
        "Kind": ["manual" if manual else "AI chain" for manual in by_hand],
        "Skill": column(priced.task_skill[shown].tolist()),
        "Time": column(priced.task_time[shown].tolist()),
        "Success": column_or_blank(priced.task_success[shown].tolist(), by_hand),
        "Hand-off": column(priced.task_handoff_time[shown].tolist()),
    }
    if priced.ai_cost:
        columns["AI cost"] = column(priced.task_ai_cost[shown].tolist())
    return make_table(columns, words=("Steps", "Kind"), title="Tasks", count=len(priced.task_first))


def _jobs(solution: Solution) -> Table:
    _, priced = _found(solution)
    shown = shown_rows(len(priced.job_first))
    end_task = np.cumsum(priced.job_tasks)
    columns = {
        "Tasks": [_task_list(priced, j, int(end_task[j])) for j in shown],
        "Σ skill": column(priced.job_skill[shown].tolist()),
    }
    if solution.horizon == "short" or not solution.problem.wages.is_plain:
        columns["Wage"] = column(priced.job_wage[shown].tolist())
    kinds = solution.problem.wages.worker_types
    if kinds is not None and priced.job_worker_type is not None:
        columns["Worker"] = [kinds[int(priced.job_worker_type[j])].name for j in shown]
    columns["Σ time"] = column(priced.job_task_time[shown].tolist())
    columns["Hand-off"] = column(priced.job_handoff_time[shown].tolist())
    columns["Wage bill"] = column(priced.job_wage_bill[shown].tolist())
    return make_table(columns, words=("Tasks", "Worker"), title="Jobs", count=len(priced.job_first))


def _found(solution: Solution) -> tuple[Design, Evaluation]:
    assert solution.design is not None
    assert solution.evaluation is not None
    return solution.design, solution.evaluation


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

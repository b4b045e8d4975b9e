"""Rows of the answer's tables, with the words that the page shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from jobdesign.app.computations.solving import StepPrices
from jobdesign.solution import Solution

__all__ = ["finite", "job_rows", "mode_prices", "step_rows", "task_rows"]


def finite(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with readable headings, and None where a number is not finite."""
    return [
        {
            key.replace("_", " "): None
            if isinstance(value, float) and not math.isfinite(value)
            else value
            for key, value in row.items()
        }
        for row in rows
    ]


def _span(row: Mapping[str, Any]) -> str:
    first, last = str(row["first"]), str(row["last"])
    return first if first == last else f"{first} – {last}"


def step_rows(solution: Solution) -> list[dict[str, Any]]:
    """Return one row a step: how it is done."""
    success = solution.problem.workflow.ai_success.tolist()
    return [
        {
            "#": number,
            "step": row["name"],
            "mode": row["mode"],
            "skill": row["skill"],
            "time": row["time"],
            "AI success q": rate,
        }
        for number, (row, rate) in enumerate(zip(solution.rows("steps"), success, strict=True), 1)
    ]


def task_rows(solution: Solution) -> list[dict[str, Any]]:
    """Return one row a task: what the steps became."""
    kinds = {"ai_chain": "AI chain", "manual": "manual"}
    return [
        {
            "task": number,
            "steps": _span(row),
            "type": kinds[row["kind"]],
            "c": row["skill"],
            "t": row["time"],
            "q": row["success"],
            "hand-off": row["handoff_time"],
        }
        for number, row in enumerate(solution.rows("tasks"), 1)
    ]


def job_rows(solution: Solution) -> list[dict[str, Any]]:
    """Return one row a job: what it is paid for."""
    rows = []
    for number, row in enumerate(solution.rows("jobs"), 1):
        shown = {
            "job": number,
            "steps": _span(row),
            "tasks": row["tasks"],
            "Σ skill": row["skill"],
            "Σ time": row["time"],
            "hand-off": row["handoff_time"],
            "wage": row["wage"],
            "wage bill": row["wage_bill"],
        }
        if "worker_type" in row:
            shown["worker"] = row["worker_type"]
        rows.append(shown)
    return rows


def mode_prices(found: StepPrices) -> list[dict[str, Any]]:
    """Return one row a mode: its cost, and what that is beyond the free step's.

    Examples
    --------
    >>> mode_prices(StepPrices(4.0, {"manual": 4.0, "augmented": 5.0}))[1]
    {'mode': 'augmented', 'cost': '5', 'price': '+1'}
    """
    rows = []
    for mode, cost in found.cost.items():
        price = cost - found.free
        if math.isnan(cost):
            said, extra = "time was up", ""
        elif math.isinf(cost):
            said, extra = "impossible", ""
        else:
            tied = price <= 1e-12 * abs(found.free)
            said, extra = f"{cost:,.8g}", "0" if tied else f"+{price:,.6g}"
        rows.append({"mode": mode, "cost": said, "price": extra})
    return rows

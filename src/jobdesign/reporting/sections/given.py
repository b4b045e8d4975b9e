"""What all of this rests on: the numbers given, the assumptions, the versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobdesign.constraints import TOLERANCE
from jobdesign.reporting.elements import Child, Markup, element, paragraph, section, table
from jobdesign.tables.numbers import column, number
from jobdesign.versions import used_versions

if TYPE_CHECKING:
    from jobdesign.problem import Problem
    from jobdesign.reporting.contents import Contents
    from jobdesign.wages import Wages

__all__ = ["given_section", "versions_section"]

#: Steps up to which all numbers are listed.
_MOST_STEPS = 500


def given_section(contents: Contents) -> Markup:
    """Return the assumptions, and the numbers of every step."""
    problem = contents.problem
    given = problem.workflow
    parts: list[Child] = []
    if contents.comments.header:
        parts += [
            paragraph("From the problem file:"),
            element("div", contents.comments.header, class_="quote"),
        ]
    lines = _assumptions(problem)
    if contents.solution.horizon == "short":
        lines.insert(0, "The short run: each job keeps the wage that its steps ask for by hand.")
    parts.append(element("ul", [element("li", line) for line in lines]))
    if len(given) <= _MOST_STEPS:
        parts.append(_steps(contents))
    else:
        parts.append(paragraph(f"The numbers of all {len(given)} steps are in the problem file."))
    return section("What this rests on", *parts)


def _assumptions(problem: Problem) -> list[str]:
    given = problem.workflow
    lines = [
        "A job’s cost is its wage times its time: the times of its tasks and of handing over.",
        "An AI chain is repeated until an attempt succeeds: its rate is the product of its steps’.",
        *_wages(problem.wages),
    ]
    if given.alpha is not None:
        lines.append(
            f"The AI succeeds at a step of difficulty d with probability {number(given.alpha)}^d."
        )
    lines.append(f"A limit is kept to within {TOLERANCE:g} of its size.")
    return lines


def _wages(wages: Wages) -> list[str]:
    lines = []
    if wages.is_plain:
        lines.append("A job’s wage is the sum of the skills of its tasks.")
    elif wages.schedule is not None:
        points = ", ".join(f"{number(skill)} → {number(wage)}" for skill, wage in wages.schedule)
        lines.append(f"A job’s wage follows its total skill by a schedule: {points}.")
    elif wages.worker_types is not None:
        kinds = "; ".join(
            f"{kind.name}: skill up to {number(kind.max_skill)}, wage {number(kind.wage)}"
            + ("" if kind.available is None else f", {kind.available} available")
            for kind in wages.worker_types
        )
        lines.append(f"A job takes the cheapest worker who can do it. {kinds}.")
    if (wages.human, wages.ai_management) != (1.0, 1.0):
        lines.append(
            f"Base wages scale skills: {number(wages.human)} for work by hand, "
            f"{number(wages.ai_management)} for work with AI."
        )
    return lines


def _steps(contents: Contents) -> Markup:
    given = contents.problem.workflow
    columns: dict[str, list[str]] = {
        "Step": list(given.names),
        "Skill by hand": column(given.manual_skill.tolist()),
        "Time by hand": column(given.manual_time.tolist()),
        "Skill with AI": column(given.ai_skill.tolist()),
        "Time with AI": column(given.ai_time.tolist()),
        "AI succeeds": column(given.ai_success.tolist()),
        "Hand-off after": column(given.handoff_time.tolist()),
    }
    if given.ai_difficulty is not None:
        columns["Difficulty"] = column(given.ai_difficulty.tolist())
    if np.any(given.ai_cost):
        columns["AI cost"] = column(given.ai_cost.tolist())
    notes = contents.comments.steps
    if len(notes) == len(given):
        columns["Notes"] = list(notes)
    caption = "The steps as given. ∞: by hand nobody can do it, or the AI never succeeds."
    return table(columns, words=["Step", "Notes"], caption=caption)


def versions_section() -> Markup:
    """Return the versions that these numbers come from."""
    found = ", ".join(f"{name} {version}" for name, version in used_versions().items())
    return section("Versions", element("p", found, class_="note"))

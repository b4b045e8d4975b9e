"""Exposure to AI as text: of the workflow, its steps and its jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from jobdesign.design import Mode
from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobdesign.analysis.exposure.measures import Exposure
    from jobdesign.analysis.exposure.tent_poles import TentPole
    from jobdesign.evaluator import Evaluation

__all__ = ["exposure_text"]

#: Pairs of tasks that are named; beyond, they are counted.
_MOST_PAIRS = 5


def exposure_text(exposure: Exposure) -> str:
    """Return shares, steps, jobs, effects on skill, reversals and tent-poles."""
    solution = exposure.solution
    if solution.design is None:
        return str(solution)
    console = new_console()
    horizon = "short run" if solution.horizon == "short" else "long run"
    title = solution.problem.name or "Workflow"
    lines = [f"{title}: {horizon}, {solution.status}, cost {number(solution.cost)}"]
    console.print(Text("\n".join(lines)), soft_wrap=True)
    for table in (_shares(exposure), _steps(exposure), _jobs(exposure), _skills(exposure)):
        console.print()
        print_table(console, table)
    console.print()
    for line in _sentences(exposure):
        console.print(Text(line), soft_wrap=True)
    return text_of(console)


def _shares(exposure: Exposure) -> Table:
    rows = {
        "AI cheaper alone (task level)": exposure.task_level,
        "Done with AI (job level)": exposure.job_level,
        "Automated": exposure.automated,
    }
    return make_table(
        {
            "Part of the workflow": list(rows),
            "Steps": [_percent(shares.steps) for shares in rows.values()],
            "Time by hand": [_percent(shares.time) for shares in rows.values()],
            "Cost by hand": [_percent(shares.cost) for shares in rows.values()],
        },
        words=["Part of the workflow"],
    )


def _steps(exposure: Exposure) -> Table:
    design = exposure.solution.design
    assert design is not None
    shown = shown_rows(len(design))
    alone, names = exposure.alone, exposure.problem.workflow.names
    reversed_steps = {*exposure.to_ai, *exposure.to_hand}
    return make_table(
        {
            "Step": [names[i] for i in shown],
            "By hand alone": column(alone.by_hand[shown].tolist()),
            "With AI alone": column(alone.with_ai[shown].tolist()),
            "Exposed": ["yes" if alone.exposed[i] else "no" for i in shown],
            "Mode": [str(Mode(int(design.modes[i]))) for i in shown],
            "Reversed": ["yes" if i in reversed_steps else "" for i in shown],
        },
        words=("Step", "Exposed", "Mode", "Reversed"),
        wraps=["Step"],
        title="Steps",
        count=len(design),
    )


def _jobs(exposure: Exposure) -> Table:
    found = exposure.fragmentation
    assert found is not None
    shown = shown_rows(len(exposure.jobs))
    jobs = [exposure.jobs[j] for j in shown]
    return make_table(
        {
            "Steps": [_span(job.first, job.last) for job in jobs],
            "Exposed": [_percent(job.task_level.steps) for job in jobs],
            "With AI": [_percent(job.job_level.steps) for job in jobs],
            "AI time": [_percent(job.time_with_ai) for job in jobs],
            "AI bill": [_percent(job.bill_with_ai) for job in jobs],
            "Saves": [_percent(job.saving) for job in jobs],
            "FI": column(found.index[shown].tolist()),
            "Least time": column(found.short_run_time[shown].tolist()),
            "Idle skill": [_percent(exposure.profiles[j].idle_skill) for j in shown],
        },
        words=["Steps"],
        title="Jobs",
        count=len(exposure.jobs),
    )


def _skills(exposure: Exposure) -> Table:
    shown = shown_rows(len(exposure.skills))
    effects = [exposure.skills[j] for j in shown]
    jobs = [exposure.jobs[j] for j in shown]
    return make_table(
        {
            "Steps": [_span(job.first, job.last) for job in jobs],
            "Skill": column([effect.skill for effect in effects]),
            "One by hand": column([effect.skill_by_hand for effect in effects]),
            "The work": [effect.on_the_work or "–" for effect in effects],
            "Jobs without AI": column([effect.skill_without_ai for effect in effects]),
            "The workers": [effect.on_the_workers or "–" for effect in effects],
        },
        words=("Steps", "The work", "The workers"),
        title="Skill",
        count=len(exposure.skills),
    )


def _sentences(exposure: Exposure) -> list[str]:
    lines = []
    names = exposure.problem.workflow.names
    if exposure.to_ai:
        lines.append(f"With AI though cheaper by hand alone: {_list(names, exposure.to_ai)}.")
    if exposure.to_hand:
        lines.append(f"By hand though cheaper with AI alone: {_list(names, exposure.to_hand)}.")
    before, after = exposure.width_without_ai, exposure.width
    assert after is not None
    if before is None:
        lines.append("There is no design by hand to compare with.")
    else:
        lines.append(
            f"Against the best design by hand: cost ÷ {number(exposure.cost_productivity)}, "
            f"time ÷ {number(exposure.time_productivity)}; "
            f"steps per job {number(before.steps_per_job)} → {number(after.steps_per_job)}, "
            f"tasks per job {number(before.tasks_per_job)} → {number(after.tasks_per_job)}, "
            f"mean skill at work {number(before.mean_skill)} → {number(after.mean_skill)}."
        )
        without = exposure.without_ai
        assert without is not None
        lines.append(
            "Tent-poles by hand: " + _pairs(exposure.tent_poles_without_ai, without.evaluation)
        )
    lines.append("Tent-poles with AI: " + _pairs(exposure.tent_poles, exposure.solution.evaluation))
    return lines


def _pairs(pairs: Sequence[TentPole], priced: Evaluation | None) -> str:
    if not pairs or priced is None:
        return "none."

    def task(b: int) -> str:
        return _span(int(priced.task_first[b]), int(priced.task_last[b]))

    largest = sorted(pairs, key=lambda pair: -pair.excess)[:_MOST_PAIRS]
    written = [
        f"{task(pair.pole)} beside {task(pair.neighbour)} ({number(pair.excess)}, "
        f"{'one job' if pair.joined else 'two jobs'})"
        for pair in largest
    ]
    more = len(pairs) - len(largest)
    return ", ".join(written) + (f" and {more} more." if more else ".")


def _list(names: Sequence[str], steps: Sequence[int]) -> str:
    few = [f'"{names[i]}"' for i in steps[:_MOST_PAIRS]]
    more = len(steps) - len(few)
    return ", ".join(few) + (f" and {more} more" if more else "")


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.0f} %"


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"

"""The design: what it is, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobdesign.design import Mode
from jobdesign.errors import InputError
from jobdesign.plotting.geometry import area_is_bill
from jobdesign.plotting.kinds import draw
from jobdesign.reporting.elements import Child, Markup, element, section, table
from jobdesign.reporting.figures import figure
from jobdesign.tables.numbers import column, column_or_blank, number

if TYPE_CHECKING:
    from jobdesign.design import Design
    from jobdesign.evaluator import Evaluation
    from jobdesign.reporting.contents import Contents
    from jobdesign.solution import Solution

__all__ = ["cost_section", "design_section", "headline", "span"]

#: Steps up to which every one is listed.
_MOST_STEPS = 200


def headline(contents: Contents) -> Markup:
    """Return the first paragraph and the numbers that matter most."""
    solution = contents.solution
    design, priced = solution.design, solution.evaluation
    if design is None or priced is None:
        return element("p", _no_design(solution), class_="lead")
    by_hand = int((design.modes == Mode.MANUAL).sum())
    m, jobs = len(design), len(design.job_ends)
    given = "In the short run, with jobs and wages as they are without AI, the"
    who = given if solution.horizon == "short" else "The"
    sentence = (
        f"{who} cheapest design has {_many(len(design.tasks), 'task')} in {_many(jobs, 'job')}; "
        f"{_many(m - by_hand, 'step')} of {m} {'is' if m - by_hand == 1 else 'are'} done with AI."
    )
    cards = {
        "Cost": number(solution.cost),
        "Time": number(priced.total_time),
        "Jobs": str(jobs),
        "Tasks": str(len(design.tasks)),
        "Steps with AI": f"{m - by_hand} of {m}",
    }
    saving = _saving(contents)
    if saving is not None:
        cards["Cheaper than by hand"] = f"{saving:.1%}"
    boxes = [
        element("div", element("dt", name), element("dd", value)) for name, value in cards.items()
    ]
    return Markup(
        element("p", sentence, class_="lead")
        + element("dl", boxes, class_="cards")
        + element("p", _proof(solution), class_="note")
    )


def _no_design(solution: Solution) -> Child:
    if solution.status == "time_limit":
        return "The time was up before any design was found."
    conflict = solution.conflict
    if conflict is None or not conflict.demands:
        return "No design works, even without any constraint."
    lead = (
        "No design keeps all constraints. These clash; without any one of them there is a design:"
        if conflict.irreducible
        else "No design keeps all constraints. Among these are some that clash:"
    )
    return [lead, element("ul", [element("li", demand) for demand in conflict.demands])]


def _saving(contents: Contents) -> float | None:
    from jobdesign.analysis.horizons.comparison import Horizons

    if not isinstance(contents.horizons, Horizons):
        return None
    before = contents.horizons.given.cost
    return 1.0 - contents.solution.cost / before if 0.0 < before < np.inf else None


def _proof(solution: Solution) -> str:
    if solution.status == "optimal":
        these = " in these jobs" if solution.horizon == "short" else ""
        return f"Proved: no design{these} that keeps all constraints costs less."
    return (
        f"Not proved to be the cheapest: every design costs at least {number(solution.bound)}, "
        f"so that at most {100 * solution.gap:.2g} % could still be saved."
    )


def design_section(solution: Solution) -> Markup:
    """Return pictures and tables of steps, tasks and jobs."""
    design, priced = _found(solution)
    names = solution.problem.workflow.names
    parts: list[Child] = []
    try:
        layers = draw("layers", solution)
        caption = "Steps become tasks, and tasks become jobs. Diamonds: hand-offs."
        parts.append(figure(layers, "layers", caption))
    except InputError as error:
        parts.append(element("p", f"{error}.", class_="note"))
    area = ", its area the wage bill" if area_is_bill(priced) else ""
    caption = f"Every job as a box: its width is time, its height skill{area}."
    parts.append(figure(draw("geometry", solution), "geometry", caption))
    parts += [_jobs(solution, design, priced, names), _tasks(priced, names)]
    if len(names) <= _MOST_STEPS:
        automated = (design.modes == Mode.AUTOMATED).tolist()
        parts.append(
            table(
                {
                    "Step": list(names),
                    "Mode": [str(Mode(mode)) for mode in design.modes.tolist()],
                    "Skill": column_or_blank(priced.step_skill.tolist(), automated),
                    "Time": column_or_blank(priced.step_time.tolist(), automated),
                },
                words=("Step", "Mode"),
                caption="Steps. A chain of automated steps is checked at the augmented one.",
            )
        )
    return section("The design", *parts)


def _jobs(solution: Solution, design: Design, priced: Evaluation, names: tuple[str, ...]) -> Markup:
    columns: dict[str, list[str]] = {
        "Job": [str(number) for number in range(1, len(design.jobs) + 1)],
        "Steps": [span(names, job.first, job.last) for job in design.jobs],
        "Tasks": [str(len(job.tasks)) for job in design.jobs],
        "Σ skill": column(priced.job_skill.tolist()),
    }
    if not solution.problem.wages.is_plain:
        columns["Wage"] = column(priced.job_wage.tolist())
    kinds = solution.problem.wages.worker_types
    if kinds is not None and priced.job_worker_type is not None:
        columns["Worker"] = [kinds[int(kind)].name for kind in priced.job_worker_type]
    columns["Σ time"] = column(priced.job_task_time.tolist())
    columns["Hand-off"] = column(priced.job_handoff_time.tolist())
    columns["Wage bill"] = column(priced.job_wage_bill.tolist())
    return table(columns, words=("Steps", "Worker"), caption="Jobs")


def _tasks(priced: Evaluation, names: tuple[str, ...]) -> Markup:
    by_hand = (~priced.task_is_chain).tolist()
    steps = zip(priced.task_first.tolist(), priced.task_last.tolist(), strict=True)
    columns = {
        "Task": [span(names, first, last) for first, last in steps],
        "Kind": ["by hand" if manual else "AI chain" for manual in by_hand],
        "Skill": column(priced.task_skill.tolist()),
        "Time": column(priced.task_time.tolist()),
        "Success": column_or_blank(priced.task_success.tolist(), by_hand),
    }
    if priced.ai_cost:
        columns["AI cost"] = column(priced.task_ai_cost.tolist())
    return table(columns, words=("Task", "Kind"), caption="Tasks. Success: of one attempt.")


def cost_section(solution: Solution) -> Markup:
    """Return what the cost is made of."""
    _, priced = _found(solution)
    handing = priced.handoff_cost
    parts = {"Work": solution.cost - handing - priced.ai_cost, "Handing over": handing}
    if priced.ai_cost:
        parts["Attempts of the AI"] = priced.ai_cost
    total = solution.cost
    shares = [cost / total if total else 0.0 for cost in parts.values()]
    rows = table(
        {
            "Part": [*parts, "Together"],
            "Cost": column([*parts.values(), total]),
            "Share": [f"{share:.1%}" for share in (*shares, sum(shares))],
            "": [*map(_bar, shares), None],
        },
        words=("Part", ""),
    )
    return section("What it costs", element("div", rows, class_="bars"))


def _bar(share: float) -> Markup:
    return element("span", class_="bar", style=f"width: {100 * min(max(share, 0.0), 1.0):.1f}%")


def _found(solution: Solution) -> tuple[Design, Evaluation]:
    assert solution.design is not None
    assert solution.evaluation is not None
    return solution.design, solution.evaluation


def span(names: tuple[str, ...], first: int, last: int) -> str:
    """Name a run of steps by number, and by the names of its ends."""
    if first == last:
        return _numbered(names, first)
    return f"{_numbered(names, first)} – {_numbered(names, last)}"


def _numbered(names: tuple[str, ...], step: int) -> str:
    name = names[step]
    return name if name == str(step + 1) else f"{step + 1} {name}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"

"""The geometric view: a job is a box of skill × time, and its area is its wage bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from jobdesign.errors import InputError
from jobdesign.plotting.style import (
    AUGMENTED,
    AUTOMATED,
    BY_HAND,
    HANDOFF,
    HATCH,
    INK,
    PALE,
    design_of,
    legend,
    mode_legend,
    new_axes,
    tidy,
)
from jobdesign.plotting.text import Box, fits, fitted_text, headline, settle, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.evaluator import Evaluation
    from jobdesign.solution import Solution

__all__ = ["VIEWS", "View", "area_is_bill", "plot_geometry"]

View = Literal["steps", "tasks", "jobs"]
VIEWS = ("steps", "tasks", "jobs")
#: Between the axes and the title, in points.
_TITLE_PAD = 20.0
#: Of the steps over a box, in points.
_NAME_SIZE = 7.0


def plot_geometry(
    solution: Solution,
    axes: Axes | None = None,
    *,
    view: View = "steps",
    least: tuple[float, float] = (0.0, 0.0),
) -> Axes:
    """Draw each job as a box: width = time, height = skill, area = wage bill (figure 4).

    Parameters
    ----------
    solution
        With a design.
    axes
        Where to draw; a new figure where left out.
    view
        ``"steps"``: the cells of a chain are its steps, automated ones hatched;
        ``"tasks"``: a chain is one cell; ``"jobs"``: a job is one box.
    least
        Time and skill that there is room for at least, to compare designs on one scale.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        Where there is no such view, or no design.
    """
    if view not in VIEWS:
        raise InputError("must be steps, tasks or jobs", place="view", value=view)
    design, priced = design_of(solution)
    axes = new_axes(axes, 10.0, 3.6)
    jobs = len(priced.job_time)
    total, tallest = float(priced.job_time.sum()), float(priced.job_skill.max())
    gap = 0.012 * total if jobs > 1 else 0.0
    axes.set_xlim(0.0, max(total + gap * (jobs - 1), least[0]) or 1.0)
    axes.set_ylim(0.0, max(tallest * 1.22, least[1]) or 1.0)
    tidy(axes)
    area = "the area of a box is the job's wage bill, " if area_is_bill(priced) else ""
    axes.set_xlabel(f"time; {area}numbers are steps")
    axes.set_ylabel("skill")
    if view == "jobs":
        _handoff_legend(axes)
    else:
        mode_legend(axes, tasks=view == "tasks")
    settle(axes, title_pad=_TITLE_PAD)
    left = 0.0
    for number, job in enumerate(design.jobs):
        width, height = float(priced.job_time[number]), float(priced.job_skill[number])
        x, bottom = left, 0.0
        for task in job.tasks if view != "jobs" else ():
            time, skill = float(priced.task_time[task]), float(priced.task_skill[task])
            first, last = int(priced.task_first[task]), int(priced.task_last[task])
            chain = bool(priced.task_is_chain[task])
            _draw_task(axes, (x, bottom, time, skill), first, last, chain, view)
            x, bottom = x + time, bottom + skill
        if view == "jobs":
            worked = width - float(priced.job_handoff_time[number])
            _cell(axes, (left, 0.0, worked, height), PALE)
            steps = _span(job.first, job.last)
            names = (f"job {number + 1}: steps {steps}", f"job {number + 1}", str(number + 1))
            fitted_text(axes, (left, 0.0, worked, height), names, lines=2, color=INK)
            x = left + worked
        _cell(axes, (x, 0.0, float(priced.job_handoff_time[number]), height), HANDOFF)
        _outline(axes, (left, 0.0, width, height))
        if view != "jobs":
            _name_job(axes, (left, 0.0, width, height), gap, job.first, job.last)
        left += width + gap
    one = "1 job" if jobs == 1 else f"{jobs} jobs"
    name = solution.problem.name or "Workflow"
    headline(axes, name, f"{one}, cost {solution.cost:,.6g}", title_pad=_TITLE_PAD)
    return axes


def area_is_bill(priced: Evaluation) -> bool:
    """Whether skill × time is what each job is paid: not with other wage rules or AI costs."""
    return np.allclose(priced.job_skill * priced.job_time, priced.job_wage_bill, rtol=1e-9, atol=0)


def _draw_task(axes: Axes, box: Box, first: int, last: int, chain: bool, view: View) -> None:
    left, bottom, width, height = box
    if view == "steps" and chain:
        cell = width / (last - first + 1)
        for step in range(first, last + 1):
            own = (left + cell * (step - first), bottom, cell, height)
            _cell(axes, own, AUGMENTED if step == last else AUTOMATED, hatched=step < last)
        _number_chain(axes, box, first, last)
        return
    _cell(axes, box, AUGMENTED if chain else BY_HAND)
    _number(axes, box, (_span(first, last),), "white" if chain else INK)


def _number_chain(axes: Axes, box: Box, first: int, last: int) -> None:
    """Number each step, or the automated ones as a run where there is no room."""
    left, bottom, width, height = box
    cell = width / (last - first + 1)
    cells = {step: (left + cell * (step - first), bottom, cell, height)
             for step in range(first, last + 1)}  # fmt: skip
    _number(axes, cells[last], (str(last + 1),), "white")
    widest = f"{last}–"  # its own ground takes room
    if all(fits(axes, own, widest) for own in cells.values()):
        for step in range(first, last):
            _number(axes, cells[step], (str(step + 1),), INK, on_hatch=True)
    elif first < last:
        run = (left, bottom, width - cell, height)
        _number(axes, run, (_span(first, last - 1),), INK, on_hatch=True)


def _name_job(axes: Axes, box: Box, gap: float, first: int, last: int) -> None:
    """Write the job's steps above its box: along it where there is room, else upright."""
    left, _, width, height = box
    text = _span(first, last)
    pixels = axes.transData.transform([(0.0, 0.0), (width + gap, 0.0)])
    figure = axes.get_figure(root=True)
    assert figure is not None
    room = float(pixels[1, 0] - pixels[0, 0]) * 72.0 / figure.dpi
    if room < 1.25 * _NAME_SIZE:
        return
    upright = room < text_width(text, _NAME_SIZE) + 3.0
    axes.annotate(
        text, (left + width / 2, height), xytext=(0, 2), textcoords="offset points",
        fontsize=_NAME_SIZE, color=INK, ha="center", va="bottom", rotation=90 if upright else 0
    )  # fmt: skip


def _handoff_legend(axes: Axes) -> None:
    from matplotlib.patches import Patch

    legend(axes, [Patch(facecolor=PALE, label="work"), Patch(facecolor=HANDOFF, label="hand-off")])


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _number(
    axes: Axes, box: Box, choices: tuple[str, ...], ink: str, *, on_hatch: bool = False
) -> None:
    back = None
    if on_hatch:  # its own ground takes room
        back = {"boxstyle": "round,pad=0.1", "fc": AUTOMATED, "ec": "none"}
        choices = tuple(text for text in choices if fits(axes, box, f"{text}–"))
    fitted_text(axes, box, choices, color=ink, bbox=back)


def _cell(axes: Axes, box: Box, colour: str, *, hatched: bool = False) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, width, height = box
    axes.add_patch(
        Rectangle(
            (left, bottom),
            width,
            height,
            facecolor=colour,
            lw=0,
            edgecolor=AUGMENTED if hatched else "none",
            hatch=HATCH if hatched else None,
        )
    )


def _outline(axes: Axes, box: Box) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, width, height = box
    axes.add_patch(
        Rectangle((left, bottom), width, height, fill=False, ec=INK, lw=1, clip_on=False)
    )

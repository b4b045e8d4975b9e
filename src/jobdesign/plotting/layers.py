"""The three layers: steps become tasks, and tasks become jobs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jobdesign.design import Mode
from jobdesign.errors import InputError
from jobdesign.plotting.style import (
    AUGMENTED,
    AUTOMATED,
    BY_HAND,
    HANDOFF,
    HATCH,
    INK,
    design_of,
    mode_legend,
    new_axes,
)
from jobdesign.plotting.text import Box, cut_to_fit, fits, fitted_text, headline, settle, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.design import Design
    from jobdesign.solution import Solution

__all__ = ["plot_layers"]

#: Heights in one band of rows: jobs, tasks, steps, from its bottom.
_JOBS, _TASKS, _STEPS, _BAND = 0.0, 1.15, 2.3, 3.9
#: At most so many steps in a band.
_MOST = 20
#: Steps beyond which nothing could be read any more.
_MOST_STEPS = 400
#: Of the text in boxes, and between the axes and the title, in points.
_SIZE, _TITLE_PAD = 7.5, 20.0
#: What must fit on a line of a step's box for names to be written there, cut or whole.
_SHORTEST = "99 Proof…"


def plot_layers(solution: Solution, axes: Axes | None = None) -> Axes:
    """Draw steps, the tasks they form, and the jobs these are cut into (figures 1 and 3).

    Parameters
    ----------
    solution
        With a design. Long workflows are broken into bands, at the ends of jobs
        where possible.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        Where there is no design, or more than 400 steps.
    """
    design = design_of(solution)[0]
    if len(design) > _MOST_STEPS:
        raise InputError(
            f"draws at most {_MOST_STEPS} steps", place="layers", value=len(design),
            fix="geometry draws any number",
        )  # fmt: skip
    bands = _bands(design)
    widest = max(last - first for first, last in bands)
    names = solution.problem.workflow.names
    plain = tuple(str(step + 1) for step in range(len(names)))
    shown = tuple(n if n == p else f"{p} {n}" for n, p in zip(names, plain, strict=True))
    width = min(11.0, max(5.0, _step_width(shown) * widest))
    axes = new_axes(axes, width, 0.6 + 1.75 * len(bands))
    axes.set_xlim(-0.9, widest + 0.1)
    axes.set_ylim(-_BAND * len(bands) + 0.5, 0.05)
    axes.axis("off")
    mode_legend(axes, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    settle(axes, title_pad=_TITLE_PAD)
    room = (0.0, 0.0, 0.88, 0.8)
    if not fits(axes, room, _SHORTEST, size=_SIZE):
        shown = plain  # all by name or all by number
    shown = tuple(cut_to_fit(axes, room, name, size=_SIZE, lines=3) for name in shown)
    for number, (first, last) in enumerate(bands):
        _draw_band(axes, design, shown, first, last, -_BAND * (number + 1) + 0.7)
    counts = (
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in (
            (len(names), "step"),
            (len(design.tasks), "task"),
            (len(design.jobs), "job"),
        )
    )
    name = solution.problem.name or "Workflow"
    headline(axes, name, ", ".join(counts), title_pad=_TITLE_PAD)
    return axes


def _step_width(shown: tuple[str, ...]) -> float:
    """Return the inches a step, so that names find room on two lines or three."""
    whole = max(text_width(name, _SIZE) for name in shown)
    word = max(text_width(word, _SIZE) for name in shown for word in name.split())
    return min(1.8, max(0.9, 0.25 + 0.45 * whole / 72.0, 0.1 + 1.2 * word / 72.0))


def _bands(design: Design) -> list[tuple[int, int]]:
    """Return (first, end) of the runs of steps that go into one band each: few, of like length."""
    fewest = _cut(design, _MOST)
    even = math.ceil(len(design) / len(fewest))
    tries = (_cut(design, room) for room in range(even, _MOST))
    return next((bands for bands in tries if len(bands) == len(fewest)), fewest)


def _cut(design: Design, room: int) -> list[tuple[int, int]]:
    """Fill one band after the other, each up to the end of a job, or of a task, if it can be."""
    m = len(design.modes)
    jobs = [end + 1 for end in design.job_ends.tolist()]
    tasks = [end + 1 for end in design.task_ends.tolist()]
    bands = []
    first = 0
    while first < m:
        if m - first <= room:
            end = m
        else:
            within = [k for k in jobs if first + room // 2 < k <= first + room]
            within = within or [k for k in tasks if first + room // 2 < k <= first + room]
            end = within[-1] if within else first + room
        bands.append((first, end))
        first = end
    return bands


def _draw_band(
    axes: Axes, design: Design, names: tuple[str, ...], first: int, end: int, bottom: float
) -> None:
    for height, word in ((_STEPS, "steps"), (_TASKS, "tasks"), (_JOBS, "jobs")):
        axes.text(-0.2, bottom + height + 0.4, word, ha="right", va="center", fontsize=8, color=INK)
    colours = {Mode.MANUAL: BY_HAND, Mode.AUGMENTED: AUGMENTED, Mode.AUTOMATED: AUTOMATED}
    for step in range(first, end):
        mode = Mode(int(design.modes[step]))
        box = (step - first + 0.06, bottom + _STEPS, 0.88, 0.8)
        _box(axes, box, colours[mode], hatched=mode == Mode.AUTOMATED)
        automated = mode == Mode.AUTOMATED
        back = {"boxstyle": "round,pad=0.15", "fc": AUTOMATED, "ec": "none"} if automated else None
        ink = "white" if mode == Mode.AUGMENTED else INK
        fitted_text(axes, box, (names[step],), size=_SIZE, lines=3, color=ink, bbox=back)
    for task in design.tasks:
        left, right = max(task.first, first), min(task.last + 1, end)
        if left >= right:
            continue
        box = (left - first + 0.06, bottom + _TASKS, right - left - 0.12, 0.8)
        _box(axes, box, AUGMENTED if task.kind == "ai_chain" else BY_HAND)
        span = _span(task.first, task.last)
        what = "AI chain" if task.kind == "ai_chain" else "manual"
        ink = "white" if task.kind == "ai_chain" else INK
        fitted_text(axes, box, (f"{what} {span}", span), size=_SIZE, color=ink)
        for edge in (left, right):
            _line(axes, edge - first, bottom + _TASKS + 0.8, bottom + _STEPS)
    for number, job in enumerate(design.jobs):
        left, right = max(job.first, first), min(job.last + 1, end)
        if left >= right:
            continue
        box = (left - first + 0.06, bottom + _JOBS, right - left - 0.12, 0.8)
        _box(axes, box, "#e8eaed", edge=INK)
        fitted_text(
            axes, box, (f"job {number + 1}", str(number + 1)), size=_SIZE, color=INK, weight="bold"
        )
        for edge in (left, right):
            _line(axes, edge - first, bottom + _JOBS + 0.8, bottom + _TASKS)
        if right == job.last + 1 < len(design.modes):
            axes.plot(
                [right - first], [bottom + _JOBS + 0.4], marker="D", ms=6, mfc=HANDOFF,
                mec=INK, mew=0.7, clip_on=False, zorder=3
            )  # fmt: skip


def _span(first: int, last: int) -> str:
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def _line(axes: Axes, x: float, low: float, high: float) -> None:
    axes.plot([x, x], [low - 0.02, high + 0.02], color="#b9bec5", lw=0.8, zorder=0)


def _box(
    axes: Axes,
    box: Box,
    colour: str,
    *,
    hatched: bool = False,
    edge: str = "none",
) -> None:
    from matplotlib.patches import FancyBboxPatch

    left, bottom, width, height = box
    axes.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=colour,
            edgecolor=AUGMENTED if hatched else edge,
            hatch=HATCH if hatched else None,
            lw=0 if hatched or edge == "none" else 1,
        )
    )

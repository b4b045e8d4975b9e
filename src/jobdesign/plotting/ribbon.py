"""The design as a ribbon: how each step is done, over a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from jobdesign.design import Mode
from jobdesign.errors import InputError
from jobdesign.plotting.style import (
    AUGMENTED,
    AUTOMATED,
    BY_HAND,
    HATCH,
    INK,
    mode_legend,
    new_axes,
)
from jobdesign.plotting.text import headline, settle, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.reorganisation import Piece, Thresholds

__all__ = ["label_steps", "plot_ribbon"]

#: Thresholds beyond which they are not marked: bands show where they end.
_MOST_MARKS = 12
#: Room for a step's label, its font's size, and between axes and title, in points.
_LABEL, _SIZE, _TITLE_PAD = 144.0, 8.0, 20.0


def plot_ribbon(found: Thresholds, axes: Axes | None = None) -> Axes:
    """Draw every step's mode as a band over the parameter, and the jobs' ends as lines.

    Parameters
    ----------
    found
        From `thresholds`.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on: steps from top to bottom. Nothing is drawn where no
        design keeps the constraints.

    Raises
    ------
    InputError
        Where that is everywhere.
    """
    if all(piece.design is None for piece in found):
        raise InputError("no design keeps all constraints anywhere", place=found.parameter)
    m = len(found.step_names)
    axes = new_axes(axes, 7.5, 1.2 + min(9.0, 0.28 * max(m, 3)))
    for step in range(m):
        _draw_step(axes, found, step)
    if len(found.thresholds) <= _MOST_MARKS:
        axes.vlines(found.thresholds, 0, m, color="white", lw=0.8)
    axes.set_xlim(found[0].low, found[-1].high)
    axes.set_ylim(m, 0)
    label_steps(axes, found.step_names)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(found.parameter)
    mode_legend(axes, handoff=False, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    settle(axes, title_pad=_TITLE_PAD)
    count = len(found.thresholds)
    noun = "threshold" if count == 1 else "thresholds"
    headline(axes, "", f"{count} {noun}; black lines: where jobs end", title_pad=_TITLE_PAD)
    return axes


def label_steps(axes: Axes, names: tuple[str, ...]) -> None:
    """Write numbers and names of steps beside rows 0 to 1, 1 to 2, ...; some where many."""
    m = len(names)
    figure = axes.get_figure(root=True)
    assert figure is not None
    height = axes.get_position().height * figure.get_figheight() * 72.0
    every = max(1, -int(-1.15 * _SIZE * m // height))
    labels = [
        shortened(name if name == str(step + 1) else f"{step + 1} {name}", _LABEL, _SIZE)
        for step, name in enumerate(names)
    ]
    shown = range(0, m, every)
    axes.set_yticks([step + 0.5 for step in shown], labels[::every], fontsize=_SIZE,
                    parse_math=False)  # fmt: skip


def _draw_step(axes: Axes, found: Thresholds, step: int) -> None:
    from matplotlib.patches import Rectangle

    colours = {Mode.MANUAL: BY_HAND, Mode.AUGMENTED: AUGMENTED, Mode.AUTOMATED: AUTOMATED}
    for mode, low, high in _runs(found, step):
        hatched = mode == Mode.AUTOMATED
        axes.add_patch(
            Rectangle(
                (low, step), high - low, 1.0, facecolor=colours[mode], lw=0,
                edgecolor=AUGMENTED if hatched else "none", hatch=HATCH if hatched else None,
            )
        )  # fmt: skip
    ends = groupby(found, key=lambda piece: _is_end(piece, step))
    spans = [
        (run[0].low, run[-1].high) for is_end, run in ((e, list(r)) for e, r in ends) if is_end
    ]
    if spans and step < len(found.step_names) - 1:
        axes.hlines(
            [step + 1.0] * len(spans), [low for low, _ in spans], [high for _, high in spans],
            color=INK, lw=2.0, capstyle="butt",
        )  # fmt: skip


def _runs(found: Thresholds, step: int) -> Iterator[tuple[Mode, float, float]]:
    """Yield the mode of a step, and from where to where it stays."""
    keyed = groupby(
        found, key=lambda piece: -1 if piece.design is None else piece.design.modes[step]
    )
    for code, group in keyed:
        pieces = list(group)
        if code >= 0:
            yield Mode(int(code)), pieces[0].low, pieces[-1].high


def _is_end(piece: Piece, step: int) -> bool:
    return piece.design is not None and step in piece.design.job_ends

"""The design as a ribbon: how each step is done, over a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdesign.design import Mode
from jobdesign.plotting.style import (
    AUGMENTED,
    AUTOMATED,
    BY_HAND,
    HATCH,
    INK,
    mode_legend,
    new_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.reorganisation import Thresholds

__all__ = ["plot_ribbon", "step_label"]


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
        The axes drawn on: steps from top to bottom.
    """
    from matplotlib.patches import Rectangle

    names = found.step_names
    m = len(names)
    axes = new_axes(axes, 7.5, 1.2 + min(9.0, 0.28 * m))
    colours = {Mode.MANUAL: BY_HAND, Mode.AUGMENTED: AUGMENTED, Mode.AUTOMATED: AUTOMATED}
    for piece in found:
        if piece.design is None:
            continue
        width = piece.high - piece.low
        for step, code in enumerate(piece.design.modes.tolist()):
            mode = Mode(code)
            hatched = mode == Mode.AUTOMATED
            axes.add_patch(
                Rectangle(
                    (piece.low, step), width, 1.0, facecolor=colours[mode], lw=0,
                    edgecolor=AUGMENTED if hatched else "none", hatch=HATCH if hatched else None,
                )
            )  # fmt: skip
        for end in piece.design.job_ends[:-1].tolist():
            axes.plot([piece.low, piece.high], [end + 1, end + 1], color=INK, lw=2.0,
                      solid_capstyle="butt")  # fmt: skip
    if len(found.thresholds) <= 40:
        axes.vlines(found.thresholds, 0, m, color="white", lw=1.0)
    axes.set_xlim(found[0].low, found[-1].high)
    axes.set_ylim(m, 0)
    shown = range(0, m, max(1, -(-m // 32)))
    axes.set_yticks([step + 0.5 for step in shown], [step_label(names, step) for step in shown],
                    fontsize=8, parse_math=False)  # fmt: skip
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(found.parameter)
    axes.set_title("Black lines: where jobs end", loc="left", fontsize=9, pad=20)
    mode_legend(axes, handoff=False, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    return axes


def step_label(names: tuple[str, ...], step: int) -> str:
    """Return the number and name of a step, shortened."""
    name, number = names[step], str(step + 1)
    text = number if name == number else f"{number} {name}"
    return text if len(text) <= 28 else f"{text[:27]}…"

"""Colours that everybody can tell apart, and what all pictures have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jobdesign.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.patches import Patch

    from jobdesign.design import Design
    from jobdesign.evaluator import Evaluation
    from jobdesign.solution import Solution

__all__ = [
    "AUGMENTED",
    "AUTOMATED",
    "BY_HAND",
    "HANDOFF",
    "HATCH",
    "INK",
    "LINES",
    "PALE",
    "design_of",
    "legend",
    "mode_legend",
    "need_matplotlib",
    "new_axes",
    "plain_logarithmic",
    "tidy",
]

#: Told apart by lightness too, hence in grey: white is written on the second, ink on others.
BY_HAND, AUGMENTED, AUTOMATED, HANDOFF = "#9da3a9", "#1b6a93", "#b4d7e8", "#f2cdc5"
INK, PALE = "#2b2f33", "#d9dce0"
#: Of automated steps, so that they are told apart without colour.
HATCH = "////"
#: After Okabe and Ito, darkened where thin lines would be too pale.
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#000000")


def new_axes(axes: Axes | None, width: float = 9.0, height: float = 4.0) -> Axes:
    """Return the axes given, or those of a new figure of that size in inches.

    Raises
    ------
    ImportError
        Where matplotlib is not installed.
    """
    if axes is not None:
        return axes
    need_matplotlib()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def need_matplotlib() -> None:
    """Say how to install it.

    Raises
    ------
    ImportError
        Where matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ImportError(
            'pictures need matplotlib: pip install "jobdesign[plot]"', name="matplotlib"
        ) from error


def design_of(solution: Solution) -> tuple[Design, Evaluation]:
    """Return the design of a solution, and its price.

    Raises
    ------
    InputError
        Where there is none.
    """
    if solution.design is None or solution.evaluation is None:
        raise InputError(
            "there is no design to draw", place="status", value=solution.status.replace("_", " ")
        )
    return solution.design, solution.evaluation


def tidy(axes: Axes) -> None:
    """Leave only the axes' left and bottom lines."""
    axes.spines[["top", "right"]].set_visible(False)


def plain_logarithmic(axis: Axis) -> None:
    """Write 0.1, 0.2, 0.5, 1, ... along a logarithmic axis."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = sorted(axis.get_view_interval())
    decades = np.log10(high / low) if low > 0.0 else np.inf
    subs = (1.0, 2.0, 3.0, 5.0, 7.0) if decades < 1.0 else (1.0, 2.0, 5.0)
    axis.set_major_locator(LogLocator(10.0, subs=subs if decades < 3.0 else (1.0,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def mode_legend(axes: Axes, *, tasks: bool = False, handoff: bool = True, **place: Any) -> None:
    """Say above the axes which colour is which, for steps or for whole tasks."""
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=BY_HAND, label="manual"),
        Patch(facecolor=AUGMENTED, label="AI chain" if tasks else "augmented"),
    ]
    if not tasks:
        patch = Patch(facecolor=AUTOMATED, hatch=HATCH, edgecolor=AUGMENTED, lw=0)
        patch.set_label("automated")
        handles.append(patch)
    if handoff:
        handles.append(Patch(facecolor=HANDOFF, label="hand-off"))
    legend(axes, handles, **place)


def legend(axes: Axes, handles: Sequence[Patch], **place: Any) -> None:
    """Explain colours in one line above the axes."""
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0)} | place
    axes.legend(
        handles=handles, ncols=len(handles), frameon=False, fontsize=8, handlelength=1.4,
        columnspacing=1.2, borderaxespad=0.2, **place
    )  # fmt: skip

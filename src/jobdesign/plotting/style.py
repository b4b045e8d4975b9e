"""Colours that everybody can tell apart, and text that fits or is left out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]

__all__ = [
    "AUGMENTED",
    "AUTOMATED",
    "BY_HAND",
    "HANDOFF",
    "HATCH",
    "INK",
    "LINES",
    "PALE",
    "Box",
    "dots_per_inch",
    "fits",
    "fitted_text",
    "mode_legend",
    "new_axes",
    "tidy",
]

BY_HAND, AUGMENTED, AUTOMATED, HANDOFF = "#85898f", "#1f77a4", "#a9d0e4", "#e9b7ae"
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
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            'pictures need matplotlib: pip install "jobdesign[plot]"', name="matplotlib"
        ) from error
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def tidy(axes: Axes) -> None:
    """Leave only the axes' left and bottom lines."""
    axes.spines[["top", "right"]].set_visible(False)


def fitted_text(
    axes: Axes,
    box: Box,
    choices: Iterable[str],
    *,
    size: float = 8.0,
    lines: int = 1,
    **style: Any,
) -> bool:
    """Write the first of several texts that fits in a box; none where none does.

    Parameters
    ----------
    axes
        With their final limits.
    box
        Left, bottom, width, height in the axes' coordinates.
    choices
        From the longest to the shortest.
    size
        Of the font, in points.
    lines
        Into how many a text may be wrapped.

    Returns
    -------
    bool
        Whether one fitted.
    """
    left, bottom, width, height = box
    for text in choices:
        wrapped = _wrapped(axes, box, text, size, lines)
        if wrapped:
            axes.text(
                left + width / 2, bottom + height / 2, wrapped, ha="center", va="center",
                fontsize=size, parse_math=False, **style
            )  # fmt: skip
            return True
    return False


def fits(axes: Axes, box: Box, text: str, *, size: float = 8.0, lines: int = 1) -> bool:
    """Whether a text fits in a box, as `fitted_text` would write it."""
    return bool(_wrapped(axes, box, text, size, lines))


def _wrapped(axes: Axes, box: Box, text: str, size: float, lines: int) -> str:
    """Return the text in as many lines as it needs; empty where it does not fit."""
    left, bottom, width, height = box
    corners = axes.transData.transform([(left, bottom), (left + width, bottom + height)])
    points = 72.0 / dots_per_inch(axes)
    room = abs(corners[1] - corners[0]) * points
    letters = int((room[0] - 3.0) / (0.58 * size))
    rows = min(lines, int((room[1] - 1.0) / (1.2 * size)))
    if letters < 1 or rows < 1:
        return ""
    wrapped = textwrap.wrap(text, letters, break_long_words=False) if rows > 1 else [text]
    if len(wrapped) > rows or any(len(line) > letters for line in wrapped):
        return ""
    return "\n".join(wrapped)


def dots_per_inch(axes: Axes) -> float:
    """Return the resolution of the figure that holds the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float(figure.dpi)


def mode_legend(axes: Axes, *, handoff: bool = True, **place: Any) -> None:
    """Say above the axes which colour is which."""
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=BY_HAND, label="manual"),
        Patch(facecolor=AUGMENTED, label="augmented"),
        Patch(facecolor=AUTOMATED, hatch=HATCH, edgecolor=AUGMENTED, lw=0, label="automated"),
    ]
    if handoff:
        handles.append(Patch(facecolor=HANDOFF, label="hand-off"))
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0)} | place
    axes.legend(
        handles=handles, ncols=len(handles), frameon=False, fontsize=8, handlelength=1.4,
        columnspacing=1.2, borderaxespad=0.2, **place
    )  # fmt: skip

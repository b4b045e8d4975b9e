"""Text that is measured before it is written: it fits, is shortened, or is left out."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Box",
    "cut_to_fit",
    "fits",
    "fitted_text",
    "headline",
    "settle",
    "shortened",
    "text_width",
]

#: Left, bottom, width, height in the axes' coordinates.
Box = tuple[float, float, float, float]

_TITLE_SIZE = 10.0
#: How much wider than drawn to scale a text can get when letters are fitted to pixels.
_HINTED = 1.06
#: Between two lines of text, in sizes of the font.
_LEADING = 1.2


def settle(axes: Axes, *, title_pad: float | None = None) -> None:
    """Lay the figure out, so that what is measured from here on is as it will be.

    Parameters
    ----------
    axes
        With their limits, ticks, labels and legend.
    title_pad
        Points between the axes and the title, which is written later.
    """
    axes.set_title(" ", loc="left", fontsize=_TITLE_SIZE, pad=title_pad)
    figure = axes.get_figure(root=True)
    assert figure is not None
    if figure.get_layout_engine() is None:  # the axes are where they will be
        axes.get_xlim(), axes.get_ylim()
        axes.apply_aspect()
        return
    with warnings.catch_warnings():
        _ignore_missing_letters()
        figure.draw_without_rendering()


def headline(
    axes: Axes, name: str, rest: str, *, title_pad: float | None = None, over_labels: bool = False
) -> None:
    """Write "name: rest" over settled axes, the name shortened to what there is room for.

    With `over_labels` it begins over the labels of the vertical axis, in the first column.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    left, right = axes.transAxes.transform([(0.0, 0.0), (1.0, 0.0)])[:, 0]
    width, start = right - left, 0.0
    place = axes.get_subplotspec()
    if place is not None and place.is_last_col():
        right = figure.bbox.width
    if over_labels and place is not None and place.is_first_col():
        start = (4.0 * figure.dpi / 72.0 - left) / width
        left += start * width
    room = (right - left) * 72.0 / figure.dpi - 4.0
    name = shortened(name, room - text_width(f": {rest}", _TITLE_SIZE), _TITLE_SIZE)
    text = f"{name}: {rest}" if len(name) > 1 else shortened(rest, room, _TITLE_SIZE)
    axes.set_title(text, loc="left", x=start, fontsize=_TITLE_SIZE, pad=title_pad, parse_math=False)


def shortened(text: str, room: float, size: float) -> str:
    """Return as much of a text as fits in some points, an ellipsis for the rest.

    Examples
    --------
    >>> shortened("Underwriting", 200, 8), shortened("Underwriting", 30, 8)
    ('Underwriting', 'Und…')
    """
    if text_width(text, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:  # the most letters that fit
        middle = (low + high + 1) // 2
        if text_width(f"{text[:middle].rstrip()}…", size) <= room:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…" if low else ""


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
        With their final limits, settled.
    box
        Where to write.
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
                fontsize=size, parse_math=False, linespacing=_LEADING, **style
            )  # fmt: skip
            return True
    return False


def cut_to_fit(axes: Axes, box: Box, text: str, *, size: float = 8.0, lines: int = 1) -> str:
    """Return as much of a text as fits in a box, an ellipsis for the rest; empty where nothing."""
    if fits(axes, box, text, size=size, lines=lines):
        return text
    for length in range(len(text) - 1, 0, -1):
        cut = f"{text[:length].rstrip()}…"
        if fits(axes, box, cut, size=size, lines=lines):
            return cut
    return ""


def fits(axes: Axes, box: Box, text: str, *, size: float = 8.0, lines: int = 1) -> bool:
    """Whether a text fits in a box, as `fitted_text` would write it."""
    return bool(_wrapped(axes, box, text, size, lines))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return how wide a line of text is, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        _ignore_missing_letters()
        width, _, _ = text_to_path.get_text_width_height_descent(
            text, FontProperties(size=size), ismath=False
        )
    return _HINTED * float(width)


def _wrapped(axes: Axes, box: Box, text: str, size: float, lines: int) -> str:
    """Return the text in as many lines as it needs; empty where it does not fit."""
    left, bottom, width, height = box
    corners = axes.transData.transform([(left, bottom), (left + width, bottom + height)])
    figure = axes.get_figure(root=True)
    assert figure is not None
    room = abs(corners[1] - corners[0]) * 72.0 / figure.dpi
    rows = min(lines, int((room[1] - 1.0) / (_LEADING * size)))
    if rows < 1:
        return ""
    written: list[str] = []
    for word in text.split():
        longer = f"{written[-1]} {word}" if written else word
        if written and text_width(longer, size) <= room[0] - 3.0:
            written[-1] = longer
        else:
            written.append(word)
        if len(written) > rows or text_width(written[-1], size) > room[0] - 3.0:
            return ""
    return "\n".join(written)


def _ignore_missing_letters() -> None:
    """Leave the complaint that a font lacks a letter to whoever saves the figure."""
    warnings.filterwarnings("ignore", message="Glyph .* missing from")

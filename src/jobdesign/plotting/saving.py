"""Figures as files and as text, the same bytes on every run."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError, InputWarning
from jobdesign.plotting.style import need_matplotlib

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SUFFIXES", "check_suffix", "plain_style", "save_figure", "svg_text"]

#: Endings of files that figures are written to, and what no two runs would agree on.
SUFFIXES: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
#: Of pictures, in dots an inch.
_LARGEST_DPI = 1200


@contextmanager
def plain_style() -> Iterator[None]:
    """Draw and save as matplotlib does out of the box, whatever this machine's settings are."""
    need_matplotlib()
    import matplotlib
    from matplotlib.style import context

    with context("default"), matplotlib.rc_context({"svg.hashsalt": "jobdesign"}):
        yield


def check_suffix(path: str | Path) -> str:
    """Return the ending of a file that a figure can be written to.

    Raises
    ------
    InputError
        Where it has another.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            "must end in .png, .svg or .pdf", source=str(path), fix="choose one of them"
        )
    return suffix


def save_figure(axes: Axes, path: str | Path, *, dpi: float = 150.0) -> None:
    """Write the figure of some axes to a file, whole or not at all.

    Parameters
    ----------
    axes
        As pictures return them.
    path
        Ends in ``.png``, ``.svg`` or ``.pdf``.
    dpi
        Dots an inch of a ``.png``.

    Raises
    ------
    InputError
        Where the ending is another or the file cannot be written.

    Warns
    -----
    InputWarning
        Where the font lacks letters, which are boxes in the picture.
    """
    from jobdesign.files.text import write_bytes

    suffix = check_suffix(path)
    if not 1 <= finite_number("dpi", dpi) <= _LARGEST_DPI:
        raise InputError(f"must be from 1 to {_LARGEST_DPI}", place="dpi", value=dpi)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        content = _bytes(axes, suffix[1:], dpi)
    if any("Glyph" in str(warning.message) for warning in caught):
        warnings.warn(
            "the font of the picture lacks some letters of the names; boxes stand for them",
            InputWarning,
            stacklevel=2,
        )
    write_bytes(Path(path), content)


def svg_text(axes: Axes) -> str:
    """Return the figure of some axes as an SVG element, for a page of HTML.

    Letters stay letters: they can be searched and read aloud, in the page's font.
    """
    import matplotlib

    figure = axes.get_figure(root=True)
    assert figure is not None
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.fonttype": "none"}):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        engine = figure.get_layout_engine()
        if engine is not None:  # saving would lay it out twice more, and draw it twice
            engine.execute(figure)
            figure.set_layout_engine("none")
        text = _bytes(axes, "svg", 72.0).decode()
    return text[text.index("<svg") :]


def _bytes(axes: Axes, form: str, dpi: float) -> bytes:
    import matplotlib

    figure = axes.get_figure(root=True)
    assert figure is not None
    content = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "jobdesign"}):
        figure.savefig(content, format=form, dpi=dpi, metadata=SUFFIXES[f".{form}"])
    return content.getvalue()

"""The two routes of a task as a sketch: by hand, and with AI, review and rework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdesign.plotting.style import AUGMENTED, BY_HAND, HANDOFF, INK, PALE, new_axes
from jobdesign.plotting.text import Box, fitted_text, settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.queueing.adoption.routes import Routes

__all__ = ["plot_routes"]

#: Bottoms of the two rows, and the height of a box.
_MANUAL, _ASSISTED, _HEIGHT = 2.6, 1.0, 0.8
#: Of text in boxes, in points.
_SIZE = 8.0


def plot_routes(routes: Routes, axes: Axes | None = None) -> Axes:
    """Draw what happens to a task by hand and with AI (figure 1 A and B).

    Parameters
    ----------
    routes
        Whose means, and share of drafts that come back, are written.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    from jobdesign.queueing.service_times.assisted import AssistedTime

    axes = new_axes(axes, 6.0, 3.2)
    axes.set_xlim(0.0, 6.1)
    axes.set_ylim(-0.75, 3.8)
    axes.axis("off")
    settle(axes)
    manual, assisted = routes.manual, routes.assisted
    rows = {"by hand": _MANUAL, "with AI": _ASSISTED}
    for name, bottom in rows.items():
        axes.text(0.0, bottom + _HEIGHT + 0.1, name, fontsize=9, color=INK, weight="bold")
        _box(axes, (0.0, bottom, 1.0, _HEIGHT), "tasks arrive", PALE, INK)
        _box(axes, (5.0, bottom, 1.0, _HEIGHT), "done", PALE, INK)
    _box(axes, (1.8, _MANUAL, 2.4, _HEIGHT), f"task: mean {manual.mean:.3g}", BY_HAND, INK)
    for start, end in ((1.0, 1.8), (4.2, 5.0)):
        _arrow(axes, (start, _MANUAL + _HEIGHT / 2), (end, _MANUAL + _HEIGHT / 2))
    review, again, back = "review", "rework", "error escapes"
    if isinstance(assisted, AssistedTime):
        review = f"review: {assisted.review_time:.3g}"
        again = f"rework: mean {assisted.rework.mean:.3g}"
        back = f"error escapes: {assisted.error_probability:.3g}"
    _box(axes, (1.5, _ASSISTED, 1.1, _HEIGHT), "AI drafts", "white", INK)
    _box(axes, (3.1, _ASSISTED, 1.4, _HEIGHT), review, AUGMENTED, "white")
    _box(axes, (2.6, -0.7, 2.4, _HEIGHT), again, HANDOFF, INK)
    for start, end in ((1.0, 1.5), (2.6, 3.1), (4.5, 5.0)):
        _arrow(axes, (start, _ASSISTED + _HEIGHT / 2), (end, _ASSISTED + _HEIGHT / 2))
    _arrow(axes, (3.8, _ASSISTED), (3.8, 0.1))
    _arrow(axes, (5.0, -0.3), (5.5, _ASSISTED), bend=0.5)
    axes.text(3.7, 0.55, back, fontsize=_SIZE, color=INK, ha="right", va="center")
    return axes


def _box(axes: Axes, box: Box, text: str, colour: str, ink: str) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, width, height = box
    axes.add_patch(
        Rectangle((left, bottom), width, height, facecolor=colour, edgecolor=INK, lw=0.8)
    )
    fitted_text(axes, box, (text, text.partition(":")[0]), size=_SIZE, lines=2, color=ink)


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], *, bend: float = 0.0
) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.0, "shrinkA": 1, "shrinkB": 1}
    axes.annotate(
        "", end, xytext=start,
        arrowprops=style | {"connectionstyle": f"arc3,rad={bend}"},
    )  # fmt: skip

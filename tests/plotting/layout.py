"""What is where in a drawn picture."""

from __future__ import annotations

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

#: Pixels by which boxes of text may touch: a box is a little larger than its letters.
TOUCH = 1.0


def texts(axes) -> list[tuple[str, object]]:
    """Every text that is seen, with its box in pixels."""
    figure = axes.get_figure(root=True)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    hidden = _hidden(figure)
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and text not in hidden
    ]


def _hidden(figure) -> set[Text]:
    """Labels of axes that are off, and of ticks beyond the limits: there, but never drawn."""
    hidden: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            shown = set(axis._update_ticks()) if axes.axison else set()
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            hidden.update(
                label for tick in ticks if tick not in shown for label in (tick.label1, tick.label2)
            )
            if not axes.axison:
                hidden.add(axis.label)
    return hidden


def overlaps(axes) -> list[tuple[str, str]]:
    """Pairs of texts that lie on each other."""
    found = []
    for (one, a), (other, b) in combinations(texts(axes), 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        along = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > TOUCH and along > TOUCH:
            found.append((one, other))
    return found


def outside(axes) -> list[str]:
    """Texts that leave the figure."""
    box = axes.get_figure(root=True).bbox
    return [
        text for text, extent in texts(axes)
        if extent.x0 < -TOUCH or extent.y0 < -TOUCH
        or extent.x1 > box.x1 + TOUCH or extent.y1 > box.y1 + TOUCH
    ]  # fmt: skip

"""Drawing a solution, and any axes, as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jobdesign.app.computations.tell import Tell
from jobdesign.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw", "png"]

#: Pixels an inch of a picture; the page shows fewer, so that it is sharp.
_RESOLUTION = 150


def draw(solution: Solution, kind: str, *, tell: Tell) -> bytes:
    """Draw a solution: ``layers``, or the geometric view of ``steps``, ``tasks`` or ``jobs``."""
    from jobdesign.plotting.geometry import plot_geometry
    from jobdesign.plotting.layers import plot_layers

    if kind == "layers":
        return png(plot_layers(solution))
    view: Any = kind
    return png(plot_geometry(solution, _axes_for(solution), view=view))


def _axes_for(solution: Solution) -> Axes | None:
    """Return axes with room for numbers of up to five signs, where those are enough.

    Finding that room takes longer than drawing.
    """
    from matplotlib.figure import Figure

    tallest = 0.0 if solution.evaluation is None else float(solution.evaluation.job_skill.max())
    if not 0.5 <= tallest <= 8000.0:
        return None
    return Figure(figsize=(10.0, 3.6)).add_axes((0.07, 0.135, 0.925, 0.745))


def png(axes: Axes) -> bytes:
    """Return the figure of axes as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = axes.get_figure(root=True)
    assert figure is not None
    # not through savefig, which would lay out and draw once more what is laid out
    figure.set_layout_engine("none")
    figure.dpi = _RESOLUTION
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
        file, pil_kwargs={"compress_level": 1}
    )
    return file.getvalue()

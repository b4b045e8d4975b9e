"""Cost and marginal benefit over a parameter, with the thresholds in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from jobdesign.errors import InputError
from jobdesign.plotting.style import INK, LINES, new_axes, tidy
from jobdesign.plotting.text import headline, settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.reorganisation import Piece, Thresholds
    from jobdesign.workflow import Array

__all__ = ["plot_curve"]

Quantity = Literal["cost", "marginal_benefit"]
#: Points drawn on the whole range.
_POINTS = 800


def plot_curve(found: Thresholds, axes: Axes | None = None, *, quantity: Quantity = "cost") -> Axes:
    """Draw the cost of the optimum, or what a little more of the parameter saves (figure 5).

    Parameters
    ----------
    found
        From `thresholds`.
    axes
        Where to draw; a new figure where left out.
    quantity
        ``"cost"``, or ``"marginal_benefit"``: minus its derivative, which jumps
        where the design changes.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        Where there is no such quantity, or no design anywhere.
    """
    if quantity not in ("cost", "marginal_benefit"):
        raise InputError("must be cost or marginal_benefit", place="quantity", value=quantity)
    if all(piece.design is None for piece in found):
        raise InputError("no design keeps all constraints anywhere", place=found.parameter)
    axes = new_axes(axes, 7.0, 3.6)
    low, high = found[0].low, found[-1].high
    many = len(found) > len(LINES)
    drawn = [_points(piece, quantity, high - low) for piece in found if piece.design is not None]
    for number, (values, heights) in enumerate(drawn):
        colour = LINES[0] if many else LINES[number % len(LINES)]
        axes.plot(values, heights, color=colour, lw=1.8, solid_capstyle="round")
    for threshold in found.thresholds.tolist():
        axes.axvline(threshold, color=INK, lw=0.3 if many else 0.8, ls=":", zorder=0)
    if high > low:
        axes.set_xlim(low, high)
    cut = _set_heights(axes, drawn)
    tidy(axes)
    axes.set_xlabel(found.parameter)
    axes.set_ylabel(quantity.replace("_", " "))
    settle(axes)
    count = len(found.thresholds)
    text = f"{count} {'threshold' if count == 1 else 'thresholds'} of {found.parameter}"
    headline(axes, "", f"{text}; higher points are cut off" if cut else text)
    return axes


def _points(piece: Piece, quantity: Quantity, span: float) -> tuple[Array, Array]:
    share = (piece.high - piece.low) / span if span > 0 else 1.0
    values = _inside(np.linspace(piece.low, piece.high, max(5, int(_POINTS * share))))
    return values, piece.costs(values) if quantity == "cost" else piece.marginal_benefits(values)


def _set_heights(axes: Axes, drawn: Sequence[tuple[Array, Array]]) -> bool:
    """Leave room for all but the steepest hundredth; says whether something is cut off."""
    every = np.concatenate([heights for _, heights in drawn])
    every = every[np.isfinite(every)]
    if len(every) == 0:
        return False
    top, usual = float(every.max()), float(np.quantile(every, 0.98))
    cut = top > 2.5 * usual > 0
    low, high = min(float(every.min()), 0.0), 1.3 * usual if cut else 1.05 * top
    if low < 0.0:  # lines at either end are seen whole
        margin = 0.05 * (high - low)
        low, high = low - margin, high if cut else max(high, margin)
    if high > low:
        axes.set_ylim(low, high)
    return cut


def _inside(values: Array) -> Array:
    """Move the ends of a piece a little inside, where its own design is the best."""
    values = values.copy()
    values[0] += 1e-9 * (values[-1] - values[0])
    values[-1] -= 1e-9 * (values[-1] - values[0])
    return values

"""Cost and marginal benefit over a parameter, with the thresholds in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from jobdesign.plotting.style import INK, LINES, new_axes, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.reorganisation import Thresholds
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
    ValueError
        Where there is no such quantity.
    """
    if quantity not in ("cost", "marginal_benefit"):
        raise ValueError(f'quantity = {quantity!r}: must be "cost" or "marginal_benefit"')
    axes = new_axes(axes, 7.0, 3.6)
    low, high = found[0].low, found[-1].high
    many = len(found) > len(LINES)
    for number, piece in enumerate(found):
        if piece.design is None:
            continue
        share = (piece.high - piece.low) / (high - low) if high > low else 1.0
        values = np.linspace(piece.low, piece.high, max(5, int(_POINTS * share)))
        values = _inside(values)
        heights = [getattr(piece, quantity)(value) for value in values.tolist()]
        colour = LINES[0] if many else LINES[number % len(LINES)]
        axes.plot(values, heights, color=colour, lw=1.8, solid_capstyle="round")
    for threshold in found.thresholds.tolist():
        axes.axvline(threshold, color=INK, lw=0.4 if many else 0.8, ls=":", zorder=0)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom=0)
    tidy(axes)
    axes.set_xlabel(found.parameter)
    axes.set_ylabel(quantity.replace("_", " "))
    count = len(found.thresholds)
    noun = "threshold" if count == 1 else "thresholds"
    axes.set_title(f"{count} {noun} of {found.parameter}", loc="left", fontsize=10)
    return axes


def _inside(values: Array) -> Array:
    """Move the ends of a piece a little inside, where its own design is the best."""
    values = values.copy()
    values[0] += 1e-9 * (values[-1] - values[0])
    values[-1] -= 1e-9 * (values[-1] - values[0])
    return values

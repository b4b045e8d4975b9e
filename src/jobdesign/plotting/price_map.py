"""Prices of decisions as a map: what doing otherwise would cost, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.plotting.ribbon import label_steps
from jobdesign.plotting.style import INK, new_axes
from jobdesign.plotting.text import fitted_text, headline, settle, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

    from jobdesign.analysis.decisions import DecisionPrices

__all__ = ["plot_prices"]

_COLUMNS = ("manual", "augmented", "automated", "no\nhand-off", "hand-off")
#: Ticks of the scale of shades, as shares of the optimum.
_TICKS = (0.0, 0.01, 0.1, 0.25, 0.5, 1.0)
#: Number of shades.
_SHADES = 32
#: Above this shade text is white.
_DARK = 0.55
#: Between the axes and the title, in points.
_TITLE_PAD = 28.0


def plot_prices(prices: DecisionPrices, axes: Axes | None = None) -> Axes:
    """Draw what each decision costs beyond the optimum, relative to its cost.

    Parameters
    ----------
    prices
        From `decision_prices`.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on: steps from top to bottom. Dots mark what the optimum
        does; crossed cells are impossible, those with "?" were not priced in time.

    Raises
    ------
    InputError
        Where there is no optimum.
    """
    if prices.design is None:
        raise InputError("there is no optimum to compare with", place="prices of decisions")
    m = len(prices.problem.workflow)
    names = prices.problem.workflow.names
    axes = new_axes(axes, 4.6 + 2.0 * _widest(names), 1.4 + min(14.0, 0.24 * max(m, 4)))
    table = np.hstack((prices.mode_price, prices.handoff_price))
    relative = table / prices.cost if prices.cost > 0 else table
    # the square root tells small prices apart; what costs as much as all is the darkest
    shades = np.sqrt(np.clip(relative, 0.0, 1.0))
    _draw_cells(axes, np.ma.masked_where(~np.isfinite(table), shades))
    label_steps(axes, names)
    settle(axes, title_pad=_TITLE_PAD)
    chosen = _chosen(prices)
    rows, columns = np.nonzero(chosen)
    axes.plot(columns + 0.5, rows + 0.5, "o", ms=4, color=INK)
    for step, column in np.ndindex(m, 5):
        box = (float(column), float(step), 1.0, 1.0)
        if chosen[step, column]:
            continue
        price = float(table[step, column])
        dark = np.isfinite(price) and shades[step, column] > _DARK
        fitted_text(axes, box, _texts(price), size=7, color="white" if dark else INK)
    name = prices.problem.name or "Workflow"
    text = "price of each decision (dots: the optimum)"
    headline(axes, name, text, title_pad=_TITLE_PAD, over_labels=True)
    return axes


def _widest(names: tuple[str, ...]) -> float:
    """Return how much of the longest label's room the names need, 0 to 1."""
    return min(1.0, max(text_width(name, 8.0) for name in names) / 144.0)


def _draw_cells(
    axes: Axes, shades: np.ma.MaskedArray[tuple[int, int], np.dtype[np.float64]]
) -> None:
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    m = len(shades)
    few = colormaps["YlGnBu"].resampled(_SHADES)  # more would make the scale a raster image
    mesh = axes.pcolormesh(
        np.arange(6), np.arange(m + 1), shades,
        cmap=few, norm=Normalize(0.0, 1.0), edgecolors="white", linewidth=0.8,
    )  # fmt: skip
    axes.set_xlim(0, 5)
    axes.set_ylim(m, 0)
    axes.set_xticks(np.arange(5) + 0.5, _COLUMNS, fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _scale(axes, mesh)


def _scale(axes: Axes, mesh: QuadMesh) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(mesh, ax=axes, fraction=0.04, pad=0.03, anchor=(0.0, 1.0), aspect=16)
    labels = [f"{tick:.0%}" for tick in _TICKS[:-1]] + ["100% or\nmore"]
    bar.set_ticks(np.sqrt(_TICKS).tolist(), labels=labels)
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_visible(False)


def _texts(price: float) -> tuple[str, ...]:
    if np.isnan(price):
        return ("?",)
    if np.isinf(price):
        return ("×",)
    return (f"{price:.4g}", f"{price:.2g}")


def _chosen(prices: DecisionPrices) -> npt.NDArray[np.bool_]:
    m = len(prices.problem.workflow)
    chosen = np.zeros((m, 5), dtype=np.bool_)
    if prices.design is not None:
        chosen[np.arange(m), prices.design.modes] = True
        chosen[:, 3] = True
        chosen[prices.design.job_ends, 3] = False
        chosen[prices.design.job_ends, 4] = True
    return chosen

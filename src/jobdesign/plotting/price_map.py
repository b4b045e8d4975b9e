"""Prices of decisions as a map: what doing otherwise would cost, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobdesign.plotting.ribbon import step_label
from jobdesign.plotting.style import INK, fitted_text, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.decisions import DecisionPrices

__all__ = ["plot_prices"]

_COLUMNS = ("manual", "augmented", "automated", "no hand-off", "hand-off")


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
        does; crossed cells are impossible.
    """
    from matplotlib.colors import Normalize

    m = len(prices.problem.workflow)
    axes = new_axes(axes, 6.5, 1.3 + min(14.0, 0.24 * m))
    table = np.hstack((prices.mode_price, prices.handoff_price))
    relative = table / prices.cost if prices.cost > 0 else table
    # the square root tells small prices apart; what costs as much as all is the darkest
    shades = np.sqrt(np.clip(relative, 0.0, 1.0))
    colours = np.ma.masked_where(~np.isfinite(table), shades)
    mesh = axes.pcolormesh(
        np.arange(6), np.arange(m + 1), colours,
        cmap="YlGnBu", norm=Normalize(0.0, 1.0), edgecolors="white", linewidth=0.8,
    )  # fmt: skip
    axes.set_xlim(0, 5)
    axes.set_ylim(m, 0)
    chosen = _chosen(prices)
    for step in range(m):
        for column in range(5):
            box = (float(column), float(step), 1.0, 1.0)
            if chosen[step, column]:
                axes.plot([column + 0.5], [step + 0.5], "o", ms=4, color=INK)
            elif np.isnan(table[step, column]):
                fitted_text(axes, box, ("?",), size=7, color=INK)
            elif np.isinf(table[step, column]):
                fitted_text(axes, box, ("×",), size=7, color="#777777")
            else:
                ink = "white" if shades[step, column] > 0.55 else INK
                fitted_text(axes, box, (f"{table[step, column]:.4g}",), size=7, color=ink)
    axes.set_xticks(np.arange(5) + 0.5, _COLUMNS, fontsize=8)
    axes.xaxis.tick_top()
    every = max(1, -(-m // 64))
    shown = range(0, m, every)
    names = prices.problem.workflow.names
    axes.set_yticks([step + 0.5 for step in shown], [step_label(names, s) for s in shown],
                    fontsize=8, parse_math=False)  # fmt: skip
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure = axes.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(mesh, ax=axes, fraction=0.04, pad=0.03)
    ticks = np.array([0.0, 0.01, 0.1, 0.25, 0.5, 1.0])
    bar.set_ticks(
        np.sqrt(ticks).tolist(), labels=[f"{t:.0%}" for t in ticks[:-1]] + ["100 % or more"]
    )
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_visible(False)
    title = prices.problem.name or "Workflow"
    axes.set_title(f"{title}: price of each decision (dots: the optimum)", loc="left",
                   fontsize=10, parse_math=False)  # fmt: skip
    return axes


def _chosen(prices: DecisionPrices) -> np.ndarray:
    m = len(prices.problem.workflow)
    chosen = np.zeros((m, 5), dtype=np.bool_)
    if prices.design is not None:
        chosen[np.arange(m), prices.design.modes] = True
        chosen[:, 3] = True
        chosen[prices.design.job_ends, 3] = False
        chosen[prices.design.job_ends, 4] = True
    return chosen

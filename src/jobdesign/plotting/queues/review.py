"""Selective review: where the price of attention meets its cost, and what is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.plotting.style import INK, LINES, PALE, new_axes, plain_logarithmic, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.queueing.review.curves import EquilibriumCurve
    from jobdesign.queueing.review.model import ReviewModel
    from jobdesign.workflow import Array

__all__ = ["plot_equilibria", "plot_equilibrium_curve", "plot_review_effort", "plot_review_rule"]

#: Behind labels that may lie on a curve.
_GROUND = {"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.85}


def plot_equilibria(model: ReviewModel, axes: Axes | None = None) -> Axes:
    """Draw the marginal cost of attention over its price, and where they meet (figure 5).

    Parameters
    ----------
    model
        What is given.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on: filled dots are stable equilibria.
    """
    axes = new_axes(axes, 5.5, 4.2)
    found = model.equilibria()
    prices = [state.price for state in found]
    low, high = (min(prices) / 4, max(prices) * 4) if prices else (0.01, 10.0)
    if found.stable_prices is not None:
        low = max(low, found.stable_prices[0])
    grid = np.geomspace(low, high, 400)
    costs = np.array([model.state(price).marginal_cost for price in grid.tolist()])
    axes.plot(grid, grid, color=INK, lw=0.9, ls="--", label="price")
    axes.plot(grid, costs, color=LINES[0], lw=1.8, label="marginal cost of attention")
    for state in found:
        axes.plot(
            [state.price], [state.price], "o", ms=7, mec=LINES[1], mew=1.6, zorder=4,
            color=LINES[1] if state.is_stable else "white",
        )  # fmt: skip
        axes.annotate(
            f"{state.price:.4g}", (state.price, state.price), xytext=(8, -10),
            textcoords="offset points", fontsize=8, color=INK, bbox=_GROUND, zorder=3.5,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    plain_logarithmic(axes.xaxis)
    plain_logarithmic(axes.yaxis)
    tidy(axes)
    axes.set_xlabel("price of a reviewer's time")
    axes.set_ylabel("cost to those who wait")
    axes.legend(frameon=False, fontsize=8)
    return axes


def plot_review_rule(model: ReviewModel, axes: Axes | None = None) -> Axes:
    """Draw how signals are spread, the risk they tell, and what review leaves (figure 5 A, C).

    Parameters
    ----------
    model
        What is given.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on, for risks; the spread of signals has no scale.
    """
    from jobdesign.queueing.review.risk_maps import evaluate_risk

    axes = new_axes(axes, 6.0, 3.6)
    signals, spread = _spread(model)
    risks = evaluate_risk(model.risk_map, signals)
    axes.fill_between(signals, 0.9 * spread / (spread.max() or 1.0), color=PALE, lw=0,
                      label="how often (no scale)")  # fmt: skip
    axes.plot(signals, risks, color=LINES[1], lw=1.8, label="risk of an error")
    chosen = model.equilibria().chosen
    if chosen is not None:
        time = np.array([model.effort(risk, chosen.price) for risk in risks.tolist()])
        reviewed = (1.0 - model.irreducible) * np.exp(-model.skill * time) + model.irreducible
        label = f"left after review, at price {chosen.price:.4g}"
        axes.plot(signals, reviewed * risks, color=LINES[0], lw=1.8, ls="--", label=label)
    axes.set_xlim(float(signals[0]), float(signals[-1]))
    axes.set_ylim(0.0, 1.0)
    tidy(axes)
    axes.set_xlabel("signal")
    axes.set_ylabel("probability of an error")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    return axes


def _spread(model: ReviewModel) -> tuple[Array, Array]:
    """Return signals in order, and how often each appears: a density, or probabilities."""
    from jobdesign.queueing.review.signals import ContinuousSignal, PointSignal

    signal = model.signal
    if isinstance(signal, ContinuousSignal):
        t = np.linspace(-signal.reach, signal.reach, 4001)
        at, mass = signal.at(t)
        below = np.cumsum(mass) / mass.sum()
        ends = np.interp([1e-4, 1.0 - 1e-4], below, at)
        edges = np.linspace(float(ends[0]), float(ends[1]), 202)
        return (edges[1:] + edges[:-1]) / 2.0, np.diff(np.interp(edges, at, below))
    assert isinstance(signal, PointSignal)
    signals, weights = np.asarray(signal.signals), np.asarray(signal.weights)
    order = np.argsort(signals)
    return signals[order], weights[order]


def plot_review_effort(
    model: ReviewModel, prices: Sequence[float], axes: Axes | None = None
) -> Axes:
    """Draw how long a draft is reviewed, by its risk (figure 6, eq. 9).

    Parameters
    ----------
    model
        Whose skill and loss count.
    prices
        θ, a curve each.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on; dotted lines are thresholds.
    """
    axes = new_axes(axes, 6.0, 3.6)
    risks = np.linspace(0.0, 1.0, 501)
    for number, price in enumerate(prices):
        colour = LINES[number % len(LINES)]
        effort = [model.effort(risk, price) for risk in risks.tolist()]
        axes.plot(risks, effort, color=colour, lw=1.8, label=f"price {price:g}")
        if model.threshold(price) <= 1.0:
            axes.axvline(model.threshold(price), color=colour, lw=0.8, ls=":")
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(bottom=0.0)
    tidy(axes)
    axes.set_xlabel("perceived risk of a draft")
    axes.set_ylabel("review time")
    axes.legend(frameon=False, fontsize=8)
    return axes


def plot_equilibrium_curve(curve: EquilibriumCurve, axes: Axes | None = None) -> Axes:
    """Draw all equilibria along a parameter, with the folds.

    Parameters
    ----------
    curve
        From `equilibrium_curve`.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on; dashed branches are not stable.
    """
    axes = new_axes(axes, 6.0, 3.8)
    for branch in curve.branches:
        colour, dashes = (LINES[0], "-") if branch.is_stable else (LINES[1], "--")
        axes.plot(branch.value, branch.mean_wait, color=colour, ls=dashes, lw=1.8)
    for fold in curve.folds:
        axes.axvline(fold.value, color=PALE, lw=0.8, zorder=0)
        axes.plot([fold.value], [fold.mean_wait], "o", color=INK, ms=5, zorder=4)
        outside, side = (8, "left") if fold.two_more == "below" else (-8, "right")
        axes.annotate(
            f"fold at {fold.value:.4g}", (fold.value, fold.mean_wait), xytext=(outside, 0),
            textcoords="offset points", fontsize=8, color=INK, ha=side, va="center",
        )  # fmt: skip
    tidy(axes)
    axes.set_yscale("log")
    plain_logarithmic(axes.yaxis)
    axes.set_xlabel(curve.parameter.replace("_", " "))
    axes.set_ylabel("mean wait")
    return axes

"""Two routes: their times, how much AI may vary, and their waits over the arrival rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.plotting.style import INK, LINES, new_axes, plain_logarithmic, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.queueing.adoption.routes import Routes

__all__ = ["plot_admissible_variation", "plot_service_times", "plot_waits"]

_MANUAL, _ASSISTED = LINES[0], LINES[1]


def plot_service_times(
    routes: Routes, axes: Axes | None = None, *, sample: int = 200_000, seed: int = 0
) -> Axes:
    """Draw how long tasks take on each route (figure 2), by a sample.

    Parameters
    ----------
    routes
        With distributions, not moments alone.
    axes
        Where to draw; a new figure where left out.
    sample, seed
        Number of tasks drawn, and the seed.

    Returns
    -------
    Axes
        The axes drawn on; dashed lines are means.
    """
    axes = new_axes(axes, 7.0, 3.4)
    generator = np.random.default_rng(seed)
    drawn = {
        "manual": routes.manual.sample(generator, sample),
        "assisted": routes.assisted.sample(generator, sample),
    }
    longest = max(float(np.quantile(times, 0.995)) for times in drawn.values()) or 1.0
    bins = np.linspace(0.0, longest, 81)
    for (name, times), colour in zip(drawn.items(), (_MANUAL, _ASSISTED), strict=True):
        shares = np.histogram(times, bins=bins)[0] / len(times)
        axes.stairs(shares, bins, color=colour, fill=True, alpha=0.35)
        label = f"{name}: mean {float(times.mean()):.3g}"
        axes.stairs(shares, bins, color=colour, lw=1.4, label=label)
        axes.axvline(float(times.mean()), color=colour, ls="--", lw=1.2)
    axes.set_yscale("log")
    axes.set_xlim(0.0, longest)
    tidy(axes)
    axes.set_xlabel("time of a task")
    axes.set_ylabel("share of tasks in a bin")
    axes.legend(frameon=False, fontsize=8)
    return axes


def plot_admissible_variation(
    axes: Axes | None = None,
    *,
    manual_variation: float = 0.5,
    utilisations: Sequence[float] = (0.2, 0.4, 0.6, 0.8),
    arrival_variation: float = 1.0,
) -> Axes:
    """Draw how much AI's time may vary before it lengthens the wait (figure 3, eq. 5).

    Parameters
    ----------
    axes
        Where to draw; a new figure where left out.
    manual_variation
        c_H², squared coefficient of variation by hand.
    utilisations
        ρ_H by hand, a curve each.
    arrival_variation
        c_a²; 1 for Poisson arrivals.

    Returns
    -------
    Axes
        The axes drawn on: below a curve AI shortens the wait.
    """
    from jobdesign.queueing.adoption.wedge import largest_admissible_variation

    axes = new_axes(axes, 6.0, 3.8)
    ratios = np.linspace(0.2, 1.0, 161)
    for utilisation, colour in zip(utilisations, _cycle(len(utilisations)), strict=True):
        heights = [
            largest_admissible_variation(ratio, utilisation, manual_variation, arrival_variation)
            for ratio in ratios.tolist()
        ]
        axes.plot(ratios, heights, color=colour, lw=1.8, label=f"{utilisation:.0%} busy by hand")
    axes.axhline(manual_variation, color=INK, lw=0.8, ls=":")
    axes.set_yscale("log")
    plain_logarithmic(axes.yaxis)
    axes.set_xlim(0.2, 1.0)
    tidy(axes)
    axes.set_xlabel("mean time with AI / by hand")
    axes.set_ylabel("largest squared variation of AI")
    axes.legend(frameon=False, fontsize=8)
    return axes


def plot_waits(routes: Routes, axes: Axes | None = None) -> Axes:
    """Draw the mean wait of each route over the arrival rate (figure 4).

    Parameters
    ----------
    routes
        Their own arrival rate is marked.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on, with the critical rate where there is one.
    """
    from jobdesign.queueing.adoption.critical_rates import critical_arrival_rate

    axes = new_axes(axes, 6.5, 3.8)
    means = {"manual": routes.manual.mean, "assisted": routes.assisted.mean}
    limits = {
        name: routes.capacity / mean if mean > 0.0 else math.inf for name, mean in means.items()
    }
    finite = [limit for limit in limits.values() if math.isfinite(limit)]
    highest = max([*finite, routes.arrival_rate])
    crossing = critical_arrival_rate(routes)
    tops = []
    for name, share, colour in (("manual", 0.0, _MANUAL), ("assisted", 1.0, _ASSISTED)):
        rates = np.linspace(0.0, min(limits[name], highest), 402)[1:-1]
        waits = [replace(routes, arrival_rate=rate).mean_wait(share) for rate in rates.tolist()]
        axes.plot(rates, waits, color=colour, lw=1.8, label=name)
        if math.isfinite(limits[name]):
            axes.axvline(limits[name], color=colour, lw=0.8, ls=":")
        tops.append(waits[int(0.9 * len(waits))])
    top = max(tops)
    if crossing is not None:
        axes.plot([crossing.arrival_rate], [crossing.mean_wait], "o", color=INK, ms=5, zorder=4)
        axes.annotate(
            f"equal at {crossing.arrival_rate:.4g}", (crossing.arrival_rate, crossing.mean_wait),
            xytext=(-8, 8), textcoords="offset points", ha="right", fontsize=8, color=INK,
        )  # fmt: skip
        top = max(top, 1.6 * crossing.mean_wait)
    axes.axvline(routes.arrival_rate, color=INK, lw=0.8, ls="--")
    axes.set_xlim(0.0, highest)
    axes.set_ylim(0.0, top)
    tidy(axes)
    axes.set_xlabel("arrival rate (dashed: as given; dotted: most that a route can serve)")
    axes.set_ylabel("mean wait")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    return axes


def _cycle(count: int) -> list[str]:
    return [LINES[k % len(LINES)] for k in range(count)]

"""Pictures that are compared with baselines, and what they are drawn of.

Run this file to draw the baselines anew: look at every one before it is committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import jobdesign as jd
from jobdesign.plotting.curves import plot_curve
from jobdesign.plotting.kinds import draw
from jobdesign.plotting.ribbon import plot_ribbon
from jobdesign.plotting.saving import plain_style, save_figure
from jobdesign.queueing.problem import QueueProblem

BASELINE = Path(__file__).parent / "baseline"
MODELS = Path(__file__).resolve().parents[2] / "models"
#: Dots an inch: text can still be read.
DPI = 55


def workflow_of(
    m: int, *, seed: int = 1, long_names: bool = False, alpha: float = 0.4
) -> jd.Problem:
    """A problem whose optimum mixes modes, with jobs of several tasks."""
    rng = np.random.default_rng(seed)
    names = [f"Check that number {k} is what was agreed upon" for k in range(m)]
    handoff = rng.uniform(0.5, 8, m)
    handoff[-1] = 0
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=rng.uniform(1, 5, m),
            manual_time=rng.uniform(1, 5, m),
            ai_skill=rng.uniform(0.5, 3, m),
            ai_time=rng.uniform(0.3, 2, m),
            ai_difficulty=rng.uniform(0.2, 3, m),
            handoff_time=handoff,
            alpha=alpha,
            names=names if long_names else None,
        ),
        name="A workflow with a title that nobody would call short" if long_names else f"{m} steps",
    )


@cache
def solved(m: int, long_names: bool = False) -> jd.Solution:
    """Its solution."""
    return jd.solve(workflow_of(m, long_names=long_names))


@cache
def queue(name: str) -> QueueProblem:
    """A queue of the paper."""
    return jd.read_queue(MODELS / "queue" / f"{name}.toml")


@cache
def thresholds(m: int, low: float | None = None, high: float | None = None) -> jd.Thresholds:
    """Where its design changes over alpha."""
    return jd.thresholds(solved(m, long_names=m == 20).problem, low=low, high=high)


@cache
def example_6() -> jd.Thresholds:
    """Those of the paper's example."""
    return jd.thresholds(jd.read_problem(MODELS / "paper" / "example-6.toml"))


def _of(kind: str, m: int, *, long_names: bool = False, **options: Any) -> Callable[[], Any]:
    return lambda: draw(kind, solved(m, long_names=long_names or m == 20), **options)


def _of_queue(kind: str, name: str) -> Callable[[], Any]:
    return lambda: draw(kind, queue(name))


#: By name of their baselines.
PICTURES: dict[str, Callable[[], Any]] = {
    **{
        f"{kind}-{m}": _of(kind, m)
        for kind in ("layers", "geometry", "prices", "graph")
        for m in (5, 20, 60)
    },
    "layers-long-names": _of("layers", 6, long_names=True),
    **{f"geometry-{view}-20": _of("geometry", 20, view=view) for view in ("tasks", "jobs")},
    "geometry-without-ai": lambda: draw("geometry", jd.solve(workflow_of(5).without_ai())),
    "ribbon-5": lambda: plot_ribbon(thresholds(5)),
    "ribbon-20": lambda: plot_ribbon(thresholds(20)),
    "ribbon-60": lambda: plot_ribbon(thresholds(60, 0.4, 0.405)),
    "curve-5": lambda: plot_curve(thresholds(5)),
    "benefit-handoff-time": lambda: plot_curve(
        jd.thresholds(solved(5).problem, "handoff_time"), quantity="marginal_benefit"
    ),
    "benefit-20": lambda: plot_curve(thresholds(20), quantity="marginal_benefit"),
    "curve-example-6": lambda: plot_curve(example_6()),
    "benefit-example-6": lambda: plot_curve(example_6(), quantity="marginal_benefit"),
    "routes": _of_queue("routes", "figure-2"),
    "service-times": _of_queue("service-times", "figure-2"),
    "admissible-variation": _of_queue("admissible-variation", "figure-4"),
    "waits": _of_queue("waits", "figure-4"),
    "review-rule": _of_queue("review-rule", "figure-5-low-risk"),
    "equilibria": _of_queue("equilibria", "figure-5-high-risk"),
    "effort": _of_queue("effort", "figure-5-low-risk"),
    "equilibrium-curve": _of_queue("equilibrium-curve", "figure-5-high-risk"),
}


def write(name: str, folder: Path) -> tuple[Path, Any]:
    """Draw one as it is compared; returns where it is, and its axes."""
    path = folder / f"{name}.png"
    with plain_style():
        axes = PICTURES[name]()
        save_figure(axes, path, dpi=DPI)
    return path, axes


if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        write(name, BASELINE)

"""The shortest-path graph: boundaries as nodes, jobs as edges, and the optimal path."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.errors import InputError
from jobdesign.plotting.style import INK, LINES, new_axes
from jobdesign.plotting.text import fitted_text, headline, settle

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from jobdesign.problem import Problem
    from jobdesign.workflow import Array

__all__ = ["plot_graph"]

#: Jobs of designs that cost at most this much more than the optimum are drawn.
_NEAR = 0.1
#: Between the axes and the title, in points.
_TITLE_PAD = 18.0


def plot_graph(problem: Problem, axes: Axes | None = None) -> Axes:
    """Draw the DAG of jobs over step boundaries, and its shortest path.

    Parameters
    ----------
    problem
        What the method `dag` can solve.
    axes
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        The axes drawn on. Jobs of the optimum are arcs above the line, labelled with
        their wage bills; those of designs that cost little more are pale arcs below it.
        Numbers count the steps done.

    Raises
    ------
    InputError
        Where the method cannot take the problem, or finds no design.
    """
    import networkx as nx

    from jobdesign.methods.dag import build_dag

    graph = build_dag(problem)
    m = len(problem.workflow)
    try:
        path = nx.shortest_path(graph, 0, m, weight="weight")
    except nx.NetworkXNoPath:
        raise InputError("no path of jobs leads to the end", place="graph") from None
    best = list(itertools.pairwise(path))
    cost = math.fsum(graph.edges[edge]["weight"] for edge in best)
    over = _over_optimum(graph, m, cost)
    near = [edge for edge in graph.edges if edge not in set(best) and over[edge] <= _NEAR * cost]
    axes = new_axes(axes, min(12.0, max(5.5, 0.6 * m)), 3.6 if near else 2.4)
    axes.set_xlim(-0.5, m + 0.5)
    axes.set_ylim(-1.3 if near else -0.35, 1.3)
    axes.axis("off")
    settle(axes, title_pad=_TITLE_PAD)
    for edge in near:
        alpha = 1.0 - 0.8 * over[edge] / (_NEAR * cost or 1.0)
        x, y = _arc(edge[0], edge[1], max(end - start for start, end in near))
        axes.plot(x, -y, color="#8a9199", lw=0.6, alpha=alpha)
    for start, end in best:
        x, y = _arc(start, end, max(end - start for start, end in best))
        axes.plot(x, y, color=LINES[0], lw=2.0, zorder=3)
        bill = graph.edges[start, end]["weight"]
        box = (float(start), float(y.max()), float(end - start), 0.25)
        fitted_text(axes, box, (f"{bill:.4g}", f"{bill:.2g}"), size=7.5, color=LINES[0])
    _draw_nodes(axes, m)
    name = problem.name or "Workflow"
    headline(axes, name, f"path of jobs, cost {cost:.6g}", title_pad=_TITLE_PAD)
    others = (
        f"below: {len(near)} of {graph.number_of_edges()} jobs, those in"
        if near
        else "there are no other"
    )
    note = f"numbers: steps done; {others} designs that cost at most {_NEAR:.0%} more"
    axes.annotate(note, (0, 1), xytext=(0, 6), xycoords="axes fraction", fontsize=7,
                  textcoords="offset points", color=INK)  # fmt: skip
    return axes


def _draw_nodes(axes: Axes, m: int) -> None:
    """Draw the boundaries, and number as many as there is room for."""
    ends = axes.transData.transform([(0.0, 0.0), (1.0, 0.0)])[:, 0]
    figure = axes.get_figure(root=True)
    assert figure is not None
    room = float(ends[1] - ends[0]) * 72.0 / figure.dpi
    every = next(k for k in (1, 2, 5, 10, 20, 50, 100, m + 1) if k * room > 16.0 or k > m)
    size = min(26.0, max(2.0, (0.5 * room) ** 2))
    axes.scatter(range(m + 1), [0.0] * (m + 1), s=size, color="white", edgecolors=INK, zorder=4)
    for node in range(0, m + 1, every):
        axes.annotate(str(node), (node, 0), xytext=(0, -11), textcoords="offset points",
                      ha="center", va="center", fontsize=7, color=INK, zorder=5,
                      bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"})  # fmt: skip


def _arc(start: int, end: int, longest: int) -> tuple[Array, Array]:
    t = np.linspace(0.0, np.pi, 40)
    middle, half = (start + end) / 2, (end - start) / 2
    height = 0.15 + 0.85 * (end - start) / longest
    return middle - half * np.cos(t), height * np.sin(t)


def _over_optimum(graph: nx.DiGraph, m: int, cost: float) -> dict[tuple[int, int], float]:
    """Return by how much the best path through each edge exceeds the optimum."""
    to, onward = {0: 0.0}, {m: 0.0}
    for node in range(1, m + 1):
        to[node] = min(
            (to[i] + graph.edges[i, node]["weight"] for i in graph.predecessors(node)),
            default=math.inf,
        )
    for node in range(m - 1, -1, -1):
        onward[node] = min(
            (onward[j] + graph.edges[node, j]["weight"] for j in graph.successors(node)),
            default=math.inf,
        )
    return {(i, j): to[i] + graph.edges[i, j]["weight"] + onward[j] - cost for i, j in graph.edges}

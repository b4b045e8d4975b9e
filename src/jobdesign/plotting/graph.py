"""The shortest-path graph: boundaries as nodes, jobs as edges, and the optimal path."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from jobdesign.plotting.style import INK, LINES, fitted_text, new_axes

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from jobdesign.problem import Problem
    from jobdesign.workflow import Array

__all__ = ["plot_graph"]

#: Jobs of designs that cost at most this much more than the optimum are drawn.
_NEAR = 0.1


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
    """
    import networkx as nx

    from jobdesign.methods.dag import build_dag

    graph = build_dag(problem)
    m = len(problem.workflow)
    axes = new_axes(axes, min(12.0, max(5.0, 0.9 * m)), 3.4)
    path = nx.shortest_path(graph, 0, m, weight="weight")
    best = set(itertools.pairwise(path))
    cost = sum(graph.edges[edge]["weight"] for edge in best)
    over = _over_optimum(graph, m, cost)
    near = [edge for edge in graph.edges if edge not in best and over[edge] <= _NEAR * cost]
    axes.set_xlim(-0.5, m + 0.5)
    axes.set_ylim(-1.3, 1.3)
    t = np.linspace(0.0, np.pi, 40)
    longest = max((end - start for start, end in near), default=1)
    for start, end in near:
        x, y = _arc(start, end, t, longest)
        axes.plot(
            x,
            -y,
            color="#9aa1a9",
            lw=0.6,
            alpha=1.0 - 0.8 * over[start, end] / (_NEAR * cost or 1.0),
        )
    longest = max(end - start for start, end in best)
    for start, end in best:
        x, y = _arc(start, end, t, longest)
        axes.plot(x, y, color=LINES[0], lw=2.0, zorder=3)
        box = (start - 0.1, float(y.max()), end - start + 0.2, 0.25)
        fitted_text(
            axes, box, (f"{graph.edges[start, end]['weight']:.4g}",), size=7.5, color=LINES[0]
        )
    nodes = np.arange(m + 1)
    size = 26 if m <= 30 else 8
    axes.scatter(nodes, np.zeros(m + 1), s=size, color="white", edgecolors=INK, zorder=4)
    for number, node in enumerate(nodes.tolist()):
        if m <= 30 or number % 5 == 0:
            axes.annotate(str(node), (node, 0), xytext=(0, -11), textcoords="offset points",
                          ha="center", va="center", fontsize=7, color=INK, zorder=5)  # fmt: skip
    axes.axis("off")
    title = problem.name or "Workflow"
    axes.set_title(
        f"{title}: the cheapest path of jobs, cost {cost:.6g}. Numbers count the steps done;\n"
        f"below: the jobs in designs that cost at most {_NEAR:.0%} more, {len(near)} of"
        f" {graph.number_of_edges()}",
        loc="left", fontsize=9, parse_math=False,
    )  # fmt: skip
    return axes


def _arc(start: int, end: int, t: Array, longest: int) -> tuple[Array, Array]:
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

"""`dag`: a graph over step boundaries, solved by networkx's own shortest path.

Node k is the boundary after step k (0: before the first). In the long run an
edge i → j is the cheapest job that holds steps i+1..j, its ``weight`` the wage
bill; in the short run an edge is a task inside one of the given jobs, its
``weight`` the wages paid for its time (and ``time``). Either way an optimal
design is a shortest path from 0 to m.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt

from jobdesign.arguments import LISTED, takes
from jobdesign.constraints import Rules
from jobdesign.design import Design, Task
from jobdesign.evaluator import Horizon
from jobdesign.methods import require
from jobdesign.methods.given_jobs import check_horizon, given_jobs
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.reach import is_near
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["build_dag", "solve"]

#: Skill, time and tasks (newest first, as nested pairs) of one way to do some steps.
_Way = tuple[float, float, "_Tasks"]
_Tasks = tuple[Task, "_Tasks"] | None


@takes(problem=Problem, job_ends=LISTED)
def build_dag(
    problem: Problem,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | npt.NDArray[np.int64] | None = None,
) -> nx.DiGraph:
    """Build the graph whose shortest path from 0 to m is an optimal design.

    Parameters
    ----------
    problem
        What is given, with m steps.
    horizon, job_ends
        ``"short"``: edges are the tasks inside the jobs that end after `job_ends`
        (positions or names; the jobs of the optimum without AI where left out).

    Returns
    -------
    networkx.DiGraph
        Nodes 0..m with attribute ``after`` (the step before the boundary, None
        at 0). Edges with ``weight`` and ``tasks`` (a tuple of `Task`), and in the
        short run ``time``.

    Examples
    --------
    >>> import jobdesign as jd, networkx as nx
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> graph = jd.build_dag(problem)
    >>> nx.shortest_path(graph, 0, 3, weight="weight")
    [0, 2, 3]
    >>> graph.edges[0, 2]["weight"]
    14.0
    """
    require("dag", problem)
    check_horizon(horizon)
    graph = _build(problem, given_jobs(problem, horizon, job_ends), Deadline())
    assert graph is not None
    return graph


def _build(
    problem: Problem, job_ends: npt.NDArray[np.int64] | None, deadline: Deadline
) -> nx.DiGraph | None:
    """Build the graph; None where the deadline passes first."""
    graph = nx.DiGraph(name=problem.name)
    graph.add_node(0, after=None)
    for k, name in enumerate(problem.workflow.names, 1):
        graph.add_node(k, after=name)
    if not problem.is_plain or (job_ends is None and not is_near(problem)):
        return graph if _add_jobs_with_rules(graph, problem, job_ends, deadline) else None
    if job_ends is not None:
        _add_tasks(graph, problem, job_ends)
        return graph
    for start in range(len(problem.workflow)):
        if not _add_jobs_from(graph, problem, start, deadline):
            return None
    return graph


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
) -> Outcome:
    """Find a shortest path from the first boundary to the last.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        As in `build_dag`.
    deadline
        When to give up.
    """
    graph = _build(problem, job_ends, deadline or Deadline())
    if graph is None:
        return Outcome(None, exact=False)
    inside_jobs = job_ends if problem.is_plain else None  # else edges are whole jobs
    try:
        path = _shortest(graph, len(problem.workflow), inside_jobs)
    except nx.NetworkXNoPath:
        return Outcome(None, exact=True)
    tasks = [task for edge in pairwise(path) for task in graph.edges[edge]["tasks"]]
    ends = [boundary - 1 for boundary in path[1:]] if inside_jobs is None else inside_jobs
    return Outcome(Design.from_tasks(tasks, ends), exact=True)


def _shortest(graph: nx.DiGraph, m: int, job_ends: npt.NDArray[np.int64] | None) -> list[int]:
    """Return the boundaries of a shortest path; of the fastest in each given job."""
    if job_ends is None:
        path: list[int] = nx.shortest_path(graph, 0, m, weight="weight")
        return path
    path = [0]
    for end in (job_ends + 1).tolist():  # wages differ between jobs, and may be 0
        path += nx.shortest_path(graph, path[-1], end, weight="time")[1:]
    return path


def _add_jobs_from(graph: nx.DiGraph, problem: Problem, start: int, deadline: Deadline) -> bool:
    """Add the cheapest job from one boundary to every later one.

    The ways to do steps start+1..k are kept as the lower-left convex hull of
    their (skill, time): a wage bill is least on it, whatever joins the job. Ways
    whose skill × time alone exceeds what any of the jobs needs to cost are left
    out, among them the long chains that hardly ever succeed. False where the
    deadline passes first.
    """
    given = problem.workflow
    most = _enough_for_any_job(problem, start)
    hulls: dict[int, list[_Way]] = {start: [(0.0, 0.0, None)]}
    for k in range(start + 1, len(given) + 1):
        if deadline.passed:
            return False
        skill = float(problem.human_skill[k - 1])
        time = float(given.manual_time[k - 1])
        manual = Task(k - 1, k - 1, "manual")
        ways: list[_Way] = [(c + skill, t + time, (manual, rest)) for c, t, rest in hulls[k - 1]]
        skill = float(problem.ai_management_skill[k - 1])
        success = 1.0
        for first in range(k - 1, start - 1, -1):
            success *= float(given.ai_success[first])
            if success < SMALLEST_SUCCESS:
                break
            time = float(given.ai_time[k - 1]) / success
            if skill * time > most:
                break
            chain = Task(first, k - 1, "ai_chain")
            ways += [(c + skill, t + time, (chain, rest)) for c, t, rest in hulls[first]]
        hulls[k] = _lower_left_hull(
            [way for way in ways if math.isfinite(way[1]) and way[0] * way[1] <= most]
        )
        handoff = float(given.handoff_time[k - 1])
        skill, time, newest = min(hulls[k], key=lambda way: way[0] * (way[1] + handoff))
        graph.add_edge(start, k, weight=skill * (time + handoff), tasks=_in_order(newest))
    return True


class _PricedWay(NamedTuple):
    """One way to do some steps: AI costs, skill, time, number of tasks, and the tasks."""

    base: float
    skill: float
    time: float
    held: int
    tasks: _Tasks


def _add_jobs_with_rules(
    graph: nx.DiGraph,
    problem: Problem,
    job_ends: npt.NDArray[np.int64] | None,
    deadline: Deadline,
) -> bool:
    """Add the cheapest job between every two boundaries that keeps the rules.

    With any wage rule, AI costs and limits on jobs, all ways to do some steps are
    kept that no other beats in AI costs, skill, time and number of tasks.
    """
    rules = problem.rules
    if job_ends is not None:
        rules.keep_jobs(job_ends)
    costs = JobCosts(problem, job_ends)
    handoff = problem.workflow.handoff_time.tolist()
    m = len(handoff)
    for start in range(m):
        if start > 0 and not rules.handoff_allowed[start - 1]:
            continue
        ways = {start: [_PricedWay(0.0, 0.0, 0.0, 0, None)]}
        for k in range(start + 1, m + 1):
            if deadline.passed:
                return False
            if rules.earliest_start[k] > start:
                break
            ways[k] = _undominated(
                [
                    way
                    for way in _joined(problem, rules, ways, k)
                    if way.time <= rules.max_job_time
                    and way.skill <= rules.max_job_skill
                    and way.held <= rules.max_job_tasks
                    and costs.rate(start, way.skill) < math.inf
                ],
                rules.counts_tasks,
            )
            bills = [
                (way.base + costs.rate(start, way.skill) * (way.time + handoff[k - 1]), way.tasks)
                for way in ways[k]
                if way.time + handoff[k - 1] <= rules.max_job_time
            ]
            if bills and rules.handoff_allowed[k - 1]:
                bill, newest = min(bills, key=lambda bill: bill[0])
                graph.add_edge(start, k, weight=bill, tasks=_in_order(newest))
            if rules.handoff_required[k - 1]:
                break
    return True


def _joined(
    problem: Problem, rules: Rules, ways: dict[int, list[_PricedWay]], k: int
) -> Iterator[_PricedWay]:
    """Yield the ways to do the steps up to k whose last task ends there."""
    given = problem.workflow
    time = float(given.manual_time[k - 1])
    if rules.manual[k - 1] and math.isfinite(time):
        skill = float(problem.human_skill[k - 1])
        manual = Task(k - 1, k - 1, "manual")
        for way in ways[k - 1]:
            yield _PricedWay(
                way.base, way.skill + skill, way.time + time, way.held + 1, (manual, way.tasks)
            )
    if not rules.chain_end[k - 1]:
        return
    skill = float(problem.ai_management_skill[k - 1])
    success = 1.0
    for first in range(k - 1, min(ways) - 1, -1):
        success *= float(given.ai_success[first])
        if success < rules.min_chain_success or k - first > rules.max_chain_length:
            break
        if first < k - 1 and not rules.chain_pass[first]:
            break
        time, ai_cost = float(given.ai_time[k - 1]) / success, float(given.ai_cost[k - 1]) / success
        if not math.isfinite(time + ai_cost):
            break
        chain = Task(first, k - 1, "ai_chain")
        for way in ways[first]:
            yield _PricedWay(
                way.base + ai_cost,
                way.skill + skill,
                way.time + time,
                way.held + 1,
                (chain, way.tasks),
            )


def _undominated(ways: list[_PricedWay], counts_tasks: bool) -> list[_PricedWay]:
    kept: list[_PricedWay] = []
    for way in sorted(ways, key=lambda way: way[:4]):
        if not any(
            other.skill <= way.skill
            and other.time <= way.time
            and (other.held <= way.held or not counts_tasks)
            for other in kept
        ):
            kept.append(way)
    return kept


def _enough_for_any_job(problem: Problem, start: int) -> float:
    """Bound what the cheapest job from a boundary to any later one costs.

    Each step alone, by hand or augmented, whichever takes less time; all of them
    to the end; and the longest hand-off.
    """
    given = problem.workflow
    skill = np.maximum(problem.human_skill, problem.ai_management_skill)[start:].sum()
    alone = np.minimum(given.manual_time, given.augmented_time)[start:]
    time = alone.sum() + given.handoff_time[start:].max()
    return float(skill * time) * (1.0 + 1e-9)


def _lower_left_hull(ways: list[_Way]) -> list[_Way]:
    hull: list[_Way] = []
    for way in sorted(ways, key=lambda way: (way[0], way[1])):
        if hull and way[1] >= hull[-1][1]:
            continue
        while len(hull) >= 2 and _turns_right(hull[-2], hull[-1], way):
            hull.pop()
        hull.append(way)
    return hull


def _turns_right(a: _Way, b: _Way, c: _Way) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0])


def _in_order(newest: _Tasks) -> tuple[Task, ...]:
    tasks = []
    while newest is not None:
        task, newest = newest
        tasks.append(task)
    return tuple(reversed(tasks))


def _add_tasks(graph: nx.DiGraph, problem: Problem, job_ends: npt.NDArray[np.int64]) -> None:
    """Add every task that stays inside a given job, weighted by the wage that job keeps."""
    given = problem.workflow
    start = 0
    for end in (job_ends + 1).tolist():
        wage = float(problem.human_skill[start:end].sum())
        for k in range(start + 1, end + 1):
            tasks = {k - 1: (float(given.manual_time[k - 1]), Task(k - 1, k - 1, "manual"))}
            success = 1.0
            for first in range(k - 1, start - 1, -1):
                success *= float(given.ai_success[first])
                if success < SMALLEST_SUCCESS:
                    break
                time = float(given.ai_time[k - 1]) / success
                if first not in tasks or time < tasks[first][0]:
                    tasks[first] = (time, Task(first, k - 1, "ai_chain"))
            for first, (time, task) in tasks.items():
                if math.isfinite(time):
                    graph.add_edge(first, k, weight=wage * time, time=time, tasks=(task,))
        start = end

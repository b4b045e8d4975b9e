"""What single methods promise beyond agreeing."""

from __future__ import annotations

import importlib
from itertools import islice, pairwise

import networkx as nx
import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow
from jobdesign.methods import METHODS, compiled, frontier, kernel
from jobdesign.methods.brute_force import all_designs
from jobdesign.methods.outcome import Deadline
from problems import EXACT, random_problem, relative


def test_number_of_designs() -> None:
    counts = [len(all_designs(m)[0]) for m in range(1, 9)]
    assert counts == [2, 9, 41, 187, 853, 3891, 17749, 80963]  # claims: strategy x job design
    strategies = [len({row.tobytes() for row in all_designs(m)[0]}) for m in range(1, 9)]
    assert strategies == [2, 5, 13, 34, 89, 233, 610, 1597]  # F(2m + 1)


def test_number_of_job_designs_is_a_power_of_two() -> None:
    for m in range(1, 9):
        modes, ends = all_designs(m)
        by_hand = ends[(modes == jd.Mode.MANUAL).all(axis=1)]
        assert len({row.tobytes() for row in by_hand}) == len(by_hand) == 2 ** (m - 1)


def test_designs_are_distinct_and_valid() -> None:
    modes, ends = all_designs(6)
    seen = {jd.Design(m.copy(), np.flatnonzero(e)) for m, e in zip(modes, ends, strict=True)}
    assert len(seen) == len(modes)


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_every_method_is_listed_with_what_it_can_do(method) -> None:
    assert callable(method.load())
    problem = random_problem(np.random.default_rng(0), 3)
    for horizon in method.horizons:
        solution = jd.solve(problem, method.name, horizon=horizon)
        assert solution.method == method.name
        assert (solution.status == "optimal") or not method.exact


def test_size_limits_are_said() -> None:
    problem = jd.Problem(random_workflow(15, 0))
    for method, limit in (("brute_force", 10), ("recursion", 14)):
        with pytest.raises(jd.InputError, match=f"takes at most {limit} steps.*has 15; use fron"):
            jd.solve(problem, method)
    by_hand = jd.Problem(random_workflow(200, 0).without_ai())
    assert relative(jd.solve(by_hand, "recursion").cost, jd.solve(by_hand).cost) <= EXACT


def test_proposition_3_as_printed_has_no_least_solution() -> None:
    """Without the flag, V(i) = W(i, 0, t_i^S) = 0 t + V(i) + ... any lower V solves it too."""
    problem = jd.Problem(
        jd.Workflow.from_arrays(manual_skill=[3, 1], manual_time=[1, 2], handoff_time=[3, 0])
    )
    true = jd.solve(problem, "recursion").cost
    given = problem.workflow

    def printed(value: list[float], i: int, c: float, t: float) -> float:
        if i == 0:
            return c * t
        by_hand = printed(value, i - 1, c + given.manual_skill[i - 1], t + given.manual_time[i - 1])
        return min(c * t + value[i], by_hand)

    for value in ([0.0, 0.0, 0.0], [0.0, -5.0, -7.0]):
        for i in (1, 2):
            assert printed(value, i, 0.0, float(given.handoff_time[i - 1])) == value[i]
    assert true == 12.0


def test_dag_can_be_walked(models) -> None:
    problem = jd.read_problem(models / "real" / "technical-writers.toml")
    graph = jd.build_dag(problem)
    m = len(problem.workflow)
    assert sorted(graph.nodes) == list(range(m + 1))
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.number_of_edges() == m * (m + 1) // 2
    assert graph.nodes[0]["after"] is None
    assert graph.nodes[m]["after"] == problem.workflow.names[-1]
    for i, j, edge in graph.edges(data=True):
        assert edge["tasks"][0].first == i
        assert edge["tasks"][-1].last == j - 1
        assert all(a.last + 1 == b.first for a, b in pairwise(edge["tasks"]))
    costs = []
    for path in islice(nx.shortest_simple_paths(graph, 0, m, weight="weight"), 5):
        tasks = [task for edge in pairwise(path) for task in graph.edges[edge]["tasks"]]
        design = jd.Design.from_tasks(tasks, [k - 1 for k in path[1:]])
        costs.append(jd.evaluate(problem, design).cost)
    assert costs == sorted(costs)
    assert relative(costs[0], jd.solve(problem).cost) <= EXACT


def test_dag_weight_is_the_best_wage_bill_of_the_job() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        problem = random_problem(rng, 5)
        modes, ends = all_designs(5)
        graph = jd.build_dag(problem)
        single = (ends.sum(axis=1) == 1).nonzero()[0]
        best = min(jd.evaluate(problem, jd.Design(modes[i].copy())).cost for i in single)
        assert relative(graph.edges[0, 5]["weight"], best) <= EXACT


def test_short_run_dag_holds_tasks() -> None:
    problem = jd.Problem(random_workflow(6, 1))
    graph = jd.build_dag(problem, "short", np.array([2, 5]))
    assert not any(i < 3 < j for i, j in graph.edges)
    assert all(len(edge["tasks"]) == 1 for *_, edge in graph.edges(data=True))


@pytest.mark.parametrize("engine", ["python", "kernel"])
@pytest.mark.parametrize("kind", KINDS)
def test_time_limit_returns_a_design_and_a_bound_that_holds(kind: str, engine: str) -> None:
    problem = jd.Problem(random_workflow(40, 4, kind=kind))
    optimum = jd.solve(problem).cost
    solution = jd.solve(problem, "frontier", engine=engine, time_limit=0)
    assert solution.status == "feasible"
    assert solution.bound <= optimum * (1 + 1e-12)
    assert optimum <= solution.cost * (1 + 1e-12)
    assert 0 < solution.gap < 1


@pytest.mark.parametrize("method", ["brute_force", "recursion", "dag"])
def test_time_limit_of_the_others(method: str) -> None:
    problem = random_problem(np.random.default_rng(0), 5)
    solution = jd.solve(problem, method, time_limit=0)
    assert (solution.status, solution.design) == ("time_limit", None)
    by_hand = jd.Problem(problem.workflow.without_ai())
    assert jd.solve(by_hand, "recursion", time_limit=0).status == "time_limit"
    assert not Deadline(None).passed


def test_engines_are_named() -> None:
    problem = jd.Problem(random_workflow(3, 0))
    with pytest.raises(jd.InputError, match="must be auto, python or kernel"):
        jd.solve(problem, "frontier", engine="gpu")


def test_auto_loads_the_kernel_only_where_there_is_much_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def must_not_run(*_: object) -> None:
        raise AssertionError

    easy = jd.Problem(random_workflow(300, 0))
    hard = jd.Problem(random_workflow(150, 0, handoff=1e6))
    long = jd.Problem(random_workflow(frontier.KERNEL_FROM, 0))
    with monkeypatch.context() as patch:
        patch.setattr(frontier, "sweep_in_python", must_not_run)
        assert jd.solve(long).status == "optimal"
    with monkeypatch.context() as patch:
        patch.setattr(frontier, "_compiled", must_not_run)
        assert jd.solve(easy).status == "optimal"
        assert jd.solve(easy, horizon="short").status == "optimal"
        with pytest.raises(AssertionError):
            jd.solve(hard)
    assert jd.solve(hard).cost == jd.solve(hard, engine="kernel").cost


@pytest.mark.parametrize("many_labels", [compiled._MANY_LABELS, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_the_sweeps_own_number_is_the_evaluators(
    kind: str, many_labels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V(m) and the design read back along tangents come from different code."""
    monkeypatch.setattr(compiled, "_MANY_LABELS", many_labels)
    for handoff in (1.0, 50.0, 1e6):
        problem = jd.Problem(random_workflow(150, 11, handoff=handoff, kind=kind))
        search = compiled._Search(problem)
        assert search.run(Deadline())
        assert relative(jd.evaluate(problem, search.design()).cost, search.found[0, -1]) <= EXACT


def test_label_arrays_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = jd.Problem(random_workflow(60, 1, handoff=1e6))
    whole = jd.solve(problem, "frontier", engine="kernel").cost
    grow = compiled._Search._grow
    rooms: list[int] = []

    def small(self: compiled._Search, room: int) -> None:
        rooms.append(room)
        grow(self, 4 if len(self.open_start) == 0 else room)

    monkeypatch.setattr(compiled._Search, "_grow", small)
    assert jd.solve(problem, "frontier", engine="kernel").cost == whole
    assert len(rooms) > 2


def test_kernel_without_compilation_is_the_same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled loops run as plain Python too: nothing in them leans on the compiler."""
    cases = [random_problem(np.random.default_rng(seed), 9) for seed in range(12)]
    cases += [jd.Problem(random_workflow(25, 3, handoff=handoff)) for handoff in (5, 1e4)]

    def costs() -> list[float]:
        long = [jd.solve(case, "frontier", engine="kernel").cost for case in cases]
        short = jd.solve(cases[-1], "frontier", engine="kernel", horizon="short").cost
        return [*long, short]

    compiled_costs = costs()
    monkeypatch.setattr("numba.njit", lambda **_: lambda function: function)
    modules = [
        importlib.import_module(f"{kernel.__name__}.{name}")
        for name in ("lookahead", "paths", "sweep")
    ]
    try:
        for module in modules:
            importlib.reload(module)
        importlib.reload(kernel)
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            assert costs() == compiled_costs
    finally:
        monkeypatch.undo()
        for module in modules:
            importlib.reload(module)
        importlib.reload(kernel)

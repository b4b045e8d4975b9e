"""Every exact method against enumeration, and the fast ones against each other beyond it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow
from jobdesign.methods import compiled
from jobdesign.methods.brute_force import all_designs
from lengths import first
from problems import EXACT, EXACT_METHODS, problems, random_problem, relative


def assert_all_agree(problem: jd.Problem, horizon: str = "long") -> None:
    reference = jd.solve(problem, "brute_force", horizon=horizon)
    for method, options in EXACT_METHODS:
        solution = jd.solve(problem, method, horizon=horizon, **options)
        assert solution.status == "optimal"
        assert relative(solution.cost, reference.cost) <= EXACT, (method, options)


@pytest.mark.parametrize("seed", first(5, range(20)))
def test_long_run_by_seed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(100):  # 2,000 workflows in all
        assert_all_agree(random_problem(rng, int(rng.integers(1, 8))))


@pytest.mark.parametrize("seed", first(2, range(5)))
def test_short_run_by_seed(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    for _ in range(100):
        problem = random_problem(rng, int(rng.integers(1, 7)))
        if np.isfinite(problem.workflow.manual_time).all():
            assert_all_agree(problem, "short")


@given(problems())
def test_long_run_by_hypothesis(problem: jd.Problem) -> None:
    assert_all_agree(problem)


@given(problems())
def test_short_run_by_hypothesis(problem: jd.Problem) -> None:
    assert_all_agree(problem, "short")


@pytest.mark.parametrize("many_labels", [compiled._MANY_LABELS, 3])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("handoff", first(3, [0.0, 5.0, 1e6, 1.0, 50.0, 1e3]))
def test_kernel_equals_python_up_to_60_steps(
    kind: str, handoff: float, many_labels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 3 labels: the upper bound and the ceilings come in from the start
    monkeypatch.setattr(compiled, "_MANY_LABELS", many_labels)
    for m, seed in ((17, 1), (38, 2), (60, 3)):
        problem = jd.Problem(random_workflow(m, seed, handoff=handoff, kind=kind))
        by_python = jd.solve(problem, "frontier", engine="python").cost
        by_kernel = jd.solve(problem, "frontier", engine="kernel").cost
        assert relative(by_kernel, by_python) <= EXACT


def test_kernel_equals_python_on_awkward_problems_up_to_60_steps() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        problem = random_problem(rng, int(rng.integers(8, 61)))
        by_python = jd.solve(problem, "frontier", engine="python").cost
        by_kernel = jd.solve(problem, "frontier", engine="kernel").cost
        assert relative(by_kernel, by_python) <= EXACT


def test_short_run_kernel_equals_python() -> None:
    rng = np.random.default_rng(6)
    for _ in range(100):
        m = int(rng.integers(8, 120))
        problem = random_problem(rng, m)
        if not np.isfinite(problem.workflow.manual_time).all():
            continue
        ends = sorted({*rng.choice(m, int(rng.integers(0, m)), replace=False).tolist(), m - 1})
        by_python, by_kernel, by_recursion = (
            jd.solve(problem, horizon="short", job_ends=ends, method=method, **options).cost
            for method, options in (
                ("frontier", {"engine": "python"}),
                ("frontier", {"engine": "kernel"}),
                ("recursion", {}),
            )
        )
        assert relative(by_kernel, by_recursion) <= EXACT
        assert relative(by_python, by_recursion) <= EXACT


@pytest.mark.parametrize("seed", range(3))
def test_dag_equals_frontier_beyond_enumeration(seed: int) -> None:
    for kind in KINDS:
        problem = jd.Problem(random_workflow(25, seed, kind=kind))
        assert relative(jd.solve(problem, "dag").cost, jd.solve(problem).cost) <= EXACT


@pytest.mark.parametrize("seed", first(1, range(7, 12)))
def test_proposition_2_for_given_tasks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    checked = 0
    while checked < 40:
        m = int(rng.integers(1, 8))
        problem = random_problem(rng, m)
        all_modes, _ = all_designs(m)
        modes = all_modes[rng.integers(len(all_modes))]
        whole = jd.Design(modes.copy())
        if not np.isfinite(jd.evaluate(problem, whole).task_time).all():
            continue
        ends = whole.task_ends
        cheapest = min(
            jd.evaluate(
                problem,
                jd.Design(
                    modes.copy(), ends[:-1][[bool(cut >> i & 1) for i in range(len(ends) - 1)]]
                ),
            ).cost
            for cut in range(1 << (len(ends) - 1))
        )
        for method, options in [("brute_force", {}), *EXACT_METHODS]:
            solution = jd.solve(problem, method, modes=list(modes), **options)
            assert relative(solution.cost, cheapest) <= EXACT
            assert np.array_equal(solution.design.modes, modes)
        checked += 1


@pytest.mark.parametrize("seed", first(1, range(20)))
@pytest.mark.parametrize(("skill_power", "time_power"), [(-500, -500), (-800, 0), (400, 300)])
def test_units_do_not_matter(skill_power: int, time_power: int, seed: int) -> None:
    given = random_workflow(10, seed, handoff=30)
    units = dict.fromkeys(("manual_skill", "ai_skill"), skill_power)
    units |= dict.fromkeys(("manual_time", "ai_time", "handoff_time"), time_power)
    scaled = given.replace(
        **{key: np.ldexp(getattr(given, key), power) for key, power in units.items()}
    )
    cost = np.ldexp(jd.solve(jd.Problem(given), "recursion").cost, skill_power + time_power)
    for method, options in EXACT_METHODS:
        assert jd.solve(jd.Problem(scaled), method, **options).cost == cost
    rough = jd.solve(jd.Problem(scaled), "fptas", epsilon=0.1)
    assert cost / 1.1 <= rough.bound <= cost <= rough.cost


@pytest.mark.parametrize("many_labels", [compiled._MANY_LABELS, 0])
def test_an_optimum_of_nothing(many_labels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_MANY_LABELS", many_labels)
    for m in (3, 60):
        rng = np.random.default_rng(m)
        workflow = jd.Workflow.from_arrays(
            manual_skill=rng.uniform(50, 500, m),
            manual_time=0.0,
            ai_skill=rng.uniform(0.5, 5, m),
            ai_time=rng.uniform(0.5, 5, m),
            ai_success=rng.uniform(0.5, 1, m),
            handoff_time=np.append(np.full(m - 1, 1e6), 0),
        )
        solution = jd.solve(jd.Problem(workflow), "frontier", engine="kernel")
        assert (solution.cost, solution.status) == (0.0, "optimal")


@pytest.mark.parametrize("seed", first(1, range(10, 14)))
def test_lines_that_rounding_makes_alike(seed: int) -> None:
    below_one = 1 - 2.0**-53
    rng = np.random.default_rng(seed)
    for case in range(150):
        m = int(rng.integers(3, 12))
        workflow = jd.Workflow.from_arrays(
            manual_skill=1.0 / m,
            manual_time=rng.choice([[1e-3, 1.0, 1e3], [1.0, 2.0, 3.0]][case % 2], m),
            ai_skill=1.0,
            ai_time=rng.choice([[1e-3, 1e3, 1e9, 1.0], [1.0, 2.0, 3.0, 0.1]][case % 2], m),
            ai_success=rng.choice(
                [[below_one, 0.7, 1e-95, 1e-60, 1.0], [below_one, 0.5, 1.0]][case % 2], m
            ),
        )
        costs = [
            jd.solve(
                jd.Problem(workflow), method, horizon="short", job_ends=[m - 1], **options
            ).cost
            for method, options in EXACT_METHODS
        ]
        assert all(relative(cost, costs[0]) <= EXACT for cost in costs)


@pytest.mark.parametrize(("method", "options"), [("brute_force", {}), *EXACT_METHODS])
def test_the_same_design_on_every_run(method: str, options: dict) -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        problem = random_problem(rng, 6)
        first, second = (jd.solve(problem, method, **options).design for _ in range(2))
        assert first == second


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_long_run_by_many_seeds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(250):
        assert_all_agree(random_problem(rng, int(rng.integers(1, 8))))

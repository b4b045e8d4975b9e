"""Timings of single calls: ``pytest tests/benchmarks --benchmark-enable -n 0``.

Without that option each runs once, as a test of its result. Add ``-m "slow or
not slow"`` for the million-step workflows. `report.py` and `report_limits.py` make the tables of
docs/benchmarks.md.
"""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import KINDS, random_limited_problem, random_workflow
from lengths import first

SIZES = [
    1_000,
    10_000,
    100_000,
    pytest.param(1_000_000, marks=pytest.mark.slow),
]


@pytest.mark.parametrize("steps", SIZES)
def test_long_run(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0))
    solution = benchmark(jd.solve, problem)
    assert solution.status == "optimal"
    # any other way to cut the same tasks costs at least as much
    alone = jd.evaluate(problem, jd.Design(solution.design.modes, solution.design.task_ends))
    assert solution.cost <= alone.cost


@pytest.mark.parametrize("steps", SIZES)
def test_short_run(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0))
    ends = np.arange(9, steps, 10)
    solution = benchmark(jd.solve, problem, horizon="short", job_ends=ends)
    assert solution.status == "optimal"
    assert solution.evaluation.total_time <= problem.workflow.manual_time.sum() + (
        problem.workflow.handoff_time[ends].sum()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_hard_kinds(benchmark, kind: str) -> None:
    problem = jd.Problem(random_workflow(10_000, 0, kind=kind))
    assert benchmark(jd.solve, problem).status == "optimal"


@pytest.mark.parametrize("steps", [60, 200, 400])
def test_gigantic_handoffs(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0, handoff=1e6))
    solution = benchmark(jd.solve, problem)
    assert len(solution.design.jobs) == 1


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(method, marks=pytest.mark.slow) if method == "brute_force" else method
        for method in jd.METHODS
    ],
)
def test_methods_on_ten_steps(benchmark, method: str) -> None:
    problem = jd.Problem(random_workflow(10, 0))
    assert benchmark(jd.solve, problem, method).cost <= jd.solve(problem).cost * 1.1


@pytest.mark.parametrize("steps", first(2, [10, 20, 40]))
def test_fptas_beside_frontier(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0))
    solution = benchmark(jd.solve, problem, "fptas", epsilon=0.01)
    assert solution.cost <= jd.solve(problem).cost * 1.01


@pytest.mark.parametrize("steps", [50, 100, 200])
def test_three_limits(benchmark, steps: int) -> None:
    problem = random_limited_problem(steps, 0)
    solution = benchmark(jd.solve, problem, "mip")
    assert solution.status == "optimal"
    assert solution.evaluation.is_feasible
    without = jd.solve(problem.without(problem.constraints))
    assert solution.cost >= without.cost


def test_three_limits_step_by_step(benchmark) -> None:
    problem = random_limited_problem(30, 0)
    solution = benchmark(jd.solve, problem, "mip_compact")
    assert solution.status == "optimal"
    assert solution.cost == pytest.approx(jd.solve(problem, "mip").cost, rel=1e-9)

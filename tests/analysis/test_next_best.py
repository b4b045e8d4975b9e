"""The k best designs against enumeration of all."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow
from jobdesign.analysis import next_best
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs
from lengths import first
from problems import EXACT, random_problem
from rich_problems import random_problem_of_jobs


def assert_best(problem: jd.Problem, k: int) -> None:
    """The costs are the k least of all designs, each design once, each priced as it is."""
    found = jd.best_designs(problem, k)
    modes, ends = all_designs(len(problem.workflow))
    costs = price_all(problem, modes, ends)
    least = np.sort(costs[np.isfinite(costs)])[:k]
    np.testing.assert_allclose([solution.cost for solution in found], least, rtol=EXACT, atol=0)
    assert len({solution.design for solution in found}) == len(least)
    for solution in found:
        assert jd.evaluate(problem, solution.design).is_feasible


@pytest.mark.parametrize("seed", first(60, range(300)))
def test_plain_problems_agree_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_best(random_problem(rng, int(rng.integers(1, 7))), int(rng.integers(1, 51)))


@pytest.mark.parametrize("seed", first(30, range(120)))
def test_rules_and_wages_agree_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_best(random_problem_of_jobs(rng, 5), int(rng.integers(1, 51)))


@pytest.mark.parametrize(
    "constraint",
    [
        jd.KINDS["max_jobs"](limit=2),
        jd.KINDS["max_total_time"](limit=9),
        jd.KINDS["max_ai_steps"](limit=1),
    ],
    ids=lambda constraint: constraint.kind,
)
def test_limits_that_span_jobs_agree_with_enumeration(constraint: jd.Constraint) -> None:
    problem = jd.Problem(random_workflow(3, 1), constraints=[constraint])
    assert_best(problem, 6)


def test_all_designs_in_order() -> None:
    problem = jd.Problem(random_workflow(4, 0))
    found = jd.best_designs(problem, 1000)
    assert len(found) == len(all_designs(4)[0])
    costs = [solution.cost for solution in found]
    assert costs == sorted(costs)


def test_equals_do_not_hold_up_the_search() -> None:
    """200 steps that all cost nothing: every design is an optimum."""
    free = jd.Workflow.from_arrays(
        manual_skill=np.zeros(200), manual_time=1, ai_skill=0, ai_time=1, ai_success=0.9
    )
    found = jd.best_designs(jd.Problem(free), 30)
    assert {solution.cost for solution in found} == {0.0}
    assert len({solution.design for solution in found}) == 30


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_best_decides_otherwise_at_the_least_price(kind: str) -> None:
    """What is best but one differs in some decision, so its cost is the least price."""
    problem = jd.Problem(random_workflow(60, 2, kind=kind))
    priced = jd.decision_prices(problem, engine="sweeps")
    best, second = jd.best_designs(problem, 2)
    others = [
        cost
        for mode, costs in zip(best.design.modes, priced.mode_cost, strict=True)
        for other, cost in enumerate(costs)
        if other != mode
    ]
    ends = np.isin(np.arange(60), best.design.job_ends).astype(int)
    others += priced.handoff_cost[np.arange(60), 1 - ends].tolist()
    assert best.cost == pytest.approx(priced.cost, rel=EXACT)
    assert second.cost == pytest.approx(min(others), rel=EXACT)


def test_short_run_changes_modes_only() -> None:
    problem = jd.Problem(random_workflow(5, 6))
    found = jd.best_designs(problem, 8, horizon="short", job_ends=[1, 4])
    modes, ends = all_designs(5)
    kept = (ends == np.isin(np.arange(5), [1, 4])).all(axis=1)
    least = np.sort(price_all(problem, modes[kept], ends[kept], "short"))[:8]
    np.testing.assert_allclose([solution.cost for solution in found], least, rtol=EXACT)


def test_infeasible_and_timed_out_problems_have_none() -> None:
    workflow = random_workflow(3, 0)
    clash = [
        jd.KINDS["forbid_mode"](step="1", mode=m) for m in ("manual", "augmented", "automated")
    ]
    assert jd.best_designs(jd.Problem(workflow, constraints=clash), 3) == ()
    assert jd.best_designs(jd.Problem(workflow), 3, time_limit=0) == ()


def test_an_interrupt_leaves_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def interrupted(problem: jd.Problem, **options: object) -> jd.Solution:
        asked.append(problem)
        solution = jd.solve(problem, **options)
        if len(asked) < 3:
            return solution
        return dataclasses.replace(solution, status="feasible", interrupted=True)

    monkeypatch.setattr(next_best, "solve", interrupted)
    limit = jd.KINDS["max_jobs"](limit=2)
    found = jd.best_designs(jd.Problem(random_workflow(4, 1), constraints=[limit]), 9)
    assert len(asked) == 3
    assert [solution.interrupted for solution in found] == [True]


@pytest.mark.parametrize("k", [0, -1, 1.5, "two"])
def test_wrong_numbers(k: object) -> None:
    with pytest.raises(jd.InputError, match="whole number"):
        jd.best_designs(jd.Problem(random_workflow(2, 0)), k)

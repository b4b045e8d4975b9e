"""Prices of decisions against enumeration, and against solving again with the decision forced."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow
from jobdesign.analysis import decisions
from jobdesign.analysis.decisions import FORBIDDEN, REQUIRED
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs
from lengths import first
from problems import EXACT, random_problem
from rich_problems import random_problem_of_jobs

TABLE_2 = jd.Problem(
    jd.Workflow.from_arrays(manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0])
)


def enumerated(
    problem: jd.Problem, horizon: str = "long", job_ends: list[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Least cost of all designs that decide in each way, by enumeration."""
    m = len(problem.workflow)
    modes, ends = all_designs(m)
    if job_ends is not None:
        given = np.isin(np.arange(m), job_ends)
        modes, ends = modes[(ends == given).all(axis=1)], ends[(ends == given).all(axis=1)]
    costs = price_all(problem, modes, ends, horizon)

    def least(decided: np.ndarray) -> float:
        return float(costs[decided].min(initial=np.inf))

    mode_cost = [[least(modes[:, s] == mode) for mode in range(3)] for s in range(m)]
    handoff_cost = [[least(ends[:, s] == end) for end in (False, True)] for s in range(m)]
    return np.array(mode_cost), np.array(handoff_cost)


def assert_same(priced: jd.DecisionPrices, mode_cost: np.ndarray, handoff_cost: np.ndarray) -> None:
    np.testing.assert_allclose(priced.mode_cost, mode_cost, rtol=EXACT, atol=0)
    np.testing.assert_allclose(priced.handoff_cost, handoff_cost, rtol=EXACT, atol=0)


@pytest.mark.parametrize("seed", first(60, range(300)))
def test_sweeps_agree_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, int(rng.integers(1, 7)))
    priced = jd.decision_prices(problem, engine="sweeps")
    assert_same(priced, *enumerated(problem))
    assert jd.evaluate(problem, priced.design).cost == priced.cost


@pytest.mark.parametrize("seed", first(15, range(40)))
def test_solving_again_agrees_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    problem = random_problem(rng, int(rng.integers(1, 6)))
    assert_same(jd.decision_prices(problem, engine="resolve"), *enumerated(problem))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("steps", "handoff"),
    [
        (30, 5.0),
        pytest.param(60, 5.0, marks=pytest.mark.nightly),
        pytest.param(45, 100.0, marks=pytest.mark.nightly),
        pytest.param(30, 1e6, marks=pytest.mark.nightly),
    ],
)
def test_sweeps_agree_with_solving_again(kind: str, steps: int, handoff: float) -> None:
    problem = jd.Problem(random_workflow(steps, steps, handoff=handoff, kind=kind))
    again = jd.decision_prices(problem, engine="resolve")
    priced = jd.decision_prices(problem, engine="sweeps")
    assert_same(priced, again.mode_cost, again.handoff_cost)
    assert priced.cost == pytest.approx(again.cost, rel=EXACT)


@pytest.mark.parametrize("seed", first(15, range(40)))
def test_rules_and_wages_agree_with_enumeration(seed: int) -> None:
    problem = random_problem_of_jobs(np.random.default_rng(seed), 4)
    priced = jd.decision_prices(problem)
    assert_same(priced, *enumerated(problem))
    assert (priced.status == "infeasible") == math.isinf(priced.cost)


def test_limits_that_span_jobs_agree_with_enumeration() -> None:
    problem = jd.Problem(TABLE_2.workflow, constraints=[jd.KINDS["max_jobs"](limit=2)])
    assert_same(jd.decision_prices(problem), *enumerated(problem))


@pytest.mark.parametrize("seed", first(10, range(25)))
def test_short_run_agrees_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    m = int(rng.integers(1, 6))
    problem = random_problem(rng, m)
    if not np.isfinite(problem.workflow.manual_time).all():
        problem = jd.Problem(random_workflow(m, seed))
    ends = sorted({m - 1, *rng.integers(0, m, 2).tolist()})
    priced = jd.decision_prices(problem, horizon="short", job_ends=ends)
    assert_same(priced, *enumerated(problem, "short", ends))


def test_short_run_keeps_the_jobs_of_the_work_done_by_hand() -> None:
    priced = jd.decision_prices(TABLE_2, horizon="short")
    assert priced.handoff_price.tolist() == [[0, math.inf], [math.inf, 0], [math.inf, 0]]


def test_prices_are_over_the_optimum() -> None:
    priced = jd.decision_prices(TABLE_2)
    assert priced.cost == 18
    # [1][2][3] costs 12 + 2.5 + 4, one job alone 6 × 5 - and [1][2, 3] 12 + 12
    assert priced.handoff_price[:, REQUIRED].tolist() == [0.5, 0, 0]
    assert priced.handoff_price[:, FORBIDDEN].tolist() == [0, 6, math.inf]
    assert priced.mode_price.tolist() == [[0, math.inf, math.inf]] * 3


def test_every_step_has_an_optimal_mode_and_boundary() -> None:
    problem = jd.Problem(random_workflow(500, 3, handoff=20.0))
    priced = jd.decision_prices(problem)
    assert (priced.mode_price.min(axis=1) == 0).all()
    assert (priced.handoff_price.min(axis=1) == 0).all()
    assert (priced.mode_price >= 0).all()
    assert priced.cost == pytest.approx(jd.solve(problem).cost, rel=EXACT)


def test_forbidding_a_chain_step_is_requiring_another_mode() -> None:
    """The optimum without a mode is the cheaper of the two others forced."""
    problem = jd.Problem(random_workflow(40, 8, kind="reliable"))
    priced = jd.decision_prices(problem, engine="sweeps")
    forbid = jd.KINDS["forbid_mode"](step=problem.workflow.names[17], mode="automated")
    without = jd.solve(jd.Problem(problem.workflow, constraints=[forbid])).cost
    assert priced.mode_cost[17, :2].min() == pytest.approx(without, rel=EXACT)


@pytest.mark.parametrize("power", [-150, 120])
def test_units_do_not_matter(power: int) -> None:
    given = random_workflow(12, 4)
    times = ("manual_time", "ai_time", "handoff_time")
    scaled = given.replace(**{key: getattr(given, key) * 10.0**power for key in times})
    priced = jd.decision_prices(jd.Problem(given), engine="sweeps")
    other = jd.decision_prices(jd.Problem(scaled), engine="sweeps")
    np.testing.assert_allclose(other.mode_cost, priced.mode_cost * 10.0**power, rtol=1e-11)
    np.testing.assert_allclose(other.handoff_cost, priced.handoff_cost * 10.0**power, rtol=1e-11)


def test_tables_of_labels_grow() -> None:
    problem = jd.Problem(random_workflow(150, 1, handoff=1e6))
    priced = jd.decision_prices(problem, engine="sweeps")
    forbidden = priced.handoff_cost[:-1, FORBIDDEN]
    assert len(priced.design.jobs) == 1
    assert (forbidden == priced.cost).all()


def test_infeasible_problem() -> None:
    clash = [jd.KINDS["require_handoff"](after="1"), jd.KINDS["max_jobs"](limit=1)]
    priced = jd.decision_prices(jd.Problem(TABLE_2.workflow, constraints=clash))
    assert priced.status == "infeasible"
    assert priced.to_dict()["cost"] is None
    assert np.isinf(priced.mode_price).all()
    assert "no design keeps all constraints" in str(priced)


@pytest.mark.parametrize("engine", ["sweeps", "resolve"])
def test_time_that_is_up(engine: str) -> None:
    problem = jd.Problem(random_workflow(8, 0))
    priced = jd.decision_prices(problem, engine=engine, time_limit=0)
    assert priced.status == "time_limit"
    assert np.isnan(priced.handoff_price).any()
    assert priced.to_dict()["steps"][0]["manual"] in (None, 0.0)


@pytest.mark.parametrize("when", [1, 4])
def test_an_interrupt_ends_all_solves(monkeypatch: pytest.MonkeyPatch, when: int) -> None:
    """Ctrl-C ends the solve that it meets: none may follow, and what is missing is NaN."""
    asked = []

    def interrupted(problem: jd.Problem, **options: object) -> jd.Solution:
        asked.append(problem)
        solution = jd.solve(problem, **options)
        if len(asked) < when:
            return solution
        return dataclasses.replace(solution, status="feasible", interrupted=True)

    monkeypatch.setattr(decisions, "solve", interrupted)
    priced = jd.decision_prices(jd.Problem(random_workflow(6, 0)), engine="resolve")
    assert len(asked) == when
    assert priced.interrupted
    assert priced.status == "time_limit"
    assert priced.to_dict()["interrupted"] is True
    assert np.isnan(priced.handoff_price[:-1]).any()


def test_wrong_arguments() -> None:
    with pytest.raises(jd.InputError, match="auto, sweeps or resolve"):
        jd.decision_prices(TABLE_2, engine="fast")
    with pytest.raises(jd.InputError, match="plain problems in the long run"):
        jd.decision_prices(TABLE_2, engine="sweeps", horizon="short")
    with pytest.raises(jd.InputError, match="jobs are given in the short run only"):
        jd.decision_prices(TABLE_2, job_ends=[1])


def test_rows_and_text() -> None:
    priced = jd.decision_prices(TABLE_2)
    first = priced.to_dict()["steps"][0]
    assert first == {
        "step": "1",
        "mode": "manual",
        "manual": 0.0,
        "augmented": None,
        "automated": None,
        "handoff_after": False,
        "no_handoff": 0.0,
        "handoff": 0.5,
    }
    assert "optimal cost 18, design [1, 2][3]" in str(priced)
    assert repr(priced) == "DecisionPrices(cost=18, design=Design([1, 2][3]))"

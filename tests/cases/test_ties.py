"""Designs that cost the same: which is shown, that it keeps the limits, and no threshold."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.analysis.reorganisation.parameters import find_parameter
from jobdesign.errors import MethodError
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs

K = jd.KINDS
EXACT = ("frontier", "dag", "recursion", "brute_force", "mip", "mip_compact")


def small_workflow(rng: np.random.Generator, steps: int, **more: object) -> jd.Workflow:
    """Draw small whole numbers, so that many designs cost the same."""

    def draw() -> np.ndarray:
        return rng.integers(0, 3, steps).astype(float)

    return jd.Workflow.from_arrays(
        manual_skill=draw(),
        manual_time=draw(),
        ai_skill=draw(),
        ai_time=draw(),
        handoff_time=np.append(draw()[:-1], 0),
        **more,
    )


@pytest.mark.parametrize("method", EXACT)
def test_the_short_run_at_a_wage_of_nothing_takes_least_time(method: str) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[0, 2], manual_time=[7, 3], ai_skill=1, ai_time=[2, 1], ai_success=[0.5, 1]
    )
    found = jd.solve(jd.Problem(workflow), method, horizon="short", job_ends=["1"])
    assert (found.cost, found.evaluation.total_time) == (2.0, 5.0)


@pytest.mark.parametrize("method", EXACT)
def test_a_schedule_that_begins_at_nothing(method: str) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1, 3], manual_time=[5, 1], ai_skill=1, ai_time=[1, 4], ai_success=[1, 1]
    )
    problem = jd.Problem(workflow, jd.Wages(schedule=((0, 0), (1, 0), (3, 4))))
    found = jd.solve(problem, method, horizon="short", job_ends=["1"])
    assert (found.cost, found.evaluation.total_time) == (4.0, 2.0)


@pytest.mark.parametrize("seed", range(60))
def test_short_runs_cost_least_and_then_take_least_time(seed: int) -> None:
    rng = np.random.default_rng([seed, 3])
    steps = int(rng.integers(1, 5))
    more = {"ai_cost": rng.integers(0, 3, steps)} if seed % 4 == 0 else {}
    workflow = small_workflow(rng, steps, ai_success=rng.choice([0, 0.5, 1.0], steps), **more)
    limits = [[], [K["max_chain_length"](limit=1)], [K["max_ai_steps"](limit=1)]][seed % 3]
    problem = jd.Problem(workflow, constraints=limits)
    ends = np.flatnonzero(np.append(rng.random(steps - 1) < 0.5, True))
    modes, job_end = all_designs(steps)
    fitting = (job_end == np.isin(np.arange(steps), ends)).all(axis=1)
    designs = [jd.Design(chosen.copy(), ends) for chosen in modes[fitting]]
    priced = [jd.evaluate(problem, design, "short") for design in designs]
    best = min((p.cost, p.total_time) for p in priced if p.is_feasible)
    for method in EXACT[:4]:
        try:
            found = jd.solve(problem, method, horizon="short", job_ends=ends.tolist())
        except MethodError:  # the limit spans jobs
            continue
        assert (found.cost, found.evaluation.total_time) == pytest.approx(best, rel=1e-12)


def check_pieces(problem: jd.Problem, parameter: str, low: float, high: float) -> int:
    """Check against enumeration; returns the number of thresholds."""
    found = jd.thresholds(problem, parameter, low=low, high=high)
    chosen = find_parameter(problem, parameter)
    modes, ends = all_designs(len(problem.workflow))
    best = []
    for piece in found:
        everywhere = np.ones(len(modes), dtype=bool)
        for share in np.linspace(1e-6, 1 - 1e-6, 7).tolist():
            value = piece.low + share * (piece.high - piece.low)
            costs = price_all(chosen.problem_at(value), modes, ends)
            if piece.design is None:
                assert not np.isfinite(costs).any()
                continue
            assert piece.cost(value) <= costs.min() * (1 + 1e-9)
            everywhere &= costs <= costs.min() * (1 + 1e-10)
        best.append(everywhere if piece.design is not None else ~everywhere)
    for before, after in pairwise(best):
        assert not (before & after).any()
    return len(found) - 1


@pytest.mark.parametrize(
    "schedule", [((0, 0), (1, 4), (2, 4)), ((0, 0), (2, 6), (3, 6)), ((0, 1), (1, 2), (5, 2))]
)
@pytest.mark.parametrize("parameter", ["human", "manual_skill", "handoff_time"])
def test_a_tie_that_starts_at_a_kink_is_no_threshold(parameter: str, schedule: tuple) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1, 1, 1], manual_time=[1, 0, 0], handoff_time=[0, 0, 0]
    )
    problem = jd.Problem(workflow, jd.Wages(schedule=schedule))
    assert check_pieces(problem, parameter, 0.25, 50) == 0


@pytest.mark.parametrize("seed", range(80))
def test_no_threshold_where_one_design_is_best_on_both_sides(seed: int) -> None:
    rng = np.random.default_rng([seed, 5])
    steps = int(rng.integers(2, 5))
    workflow = small_workflow(
        rng, steps, ai_difficulty=rng.integers(0, 3, steps).astype(float), alpha=0.5
    )
    points = np.cumsum(rng.integers(1, 3, 3)), np.cumsum(rng.integers(0, 4, 3))
    kinks = ((0.0, 0.0), *zip(points[0].tolist(), points[1].tolist(), strict=True))
    kinds = tuple(
        jd.WorkerType(name=name, max_skill=skill, wage=wage)
        for name, skill, wage in (("a", 1, 1), ("b", 3, 2), ("c", 9, 2))
    )
    wages = (jd.Wages(), jd.Wages(schedule=kinks), jd.Wages(worker_types=kinds))[seed % 3]
    limits = [K["max_job_time"](limit=3)] if seed % 4 == 0 else []
    parameter = ("human", "ai_management", "handoff_time", "manual_time", "alpha")[seed % 5]
    low, high = (0.25, 1.0) if parameter == "alpha" else (0.5, 4.0)
    check_pieces(jd.Problem(workflow, wages, limits), parameter, low, high)


@pytest.mark.parametrize("seed", range(60))
def test_the_design_of_a_step_keeps_every_limit_of_it(seed: int) -> None:
    rng = np.random.default_rng([seed, 6])
    steps = int(rng.integers(2, 5))
    workflow = small_workflow(rng, steps, ai_success=rng.choice([0, 0.5, 1.0], steps))
    kind, low, high = (
        ("max_jobs", 1, steps),
        ("min_jobs", 1, steps),
        ("max_total_time", 0, 6),
        ("max_ai_steps", 0, steps),
    )[seed % 4]
    limit = K[kind](limit=2)
    problem = jd.Problem(workflow, constraints=[limit])
    for step in jd.limit_curve(problem, kind, low, high).steps:
        for value in (
            (int(step.low), int(step.high))
            if kind != "max_total_time"
            else (
                step.low,
                step.high,
            )
        ):
            asked = replace(problem, constraints=[replace(limit, limit=value)])
            least = jd.solve(asked, "brute_force")
            if step.design is None:
                assert least.design is None
                continue
            priced = jd.evaluate(asked, step.design)
            assert priced.is_feasible
            assert priced.cost == pytest.approx(step.cost, rel=1e-9)
            assert least.cost == pytest.approx(step.cost, rel=1e-9)

"""The labour of designs by kind: against the definitions, and against what designs cost."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.methods.brute_force import all_designs
from problems import problems, random_problem
from rich_problems import random_rich_problem


def with_rates(problem: jd.Problem, rng: np.random.Generator) -> jd.Problem:
    """The problem with base wage rates."""
    rates = rng.uniform(0.2, 4, 2)
    return jd.Problem(
        problem.workflow, wages=jd.Wages(human=float(rates[0]), ai_management=float(rates[1]))
    )


designs = functools.cache(all_designs)


def random_design(rng: np.random.Generator, m: int) -> jd.Design:
    modes, ends = designs(m)
    k = rng.integers(len(modes))
    return jd.Design(modes[k], np.flatnonzero(ends[k]))


def by_definition(problem: jd.Problem, design: jd.Design) -> tuple[float, float, float]:
    """τ_M, τ_H and τ_M/ᾱ, each sum as equations (5) to (11) define it."""
    given, wages = problem.workflow, problem.wages
    tau_m = tau_h = labour = 0.0
    for job in design.jobs:
        tasks = [design.tasks[b] for b in job.tasks]
        pay = sum(
            wages.human * given.manual_skill[task.last]
            if task.kind == "manual"
            else wages.ai_management * given.ai_skill[task.last]
            for task in tasks
        )
        for task in tasks:
            if task.kind == "manual":
                tau_h += pay / wages.human * given.manual_time[task.last]
            else:
                tau = pay / wages.ai_management * given.ai_time[task.last]
                tau_m += tau
                labour += tau / math.prod(given.ai_success[task.first : task.last + 1].tolist())
        if job.last != len(given) - 1:
            tau_h += pay / wages.human * given.handoff_time[job.last]
    return tau_m, tau_h, labour


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=0.0)


def working(count: int, seed: int) -> list[tuple[jd.Problem, jd.Design]]:
    """Random awkward problems with base rates, and a design of each that can work."""
    rng = np.random.default_rng(seed)
    pairs = []
    while len(pairs) < count:
        m = int(rng.integers(1, 7))
        problem = with_rates(random_problem(rng, m), rng)
        design = random_design(rng, m)
        if math.isfinite(jd.evaluate(problem, design).cost):
            pairs.append((problem, design))
    return pairs


@pytest.mark.parametrize("count", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_the_wage_bill_of_both_kinds_is_the_cost(count: int) -> None:
    with_ai = 0
    for problem, design in working(count, seed=1):
        inputs = jd.labour_inputs(problem, design)
        assert inputs.cost == jd.evaluate(problem, design).cost
        assert close(inputs.labour_cost, inputs.cost)
        if inputs.quality is not None:
            with_ai += 1
            assert close(inputs.technology.unit_cost(inputs.quality), inputs.cost)
    assert with_ai > 0.26 * count


@pytest.mark.parametrize("count", [200, pytest.param(1000, marks=pytest.mark.slow)])
def test_requirements_follow_the_definitions(count: int) -> None:
    for problem, design in working(count, seed=2):
        inputs = jd.labour_inputs(problem, design)
        tau_m, tau_h, labour = by_definition(problem, design)
        assert close(inputs.technology.management_requirement, tau_m)
        assert close(inputs.technology.human_requirement, tau_h)
        assert close(inputs.management_labour, labour)
        if labour > 0:
            assert inputs.quality is not None
            assert close(inputs.quality, tau_m / labour)
            assert 0 < inputs.quality <= 1
        else:
            assert inputs.quality is None


@given(problems(max_steps=4), st.integers(0, 10**6), st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_identity_holds_whatever_is_drawn(
    problem: jd.Problem, k: int, human: float, ai: float
) -> None:
    problem = jd.Problem(problem.workflow, wages=jd.Wages(human=human, ai_management=ai))
    modes, ends = designs(len(problem.workflow))
    k %= len(modes)
    design = jd.Design(modes[k], np.flatnonzero(ends[k]))
    if not math.isfinite(jd.evaluate(problem, design).cost):
        with pytest.raises(jd.InputError, match="cannot work"):
            jd.labour_inputs(problem, design)
        return
    inputs = jd.labour_inputs(problem, design)
    assert math.isclose(inputs.labour_cost, inputs.cost, rel_tol=1e-12, abs_tol=1e-290)


def test_the_identity_holds_with_schedules_and_worker_types() -> None:
    rng = np.random.default_rng(3)
    forms = set()
    for _ in range(400):
        problem = random_rich_problem(rng, 4)
        given = problem.workflow.replace(ai_cost=0.0)
        problem = jd.Problem(given, wages=problem.wages)
        design = random_design(rng, 4)
        cost = jd.evaluate(problem, design).cost
        if not math.isfinite(cost):
            continue
        inputs = jd.labour_inputs(problem, design)
        assert close(inputs.labour_cost, cost)
        forms.add((problem.wages.schedule is None, problem.wages.worker_types is None))
    assert forms == {(True, True), (False, True), (True, False)}


def test_without_ai_tasks_quality_is_none_and_says_why(models) -> None:
    problem = jd.read_problem(models / "paper" / "table-2a.toml")
    inputs = jd.labour_inputs(problem, jd.solve(problem).design)
    assert inputs.quality is None
    assert "no task is done with AI" in str(inputs)
    assert "nan" not in str(inputs).lower()
    assert inputs.to_dict()["quality"] is None
    assert inputs.human_labour == 9
    assert inputs.management_labour == 0


def test_ai_tasks_that_take_no_time_have_no_quality_either() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=[1], ai_success=[0.5])
    )
    inputs = jd.labour_inputs(problem, jd.Design(["augmented"]))
    assert inputs.quality is None
    assert inputs.why_no_quality == "its AI tasks take no labour"
    assert inputs.labour_cost == inputs.cost == 0


def test_attempts_that_cost_money_are_refused_where_they_are_made() -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1, 1], manual_time=[1, 1], ai_skill=1, ai_time=1, ai_success=0.5,
        ai_cost=[2, 0],
    )  # fmt: skip
    problem = jd.Problem(workflow)
    with pytest.raises(jd.InputError, match=r'step "1": ai_cost = 2\.0'):
        jd.labour_inputs(problem, jd.Design(["augmented", "manual"]))
    assert jd.labour_inputs(problem, jd.Design(["manual", "augmented"])).cost == 6


@pytest.mark.parametrize("rate", ["human", "ai_management"])
def test_labour_cannot_be_measured_in_a_wage_of_nothing(rate: str) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1, 1], manual_time=[1, 1], ai_skill=1, ai_time=1, ai_success=0.5
    )
    problem = jd.Problem(workflow, wages=jd.Wages(**{rate: 0.0}))
    with pytest.raises(jd.InputError, match=f"wages: {rate} = 0"):
        jd.labour_inputs(problem, jd.Design(["augmented", "manual"]))


def test_quality_at_alpha_is_that_of_the_same_design_with_that_alpha(models) -> None:
    problem = jd.read_problem(models / "paper" / "example-6.toml")
    design = jd.Design(["augmented", "augmented"], job_ends=[0])
    inputs = jd.labour_inputs(problem, design)
    alphas = [0.2, 0.5, 0.77, 0.999, 1.0]
    direct = [jd.labour_inputs(problem.with_alpha(alpha), design).quality for alpha in alphas]
    assert inputs.quality_at(alphas) == pytest.approx(direct, rel=1e-13)
    for alpha, quality in zip(alphas, direct, strict=True):
        assert quality is not None
        assert inputs.alpha_at(quality) == pytest.approx(alpha, rel=1e-12)


def test_quality_at_alpha_needs_difficulties_and_a_quality(models) -> None:
    problem = jd.read_problem(models / "paper" / "example-6.toml")
    with pytest.raises(jd.InputError, match="no task is done with AI"):
        jd.labour_inputs(problem, jd.Design(["manual", "manual"])).quality_at(0.5)
    inputs = jd.labour_inputs(problem, jd.Design(["automated", "augmented"]))
    for wrong in (0.0, 1.5, float("nan")):
        with pytest.raises(jd.InputError, match=r"\(0, 1\]"):
            inputs.quality_at(wrong)
        with pytest.raises(jd.InputError):
            inputs.alpha_at(wrong)
    given = problem.workflow.replace(ai_difficulty=None, ai_success=[0.5, 0.5], alpha=None)
    with pytest.raises(jd.InputError, match="needs ai_difficulty"):
        jd.labour_inputs(jd.Problem(given), jd.Design(["manual", "augmented"])).quality_at(0.5)


def test_a_quality_that_no_alpha_reaches_is_refused() -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1], manual_time=[1], ai_skill=1, ai_time=1, ai_difficulty=[0.0], alpha=0.5
    )
    inputs = jd.labour_inputs(jd.Problem(workflow), jd.Design(["augmented"]))
    assert inputs.alpha_at(1.0) == 1.0
    with pytest.raises(jd.InputError, match="does not fall as low"):
        inputs.alpha_at(0.5)

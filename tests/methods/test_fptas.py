from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

import jobdesign as jd
from jobdesign.methods import fptas
from lengths import first
from problems import problems, random_problem


@pytest.mark.parametrize("epsilon", [1.0, 0.1, 0.01])
def test_guarantee_and_bound_by_seed(epsilon: float) -> None:
    rng = np.random.default_rng(1)
    for _ in range(100):
        problem = random_problem(rng, int(rng.integers(1, 7)))
        optimum = jd.solve(problem).cost
        solution = jd.solve(problem, "fptas", epsilon=epsilon)
        assert optimum * (1 - 1e-12) <= solution.cost <= optimum * (1 + epsilon) * (1 + 1e-12)
        assert solution.bound <= optimum * (1 + 1e-12)
        assert solution.cost <= solution.bound * (1 + epsilon) * (1 + 1e-12)
        if solution.cost:
            assert solution.gap == pytest.approx(1 - solution.bound / solution.cost)


@given(problems(max_steps=4))
def test_guarantee_by_hypothesis(problem: jd.Problem) -> None:
    optimum = jd.solve(problem).cost
    solution = jd.solve(problem, "fptas", epsilon=0.2)
    assert optimum * (1 - 1e-12) <= solution.cost <= optimum * 1.2 * (1 + 1e-12)
    assert solution.bound <= optimum * (1 + 1e-12)


@pytest.mark.parametrize("seeds", first(1, [range(6), range(6, 40)]))
def test_guarantee_holds_where_the_papers_rounding_breaks_it(seeds: range) -> None:
    """Many small additions: the adversary of Proposition 4 as printed.

    Every step adds a little less than a power of 1 + ε to skill and time, and
    rounding down loses it each time. With ε₀ = ε the table's favourite costs
    more than (1 + ε) times the optimum; with the corrected ε₀ it may not.
    """
    epsilon, steps = 0.1, 12
    worst_printed = worst_corrected = 1.0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        growth = (1 + epsilon) ** rng.integers(0, 25, steps) * (1 + epsilon * 0.999)
        workflow = jd.Workflow.from_arrays(
            manual_skill=growth,
            manual_time=growth[::-1],
            ai_skill=1.08 * growth,
            ai_time=1.08 * growth[::-1] * 0.5,
            ai_success=0.5,
            handoff_time=np.append(np.full(steps - 1, 1e4), 0),
        )
        problem = jd.Problem(workflow)
        optimum = jd.solve(problem).cost
        printed = fptas._Table(problem, epsilon)
        assert printed.fill(fptas.Deadline())
        worst_printed = max(worst_printed, jd.evaluate(problem, printed.walk()).cost / optimum)
        corrected = jd.solve(problem, "fptas", epsilon=epsilon)
        worst_corrected = max(worst_corrected, corrected.cost / optimum)
    assert worst_corrected <= 1 + epsilon
    assert worst_printed > 1 + epsilon


def test_rounding_step_is_the_corrected_one() -> None:
    for epsilon in (0.01, 0.5):
        for steps in (1, 7, 100):
            step = fptas.rounding_step(epsilon, steps)
            assert (1 + steps * step) ** 2 == pytest.approx(1 + epsilon, rel=1e-12)
            assert step < epsilon / (2 * steps)


@pytest.mark.parametrize("epsilon", [0, -1, math.nan, math.inf, "0.1", True])
def test_bad_epsilon(epsilon: object) -> None:
    problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=1, manual_time=1))
    with pytest.raises(jd.InputError, match="must be a number above 0"):
        jd.solve(problem, "fptas", epsilon=epsilon)


def test_a_table_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fptas, "_MOST_STATES", 10)
    rng = np.random.default_rng(0)
    with pytest.raises(jd.InputError, match="needs more than 10 table entries"):
        jd.solve(random_problem(rng, 8), "fptas", epsilon=1e-3)


def test_zero_cost_is_optimal() -> None:
    problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=0, manual_time=1))
    solution = jd.solve(problem, "fptas")
    assert (solution.status, solution.cost, solution.gap) == ("optimal", 0.0, 0.0)


def test_deadline() -> None:
    problem = random_problem(np.random.default_rng(3), 6)
    solution = jd.solve(problem, "fptas", time_limit=0)
    assert solution.status == "time_limit"
    assert solution.design is None

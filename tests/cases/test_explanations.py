"""Why nothing works: what the call asked for counts, twice is not one, and few seconds."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow
from jobdesign.methods.any_design import any_design
from jobdesign.methods.brute_force import solve as enumerate_designs
from jobdesign.methods.outcome import Deadline
from rich_problems import random_rich_problem

K = jd.KINDS


def with_ai(steps: int, **given: object) -> jd.Workflow:
    numbers = {"manual_skill": np.ones(steps), "manual_time": 1, "ai_skill": 1, "ai_time": 1}
    return jd.Workflow.from_arrays(**numbers | {"ai_success": 0.5} | given)


def test_given_modes_are_demands() -> None:
    limits = [K["max_jobs"](limit=2), K["forbid_mode"](step="2", mode="manual")]
    problem = jd.Problem(with_ai(3), constraints=limits)
    found = jd.solve(problem, modes=["manual"] * 3)
    assert found.status == "infeasible"
    assert found.conflict.demands == (
        'forbid_mode (step "2", mode manual)',
        'modes (step "2", mode manual)',
    )
    assert found.conflict.irreducible


def test_many_given_modes_against_one_limit() -> None:
    """Of five automated steps any three are one too many."""
    problem = jd.Problem(with_ai(6), constraints=[K["max_automated_steps"](limit=2)])
    found = jd.solve(problem, modes=["automated"] * 5 + ["augmented"]).conflict
    assert found.irreducible
    assert sum(demand.startswith("modes (") for demand in found.demands) == 3
    assert "max_automated_steps (limit 2)" in found.demands


def test_what_clashes_without_the_modes_does_not_name_them() -> None:
    limits = [K["max_jobs"](limit=1), K["min_jobs"](limit=2)]
    found = jd.solve(jd.Problem(with_ai(3), constraints=limits), modes=["manual"] * 3)
    assert found.conflict.demands == ("max_jobs (limit 1)", "min_jobs (limit 2)")


def test_given_jobs_are_a_demand() -> None:
    problem = jd.Problem(with_ai(4), constraints=[K["max_jobs"](limit=1)])
    found = jd.solve(problem, horizon="short", job_ends=["2"])
    assert found.status == "infeasible"
    assert found.conflict.demands == (
        "max_jobs (limit 1)",
        'horizon short (jobs given: ending after "2")',
    )
    assert jd.solve(problem).status == "optimal"


def test_a_limit_that_clashes_with_any_jobs_stands_alone_in_the_short_run() -> None:
    problem = jd.Problem(with_ai(4), constraints=[K["max_job_time"](limit=0.1)])
    found = jd.solve(problem, horizon="short", job_ends=["2"])
    assert found.conflict.demands == ("max_job_time (limit 0.1)",)


def test_given_jobs_that_nobody_can_fill() -> None:
    kinds = (jd.WorkerType(name="clerk", max_skill=2, wage=1),)
    problem = jd.Problem(with_ai(4), jd.Wages(worker_types=kinds))
    found = jd.solve(problem, horizon="short", job_ends=[]).conflict
    assert found.demands == (
        "wages: worker_types (largest max_skill 2)",
        "horizon short (jobs given: one)",
    )


@pytest.mark.parametrize("steps", [2, 9])
@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize(
    ("kind", "limit"), [("max_job_time", 0.5), ("max_total_time", 0.5), ("min_jobs", 20)]
)
def test_the_same_limit_twice_is_named_once(steps: int, same: bool, kind: str, limit: int) -> None:
    one = K[kind](limit=limit)
    other = one if same else K[kind](limit=limit)
    problem = jd.Problem(with_ai(steps), constraints=[one, K["max_jobs"](limit=9), other])
    found = jd.solve(problem).conflict
    assert found.demands == (str(one),)
    assert found.irreducible


def test_two_that_clash_each_twice() -> None:
    fewer, more = K["max_jobs"](limit=1), K["min_jobs"](limit=2)
    problem = jd.Problem(with_ai(8), constraints=[more, fewer, fewer, more])
    found = jd.solve(problem).conflict
    assert sorted(found.demands) == [str(fewer), str(more)]
    assert found.irreducible


@pytest.mark.slow
def test_any_design_agrees_with_enumeration() -> None:
    counts = {True: 0, False: 0}
    for seed in range(400):
        rng = np.random.default_rng([seed, 41])
        problem = random_rich_problem(rng, int(rng.integers(2, 5)), kinds=int(rng.integers(1, 7)))
        ends = None
        if seed % 3 == 0 and np.isfinite(problem.workflow.manual_time).all():
            last = len(problem.workflow) - 1
            ends = np.flatnonzero(np.append(rng.random(last) < 0.5, True))
        horizon = "long" if ends is None else "short"
        truth = enumerate_designs(problem, horizon=horizon, job_ends=ends)
        found = any_design(problem, ends, Deadline())
        assert found.impossible == (truth.design is None)
        counts[found.impossible] += 1
        if found.design is not None:
            assert jd.evaluate(problem, found.design, horizon).is_feasible
    assert min(counts.values()) > 80


def tight(kind: str, steps: int, seed: int) -> jd.Problem:
    """Limits that clash by little, among many that do not."""
    workflow = random_workflow(steps, seed)
    names, rng = workflow.names, np.random.default_rng([seed, steps])
    limits = [K["max_job_tasks"](limit=11), K["max_total_time"](limit=1e6)]
    limits += [
        K["separate_jobs"](steps=(names[at], names[at + 9])) for at in range(0, steps - 9, 7)
    ]
    if kind == "counts":
        most = int(rng.integers(3, 6))
        jobs = steps // (most + 1)
        limits += [
            K["max_jobs"](limit=jobs),
            K["max_job_tasks"](limit=most),
            K["max_automated_steps"](limit=steps - jobs * most - 1),
        ]
    elif kind == "few jobs":
        limits += [
            K["max_jobs"](limit=4),
            K["max_job_tasks"](limit=3),
            K["max_automated_steps"](limit=steps // 8),
        ]
    elif kind == "many jobs":
        amounts = {name: {"automated": -1.0} for name in names}
        least = int(rng.integers(3, steps // 5))
        limits += [
            K["min_jobs"](limit=steps - least + 1),
            K["linear_budget"](limit=-float(least), coefficients=amounts),
        ]
    else:
        draws = rng.uniform(1, 5, (steps, 3))
        amounts = {
            name: dict(zip(("manual", "augmented", "automated"), row.tolist(), strict=True))
            for name, row in zip(names, draws, strict=True)
        }
        least = float(draws.min(axis=1).sum())
        limits += [
            K["linear_budget"](limit=1.02 * least, coefficients=amounts),
            K["max_automated_steps"](limit=steps // 8),
            K["max_jobs"](limit=steps // 3),
        ]
    return jd.Problem(workflow, constraints=limits)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [50, 100])
@pytest.mark.parametrize("kind", ["counts", "few jobs", "many jobs", "budget"])
def test_tight_limits_are_explained_in_seconds(kind: str, steps: int) -> None:
    problem = tight(kind, steps, 3)
    solution = jd.solve(problem, "mip")
    assert solution.status == "infeasible"
    began = time.process_time()
    conflict = solution.conflict
    assert time.process_time() - began < 10
    assert conflict.irreducible
    kept = [next(c for c in problem.constraints if str(c) == d) for d in conflict.demands]
    whole = replace(problem, constraints=kept)
    assert not any_design(whole, None, Deadline()).design
    for limit in kept:
        found = any_design(whole.without([limit]), None, Deadline(), most_labels=4000)
        assert found.design is not None
        assert jd.evaluate(whole.without([limit]), found.design).is_feasible


def test_a_narrow_window_of_many_real_numbers() -> None:
    """HiGHS alone finds no design in half a minute."""
    workflow = random_workflow(40, 5)
    draws = np.random.default_rng(5).uniform(1, 40, (40, 3))
    amounts, opposite = (
        {
            name: dict(zip(("manual", "augmented", "automated"), row, strict=True))
            for name, row in zip(workflow.names, (sign * draws).tolist(), strict=True)
        }
        for sign in (1.0, -1.0)
    )
    middle = float(draws.mean(axis=1).sum())
    window = [
        K["linear_budget"](limit=middle + 0.01, coefficients=amounts),
        K["linear_budget"](limit=0.01 - middle, coefficients=opposite),
    ]
    problem = jd.Problem(workflow, constraints=window)
    found = any_design(problem, None, Deadline())
    assert found.design is not None
    assert jd.evaluate(problem, found.design).is_feasible

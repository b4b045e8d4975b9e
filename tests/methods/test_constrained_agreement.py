"""Every method that accepts a problem with constraints agrees with enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.errors import MethodError
from lengths import examples, first
from rich_problems import random_rich_problem

#: Method and options; what a method cannot honour it refuses.
WAYS = {
    "recursion": {},
    "frontier": {"engine": "python"},
    "kernel": {"engine": "kernel"},
    "dag": {},
    "mip": {},
    "mip_compact": {},
    "mip_compact alone": {"strengthen": False},
}
#: Problems come in groups of this many; so many groups are in the default run.
GROUP = 50
GROUPS = 6
#: How often a problem has 1, 2, ... 6 steps.
SIZES = np.array([1, 2, 5, 6, 5, 2]) / 21


def check(problem: jd.Problem, ways: list[str], job_ends: list[int] | None = None) -> str:
    """Hold every way against enumeration, in the short run where jobs are given."""
    horizon = "long" if job_ends is None else "short"
    run = {"horizon": horizon, "job_ends": job_ends}
    truth = jd.solve(problem, "brute_force", **run)
    assert truth.status in ("optimal", "infeasible")
    able = 0
    for way in ways:
        method = way.split()[0].replace("kernel", "frontier")
        try:
            found = jd.solve(problem, method, **run, **WAYS[way])
        except MethodError:
            assert method in ("recursion", "frontier", "dag")
            continue
        able += 1
        assert found.status == truth.status, way
        if found.design is not None:
            assert found.cost == pytest.approx(truth.cost, rel=1e-7, abs=1e-12), way
            assert found.bound == found.cost
            assert jd.evaluate(problem, found.design, horizon).is_feasible
    assert able >= 1
    return truth.status


def draw(seed: int) -> tuple[jd.Problem, list[int] | None]:
    """Draw a problem, and for every third the jobs of its short run."""
    rng = np.random.default_rng([seed, 3])
    steps = int(rng.choice(6, p=SIZES)) + 1
    problem = random_rich_problem(rng, steps)
    if seed % 3 or not np.isfinite(problem.workflow.manual_time).all():
        return problem, None
    return problem, [*np.flatnonzero(rng.random(steps - 1) < 0.5).tolist(), steps - 1]


@pytest.mark.parametrize("group", first(GROUPS, range(24)))
def test_every_method_is_enumeration(group: int) -> None:
    found = set()
    for seed in range(group * GROUP, (group + 1) * GROUP):
        problem, job_ends = draw(seed)
        ways = [way for way in WAYS if way != "mip_compact alone" or seed % 4 == 0]
        found.add(check(problem, ways, job_ends))
    assert found == {"optimal", "infeasible"}


def test_the_problems_drawn_hold_everything() -> None:
    """Every kind, every wage form, both statuses; otherwise the tests above say little."""
    kinds, forms = set(), set()
    for seed in range(GROUP * GROUPS):
        problem, job_ends = draw(seed)
        horizon = "long" if job_ends is None else "short"
        kinds |= {constraint.kind for constraint in problem.constraints}
        wages = problem.wages
        form = "types" if wages.worker_types else "schedule" if wages.schedule else "plain"
        forms |= {(form, wages.limits_workers, horizon)}
        forms |= {("ai_cost", bool(problem.workflow.ai_cost.any()), horizon)}
    assert kinds == set(jd.KINDS)
    assert len(forms) == 12


@pytest.mark.slow
@pytest.mark.parametrize("group", range(100, 130))
def test_every_method_is_enumeration_on_many_more(group: int) -> None:
    test_every_method_is_enumeration(group)


@examples(0.25)
@given(seed=st.integers(0, 2**32 - 1), kinds=st.integers(1, 6))
def test_any_seed(seed: int, kinds: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_rich_problem(rng, int(rng.integers(1, 6)), kinds=kinds)
    check(problem, list(WAYS))


@pytest.mark.parametrize("steps", [8, 12, 16, 20])
@pytest.mark.parametrize("kind", ["moderate", "reliable", "free_steps", "weak"])
def test_both_models_without_constraints(steps: int, kind: str) -> None:
    from benchmarks.generators import random_workflow

    problem = jd.Problem(random_workflow(steps, steps, kind=kind))
    truth = jd.solve(problem, "frontier")
    for method in ("mip", "mip_compact"):
        found = jd.solve(problem, method)
        assert found.status == "optimal"
        assert found.cost == pytest.approx(truth.cost, rel=1e-9)

"""Given tasks: Proposition 2 with everything that a problem can hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.methods.brute_force import all_designs
from rich_problems import random_rich_problem


@pytest.mark.parametrize("seed", range(60))
def test_jobs_of_given_tasks_keep_rules_and_wages(seed: int) -> None:
    rng = np.random.default_rng([seed, 7])
    steps = int(rng.integers(1, 6))
    problem = random_rich_problem(rng, steps)
    modes, ends = all_designs(steps)
    chosen = modes[rng.integers(len(modes))]
    alone = replace(problem, constraints=())
    if not np.isfinite(jd.evaluate(alone, jd.Design(chosen.copy())).task_time).all():
        with pytest.raises(jd.InputError, match="would never end"):
            jd.solve(problem, modes=chosen)
        return
    same = (modes == chosen).all(axis=1)
    costs = [
        priced.cost
        for row in np.flatnonzero(same)
        if (
            priced := jd.evaluate(problem, jd.Design(chosen.copy(), np.flatnonzero(ends[row])))
        ).is_feasible
    ]
    found = jd.solve(problem, modes=chosen)
    if not costs:
        assert found.status == "infeasible"
        return
    assert found.status == "optimal"
    assert found.cost == pytest.approx(min(costs), rel=1e-9, abs=1e-12)
    assert found.design.modes.tolist() == chosen.tolist()


def test_some_are_infeasible_and_some_are_not() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(manual_skill=[3, 1], manual_time=[1, 2], handoff_time=[1, 0]),
        constraints=[jd.KINDS["max_jobs"](limit=1), jd.KINDS["max_job_skill"](limit=3)],
    )
    assert jd.solve(problem, modes=["manual", "manual"]).status == "infeasible"
    both = problem.without(problem.constraints[1:])
    assert jd.solve(both, modes=["manual", "manual"]).cost == 12

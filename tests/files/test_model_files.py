"""Models written for other solvers: read back, their optimum is the evaluator's cost."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest

import jobdesign as jd
from rich_problems import random_rich_problem


def optimum(path: Path) -> tuple[str, float]:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
    assert solver.readModel(str(path)) != highspy.HighsStatus.kError
    solver.run()
    told = solver.modelStatusToString(solver.getModelStatus())
    return told, solver.getInfo().objective_function_value


@pytest.mark.parametrize("suffix", ["lp", "mps"])
def test_the_optimum_is_the_evaluators(suffix: str, tmp_path: Path) -> None:
    found = set()
    for seed in range(12):
        rng = np.random.default_rng([seed, 21])
        problem = random_rich_problem(rng, int(rng.integers(2, 6)))
        path = tmp_path / f"{seed}.{suffix}"
        jd.write_model(problem, path)
        truth = jd.solve(problem, "brute_force")
        told, cost = optimum(path)
        found.add(truth.status)
        if truth.status == "infeasible":
            assert told == "Infeasible"
        else:
            assert told == "Optimal"
            assert cost == pytest.approx(truth.cost, rel=1e-6, abs=1e-9)
    assert found == {"optimal", "infeasible"}


@pytest.mark.parametrize("method", ["mip", "mip_compact"])
@pytest.mark.parametrize("suffix", ["lp", "mps"])
def test_a_solutions_own_model(method: str, suffix: str, tmp_path: Path) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]
    )
    limits = [jd.KINDS["max_jobs"](limit=1)]
    options = {} if method == "mip" else {"strengthen": False}
    solution = jd.solve(jd.Problem(workflow, constraints=limits), method, **options)
    path = tmp_path / f"model.{suffix}"
    solution.model.write(str(path))
    told, cost = optimum(path)
    assert told == "Optimal"
    assert cost == pytest.approx(solution.cost, rel=1e-9)


def test_another_ending_is_refused() -> None:
    problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=[1], manual_time=1))
    with pytest.raises(jd.InputError, match=r"path = 'x\.sol': must end in \.lp or \.mps"):
        jd.write_model(problem, "x.sol")

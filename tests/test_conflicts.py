"""Why a problem is infeasible: the demands named clash, and no fewer of them do."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import jobdesign as jd
from jobdesign import cli
from rich_problems import random_rich_problem


def infeasible_problems(count: int) -> list[jd.Problem]:
    """Draw problems of 2 to 4 steps until enough of them have no feasible design."""
    found: list[jd.Problem] = []
    seed = 0
    while len(found) < count:
        rng = np.random.default_rng([seed, 11])
        problem = random_rich_problem(rng, int(rng.integers(2, 5)), kinds=6)
        if jd.solve(problem, "brute_force").status == "infeasible":
            found.append(problem)
        seed += 1
    return found


def only(problem: jd.Problem, demands: list[str]) -> jd.Problem:
    """Keep nothing but these demands; written anew, from the names."""
    constraints = list(problem.constraints)
    kept = []
    for demand in demands:
        match = next((c for c in constraints if str(c) == demand), None)
        if match is not None:
            constraints.remove(match)  # equal ones are as good as each other
            kept.append(match)
    wages = problem.wages
    if wages.worker_types is not None:
        if any(demand.startswith("wages: worker_types") for demand in demands):
            types = [
                kind
                if f'worker type "{kind.name}" (available {kind.available})' in demands
                else replace(kind, available=None)
                for kind in wages.worker_types
            ]
            wages = replace(wages, worker_types=tuple(types))
        else:
            wages = replace(wages, worker_types=None)
    return replace(problem, wages=wages, constraints=kept)


def status(problem: jd.Problem) -> str:
    return jd.solve(problem, "brute_force").status


def test_conflicts_are_irreducible() -> None:
    sizes = []
    for problem in infeasible_problems(40):
        conflict = jd.solve(problem).conflict
        assert conflict.irreducible
        demands = list(conflict.demands)
        assert demands
        assert status(only(problem, demands)) == "infeasible"
        for k in range(len(demands)):
            assert status(only(problem, demands[:k] + demands[k + 1 :])) == "optimal"
        for demand in demands:
            assert demand in str(conflict)
        sizes.append(len(demands))
    assert min(sizes) == 1
    assert max(sizes) >= 3


@pytest.mark.parametrize("form", ["table", "json"])
def test_on_the_command_line(form: str, tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=1, handoff_time=[1, 0])
    limits = [
        jd.KINDS["max_job_tasks"](limit=2),
        jd.KINDS["max_jobs"](limit=1),
        jd.KINDS["min_jobs"](limit=2),
    ]
    path = tmp_path / "p.json"
    jd.write_problem(jd.Problem(workflow, constraints=limits), path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["solve", str(path), "--format", form])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (3, "")
    if form == "json":
        tree = json.loads(out)
        assert tree["conflict"] == ["max_jobs (limit 1)", "min_jobs (limit 2)"]
        assert tree["conflict_is_irreducible"] is True
    else:
        assert out.splitlines()[1:] == [
            "These clash; without any one of them there is a design:",
            "  max_jobs (limit 1)",
            "  min_jobs (limit 2)",
        ]
    for command in ("compare", "limits"):
        with pytest.raises(SystemExit) as ended:
            cli.main([command, str(path)])
        out, _ = capsys.readouterr()
        # one unit looser there is a design, but none as things are
        assert ended.value.code == 3
        assert "o design keeps all constraints" in out


def test_a_feasible_problem_has_none() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=1, handoff_time=[1, 0])
    assert jd.solve(jd.Problem(workflow)).conflict is None

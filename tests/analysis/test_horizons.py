"""Short run beside long run: every organisation against enumeration, and the exact sums."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd
from jobdesign import cli
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs
from problems import random_problem, relative
from rich_problems import random_rich_problem

CELLS = ("given", "without_ai", "short_run", "long_run")


def enumerated(problem: jd.Problem, job_ends: list[int]) -> dict[str, float]:
    """Least cost of each organisation over all designs; infinite where there is none."""
    m = len(problem.workflow)
    modes, end = all_designs(m)
    same_jobs = (end == np.isin(np.arange(m), job_ends)).all(axis=1)
    by_hand = (modes == 0).all(axis=1)
    long, short = price_all(problem, modes, end), price_all(problem, modes, end, "short")
    rows = {
        "given": (long, by_hand & same_jobs),
        "without_ai": (long, by_hand),
        "short_run": (short, same_jobs),
        "long_run": (long, np.ones(len(modes), dtype=bool)),
    }
    return {name: float(costs[kept].min()) for name, (costs, kept) in rows.items()}


def close(found: float, expected: float) -> bool:
    if math.isinf(found) or math.isinf(expected):
        return found == expected
    return relative(found, expected) < 1e-9


@pytest.mark.parametrize("rich", [False, True], ids=["plain", "constraints and wages"])
def test_every_organisation_is_the_enumerated_one(rich: bool) -> None:
    rng = np.random.default_rng(1)
    infeasible = 0
    for _ in range(40 if rich else 60):
        m = int(rng.integers(2, 6))
        problem = random_rich_problem(rng, m, kinds=2) if rich else random_problem(rng, m)
        ends = [*np.flatnonzero(rng.random(m - 1) < 0.4).tolist(), m - 1]
        found = jd.compare_horizons(problem, job_ends=ends)
        if np.isinf(problem.workflow.manual_time).any():
            assert [found.organisations[name].status for name in CELLS[:3]] == ["none"] * 3
            expected = enumerated(problem, ends)["long_run"]
            assert close(found.long_run.cost, expected)
            continue
        for name, expected in enumerated(problem, ends).items():
            cell = found.organisations[name]
            assert close(cell.cost, expected), (name, problem)
            assert (cell.status == "optimal") == math.isfinite(expected)
            infeasible += cell.status == "infeasible"
            assert bool(cell.reason) == (cell.design is None)
        assert found.proved
    assert (infeasible > 0) == rich


def test_parts_add_up_and_have_their_signs() -> None:
    rng = np.random.default_rng(2)
    negative = 0
    for k in range(60):
        m = int(rng.integers(2, 6))
        problem = random_rich_problem(rng, m, kinds=1) if k % 2 else random_problem(rng, m)
        ends = [*np.flatnonzero(rng.random(m - 1) < 0.4).tolist(), m - 1]
        found = jd.compare_horizons(problem, job_ends=ends)
        parts = found.decomposition
        if math.isnan(parts.gain):
            continue
        scale = max(cost for cost in found.costs.values() if math.isfinite(cost)) or 1.0
        tiny = 1e-9 * scale

        def adds_up(*terms: float, gain=parts.gain, tiny=tiny) -> bool:
            return math.isnan(sum(terms)) or abs(math.fsum(terms) - gain) <= tiny

        assert adds_up(parts.redesign_without_ai, parts.ai_in_given_jobs, parts.redesign_for_ai)
        assert adds_up(parts.ai_in_given_jobs, parts.wages_follow, parts.redesign_with_ai)
        assert adds_up(parts.redesign_without_ai, parts.ai_in_redesigned_jobs, parts.redesign_again)
        for part in (
            parts.redesign_without_ai, parts.ai_in_given_jobs, parts.redesign_with_ai,
            parts.ai_in_redesigned_jobs,
        ):  # fmt: skip
            assert math.isnan(part) or part >= -tiny
        negative += parts.redesign_for_ai < -tiny
    assert negative > 0  # the interaction has no sign


def test_example_6(models: Path) -> None:
    problem = jd.read_problem(models / "paper" / "example-6.toml")
    found = jd.compare_horizons(problem)
    augmented = 10 + 2 / 0.77
    assert found.costs == pytest.approx(
        {"given": 18, "without_ai": 18, "short_run": augmented, "long_run": 2 / 0.77**7}
    )
    assert found.given is found.without_ai
    assert found.short_run is found.short_run_of_redesigned
    assert found.long_run.total_skill == found.long_run.highest_skill == 2
    assert found.short_run.total_skill == 7
    assert (found.long_run.jobs, found.long_run.tasks) == (1, 1)


def test_the_short_run_may_cost_less_than_the_long_run() -> None:
    """AI that asks for more skill than was hired: the short run does not pay for it."""
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=1, manual_time=[10], ai_skill=50, ai_time=1, ai_success=[1]
        )
    )
    found = jd.compare_horizons(problem)
    assert found.costs == {"given": 10, "without_ai": 10, "short_run": 1, "long_run": 10}
    assert found.short_run.overstretched_jobs == 1
    assert found.long_run.overstretched_jobs == 0
    assert found.decomposition.redesign_for_ai == -9
    assert found.decomposition.wages_follow == 1 - 50
    assert found.decomposition.redesign_with_ai == 40
    assert "1 job asks for more skill than was hired" in str(found)


def test_steps_only_ai_can_do_leave_the_long_run() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=1, manual_time=[1, np.inf], ai_skill=1, ai_time=1, ai_success=[0.5, 1],
            names=["a", "b"],
        )
    )  # fmt: skip
    for ends in (None, ["a", "b"]):
        found = jd.compare_horizons(problem, job_ends=ends)
        assert found.long_run.status == "optimal"
        assert found.given.reason == 'no person can do step "b"'
        assert math.isnan(found.decomposition.gain)
        assert 'none (no person can do step "b")' in str(found)
    with pytest.raises(jd.InputError, match="no step has this name"):
        jd.compare_horizons(problem, job_ends=["c"])


def test_infeasible_organisations_say_what_clashes() -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[3, 1, 2], manual_time=[1, 2, 2], ai_skill=1, ai_time=1, ai_success=0.9
    )
    must = jd.Problem(workflow, constraints=[jd.KINDS["require_mode"](step="2", mode="augmented")])
    found = jd.compare_horizons(must, job_ends=[2])
    assert found.without_ai.status == found.given.status == "infeasible"
    assert "require_mode" in found.without_ai.reason
    assert "require_mode" in found.given.reason
    assert found.short_run.status == found.long_run.status == "optimal"
    assert found.short_run_of_redesigned.reason.startswith("no jobs to start from: ")
    assert jd.compare_horizons(must).short_run.status == "none"
    types = [jd.WorkerType(name="checker", max_skill=2, wage=1)]
    only_checkers = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=5, manual_time=[1], ai_skill=1, ai_time=1, ai_success=[0.9]
        ),
        jd.Wages(worker_types=tuple(types)),
    )
    found = jd.compare_horizons(only_checkers)
    assert found.without_ai.status == "infeasible"
    assert found.long_run.status == "optimal"
    assert "max_skill" in found.without_ai.reason


def test_no_time_is_said() -> None:
    rng = np.random.default_rng(3)
    found = jd.compare_horizons(random_problem(rng, 5), time_limit=0.0)
    assert isinstance(found.proved, bool)
    assert str(found)


def test_command_line(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["horizons", *arguments])
        return ended.value.code, capsys.readouterr().out

    file = str(models / "paper" / "table-2b.toml")
    code, text = run(file, "--job-end", "3")
    assert code == 0
    assert "As it is, by hand                     30" in text
    code, text = run(file, "--job-end", "3", "--format", "json")
    tree = json.loads(text)
    assert (tree["given"]["cost"], tree["long_run"]["cost"]) == (30, 18)
    assert tree["decomposition"]["redesign_without_ai"] == 12
    assert tree["given"]["design"] == "[1, 2, 3]"

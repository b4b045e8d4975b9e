"""Exposure, reversals, skills and tent-poles, against small problems solved one by one."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd
from jobdesign import cli
from jobdesign.analysis.exposure.isolation import cost_alone
from jobdesign.analysis.exposure.tent_poles import find_tent_poles, job_profiles
from jobdesign.design import Mode
from problems import random_problem
from rich_problems import random_rich_problem


def step_alone(problem: jd.Problem, i: int, mode: str) -> float:
    """A workflow of one step; infinite where it cannot be done in the mode."""
    given = problem.workflow
    columns = {
        key: [float(getattr(given, key)[i])]
        for key in ("manual_skill", "manual_time", "ai_skill", "ai_time", "ai_success", "ai_cost")
    }
    able = math.isfinite(columns["manual_time"][0]) if mode == "manual" else (
        columns["ai_success"][0] >= 1e-200
    )  # fmt: skip
    if not able:
        return math.inf
    kinds = problem.wages.worker_types
    if kinds is not None:
        skill = columns["manual_skill" if mode == "manual" else "ai_skill"][0] * (
            problem.wages.human if mode == "manual" else problem.wages.ai_management
        )
        wages = [k.wage for k in kinds if k.max_skill * (1 + 1e-9) >= skill and k.available != 0]
        if not wages:
            return math.inf
        success = 1.0 if mode == "manual" else columns["ai_success"][0]
        time = columns["manual_time" if mode == "manual" else "ai_time"][0] / success
        return min(wages) * time + (0 if mode == "manual" else columns["ai_cost"][0] / success)
    alone = jd.Problem(jd.Workflow.from_arrays(**columns), problem.wages)
    return jd.evaluate(alone, jd.Design([mode])).cost


@pytest.mark.parametrize("rich", [False, True], ids=["plain", "constraints and wages"])
def test_steps_alone_are_workflows_of_one_step(rich: bool) -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        m = int(rng.integers(1, 6))
        problem = random_rich_problem(rng, m, kinds=1) if rich else random_problem(rng, m)
        alone = cost_alone(problem)
        for i in range(m):
            by_hand, with_ai = step_alone(problem, i, "manual"), step_alone(problem, i, "augmented")
            assert alone.by_hand[i] == pytest.approx(by_hand, rel=1e-12)
            assert alone.with_ai[i] == pytest.approx(with_ai, rel=1e-12)
            if math.isinf(by_hand) or abs(with_ai - by_hand) > 1e-6 * by_hand:
                assert alone.exposed[i] == (with_ai < by_hand)


def test_shares_and_reversals_follow_from_their_definitions() -> None:
    rng = np.random.default_rng(2)
    to_ai = to_hand = 0
    for _ in range(80):
        m = int(rng.integers(2, 8))
        problem = jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=rng.uniform(1, 4, m), manual_time=rng.uniform(1, 4, m),
                ai_skill=rng.uniform(1, 4, m), ai_time=rng.uniform(0.2, 2, m),
                ai_success=rng.uniform(0.3, 1, m),
                handoff_time=np.append(rng.uniform(0, 4, m - 1), 0),
            )
        )  # fmt: skip
        found = jd.measure_exposure(problem)
        given, design = problem.workflow, found.solution.design
        hand = given.manual_skill * given.manual_time
        ai = given.ai_skill * given.ai_time / given.ai_success
        used = np.array([mode != "manual" for mode in map(str, map(Mode, design.modes.tolist()))])
        assert found.task_level.steps == np.mean(ai < hand)
        assert found.task_level.cost == pytest.approx(hand[ai < hand].sum() / hand.sum())
        assert found.job_level.time == pytest.approx(
            given.manual_time[used].sum() / given.manual_time.sum()
        )
        assert found.to_ai == tuple(i for i in range(m) if used[i] and hand[i] < ai[i])
        assert found.to_hand == tuple(i for i in range(m) if not used[i] and ai[i] < hand[i])
        to_ai, to_hand = to_ai + len(found.to_ai), to_hand + len(found.to_hand)
        assert found.cost_productivity >= 1
        bill = math.fsum(j.bill_with_ai * b for j, b in zip(
            found.jobs, found.solution.evaluation.job_wage_bill, strict=True))  # fmt: skip
        priced = found.solution.evaluation
        wages = np.repeat(priced.job_wage, priced.job_tasks)
        assert bill == pytest.approx((wages * priced.task_time)[priced.task_is_chain].sum())
        for job, effect in zip(found.jobs, found.skills, strict=True):
            steps = slice(job.first, job.last + 1)
            assert effect.skill_by_hand == pytest.approx(given.manual_skill[steps].sum())
            one_hand = effect.skill_by_hand * (
                given.manual_time[steps].sum()
                + (given.handoff_time[job.last] if job.last < m - 1 else 0)
            )
            j = found.jobs.index(job)
            assert job.saving == pytest.approx(1 - priced.job_wage_bill[j] / one_hand)
        for task in found.tasks:
            steps = slice(task.first, task.last + 1)
            assert task.cost_alone == pytest.approx(np.minimum(hand, ai)[steps].sum())
    assert to_ai > 10
    assert to_hand > 0


def test_the_short_run_compares_time_at_the_wage_that_stays(models: Path) -> None:
    """Example 3: AI needs 8 against 5, of far less skill."""
    problem = jd.read_problem(models / "paper" / "example-3.toml")
    assert jd.measure_exposure(problem).task_level.steps == 1
    short = jd.measure_exposure(problem, horizon="short")
    assert short.task_level.steps == short.job_level.steps == 0
    assert short.alone.by_hand.tolist() == [25.0]
    assert short.alone.with_ai.tolist() == [40.0]


def test_interleaved_steps_are_less_exposed_as_a_job() -> None:
    """Examples 1 and 2: the same steps, so the same task-level exposure."""
    saved = []
    for order in ([1, 0.1] * 3, [1, 1, 1, 0.1, 0.1, 0.1]):
        problem = jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=1 / 6, manual_time=[5.0] * 6, ai_skill=1, ai_time=1, ai_success=order
            )
        )
        found = jd.measure_exposure(problem, horizon="short", job_ends=[5])
        assert found.task_level.steps == found.job_level.steps == 0.5
        saved.append((found.fragmentation.index[0], found.jobs[0].saving))
    assert saved[0][0] > saved[1][0]
    assert [s for _, s in saved] == pytest.approx([1 - 18 / 30, 1 - 16 / 30])


def test_example_5_deskills_the_work_and_upskills_the_workers(models: Path) -> None:
    found = jd.measure_exposure(jd.read_problem(models / "paper" / "example-5.toml"))
    (effect,) = found.skills
    assert (effect.skill, effect.skill_by_hand, effect.skill_without_ai) == (4, 6, 3)
    assert (effect.on_the_work, effect.on_the_workers) == ("deskilling", "upskilling")
    assert effect.jobs_without_ai == 2
    assert (found.width_without_ai.jobs, found.width.jobs) == (2, 1)
    assert found.cost_productivity == 33 / 16


def test_skill_without_ai_is_weighted_by_the_time_of_the_steps() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[1, 5], manual_time=[3, 1], ai_skill=1, ai_time=0.1, ai_success=1.0
        )
    )
    found = jd.measure_exposure(problem)
    assert str(found.solution.design) == "[1-2]"
    assert found.skills[0].skill_without_ai == (3 * 1 + 1 * 5) / 4


def test_tent_poles_are_pairs_that_cost_more_crosswise() -> None:
    rng = np.random.default_rng(3)
    seen = 0
    for _ in range(60):
        problem = random_problem(rng, 6)
        priced = jd.solve(problem).evaluation
        pairs = {min(pair.pole, pair.neighbour): pair for pair in find_tent_poles(priced)}
        c, t = priced.task_skill, priced.task_time
        for b in range(len(c) - 1):
            pole = (c[b] > c[b + 1] and t[b] < t[b + 1]) or (c[b] < c[b + 1] and t[b] > t[b + 1])
            assert (b in pairs) == pole
            if pole:
                seen += 1
                cross = c[b] * t[b + 1] + c[b + 1] * t[b]
                apart = c[b] * t[b] + c[b + 1] * t[b + 1]
                assert pairs[b].excess == pytest.approx(cross - apart, rel=1e-9, abs=1e-9 * cross)
                assert c[pairs[b].pole] > c[pairs[b].neighbour]
        first = 0
        for profile, count in zip(job_profiles(priced), priced.job_tasks, strict=True):
            tasks = slice(first, first + count)
            hired = c[tasks].sum() * t[tasks].sum()
            idle = hired - (c[tasks] * t[tasks]).sum()
            assert profile.idle_skill * hired == pytest.approx(idle, abs=1e-9 * hired)
            first += count
    assert seen > 20


def test_steps_only_ai_can_do() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=1,
            manual_time=[1, np.inf, 2],
            ai_skill=1,
            ai_time=1,
            ai_success=[0.5, 1, 0],
        )
    )
    found = jd.measure_exposure(problem)
    assert found.without_ai is None
    assert math.isnan(found.cost_productivity)
    assert found.task_level.steps == pytest.approx(1 / 3)
    json.dumps(found.to_dict(), allow_nan=False)
    assert "no design by hand to compare with" in str(found)


def test_no_design_is_an_answer() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2])
    problem = jd.Problem(
        workflow, constraints=[jd.KINDS["require_mode"](step="2", mode="augmented")]
    )
    found = jd.measure_exposure(problem)
    assert found.solution.status == "infeasible"
    assert (found.jobs, found.width, found.fragmentation) == ((), None, None)
    assert found.to_dict()["job_level"]["steps"] is None
    json.dumps(found.to_dict(), allow_nan=False)
    assert "infeasible" in str(found)


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_any_constraints_and_wages(horizon: str) -> None:
    rng = np.random.default_rng(4)
    for _ in range(15):
        problem = random_rich_problem(rng, 5, kinds=2)
        if horizon == "short" and np.isinf(problem.workflow.manual_time).any():
            continue
        found = jd.measure_exposure(
            problem, horizon=horizon, job_ends=[1, 4] if horizon == "short" else None
        )
        json.dumps(found.to_dict(), allow_nan=False)
        assert str(found)
        for job in found.jobs:
            assert -1e-9 <= job.bill_with_ai <= 1 + 1e-9
            assert -1e-9 <= job.time_with_ai <= 1 + 1e-9


def test_command_line(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(models / "real" / "technical-writers.toml")
    with pytest.raises(SystemExit) as ended:
        cli.main(["exposure", file, "--format", "json"])
    tree = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert tree["reversals_to_ai"] == ["Agree on specifications", "Draw sketches"]
    assert len(tree["steps"]) == 15
    with pytest.raises(SystemExit) as ended:
        cli.main(["exposure", file, "--horizon", "short"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    for heading in ("Part of the workflow", "Steps\n", "Jobs\n", "Skill\n", "Idle skill"):
        assert heading in text


def test_a_tie_alone_is_no_reversal() -> None:
    """The first step costs 4 either way alone; it is automated on the way to the second."""
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=2, manual_time=[2, 8], ai_skill=2, ai_time=[2, 1], ai_success=1.0
        )
    )
    found = jd.measure_exposure(problem)
    assert str(found.solution.design) == "[1-2]"
    assert found.alone.by_hand[0] == found.alone.with_ai[0] == 4
    assert found.alone.exposed.tolist() == [False, True]
    assert (found.to_ai, found.to_hand) == ((), ())


def test_limited_workers_keep_the_wage_they_get() -> None:
    """One cheap worker for two jobs: the dear one's wage stays in the short run."""
    kinds = (
        jd.WorkerType(name="cheap", max_skill=9, wage=1, available=1),
        jd.WorkerType(name="dear", max_skill=9, wage=3),
    )
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=1, manual_time=[5, 2], ai_skill=1, ai_time=1, ai_success=1.0
        ),
        jd.Wages(worker_types=kinds),
    )
    found = jd.measure_exposure(problem, horizon="short", job_ends=[0, 1])
    assert found.alone.by_hand.tolist() == [5, 6]
    assert found.alone.with_ai.tolist() == [1, 3]
    assert [job.saving for job in found.jobs] == pytest.approx([4 / 5, 3 / 6])

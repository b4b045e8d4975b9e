"""Designs, and the evaluator against arithmetic written out step by step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

import jobdesign as jd
from jobdesign.evaluator import price_all
from jobdesign.methods.brute_force import all_designs
from lengths import examples
from problems import problems, random_problem


@pytest.mark.parametrize(
    ("modes", "job_ends", "message"),
    [
        ([], [], "must hold at least one step"),
        (np.array([7, 0]), [], "must be a list of codes 0, 1 or 2"),
        (["manual"] * 2, [0.9], "must be positions of steps"),
        (["manual"] * 2, [True], "must be positions of steps"),
        ([None], [], "must be one of"),
        (["robot"], [], "mode of step 1 = 'robot': must be one of"),
        ([7], [], "must be one of"),
        (["automated"], [], "must be followed by"),
        (["automated", "manual"], [], "mode of step 1 = 'automated': an automated step must"),
        (["automated", "augmented"], [0], "a job cannot end inside an AI chain"),
        (["manual", "manual"], [-1, 1], "must increase and lie in 0..1"),
        (["manual", "manual"], [5], "must increase"),
        (["manual", "manual"], [1, 0], "must increase"),
    ],
)
def test_bad_designs(modes: list, job_ends: list, message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.Design(modes, job_ends)
    assert message in str(caught.value)


def test_design_reads_back_from_its_tasks() -> None:
    for modes, ends in zip(*all_designs(5), strict=True):
        design = jd.Design(modes.copy(), np.flatnonzero(ends))
        assert jd.Design.from_tasks(design.tasks, design.job_ends) == design
        assert len(design) == 5
        assert sum(len(job.tasks) for job in design.jobs) == len(design.tasks)
        for job in design.jobs:
            assert design.tasks[job.tasks[0]].first == job.first
            assert design.tasks[job.tasks[-1]].last == job.last


def test_from_tasks_refuses_gaps() -> None:
    with pytest.raises(jd.InputError, match="must start at step 0"):
        jd.Design.from_tasks([jd.Task(1, 1, "manual")])
    with pytest.raises(jd.InputError, match="a manual task is one step"):
        jd.Design.from_tasks([jd.Task(0, 1, "manual")])


def test_design_is_read_only_and_hashable() -> None:
    design = jd.Design(["manual"])
    with pytest.raises(AttributeError, match="read-only"):
        design.modes = None
    assert {design: 1}[jd.Design([jd.Mode.MANUAL])] == 1
    assert design != "[1]"
    assert repr(jd.Design(["manual"] * 40)) == "Design(40 steps, 40 tasks, 1 job)"


def priced_by_hand(problem: jd.Problem, design: jd.Design) -> float:
    """Equation (3) in plain Python, from the definitions of section 2."""
    steps = problem.workflow.steps
    total = 0.0
    for job in design.jobs:
        skill = time = 0.0
        for task in design.tasks[job.tasks.start : job.tasks.stop]:
            last = steps[task.last]
            if task.kind == "manual":
                if last.manual_time is None:
                    return math.inf
                skill += last.manual_skill
                time += last.manual_time
            else:
                success = math.prod(s.ai_success or 0.0 for s in steps[task.first : task.last + 1])
                if success < 1e-200:
                    return math.inf
                skill += last.ai_skill
                time += last.ai_time / success
        handoff = steps[job.last].handoff_time if job is not design.jobs[-1] else 0.0
        total += skill * (time + handoff)
    return total


@examples(0.25)
@given(problems(max_steps=4))
def test_evaluator_equals_the_definitions(problem: jd.Problem) -> None:
    modes, ends = all_designs(len(problem.workflow))
    costs = price_all(problem, modes, ends)
    for row, (mode, end) in enumerate(zip(modes, ends, strict=True)):
        design = jd.Design(mode.copy(), np.flatnonzero(end))
        expected = priced_by_hand(problem, design)
        assert costs[row] == pytest.approx(expected, rel=1e-13)
        assert jd.evaluate(problem, design).cost == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("seed", range(3))
def test_every_table_adds_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(50):
        problem = random_problem(rng, 6)
        solution = jd.solve(problem)
        priced = solution.evaluation
        assert priced.cost == pytest.approx(priced.job_wage_bill.sum(), rel=1e-13)
        assert priced.step_skill.sum() == pytest.approx(priced.task_skill.sum(), rel=1e-13)
        assert priced.step_time.sum() == pytest.approx(priced.task_time.sum(), rel=1e-13)
        assert priced.task_skill.sum() == pytest.approx(priced.job_skill.sum(), rel=1e-13)
        assert priced.task_time.sum() == pytest.approx(priced.job_task_time.sum(), rel=1e-13)
        assert priced.job_tasks.sum() == len(priced.task_skill)
        assert priced.job_handoff_time[-1] == 0
        assert priced.handoff_cost <= priced.cost * (1 + 1e-13)
        assert priced.total_time == pytest.approx(priced.job_time.sum(), rel=1e-13)


def test_short_run_keeps_the_wage_of_manual_work() -> None:
    problem = jd.Problem(
        jd.Workflow(
            [
                jd.Step(
                    manual_skill=5,
                    manual_time=4,
                    ai_skill=50,
                    ai_time=1,
                    ai_success=0.5,
                    handoff_time=1,
                ),
                jd.Step(manual_skill=2, manual_time=3),
            ]
        )
    )
    priced = jd.evaluate(problem, jd.Design(["augmented", "manual"], [0]), "short")
    assert priced.job_wage.tolist() == [5, 2]
    assert priced.job_skill.tolist() == [50, 2]
    assert priced.cost == 5 * (2 + 1) + 2 * 3


def test_underflow_is_infinite_time_without_a_warning() -> None:
    problem = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=1,
            manual_time=[1.0, 1.0, 1.0],
            ai_skill=0.0,
            ai_time=0.0,
            ai_success=1e-120,
        )
    )
    with np.errstate(all="raise", under="ignore"):
        priced = jd.evaluate(problem, jd.Design(["automated", "automated", "augmented"]))
    assert priced.cost == math.inf
    assert priced.task_time.tolist() == [math.inf]
    for engine in ("python", "kernel"):
        solution = jd.solve(problem, "frontier", engine=engine)
        assert solution.cost == 0
        assert len(solution.design.tasks) == 3  # even a chain of two succeeds too rarely


def test_evaluate_refuses_what_does_not_fit() -> None:
    problem = jd.Problem(jd.Workflow([jd.Step(manual_skill=1, manual_time=1)]))
    with pytest.raises(jd.InputError, match="must have as many steps as the problem, 1"):
        jd.evaluate(problem, jd.Design(["manual", "manual"]))
    with pytest.raises(jd.InputError, match="horizon = 'medium'"):
        jd.evaluate(problem, jd.Design(["manual"]), "medium")

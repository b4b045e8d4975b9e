"""Wages, constraints and problems: what is checked when they are made."""

from __future__ import annotations

from typing import Any

import pytest

import jobdesign as jd

WORKFLOW = jd.Workflow.from_arrays(
    manual_skill=[1, 2, 3], manual_time=1, handoff_time=[1, 1, 0], names=["a", "b", "c"]
)
JUNIOR = jd.WorkerType(name="junior", max_skill=3, wage=2)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"human": -1}, "human = -1: must be a finite number ≥ 0"),
        ({"human": float("inf")}, "must be a finite number"),
        ({"ai_management": "1"}, "ai_management = '1': must be a number"),
        ({"schedule": ((0, 0), (1, 1)), "worker_types": (JUNIOR,)}, "gives both"),
        ({"schedule": ((0, 0),)}, "at least two points"),
        ({"schedule": ((0, 0), (1,))}, "point 2 = (1,): must be a pair"),
        ({"schedule": ((1, 0), (2, 1))}, "has a gap below its first point"),
        ({"schedule": ((0, 0), (2, 1), (2, 3))}, "skills must increase"),
        ({"schedule": ((0, 5), (2, 4))}, "[5.0, 4.0]: a wage must not fall"),
        ({"worker_types": ()}, "at least one type"),
        ({"worker_types": ("junior",)}, "must be a worker type"),
        ({"worker_types": (JUNIOR, JUNIOR)}, "must be a name of its own"),
        (
            {"worker_types": (jd.WorkerType(name="x", max_skill=-1, wage=1),)},
            '"x": max_skill = -1: must be',
        ),
        (
            {"worker_types": (jd.WorkerType(name="x", max_skill=1, wage=1, available=0),)},
            "no type is available",
        ),
        (
            {"worker_types": (jd.WorkerType(name="x", max_skill=1, wage=1, available=-1),)},
            "available = -1: must be a whole number",
        ),
    ],
)
def test_bad_wages(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.Wages(**fields)
    assert message in str(caught.value)


def test_good_wages() -> None:
    assert jd.Wages(human=2).is_plain
    assert jd.Wages(schedule=((0, 0), (5, 4))).schedule == ((0.0, 0.0), (5.0, 4.0))
    assert jd.Wages(worker_types=(JUNIOR,)).worker_types == (JUNIOR,)


GOOD: list[dict[str, Any]] = [
    {"kind": "require_mode", "step": "a", "mode": "manual"},
    {"kind": "forbid_mode", "step": "a", "mode": "automated"},
    {"kind": "max_chain_length", "limit": 3},
    {"kind": "min_chain_success", "probability": 0.5},
    {"kind": "require_handoff", "after": "a"},
    {"kind": "forbid_handoff", "after": "b"},
    {"kind": "same_job", "steps": ("a", "b")},
    {"kind": "separate_jobs", "steps": ("a", "c")},
    {"kind": "max_job_time", "limit": 1.5},
    {"kind": "max_job_skill", "limit": 1.5},
    {"kind": "max_job_tasks", "limit": 2},
    {"kind": "max_jobs", "limit": 2},
    {"kind": "min_jobs", "limit": 2},
    {"kind": "max_total_time", "limit": 10.0},
    {"kind": "max_ai_steps", "limit": 0},
    {"kind": "max_automated_steps", "limit": 1},
    {"kind": "linear_budget", "limit": -1.0, "coefficients": {"a": {"manual": -2.0}}},
]


def make(fields: dict[str, Any]) -> jd.Constraint:
    fields = dict(fields)
    return jd.KINDS[fields.pop("kind")](**fields)


def test_every_kind_is_tried() -> None:
    assert {fields["kind"] for fields in GOOD} == set(jd.KINDS)


@pytest.mark.parametrize("fields", GOOD, ids=lambda fields: fields["kind"])
def test_good_constraints(fields: dict[str, Any]) -> None:
    problem = jd.Problem(WORKFLOW, constraints=[make(fields)])
    tree = jd.problem_to_dict(problem)
    assert jd.problem_from_dict(tree) == problem
    assert str(problem.constraints[0]).startswith(f"{fields['kind']} (")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "require_mode", "step": "z", "mode": "manual"}, "step = 'z': no step has"),
        ({"kind": "require_mode", "step": 1, "mode": "manual"}, "must be the name of a step"),
        ({"kind": "require_mode", "step": "a", "mode": "auto"}, "must be one of manual"),
        ({"kind": "max_jobs", "limit": 0}, "limit = 0: must be a whole number ≥ 1"),
        ({"kind": "max_jobs", "limit": 1.5}, "must be a whole number"),
        ({"kind": "max_jobs", "limit": True}, "must be a whole number"),
        ({"kind": "max_ai_steps", "limit": -1}, "must be a whole number ≥ 0"),
        ({"kind": "max_total_time", "limit": -1.0}, "must be a finite number ≥ 0"),
        ({"kind": "max_total_time", "limit": "x"}, "must be a number; write it without quotes"),
        ({"kind": "min_chain_success", "probability": 1.5}, "must be a chance in [0, 1]"),
        ({"kind": "same_job", "steps": ("a", "a")}, "at least two different steps"),
        ({"kind": "same_job", "steps": ("a", "z")}, "no step has this name"),
        ({"kind": "same_job", "steps": "ab"}, "at least two different steps"),
        ({"kind": "linear_budget", "limit": 1, "coefficients": {}}, "must be a table"),
        ({"kind": "linear_budget", "limit": 1, "coefficients": {"a": 1}}, "must be a table"),
        (
            {"kind": "linear_budget", "limit": 1, "coefficients": {"a": {"manual": "x"}}},
            "must be a number",
        ),
        (
            {"kind": "linear_budget", "limit": float("nan"), "coefficients": {"a": {"manual": 1}}},
            "must be a finite number",
        ),
    ],
)
def test_bad_constraints(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.Problem(WORKFLOW, constraints=[make(fields)])
    assert message in str(caught.value)
    assert f"constraint {fields['kind']}" in str(caught.value)


def test_bad_problems() -> None:
    for fields, message in (
        ({"workflow": None}, "must be a Workflow"),
        ({"workflow": WORKFLOW, "wages": 1}, "must be Wages"),
        ({"workflow": WORKFLOW, "name": 1}, "must be one line of text"),
        ({"workflow": WORKFLOW, "constraints": ["max_jobs"]}, "must be a constraint"),
    ):
        with pytest.raises(jd.InputError, match=message):
            jd.Problem(**fields)


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (jd.Problem(WORKFLOW, jd.Wages(schedule=((0, 0), (5, 4)))), "wages: schedule"),
        (jd.Problem(WORKFLOW, jd.Wages(worker_types=(JUNIOR,))), "wages: worker_types"),
        (jd.Problem(jd.Workflow([jd.Step(manual_skill=1, manual_time=1, ai_cost=1)])), "ai_cost"),
        (
            jd.Problem(WORKFLOW, constraints=[make({"kind": "max_job_time", "limit": 2})]),
            "constraint max_job_time (limit 2)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_method_says_what_it_cannot_honour(problem: jd.Problem, reason: str) -> None:
    able = "use one of brute_force, recursion, frontier, dag, mip"
    with pytest.raises(jd.InputError) as caught:
        jd.solve(problem, "fptas")
    assert str(caught.value).startswith(f"method fptas: cannot honour {reason}; {able}")


def test_base_wages_scale_skills() -> None:
    workflow = jd.Workflow(
        [jd.Step(manual_skill=2, manual_time=3, ai_skill=1, ai_time=1, ai_success=0.5)]
    )
    problem = jd.Problem(workflow, jd.Wages(human=10, ai_management=100))
    assert jd.evaluate(problem, jd.Design(["manual"])).cost == 60
    assert jd.evaluate(problem, jd.Design(["augmented"])).cost == 200
    assert jd.solve(problem).cost == 60


def test_with_alpha_and_without_ai() -> None:
    workflow = jd.Workflow(
        [jd.Step(manual_skill=2, manual_time=3, ai_skill=1, ai_time=1, ai_difficulty=1)], alpha=0.5
    )
    problem = jd.Problem(workflow, name="one")
    assert jd.solve(problem.with_alpha(1.0)).cost == 1
    assert jd.solve(problem.without_ai()).cost == 6
    assert problem.with_alpha(1.0).name == "one"

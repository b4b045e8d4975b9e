"""Numbers far apart: what no design uses takes nothing from what is used, by any method or face."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
from adversarial.exact import Exact
from adversarial.trials import check
from lengths import first

PAPER: dict[str, Any] = {
    "manual_skill": [3, 1, 2], "manual_time": [1, 2, 2], "handoff_time": [3, 0.5, 0],
    "ai_skill": [0, 0, 2], "ai_time": [0, 0, 2], "ai_success": [0, 0, 1],
}  # fmt: skip


def changed(wages: jd.Wages | None = None, **entries: dict[int, float]) -> jd.Problem:
    """Table 2b, its last step on offer to AI as well, with some entries changed."""
    columns = {key: np.array(values, dtype=float) for key, values in PAPER.items()}
    for key, at in entries.items():
        column = columns.setdefault(key, np.zeros(3))
        for step, value in at.items():
            column[step] = value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", jd.InputWarning)
        return jd.Problem(jd.Workflow.from_arrays(**columns), wages or jd.Wages())


FAR = {
    "impossible by hand": changed(manual_skill={2: 1e170}, manual_time={2: 1e170}),
    "impossible by hand, larger": changed(manual_skill={2: 1e300}, manual_time={2: 1e300}),
    "one skill": changed(manual_skill={2: 1e250}),
    "one time": changed(manual_time={2: 1e295}),
    "impossible with AI": changed(
        ai_skill={0: 1e170}, ai_time={0: 1e200}, ai_success={0: 0.5}
    ),
    "a chain that nobody would": changed(ai_skill={2: 1e-170}, ai_success={1: 1e-190}),
    "a hand-off that nobody would": changed(handoff_time={0: 1e200}),
    "attempts that nobody pays": changed(ai_cost={2: 1e290}),
    "next to nothing": changed(manual_skill={1: 1e-170}, ai_time={2: 1e-120}),
    "nothing, of huge skill": changed(manual_skill={2: 1e299}, manual_time={2: 0.0}),
    "much of one, little of the other": changed(
        manual_skill={0: 1e140, 1: 1e-140}, manual_time={0: 1e-140, 1: 1e140}
    ),
    "base wage 0": changed(jd.Wages(human=0.0), ai_skill={2: 1e-299}),
    "base wage tiny": changed(jd.Wages(human=1e-290), manual_skill={1: 1e280}),
    "a type for anything": changed(
        jd.Wages(worker_types=(jd.WorkerType(name="a", max_skill=9, wage=1),
                               jd.WorkerType(name="b", max_skill=1.7e308, wage=2))),
        manual_skill={2: 1e170}, manual_time={2: 1e170},
    ),
    "a schedule that ends far off": changed(
        jd.Wages(schedule=((0, 1), (2, 3), (1e100, 1e100))),
        manual_skill={2: 1e170}, manual_time={2: 1e100},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAR)
def test_every_method_and_face_agrees_with_fractions(case: str) -> None:
    assert check(FAR[case]) == []


def test_what_nobody_would_do_changes_nothing() -> None:
    for case in ("impossible by hand", "impossible by hand, larger", "one time"):
        assert jd.solve(FAR[case]).cost == 18.0
        comparison = jd.compare(FAR[case])
        assert {solution.cost for solution in comparison.solutions} == {18.0}


@pytest.mark.parametrize("steps", first(1, [12, 60]))
def test_workflows_that_are_enumerated_no_more(steps: int) -> None:
    rng = np.random.default_rng(steps)
    columns = {
        key: rng.uniform(0.5, 4, steps)
        for key in ("manual_skill", "manual_time", "ai_skill", "ai_time", "handoff_time")
    }
    columns["ai_success"] = rng.uniform(0.5, 1, steps)
    columns["handoff_time"][-1] = 0.0
    given = jd.Problem(jd.Workflow.from_arrays(**columns))
    best = jd.solve(given, "dag").cost
    by_hand = jd.solve(given).design.modes == 0
    assert by_hand.any()
    assert not by_hand.all()
    columns["manual_skill"][~by_hand] = 1e200
    columns["manual_time"][~by_hand] = 1e100
    far = jd.Problem(jd.Workflow.from_arrays(**columns))
    for method, options in (
        ("frontier", {"engine": "python"}), ("frontier", {"engine": "kernel"}), ("dag", {}),
    ):  # fmt: skip
        assert jd.solve(far, method, **options).cost == pytest.approx(best, rel=1e-12)
    if steps > 20:
        return
    prices = jd.decision_prices(far)
    assert prices.cost == pytest.approx(best, rel=1e-12)
    forced = jd.decision_prices(given)  # where they do not need the steps changed
    kept = prices.handoff_cost < np.inf
    assert (prices.handoff_cost[kept] >= forced.handoff_cost[kept] * (1 - 1e-12)).all()


def edge(skill: float, time: float, **wages: Any) -> Callable[[], jd.Problem]:
    """Two steps, one of which holds numbers at an edge."""
    return lambda: jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[skill, 0], manual_time=[time, 0], ai_skill=[0, 1], ai_time=[0, 1],
            ai_success=[0, 1], handoff_time=[0, 0],
        ),
        jd.Wages(**wages),
    )  # fmt: skip


INSIDE = {
    "smallest product": edge(1e-150, 1.0000001e-155),
    "smallest skill": edge(1e-300, 1),
    "smallest time": edge(1, 1e-300),
    "largest skill": edge(1e300, 1e-10),
    "largest time": edge(1e-10, 1e300),
    "largest bill": edge(1e150, 0.999e150),
    "smallest base wage": edge(1, 1, human=1e-300),
    "largest base wage": edge(1e-200, 1, human=1e300),
    "smallest wage of a type": edge(
        1, 1, worker_types=(jd.WorkerType(name="a", max_skill=9, wage=1e-300),)
    ),
    "steepest schedule": edge(1e-299, 1, schedule=((0, 0), (1e-299, 9), (1, 11))),
    "flattest schedule": edge(1, 1, schedule=((0, 0), (1e149, 1.1e-150))),
}
OUTSIDE = {
    "product": edge(1e-150, 0.99e-155),
    "skill too small": edge(0.99e-300, 1),
    "time too small": edge(1, 5e-324),
    "skill too large": edge(1.01e300, 1e-10),
    "time too large": edge(1e-10, 1.01e300),
    "bill": edge(1e150, 1.01e150),
    "base wage too small": edge(1, 1, human=0.99e-300),
    "base wage makes skill too small": edge(1e-200, 1, human=1e-101),
    "base wage makes skill too large": edge(1e200, 1, human=1e101),
    "wage of a type too small": edge(
        1, 1, worker_types=(jd.WorkerType(name="a", max_skill=9, wage=1e-310),)
    ),
    "schedule too steep": edge(1, 1, schedule=((0, 0), (1e-299, 20), (1, 21))),
    "schedule too flat": edge(1, 1, schedule=((0, 0), (1e200, 1e-110))),
    "knot too small": edge(1, 1, schedule=((0, 0), (5e-324, 0), (1, 1))),
}


@pytest.mark.parametrize("case", INSIDE)
def test_just_inside_every_method_is_right(case: str) -> None:
    faces = ("methods", "programs", "short run", "fptas", "prices")
    assert check(INSIDE[case](), faces=faces) == []


@pytest.mark.parametrize("case", OUTSIDE)
def test_just_outside_is_refused_in_one_line(case: str) -> None:
    with pytest.raises(jd.InputError) as refused:
        OUTSIDE[case]()
    text = str(refused.value)
    assert "\n" not in text
    assert len(text) < 250
    assert "inf" not in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("max_total_time", {"limit": 5e-324}),
        ("max_job_skill", {"limit": 1e301}),
        ("linear_budget", {"limit": -1e-310, "coefficients": {"1": {"manual": 1}}}),
        ("linear_budget", {"limit": 1, "coefficients": {"1": {"manual": -5e-324}}}),
    ],
)
def test_limits_and_coefficients_are_numbers_too(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(jd.InputError, match="must be 0 or between 1e-300 and 1e"):
        jd.Problem(changed().workflow, constraints=[jd.KINDS[kind](**fields)])


def test_the_bound_of_the_approximation_is_that_of_what_is_used() -> None:
    for epsilon in (0.01, 0.5):
        found = jd.solve(FAR["impossible by hand"], "fptas", epsilon=epsilon)
        assert 18 / (1 + epsilon) <= found.bound * (1 + 1e-12)
        assert found.bound <= 18 <= found.cost <= 18 * (1 + epsilon)


def test_rules_beside_what_nobody_would_do() -> None:
    for kind, fields in (
        ("max_jobs", {"limit": 1}),
        ("max_total_time", {"limit": 9.0}),
        ("require_handoff", {"after": "1"}),
        ("max_job_time", {"limit": 6.0}),
    ):
        for case in ("impossible by hand", "next to nothing", "much of one, little of the other"):
            given = replace(FAR[case], constraints=[jd.KINDS[kind](**fields)])
            assert check(given, faces=("methods", "programs", "limits")) == [], (kind, case)


CLERK = jd.WorkerType(name="clerk", max_skill=3, wage=1)


def hired(**last: float) -> dict[str, Any]:
    """Three steps of which the second needs AI of more skill than anybody has."""
    columns: dict[str, Any] = {
        "manual_skill": [3, 0, 1], "manual_time": [2, np.inf, 9], "ai_skill": [1, 5, 1],
        "ai_time": [1, 1, 1], "ai_success": 0.9, "handoff_time": [1, 1, 0],
    }  # fmt: skip
    return columns | last


@pytest.mark.parametrize("parameter", ["ai_time", "ai_time:2", "ai_skill:1", "handoff_time"])
@pytest.mark.parametrize("manual_time", [[2, np.inf, 9], [np.inf] * 3, [0, np.inf, 0]])
@pytest.mark.parametrize("engine", ["arrays", "compiled"])
def test_chains_nobody_can_be_hired_for_are_not_confused_with_free_ones(
    parameter: str, manual_time: list[float], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobdesign.analysis.reorganisation import contenders

    if engine == "compiled":
        monkeypatch.setattr(contenders, "_FEW_STEPS", 0)
    problem = jd.Problem(
        jd.Workflow.from_arrays(**hired(manual_time=manual_time)), jd.Wages(worker_types=(CLERK,))
    )
    found = jd.thresholds(problem, parameter)
    from jobdesign.analysis.reorganisation.parameters import find_parameter

    varied = find_parameter(problem, parameter)
    for value in (varied.value, *(piece.low for piece in found), *(p.high for p in found)):
        if value == 0.0 and parameter != "handoff_time":
            continue
        expected = float(Exact(varied.problem_at(value)).least)
        assert found.cost(value) == pytest.approx(expected, rel=1e-12)
    assert found.complete


@pytest.mark.parametrize("low", [0.0, 1e-12, 0.5])
def test_a_curve_reaches_its_low_end(low: float) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1] * 3, manual_time=[1] * 3, ai_skill=1, ai_time=0.2, ai_success=0.5
    )
    uses = {
        "1": {"manual": 0.1, "augmented": 9}, "2": {"manual": 0.7, "augmented": 9},
        "3": {"augmented": -0.8, "manual": 9},
    }  # fmt: skip
    rules = [
        jd.KINDS["linear_budget"](limit=1, coefficients=uses),
        jd.KINDS["max_chain_length"](limit=1),
    ]
    problem = jd.Problem(workflow, constraints=rules)
    curve = jd.limit_curve(problem, "linear_budget", low, 1)
    at_low = replace(problem, constraints=[replace(rules[0], limit=low), rules[1]])
    assert curve.cost_at(low) == jd.solve(at_low).cost
    assert curve.complete
    assert curve.steps[0].low == low


@pytest.mark.parametrize(
    "idle",
    [
        jd.WorkerType(name="temp", max_skill=1, wage=1, available=0),
        jd.WorkerType(name="chief", max_skill=99, wage=0.5, available=0),
        jd.WorkerType(name="boss", max_skill=99, wage=9, available=1),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_type_that_is_not_there_does_not_spoil_exposure(idle: jd.WorkerType, first: bool) -> None:
    columns: dict[str, Any] = {
        "manual_skill": [3, 3, 2], "manual_time": [8, 1, 2], "ai_skill": [3, 0, 7],
        "ai_time": [1, 0, 1], "ai_success": [0.9, 0, 0.8], "handoff_time": [1, 0, 0],
    }  # fmt: skip
    clerk = jd.WorkerType(name="clerk", max_skill=9, wage=2)
    kinds = (idle, clerk) if first else (clerk, idle)
    found = jd.measure_exposure(
        jd.Problem(jd.Workflow.from_arrays(**columns), jd.Wages(worker_types=kinds))
    )
    np.testing.assert_allclose(found.alone.by_hand, [16, 2, 4])
    np.testing.assert_allclose(found.alone.with_ai, [2 / 0.9, np.inf, 2 / 0.8])
    assert found.alone.exposed.tolist() == [True, False, True]
    assert found.task_level.steps == pytest.approx(2 / 3)
    assert found.to_ai == ()


@pytest.mark.parametrize(
    "method", ["brute_force", "recursion", "frontier", "dag", "mip", "mip_compact"]
)
def test_given_jobs_that_cost_more_than_doubles_hold_are_infeasible(method: str) -> None:
    given = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[1e170, 1, 1], manual_time=[1e80, 1, 1], handoff_time=[1e160, 1, 0]
        )
    )
    assert jd.solve(given, method).status == "optimal"
    assert jd.solve(given, method, horizon="short", job_ends=[0, 2]).status == "infeasible"


@pytest.mark.parametrize("price", [1.0, 1e100, 1e200, 1e290])
@pytest.mark.parametrize("base", [1.0, 1e-50, 1e-100])
def test_a_price_nobody_pays_takes_nothing_from_the_others(price: float, base: float) -> None:
    given = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[4.2, 1.9, 3.3], manual_time=[3.8e-27, 1.1e-27, 5.7e-27],
            ai_skill=[0.7, 4.0, 2.0], ai_time=[3.2e-27, 1.2e-28, 1.6e-27],
            ai_success=[0.3, 0.9, 0.9], handoff_time=[5, 5, 0], ai_cost=[3, 1, price],
        ),
        jd.Wages(human=base, ai_management=0.0),
    )  # fmt: skip
    expected = jd.solve(given, "brute_force").cost
    for method in ("frontier", "dag", "mip", "mip_compact"):
        found = jd.solve(given, method)
        assert (found.status, found.cost) == ("optimal", pytest.approx(expected, rel=1e-9))


@pytest.mark.parametrize("handoff", [1.0, 1e6, 1e12])
def test_a_curve_between_its_steps_says_what_a_solve_says(handoff: float) -> None:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[4, 5, 1], manual_time=[1, 0.5, 3.5], handoff_time=[handoff, 0, 0]
    )
    given = jd.Problem(
        workflow,
        constraints=[
            jd.KINDS["max_total_time"](limit=handoff + 5),
            jd.KINDS["max_job_skill"](limit=6.5),
            jd.KINDS["forbid_handoff"](after="2"),
        ],
    )
    curve = jd.limit_curve(given, 1, 0.5 * handoff, 1.5 * handoff + 100)
    for away in (-1e-8, -3e-9, -0.9e-9, -1e-12, 0.0, 1e-12, 1e-8):
        limit = (handoff + 5) * (1 + away)
        limited = replace(
            given, constraints=[jd.KINDS["max_total_time"](limit=limit), *given.constraints[1:]]
        )
        assert curve.cost_at(limit) == jd.solve(limited).cost, away

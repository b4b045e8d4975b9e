"""Every public function called with what it cannot take says so in one line."""

from __future__ import annotations

import inspect
import os
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
import jobdesign.queueing as queueing

PROBLEM = jd.Problem(
    jd.Workflow.from_arrays(
        manual_skill=[3, 1], manual_time=[1, 2], ai_success=[0.5, 0.5], ai_time=1, ai_skill=1
    )
)
WRONG: dict[str, Any] = {
    "None": None,
    "a number": 3,
    "a text": "x",
    "a workflow": PROBLEM.workflow,
    "a list": [],
    "an object": object(),
    "no number": float("nan"),
    "an array": np.array([1.0]),
    "a table": {"a": 1},
    "a step": jd.Step(manual_skill=1, manual_time=1),
    "a list of None": [None],
}
#: Arguments whose right value is known, so that the wrong one of another is reached.
RIGHT = {
    "problem": PROBLEM,
    "workflow": PROBLEM.workflow,
    "design": jd.Design(["manual", "manual"]),
}
#: What runs long with the arguments that do fit, or reads any number or text as it is meant.
LEFT_OUT = {"replicate", "write_report", "Mode", "write_template", "measure"}


def public_functions() -> dict[str, Any]:
    found = {name: getattr(jd, name) for name in jd.__all__}
    return {
        name: function
        for name, function in found.items()
        if inspect.isfunction(function) and name not in LEFT_OUT
    }


def refusals(function: Any, calls: list[dict[str, Any]], tmp: Any) -> list[str]:
    """Return what is said in more than one line, or otherwise than by `InputError`."""
    os.chdir(tmp)
    odd = []
    for arguments in calls:
        try:
            function(**arguments)
        except jd.InputError as error:
            if "\n" in str(error) or len(str(error)) > 500:
                odd.append(f"{arguments}: long: {error}")
        except Exception as error:
            odd.append(f"{str(arguments)[:60]}: {type(error).__name__}: {str(error)[:80]}")
    return odd


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", public_functions())
def test_what_is_needed(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function = public_functions()[name]
    needed = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]
    calls = [dict.fromkeys(needed, wrong) for wrong in WRONG.values()]
    for key in needed:  # one wrong, the others right
        right = {other: RIGHT.get(other, "x") for other in needed}
        calls += [right | {key: wrong} for wrong in WRONG.values()]
    calls = [call for call in calls if any(value is not RIGHT.get(k) for k, value in call.items())]
    assert refusals(function, calls, tmp_path) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name",
    [
        "solve",
        "compare",
        "best_designs",
        "build_dag",
        "compare_horizons",
        "decision_prices",
        "measure_exposure",
        "measure_fragmentation",
        "write_problem",
        "write_steps",
        "thresholds",
    ],
)
def test_what_may_be_left_out(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function = public_functions()[name]
    needed: dict[str, Any] = {}
    optional = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is not parameter.empty:
            optional.append(parameter.name)
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            needed[parameter.name] = RIGHT.get(parameter.name, tmp_path / "given.toml")
    calls = [
        needed | {key: wrong} for key in optional for what, wrong in WRONG.items() if what != "None"
    ]
    assert refusals(function, calls, tmp_path) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda wrong: jd.Design(wrong),
        lambda wrong: jd.Design(["manual"], wrong),
        lambda wrong: jd.Design.from_tasks(wrong),
        lambda wrong: jd.Workflow(wrong),
        lambda wrong: jd.Problem([wrong]),
        lambda wrong: jd.Problem(PROBLEM.workflow, constraints=[wrong]),
        lambda wrong: jd.Workflow.from_arrays(manual_skill=[wrong], manual_time=[1, 2]),
        lambda wrong: PROBLEM.workflow.index(wrong),
    ],
)
@pytest.mark.parametrize("what", [key for key in WRONG if key not in ("a list", "an array")])
def test_things_made_of_something_else(call: Any, what: str) -> None:
    wrong = WRONG[what]
    with pytest.raises(jd.InputError) as refused:
        call(wrong)
    assert "\n" not in str(refused.value)


def test_a_wrong_call_of_queueing_is_one_line() -> None:
    names = ["adoption_report", "best_share", "calibrate", "critical_arrival_rate", "design_load"]
    names += ["estimate_arrivals", "job_times", "route_waits", "simulate_problem"]
    for name in names:
        function = getattr(queueing, name)
        needed = [
            parameter.name
            for parameter in inspect.signature(function).parameters.values()
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        ]
        for wrong in WRONG.values():
            with pytest.raises(jd.InputError):
                function(**dict.fromkeys(needed, wrong))

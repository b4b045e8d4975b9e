from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import jobdesign as jd

PERSON = {"manual_skill": 1.0, "manual_time": 2.0}
AI = {"ai_skill": 1.0, "ai_time": 0.5}


def test_columns_and_defaults() -> None:
    workflow = jd.Workflow([jd.Step(**PERSON, handoff_time=3), jd.Step(**AI, ai_success=0.5)])
    assert workflow.names == ("1", "2")
    assert workflow.manual_time.tolist() == [2.0, np.inf]
    assert workflow.ai_success.tolist() == [0.0, 0.5]
    assert workflow.handoff_time.tolist() == [3.0, 0.0]
    assert workflow[1] == jd.Step(name="2", **AI, ai_success=0.5)
    assert workflow[-1] == workflow[1]
    assert len(workflow.steps) == len(workflow) == 2


def test_difficulty_becomes_success() -> None:
    steps = [jd.Step(**PERSON), jd.Step(**AI, ai_difficulty=2), jd.Step(**AI, ai_difficulty=0)]
    workflow = jd.Workflow(steps, alpha=0.5)
    assert workflow.ai_success.tolist() == [0.0, 0.25, 1.0]
    assert workflow.with_alpha(1.0).ai_success.tolist() == [0.0, 1.0, 1.0]
    assert jd.Workflow(workflow.steps, alpha=0.5) == workflow


def test_without_ai_keeps_people() -> None:
    workflow = jd.Workflow([jd.Step(**PERSON, **AI, ai_difficulty=1)], alpha=0.5).without_ai()
    assert workflow.alpha is None
    assert workflow.ai_success.tolist() == [0.0]
    assert workflow.manual_time.tolist() == [2.0]
    with pytest.raises(jd.InputError, match="neither a person nor AI"):
        jd.Workflow([jd.Step(**AI, ai_success=0.5)]).without_ai()


def test_read_only() -> None:
    workflow = jd.Workflow([jd.Step(**PERSON)])
    with pytest.raises(AttributeError, match="read-only"):
        workflow.alpha = 0.5
    with pytest.raises(ValueError, match="read-only"):
        workflow.manual_time[0] = 1.0


def test_arrays_are_copied() -> None:
    skill = np.ones(2)
    workflow = jd.Workflow.from_arrays(manual_skill=skill, manual_time=[1, 1])
    skill[0] = 9
    assert workflow.manual_skill.tolist() == [1.0, 1.0]


def test_last_handoff_is_zero_with_a_warning() -> None:
    with pytest.warns(jd.InputWarning, match=r'step "1": handoff_time = 4'):
        workflow = jd.Workflow([jd.Step(**PERSON, handoff_time=4)])
    assert workflow.handoff_time.tolist() == [0.0]


def test_equality() -> None:
    first = jd.Workflow([jd.Step(**PERSON), jd.Step(**PERSON)])
    assert first == jd.Workflow.from_arrays(manual_skill=[1, 1], manual_time=2)
    assert first != jd.Workflow.from_arrays(manual_skill=[1, 1], manual_time=3)
    assert first != jd.Workflow.from_arrays(manual_skill=[1, 1], manual_time=2, names=["a", "b"])
    assert first != "a workflow"


@pytest.mark.parametrize(
    ("steps", "alpha", "message"),
    [
        ([], None, "steps = []: must hold at least one step"),
        (
            [jd.Step(**PERSON | {"manual_time": -1})],
            None,
            "manual_time = -1: must be a finite number",
        ),
        ([jd.Step(**PERSON | {"manual_time": float("nan")})], None, "must be a finite number"),
        ([jd.Step(**PERSON | {"manual_time": float("inf")})], None, "must be a finite number"),
        (
            [jd.Step(**PERSON | {"manual_time": 10**400})],
            None,
            "≥ 0; give a finite number",
        ),
        ([jd.Step(**PERSON | {"manual_time": "2"})], None, "'2': must be a number"),
        ([jd.Step(**PERSON | {"manual_time": True})], None, "True: must be a number"),
        ([jd.Step(manual_skill=1.0)], None, 'step "1": missing key manual_time'),
        ([jd.Step(**PERSON, ai_skill=1.0, ai_success=0.5)], None, "missing key ai_time"),
        ([jd.Step(**PERSON, **AI)], None, "missing key ai_success (or ai_difficulty)"),
        ([jd.Step(**PERSON, **AI, ai_success=1.5)], None, "1.5: must be a chance in [0, 1]"),
        ([jd.Step(**PERSON, **AI, ai_success=-0.5)], None, "-0.5: must be a chance in [0, 1]"),
        ([jd.Step(**PERSON, **AI, ai_success=0.5, ai_difficulty=1)], 0.5, "gives both"),
        (
            [jd.Step(**PERSON, **AI, ai_difficulty=1), jd.Step(**PERSON, **AI, ai_success=0.5)],
            0.5,
            "other steps give ai_difficulty",
        ),
        ([jd.Step(**PERSON, **AI, ai_difficulty=1)], None, "missing key alpha"),
        ([jd.Step(**PERSON, **AI, ai_difficulty=1)], 0.0, "alpha = 0.0: must be in (0, 1]"),
        ([jd.Step(**PERSON, **AI, ai_difficulty=1)], 1.1, "alpha = 1.1: must be in (0, 1]"),
        ([jd.Step(**PERSON, **AI, ai_success=0.5)], 0.5, "is used only with ai_difficulty"),
        (
            [jd.Step(name="a", **PERSON), jd.Step(name="a", **PERSON)],
            None,
            "already that of step 1",
        ),
        ([jd.Step(name="2", **PERSON), jd.Step(**PERSON)], None, "already that of step 1"),
        ([jd.Step(name=" ", **PERSON)], None, "must be text that is not empty"),
        ([jd.Step(name="a\x1b[31m", **PERSON)], None, "must be one line of printable text"),
        ([jd.Step(name="\ud800", **PERSON)], None, "must be one line of printable text"),
        ([{"manual_skill": 1}], None, "step 1 = {'manual_skill': 1}: must be a Step"),
        ([jd.Step()], None, "neither a person nor AI can do it"),
        ([jd.Step(**AI, ai_success=1e-250)], None, "neither a person nor AI can do it"),
        ([jd.Step(manual_skill=1e301, manual_time=1)], None, "between 1e-300 and 1e+300"),
    ],
)
def test_bad_steps(steps: list[jd.Step], alpha: float | None, message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.Workflow(steps, alpha=alpha)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_copies_stay_read_only_and_complete() -> None:
    workflow = jd.Workflow([jd.Step(**PERSON)])
    for again in (pickle.loads(pickle.dumps(workflow)), copy.deepcopy(workflow)):
        assert again == workflow
        with pytest.raises(ValueError, match="read-only"):
            again.manual_time[0] = 1.0
    with pytest.raises(AttributeError, match="read-only"):
        del workflow.alpha


def test_errors_survive_pickling() -> None:
    error = jd.InputError("must be short", place="x", source="f")
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "f: x: must be short"


def test_alpha_without_any_difficulty_is_refused() -> None:
    with pytest.raises(jd.InputError, match="AI can do no step"):
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=1, ai_difficulty=[np.inf], alpha=0.5)


def test_bad_arrays() -> None:
    with pytest.raises(jd.InputError, match="must be numbers"):
        jd.Workflow.from_arrays(manual_skill=["a"], manual_time=1)
    with pytest.raises(jd.InputError, match="no step has this name"):
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=1).index(0)
    with pytest.raises(jd.InputError, match="must have 3 values"):
        jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=[1, 2, 3])
    with pytest.raises(jd.InputError, match="must name all 2 steps"):
        jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=1, names=["a"])
    with pytest.raises(jd.InputError, match="gives both"):
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=1, ai_success=1, ai_difficulty=1)
    with pytest.raises(jd.InputError, match="does not depend on alpha"):
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=1).with_alpha(0.5)
    with pytest.raises(jd.InputError, match=r'no step has this name.*"1"'):
        jd.Workflow.from_arrays(manual_skill=[1], manual_time=1).index("z")


def test_success_zero_needs_no_other_field() -> None:
    workflow = jd.Workflow([jd.Step(**PERSON, ai_success=0)])
    assert workflow[0] == jd.Step(name="1", **PERSON)


def test_a_long_value_is_shortened_in_messages() -> None:
    error = jd.InputError("must be short", place="x", value="y" * 200)
    assert len(str(error)) < 100
    assert str(jd.InputError("must", source="f.toml", fix="do")) == "f.toml: must; do"

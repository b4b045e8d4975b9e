"""Drafts: what is typed becomes a problem, or says what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.app.draft import CELLS, Draft
from jobdesign.app.opening import Opening, first_draft
from jobdesign.app.table import frame_of, rows_of
from jobdesign.app.variation import vary
from lengths import examples
from problems import random_problem


def test_every_model_is_the_problem_that_its_draft_shows(models: Path) -> None:
    files = [*models.glob("paper/*.toml"), *models.glob("constrained/*.toml")]
    assert len(files) > 10
    for file in files:
        problem = jd.read_problem(file)
        draft = Draft.of(problem)
        assert draft.problem() == (problem, ())
        edited = rows_of(frame_of(draft.rows, draft.rate))
        shown = draft.with_rows(edited)
        assert shown.problem()[0] == problem


def test_the_example_is_that_of_the_authors_page(models: Path) -> None:
    theirs = jd.read_problem(models / "paper" / "page-data-scientist.toml")
    assert first_draft().problem()[0] == theirs


def test_an_opening_is_read_anew_with_another_alpha(models: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    jd.write_problem(jd.read_problem(models / "paper" / "example-6.toml"), file)
    assert Opening(str(file), alpha=0.6).read().workflow.alpha == 0.6
    file.write_text("[[steps]]\nmanual_skill = 2\nmanual_time = 3\n")
    assert len(Opening(str(file)).read().workflow) == 1


def test_empty_rows_are_no_steps_and_no_steps_are_no_problem() -> None:
    empty = dict.fromkeys(CELLS) | {"handoff_time": 0.0, "ai_cost": 0.0}
    with pytest.raises(jd.InputError, match="no steps yet"):
        Draft(rows=(empty, empty)).problem()
    filled = empty | {"manual_skill": 1.0, "manual_time": 2.0}
    problem, _ = Draft(rows=(empty, filled, empty)).problem()
    assert problem.workflow.names == ("1",)


def test_a_half_filled_row_says_what_is_missing() -> None:
    rows = ({"name": "ask", "manual_skill": 1.0, "handoff_time": 0.0},)
    with pytest.raises(jd.InputError, match='step "ask": missing key manual_time'):
        Draft(rows=rows).problem()


def test_a_handoff_of_the_last_step_is_noted_not_refused() -> None:
    rows = ({"manual_skill": 1.0, "manual_time": 1.0, "handoff_time": 3.0},)
    _, notes = Draft(rows=rows).problem()
    assert len(notes) == 1
    assert "hands over to nobody" in notes[0]


def renamed(draft: Draft, old: str, new: str) -> Draft:
    rows = [{**row, "name": new} if row["name"] == old else dict(row) for row in draft.rows]
    return draft.with_rows(rows)


def test_constraints_and_job_ends_follow_a_step_that_is_renamed() -> None:
    draft = first_draft()
    budget = {"Find Data": {"manual": 1.0}, "Write Code": {"manual": 2.0}}
    trees = (
        {"kind": "require_mode", "step": "Find Data", "mode": "manual"},
        {"kind": "forbid_handoff", "after": "Find Data"},
        {"kind": "same_job", "steps": ["Find Data", "Write Code"]},
        {"kind": "linear_budget", "limit": 9.0, "coefficients": budget},
        {"kind": "max_jobs", "limit": 2},
    )
    draft = replace(draft, constraints=trees, horizon="short", job_ends=("Find Data",))
    after = renamed(draft, "Find Data", "Collect")
    assert after.job_ends == ("Collect",)
    assert renamed(after, "Collect", "Find Data") == draft
    problem, _ = after.problem()
    assert sum("Collect" in str(c) for c in problem.constraints) == 3
    cost = jd.solve(draft.problem()[0]).cost
    assert jd.solve(problem).cost == cost


def test_a_removed_step_leaves_constraints_that_say_so() -> None:
    draft = first_draft().with_forced("Find Data", "manual")
    fewer = draft.with_rows([row for row in draft.rows if row["name"] != "Find Data"])
    with pytest.raises(jd.InputError, match="require_mode: step = 'Find Data'"):
        fewer.problem()


def test_forcing_replaces_and_freeing_removes() -> None:
    draft = first_draft()
    forced = draft.with_forced("Find Data", "manual").with_forced("Find Data", "augmented")
    assert forced.forced("Find Data") == "augmented"
    assert len(forced.constraints) == 1
    assert forced.with_forced("Find Data", None) == draft


@examples(0.5)
@given(seed=st.integers(0, 10_000))
def test_success_and_difficulty_say_the_same(seed: int) -> None:
    generator = np.random.default_rng(seed)
    m = int(generator.integers(1, 7))
    workflow = jd.Workflow.from_arrays(
        manual_skill=generator.uniform(0, 5, m), manual_time=generator.uniform(0, 5, m),
        ai_skill=generator.uniform(0, 5, m), ai_time=generator.uniform(0, 5, m),
        ai_difficulty=generator.uniform(0, 4, m), alpha=float(generator.uniform(0.2, 0.99)),
        handoff_time=[*generator.uniform(0, 2, m - 1), 0.0],
    )  # fmt: skip
    draft = Draft.of(jd.Problem(workflow))
    success = draft.with_rate("ai_success")
    np.testing.assert_allclose(
        success.problem()[0].workflow.ai_success, workflow.ai_success, rtol=1e-12
    )
    back = success.with_rate("ai_difficulty").problem()[0].workflow
    assert back.alpha == workflow.alpha
    np.testing.assert_allclose(back.ai_success, workflow.ai_success, rtol=1e-9)


def test_success_of_nothing_and_alpha_of_one() -> None:
    rows = (
        {"manual_skill": 1.0, "manual_time": 1.0, "ai_skill": 1.0, "ai_time": 1.0,
         "ai_success": 0.0},
    )  # fmt: skip
    draft = Draft(rows=rows, rate="ai_success")
    assert draft.with_rate("ai_difficulty").problem()[0].workflow.ai_success.tolist() == [0.0]
    with pytest.raises(jd.InputError, match=r"alpha = 1\.0"):
        replace(draft, alpha=1.0).with_rate("ai_difficulty")


@examples(0.5)
@given(seed=st.integers(0, 10_000))
def test_a_variation_is_a_problem_of_the_same_steps(seed: int) -> None:
    problem = random_problem(np.random.default_rng(seed), 4)
    draft = Draft.of(problem)
    varied = vary(draft, seed)
    assert varied == vary(draft, seed)
    assert varied.names == draft.names
    found, _ = varied.problem()
    for field in ("manual_skill", "ai_skill", "handoff_time"):
        before, after = getattr(problem.workflow, field), getattr(found.workflow, field)
        assert ((before == 0) == (after == 0)).all()


def test_variations_differ() -> None:
    assert vary(first_draft(), 1) != vary(first_draft(), 2)

"""Skills from wages, AI from shares: what the user gives is what the steps hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.importing.assumptions import AI_COLUMNS


@pytest.fixture
def claims(models: Path) -> Path:
    return models / "importing" / "claims.csv"


def test_without_ai_and_wages(claims: Path) -> None:
    found = jd.import_log(claims)
    workflow = found.problem.workflow
    assert not workflow.ai_success.any()
    assert workflow.manual_skill.tolist() == [0.2] * 5
    assert "AI can do nothing: give --ai-success, or a table (--ai)" in found.summary.assumed


def test_one_wage_in_equal_shares(claims: Path) -> None:
    assert jd.import_log(claims, wage=30).problem.workflow.manual_skill.tolist() == [6] * 5


def test_a_wage_of_a_role_is_shared_among_its_steps(claims: Path, models: Path) -> None:
    table = jd.read_key_table(models / "importing" / "wages.csv", ["role"], ["wage"])
    workflow = jd.import_log(claims, wages=table).problem.workflow
    assert dict(zip(workflow.names, workflow.manual_skill.tolist(), strict=True)) == {
        "Register": 8, "Check cover": 8, "Assess damage": 18, "Decide": 18, "Pay": 8,
    }  # fmt: skip


def test_a_table_by_activity_holds_skills(claims: Path, write) -> None:
    path = write("w.csv", "activity,wage\nRegister,3\nPay,\nLunch,4\n")
    table = jd.read_key_table(path, ["activity", "role"], ["wage"])
    found = jd.import_log(claims, wages=table, wage=50)
    assert found.problem.workflow.manual_skill.tolist() == [3, 10, 10, 10, 10]
    assert "rows of the wage table that no step asks for: Lunch" in found.summary.noticed
    with pytest.raises(jd.InputError, match="'Check cover': has no wage"):
        jd.import_log(claims, wages=table)


def test_shares_and_what_differs(claims: Path, models: Path) -> None:
    path = models / "importing" / "ai.csv"
    table = jd.read_key_table(path, ["activity"], AI_COLUMNS).rows
    ai = jd.AiAssumptions(success=0.6, time_share=0.5, skill_share=2, table=table)
    given = jd.import_log(claims, wage=50, ai=ai).problem.workflow
    assert given.ai_success.tolist() == [0.95, 0.8, 0, 0.6, 0.9]
    share = [0.1, 0.3, 0, 0.5, 0.25]
    expected = [a * b for a, b in zip(share, given.manual_time.tolist(), strict=True)]
    assert given.ai_time.tolist() == pytest.approx(expected, rel=1e-5)
    assert given.ai_skill.tolist() == [20, 20, 0, 20, 20]


def test_a_table_alone_leaves_the_rest_to_people(claims: Path) -> None:
    ai = jd.AiAssumptions(table={"Pay": {"ai_success": 0.5}})
    found = jd.import_log(claims, ai=ai)
    assert found.problem.workflow.ai_success.tolist() == [0, 0, 0, 0, 0.5]
    assert any("AI cannot do steps that are not in the table" in x for x in found.summary.assumed)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"success": 1.5}, "ai_success = 1.5: must be a chance in [0, 1]"),
        ({"success": 0.5, "time_share": -1}, "ai_time_share = -1"),
        ({"success": 0.5, "skill_share": float("nan")}, "ai_skill_share = nan"),
        ({"table": {"Pay": {"ai_success": 2}}}, "Pay: ai_success = 2"),
        ({"table": {"Pay": {"ai_time_share": 2}}}, "Pay: no success is given; fill the cell"),
    ],
)
def test_ai_that_makes_no_sense(options, message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.AiAssumptions(**options)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "header = '': must begin with a column activity or role"),
        ("name,wage\n", "header = 'name'"),
        ("role,wages\nx,1\n", "header: unknown column, or twice: 'wages'; did you mean wage?"),
        ("role,wage,wage\nx,1,1\n", "header: unknown column, or twice"),
        ("role,wage\nx\n", "line 2 = 1: must have 2 cells"),
        ("role,wage\nx,1\nx,2\n", "line 3 = 'x': stands twice"),
        ("role,wage\nx,much\n", "line 2: wage = 'much': must be a number"),
        ("role,wage\nx,-1\n", "line 2: wage = -1.0: must be a finite number ≥ 0"),
        ('role,wage\n"x,1\n', "line 2: is not CSV: a quote is opened and never closed"),
    ],
)
def test_tables_that_make_no_sense(write, text: str, message: str) -> None:
    path = write("w.csv", text)
    with pytest.raises(jd.InputError) as caught:
        jd.read_key_table(path, ["activity", "role"], ["wage"])
    assert str(caught.value).startswith(f"{path}: {message}")


@pytest.mark.parametrize(
    "text",
    [
        "role;wage\nx;1,5\n",
        "role\twage\nx\t1.5\n",
        "sep=;\nrole;wage\r\nx;1,5\r\n",
        "\nrole,wage\nx,1.5",
    ],
)
def test_tables_of_any_country(write, text: str) -> None:
    assert jd.read_key_table(write("w.csv", text), ["role"], ["wage"]).rows == {"x": {"wage": 1.5}}


def test_lines_of_a_table_are_counted_from_its_beginning(write) -> None:
    path = write("w.csv", "sep=;\n\nrole;wage\nx;1,5\ny;much\n")
    with pytest.raises(jd.InputError, match="line 5: wage = 'much': must be a number"):
        jd.read_key_table(path, ["role"], ["wage"])

"""``jobdesign macro``: from a file to an economy, as table and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign import cli

ECONOMY = ["--rho", "-1", "--human-share", "0.4", "--support", "restricted", "--price", "16"]


def run(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int = 0) -> tuple[str, str]:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["macro", *arguments])
    captured = capsys.readouterr()
    assert exit_.value.code == code, captured
    return captured.out, captured.err


@pytest.fixture
def example(models: Path) -> str:
    return str(models / "paper" / "example-6.toml")


def report(example: str, **changes) -> jd.Macro:
    problem = jd.read_problem(example).with_alpha(0.5)
    given = {
        "rho": -1.0, "human_share": 0.4, "support": "restricted", "price": 16.0, "units": 0.1,
    } | changes  # fmt: skip
    return jd.macro(problem, jd.solve(problem).design, **given)


def test_example_6_by_hand(example: str) -> None:
    """[1][2] at α = 0.5: τ_M = 2, τ_H = 5 + 5 for handing over; lots of a tenth."""
    found = report(example)
    assert found.inputs.technology == jd.Technology(management_requirement=2, human_requirement=10)
    assert found.inputs.quality == 0.5
    assert found.density.ces.management_share == pytest.approx(0.6 * 0.2)
    # u = 2 / (16 − 10); ρ = −1: X = (1 − √u) (1 − θ_H/τ_H)/(1 − θ_M − θ_H)
    assert found.aggregates.threshold == pytest.approx(1 / 3)
    assert found.aggregates.output == pytest.approx((1 - 3**-0.5) * 0.6 / 0.48)
    # Beta(1, 3): the mean quality is 1/3, and ᾱ = α since the AI step has difficulty 1
    assert found.density.mean_quality == pytest.approx(1 / 3)
    assert found.expected_alpha == pytest.approx(1 / 3)


def test_a_lot_is_only_a_unit(example: str) -> None:
    """Twice the lot, shares that mean the same labour: same firms, twice the labour a lot."""
    one = report(example, support="truncated", management_share=0.1, human_share=0.3)
    two = report(example, support="truncated", management_share=0.2, human_share=0.6, units=0.2)
    assert two.aggregates.threshold == pytest.approx(one.aggregates.threshold)
    assert two.density.top == pytest.approx(one.density.top)
    assert two.density.human_term == pytest.approx(one.density.human_term)

    def labour(found: jd.Macro) -> float:
        return found.aggregates.management_labour / found.aggregates.output

    assert labour(two) == pytest.approx(2 * labour(one))
    assert two.price == pytest.approx(2 * one.price)


def test_notes_say_what_is_not_kept(example: str) -> None:
    assert report(example).notes == ()
    wide = report(example, support="truncated", management_share=0.05, price=2000)
    assert len(wide.notes) == 2
    assert "no success rate exceeds 1" in wide.notes[0]
    assert "units of capital" in wide.notes[1]
    assert wide.expected_alpha is not None
    assert all(note in str(wide) for note in wide.notes)


def test_macro_refuses_with_the_reason(example: str, models: Path) -> None:
    with pytest.raises(jd.InputError, match=r"price = 11\.0.*best of them need more than 12"):
        report(example, price=11.0)
    with pytest.raises(jd.InputError, match="no quality is enough"):
        report(example, price=10.0)
    with pytest.raises(jd.InputError, match="management_share"):
        report(example, support="truncated")
    with pytest.raises(jd.InputError, match='"restricted" or "truncated"'):
        report(example, support="", management_share=0.2)
    by_hand = jd.read_problem(models / "paper" / "table-2a.toml")
    with pytest.raises(jd.InputError, match="no task is done with AI"):
        jd.macro(
            by_hand, jd.solve(by_hand).design, rho=-1, human_share=0.4, support="restricted",
            price=1,
        )  # fmt: skip


def test_expected_alpha_is_none_where_there_is_none(models: Path) -> None:
    problem = jd.read_problem(models / "real" / "technical-writers.toml")
    found = jd.macro(
        problem, jd.solve(problem).design, rho=-1, human_share=0.4, support="restricted",
        price=180, units=0.01,
    )  # fmt: skip
    assert found.expected_alpha is None
    assert found.to_dict()["expected_alpha"] is None


def test_command_without_an_economy(capsys, models: Path) -> None:
    path = str(models / "paper" / "table-2a.toml")
    text, _ = run(capsys, [path])
    assert "undefined, since no task is done with AI" in text
    tree = json.loads(run(capsys, [path, "--format", "json"])[0])
    assert tree["quality"] is None
    assert tree["labour_cost"] == tree["cost"] == 9


def test_command_with_an_economy(capsys, example: str, tmp_path: Path) -> None:
    arguments = [example, "--alpha", "0.5", *ECONOMY, "--units", "0.1", "--firms", "2000"]
    text, _ = run(capsys, arguments)
    assert "qualities in (0, 1]" in text
    assert "2,000 firms" in text
    tree = json.loads(run(capsys, [*arguments, "--format", "json"])[0])
    found = report(example, firms=2000)
    assert tree == json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert tree["aggregates"]["ces_gap"] == pytest.approx(0, abs=1e-8)
    target = tmp_path / "macro.json"
    run(capsys, [*arguments, "--format", "json", "--output", str(target)])
    assert json.loads(target.read_text()) == tree


def test_command_takes_a_design(capsys, example: str, tmp_path: Path) -> None:
    design = tmp_path / "design.json"
    problem = jd.read_problem(example)
    design.write_text(json.dumps(jd.solve(problem.with_alpha(0.5)).to_dict()))
    tree = json.loads(run(capsys, [example, "--design", str(design), "--format", "json"])[0])
    assert tree["design"] == "[1][2]"
    assert tree["quality"] == 0.77
    # by hand: 5 (1 + 1) and 2 / 0.77
    assert tree["cost"] == pytest.approx(10 + 2 / 0.77)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rho", "-1"], "an economy needs --human-share, --support, --price as well"),
        (["--firms", "10"], "an economy needs --rho"),
        ([*ECONOMY, "--firms", "1"], "human_share"),
        ([*ECONOMY, "--units", "0"], "units = 0"),
        (["--support", "any"], "'any' is not one of"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(
    capsys, example: str, arguments: list[str], said: str
) -> None:
    out, err = run(capsys, [example, *arguments], code=2)
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_an_infeasible_problem_is_an_answer(capsys, example: str, tmp_path: Path) -> None:
    path = tmp_path / "clash.toml"
    path.write_text(
        Path(example).read_text()
        + '\n[[constraints]]\nkind = "require_mode"\nstep = "2"\nmode = "automated"\n'
    )
    out, _ = run(capsys, [str(path)], code=3)
    assert "infeasible" in out

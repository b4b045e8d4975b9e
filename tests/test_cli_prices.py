"""``jobdesign prices``, run in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign import cli


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command line; returns its exit code, stdout and stderr."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["prices", *arguments])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


@pytest.fixture
def example(models: Path) -> str:
    return str(models / "paper" / "example-6.toml")


def test_json_has_the_prices_and_the_best_designs(capsys, example: str) -> None:
    code, out, err = run(capsys, example, "--format", "json", "--best", "3")
    tree = json.loads(out)
    problem = jd.read_problem(example)
    assert (code, err) == (0, "")
    assert tree["cost"] == jd.solve(problem).cost
    by_hand = jd.KINDS["require_mode"](step=problem.workflow.names[0], mode="manual")
    forced = jd.solve(jd.Problem(problem.workflow, constraints=[by_hand]))
    assert tree["steps"][0]["manual"] == pytest.approx(forced.cost - tree["cost"], rel=1e-12)
    assert tree["steps"][1]["automated"] is None
    costs = [design["cost"] for design in tree["best_designs"]]
    assert costs == sorted(costs)
    assert tree["best_designs"][0]["design"] == tree["design"]


def test_table_of_the_short_run(capsys, example: str) -> None:
    code, out, _ = run(capsys, example, "--horizon", "short")
    assert code == 0
    assert "What deciding otherwise costs" in out
    assert "Best designs" not in out


def test_time_limit_without_an_answer(capsys, example: str) -> None:
    code, out, _ = run(capsys, example, "--time-limit", "0", "--best", "2")
    assert code == 4
    assert "the time was up" in out


def test_wrong_number_of_designs(capsys, example: str) -> None:
    code, _, err = run(capsys, example, "--best", "0")
    assert code == 2
    assert err.startswith("error: ")

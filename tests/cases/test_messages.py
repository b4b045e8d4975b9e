"""What is said of input quotes at most a line of it, however long the input is."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.app.draft import Draft
from jobdesign.app.variation import vary
from jobdesign.cli import main
from jobdesign.errors import InputError, InputWarning, shortened

LONG = "a very long cell " * 5000
#: What a message may have at most, whatever it quotes: a place, a value, a rule and a fix.
MOST = 1400


@pytest.mark.parametrize("part", ["place", "value", "fix", "source"])
def test_every_part_of_a_message_is_short(part: str) -> None:
    line = str(InputError("must be short", **{part: LONG}))
    assert len(line) < MOST
    assert "must be short" in line
    assert "\n" not in line


def test_a_long_rule_keeps_its_beginning_and_its_end() -> None:
    line = str(InputError(f"knows no column of {LONG}; the end"))
    assert line.startswith("knows no column of a very")
    assert line.endswith("; the end")
    assert len(line) < MOST


def test_warnings_are_short() -> None:
    with pytest.warns(InputWarning) as caught:
        warnings.warn(InputWarning(LONG), stacklevel=1)
    assert len(str(caught[0].message)) <= 1000


@pytest.mark.parametrize("most", [10, 11, 40])
def test_what_fits_stays_as_it_is(most: int) -> None:
    assert shortened("x" * most, most) == "x" * most
    assert len(shortened("x" * (most + 1), most)) <= most


STEP = {"manual_skill": 1.0, "manual_time": 1.0}
WRONG: dict[str, object] = {
    "a long name twice": {"steps": [{**STEP, "name": LONG.strip()}] * 2},
    "an unknown key": {"steps": [STEP], LONG: 1},
    "an unknown key of a step": {"steps": [{**STEP, LONG: 1}]},
    "text for a number": {"steps": [{**STEP, "manual_skill": LONG}]},
    "an unknown kind": {"steps": [STEP], "constraints": [{"kind": LONG, "limit": 1}]},
    "an unknown step": {
        "steps": [STEP],
        "constraints": [{"kind": "require_handoff", "after": LONG.strip()}],
    },
    "many unknown steps": {
        "steps": [STEP],
        "constraints": [{"kind": "same_job", "steps": [f"step {n}" for n in range(5000)]}],
    },
    "many unknown keys": {"steps": [STEP], **{f"key {n}": n for n in range(5000)}},
    "a list for a step": {"steps": [list(range(10000))]},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_problem_file_is_refused_in_a_line(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(WRONG[case]))
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(file)])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.count("\n") == 1
    assert len(said) < MOST


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", LONG],
        ["solve", "x.toml", "--method", LONG],
        [LONG],
        ["solve", f"--{LONG.replace(' ', '-')}"],
        ["solve", "?" + "cM=1,2&" * 3000],
        ["solve", "?cM=" + LONG],
        ["solve", LONG + ".toml"],
        ["solve", "no\0such.toml"],
        ["solve", "models/paper/example-6.toml", "-o", "x" * 300 + ".json"],
        ["convert", "models/paper/example-6.toml", "x" * 300 + ".json"],
        ["new", "x" * 300 + ".csv"],
        ["import", "sheet", LONG + ".xlsx"],
        ["import", "occupation", "27-3042", "--data", LONG],
        ["check", "models/paper/example-6.toml", LONG],
        pytest.param(
            ["plot", "models/paper/example-6.toml", "-o", "x" * 300 + ".svg"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ["report", "models/paper/example-6.toml", "-o", "x" * 300 + ".html"],
            marks=pytest.mark.slow,
        ),
        ["queue", "wait", LONG + ".toml"],
        ["queue", "calibrate", LONG + ".csv"],
        ["queue", "wait", "--arrival-rate", LONG],
        ["import", "log", LONG + ".csv"],
    ],
)
def test_a_call_is_refused_in_a_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.count("\n") == 1
    assert len(said) < MOST


def test_names_that_are_long_and_right_are_refused_or_written_whole() -> None:
    name = "n" * 5000
    problem = jd.problem_from_dict({"steps": [{**STEP, "name": name}]})
    assert jd.solve(problem).design is not None
    assert jd.problem_to_dict(problem)["steps"][0]["name"] == name


@pytest.mark.parametrize("success", [-0.5, -1e-300, 0.0, 0.3, 1.0, 2.0, None])
def test_a_variation_of_a_cell_that_is_still_wrong_leaves_it_to_be_mended(
    success: float | None,
) -> None:
    row = {"manual_skill": -2.0, "manual_time": 1.0, "ai_success": success}
    for seed in range(20):
        varied = vary(Draft(rows=(row,), rate="ai_success"), seed).rows[0]["ai_success"]
        assert (varied is None) == (success is None)
        if success is not None and success <= 0:
            assert varied == success

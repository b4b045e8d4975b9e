from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import jobdesign as jd
from problems import problems, random_problem

STEP = {"manual_skill": 1.0, "manual_time": 2.0, "handoff_time": 0.0}
RICH: dict[str, Any] = {
    "name": 'A "quoted" name | with \\ and ü',
    "alpha": 0.7,
    "wages": {"human": 2.0, "schedule": [[0.0, 0.0], [5.0, 4.0]]},
    "steps": [
        {"name": "person", **STEP, "handoff_time": 1.5},
        {"name": "AI", "ai_skill": 1.0, "ai_time": 0.1, "ai_difficulty": 3.0, "handoff_time": 0.0,
         "ai_cost": 0.25},
    ],
    "constraints": [
        {"kind": "max_jobs", "limit": 2},
        {"kind": "separate_jobs", "steps": ["person", "AI"]},
        {"kind": "linear_budget", "limit": 1.0, "coefficients": {"AI": {"augmented": 2.0}}},
    ],
}  # fmt: skip


def assert_round_trip(problem: jd.Problem, folder: Path) -> None:
    for suffix in ("toml", "json"):
        first, second = folder / f"a.{suffix}", folder / f"b.{suffix}"
        jd.write_problem(problem, first)
        again = jd.read_problem(first)
        assert again == problem
        jd.write_problem(again, second)
        assert first.read_bytes() == second.read_bytes()


def test_round_trip_of_everything_a_file_can_hold(tmp_path: Path) -> None:
    problem = jd.problem_from_dict(RICH)
    assert jd.problem_to_dict(problem) == RICH
    assert_round_trip(problem, tmp_path)
    workers = {"worker_types": [{"name": "junior", "max_skill": 3.0, "wage": 2.0, "available": 1}]}
    assert_round_trip(jd.problem_from_dict(RICH | {"wages": workers}), tmp_path)


@given(problem=problems())
def test_round_trip_by_hypothesis(
    tmp_path_factory: pytest.TempPathFactory, problem: jd.Problem
) -> None:
    assert_round_trip(problem, tmp_path_factory.mktemp("round"))


def test_round_trip_by_seed(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        assert_round_trip(random_problem(rng, 4), tmp_path)


def test_every_model_round_trips(models: Path, tmp_path: Path) -> None:
    files = sorted(file for file in models.rglob("*.toml") if file.parent.name != "queue")
    assert len(files) >= 9
    for file in files:
        assert_round_trip(jd.read_problem(file), tmp_path)


def test_header_becomes_comments(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    jd.write_problem(jd.problem_from_dict({"steps": [STEP]}), path, header="one\n\ntwo")
    assert path.read_text().startswith("# one\n#\n# two\n\n[[steps]]")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"step": []}, "the file: unknown key step; did you mean steps?"),
    ({"steps": [STEP], "zzz": 1}, "unknown key zzz; the keys are name, alpha"),
    ({}, "missing key steps"),
    ({"steps": []}, "steps = []: must hold at least one step"),
    ({"steps": 3}, "steps = 3: must be a list"),
    ({"steps": [3]}, "step 1 = 3: must be a table"),
    ({"steps": [STEP | {"manual_tine": 1}]}, "unknown key manual_tine; did you mean manual_time?"),
    ({"steps": [{"manual_skill": 1}, STEP]}, "step 1: missing key handoff_time"),
    ({"steps": [STEP | {"name": 3}]}, "name of step 1 = 3: must be text; quote it"),
    ({"steps": [STEP | {"manual_time": None}]}, "step 1: manual_time: must not be null"),
    ({"steps": [STEP], "name": 3}, "name = 3: must be one line of text"),
    ({"steps": [STEP], "wages": 3}, "wages = 3: must be a table"),
    ({"steps": [STEP], "wages": {"humans": 1}}, "did you mean human?"),
    ({"steps": [STEP], "wages": {"worker_types": [{"name": "a"}]}}, "missing key max_skill"),
    ({"steps": [STEP], "constraints": [{"kind": "max_job"}]}, "did you mean max_jobs?"),
    ({"steps": [STEP], "constraints": [{"limit": 1}]}, "constraint 1: kind = None: must be one"),
    ({"steps": [STEP], "constraints": [{"kind": "max_jobs"}]}, "missing key limit"),
    ({"steps": [STEP], "constraints": [{"kind": "max_jobs", "limits": 1}]}, "did you mean limit?"),
    ({"steps": [STEP], "constraints": [{"kind": "same_job", "steps": 1}]}, "must be a list"),
]


@pytest.mark.parametrize(("tree", "message"), BAD)
def test_bad_trees_name_the_file(tree: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(tree))
    with pytest.raises(jd.InputError) as caught:
        jd.read_problem(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_a_list_is_no_problem_file(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("[]")
    with pytest.raises(jd.InputError, match="must be a table"):
        jd.read_problem(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.toml", b"name = ", "is not TOML: "),
        ("p.toml", b"a = 1\na = 2", "is not TOML: "),
        ("p.json", b"{", "is not JSON: "),
        ("p.json", b'{"steps": [{"manual_skill": NaN}]}', "'NaN': is no number in JSON"),
        ("p.json", b'{"name": "a", "name": "b"}', "key name stands twice"),
        ("p.json", b"[" * 100_000, "is nested too deeply"),
        ("p.toml", b"\xff\xfe", "is not UTF-8 text (byte 1)"),
        ("p.yaml", b"", "must end in .toml, .json or .csv"),
    ],
)
def test_broken_files(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(jd.InputError) as caught:
        jd.read_problem(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(jd.InputError, match="no such file"):
        jd.read_problem(tmp_path / "none.toml")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(jd.InputError, match="is a folder; name a file in it"):
        jd.read_problem(folder)


def test_notation_is_for_csv(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    jd.write_problem(jd.problem_from_dict({"steps": [STEP]}), path)
    with pytest.raises(jd.InputError, match="for CSV only"):
        jd.read_problem(path, notation="paper")


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = jd.problem_from_dict({"steps": [STEP]})
    path = tmp_path / "p.toml"
    jd.write_problem(problem, path)
    before = path.read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jobdesign.files.text.os.replace", no_room)
    with pytest.raises(jd.InputError, match="cannot be written: No space left"):
        jd.write_problem(jd.Problem(problem.workflow, name="other"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(jd.InputError, match="must end in"):
        jd.write_problem(problem, tmp_path / "p.yaml")
    monkeypatch.undo()
    with pytest.raises(jd.InputError, match="cannot be written"):
        jd.write_problem(problem, tmp_path / "none" / "p.toml")

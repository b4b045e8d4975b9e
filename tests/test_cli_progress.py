"""The line on a terminal that says how far a long command has come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd
from jobdesign import cli
from jobdesign.cli.progress import ProgressLine


@pytest.fixture
def path(tmp_path: Path) -> str:
    generator = np.random.default_rng(3)
    columns = ("manual_skill", "manual_time", "ai_skill", "ai_time", "ai_success", "handoff_time")
    drawn = {name: generator.uniform(0.2, 1.0, 8) for name in columns}
    drawn["handoff_time"][-1] = 0.0
    limit = jd.KINDS["max_jobs"](limit=2)
    jd.write_problem(
        jd.Problem(jd.Workflow.from_arrays(**drawn), constraints=[limit]), tmp_path / "p.toml"
    )
    return str(tmp_path / "p.toml")


@pytest.mark.parametrize(
    ("command", "about"),
    [
        (["solve"], ""),
        (["compare", "--methods", "mip,mip_compact"], "mip: "),
        (["limits"], ""),
        (["limits", "--limit", "max_jobs", "--from", "1", "--to", "2"], ""),
    ],
)
def test_it_is_shown_on_a_terminal_and_taken_back(
    command: list[str],
    about: str,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ProgressLine, "_PAUSE", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with pytest.raises(SystemExit) as ended:
        cli.main([command[0], path, *command[1:]])
    assert ended.value.code == 0
    lines = capsys.readouterr().err.split("\r")
    assert lines[1].startswith((f"{about}best ", f"{about}no design yet"))
    assert lines[-2].isspace()
    assert lines[-1] == ""


def test_it_is_not_shown_elsewhere(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["compare", path])
    assert capsys.readouterr().err == ""

"""The real occupations: solvable, the same by every method, and rebuilt from the data."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd

FOLDER = Path(__file__).resolve().parents[2] / "models" / "real"
DATA = FOLDER.parents[2] / "shared" / "data" / "exposure"
FILES = sorted(FOLDER.glob("*.toml"))

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def build(folder: Path, *options: str) -> None:
    if not DATA.is_dir():
        pytest.skip(f"no folder {DATA}: the source data are not part of the project")
    script = FOLDER / "build_problem_files.py"
    subprocess.run([sys.executable, script, DATA, "--to", folder, *options], check=True)


def readme_rows() -> dict[str, list[str]]:
    rows = re.findall(
        r"^\| (\S+\.toml) \| (.*) \|$", (FOLDER / "README.md").read_text("utf-8"), re.M
    )
    return {name: cells.split(" | ") for name, cells in rows}


def test_there_are_four() -> None:
    assert len(FILES) == 4
    assert sorted(readme_rows()) == [path.name for path in FILES]


@every_file
def test_methods_agree_on_an_interesting_optimum(path: Path) -> None:
    problem = jd.read_problem(path)
    solution = jd.solve(problem)
    assert solution.status == "optimal"
    assert solution.design is not None
    assert len(set(solution.design.modes.tolist())) >= 2
    assert 1 < len(solution.design.jobs) < len(problem.workflow)
    others = [
        jd.solve(problem, "frontier", engine="python"),
        jd.solve(problem, "frontier", engine="kernel"),
        jd.solve(problem, "dag"),
    ]
    for other in others:
        assert other.status == "optimal"
        assert other.cost == pytest.approx(solution.cost, rel=1e-12)


@every_file
def test_one_worker_who_does_everything_earns_the_median(path: Path) -> None:
    header = path.read_text("utf-8").split("[[steps]]")[0]
    found = re.search(r"H_MEDIAN = ([\d.]+) dollars", header)
    assert found is not None
    given = jd.read_problem(path).workflow
    rounding = len(given) * 0.5e-4
    assert given.manual_skill.sum() == pytest.approx(float(found[1]), abs=rounding)
    assert given.manual_time.sum() == pytest.approx(40, abs=rounding)


@every_file
def test_steps_are_named_traced_and_rounded(path: Path) -> None:
    text = path.read_text("utf-8")
    given = jd.read_problem(path).workflow
    assert max(map(len, given.names)) <= 48
    assert len(set(re.findall(r"Task (\d+) \(", text))) == len(given)
    assert "Used under the CC BY 4.0 license" in " ".join(text.replace("#", " ").split())
    assert not re.search(r"\.\d{5,}", text)


@every_file
def test_table_of_the_readme(path: Path) -> None:
    problem = jd.read_problem(path)
    given = problem.workflow
    today = jd.solve(jd.Problem(given.without_ai()))
    best = jd.solve(problem)
    assert today.design is not None
    assert best.design is not None
    assert readme_rows()[path.name][:-1] == [
        f"{given.manual_skill.sum():.2f}",
        str(len(given)),
        str(np.count_nonzero(given.ai_success)),
        f"{today.cost:.2f}",
        str(len(today.design.jobs)),
        f"{best.cost:.2f}",
        str(len(best.design.jobs)),
    ]


def test_rebuilding_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in FILES]
    for path in FILES:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_harsher_success_costs_what_the_readme_says(tmp_path: Path) -> None:
    build(tmp_path, "--success", "feedback_positive_fraction_ai")
    for path in sorted(tmp_path.iterdir()):
        cost = jd.solve(jd.read_problem(path)).cost
        assert readme_rows()[path.name][-1] == f"{cost:.2f}"

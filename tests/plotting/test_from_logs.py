"""A log becomes a problem, a solution, pictures and a report, by one command each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import layout
import pytest

import jobdesign as jd
from jobdesign import cli
from jobdesign.files.comments import read_comments
from jobdesign.plotting.kinds import KINDS, draw

#: Not part of the project; the variable is for work trees that stand elsewhere.
DATA = Path(
    os.environ.get("JOBDESIGN_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
#: What the logs of companies need to be read: file, and options.
LOGS = {
    "academic": (
        "academic_credentials_ConsultaDataMining201618.csv.gz",
        """--case case:concept:name --activity concept:name --resource org:resource
        --start start_timestamp --end time:timestamp --variant 2""",
    ),
    "production": (
        "production.csv.gz",
        """--case caseid --activity task --resource user --start start_timestamp
        --end end_timestamp --merge-repeats --least-steps 5""",
    ),
    "bpic2012": (
        "bpic2012_work_items.csv.gz",
        """--case case_id --activity activity --resource resource_complete --start start_timestamp
        --end end_timestamp --merge-repeats --least-steps 4 --longest 4""",
    ),
}
#: Logs say nothing of alpha: curves are over the time that hand-offs take.
OVER = {kind: {"parameter": "handoff_time"} for kind in ("curve", "benefit", "ribbon")}


def run(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    assert ended.value.code == 0


def check_every_face(log: Path, options: list[str], folder: Path, kinds: Iterable[str]) -> None:
    problem_file, page = folder / "problem.toml", folder / "report.html"
    run("import", "log", log, *options, "--wage", 30, "--ai-success", 0.7, "--output", problem_file)
    run("solve", problem_file, "--format", "json", "--output", folder / "solution.json")
    run("plot", problem_file, "--kind", "layers", "-o", folder / "layers.svg")
    run("report", problem_file, "-o", page)
    solution = jd.solve(jd.read_problem(problem_file))
    for kind in kinds:
        axes = draw(kind, solution, **OVER.get(kind, {}))
        assert layout.overlaps(axes) == [], kind
        assert layout.outside(axes) == [], kind
    text = page.read_text()
    for name in solution.problem.workflow.names:
        assert name.replace("&", "&amp;") in text
    assert read_comments(problem_file).header.splitlines()[0] in text
    assert json.loads((folder / "solution.json").read_text())["cost"] == solution.cost


def test_the_example_log(root: Path, tmp_path: Path) -> None:
    check_every_face(root / "models" / "importing" / "claims.csv", [], tmp_path, ["prices"])


@pytest.mark.slow
@pytest.mark.parametrize("name", LOGS)
def test_real_logs(tmp_path: Path, name: str) -> None:
    folder = DATA / "eventlogs"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: the data are not part of the project")
    file, options = LOGS[name]
    kinds = [kind.name for kind in KINDS.values() if kind.of == "problem"]
    check_every_face(folder / file, options.split(), tmp_path, kinds)

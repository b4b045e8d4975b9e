"""Ctrl-C: the best design so far, exit code 130, and soon; in processes of their own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow
from jobdesign.methods.any_design import Search

#: Seconds to wait for the end; a slow machine is not to fail, a deaf program is.
PATIENCE = 10.0


def hard_problem(steps: int, budgets: int) -> jd.Problem:
    """Budgets with coefficients of either sign: no bound on them is close."""
    workflow = random_workflow(steps, 1)
    rng = np.random.default_rng(1)
    modes = jd.solve(jd.Problem(workflow)).design.modes
    constraints = []
    for _ in range(budgets):
        values = rng.integers(-50, 50, (steps, 3)).astype(float)
        coefficients = {
            name: dict(zip(("manual", "augmented", "automated"), row, strict=True))
            for name, row in zip(workflow.names, values.tolist(), strict=True)
        }
        limit = float(values[np.arange(steps), modes].sum()) - 60.0
        constraints.append(jd.KINDS["linear_budget"](limit=limit, coefficients=coefficients))
    return jd.Problem(workflow, constraints=constraints)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hard")
    jd.write_problem(jd.Problem(random_workflow(10, 1)), folder / "many.json")
    jd.write_problem(hard_problem(60, 12), folder / "mip.json")
    jd.write_problem(hard_problem(40, 8), folder / "compact.json")
    return folder


#: Runs the command line, and says on stderr when the method has begun.
SIGNALS_ITS_START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells ignore it in the background
from jobdesign.methods import outcome
entered = outcome.Deadline.catching_interrupt
def told(self):
    print("began", file=sys.stderr, flush=True)
    return entered(self)
outcome.Deadline.catching_interrupt = told
from jobdesign.cli import main
main()
"""


@pytest.fixture
def start() -> Iterator:
    """Start the command line; returns once a search has begun."""
    running: list[subprocess.Popen[str]] = []

    def start_it(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SIGNALS_ITS_START, *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stderr.readline() == "began\n"
        return process

    yield start_it
    for process in running:
        process.kill()
        process.communicate()


def interrupt(process: subprocess.Popen[str], after: float = 0.7) -> str:
    """Press Ctrl-C while it runs; returns stdout."""
    time.sleep(after)
    assert process.poll() is None, "it was not hard enough"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in err
    return out


@pytest.mark.parametrize(
    ("file", "method"),
    [
        ("many", "brute_force"),
        ("mip", "mip"),
        pytest.param("compact", "mip_compact", marks=pytest.mark.slow),
    ],
)
def test_solve(start, files: Path, file: str, method: str) -> None:
    path = files / f"{file}.json"
    out = interrupt(start("solve", str(path), "--method", method, "--format", "json"))
    tree = json.loads(out)
    assert tree["interrupted"] is True
    assert tree["status"] in ("feasible", "time_limit")
    if tree["status"] == "time_limit":
        assert (tree["cost"], tree["jobs"]) == (None, [])
        return
    problem = jd.read_problem(path)
    names = problem.workflow.names
    ends = [names.index(job["last"]) for job in tree["jobs"]]
    priced = jd.evaluate(problem, jd.Design([step["mode"] for step in tree["steps"]], ends))
    assert priced.is_feasible
    assert tree["cost"] == priced.cost
    assert 0 <= tree["bound"] <= tree["cost"]


@pytest.mark.slow
def test_compare_stops_at_the_first(start, files: Path) -> None:
    arguments = ("compare", str(files / "mip.json"), "--methods", "mip,mip_compact")
    out = interrupt(start(*arguments, "--format", "json"))
    assert [row["method"] for row in json.loads(out)["methods"]] == ["mip"]


def test_limits(start, files: Path) -> None:
    out = interrupt(start("limits", str(files / "mip.json"), "--format", "json"))
    limits = json.loads(out)["limits"]
    assert len(limits) == 12
    assert not any(limit["curve"]["complete"] for limit in limits)
    arguments = ("limits", str(files / "mip.json"), "--limit", "1", "--from", "-300", "--to", "0")
    out = interrupt(start(*arguments))
    assert "Interrupted before the tightest limit was reached." in out


def test_a_second_ctrl_c_ends_at_once(start, files: Path, tmp_path: Path) -> None:
    process = start("solve", str(files / "mip.json"), "--output", str(tmp_path / "out.json"))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT)
    assert not list(tmp_path.glob("*.part"))


def test_output_is_whole_or_not_there(start, files: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    arguments = ("solve", str(files / "many.json"), "--method", "brute_force")
    process = start(*arguments, "--format", "json", "--output", str(path))
    assert interrupt(process) == ""
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]
    assert json.loads(path.read_text())["interrupted"] is True


def test_while_it_is_loading(files: Path) -> None:
    """Loading what solves mixed-integer programs takes a while, and is cut short."""
    code = (
        "import time, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # not ignored by a shell
        "from jobdesign import cli, methods\n"
        "load = methods.Method.load\n"
        "def slow(self):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(30)\n"
        "methods.Method.load = slow\n"
        f"cli.main(['solve', {str(files / 'mip.json')!r}, '--format', 'json'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=25
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr


def test_the_explanation_of_a_conflict_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known so far is said, and that there may be less to it."""

    from jobdesign import solver

    workflow = jd.Workflow.from_arrays(
        manual_skill=[1, 2, 3], manual_time=1, handoff_time=[1, 1, 0]
    )
    limits = [jd.KINDS["max_jobs"](limit=1), jd.KINDS["min_jobs"](limit=2)]
    solution = jd.solve(jd.Problem(workflow, constraints=limits))
    assert solution.status == "infeasible"
    asked = []

    def interrupted(problem, job_ends, deadline):
        asked.append(deadline.remaining)
        deadline.interrupted = True
        return Search(None)

    monkeypatch.setattr(solver, "any_design", interrupted)
    assert solution.conflict.irreducible is False
    assert asked[0] is None
    assert str(solution.conflict).startswith("Among these are some that clash:")

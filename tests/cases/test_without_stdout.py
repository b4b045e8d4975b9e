"""No stdout, a closed one, a full one, one whose reader has gone: solves work all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.methods.mip.solver_options import LoggedSolver

CODE = """
import os, sys
import jobdesign as jd
workflow = jd.Workflow.from_arrays(
    manual_skill=[3, 1, 2, 4, 1, 2, 3], manual_time=[1, 2, 2, 1, 3, 1, 2],
    handoff_time=[3, 0.5, 1, 0, 2, 1, 0])
problem = jd.Problem(workflow, constraints=[jd.KINDS["max_jobs"](limit=2)])
{how}
cost = jd.solve(problem, {method!r}, solver_options={{"output_flag": {log}}}).cost
os.write(9, repr(cost).encode())
"""


def problem() -> jd.Problem:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[3, 1, 2, 4, 1, 2, 3],
        manual_time=[1, 2, 2, 1, 3, 1, 2],
        handoff_time=[3, 0.5, 1, 0, 2, 1, 0],
    )
    return jd.Problem(workflow, constraints=[jd.KINDS["max_jobs"](limit=2)])


@pytest.mark.parametrize(
    ("how", "method", "log"),
    [
        ("os.close(1)", "mip", True),
        *(
            pytest.param(*way, marks=pytest.mark.slow)
            for way in (
                ("sys.stdout = None", "mip", False),
                ("sys.stdout = sys.stderr = None", "mip_compact", True),
                ("os.close(1); os.close(2)", "mip", True),
                ("sys.stdout.close()", "mip_compact", False),
                ("sys.stderr.close()", "mip", True),
            )
        ),
    ],
)
def test_in_python(how: str, method: str, log: bool, tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = CODE.format(how=how, method=method, log=log)
    opened = f"import os\nos.dup2(os.open({str(told)!r}, os.O_WRONLY | os.O_CREAT), 9)\n"
    done = subprocess.run([sys.executable, "-c", opened + code], capture_output=True, text=True)
    assert not done.stdout
    assert "Error" not in done.stderr, done.stderr
    assert float(told.read_text()) == jd.solve(problem(), "brute_force").cost


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    jd.write_problem(problem(), path)
    return path


def shell(command: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Run a command on the file; what follows the ! is for the shell."""
    words, _, end = command.partition(" ! ")
    call = f"{sys.executable} -m jobdesign {words} {file} {end}"
    return subprocess.run(["bash", "-c", call], capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["solve --method mip", "compare --methods mip,mip_compact"])
def test_a_closed_stdout_on_the_command_line(command: str, file: Path) -> None:
    done = shell(f"{command} ! >&-", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = shell(f"{command} ! >&- 2>&-", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_reader_that_has_gone(file: Path) -> None:
    done = shell(
        "solve --method mip --solver-option output_flag=true --format json ! 2>&1 | head -c 5", file
    )
    assert done.returncode == 0
    assert len(done.stdout) <= 5
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_errors_without_a_stderr(file: Path) -> None:
    assert shell("solve --method nonsense ! 2>&-", file).returncode == 2


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_disk_that_is_full(file: Path) -> None:
    done = shell("solve --method mip --format json ! > /dev/full", file)
    assert done.returncode == 2
    assert done.stderr == "error: stdout: No space left on device\n"


def test_what_others_write_while_solvers_are_made(capfd: pytest.CaptureFixture[str]) -> None:
    """Two threads that each put stdout back left it at nowhere."""
    before = os.fstat(1)

    def make() -> None:
        for _ in range(20):
            LoggedSolver({})

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.path.samestat(before, os.fstat(1))
    os.write(1, b"still there\n")
    assert capfd.readouterr().out == "still there\n"

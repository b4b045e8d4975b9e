"""What the start page says to type works as written, in an environment made as it says."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "start.md").read_text()
CHECK = doctest.OutputChecker()
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
#: What no clone has.
OTHERS = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


def console() -> list[tuple[str, str]]:
    """Return every command of the page, and what it shows of the output."""
    text = "".join(blocks("console"))
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", text, flags=re.MULTILINE)


def bash(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody would who has nothing but Python."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    unset = ("PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment | {"PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_page_is_read_as_it_is_meant() -> None:
    assert blocks("text")[0].splitlines()[-1] == "pip install ."
    assert len(blocks("toml")) == 2
    assert len(console()) >= 4
    assert len(blocks("python")) == 1


@pytest.mark.slow
def test_the_start_page_in_a_fresh_environment(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(ROOT, clone, ignore=OTHERS)
    install, entered = blocks("text")[0], ". .venv/bin/activate\n"
    done = bash(f"set -e\n{install}", clone)
    assert done.returncode == 0, done.stdout + done.stderr
    where = bash(f"{entered}python -c 'import jobdesign; print(jobdesign.__file__)'", clone)
    assert where.stdout.startswith(str(clone / ".venv"))

    for command, expected in console():
        done = bash(entered + command, clone)
        shown = done.stdout + done.stderr
        assert CHECK.check_output(expected.rstrip() + "\n", shown.rstrip() + "\n", FLAGS), (
            f"$ {command}\n{shown}"
        )

    # the file that the page tells to write is the one that it solves, then a rule is added
    problem, rule = blocks("toml")
    (clone / "letters.toml").write_text(problem)
    solve = f"{entered}jobdesign solve letters.toml"
    assert "Total cost 12.4622" in bash(solve, clone).stdout
    (clone / "letters.toml").write_text(f"{problem}\n{rule}")
    assert "Total cost 12.5974" in bash(solve, clone).stdout

    (clone / "session.txt").write_text(blocks("python")[0])
    done = bash(f"{entered}python -m doctest -o ELLIPSIS session.txt", clone)
    assert done.returncode == 0, done.stdout

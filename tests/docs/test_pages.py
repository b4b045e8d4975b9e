"""Every code block of the README and the docs runs, and prints what the page says.

``python`` blocks share one namespace a page, with ``>>>`` prompts checked as
doctests; in ``console`` blocks every line after ``$`` is run and what the page
shows of its output compared (``...`` stands for anything). Other languages show files or formulas.
"""

from __future__ import annotations

import doctest
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from jobdesign import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "models").rglob("*.md"))

#: What a page may show without running it.
SHOWN = {"text", "toml", "csv", "math", "bibtex"}

#: What a command line has that needs a shell.
FOR_A_SHELL = set("|&;<>$`*?~\\")

_CHECK = doctest.OutputChecker()
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run_here(program: Callable[..., object], *arguments: object) -> tuple[int, str]:
    """Run a program in this process, which has loaded what a new one would load again."""
    out, err = StringIO(), StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            program(*arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue() + err.getvalue()


def run_in_a_shell(command: str) -> tuple[int, str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, env=environment,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def run_console(example: Example, folder: Path) -> None:
    """Run each ``$`` line of a console block and compare what it prints."""
    for command, expected in re.findall(
        r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", str(example.parsed), flags=re.MULTILINE
    ):
        if not command.startswith("cd "):
            command = command.replace("$(mktemp -d)", str(folder))
        name, *arguments = shlex.split(command)
        if FOR_A_SHELL & set(command):
            code, got = run_in_a_shell(command)
        elif name == "jobdesign":
            code, got = run_here(cli.main, arguments)
        elif name == "python":
            (script,) = arguments
            code, got = run_here(partial(runpy.run_path, run_name="__main__"), script)
        else:
            code, got = run_in_a_shell(command)
        if not expected.strip():
            assert code == 0, f"$ {command}\n{got}"
            continue
        assert _CHECK.check_output(expected.rstrip() + "\n", got.rstrip() + "\n", _FLAGS), (
            f"$ {command}\n{got}"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_code_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    parsers = [
        PythonCodeBlockParser(doctest_optionflags=_FLAGS),
        CodeBlockParser(language="console", evaluator=partial(run_console, folder=tmp_path)),
    ]
    document: Document = Sybil(parsers=parsers, path=str(ROOT)).parse(page)
    for example in document.examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_code_block_is_left_out(page: Path) -> None:
    languages = re.findall(r"^```\{?(\w*)", page.read_text(), flags=re.MULTILINE)[::2]
    runs = {"python", "console", "sh"} if page.name in ("README.md", "CONTRIBUTING.md") else {
        "python", "console"
    }  # fmt: skip
    assert set(languages) <= runs | SHOWN | {"toctree", "include"}, languages


def test_links_between_pages_exist() -> None:
    for page in PAGES:
        # code has brackets and parentheses that are no links
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", prose):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

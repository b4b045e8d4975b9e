"""Files that a reader hands in, and files that a reader takes away."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jobdesign.errors import InputError
from jobdesign.files.problem_files import read_problem, write_problem
from jobdesign.files.steps_csv import write_steps
from jobdesign.importing.sheets.step_rows import NOTE
from jobdesign.importing.sheets.steps import import_sheet
from jobdesign.problem import Problem

__all__ = ["MOST_MEGABYTES", "as_bytes", "file_name", "read_upload", "with_file"]

#: Largest file that is taken, in megabytes.
MOST_MEGABYTES = 10

#: Endings of what is read as a spreadsheet, or refused as one.
_SHEETS = (".csv", ".tsv", ".tab", ".txt", ".gz", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

_Result = TypeVar("_Result")


def with_file(name: str, data: bytes, use: Callable[[Path], _Result]) -> _Result:
    """Put an upload into a file for as long as something reads it.

    Parameters
    ----------
    name
        As the reader's browser gives it; the file is named after it, without its folders.
    data
        Its bytes.
    use
        Gets the path.

    Raises
    ------
    InputError
        Where the upload is too large, or as `use`, naming the upload.
    """
    if len(data) > MOST_MEGABYTES * 1_000_000:
        raise InputError(
            f"is larger than {MOST_MEGABYTES} MB", source=name, fix="use the command line for it"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, _plain(name))
        path.write_bytes(data)
        try:
            return use(path)
        except InputError as error:
            error.source = name
            raise


def _plain(name: str) -> str:
    """Return a name that is a file's on every system, whatever was given."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^A-Za-z0-9 ._-]+", "_", last)[-80:].lstrip(". ") or "upload"


def read_upload(
    name: str, data: bytes, notation: str = "words", alpha: float | None = None
) -> tuple[Problem, tuple[str, ...]]:
    r"""Read a problem file or a spreadsheet that was handed in, and what its reader warns of.

    Raises
    ------
    InputError
        As `jobdesign.read_problem`, naming the upload.

    Examples
    --------
    >>> text = b"[[steps]]\nmanual_skill = 2\nmanual_time = 3\n"
    >>> read_upload("mine.toml", text)[0].workflow
    Workflow(1 step)
    """
    said: list[str] = []

    def use(path: Path) -> Problem:
        if not name.lower().endswith(_SHEETS):
            return read_problem(path)
        found = import_sheet(path, notation=notation, alpha=alpha)
        summary = found.summary
        said.extend(f"left out: {count} {what}" for what, count in summary.dropped)
        said.extend(summary.assumed)
        said.extend(line for line in summary.noticed if f'"{NOTE}"' not in line)
        return found.problem

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        problem = with_file(name, data, use)
    return problem, (*(str(warning.message) for warning in caught), *said)


def as_bytes(problem: Problem, ending: str) -> bytes:
    """Return a problem as a file: ``toml``, ``json``, or ``csv`` for its steps alone.

    Raises
    ------
    InputError
        Where the format has no place for something.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"problem.{ending}")
        if ending == "csv":
            write_steps(problem.workflow, path)
        else:
            write_problem(problem, path)
        return path.read_bytes()


def file_name(problem: Problem, ending: str) -> str:
    """Return a name for a file of a problem that every system takes.

    Examples
    --------
    >>> import jobdesign as jd
    >>> file_name(jd.read_problem("models/paper/example-6.toml"), "toml")
    'example-6.toml'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", problem.name.lower()).strip("-")
    return f"{plain[:60] or 'problem'}.{ending}"

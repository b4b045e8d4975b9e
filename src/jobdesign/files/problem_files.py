"""Problem files: TOML for people, JSON for programs, CSV for steps, and links."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.json_text import parse_json
from jobdesign.files.links import is_link, read_link
from jobdesign.files.steps_csv import read_steps
from jobdesign.files.text import check_file, comment_lines, read_text, write_text
from jobdesign.files.tree import problem_from_dict, problem_to_dict
from jobdesign.problem import Problem

__all__ = ["read_problem", "write_problem"]


_SHEET = "first make a problem file of it: jobdesign import sheet FILE --output problem.toml"
_LOG = "first make a problem file of it: jobdesign import log FILE --output problem.toml"
#: What helps with files that are no problem files but can become one.
_OTHER_KINDS = dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt"), _SHEET)
_OTHER_KINDS |= dict.fromkeys((".xes", ".gz"), _LOG)


@takes(path=PATH)
def read_problem(
    path: str | Path, *, notation: str | None = None, alpha: float | None = None
) -> Problem:
    """Read a problem from a file, or from a link of the authors' page.

    Parameters
    ----------
    path
        A ``.toml``, ``.json`` or ``.csv`` file, or a link that starts with
        ``http`` or ``?``.
    notation
        For CSV: ``"words"``, ``"paper"`` or ``"page"``; named, never guessed.
    alpha
        For CSV with difficulties: the quality of the AI.

    Raises
    ------
    InputError
        Where the file cannot be read or holds something wrong: file, place,
        value, rule and fix in one line.

    Examples
    --------
    >>> import jobdesign as jd
    >>> jd.read_problem("models/paper/example-6.toml").workflow
    Workflow(2 steps, alpha=0.77)
    """
    if isinstance(path, str) and is_link(path):
        if notation is not None or alpha is not None:
            raise InputError("notation and alpha are for CSV only", source="the link")
        return read_link(path)
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".toml", ".json", ".csv"):
        check_file(path)
    if suffix == ".csv":
        return Problem(read_steps(path, notation=notation, alpha=alpha), name=path.stem)
    readers = {".toml": parse_toml, ".json": parse_json}
    if suffix not in readers:
        raise InputError(
            "must end in .toml, .json or .csv",
            source=str(path),
            fix=_OTHER_KINDS.get(suffix, "rename the file for the format it is in"),
        )
    if notation is not None or alpha is not None:
        raise InputError(
            "notation and alpha are for CSV only",
            source=str(path),
            fix="a problem file names its own keys",
        )
    try:
        return problem_from_dict(readers[suffix](read_text(path)))
    except InputError as error:
        raise error.from_source(str(path)) from None


@takes(problem=Problem, path=PATH, header=str)
def write_problem(problem: Problem, path: str | Path, *, header: str = "") -> None:
    """Write a problem file that reads back as the same problem.

    Parameters
    ----------
    problem
        What to write.
    path
        Ends in ``.toml`` or ``.json``; replaced in one go where it exists.
    header
        For TOML: text for comment lines at the top.

    Raises
    ------
    InputError
        Where the path has another ending or cannot be written.

    Examples
    --------
    >>> import jobdesign as jd, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "pair.toml")
    >>> problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=[3, 4]))
    >>> jd.write_problem(problem, path)
    >>> jd.read_problem(path) == problem
    True
    """
    path = Path(path)
    tree = problem_to_dict(problem)
    suffix = path.suffix.lower()
    if suffix == ".toml":
        import tomlkit

        comment = comment_lines(header)
        write_text(path, comment + ("\n" if comment else "") + tomlkit.dumps(tree))
    elif suffix == ".json":
        write_text(path, json.dumps(tree, indent=2, ensure_ascii=False) + "\n")
    else:
        raise InputError("must end in .toml or .json", source=str(path))


def parse_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # tomllib's own, or a number of too many digits
        raise InputError(f"is not TOML: {error}", fix="mend that line") from None
    except RecursionError:
        raise InputError("is nested too deeply for a problem file") from None

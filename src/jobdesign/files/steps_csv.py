"""Steps as CSV, in the words of this package, of the paper, or of the authors' page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.notation import columns, parse_number
from jobdesign.files.text import read_text, write_text
from jobdesign.steps import Step
from jobdesign.workflow import Workflow

__all__ = ["read_steps", "steps_of_rows", "write_steps"]

#: What Python's reader takes in a cell unless told otherwise.
_LONGEST_NAME = 131072


@takes(path=PATH)
def read_steps(
    path: str | Path, *, notation: str | None = None, alpha: float | None = None
) -> Workflow:
    r"""Read a workflow from a CSV file with one row a step.

    Parameters
    ----------
    path
        The file; its first row names the columns. An empty cell is a field left
        out.
    notation
        ``"words"`` (manual_skill, ...), ``"paper"`` (cH, tH, cM, tM, q or d, tS)
        or ``"page"`` (cM, tM, cA, tA, q or d, tH). It must be named.
    alpha
        Quality of the AI; needed with difficulties.

    Raises
    ------
    InputError
        Naming the file, the line or step, the value, the rule and the fix.

    Examples
    --------
    >>> import jobdesign as jd, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "steps.csv")
    >>> _ = path.write_text("name,cH,tH,cM,tM,q,tS\nassess,5,1,5,1,0.9,1\nfile,2,4,2,1,0.8,0\n")
    >>> jd.read_steps(path, notation="paper").manual_time
    array([1., 4.])
    """
    path = Path(path)
    try:
        names = columns(notation)
        return Workflow(_parse(read_text(path), names), alpha=alpha)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _parse(text: str, names: dict[str, str]) -> list[Step]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return steps_of_rows(((f"line {reader.line_num}", row) for row in reader), names)
    except csv.Error as error:
        raise InputError(
            f"is not CSV: line {reader.line_num}: {error}", fix="check the quotes there"
        ) from None


def steps_of_rows(rows: Iterable[tuple[str, list[str]]], names: dict[str, str]) -> list[Step]:
    """Build steps from rows of text, the first of which names the columns.

    Parameters
    ----------
    rows
        For each its place, for messages, and its cells; rows of empty cells are passed over.
    names
        Columns of the notation.

    Raises
    ------
    InputError
        Naming the place, the value, the rule and the fix.
    """
    steps: list[Step] = []
    fields: list[str] | None = None
    missing: str | None = None  # the place of a step without a hand-off: the last one only
    for place, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if fields is None:
            fields = _header(row, names)
            continue
        if len(row) != len(fields):
            raise InputError(
                f"must have {len(fields)} cells, as the header has",
                place=place,
                value=len(row),
                fix="quote a name that holds a comma",
            )
        cells = dict(zip(fields, row, strict=True))
        if missing is not None:
            raise InputError(
                "missing handoff_time",
                place=missing,
                fix="write 0 if handing over after this step takes no time",
            )
        missing = None if cells["handoff_time"].strip() else place
        steps.append(_step(place, cells))
    if fields is None:
        raise InputError("is empty", fix="the first row names the columns")
    return steps


def _header(row: list[str], names: dict[str, str]) -> list[str]:
    fields = []
    for cell in row:
        column = cell.strip()
        if column not in names:
            raise InputError(
                f"unknown column {column!r}",
                place="header",
                fix=f"the columns of this notation are {', '.join(names)}",
            )
        if names[column] in fields:
            raise InputError(f"column {column!r} stands twice", place="header")
        fields.append(names[column])
    for needed in ("manual_skill", "manual_time", "handoff_time"):
        if needed not in fields:
            column = next(name for name, field in names.items() if field == needed)
            raise InputError(f"missing column {column}", place="header")
    return fields


def _step(place: str, cells: dict[str, str]) -> Step:
    values: dict[str, Any] = {}
    for field, cell in cells.items():
        cell = cell.strip()
        if field == "name":
            values[field] = cell or None
        elif cell:
            values[field] = parse_number(f"{place}: {field}", cell)
    return Step(**values)


@takes(workflow=Workflow, path=PATH)
def write_steps(workflow: Workflow, path: str | Path, *, notation: str = "words") -> None:
    """Write a workflow as a CSV file that reads back as the same workflow.

    Parameters
    ----------
    workflow
        What to write; its `alpha` is not part of the file.
    path
        The file; replaced in one go where it exists.
    notation
        As in `read_steps`.

    Raises
    ------
    InputError
        Where the notation has no column for something the workflow uses, or a name would
        not be read back.
    """
    _check_names(workflow)
    rate = "ai_success" if workflow.ai_difficulty is None else "ai_difficulty"
    unused = "ai_difficulty" if workflow.ai_difficulty is None else "ai_success"
    names = {column: field for column, field in columns(notation).items() if field != unused}
    if not workflow.ai_cost.any():
        names = {column: field for column, field in names.items() if field != "ai_cost"}
    elif "ai_cost" not in names.values():
        raise InputError("has no column for ai_cost", place="notation", value=notation)
    assert rate in names.values()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for step in workflow.steps:
        row = [getattr(step, field) for field in names.values()]
        writer.writerow(["" if cell is None else cell for cell in row])
    write_text(Path(path), out.getvalue())


def _check_names(workflow: Workflow) -> None:
    """Refuse names that cells do not keep."""
    for name in workflow.names:
        rule = ""
        if name != name.strip():
            rule = "must have no space at its ends: cells do not keep it"
        elif len(name) > _LONGEST_NAME:
            rule = f"must have at most {_LONGEST_NAME} characters in CSV"
        if rule:
            fix = "rename the step, or write .toml or .json"
            raise InputError(rule, place="name", value=name, fix=fix)

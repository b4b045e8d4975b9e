"""Files to fill in: a few example steps, and what each column means."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.text import write_bytes, write_text
from jobdesign.importing.extras import load
from jobdesign.importing.problem_text import comment
from jobdesign.importing.sheets.step_rows import NOTE

__all__ = ["write_template"]

_COLUMNS = {
    "name": "Short and unique.",
    "manual_skill": "What the skill to do this step by hand earns an hour. The skills in a job "
    "add up to its wage.",
    "manual_time": "Hours to do it by hand.",
    "ai_skill": "What the skill to prompt AI and check its result earns an hour. Leave all AI "
    "cells empty where AI cannot do the step.",
    "ai_time": "Hours for one attempt: prompting and checking.",
    "ai_success": "Chance that one attempt succeeds: 0.7 for 70 %.",
    "handoff_time": "Hours to hand the work to somebody else after this step; 0 after the last.",
    NOTE: "Where these numbers come from. It becomes a comment in the problem file.",
}
_EXAMPLES: tuple[tuple[Any, ...], ...] = (
    ("Read the request", 12, 0.2, 12, 0.05, 0.95, 0.1, "timed 20 requests in May"),
    ("Look up the contract", 10, 0.3, 10, 0.1, 0.8, 0.2, "guess of the team"),
    ("Visit the customer", 15, 1.5, None, None, None, 0.5, "AI cannot"),
    ("Write the answer", 18, 0.75, 18, 0.15, 0.7, 0, "timed 20 requests in May"),
)
_SETTINGS = (
    ("name", "Answering requests", "Title of the process."),
    ("human", 1, "Factor on all manual skills."),
    ("ai_management", 1, "Factor on all AI skills."),
)
_INTRODUCTION = (
    "One row of the sheet steps is one step of your process, in the order in which they are done. "
    "Replace the examples, then run: jobdesign import sheet FILE --output problem.toml"
)
_WIDTH = 18
_GUIDED_ROWS = 500


@takes(path=PATH)
def write_template(path: str | Path, *, overwrite: bool = False) -> None:
    """Write a file to fill in.

    Parameters
    ----------
    path
        Ends in ``.xlsx``, ``.csv`` or ``.toml``.
    overwrite
        Whether an existing file may be replaced.

    Raises
    ------
    InputError
        Where the ending is another, the file exists, or it cannot be written.

    Examples
    --------
    >>> import jobdesign as jd, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
    >>> jd.write_template(path)
    >>> jd.import_sheet(path).problem.workflow
    Workflow(4 steps)
    """
    path = Path(path)
    writers: dict[str, Callable[[], str | bytes]] = {".xlsx": _xlsx, ".csv": _csv, ".toml": _toml}
    suffix = path.suffix.lower()
    if suffix not in writers:
        raise InputError("must end in .xlsx, .csv or .toml", source=str(path))
    if os.path.exists(path) and not overwrite:
        raise InputError("exists already", source=str(path), fix="take another name")
    content = writers[suffix]()
    if isinstance(content, str):
        write_text(path, content)
    else:
        write_bytes(path, content)


def _csv() -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(["" if cell is None else cell for cell in row] for row in _EXAMPLES)
    return out.getvalue()


def _toml() -> str:
    meanings = [f"{name}: {meaning}" for name, meaning in _COLUMNS.items() if name != NOTE]
    top = comment("\n".join(["One table [[steps]] is one step, in order.", *meanings]))
    title = _SETTINGS[0][1]
    blocks = [top, f'name = "{title}"\n']
    for row in _EXAMPLES:
        *cells, note = row
        lines = ["[[steps]]"]
        for name, cell in zip(_COLUMNS, cells, strict=False):
            if cell is not None:
                lines.append(f'{name} = "{cell}"' if name == "name" else f"{name} = {cell}")
        blocks.append(comment(note) + "\n".join(lines) + "\n")
    return "\n".join(blocks)


def _xlsx() -> bytes:
    openpyxl = load("openpyxl", "XLSX")
    styles = load("openpyxl.styles", "XLSX")
    bold, grey = styles.Font(bold=True), styles.PatternFill("solid", fgColor="DDDDDD")
    wrapped = styles.Alignment(wrap_text=True, vertical="top")
    book = openpyxl.Workbook()
    steps = book.active
    steps.title = "steps"
    settings, meanings = book.create_sheet("settings"), book.create_sheet("explanations")
    for sheet, rows in (
        (steps, [tuple(_COLUMNS), *_EXAMPLES]),
        (settings, [("setting", "value", "meaning"), *_SETTINGS]),
        (meanings, [("column", "meaning"), *_COLUMNS.items(), ("", _INTRODUCTION)]),
    ):
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font, cell.fill = bold, grey
        sheet.freeze_panes = "A2"
        for letter in "ABCDEFGH":
            sheet.column_dimensions[letter].width = _WIDTH
    steps.freeze_panes = "B2"  # the names stay in sight, too
    steps.column_dimensions["A"].width = steps.column_dimensions["H"].width = 2 * _WIDTH
    settings.column_dimensions["C"].width = meanings.column_dimensions["B"].width = 5 * _WIDTH
    for row in meanings.iter_rows(min_col=2, max_col=2):
        row[0].alignment = wrapped
    _guide(steps)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide(steps: Any) -> None:
    """Show the meaning of a column where its name is pointed at, and refuse what cannot be."""
    comment_of = load("openpyxl.comments", "XLSX").Comment
    validation_of = load("openpyxl.worksheet.datavalidation", "XLSX").DataValidation
    for cell, (column, meaning) in zip(steps[1], _COLUMNS.items(), strict=True):
        cell.comment = comment_of(meaning, "jobdesign", width=280, height=110)
        if column in ("name", NOTE):
            continue
        chance = column == "ai_success"
        rule = validation_of(
            type="decimal",
            operator="between" if chance else "greaterThanOrEqual",
            formula1="0",
            formula2="1" if chance else None,
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=column,
            error="A number from 0 to 1." if chance else "A number that is not negative.",
        )
        rule.add(f"{cell.column_letter}2:{cell.column_letter}{_GUIDED_ROWS}")
        steps.add_data_validation(rule)

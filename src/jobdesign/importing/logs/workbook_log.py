"""Event logs in workbooks: the cells of a sheet as text."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.extras import load
from jobdesign.importing.names import listed
from jobdesign.importing.sheets.archive import MOST_CELLS, check_archive

__all__ = ["read_workbook_rows"]


def read_workbook_rows(
    path: Path, sheet: str | None
) -> tuple[Iterator[tuple[int, list[str]]], list[str]]:
    """Return the rows of a sheet, and what is to be said of it.

    Parameters
    ----------
    path
        The file.
    sheet
        Its name; by default the first that is not hidden.

    Raises
    ------
    InputError
        Where it is no workbook or has no such sheet; while rows are taken, where a cell holds an
        error, or a formula whose value was never computed.
    """
    openpyxl = load("openpyxl", "XLSX")
    check_archive(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations that we do not read
        try:
            with path.open("rb") as file:  # the library leaves it open where it stumbles
                values = openpyxl.load_workbook(file, data_only=True, keep_links=False)
                formulas = openpyxl.load_workbook(file, data_only=False, keep_links=False)
        except Exception as error:  # a broken workbook fails anywhere in the library
            raise InputError(
                f"cannot be read as XLSX ({type(error).__name__})", fix="save it again as .xlsx"
            ) from None
    shown = [one for one in values.worksheets if one.sheet_state == "visible"]
    titles = [one.title for one in values.worksheets]
    if sheet is not None and sheet not in titles:
        raise InputError(
            "is no sheet of the workbook",
            place="sheet",
            value=sheet,
            fix=did_you_mean(sheet, titles) or f"the sheets are {listed(titles)}",
        )
    if not titles:
        raise InputError("has no sheet of cells")
    chosen = values[sheet] if sheet is not None else (shown or values.worksheets)[0]
    if chosen.max_row * chosen.max_column > MOST_CELLS:
        raise InputError(
            "has more cells than a log in a workbook may, or one far from the others",
            place=f"sheet {chosen.title}: {chosen.dimensions}",
            fix="delete what stands beyond the table, or save the sheet as CSV",
        )
    remarks = []
    if sheet is None and len(titles) > 1:
        others = [title for title in titles if title != chosen.title]
        remarks.append(f"sheet {chosen.title} was read, not {listed(others)} (--sheet)")
    hidden = [
        row for row, what in chosen.row_dimensions.items() if what.hidden and row <= chosen.max_row
    ]
    if hidden:
        remarks.append(
            f"{len(hidden)} rows are hidden and were read: {listed([str(n) for n in hidden])}"
        )
    return _rows(chosen, formulas[chosen.title]), remarks


def _rows(values: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:
    pairs = zip(
        values.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True
    )
    for number, (row, originals) in enumerate(pairs, values.min_row):
        for column, (value, original) in enumerate(zip(row, originals, strict=True), 1):
            if value is None and original is not None and _is_open(values, number, column):
                raise InputError(
                    "is a formula whose value was never computed",
                    place=values.cell(number, column).coordinate,
                    value=str(getattr(original, "text", original)),
                    fix="open the file in a spreadsheet program and save it",
                )
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _is_open(values: Any, row: int, column: int) -> bool:
    """Whether a formula has no value: text that is empty is one."""
    return bool(values.cell(row, column).data_type != "str")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        # days are kept as fractions: a second may come back a few microseconds early
        return (value + datetime.timedelta(microseconds=500)).isoformat(" ", "milliseconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)

"""A workbook that is one long table, as text."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobdesign.errors import InputError
from jobdesign.importing.extras import load
from jobdesign.importing.sheets.archive import check_archive

__all__ = ["workbook_rows"]


def workbook_rows(path: Path) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Return the name of the first sheet that is not hidden, and its filled rows as text.

    Whole numbers have no decimals, whatever they look like in the workbook.

    Raises
    ------
    InputError
        Where it is no workbook.
    """
    openpyxl = load("openpyxl", "XLSX")
    check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with path.open("rb") as file:
                book = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    except Exception as error:  # a broken workbook fails anywhere in the library
        raise InputError(
            f"cannot be read as XLSX ({type(error).__name__})", fix="save it again as .xlsx"
        ) from None
    sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise InputError("has no sheet that is not hidden")
    rows = (
        (number, [_text(cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    return sheet.title, ((number, row) for number, row in rows if any(row))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()

"""Spreadsheets saved as CSV, by programs of any country."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

from jobdesign.errors import InputError
from jobdesign.files.opening import lines
from jobdesign.files.text_rows import is_separator_line
from jobdesign.importing.sheets.cells import Grid

__all__ = ["read_csv_grid"]


def read_csv_grid(path: Path, encoding: str = "utf-8") -> Grid:
    """Read the cells of a CSV file, separated by commas, semicolons or tabs.

    Programs separate by semicolons where the comma is the decimal sign.

    Raises
    ------
    InputError
        Where it is no such file.
    """
    text = lines(path, encoding)
    before, first = next(
        ((n, x) for n, x in enumerate(text) if x.strip() and not is_separator_line(x)), (0, "")
    )
    if not first:
        raise InputError("is empty", fix="the first row names the columns")
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(itertools.chain([first], text), delimiter=delimiter, strict=True)
    try:
        rows = [(f"line {reader.line_num + before}", row) for row in reader]
    except csv.Error as error:
        raise InputError(
            f"is not CSV: line {reader.line_num + before}: {error}", fix="check the quotes there"
        ) from None
    return Grid(rows, decimal_comma=True if delimiter == ";" else None)

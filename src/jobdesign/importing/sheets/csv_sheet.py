"""Spreadsheets saved as text, by programs of any country."""

from __future__ import annotations

from pathlib import Path

from jobdesign.files.text_rows import read_rows
from jobdesign.importing.sheets.cells import Grid, Row
from jobdesign.importing.sheets.numbers import DECIMAL_COMMA

__all__ = ["read_csv_grid"]


def read_csv_grid(
    path: Path, encoding: str = "utf-8", separator: str | None = None
) -> tuple[Grid, tuple[str, ...]]:
    """Read the cells of a text file, and what to say of it.

    Raises
    ------
    InputError
        Where it is no such file.
    """
    found = read_rows(path, encoding=encoding, separator=separator)
    rows = [Row(f"line {line}", cells) for line, cells in found.rows]
    return Grid(rows, DECIMAL_COMMA.get(found.separator)), found.remarks

"""Small tables that say something of each activity or role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobdesign.arguments import LISTED, PATH, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files import text_rows
from jobdesign.files.notation import parse_number
from jobdesign.files.opening import content_of
from jobdesign.importing.names import clean_name
from jobdesign.importing.sheets.numbers import DECIMAL_COMMA, decimal_sign, plain_number
from jobdesign.importing.sheets.values import read_workbook_rows

__all__ = ["KeyTable", "read_key_table"]


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Numbers by name: ``rows[name][column]``, absent where the cell is empty."""

    key: str
    rows: dict[str, dict[str, float]]


@takes(path=PATH, keys=LISTED, columns=LISTED)
def read_key_table(path: str | Path, keys: Sequence[str], columns: Sequence[str]) -> KeyTable:
    """Read a table of text, or a sheet, whose first column is a key; titles may stand above.

    Columns are separated by commas, semicolons or tabs; where by semicolons, commas are decimal
    unless the numbers show otherwise.

    Raises
    ------
    InputError
        Naming the line, the value, the rule and the fix.
    """
    path = Path(path)
    try:
        if content_of(path) == "workbook":
            return _parse(read_workbook_rows(path, None)[0], "row", False, keys, columns)
        text = text_rows.read_rows(path, encoding=None)
        return _parse(text.rows, "line", DECIMAL_COMMA.get(text.separator), keys, columns)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _parse(
    rows_of_text: Iterator[tuple[int, list[str]]],
    unit: str,
    usual: bool | None,
    keys: Sequence[str],
    columns: Sequence[str],
) -> KeyTable:
    """Read the rows, `usual` being whether commas are the usual decimal sign there."""
    table = [(f"{unit} {at}", [cell.strip() for cell in cells]) for at, cells in rows_of_text]
    start = next((i for i, (_, cells) in enumerate(table) if cells[0] in keys), 0)
    header = table[start][1] if table else [""]
    if header[0] not in keys:
        raise InputError(
            f"must begin with a column {' or '.join(keys)}", place="header", value=header[0]
        )
    for column in header[1:]:
        if column not in columns or header.count(column) > 1:
            raise InputError(
                f"unknown column, or twice: {column!r}",
                place="header",
                fix=did_you_mean(column, columns) or f"the columns are {', '.join(columns)}",
            )
    below = table[start + 1 :]
    cells = [
        (f"{place}: {column}", cell)
        for place, row in below
        for column, cell in zip(header[1:], row[1:], strict=False)
    ]
    comma = decimal_sign(cells, None, usual).comma
    rows: dict[str, dict[str, float]] = {}
    for place, row in below:
        if len(row) != len(header):
            raise InputError(f"must have {len(header)} cells", place=place, value=len(row))
        name = clean_name(row[0])
        if name in rows:
            raise InputError("stands twice", place=place, value=name)
        rows[name] = {
            column: _number(f"{place}: {column}", cell, comma)
            for column, cell in zip(header[1:], row[1:], strict=True)
            if cell
        }
    return KeyTable(header[0], rows)


def _number(place: str, cell: str, decimal_comma: bool | None) -> float:
    return finite_number(place, parse_number(place, plain_number(place, cell, decimal_comma)), 0)

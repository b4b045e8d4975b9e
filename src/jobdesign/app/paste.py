"""Rows pasted from a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from jobdesign.app.draft import CELLS
from jobdesign.errors import InputError
from jobdesign.files.notation import columns, parse_number
from jobdesign.importing.sheets.numbers import DECIMAL_COMMA, decimal_sign, plain_number

__all__ = ["read_paste"]

_DELIMITERS = ("\t", ";", ",")


def read_paste(text: str, notation: str, rate: str) -> list[dict[str, Any]]:
    r"""Read the rows of a table copied from a spreadsheet.

    Parameters
    ----------
    text
        Rows of cells separated by tabs, semicolons or commas. A first row without
        numbers names the columns; without one they stand in the order of the page's
        own table.
    notation
        Whose names the columns have, as for `jobdesign.read_steps`.
    rate
        Which rate the columns without names hold.

    Raises
    ------
    InputError
        Naming the row, the cell, the rule and the fix.

    Examples
    --------
    >>> rows = read_paste("name\tmanual_skill\tmanual_time\nask\t2,5\t3\n", "words", "ai_success")
    >>> rows[0]["name"], rows[0]["manual_skill"], rows[0]["ai_time"]
    ('ask', 2.5, None)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("there is nothing to read", fix="copy cells and paste them here")
    delimiter = next((mark for mark in _DELIMITERS if mark in lines[0]), "\t")
    try:
        table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"cannot be split into cells: {error}", fix="check the quotes") from None
    header = [cell.strip() for cell in table[0]]
    cells = [(f"row {number}", cell) for number, row in enumerate(table, 1) for cell in row[1:]]
    comma = decimal_sign(cells, None, DECIMAL_COMMA[delimiter]).comma
    if any(_is_number(cell, comma) for cell in header):
        hidden = "ai_success" if rate == "ai_difficulty" else "ai_difficulty"
        fields = [key for key in CELLS if key != hidden]
        start = 0
    else:
        fields = _named(header, columns(notation), notation)
        start = 1
    if start == len(table):
        raise InputError("holds a header but no rows", fix="copy the rows too")
    return [_row(number, cells, fields, comma) for number, cells in enumerate(table[start:], 1)]


def _named(header: list[str], known: dict[str, str], notation: str) -> list[str]:
    fields: list[str] = []
    for cell in header:
        if cell not in known:
            raise InputError(
                f"unknown column {cell!r}",
                place="header",
                fix=f"the columns of the notation {notation} are {', '.join(known)}",
            )
        if known[cell] in fields:
            raise InputError(f"column {cell!r} stands twice", place="header")
        fields.append(known[cell])
    return fields


def _row(number: int, cells: list[str], fields: list[str], comma: bool | None) -> dict[str, Any]:
    if len(cells) > len(fields):
        raise InputError(
            f"has {len(cells)} cells, there are {len(fields)} columns", place=f"row {number}"
        )
    row: dict[str, Any] = dict.fromkeys(CELLS)
    for field, cell in zip(fields, cells, strict=False):
        cell = cell.strip()
        if field == "name":
            row[field] = cell or None
        elif cell:
            place = f"row {number}: {field}"
            value = parse_number(place, plain_number(place, cell, comma))
            if not math.isfinite(value):
                raise InputError("must be a finite number", place=place, value=cell)
            row[field] = value
    return row


def _is_number(cell: str, comma: bool | None) -> bool:
    try:
        parse_number("cell", plain_number("cell", cell, comma))
    except InputError:
        return False
    return True

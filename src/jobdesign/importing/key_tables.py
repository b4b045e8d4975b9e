"""Small CSV tables that say something of each activity or role."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jobdesign.arguments import LISTED, PATH, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.notation import parse_number
from jobdesign.files.text import read_text
from jobdesign.importing.names import clean_name
from jobdesign.importing.opening import is_separator_line
from jobdesign.importing.sheets.cells import plain_number

__all__ = ["KeyTable", "read_key_table"]


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Numbers by name: ``rows[name][column]``, absent where the cell is empty."""

    key: str
    rows: dict[str, dict[str, float]]


@takes(path=PATH, keys=LISTED, columns=LISTED)
def read_key_table(path: str | Path, keys: Sequence[str], columns: Sequence[str]) -> KeyTable:
    """Read a CSV table whose first column is one of the keys.

    Columns are separated by commas, semicolons or tabs; where by semicolons, commas are decimal.

    Raises
    ------
    InputError
        Naming the line, the value, the rule and the fix.
    """
    try:
        return _parse(read_text(Path(path)), keys, columns)
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", source=str(path)) from None
    except InputError as error:
        raise error.from_source(str(path)) from None


def _parse(text: str, keys: Sequence[str], columns: Sequence[str]) -> KeyTable:
    lines = io.StringIO(text, newline="")
    before, first = next(
        ((n, x) for n, x in enumerate(lines) if x.strip() and not is_separator_line(x)), (0, "")
    )
    delimiter = max((",", ";", "\t"), key=first.count)
    comma = True if delimiter == ";" else None
    reader = csv.reader(itertools.chain([first], lines), delimiter=delimiter, strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    if not header or header[0] not in keys:
        raise InputError(
            f"must begin with a column {' or '.join(keys)}",
            place="header",
            value=header[0] if header else "",
        )
    for column in header[1:]:
        if column not in columns or header.count(column) > 1:
            raise InputError(
                f"unknown column, or twice: {column!r}",
                place="header",
                fix=did_you_mean(column, columns) or f"the columns are {', '.join(columns)}",
            )
    rows: dict[str, dict[str, float]] = {}
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        place = f"line {reader.line_num + before}"
        if len(row) != len(header):
            raise InputError(f"must have {len(header)} cells", place=place, value=len(row))
        name = clean_name(row[0])
        if name in rows:
            raise InputError("stands twice", place=place, value=name)
        rows[name] = {
            column: _number(f"{place}: {column}", cell, comma)
            for column, cell in zip(header[1:], row[1:], strict=True)
            if cell.strip()
        }
    return KeyTable(header[0], rows)


def _number(place: str, cell: str, decimal_comma: bool | None) -> float:
    return finite_number(place, parse_number(place, plain_number(place, cell, decimal_comma)), 0)

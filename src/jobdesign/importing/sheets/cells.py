"""Cells of spreadsheets: numbers as people write them, tables among other things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jobdesign.errors import InputError

__all__ = ["Grid", "NumberCell", "plain_number", "table_of"]

_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")


class NumberCell(str):
    """The text of a cell that is a number, so its point is no question."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of text cells, each with its place for messages.

    Attributes
    ----------
    rows
        Place and cells.
    decimal_comma
        Whether a comma is known to be the decimal sign; None: not known.
    """

    rows: Sequence[tuple[str, list[str]]]
    decimal_comma: bool | None = None


def plain_number(place: str, cell: str, decimal_comma: bool | None) -> str:
    """Return a number with a decimal point; what is no number stays as it is.

    Raises
    ------
    InputError
        Where a comma or point could mean two things.

    Examples
    --------
    >>> plain_number("B2", "1,5", None), plain_number("B2", "1.234,5", True)
    ('1.5', '1234.5')
    >>> plain_number("B2", "1,500", None)
    Traceback (most recent call last):
        ...
    jobdesign.errors.InputError: B2 = '1,500': ...
    """
    if isinstance(cell, NumberCell):
        return cell
    text = cell.strip().replace("\u00a0", "").replace("\u202f", "")
    whole, comma, decimals = text.partition(",")
    if not comma:
        if decimal_comma and _THOUSANDS.fullmatch(text.lstrip("+-")):
            raise InputError(
                "can be read in two ways", place=place, value=cell, fix="write 1234 or 1,234"
            )
        return text
    if decimal_comma is None and "." not in whole and len(decimals) == 3:
        raise InputError(
            "can be read in two ways",
            place=place,
            value=cell,
            fix="write it with a point, or say that commas are decimal (--decimal comma)",
        )
    grouped = _THOUSANDS.fullmatch(whole.lstrip("+-"))
    if decimal_comma is False or not decimals.isdecimal() or ("." in whole and not grouped):
        raise InputError(
            "must be a number", place=place, value=cell, fix="write it like 1.5, without thousands"
        )
    return f"{whole.replace('.', '')}.{decimals}"


def table_of(grid: Grid, names: Iterable[str]) -> Grid:
    """Return the table in a grid: from its header on, without empty columns at its sides.

    The header is the first row with two of the names, so titles may stand above.

    Raises
    ------
    InputError
        Where a cell stands beside the table.
    """
    known = set(names)
    header = next(
        (i for i, (_, row) in enumerate(grid.rows) if len(known.intersection(_stripped(row))) > 1),
        next((i for i, (_, row) in enumerate(grid.rows) if any(_stripped(row))), None),
    )
    if header is None:
        raise InputError("is empty", fix="the first row names the columns")
    filled = [i for i, cell in enumerate(grid.rows[header][1]) if cell.strip()]
    first, last = filled[0], filled[-1] + 1
    rows = []
    for place, row in grid.rows[header:]:
        if any(_stripped(row[:first])) or any(_stripped(row[last:])):
            raise InputError(
                "a cell stands beside the table", place=place, fix="name its column, or clear it"
            )
        cells = row[first:last]
        rows.append((place, cells + [""] * (last - first - len(cells))))
    return Grid(rows, grid.decimal_comma)


def _stripped(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]

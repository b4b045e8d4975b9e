"""Cells of spreadsheets: numbers as people write them, tables among other things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jobdesign.errors import InputError

__all__ = ["Grid", "NumberCell", "plain_number", "table_of"]

_PLAIN = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
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
    """Return a number with a decimal point, without a percent sign; other text stays as it is.

    Raises
    ------
    InputError
        Where a comma or point could mean two things.

    Examples
    --------
    >>> plain_number("B2", "1,5", None), plain_number("B2", "1.234,5", True)
    ('1.5', '1234.5')
    >>> plain_number("B2", "12,5 %", None)
    '0.125'
    >>> plain_number("B2", "1,500", None)
    Traceback (most recent call last):
        ...
    jobdesign.errors.InputError: B2 = '1,500': ...
    """
    if isinstance(cell, NumberCell):
        return cell
    text = cell.strip().replace("\u00a0", "").replace("\u202f", "")
    if text.endswith("%"):
        return _hundredth(plain_number(place, text[:-1], decimal_comma)) or cell
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


def _hundredth(text: str) -> str | None:
    """Return a number over 100, exactly; None where the text is no number."""
    if not _PLAIN.fullmatch(text):
        return None
    return format(Decimal(text) / 100, "f")


def table_of(grid: Grid, names: Iterable[str]) -> Grid:
    """Return the table in a grid: from its header on, without empty columns at its sides.

    The header is the first row with two of the names, so titles may stand above. It comes back
    with the names as they are known: "Manual Skill" is manual_skill.

    Raises
    ------
    InputError
        Where a cell stands beside the table.
    """
    known = {_folded(name): name for name in names}
    header = next(
        (i for i, (_, row) in enumerate(grid.rows) if _known(row, known) > 1),
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
    place, titles = rows[0]
    rows[0] = place, [known.get(_folded(title), title) for title in titles]
    return Grid(rows, grid.decimal_comma)


def _known(row: Sequence[str], known: Mapping[str, str]) -> int:
    """Return how many of the names a row holds."""
    return len(known.keys() & {_folded(cell) for cell in row})


def _folded(title: str) -> str:
    return "_".join(title.lower().replace("-", " ").replace("_", " ").split())


def _stripped(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]

"""Rows of a table that are steps, with numbers as Python reads them; what is none is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from jobdesign.empty_cells import is_absent
from jobdesign.errors import InputError
from jobdesign.files.notation import parse_number
from jobdesign.files.steps_csv import steps_of_rows
from jobdesign.importing.names import clean_name, listed
from jobdesign.importing.sheets.cells import Cell, Grid, Row
from jobdesign.importing.sheets.numbers import decimal_sign, plain_number
from jobdesign.importing.sheets.totals import NumberRow, without_totals
from jobdesign.importing.summary import Tally

__all__ = ["NOTE", "StepRows", "number_text", "read_step_rows", "usable"]

#: A column of words on where the numbers of a step come from; they become comments.
NOTE = "note"
_TIMES = ("manual_time", "ai_time", "handoff_time")
#: How a number format begins to say "hours", in several languages.
_HOURS = ("h", "st", "uur", "ore", "ч", "год")


class StepRows(NamedTuple):
    """The header and the steps as rows of text, the notes of the steps, and the decimal sign."""

    rows: list[tuple[str, list[str]]]
    notes: list[str]
    decimal_comma: bool | None


def read_step_rows(
    table: Grid,
    names: dict[str, str],
    tally: Tally,
    *,
    decimal_comma: bool | None,
    keep_sums: bool,
) -> StepRows:
    """Read the rows of a table.

    Parameters
    ----------
    table
        From its header on.
    names
        Columns and the fields of a step that they are.
    tally
        Is told what was left out and what was taken for granted.
    decimal_comma, keep_sums
        As in `import_sheet`.

    Raises
    ------
    InputError
        Naming the cell, the value, the rule and the fix.
    """
    header = [cell.strip() for cell in table.rows[0].cells]
    if header.count(NOTE) > 1:
        raise InputError(f"column {NOTE!r} stands twice", place="header")
    aside = header.index(NOTE) if NOTE in header else None
    rows = [(table.rows[0].place, _without(header, aside))]
    steps_of_rows(rows, names)  # first say what is wrong with the header
    name = next((i for i, title in enumerate(header) if names.get(title) == "name"), None)
    numbers = [i for i in range(len(header)) if names.get(header[i]) != "name" and i != aside]
    filled = [row for row in table.rows[1:] if any(cell.strip() for cell in row.cells)]
    tally.drop("empty rows", len(table.rows) - 1 - len(filled))
    texts = [
        (f"{row.place}: {header[i]}", row.cells[i])
        for row in filled
        for i in numbers
        if not isinstance(row.cells[i], Cell) or row.cells[i].wrong is None  # type: ignore[attr-defined]
    ]
    sign = decimal_sign(texts, decimal_comma, table.decimal_comma)
    if sign.said:
        tally.assumed.append(sign.said)
    read = [_number_row(row, header, name, numbers, sign.comma) for row in filled]
    kept, sums = without_totals(read, keep=keep_sums)
    if sums:
        tally.drop("sums of other rows", len(sums))
        tally.noticed.append(f"sums or means of other rows, left out: {listed(sums)}")
    steps = [filled[position] for position in kept]
    for row in steps:
        for cell in row.cells:
            usable(cell)
        _refuse_words_alone(row, numbers, name, aside)
        cells = [
            number_text(f"{row.place}: {header[i]}", names.get(header[i], ""), cell, sign.comma)
            if i in numbers
            else clean_name(cell)
            for i, cell in enumerate(row.cells)
        ]
        rows.append((row.place, _without(cells, aside)))
    notes = ["" if aside is None else clean_name(row.cells[aside]) for row in steps]
    _say_what_was_taken(steps, name, tally)
    return StepRows(rows, notes, sign.comma)


def usable(cell: str) -> str:
    """Return a cell, or refuse it where its value cannot be used."""
    if isinstance(cell, Cell) and cell.wrong is not None:
        raise cell.wrong
    return cell


def number_text(place: str, field: str, cell: str, decimal_comma: bool | None) -> str:
    """Return the number in a cell of a field as text with a decimal point.

    Raises
    ------
    InputError
        Where the cell holds no number, or one of another kind than the field.
    """
    text = usable(cell)
    if isinstance(cell, Cell) and cell.hours and field not in _TIMES:
        raise InputError(
            "is a time of the clock, not a number",
            place=place,
            value=f"{float(cell):g} h",
            fix="format the cell as a number and write the number anew",
        )
    unit = cell.unit.lower() if isinstance(cell, Cell) and field in _TIMES else ""
    if unit and not unit.startswith(_HOURS):
        raise InputError(
            "is shown with a unit that is not hours",
            place=place,
            value=f"{cell} {unit}",
            fix="write hours, and format the cell as a plain number",
        )
    if text.strip() and is_absent(text):
        raise InputError(
            "must be a number", place=place, value=text, fix="leave the cell empty where none is"
        )
    return plain_number(place, text, decimal_comma)


def _number_row(
    row: Row, header: Sequence[str], name: int | None, numbers: Sequence[int], comma: bool | None
) -> NumberRow:
    cells = {header[i]: row.cells[i] for i in numbers if row.cells[i].strip()}
    found = {}
    for column, cell in cells.items():
        try:
            found[column] = parse_number("", plain_number("", usable(cell), comma))
        except InputError:  # said of the rows that are steps
            found[column] = math.nan
    return NumberRow(row.place, "" if name is None else clean_name(row.cells[name]), cells, found)


def _without(cells: Sequence[str], aside: int | None) -> list[str]:
    return [cell for i, cell in enumerate(cells) if i != aside]


def _refuse_words_alone(
    row: Row, numbers: Sequence[int], name: int | None, aside: int | None
) -> None:
    """Refuse remarks below the steps, which would be steps of their own."""
    if any(row.cells[i].strip() for i in numbers):
        return
    texts = [clean_name(row.cells[i]) for i in (name, aside) if i is not None]
    raise InputError(
        "has words but no numbers, so it is no step",
        place=row.place,
        value=next((text for text in texts if text), ""),
        fix=f"fill its cells, or clear it; remarks on a step go to the column {NOTE}",
    )


def _say_what_was_taken(steps: Sequence[Row], name: int | None, tally: Tally) -> None:
    clocks = [
        f"{cell.at} is {float(cell):g} h"
        for row in steps
        for cell in row.cells
        if isinstance(cell, Cell) and cell.hours
    ]
    if clocks:
        tally.assumed.append(f"times shown as on a clock are hours: {listed(clocks)}")
    if name is None:
        return
    unnamed = [row.place for row in steps if not row.cells[name].strip()]
    if unnamed and len(unnamed) < len(steps):
        tally.noticed.append(f"steps without a name: {listed(unnamed)}")

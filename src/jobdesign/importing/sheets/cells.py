"""Cells of spreadsheets, and tables among other things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from jobdesign.errors import InputError
from jobdesign.importing.names import listed

__all__ = ["Cell", "Grid", "Row", "columns_named", "folded_names", "seen", "table_of"]


class Cell(str):
    """The text of a cell, and what a program knows of it beside the text.

    Attributes
    ----------
    at
        Its coordinate.
    number
        Whether it is a number, so its point is no question.
    hours
        Whether the number is a length of time that is shown as on a clock.
    formula
        What it was computed from, as the program shows it.
    unit
        Letters that are shown after the number.
    wrong
        Why its value cannot be used, if so.
    """

    at: str = ""
    number: bool = False
    hours: bool = False
    formula: str = ""
    unit: str = ""
    wrong: InputError | None = None


class Row(NamedTuple):
    """A row: where it stands, for messages, and its cells."""

    place: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells.

    Attributes
    ----------
    rows
        All of them, or those of the table.
    decimal_comma
        Whether a comma is the usual decimal sign in such files; None: nobody knows.
    hidden_rows
        Places of rows that a reader of the sheet does not see.
    hidden_columns
        Positions of columns that a reader of the sheet does not see.
    """

    rows: Sequence[Row]
    decimal_comma: bool | None = None
    hidden_rows: frozenset[str] = field(default=frozenset())
    hidden_columns: frozenset[int] = field(default=frozenset())


def seen(grid: Grid, names: Iterable[str] = ()) -> tuple[Grid, list[str]]:
    """Return the rows that a reader of the sheet sees, and the places of others that are filled.

    A hidden header counts where no other row names the columns.
    """
    if not grid.hidden_rows:
        return grid, []
    folded = folded_names(names)
    headers = [row.place for row in grid.rows if columns_named(row.cells, folded) > 1]
    hidden = grid.hidden_rows
    if headers and hidden.issuperset(headers):
        hidden = hidden - {headers[0]}
    rows = [row for row in grid.rows if row.place not in hidden]
    left_out = [row.place for row in grid.rows if row.place in hidden and _filled(row.cells)]
    return replace(grid, rows=rows), left_out


def table_of(grid: Grid, names: Iterable[str]) -> tuple[Grid, list[str]]:
    """Return the table in a grid, from its header on, and what to say of hidden columns.

    The header is the first row with two of the names, so titles may stand above. It comes back
    with the names as they are known: "Manual Skill" is manual_skill. A column without a name is
    no part of the table where it is empty.

    Raises
    ------
    InputError
        Where a cell stands beside the table, or a second header below the first.
    """
    known = {_folded(name): name for name in names}
    folded = frozenset(known)
    start = _header(grid, folded)
    if start is None:
        raise InputError("is empty", fix="the first row names the columns")
    header, *below = grid.rows[start:]
    named = columns_named(header.cells, folded)
    titles = [_titled(cell, known) for cell in header.cells]
    kept, said = _columns(titles, grid.hidden_columns, set(known.values()))
    rows = [Row(header.place, [titles[i] for i in kept])]
    for place, cells in below:
        for i, cell in enumerate(cells):
            unnamed = i >= len(titles) or not titles[i].strip()
            if cell.strip() and unnamed and i not in grid.hidden_columns:
                raise InputError(
                    "a cell stands beside the table",
                    place=place,
                    fix="name its column, or clear it",
                )
        again = columns_named(cells, folded)
        if again > 1 and again == named:
            raise InputError(
                "names the columns again, so a second table begins",
                place=place,
                fix="keep one table in a sheet",
            )
        rows.append(Row(place, [cells[i] if i < len(cells) else "" for i in kept]))
    return replace(grid, rows=rows, hidden_columns=frozenset()), said


def folded_names(names: Iterable[str]) -> frozenset[str]:
    """Return names in the form in which columns are compared."""
    return frozenset(_folded(name) for name in names)


def columns_named(cells: Iterable[str], folded: frozenset[str]) -> int:
    """Return how many of the names stand in a row, however they are written there."""
    return len(folded & {_folded(cell) for cell in cells if cell})


def _header(grid: Grid, folded: frozenset[str]) -> int | None:
    """Return where the header stands: the first row with two of the names, or the fullest."""
    for i, row in enumerate(grid.rows):
        if columns_named(row.cells, folded) > 1:
            return i
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in grid.rows]
    return filled.index(max(filled)) if any(filled) else None


def _columns(
    titles: Sequence[str], hidden: frozenset[int], known: set[str]
) -> tuple[list[int], list[str]]:
    """Return the positions of columns with a name, and what to say of hidden ones.

    A hidden column counts where its name is known and no other column bears it: columns are
    hidden to save space, too.
    """
    shown = {title for i, title in enumerate(titles) if i not in hidden}
    kept, read, left_out = [], [], []
    for i, title in enumerate(titles):
        if not title.strip():
            continue
        if i in hidden and (title not in known or title in shown):
            left_out.append(title)
            continue
        kept.append(i)
        if i in hidden:
            read.append(title)
    said = []
    if read:
        said.append(f"hidden columns, read: {listed(read)}")
    if left_out:
        said.append(f"hidden columns, left out: {listed(left_out)}")
    return kept, said


def _titled(cell: str, known: Mapping[str, str]) -> str:
    if isinstance(cell, Cell) and cell.wrong is not None:
        raise cell.wrong
    return known.get(_folded(cell), cell.strip())


def _folded(title: str) -> str:
    return "_".join(title.lower().replace("-", " ").replace("_", " ").split())


def _filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)

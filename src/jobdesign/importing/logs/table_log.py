"""Event logs in tables with a row of column names: text and workbooks."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from jobdesign.errors import InputError
from jobdesign.importing.logs.columns import Places, complain_of_header, refuse_equals
from jobdesign.importing.logs.events import LogColumns, RawEvents
from jobdesign.importing.names import clean_name

__all__ = ["read_table_log"]

#: Rows among which the header is looked for: titles may stand above it.
_SEARCHED = 30

Row = tuple[int, list[str]]


def read_table_log(
    rows: Iterable[Row], columns: LogColumns, *, unit: str = "line", search: bool = True
) -> RawEvents:
    """Read an event log from rows of cells.

    Parameters
    ----------
    rows
        The number of each, and its cells.
    columns
        Names of the columns; those not named are looked for under their usual names.
    unit
        What the numbers count.
    search
        Whether titles may stand above the header.

    Raises
    ------
    InputError
        Where there is no header, it lacks a column, or a row has not its width.
    """
    header = _Header.find(iter(rows), columns, unit, search)
    places, titles = header.places, header.titles
    raw = RawEvents(
        given=frozenset(places.at),
        named=frozenset(places.at).difference(places.guessed),
        guessed=tuple(
            what if titles[places.at[what]] == what else f"{titles[places.at[what]]} is the {what}"
            for what in places.guessed
        ),
        header=tuple(titles),
        unit=unit,
    )
    if header.above:
        raw.remarks.append(
            f"the header is {unit} {header.number}: {header.above} above it left out"
        )
    equals: dict[tuple[str, int], list[str]] = {
        (what, position): [] for what, more in places.equals.items() for position in more
    }
    kept = [(getattr(raw, name), position) for name, position in places.at.items()]
    kept += [(cells, position) for (_, position), cells in equals.items()]
    absent = [getattr(raw, f.name) for f in fields(LogColumns) if f.name not in places.at]
    width = len(titles)
    for number, row in header.below:
        if len(row) != width and (len(row) < width or any(c.strip() for c in row[width:])):
            raise InputError(
                f"must have {width} cells, as the header has",
                place=f"{unit} {number}",
                value=len(row),
                fix="quote a cell that holds the separator, and clear what stands below the table",
            )
        for cells, position in kept:  # most cells repeat: one copy each
            cells.append(sys.intern(row[position].strip()))
        for cells in absent:
            cells.append("")
        raw.number.append(number)
    differs = [key for key, cells in equals.items() if cells != getattr(raw, key[0])]
    raw.remarks += refuse_equals(titles, places, differs)
    return raw


@dataclass(frozen=True, slots=True)
class _Header:
    """The row that names the columns, how many stand above, and those below."""

    titles: list[str]
    number: int
    above: int
    places: Places
    below: Iterator[Row]

    @classmethod
    def find(cls, rows: Iterator[Row], columns: LogColumns, unit: str, search: bool) -> _Header:
        top = list(itertools.islice(rows, _SEARCHED if search else 1))
        if not top:
            raise InputError("is empty", fix="the first row names the columns")
        for above, (number, cells) in enumerate(top):
            titles = _titles(cells)
            places = Places.find(titles, columns)
            if places.complete(columns):
                below = itertools.chain(top[above + 1 :], rows)
                return cls(titles, number, above, places, below)
        above = _likely(top)
        titles = _titles(top[above][1])
        error = complain_of_header(titles, columns, Places.find(titles, columns))
        if above:
            error.place = f"{unit} {top[above][0]}: {error.place}"
        raise error


def _titles(cells: Sequence[str]) -> list[str]:
    titles = [clean_name(cell) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def _likely(top: Sequence[Row]) -> int:
    """Return which row has the width that most have: titles are narrower."""
    widths = [len(_titles(cells)) for _, cells in top]
    (usual, _), *_ = Counter(widths).most_common(1)
    return next(i for i, width in enumerate(widths) if width >= min(usual, max(widths)))

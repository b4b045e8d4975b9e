"""Workbooks in XLSX, read cell by cell; a cell that could mislead says why."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.extras import load
from jobdesign.importing.names import listed
from jobdesign.importing.sheets.archive import MOST_CELLS, check_archive
from jobdesign.importing.sheets.cells import Cell, Grid, Row, columns_named, folded_names

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as BookCell
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Book", "read_workbook"]

_SETTINGS = "settings"
#: Values that stand where a formula failed, in cells that say so.
_FAILED = "e"
#: Words of a number format that are shown beside the number.
_SHOWN = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)')
#: A reference to a sheet of another workbook, which files number.
_ELSEWHERE = re.compile(r"\[(\d+|[^\[\]]+\.\w{3,4})\][^\[\]]*!")
_HALVES = re.compile(r"AM/PM|A/P", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Book:
    """What was read of a workbook.

    Attributes
    ----------
    steps
        Cells of the sheet with the steps.
    sheet
        Its name.
    settings
        Cells of the sheet "settings", where there is one.
    said
        Why this sheet, and what else a reader should know.
    """

    steps: Grid
    sheet: str
    settings: Grid | None
    said: tuple[str, ...]


def read_workbook(path: Path, sheet: str | None, names: Sequence[str]) -> Book:
    """Read the cells of a workbook.

    Parameters
    ----------
    path
        The file.
    sheet
        The sheet with the steps; by default the one called "steps", or the only one whose
        header has the names, or the first: of those that are not hidden.
    names
        Of columns, by which a header is known.

    Raises
    ------
    InputError
        Where it is no workbook, has no such sheet, or several that could be it.
    """
    openpyxl = load("openpyxl", "XLSX")
    check_archive(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations that we do not read
        try:
            with path.open("rb") as file:  # the library leaves it open where it stumbles
                values = openpyxl.load_workbook(file, data_only=True, keep_links=False)
                formulas = openpyxl.load_workbook(file, data_only=False, keep_links=False)
        except Exception as error:  # a broken workbook fails anywhere in the library
            raise InputError(
                f"cannot be read as XLSX ({type(error).__name__})", fix="save it again as .xlsx"
            ) from None
    name, said = _choose(values, sheet, names)
    steps, noticed = _cells(values[name], formulas[name])
    said = [*said, *noticed]
    beside = next((title for title in _titles(values) if title.lower() == _SETTINGS), None)
    if beside is None or beside == name:
        return Book(steps, name, None, tuple(said))
    if values[beside].sheet_state != "visible":
        said.append(f"sheet {beside} is hidden, and was read")
    settings, noticed = _cells(values[beside], formulas[beside])
    return Book(steps, name, settings, (*said, *noticed))


def _titles(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _choose(book: Workbook, wanted: str | None, names: Sequence[str]) -> tuple[str, list[str]]:
    """Return the name of the sheet with the steps, and why it is that."""
    titles = _titles(book)
    hidden = {sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"}
    if wanted is not None:
        if wanted not in titles:
            raise InputError(
                "is no sheet of the workbook",
                place="sheet",
                value=wanted,
                fix=did_you_mean(wanted, titles) or f"the sheets are {', '.join(titles)}",
            )
        return wanted, [f'sheet "{wanted}" is hidden'] if wanted in hidden else []
    shown = [title for title in titles if title not in hidden and title.lower() != _SETTINGS]
    if not shown:
        if not hidden:
            raise InputError("has no sheet of cells")
        raise InputError(
            "has no sheet that is not hidden",
            fix=f"show it, or name it (--sheet): {listed(sorted(hidden))}",
        )
    with_steps = [title for title in shown if _has_header(book[title], names)]
    beneath = [title for title in sorted(hidden) if _has_header(book[title], names)]
    if beneath and not with_steps:
        raise InputError(
            "steps stand in a hidden sheet only",
            place="sheet",
            fix=f"show it, or name it (--sheet): {listed(beneath)}",
        )
    named = [title for title in shown if title.lower() == "steps"]
    found = named or with_steps or shown
    if len(found) > 1 and found is with_steps:
        raise InputError(
            f"steps stand in {len(found)} sheets",
            place="sheet",
            fix=f"name one (--sheet): {listed(found)}",
        )
    if len(titles) == 1:
        return found[0], []
    reason = "the first with any cells"
    if named:
        reason = "by its name"
    elif with_steps:
        reason = "the only one with such columns"
    others = [title for title in titles if title not in (found[0], _SETTINGS)]
    shown_others = [f"{title} (hidden)" if title in hidden else title for title in others]
    beside = f"; not read: {listed(shown_others)}" if others else ""
    return found[0], [f'sheet "{found[0]}", {reason}{beside}']


def _has_header(sheet: Worksheet, names: Sequence[str]) -> bool:
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        return False
    folded = folded_names(names)
    return any(
        columns_named([cell for cell in row if isinstance(cell, str)], folded) > 1
        for row in sheet.iter_rows(values_only=True)
    )


def _cells(values: Worksheet, formulas: Worksheet) -> tuple[Grid, list[str]]:
    """Return the cells of a sheet, and what to say of them."""
    if values.max_row * values.max_column > MOST_CELLS:
        raise InputError(
            "has a cell far from the others",
            place=f"sheet {values.title}: {values.dimensions}",
            fix="delete the rows and columns beyond the table",
        )
    merged = _merged(values)
    stale = _never_computed(values, formulas)
    rows, elsewhere = [], []
    for row, originals in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        cells: list[str] = []
        for cell, original in zip(row, originals, strict=True):
            found = _cell(cell, original, stale)
            if found.at in merged:
                found.wrong = merged[found.at]
            if _ELSEWHERE.search(found.formula):
                elsewhere.append(found.at)
            cells.append(found)
        rows.append(Row(f"row {row[0].row}", cells))
    hidden = frozenset(
        f"row {number}"
        for number, row in values.row_dimensions.items()
        if row.hidden or row.height == 0
    )
    said = []
    if elsewhere:
        said.append(f"values of other workbooks, as last saved here: {listed(elsewhere)}")
    return Grid(rows, None, hidden, frozenset(_hidden_columns(values))), said


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            first, last = column.min or 1, column.max or sheet.max_column
            yield from range(first - 1, min(last, sheet.max_column))


def _merged(sheet: Worksheet) -> dict[str, InputError]:
    """Return what to say of cells that are merged; above the header nobody asks for them."""
    found: dict[str, InputError] = {}
    for merged in sheet.merged_cells.ranges:
        error = InputError(
            "are merged cells",
            place=f"sheet {sheet.title}: {merged.coord}",
            fix="unmerge them and fill each cell",
        )
        letters = load("openpyxl.utils", "XLSX").get_column_letter
        found |= {f"{letters(column)}{row}": error for row, column in merged.cells}
    return found


def _never_computed(values: Worksheet, formulas: Worksheet) -> bool:
    """Whether formulas have the value 0 that programs write which compute nothing.

    They ask for all to be computed when the file is opened; who computed them asks no more.
    """
    book = formulas.parent
    if book is None or not book.calculation.fullCalcOnLoad:
        return False
    results = [
        values[cell.coordinate].value
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    return bool(results) and all(value == 0 and value is not False for value in results)


def _cell(cell: BookCell | MergedCell, original: BookCell | MergedCell, stale: bool) -> Cell:
    value, formula = cell.value, _formula(original)
    place = f"sheet {cell.parent.title}: {cell.coordinate}"
    if value is None or (stale and formula):
        found = Cell("")
        if formula and cell.data_type != "str":  # text that is empty was computed
            found = Cell(formula)
            found.wrong = InputError(
                "is a formula whose value was never computed",
                place=place,
                value=formula,
                fix="open the file in a spreadsheet program and save it, or write the number",
            )
    elif isinstance(value, str):
        found = Cell(value)
        if cell.data_type == _FAILED:
            found.wrong = InputError("is an error of the spreadsheet", place=place, value=value)
    elif isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        found = _time(place, value, cell.number_format or "")
    elif isinstance(value, bool):
        found = Cell(value)
    else:
        found = Cell(repr(value))
        found.number, found.unit = True, _unit(cell.number_format or "")
    found.at, found.formula = cell.coordinate, formula
    return found


def _formula(cell: BookCell | MergedCell) -> str:
    """Return what a cell is computed from, as a spreadsheet program shows it."""
    if cell.data_type != "f":
        return ""
    value: Any = cell.value
    if isinstance(value, str):
        return value
    text = getattr(value, "text", None)  # of an array
    return str(text) if text else f"a table of data in {getattr(value, 'ref', cell.coordinate)}"


def _time(place: str, value: Any, shown: str) -> Cell:
    """Return a length of time in hours; what is shown as a date or a time of day is none."""
    found = Cell(value)
    kind = load("openpyxl.styles.numbers", "XLSX").is_datetime(shown)
    if isinstance(value, datetime.time) and kind != "datetime" and kind != "date":
        value = datetime.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    if isinstance(value, datetime.timedelta) and not _HALVES.search(shown):
        found = Cell(repr(round(value.total_seconds() / 3600, 9)))
        found.number = found.hours = True
        return found
    if isinstance(value, datetime.datetime) and kind == "time":
        fix = "it is more than a day, which the cell does not show: write hours as a number"
    elif isinstance(value, datetime.time):
        fix = "write hours as a number: 0.5 for half an hour"
    else:
        fix = "format the cell as a number and write the number anew"
    found.wrong = InputError(
        "is a date or time, not a number", place=place, value=str(value), fix=fix
    )
    return found


def _unit(shown: str) -> str:
    """Return the letters that a number format shows after the number."""
    words = "".join("".join(found) for found in _SHOWN.findall(shown.partition(";")[0]))
    return "".join(letter for letter in words if letter.isalpha() or letter in "/'″′").strip()

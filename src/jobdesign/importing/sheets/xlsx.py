"""Workbooks in XLSX, read cell by cell and refused where a cell could mislead."""

from __future__ import annotations

import datetime
import errno
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.extras import load
from jobdesign.importing.safe_xml import feed_safely
from jobdesign.importing.sheets.cells import Grid, NumberCell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["read_workbook"]

#: Unpacked bytes of a workbook of steps, far more than one has.
_MOST_BYTES = 64 << 20
_CHUNK = 1 << 16
#: Rows times columns of a sheet, empty ones too.
_MOST_CELLS = 1_000_000
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,9}):\$?([A-Za-z]{1,3})\$?(\d{1,9})", re.ASCII)


def read_workbook(path: Path, sheet: str | None) -> tuple[Grid, str, Grid | None]:
    """Read the cells of a workbook.

    Parameters
    ----------
    path
        The file.
    sheet
        The sheet with the steps; by default the one called "steps", or the first.

    Returns
    -------
    steps, name, settings : Grid, str, Grid or None
        The cells of the sheet, its name, and the cells of the sheet "settings".

    Raises
    ------
    InputError
        Where it is no workbook, has no such sheet, or a cell is merged with another,
        holds an error, or a formula whose value was never computed.
    """
    openpyxl = load("openpyxl", "XLSX")
    _check_archive(path)
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
    name = _choose(values, sheet)
    grid = _cells(values[name], formulas[name])
    known = {title.lower(): title for title in _titles(values)}
    settings = known.get("settings")
    if settings is None or settings == name:
        return grid, name, None
    return grid, name, _cells(values[settings], formulas[settings])


#: What reading a damaged archive raises.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    UnicodeDecodeError,
)  # fmt: skip


def _check_archive(path: Path) -> None:
    """Refuse what is no archive, unpacks without end, or declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise InputError(
                    f"unpacks to more than {_MOST_BYTES >> 20} MiB",
                    fix="keep the steps in a workbook of their own",
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(member) as file:
                        pieces = iter(lambda file=file: file.read(_CHUNK), b"")  # type: ignore[misc]
                        parser = expat.ParserCreate()
                        parser.StartElementHandler = _refuse_vast_merges
                        feed_safely(parser, pieces)
    except FileNotFoundError:
        raise InputError("no such file", fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", fix="name a file in it") from None
    except _BROKEN:
        raise InputError("is not XLSX", fix="save it again as .xlsx") from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # a damaged index points before the beginning
            raise InputError("is not XLSX", fix="save it again as .xlsx") from None
        raise InputError(f"cannot be read: {error.strerror}") from None


def _refuse_vast_merges(tag: str, attributes: dict[str, str]) -> None:
    """Refuse to merge whole sheets: the library makes every cell of them."""
    if tag.rpartition(":")[2] != "mergeCell":
        return
    ref = attributes.get("ref", "")
    corners = _RANGE.fullmatch(ref)
    if corners is None:
        return  # for the library to judge
    left, top, right, bottom = corners.groups()
    area = (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
    if area > _MOST_CELLS:
        raise InputError("are merged cells", place=ref, fix="unmerge them")


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _titles(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _choose(book: Workbook, wanted: str | None) -> str:
    titles = _titles(book)
    if wanted is not None:
        if wanted not in titles:
            raise InputError(
                "is no sheet of the workbook",
                place="sheet",
                value=wanted,
                fix=did_you_mean(wanted, titles) or f"the sheets are {', '.join(titles)}",
            )
        return wanted
    if not titles:
        raise InputError("has no sheet of cells")
    return next((title for title in titles if title.lower() == "steps"), titles[0])


def _cells(values: Worksheet, formulas: Worksheet) -> Grid:
    if values.max_row * values.max_column > _MOST_CELLS:
        raise InputError(
            "has a cell far from the others",
            place=f"sheet {values.title}: {values.dimensions}",
            fix="delete the rows and columns beyond the table",
        )
    for merged in values.merged_cells.ranges:
        if merged.max_row > merged.min_row or _shares_its_row(values, merged):
            raise InputError(
                "are merged cells",
                place=f"sheet {values.title}: {merged.coord}",
                fix="unmerge them and fill each cell",
            )
    rows = []
    for row, originals in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        cells = [
            _text(f"sheet {values.title}: {cell.coordinate}", cell.value, original.value)
            for cell, original in zip(row, originals, strict=True)
        ]
        rows.append((f"row {row[0].row}", cells))
    return Grid(rows)


def _shares_its_row(sheet: Worksheet, merged: Any) -> bool:
    """Whether a row has more than one merged title: then it is part of a table."""
    row = _values(sheet, merged.min_row)
    return sum(value is not None for value in row) > 1


def _values(sheet: Worksheet, row: int) -> Iterator[Any]:
    for cells in sheet.iter_rows(min_row=row, max_row=row, values_only=True):
        yield from cells


def _text(place: str, value: Any, original: Any) -> str:
    if value is None:
        if original is None:
            return ""
        raise InputError(
            "is a formula whose value was never computed",
            place=place,
            value=str(original),
            fix="open the file in a spreadsheet program and save it, or write the number",
        )
    if isinstance(value, str):
        if value.startswith("#") and isinstance(original, str) and original.startswith(("=", "#")):
            raise InputError("is an error of the spreadsheet", place=place, value=value)
        return value
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        raise InputError(
            "is a date or time, not a number",
            place=place,
            value=str(value),
            fix="format the cell as a number",
        )
    return str(value) if isinstance(value, bool) else NumberCell(repr(value))

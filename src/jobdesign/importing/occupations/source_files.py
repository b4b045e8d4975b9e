"""The files of the sources: which is which, and their rows by the names of columns."""

from __future__ import annotations

import csv
import itertools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobdesign.errors import InputError
from jobdesign.files.opening import chunks, content_of, lines
from jobdesign.files.text_rows import read_rows as text_rows
from jobdesign.importing.names import listed
from jobdesign.importing.sheets.values import read_workbook_rows

__all__ = [
    "FILES",
    "LINE",
    "Row",
    "Table",
    "find_files",
    "plain_id",
    "read_rows",
    "read_table",
    "soc_code",
]

Row = dict[str, str]

#: What each file is called, here and where it is published; also as workbook, and packed.
FILES = {
    "occupations": ("onet29_1_occupation_data.txt", "Occupation Data.txt"),
    "tasks": ("onet29_1_task_statements.txt", "Task Statements.txt"),
    "tasks to activities": ("onet29_1_tasks_to_dwas.txt", "Tasks to DWAs.txt"),
    "activities": ("onet29_1_dwa_reference.txt", "DWA Reference.txt"),
    "success": ("ms_working_with_ai_iwa_metrics.csv", "iwa_metrics.csv"),
    "labels": ("gpts_full_labelset.tsv", "full_labelset.tsv"),
    "wages": ("bls_oews_national_may2024.csv", "national_M2024_dl.csv"),
}
#: What names of files have in common, whatever the release, beside the endings.
_NAMES = {
    "occupations": r"(onet\d+_\d+_)?occupation[ _]data",
    "tasks": r"(onet\d+_\d+_)?task[ _]statements",
    "tasks to activities": r"(onet\d+_\d+_)?tasks[ _]to[ _]dwas",
    "activities": r"(onet\d+_\d+_)?dwa[ _]reference",
    "success": r"(ms_working_with_ai_)?iwa_metrics",
    "labels": r"(gpts_)?full_labelset",
    "wages": r"bls_oews_national(_may\d{4})?|(national|all_data|state|nat\w+)(_M_?\d{4}(_dl)?|_dl)",
}
_ENDINGS = r"\.(txt|csv|tsv|xlsx)(\.gz|\.zip)?"
#: Under this name a row says where it stands.
LINE = "line of the file"
#: Lines in which titles may stand above a header.
_MOST_TITLES = 20
#: Columns that are read, file by file.
_COLUMNS = {
    "occupations": ("O*NET-SOC Code", "Title"),
    "tasks": ("O*NET-SOC Code", "Task ID", "Task", "Task Type"),
    "tasks to activities": ("Task ID", "DWA ID"),
    "activities": ("IWA ID", "DWA ID"),
    "success": ("IWA", "title", "share_ai", "completion_ai", "feedback_positive_fraction_ai"),
    "labels": ("Task ID", "human_exposure_agg"),
    "wages": ("OCC_CODE", "OCC_TITLE", "O_GROUP", "H_MEDIAN", "A_MEDIAN"),
}
#: Other names that a column had in other years.
_ALSO = {"O_GROUP": ("OCC_GROUP",)}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one file, by the names of its columns as they are known.

    Attributes
    ----------
    path
        The file.
    remarks
        What was taken without being said, a line each.
    rows
        One dictionary each.
    """

    path: Path
    remarks: tuple[str, ...]
    rows: list[Row]


def find_files(folder: Path) -> dict[str, Path]:
    """Return where each file stands.

    Raises
    ------
    InputError
        Where files are missing: all of them are named; or two could be the same one.
    """
    if not os.path.isdir(folder):
        raise InputError("no such folder", source=str(folder), fix="check the path (--data)")
    found: dict[str, list[Path]] = {what: [] for what in FILES}
    for path in sorted(folder.iterdir()):
        for what, name in _NAMES.items():
            if re.fullmatch(rf"({name}){_ENDINGS}", path.name, re.IGNORECASE) and path.is_file():
                found[what].append(path)
    missing = [FILES[what] for what, paths in found.items() if not paths]
    if missing:
        either = [f'{names[0]} (or "{names[1]}")' for names in missing]
        raise InputError(
            f"lacks {listed(either, len(either))}",
            source=str(folder),
            fix="download them, plain or gzipped; the import page says from where",
        )
    for paths in found.values():
        if len(paths) > 1 and not _are_copies(paths):
            raise InputError(
                f"holds {len(paths)} files that could be the same one",
                source=str(folder),
                fix=f"keep one of {listed([path.name for path in paths])}",
            )
    return {what: paths[0] for what, paths in found.items()}


def _are_copies(paths: Sequence[Path]) -> bool:
    """Whether files hold the same, and their names say nothing else of their release."""
    releases = {tuple(re.findall(r"\d+", path.name)) for path in paths} - {()}
    return len(releases) < 2 and len({b"".join(chunks(path)) for path in paths}) == 1


def read_table(what: str, path: Path) -> Table:
    """Read a file of the sources.

    Raises
    ------
    InputError
        Where it is no such table.
    """
    try:
        remarks, rows = _cells(path)
        said = tuple(f"{path.name}: {remark}" for remark in remarks)
        return Table(path, said, _named_rows(rows, _COLUMNS[what]))
    except InputError as error:
        raise error.from_source(str(path)) from None


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read the rows of a table that has these columns.

    Raises
    ------
    InputError
        Where it is no such table.
    """
    try:
        return _named_rows(_cells(path)[1], columns)
    except InputError as error:
        raise error.from_source(str(path)) from None


def plain_id(text: str) -> str:
    """Return the number of a task as O*NET writes it, whatever a program made of it.

    Examples
    --------
    >>> plain_id("8823.0"), plain_id(" 008823 "), plain_id("8,823"), plain_id("4.A.1")
    ('8823', '8823', '8823', '4.A.1')
    """
    text = text.strip()
    found = re.fullmatch(r"0*(\d{1,3}(?:,\d{3})+|\d+)(?:[.,]0*)?", text)
    return found[1].replace(",", "") if found else text


def soc_code(text: str) -> str:
    """Return a code of an occupation as O*NET writes it, with what stands behind the point.

    Examples
    --------
    >>> soc_code("27-3042"), soc_code(" 27-3042.00"), soc_code("273042"), soc_code("11-1011.3")
    ('27-3042.00', '27-3042.00', '27-3042.00', '11-1011.30')
    """
    text = text.strip()
    found = re.fullmatch(r"(\d\d)[-\u2010-\u2013]?(\d{4})(?:\.(\d{0,2}))?", text)
    return f"{found[1]}-{found[2]}.{(found[3] or '').ljust(2, '0')}" if found else text


def _cells(path: Path) -> tuple[Sequence[str], Iterator[tuple[int, list[str]]]]:
    """Return what to say of a file, and its rows, of whatever kind it is."""
    if content_of(path) == "workbook":
        rows, remarks = read_workbook_rows(path, None)
        return remarks, rows
    if ".txt" in path.suffixes:
        first = next(iter(lines(path)), "")
        if "\t" in first:
            return (), _tabbed(path)
    text = text_rows(path, encoding=None)
    return text.remarks, text.rows


def _tabbed(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [_unquoted(cell) for cell in row]
    except csv.Error as error:
        raise InputError(f"is no table: {error}", place=f"line {reader.line_num}") from None


def _unquoted(cell: str) -> str:
    """Return a cell without quotes around it: O*NET writes none, other programs do."""
    inner = cell[1:-1].replace('""', "")
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"' or '"' in inner:
        return cell
    return cell[1:-1].replace('""', '"')


def _named_rows(rows: Iterator[tuple[int, list[str]]], columns: Sequence[str]) -> list[Row]:
    """Return rows by column; what is known under another case or name bears the known one."""
    wanted = {
        _folded(name): column for column in columns for name in (column, *_ALSO.get(column, ()))
    }
    top = list(itertools.islice(rows, _MOST_TITLES))
    named = [[wanted.get(_folded(cell), cell.strip()) for cell in cells] for _, cells in top]
    known = [len(set(cells) & set(columns)) for cells in named]
    start = next((i for i, count in enumerate(known) if count > 1), 0)
    if not top:
        raise InputError("is empty", fix="download it again")
    header = named[start]
    _check_header(header, columns)
    found: list[Row] = []
    for line, cells in itertools.chain(top[start + 1 :], rows):
        if len(cells) != len(header):
            raise InputError("must have as many cells as the header has", place=f"line {line}")
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        row[LINE] = str(line)
        found.append(row)
    if not found:
        raise InputError("is empty", fix="download it again")
    return found


def _check_header(header: Sequence[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in header:
            shown = listed([name for name in header if name])
            raise InputError(
                f"missing column {column}", fix=f"download it again; the columns are {shown}"
            )
        if header.count(column) > 1:
            raise InputError(f"column {column} stands twice", place="header", fix="keep one")


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").lower().split())

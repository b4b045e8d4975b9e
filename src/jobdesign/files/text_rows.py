"""Tables in text files: rows of cells, however they are separated, packed and encoded."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobdesign.checks import is_whole
from jobdesign.errors import InputError
from jobdesign.files.opening import lines, packing_remark

__all__ = ["SEPARATORS", "TextRows", "is_separator_line", "read_rows", "separated"]

#: Taken without being asked for; of equals the first.
SEPARATORS = (",", ";", "\t", "|")
_WORDS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "pipe": "|",
    "space": " ", "colon": ":",
}  # fmt: skip
#: How much of a file is looked at to find how its cells are separated.
_LOOKED_AT = 200
_LETTERS = 1 << 16
#: Characters of a cell. Python's own limit stops at notes that people paste.
_LONGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class TextRows:
    """Rows of a text file.

    Attributes
    ----------
    rows
        The line on which each begins, and its cells; empty lines are left out.
    separator
        What stands between cells.
    remarks
        What was taken without being said, a line each.
    """

    rows: Iterator[tuple[int, list[str]]]
    separator: str
    remarks: tuple[str, ...]


def read_rows(
    path: Path,
    *,
    encoding: str | None = "utf-8",
    separator: str | None = None,
    skip: int = 0,
    separators: Sequence[str] = SEPARATORS,
) -> TextRows:
    """Read a table of text, plain or packed with gzip or zip.

    Parameters
    ----------
    path
        The file.
    encoding
        Of its text, where it has no mark; None: UTF-8, and there is no option to say so.
    separator
        Between cells: a letter, or ``"tab"``, ``"semicolon"`` and the like; by default what a
        line ``sep=;`` at the top says, or what most rows have in common.
    skip
        Lines at the top to leave out.
    separators
        Those that are tried where none is given.

    Raises
    ------
    InputError
        Naming the file and the line; also while rows are taken.
    """
    try:
        remark = packing_remark(path)
        found = separated(lines(path, encoding), separator, skip, separators)
    except InputError as error:
        raise error.from_source(str(path)) from None
    rows = _named(found.rows, str(path))
    return TextRows(rows, found.separator, (remark,) * bool(remark) + found.remarks)


def separated(
    text: Iterator[str],
    separator: str | None = None,
    skip: int = 0,
    separators: Sequence[str] = SEPARATORS,
) -> TextRows:
    r"""Return the rows of a text.

    Examples
    --------
    >>> found = separated(iter(["Sales\n", "\n", "name;hours\n", "Ann;1,5\n"]))
    >>> found.separator, list(found.rows)
    (';', [(1, ['Sales']), (3, ['name', 'hours']), (4, ['Ann', '1,5'])])
    """
    wanted = None if separator is None else _one_letter(separator)
    if not is_whole(skip, 0):
        raise InputError("must be a whole number ≥ 0", place="rows to skip", value=skip)
    for _ in itertools.islice(text, skip):
        pass
    before = skip
    beginning, letters = [], 0
    for line in text:
        beginning.append(line)
        letters += len(line)
        if len(beginning) == _LOOKED_AT or letters > _LETTERS:
            break
    first = next((i for i, line in enumerate(beginning) if line.strip()), 0)
    said = None
    if beginning and is_separator_line(beginning[first]):
        said = _said(beginning[first])
        before += first + 1
        del beginning[: first + 1]
    taken = wanted or said or _most_common(beginning, separators)
    if csv.field_size_limit() < _LONGEST_CELL:
        csv.field_size_limit(_LONGEST_CELL)
    rows = _rows(itertools.chain(beginning, text), taken, before)
    return TextRows(rows, taken, ())


def is_separator_line(line: str) -> bool:
    r"""Whether a line says how columns are separated, as Excel writes it above the header.

    Examples
    --------
    >>> is_separator_line("sep=;\r\n"), is_separator_line("separation;time")
    (True, False)
    """
    text = line.strip("\r\n\ufeff ").strip('"').lower()
    return text.startswith("sep=") and len(text) <= 5


def _said(line: str) -> str | None:
    return line.strip("\r\n\ufeff ").strip('"')[4:] or None


def _one_letter(separator: str) -> str:
    letter = _WORDS.get(separator.lower(), separator)
    if len(letter) != 1 or letter in '"\r\n\0':
        raise InputError(
            "must be one letter", place="separator", value=separator,
            fix='write ";", or tab, comma, semicolon, bar, space',
        )  # fmt: skip
    return letter


def _most_common(beginning: Sequence[str], separators: Sequence[str]) -> str:
    """Return the separator by which most rows have one width, the widest of equals."""

    def merit(letter: str) -> tuple[int, int]:
        reader = csv.reader(beginning, delimiter=letter)
        widths: Counter[int] = Counter()
        try:
            for row in reader:
                if any(row):
                    widths[len(row)] += 1
        except csv.Error:  # of the part that could be read
            pass
        del widths[1]
        return max(((count, width) for width, count in widths.items()), default=(0, 1))

    return max(separators, key=merit)


def _rows(text: Iterator[str], separator: str, before: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=separator, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _bad_row(error, line) from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _bad_row(error: csv.Error, line: int) -> InputError:
    reason = str(error)
    if "field larger" in reason:
        return InputError(
            "holds a cell of more than a million characters",
            place=f"line {line}",
            fix="see whether a quote is not closed there",
        )
    if "unexpected end of data" in reason:
        return InputError(
            "is not CSV: a quote is opened and never closed", place=f"line {line}", fix="close it"
        )
    if "expected after" in reason:
        return InputError(
            "is not CSV: a quoted cell goes on after its closing quote",
            place=f"line {line}",
            fix='quote the whole cell, and write "" for each quote within it',
        )
    return InputError(f"is not CSV: {reason}", place=f"line {line}", fix="check the quotes there")


def _named(rows: Iterator[tuple[int, list[str]]], source: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows
    except InputError as error:
        raise error.from_source(source) from None

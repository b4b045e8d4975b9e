"""Event logs in CSV files with a row of column names."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.opening import lines
from jobdesign.files.text_rows import is_separator_line
from jobdesign.importing.logs.events import LogColumns, RawEvents

__all__ = ["NO_RESOURCE", "read_csv_log"]

#: Names that columns have where the user names none, the usual ones first; small letters, and
#: a blank for "_".
_USUAL = {
    "case": ("case:concept:name", "case id", "caseid", "case", "case number", "case key"),
    "activity": ("concept:name", "activity", "activity name", "task", "task name"),
    "resource": ("org:resource", "resource", "user", "employee"),
    "role": ("org:role", "role"),
    "start": ("start timestamp", "start time", "start"),
    "end": (
        "time:timestamp", "end timestamp", "end time", "end", "complete timestamp",
        "completion time", "timestamp",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle"),
    "instance": ("concept:instance",),
}  # fmt: skip
#: What programs write where nobody is known.
NO_RESOURCE = frozenset({"", "nan", "null", "none", "na", "n/a"})

_DELIMITERS = (",", ";", "\t", "|")


def read_csv_log(path: Path, columns: LogColumns, encoding: str = "utf-8") -> RawEvents:
    """Read an event log from CSV, plain or gzipped.

    Parameters
    ----------
    path
        The file: columns separated by a comma, semicolon, tab or bar.
    columns
        Names of the columns; those not named are looked for under their usual names.
    encoding
        Of its text.

    Raises
    ------
    InputError
        Where it is not such a file, or lacks a column.
    """
    try:
        return _read(lines(path, encoding), columns)
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", source=str(path)) from None
    except InputError as error:
        raise error.from_source(str(path)) from None


def _read(text: Iterator[str], columns: LogColumns) -> RawEvents:
    numbered = enumerate(text, 1)
    before, first = next(
        ((n, line) for n, line in numbered if line.strip() and not is_separator_line(line)), (0, "")
    )
    if not first:
        raise InputError("is empty", fix="the first row names the columns")
    delimiter = max(_DELIMITERS, key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter))]
    places = _places(header, columns)
    guessed = [name for name in places if getattr(columns, name) is None]
    raw = RawEvents(
        given=frozenset(places),
        guessed=tuple(
            name if header[places[name]] == name else f"{header[places[name]]} is the {name}"
            for name in guessed
        ),
        header=tuple(header),
    )
    kept = [(getattr(raw, name), position) for name, position in places.items()]
    absent = [getattr(raw, f.name) for f in fields(LogColumns) if f.name not in places]
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    for row in reader:
        if not any(row):
            continue
        line = reader.line_num + before
        if len(row) != len(header):
            raise InputError(
                f"must have {len(header)} cells, as the header has",
                place=f"line {line}",
                value=len(row),
                fix="quote a cell that holds the separator",
            )
        for cells, position in kept:  # most cells repeat: one copy each
            cells.append(sys.intern(row[position].strip()))
        for cells in absent:
            cells.append("")
        raw.number.append(line)
    return raw


def _places(header: list[str], columns: LogColumns) -> dict[str, int]:
    """Return where each column stands that the log has."""
    places = {}
    lower = [name.lower().replace("_", " ").strip() for name in header]
    for field in fields(LogColumns):
        named = getattr(columns, field.name)
        usual = next((name for name in _USUAL[field.name] if name in lower), None)
        if named is not None:
            if header.count(named) != 1:
                rule = "stands twice in" if named in header else "is not a column of"
                raise InputError(
                    f"{rule} the header",
                    place=f"{field.name} column",
                    value=named,
                    fix=did_you_mean(named, header) or f"the columns are {', '.join(header)}",
                )
            places[field.name] = header.index(named)
        elif usual is not None:
            places[field.name] = lower.index(usual)
    for needed in ("case", "activity", "end"):
        if needed not in places:
            raise InputError(
                f"no column is named for {needed}",
                place="header",
                fix=f"name it (--{needed}); the columns are {', '.join(header)}",
            )
    return places

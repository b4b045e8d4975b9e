"""Event logs as files: what kind each is, and its events."""

from __future__ import annotations

from pathlib import Path

from jobdesign.errors import InputError
from jobdesign.files.opening import content_of, packing_remark, plain_ending
from jobdesign.files.text_rows import read_rows
from jobdesign.importing.logs.events import LogColumns, RawEvents
from jobdesign.importing.logs.table_log import read_table_log
from jobdesign.importing.logs.workbook_log import read_workbook_rows
from jobdesign.importing.logs.xes import read_xes_log

__all__ = ["read_events"]

_TEXT = (".csv", ".tsv", ".tab", ".txt", ".dat", ".xls")
_XML = (".xes", ".xml", ".mxml")
_BOOKS = (".xlsx", ".xlsm", ".xls")
#: What helps with files that nobody here reads.
_FIXES = {
    ".parquet": "write it as CSV (pandas: to_csv)",
    ".ods": "save the sheet as .xlsx or CSV",
    ".json": "write its events as CSV, a row each",
    ".jsonocel": "write its events as CSV, a row each",
    ".xlsb": "save it as .xlsx or CSV",
}


def read_events(
    path: Path,
    columns: LogColumns,
    *,
    encoding: str = "utf-8",
    separator: str | None = None,
    skip_rows: int | None = None,
    sheet: str | None = None,
) -> RawEvents:
    """Read the events of a log, whatever kind of file it is.

    Parameters
    ----------
    path
        Text, a workbook or XES; text and XES also packed with gzip or zip.
    columns
        Names of its columns or keys; those not named are looked for under usual names.
    encoding, separator
        Of text.
    skip_rows
        Rows above the header; by default it is looked for.
    sheet
        Of a workbook.

    Raises
    ------
    InputError
        Where it is no such file, or an option is for another kind.
    """
    ending = plain_ending(path)
    if ending not in _TEXT + _XML + _BOOKS:
        raise InputError(
            f"must end in {', '.join(dict.fromkeys(_TEXT[:4] + _XML[:1] + _BOOKS[:1]))}, "
            "also packed (.gz, .zip)",
            fix=_FIXES.get(ending, "name it so, or export it as CSV"),
        )
    content = content_of(path)
    if ending in _XML and content == "text":
        content = "xml"  # for its reader to say what is wrong
    for name, value, wanted in (
        ("sheet", sheet, "workbook"),
        ("separator", separator, "text"),
        ("rows to skip", None if content == "workbook" else skip_rows, "text"),
    ):
        if value is not None and content != wanted:
            what = "a workbook" if wanted == "workbook" else "text, as CSV"
            raise InputError(f"is for {what}, which this is not", place=name, value=value)
    if content == "xml":
        raw = read_xes_log(path, columns)
        raw.remarks += [packing_remark(path)] * bool(packing_remark(path))
        return raw
    if content == "workbook":
        rows, remarks = read_workbook_rows(path, sheet)
        rows = (row for row in rows if row[0] > (skip_rows or 0))
        raw = read_table_log(rows, columns, unit="row", search=skip_rows is None)
        raw.remarks += remarks
        return raw
    text = read_rows(path, encoding=encoding, separator=separator, skip=skip_rows or 0)
    raw = read_table_log(text.rows, columns, search=skip_rows is None)
    raw.remarks += text.remarks
    return raw

"""Logs of cases from CSV files and pandas data frames, checked row by row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.opening import content_of
from jobdesign.files.text import check_file
from jobdesign.files.text_rows import read_rows
from jobdesign.queueing.calibration.arrival_times import Clock
from jobdesign.queueing.calibration.case_log import CaseLog, Unit, check_unit, import_pandas
from jobdesign.queueing.calibration.columns import Columns, found_columns, has_columns
from jobdesign.queueing.calibration.rows import BadRows, Rows
from jobdesign.queueing.calibration.seen import SeenArrivals
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["case_log_from_frame", "read_case_log"]

#: Within so many rows a header is looked for below a title.
_TITLE_ROWS = 20


@takes(path=PATH, columns=Columns)
def read_case_log(
    path: str | Path,
    columns: Columns | None = None,
    *,
    unit: Unit,
    manual: str = "manual",
    assisted: str = "assisted",
    timestamp_format: str | None = None,
    time_zone: str | None = None,
    time_unit: str | None = None,
    sort: bool = False,
    bad_rows: BadRows = "refuse",
    follow_up: float = 0.0,
    encoding: str = "utf-8",
    separator: str | None = None,
    skip_rows: int = 0,
) -> CaseLog:
    r"""Read a log of cases from a CSV file, compressed or not.

    Parameters
    ----------
    path
        The file, plain or packed; its first row names the columns. Columns not asked for
        are ignored.
    columns
        Which column holds what; names that differ in capitals or blanks are found too.
    unit
        Of service times, rework times, arrivals given as numbers, and of all results.
    manual, assisted
        The labels of the two routes.
    timestamp_format
        Of arrivals, as `datetime.strptime` has it; ISO 8601 or numbers without one.
        Dates with offsets from UTC are compared in UTC, and hours of the day are those of
        the local clock. Dates without are taken as one clock's, so a night in which
        clocks change is an hour wrong.
    time_zone
        Of dates without an offset, as ``"Europe/Amsterdam"``; then that night is right.
    time_unit
        Of arrivals that are numbers since 1970: ``"s"``, ``"ms"``, ``"us"``, ``"ns"``,
        ``"min"``, ``"h"`` or ``"d"``; or ``"excel"``, days as spreadsheets count them.
    sort
        Whether to put the cases in order of arrival; else they must be in order.
    bad_rows
        ``"refuse"`` stops at the first row that breaks a rule; ``"drop"`` leaves such
        rows out, with the rework that belongs to them, and counts them by reason.
    follow_up
        Leave out cases that arrived later than this before the end of the log, which is
        its last arrival or rework: their errors have had no time to come back.
    encoding, separator, skip_rows
        Of the text; what stands between cells where it cannot be told from the file; how
        many rows stand above the header.

    Raises
    ------
    InputError
        Naming the file, the row (the header is row 1), the column, the value, the
        rule and the fix.
    ImportError
        Where pandas is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from jobdesign.queueing import Columns, read_case_log
    >>> path = pathlib.Path(tempfile.mkdtemp(), "tickets.csv")
    >>> _ = path.write_text("case,route,arrival,service,reopens\n"
    ...     "a,manual,2026-03-02 09:00,12,\n"
    ...     "b,assisted,2026-03-02 09:07,3,\n"
    ...     "c,assisted,2026-03-02 09:11,2,\n"
    ...     "d,,2026-03-02 10:30,25,b\n")
    >>> log = read_case_log(path, Columns(rework_of="reopens"), unit="minutes")
    >>> log.arrival - log.arrival[0], log.attention("assisted")
    (array([ 0.,  7., 11.]), array([28.,  2.]))
    """
    pd = import_pandas("read_case_log")
    path = Path(path)
    check_file(path)
    try:
        if content_of(path) == "workbook":
            raise InputError("is an Excel workbook", fix="save the sheet as CSV")
        found = read_rows(path, encoding=encoding, separator=separator, skip=skip_rows)
        frame = _frame(found.rows, columns or Columns(), pd)
        log = case_log_from_frame(
            frame,
            columns,
            unit=unit,
            manual=manual,
            assisted=assisted,
            timestamp_format=timestamp_format,
            time_zone=time_zone,
            time_unit=time_unit,
            sort=sort,
            bad_rows=bad_rows,
            follow_up=follow_up,
            source=str(path),
        )
    except InputError as error:
        raise error.from_source(str(path)) from None
    remarks = tuple(f"{remark[:1].upper()}{remark[1:]}." for remark in found.remarks)
    return replace(log, remarks=remarks + log.remarks)


def _frame(rows: Iterable[tuple[int, list[str]]], columns: Columns, pandas: Any) -> pd.DataFrame:
    """Return the rows of a file, by the line on which each begins less one."""
    listed = list(rows)
    if not listed:
        raise InputError("is empty", fix="the first row names the columns")
    header = [cell.strip() for cell in listed[0][1]]
    for line, cells in listed[1:]:
        if len(cells) > len(header):
            _point_at_header(listed, columns)
            raise InputError(
                f"is not CSV: has {len(cells)} cells, and the header has {len(header)}",
                place=f"row {line}",
                fix="check the separators, and quote a cell that holds one",
            )
    if not has_columns(header, columns):
        _point_at_header(listed, columns)
    filled = [cells + [""] * (len(header) - len(cells)) for _, cells in listed[1:]]
    lines = [line - 1 for line, _ in listed[1:]]
    frame: pd.DataFrame = pandas.DataFrame(filled, columns=header, index=lines, dtype=str)
    return frame


def _point_at_header(listed: list[tuple[int, list[str]]], columns: Columns) -> None:
    """Refuse a file whose header stands further down, below a title say."""
    for line, cells in listed[1:_TITLE_ROWS]:
        if has_columns(cells, columns):
            raise InputError(
                f"has other text above the header, which stands in row {line}",
                fix=f"leave {line - 1} rows out (skip_rows)",
            )


@takes(columns=Columns)
def case_log_from_frame(
    frame: pd.DataFrame,
    columns: Columns | None = None,
    *,
    unit: Unit,
    manual: str = "manual",
    assisted: str = "assisted",
    timestamp_format: str | None = None,
    time_zone: str | None = None,
    time_unit: str | None = None,
    sort: bool = False,
    bad_rows: BadRows = "refuse",
    follow_up: float = 0.0,
    source: str = "",
) -> CaseLog:
    """Read a log of cases from a pandas data frame.

    Parameters
    ----------
    frame
        One row a case, and one a piece of rework where `columns` names `rework_of`.
        Times of service are numbers, or text that reads as numbers.
    columns, unit, manual, assisted
        As in `read_case_log`.
    timestamp_format, time_zone, time_unit, sort, bad_rows, follow_up
        As in `read_case_log`.
    source
        What it is called in messages.

    Raises
    ------
    InputError
        As in `read_case_log`; a row is called by its index plus one.
    """
    pd = import_pandas("case_log_from_frame")
    if bad_rows not in ("refuse", "drop"):
        raise InputError("must be refuse or drop", place="bad_rows", value=bad_rows)
    if not (math.isfinite(follow_up) and follow_up >= 0.0):
        raise InputError("must be a finite time ≥ 0", place="follow_up", value=follow_up)
    columns = found_columns(list(frame.columns), Columns() if columns is None else columns)
    if columns.route is None and (manual, assisted) != ("manual", "assisted"):
        raise InputError(
            "are given, and no column of routes",
            place="labels of the routes",
            value=(manual, assisted),
            fix="name the column (route), or leave the labels out",
        )
    seconds = check_unit(unit)
    rows = Rows(frame, columns, bad_rows, pd)
    is_rework = rows.filled("rework_of") if columns.rework_of else np.zeros(len(frame), bool)
    service = rows.times("service")
    window = rows.windows(~is_rework)
    is_assisted = rows.routes(~is_rework, manual, assisted)
    clock = Clock(timestamp_format, time_zone, time_unit)
    when = rows.arrivals(~is_rework, clock, seconds, unit)
    arrival = when.times
    rows.ids()
    escaped, rework = rows.flags(~is_rework)
    case_of = rows.links(is_rework, arrival) if columns.rework_of else None
    cases = np.flatnonzero(rows.good & ~is_rework)
    cases = _in_order(rows, cases, arrival, sort)
    if len(cases) == 0:
        fix = _why_none(rows.dropped) or "give at least one row of a case"
        raise InputError("has no case left", source=source, fix=fix)
    arrived = np.flatnonzero(rows.arrived & ~is_rework & np.isfinite(arrival))
    arrived = arrived[np.argsort(arrival[arrived], kind="stable")]
    remarks = (*when.remarks, *_remarks(rows, is_rework, len(cases), len(arrived)))
    # whatever came last shows until when rework could come
    end = float(np.nanmax(arrival[np.concatenate([arrived, np.flatnonzero(rows.good)])]))
    if follow_up > 0.0:
        late = arrival[cases] > end - follow_up
        rows.count("arrived within the follow-up time before the end", int(late.sum()))
        cases = cases[~late]
        if len(cases) == 0:
            raise InputError(
                "has no case that is older",
                place="follow_up",
                value=follow_up,
                source=source,
                fix=f"the log spans {end - arrival[arrived[0]]:.6g} {unit}",
            )
    lag = np.full(len(frame), np.nan)
    if case_of is not None:
        own = np.flatnonzero(rows.good & is_rework & np.isin(case_of, cases))
        rework = np.bincount(case_of[own], weights=service[own], minlength=len(frame)).astype(float)
        escaped = np.bincount(case_of[own], minlength=len(frame)) > 0
        np.fmin.at(lag, case_of[own], arrival[own] - arrival[case_of[own]])
    _check_windows(rows, cases, window)
    earliest = min(0.0, float(arrival[arrived[0]]))
    return CaseLog(
        arrival=arrival[cases] - earliest,
        assisted=is_assisted[cases],
        service=service[cases],
        escaped=escaped[cases],
        rework=rework[cases],
        window=window[cases],
        lag=lag[cases],
        unit=unit,
        dropped=rows.dropped,
        source=source,
        seen=SeenArrivals(arrival[arrived] - earliest, window[arrived], when.ahead[arrived]),
        end=end - earliest,
        remarks=remarks,
    )


def _remarks(
    rows: Rows, is_rework: npt.NDArray[np.bool_], cases: int, arrived: int
) -> Iterator[str]:
    """Say what of the rows may have been meant otherwise."""
    repeats = rows.repeats()
    if repeats:
        yield (
            f"{repeats:,} rows repeat all that another row says: if they were exported twice, "
            "such cases are counted twice; name the column of ids (case) to have them refused, "
            "or remove them."
        )
    useless = arrived - cases
    if useless > 0:
        yield (
            f"{useless:,} of {arrived:,} cases were left out for what their rows say or lack; λ "
            "and c_a² count their arrivals, service times are those of the others: if nobody "
            "worked on them (they gave up, say), the queue has less to do than λ τ says."
        )
    lost = int((~rows.arrived & ~is_rework & ~rows.again).sum())
    if lost:
        yield (
            f"λ and c_a² leave out {lost:,} rows whose arrival, window or route is not known: if "
            f"they belong to this queue, λ is {lost / max(1, arrived):.1%} too low."
        )


def _in_order(
    rows: Rows, cases: npt.NDArray[np.int64], arrival: Array, sort: bool
) -> npt.NDArray[np.int64]:
    """Return the cases in order of arrival, or refuse them."""
    if sort:
        return cases[np.argsort(arrival[cases], kind="stable")]
    falls = np.diff(arrival[cases]) < 0
    if falls.any():
        i = int(cases[int(np.argmax(falls)) + 1])
        raise InputError(
            "is earlier than the row before: cases must be in order of arrival",
            place=rows.name(i, "arrival"),
            value=rows.cells("arrival").iloc[i],
            fix="sort the rows, or pass sort=True",
        )
    return cases


def _check_windows(rows: Rows, cases: npt.NDArray[np.int64], window: npt.NDArray[np.int64]) -> None:
    """Require that the cases of a window follow one another."""
    codes = window[cases]
    starts = np.flatnonzero(np.diff(codes, prepend=-1) != 0)
    _, first = np.unique(codes[starts], return_index=True)
    again = np.setdiff1d(np.arange(len(starts)), first)
    if len(again):
        i = int(cases[starts[again[0]]])
        raise InputError(
            "begins again after another window",
            place=rows.name(i, "window"),
            value=rows.cells("window").iloc[i],
            fix="give every open period a name of its own, say date and shift",
        )


def _why_none(dropped: dict[str, int]) -> str:
    """Say what was left out."""
    return "; ".join(f"{count} rows: {reason}" for reason, count in dropped.items())

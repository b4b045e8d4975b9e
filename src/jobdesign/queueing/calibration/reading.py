"""Logs of cases from CSV files and pandas data frames, checked row by row."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.text import check_file
from jobdesign.queueing.calibration.case_log import CaseLog, Unit, check_unit, import_pandas
from jobdesign.queueing.calibration.columns import Columns
from jobdesign.queueing.calibration.rows import BadRows, Rows
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["case_log_from_frame", "read_case_log"]


@takes(path=PATH, columns=Columns)
def read_case_log(
    path: str | Path,
    columns: Columns | None = None,
    *,
    unit: Unit,
    manual: str = "manual",
    assisted: str = "assisted",
    timestamp_format: str | None = None,
    sort: bool = False,
    bad_rows: BadRows = "refuse",
    follow_up: float = 0.0,
) -> CaseLog:
    r"""Read a log of cases from a CSV file, compressed or not.

    Parameters
    ----------
    path
        The file; its first row names the columns. Columns not asked for are ignored.
    columns
        Which column holds what.
    unit
        Of service times, rework times, arrivals given as numbers, and of all results.
    manual, assisted
        The labels of the two routes.
    timestamp_format
        Of arrivals, as `datetime.strptime` has it; ISO 8601 or numbers without one.
        Dates with offsets from UTC are compared in UTC. Dates without are taken as
        one clock's, so a night in which clocks change is an hour wrong.
    sort
        Whether to put the cases in order of arrival; else they must be in order.
    bad_rows
        ``"refuse"`` stops at the first row that breaks a rule; ``"drop"`` leaves such
        rows out, with the rework that belongs to them, and counts them by reason.
    follow_up
        Leave out cases that arrived later than this before the last arrival: their
        errors have had no time to come back.

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
        try:
            cells = pd.read_csv(
                path, header=None, dtype=str, keep_default_na=False, skip_blank_lines=False,
                encoding="utf-8-sig",
            )  # fmt: skip
        except pd.errors.EmptyDataError:
            raise InputError("is empty", fix="the first row names the columns") from None
        except pd.errors.ParserError as error:
            raise InputError(f"is not CSV: {error}", fix="check the commas and quotes") from None
        except UnicodeDecodeError as error:
            raise InputError(f"is not UTF-8 text: {error.reason}", fix="save as UTF-8") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"cannot be read: {reason}", fix="check the file") from None
        cells = cells.fillna("")
        frame = cells.iloc[1:].set_axis(cells.iloc[0].str.strip(), axis="columns")
        frame = frame[(frame != "").any(axis="columns")]
        return case_log_from_frame(
            frame,
            columns,
            unit=unit,
            manual=manual,
            assisted=assisted,
            timestamp_format=timestamp_format,
            sort=sort,
            bad_rows=bad_rows,
            follow_up=follow_up,
            source=str(path),
        )
    except InputError as error:
        raise error.from_source(str(path)) from None


@takes(columns=Columns)
def case_log_from_frame(
    frame: pd.DataFrame,
    columns: Columns | None = None,
    *,
    unit: Unit,
    manual: str = "manual",
    assisted: str = "assisted",
    timestamp_format: str | None = None,
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
    columns, unit, manual, assisted, timestamp_format, sort, bad_rows, follow_up
        As in `read_case_log`.
    source
        What it is called in messages.

    Raises
    ------
    InputError
        As in `read_case_log`; a row is called by its index plus one.
    """
    pd = import_pandas("case_log_from_frame")
    columns = Columns() if columns is None else columns
    if bad_rows not in ("refuse", "drop"):
        raise InputError("must be refuse or drop", place="bad_rows", value=bad_rows)
    if not (math.isfinite(follow_up) and follow_up >= 0.0):
        raise InputError("must be a finite time ≥ 0", place="follow_up", value=follow_up)
    _check_columns(frame, columns)
    seconds = check_unit(unit)
    rows = Rows(frame, columns, bad_rows, pd)
    is_rework = rows.filled("rework_of") if columns.rework_of else np.zeros(len(frame), bool)
    service = rows.times("service")
    window = rows.windows(~is_rework)
    is_assisted = rows.routes(~is_rework, manual, assisted)
    arrival = rows.arrivals(~is_rework, timestamp_format, seconds)
    rows.ids()
    escaped, rework = rows.flags(~is_rework)
    case_of = rows.links(is_rework, arrival) if columns.rework_of else None
    cases = np.flatnonzero(rows.good & ~is_rework)
    cases = _in_order(rows, cases, arrival, sort)
    if len(cases) == 0:
        fix = _why_none(rows.dropped) or "give at least one row of a case"
        raise InputError("has no case left", source=source, fix=fix)
    if follow_up > 0.0:
        late = arrival[cases] > arrival[cases[-1]] - follow_up
        rows.count("arrived within the follow-up time before the end", int(late.sum()))
        cases = cases[~late]
    lag = np.full(len(frame), np.nan)
    if case_of is not None:
        own = np.flatnonzero(rows.good & is_rework & np.isin(case_of, cases))
        rework = np.bincount(case_of[own], weights=service[own], minlength=len(frame)).astype(float)
        escaped = np.bincount(case_of[own], minlength=len(frame)) > 0
        np.fmin.at(lag, case_of[own], arrival[own] - arrival[case_of[own]])
    _check_windows(rows, cases, window)
    earliest = min(0.0, float(arrival[cases[0]]) if len(cases) else 0.0)
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
    )


def _check_columns(frame: pd.DataFrame, columns: Columns) -> None:
    """Require every column that was named, once."""
    have = [str(name) for name in frame.columns]
    for what, name in columns.named().items():
        if name not in have:
            close = did_you_mean(name, have)
            raise InputError(
                f"has no column {name!r} for {what}",
                place="header",
                fix=close or f"the columns are {', '.join(have)}",
            )
        if have.count(name) > 1:
            raise InputError(f"column {name!r} stands twice", place="header", fix="rename one")


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

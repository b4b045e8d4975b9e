"""What the order of a log's rows says: of equal times, and of times that clocks show twice."""

from __future__ import annotations

import numpy as np

from jobdesign.importing.logs.events import FloatArray, IntArray
from jobdesign.importing.logs.times import LogTimes
from jobdesign.importing.summary import Tally

__all__ = ["running_forward", "settle_changes"]


def running_forward(case: IntArray, times: LogTimes, tally: Tally) -> IntArray:
    """Return a number for each row that grows with time where the rows are all newest first.

    Of equal times the row with the lower number came first.
    """
    numbers = np.arange(len(case), dtype=np.int64)
    order = np.argsort(case, kind="stable")
    same = case[order][1:] == case[order][:-1]
    known = []
    for seconds, later in ((times.end, times.later_end), (times.start, times.later_start)):
        if seconds is not None and later is not None:
            known.append(np.where(seconds == later, seconds, np.nan))
    for seconds in known:
        steps = np.nan_to_num(np.diff(seconds[order])[same])
        if not np.any(steps):
            steps = np.nan_to_num(np.diff(seconds))
        if np.any(steps < 0) and not np.any(steps > 0):
            tally.noticed.append(
                "rows are newest first throughout: of equal times, too, the lower row came first"
            )
            return numbers[::-1].copy()
    return numbers


def settle_changes(case: IntArray, times: LogTimes, number: IntArray, tally: Tally) -> None:
    """Take times that clocks showed twice as the second where the first would run backwards.

    An end before its start can only be the second; so can a time before that of the row before,
    in a case whose other rows run forward.
    """
    for column, seconds, later in (
        ("start", times.start, times.later_start),
        ("end", times.end, times.later_end),
    ):
        if seconds is None or later is None:
            continue
        twice = np.flatnonzero(later > seconds)
        if not times.changes[column]:
            continue
        second = 0
        if column == "start" or times.start is None:
            for rows in _rows_of_cases(case, case[twice], number):
                second += _forward(seconds, later, rows)
        if column == "end" and times.start is not None:
            backwards = twice[seconds[twice] < times.start[twice]]
            seconds[backwards] = later[backwards]
            second += len(backwards)
        tally.noticed.append(
            f"{times.changes[column]} {column} times fall where clocks change: taken as before the "
            "change" + (f", but {second} that would run backwards" if second else "")
        )


def _rows_of_cases(case: IntArray, wanted: IntArray, number: IntArray) -> list[IntArray]:
    rows = np.flatnonzero(np.isin(case, wanted))
    rows = rows[np.lexsort((number[rows], case[rows]))]
    cuts = np.flatnonzero(np.diff(case[rows])) + 1
    return np.split(rows, cuts)


def _forward(seconds: FloatArray, later: FloatArray, rows: IntArray) -> int:
    """Move times of a case on to the second; return how many."""
    sure = seconds[rows][seconds[rows] == later[rows]]
    if np.any(np.diff(sure) < 0):
        return 0
    before, moved = -np.inf, 0
    for row in rows.tolist():
        if seconds[row] < before <= later[row]:
            seconds[row] = later[row]
            moved += 1
        if not np.isnan(seconds[row]):
            before = max(before, float(seconds[row]))
    return moved

"""Times of arrival: numbers, or dates with or without an offset from UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.timestamps import UNITS, placeholders, read_times
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ArrivalTimes", "Clock", "read_arrival_times"]

_OFFSET = re.compile(r"(?<=:\d\d)(?::?\d\d(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$")
_OFFSET_AT_END = re.compile(r"\s*(?:Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$")
_DATE_OF_DIGITS = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{4}(\d\d)?)?"
)
#: No log of numbers begins so long, in seconds, after its zero: 250 years.
_TOO_LATE = 8e9
#: Where numbers lie that count since 1970 in a unit, from 1990 to 2100; Excel's days likewise.
_SINCE_1970 = {
    "s": (6.3e8, 4.2e9), "ms": (6.3e11, 4.2e12), "us": (6.3e14, 4.2e15), "ns": (6.3e17, 4.2e18),
    "min": (1.05e7, 7e7), "h": (1.75e5, 1.17e6), "excel": (32874.0, 73415.0),
}  # fmt: skip
_WORDS = {
    "s": "seconds since 1970", "ms": "milliseconds since 1970", "us": "microseconds since 1970",
    "ns": "nanoseconds since 1970", "min": "minutes since 1970", "h": "hours since 1970",
    "excel": "days as Excel counts them",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """How times of arrival are written.

    Parameters
    ----------
    form
        As `datetime.strptime` has it; None for ISO 8601 or numbers.
    zone
        Of dates without an offset, and of the hours of the day where numbers count since
        1970; None: they are one clock's.
    unit
        Of numbers that count since 1970: ``"s"``, ``"ms"``, ``"us"``, ``"ns"``, ``"min"``,
        ``"h"``, ``"d"``; or ``"excel"``. None: numbers in the unit of the log, from any zero.
    """

    form: str | None = None
    zone: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalTimes:
    """Times of arrival in the unit of the log.

    Parameters
    ----------
    times
        Numbers as they stand; dates as time since midnight before the earliest, by its
        own clock. NaN where there is none, or none that can be read.
    ahead
        By how much the local clock was ahead of the first one's.
    unread
        Which cells hold something that is no time.
    rule, fix
        What must hold of those, and what helps.
    nothing
        Which cells hold what programs write where no time is known.
    remarks
        What may be meant otherwise.
    """

    times: Array
    ahead: Array
    unread: npt.NDArray[np.bool_]
    rule: str
    fix: str
    nothing: npt.NDArray[np.bool_]
    remarks: tuple[str, ...] = ()


def read_arrival_times(
    cells: pd.Series[Any], pd: Any, clock: Clock, unit_seconds: float, unit: str
) -> ArrivalTimes:
    """Read times of arrival.

    Parameters
    ----------
    cells
        Numbers, timestamps, or text without blanks around it, empty where there is none;
        the index counts rows from 0.
    pd
        The module pandas.
    clock
        How they are written.
    unit_seconds, unit
        Of the log.

    Raises
    ------
    InputError
        Where some dates have an offset from UTC and others have none, the clock is
        none, or numbers cannot be in the unit of the log.
    """
    if pd.api.types.is_datetime64_any_dtype(cells):
        return _of_timestamps(cells, clock, unit_seconds)
    text = cells.astype("str").where(cells.notna(), "").str.strip()
    if clock.form is None and clock.unit is None:
        numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
        there = np.asarray(text != "", dtype=bool)
        if np.isfinite(numbers).sum() * 2 >= there.sum():
            _check_numbers(numbers, text, clock, unit_seconds, unit)
            unread = there & ~np.isfinite(numbers)
            return ArrivalTimes(
                np.where(np.isfinite(numbers), numbers, np.nan), np.zeros(len(text)), unread,
                "cannot be read as a time", "write 2026-03-02T09:00:00 or a number",
                np.zeros(len(text), dtype=bool), _doubts(numbers, unit_seconds, unit),
            )  # fmt: skip
    return _of_texts(text.tolist(), _names(cells), clock, unit_seconds)


def _names(cells: pd.Series[Any]) -> Callable[[int], str]:
    return lambda row: f"row {int(cells.index[row]) + 1}: {cells.name}"


def _of_timestamps(cells: pd.Series[Any], clock: Clock, unit_seconds: float) -> ArrivalTimes:
    for name, given in (("timestamp_format", clock.form), ("time_unit", clock.unit)):
        if given is not None:
            raise InputError(
                "is for text and numbers, and the frame holds timestamps", place=name, value=given,
                fix="leave it out",
            )  # fmt: skip
    aware = getattr(cells.dt, "tz", None) is not None
    if clock.zone is not None and not aware:
        raise InputError(
            "is for text and numbers, and the frame holds timestamps", place="time_zone",
            value=clock.zone, fix="give the column its zone: dt.tz_localize",
        )  # fmt: skip
    shown = cells.dt.tz_localize(None) if aware else cells
    moment = cells.dt.tz_convert(None) if aware else cells
    if aware and clock.zone is not None:
        shown = cells.dt.tz_convert(clock.zone).dt.tz_localize(None)
    nothing = np.zeros(len(cells), dtype=bool)
    return _since_midnight(
        _seconds(moment), _seconds(shown), unit_seconds, nothing, "", "", nothing
    )


def _seconds(cells: pd.Series[Any]) -> Array:
    """Return timestamps without a zone as seconds since 1970."""
    since = (cells - np.datetime64("1970-01-01")).dt.total_seconds()
    return np.asarray(since.to_numpy(dtype=np.float64))


def _of_texts(
    texts: list[str], place: Callable[[int], str], clock: Clock, unit_seconds: float
) -> ArrivalTimes:
    """Read dates, or numbers since 1970."""
    zone = clock.zone or "UTC"
    unread = np.zeros(len(texts), dtype=bool)
    rule = fix = ""

    def read(some: list[str], here: str, form: str | None) -> Array:
        nonlocal rule, fix
        try:
            return read_times(some, place, zone=here, form=form, unit=clock.unit).seconds
        except InputError as error:
            if error.place in ("time format", "time unit", "time zone"):
                raise
        # one by one, to find those that cannot be read
        seconds = np.full(len(some), np.nan)
        for row, cell in enumerate(some):
            try:
                found = read_times([cell], place, zone=here, form=form, unit=clock.unit)
                seconds[row] = found.seconds[0]
            except InputError as error:
                if not unread.any():
                    rule, fix = error.rule, error.fix
                unread[row] = True
        return seconds

    moment = read(texts, zone, clock.form)
    shown = _shown(texts, moment, clock, place)
    no_time = placeholders(moment)[0] | (np.isnan(moment) & ~unread & (np.array(texts) != ""))
    moment = np.where(no_time, np.nan, moment)
    return _since_midnight(moment, shown, unit_seconds, unread, rule, fix, no_time)


def _shown(texts: list[str], moment: Array, clock: Clock, place: Callable[[int], str]) -> Array:
    """Return what the local clock showed, in seconds as if it were UTC."""
    rows = np.flatnonzero(np.isfinite(moment)).tolist()
    shown = moment.copy()
    if clock.unit is not None:
        return _in_zone(moment, clock.zone) if clock.zone else shown
    if clock.form is not None:
        for row in rows:
            time = datetime.strptime(texts[row], clock.form)
            if time.tzinfo is not None or clock.zone is not None:
                shown[row] = (time.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()
        return shown
    zoned = np.array([bool(_OFFSET.search(texts[row])) for row in rows], dtype=bool)
    if not zoned.all() and zoned.any() and clock.zone is None:
        row = rows[int(np.argmin(zoned))]
        raise InputError(
            "has no offset from UTC, and others have one",
            place=place(row),
            value=texts[row],
            fix="write the offset for all of them, or say what zone the others are in (time_zone)",
        )
    if zoned.any() or clock.zone is not None:
        bare = [_OFFSET_AT_END.sub("", texts[row]) if _OFFSET.search(texts[row]) else texts[row]
                for row in rows]  # fmt: skip
        shown[rows] = read_times(bare, place).seconds
    return shown


def _in_zone(moment: Array, zone: str) -> Array:
    from zoneinfo import ZoneInfo

    here = ZoneInfo(zone)
    shown = moment.copy()
    for row in np.flatnonzero(np.isfinite(moment)).tolist():
        offset = datetime.fromtimestamp(float(moment[row]), here).utcoffset()
        assert offset is not None
        shown[row] += offset.total_seconds()
    return shown


def _since_midnight(
    moment: Array,
    shown: Array,
    unit_seconds: float,
    unread: npt.NDArray[np.bool_],
    rule: str,
    fix: str,
    nothing: npt.NDArray[np.bool_],
) -> ArrivalTimes:
    """Return moments as times since midnight, by the clock, before the first of them."""
    there = np.isfinite(moment)
    ahead = np.zeros(len(moment))
    if there.any():
        first = int(np.nanargmin(moment))
        first_ahead = shown[first] - moment[first]
        midnight = np.floor(shown[first] / 86400.0) * 86400.0 - first_ahead
        ahead[there] = (shown[there] - moment[there] - first_ahead) / unit_seconds
        moment = (moment - midnight) / unit_seconds
    return ArrivalTimes(moment, ahead, unread, rule, fix, nothing)


def _check_numbers(
    numbers: Array, text: pd.Series[Any], clock: Clock, unit_seconds: float, unit: str
) -> None:
    """Refuse numbers that are dates, or count since 1970 in another unit."""
    if clock.zone is not None:
        raise InputError(
            "is for dates, and for numbers whose time_unit is given",
            place="time_zone",
            value=clock.zone,
            fix="say what the numbers count (time_unit), or leave it out",
        )
    finite = numbers[np.isfinite(numbers)]
    if not len(finite):
        return
    there = [cell for cell in text.tolist() if cell]
    date = _DATE_OF_DIGITS.fullmatch(there[0])
    far = np.abs(np.where(np.isfinite(numbers), numbers, 0.0)) * unit_seconds > _TOO_LATE
    at = int(np.argmax(far))
    if date is not None and all(_DATE_OF_DIGITS.fullmatch(cell) for cell in there):
        form = "%Y%m%d" + ("%H%M" if date[1] else "") + ("%S" if date[2] else "")
        raise InputError(
            "would be read as a number, and looks like a date",
            place=_names(text)(0),
            value=there[0],
            fix=f'give the format (timestamp_format "{form}")',
        )
    if not far.any():
        return
    meant = _could_be(finite)
    mixed = (
        ""
        if meant or not _could_be(finite[abs(finite) > abs(finite).max() / 100])
        else (", and other rows have another unit")
    )
    raise InputError(
        f"is more than 250 years in {unit}" + (f"; it may be {_WORDS[meant]}" if meant else mixed),
        place=_names(text)(at),
        value=text.iloc[at],
        fix=f'if so, say it (time_unit "{meant}")' if meant else "write all times in one unit",
    )


def _could_be(numbers: Array) -> str:
    """Return the unit since 1970 in which all numbers lie in our time; empty where none."""
    for unit, (low, high) in _SINCE_1970.items():
        if (numbers >= low).all() and (numbers <= high).all():
            return unit
    return ""


def _doubts(numbers: Array, unit_seconds: float, unit: str) -> tuple[str, ...]:
    """Say where numbers lie far from 0, and where dates do in another unit."""
    finite = numbers[np.isfinite(numbers)]
    meant = _could_be(finite) if len(finite) else ""
    if not meant or UNITS[meant][0] == unit_seconds or finite.min() < 5.0 * np.ptp(finite):
        return ()
    said = f"Times of arrival begin at {finite.min():.10g} and were read as {unit}: if they are "
    said += f'{_WORDS[meant]}, say so (time_unit "{meant}"); rates are wrong otherwise.'
    return (said,)

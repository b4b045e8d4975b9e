"""Times and empty cells as files from elsewhere write them, read without guessing.

Only what can be read in one way is read: ISO 8601 with the year first, a form that somebody
named, or numbers whose unit somebody named. What programs write where nothing is known
("NULL", 0000-00-00, 1970-01-01) is no value.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import numpy as np
import numpy.typing as npt

from jobdesign.empty_cells import is_absent
from jobdesign.errors import InputError
from jobdesign.time_forms import advice, check_form, rule_of

__all__ = ["UNITS", "Times", "placeholders", "read_times"]

FloatArray = npt.NDArray[np.float64]

#: Seconds in a unit of numbers, and what they count from.
UNITS = {
    "s": (1.0, 0.0), "ms": (1e-3, 0.0), "us": (1e-6, 0.0), "ns": (1e-9, 0.0),
    "min": (60.0, 0.0), "h": (3600.0, 0.0), "d": (86400.0, 0.0),
    "excel": (86400.0, -25569.0 * 86400.0),
}  # fmt: skip
_ISO = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:[Tt ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r" ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?([Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,25}(?:\.\d{0,25})?", re.ASCII)
_ZEROS = re.compile(r"0[0:./\-T ]*Z?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86400.0
#: Seconds since 1970 from and until which times are what a program writes for none.
_FIRST, _LAST = 1.5 * _DAY, 4102272000.0  # 1970-01-02T12:00, 2099-12-30
#: Other such days: DOS begins, 32 bits end (of seconds, of minutes).
_ODD_DAYS = tuple(
    datetime(*day, tzinfo=UTC).timestamp() for day in ((1980, 1, 1), (2038, 1, 19), (2079, 6, 6))
)
#: A log that lies so near to them means what it says.
_NEAR = 5 * 365.25 * _DAY


@dataclass(frozen=True, eq=False)
class Times:
    """Moments, and how they were written.

    Attributes
    ----------
    seconds
        Since 1970 (of numbers in minutes, hours or days: since their zero); NaN where there is
        none.
    later
        The same, but where clocks showed a time twice, the second of them.
    local
        How many say no offset from UTC.
    changes
        How many fall where clocks change.
    dates
        How many are a date without a time of day.
    absent
        What stood for no time, and how often; empty cells are not counted.
    """

    seconds: FloatArray
    later: FloatArray
    local: int = 0
    changes: int = 0
    dates: int = 0
    absent: Counter[str] = field(default_factory=Counter)


def read_times(
    texts: Sequence[str],
    place: Callable[[int], str],
    *,
    zone: str = "UTC",
    form: str | None = None,
    unit: str | None = None,
) -> Times:
    """Read times.

    Parameters
    ----------
    texts
        Cells; what stands for no value is none.
    place
        Says of a row where it stands, for messages.
    zone
        Of times without an offset, as ``"Europe/Amsterdam"``.
    form
        As `datetime.strptime` has it; by default ISO 8601, year first.
    unit
        Of numbers: one of `UNITS`, since 1970; ``"excel"``: days as spreadsheets count them.

    Raises
    ------
    InputError
        Where a cell is no time in this form, or the form, zone or unit is none.

    Examples
    --------
    >>> texts = ["2024-03-01T10:00+01:00", "2024/3/1 10:00", "NULL"]
    >>> read_times(texts, "row {}".format, zone="Europe/Amsterdam").seconds
    array([1.7092836e+09, 1.7092836e+09,           nan])
    """
    here = _zone(zone)
    if form is not None and unit is not None:
        raise InputError("cannot go with a unit", place="time format", value=form, fix="give one")
    if form is not None:
        check_form(form)
    if unit is not None and unit not in UNITS:
        raise InputError(
            f"must be one of {', '.join(UNITS)}", place="time unit", value=unit,
        )  # fmt: skip
    seconds = np.full(len(texts), math.nan)
    later = seconds.copy()
    absent: Counter[str] = Counter()
    local = changes = dates = 0
    for row, text in enumerate(texts):
        if not text:
            continue
        if is_absent(text) or (unit is None and _ZEROS.fullmatch(text)):
            absent[text] += 1
            continue
        try:
            if unit is not None:
                seconds[row] = later[row] = _number(text, unit)
                local += unit == "excel"
                continue
            time, is_date = _iso(text) if form is None else _formed(text, form)
        except (ValueError, OverflowError):
            raise InputError(
                rule_of(form, unit), place=place(row), value=text, fix=advice(text, form, unit)
            ) from None
        dates += is_date
        if time.tzinfo is not None:
            seconds[row] = later[row] = _since_1970(time)
            continue
        local += 1
        first = _since_1970(time.replace(tzinfo=here))
        second = first if here is UTC else _since_1970(time.replace(tzinfo=here, fold=1))
        changes += first != second
        seconds[row], later[row] = first, max(first, second)
    if unit == "excel" and here is not UTC:
        later = _by_the_clock(seconds, here, last=True)
        seconds = _by_the_clock(seconds, here, last=False)
        changes = int(np.count_nonzero(later != seconds))
    if unit in ("s", "ms", "us", "ns"):
        _check_unit(seconds, unit, place)
    return Times(seconds, later, local, changes, dates, absent)


def placeholders(*columns: FloatArray) -> list[npt.NDArray[np.bool_]]:
    """Say which times are what programs write for none: 1900, 1970, 9999 and their like.

    They are so where the others lie years away.

    Parameters
    ----------
    *columns
        Seconds since 1970 of one file.
    """
    odd = []
    for seconds in columns:
        here = (seconds < _FIRST) | (seconds >= _LAST)
        for day in _ODD_DAYS:
            here |= (seconds >= day - _DAY / 2) & (seconds < day + 1.5 * _DAY)
        odd.append(here)
    usual = np.concatenate([c[~o & ~np.isnan(c)] for c, o in zip(columns, odd, strict=True)])
    if not len(usual):
        return [np.zeros(len(seconds), dtype=bool) for seconds in columns]
    middle = float(np.median(usual))
    return [o & (np.abs(c - middle) > _NEAR) for c, o in zip(columns, odd, strict=True)]


def _iso(text: str) -> tuple[datetime, bool]:
    found = _ISO.fullmatch(text)
    if found is None:
        basic = _BASIC.fullmatch(text)
        if basic is None:
            raise ValueError(text)
        year, month, day, hour, minute, second, offset = basic.groups()
        fraction = None
    else:
        year, _, month, day, hour, minute, second, fraction, offset = found.groups()
    time = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
        int((fraction or "")[:6].ljust(6, "0")), _offset(offset) if offset else None,
    )  # fmt: skip
    return time, hour is None


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _formed(text: str, form: str) -> tuple[datetime, bool]:
    is_date = not re.search(r"%[-#]?[HIcXT]", form)
    return datetime.strptime(text, form), is_date


def _number(text: str, unit: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    scale, zero = UNITS[unit]
    if unit in ("ms", "us", "ns") and "." not in text:
        per_second = round(1 / scale)
        whole, rest = divmod(int(text), per_second)
        return whole + rest / per_second
    # spreadsheets keep days to about a microsecond; clocks show seconds
    seconds = float(text) * scale + zero
    return round(seconds, 3) if unit == "excel" else seconds


def _since_1970(time: datetime) -> float:
    return (time - _EPOCH).total_seconds()


def _by_the_clock(seconds: FloatArray, zone: tzinfo, last: bool) -> FloatArray:
    """Return moments of times that a clock of the zone shows."""
    moments = seconds.copy()
    for row in np.flatnonzero(~np.isnan(seconds)).tolist():
        time = _EPOCH + timedelta(seconds=float(seconds[row]))
        both = [_since_1970(time.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]
        moments[row] = max(both) if last else both[0]
    return moments


def _check_unit(seconds: FloatArray, unit: str, place: Callable[[int], str]) -> None:
    """Refuse seconds that are milliseconds, which lie far in the future."""
    far = seconds > 8 * _LAST
    if far.any():
        row = int(np.argmax(far))
        raise InputError(
            f"lies beyond the year 3000 if it counts {unit} since 1970",
            place=place(row),
            value=float(seconds[row]),
            fix="see whether it counts in a smaller unit (--time-unit ms, us or ns)",
        )


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(
            "is not a time zone", place="time zone", value=name, fix="write Europe/Amsterdam, say"
        ) from None

"""Times as logs write them, read without guessing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np

from jobdesign.errors import InputError
from jobdesign.importing.logs.events import FloatArray, RawEvents
from jobdesign.importing.summary import Tally

__all__ = ["Clock"]

#: Year first; anything else could be read in two ways.
_SLASHED = re.compile(r"\d{4}/\d{1,2}/\d{1,2}")


@dataclass(frozen=True, slots=True)
class Clock:
    """How times are written.

    Parameters
    ----------
    zone
        Time zone of times without an offset, as ``"Europe/Amsterdam"``.
    form
        As ``"%d.%m.%Y %H:%M"`` (`datetime.strptime`); by default ISO 8601, year first.

    Examples
    --------
    >>> raw = RawEvents(start=["2024-03-01T10:00+01:00", "2024/03/01 10:00", ""])
    >>> Clock("Europe/Amsterdam").read(raw, "start", Tally())
    array([1.7092836e+09, 1.7092836e+09,           nan])
    """

    zone: str = "UTC"
    form: str | None = None

    def read(self, raw: RawEvents, column: str, tally: Tally) -> FloatArray:
        """Return seconds since 1970; NaN where a cell is empty.

        Raises
        ------
        InputError
            Where a cell is no time in this form, or the zone is unknown.
        """
        zone = _zone(self.zone)
        texts: Sequence[str] = getattr(raw, column)
        seconds = np.full(len(texts), math.nan)
        local = twice = 0
        for row, text in enumerate(texts):
            if not text:
                continue
            try:
                time = self._parse(text)
                if time.tzinfo is None:
                    local += 1
                    time = time.replace(tzinfo=zone)
                    if zone is not UTC:
                        twice += time.utcoffset() != time.replace(fold=1).utcoffset()
                seconds[row] = time.timestamp()
            except (ValueError, OverflowError):
                raise InputError(
                    "must be a time like 2024-03-01T10:00:00+01:00, year first"
                    if self.form is None
                    else f"must be a time in the form {self.form}",
                    place=raw.place(row, column) if raw.number else column,
                    value=text,
                    fix="" if self.form else "or say how it is written (--time-format)",
                ) from None
        if local:
            tally.assumed.append(f"{local} {column} times say no time zone: read as {self.zone}")
        if twice:
            tally.noticed.append(
                f"{twice} {column} times fall where clocks change: taken as before the change"
            )
        return seconds

    def _parse(self, text: str) -> datetime:
        if self.form is not None:
            return datetime.strptime(text, self.form)
        if text.endswith((" UTC", " GMT")):
            text = f"{text[:-4]}+00:00"
        if _SLASHED.match(text):
            date, _, rest = text.partition(" ")
            year, month, day = date.split("/")
            text = f"{year}-{month:>02}-{day:>02} {rest}".strip()
        return datetime.fromisoformat(text)


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

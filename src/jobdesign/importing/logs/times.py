"""Times as logs write them, read without guessing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jobdesign.importing.logs.events import FloatArray, RawEvents
from jobdesign.importing.names import listed
from jobdesign.importing.summary import Tally
from jobdesign.timestamps import Times, placeholders, read_times

__all__ = ["Clock", "LogTimes"]

#: Seconds; further apart, times of one log are hardly of one process.
_FAR = 20 * 365.25 * 86400.0


@dataclass(frozen=True, slots=True)
class LogTimes:
    """Ends and starts of rows, as `Times` has them.

    Attributes
    ----------
    end, start
        Seconds since 1970; NaN where there is none. Without a column of starts, no starts.
    later_end, later_start
        The same, but where clocks showed a time twice, the second of them.
    changes
        How many times fall where clocks change, by column.
    """

    end: FloatArray
    later_end: FloatArray
    start: FloatArray | None
    later_start: FloatArray | None
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Clock:
    """How times are written.

    Parameters
    ----------
    zone
        Time zone of times without an offset, as ``"Europe/Amsterdam"``.
    form
        As ``"%d.%m.%Y %H:%M"`` (`datetime.strptime`), with day, month and year; by default
        ISO 8601, year first.
    unit
        Of times that are numbers: ``"s"``, ``"ms"``, ``"us"`` or ``"ns"`` since 1970,
        ``"excel"`` for days as spreadsheets count them; ``"min"``, ``"h"``, ``"d"`` of a
        simulation.

    Examples
    --------
    >>> raw = RawEvents(end=["2024-03-01T10:00+01:00", "2024/03/01 10:00", ""], number=[2, 3, 4])
    >>> Clock("Europe/Amsterdam").read(raw, Tally()).end
    array([1.7092836e+09, 1.7092836e+09,           nan])
    """

    zone: str = "UTC"
    form: str | None = None
    unit: str | None = None

    def read(self, raw: RawEvents, tally: Tally) -> LogTimes:
        """Return the times of a log, and say what was taken of them.

        Raises
        ------
        InputError
            Where a cell is no time in this form, or the zone, form or unit is none.
        """
        columns = ["end", *(["start"] if "start" in raw.given else [])]
        times = {column: self._column(raw, column) for column in columns}
        odd = placeholders(*(times[column].seconds for column in columns))
        for column, rows in zip(columns, odd, strict=True):
            written: list[str] = getattr(raw, column)
            found = times[column].absent + Counter(written[i] for i in np.flatnonzero(rows))
            if found:
                tally.noticed.append(
                    f"{found.total()} {column} times say {listed(list(found))}, which stands for "
                    "none: taken as empty"
                )
            for seconds in (times[column].seconds, times[column].later):
                seconds[rows] = np.nan
            self._say(times[column], column, tally)
        _say_far([times[column].seconds for column in columns], tally)
        start = times.get("start")
        return LogTimes(
            times["end"].seconds,
            times["end"].later,
            None if start is None else start.seconds,
            None if start is None else start.later,
            {column: one.changes for column, one in times.items()},
        )

    def _column(self, raw: RawEvents, column: str) -> Times:
        return read_times(
            getattr(raw, column),
            lambda row: raw.place(row, column),
            zone=self.zone,
            form=self.form,
            unit=self.unit,
        )

    def _say(self, times: Times, column: str, tally: Tally) -> None:
        if times.local:
            tally.assumed.append(
                f"{times.local} {column} times say no time zone: read as {self.zone}"
            )
        if self.unit is not None:
            counted = "days of Excel" if self.unit == "excel" else f"{self.unit} since 1970"
            tally.assumed.append(f"{column} times are numbers: {counted}")
        if times.dates:
            tally.noticed.append(
                f"{times.dates} {column} times are dates without a time of day: read as 0:00, so "
                "durations are whole days"
            )


def _say_far(columns: list[FloatArray], tally: Tally) -> None:
    known = np.concatenate([seconds[~np.isnan(seconds)] for seconds in columns])
    if not len(known):
        return
    far = known[np.abs(known - np.median(known)) > _FAR]
    if len(far):
        years = sorted({int(1970 + second // (365.2425 * 86400)) for second in far.tolist()})
        tally.noticed.append(
            f"{len(far)} times lie more than 20 years from the others: in "
            f"{listed([str(year) for year in years])}"
        )

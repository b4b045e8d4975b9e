"""Times of arrival: numbers, or dates with or without an offset from UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jobdesign.errors import InputError
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["arrival_times"]

#: ISO 8601 with seconds optional, and an optional offset from UTC.
_DATE_TIME = (
    r"^\s*(?P<clock>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)"
    r"\s*(?P<zone>Z|z|[+-]\d\d:?\d\d)?\s*$"
)


def arrival_times(cells: pd.Series[Any], pd: Any, form: str | None, unit_seconds: float) -> Array:
    """Return times in the log's unit, NaN where a cell cannot be read.

    Parameters
    ----------
    cells
        Numbers, timestamps, or text.
    pd
        The module pandas.
    form
        Format of the text, as `strptime` has it; None for ISO 8601 or numbers.
    unit_seconds
        Seconds in the unit of the log.

    Returns
    -------
    array
        Numbers as they stand; dates as time since midnight before the earliest, by
        its own clock. Dates with an offset from UTC are compared in UTC.

    Raises
    ------
    InputError
        Where some dates have an offset from UTC and others have none.
    """
    if pd.api.types.is_datetime64_any_dtype(cells):
        aware = getattr(cells.dt, "tz", None) is not None
        clock = cells.dt.tz_localize(None) if aware else cells
        return _since_midnight(cells.dt.tz_convert(None) if aware else cells, clock, unit_seconds)
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return np.asarray(cells.to_numpy(dtype=np.float64, na_value=np.nan))
    text = cells.astype("str").where(cells.notna(), "")
    if form is not None:
        # an offset in the format makes some or all of them aware; compare in UTC
        clock = pd.to_datetime(text, format=form, errors="coerce", utc=True).dt.tz_localize(None)
        return _since_midnight(clock, clock, unit_seconds)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    parts = text.str.extract(_DATE_TIME)
    dated = np.asarray(parts["clock"].notna(), dtype=bool)
    if not dated.any():
        return np.where(np.isfinite(numbers), numbers, np.nan)
    zoned = np.asarray(parts["zone"].notna(), dtype=bool)
    if zoned.any() and (dated & ~zoned).any():
        i = int(np.argmax(dated & ~zoned))
        raise InputError(
            "has no offset from UTC, and others have one",
            place=f"row {int(cells.index[i]) + 1}: {cells.name}",
            value=text.iloc[i],
            fix="write the offset for all of them, or for none",
        )
    clock = pd.to_datetime(
        parts["clock"].str.replace(",", ".").str.replace("T", " "),
        format="ISO8601",
        errors="coerce",
    )
    moment = clock - pd.to_timedelta(_offset_minutes(parts["zone"], pd), unit="min")
    return _since_midnight(moment, clock, unit_seconds)


def _offset_minutes(zone: pd.Series[Any], pd: Any) -> Any:
    """Return the offset from UTC in minutes, 0 where there is none."""
    pieces = zone.str.extract(r"^(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)$")
    hours = pd.to_numeric(pieces["hours"]).fillna(0.0)
    minutes = pd.to_numeric(pieces["minutes"]).fillna(0.0)
    return (hours * 60.0 + minutes) * np.where(pieces["sign"] == "-", -1.0, 1.0)


def _since_midnight(moment: Any, clock: Any, unit_seconds: float) -> Array:
    """Return moments as times since midnight, by the clock, before the first of them."""
    if moment.notna().sum() == 0:
        return np.full(len(moment), np.nan)
    first = moment.idxmin()
    midnight = moment[first] - (clock[first] - clock[first].normalize())
    seconds = (moment - midnight).dt.total_seconds().to_numpy(dtype=np.float64)
    return np.asarray(seconds / unit_seconds)

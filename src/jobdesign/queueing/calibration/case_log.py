"""A log of cases as arrays: when each arrived, by which route, and what it took."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.queueing.calibration.seen import SeenArrivals
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SECONDS", "CaseLog", "Route", "Unit", "import_pandas"]

Unit = Literal["seconds", "minutes", "hours"]
Route = Literal["manual", "assisted"]

#: Seconds in each unit of time.
SECONDS: dict[str, float] = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}

_TIMES = ("arrival", "service", "rework")


@dataclass(frozen=True, slots=True, eq=False)
class CaseLog:
    """Cases in the order of their arrival, each with all its rework.

    Parameters
    ----------
    arrival
        (n,) ascending; from midnight before the first case where the log has dates.
    assisted
        (n,) whether the case went the assisted route.
    service
        (n,) time of its handling: work of a manual case, review of an assisted one.
    escaped
        (n,) whether it came back as rework; left out where none did.
    rework
        (n,) time of all its rework, 0 where it did not come back.
    window
        (n,) number of the open period it arrived in; left out where there is one.
    lag
        (n,) time from arrival to the start of the first rework; NaN where unknown.
    unit
        Of all times.
    dropped
        How many rows were left out, by reason.
    source
        Where it came from.
    seen
        All arrivals, those of rows that were left out included; the cases' own where it
        is left out.
    end
        Time of the last thing seen, until when cases could come back; the last arrival
        where it is left out.
    remarks
        What was found odd while it was read, one sentence each.

    Raises
    ------
    InputError
        Where the arrays do not fit together, times are negative or not finite, or
        arrivals fall.

    Examples
    --------
    >>> from jobdesign.queueing import CaseLog
    >>> log = CaseLog(arrival=[0, 2, 3], assisted=[False, True, True], service=[4, 1, 1],
    ...               escaped=[False, False, True], rework=[0, 0, 6], unit="minutes")
    >>> log.attention("assisted"), len(log)
    (array([1., 7.]), 3)
    """

    arrival: Array
    assisted: npt.NDArray[np.bool_]
    service: Array
    escaped: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    rework: Array = field(default_factory=lambda: np.zeros(0))
    window: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    lag: Array = field(default_factory=lambda: np.zeros(0))
    unit: Unit = "hours"
    dropped: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    seen: SeenArrivals | None = None
    end: float = math.nan
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_unit(self.unit)
        count = len(self.arrival)
        kinds: dict[str, tuple[type, Any]] = {
            "arrival": (np.float64, None),
            "assisted": (np.bool_, None),
            "service": (np.float64, None),
            "escaped": (np.bool_, False),
            "rework": (np.float64, 0.0),
            "window": (np.int64, 0),
            "lag": (np.float64, np.nan),
        }
        for name, (kind, empty) in kinds.items():
            column: npt.NDArray[Any] = np.array(getattr(self, name), dtype=kind)
            if column.size == 0 and count and empty is not None:
                column = np.full(count, empty, dtype=kind)
            if column.shape != (count,):
                raise InputError(
                    f"must hold one value a case, {count} in all", place=name, value=column.shape
                )
            if name in _TIMES and not (np.isfinite(column) & (column >= 0)).all():
                i = int(np.argmin(np.isfinite(column) & (column >= 0)))
                raise InputError(
                    "must be finite and ≥ 0", place=f"case {i + 1}: {name}", value=float(column[i])
                )
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        if (np.diff(self.arrival) < 0).any():
            i = int(np.argmax(np.diff(self.arrival) < 0)) + 1
            raise InputError(
                "must not fall", place=f"case {i + 1}: arrival", value=float(self.arrival[i])
            )
        if (self.rework[~self.escaped] > 0).any():
            i = int(np.argmax((self.rework > 0) & ~self.escaped))
            raise InputError(
                "must be 0 where nothing escaped",
                place=f"case {i + 1}: rework",
                value=float(self.rework[i]),
            )

        if self.seen is None:
            object.__setattr__(self, "seen", SeenArrivals(self.arrival, self.window))
        if math.isnan(self.end) and count:
            object.__setattr__(self, "end", float(self.arrivals.arrival[-1]))

    @property
    def arrivals(self) -> SeenArrivals:
        """All arrivals, of cases that were left out as well."""
        assert self.seen is not None
        return self.seen

    def __len__(self) -> int:
        return len(self.arrival)

    def on(self, route: Route) -> npt.NDArray[np.bool_]:
        """Return which cases went a route, (n,)."""
        return self.assisted if route == "assisted" else ~self.assisted

    def attention(self, route: Route) -> Array:
        """Return the whole time of people for each case of a route, eq. (2): T = r + M R."""
        chosen = self.on(route)
        return self.service[chosen] + self.rework[chosen]

    def to_frame(self) -> pd.DataFrame:
        """Return the log as a pandas data frame that `case_log_from_frame` reads back.

        Its columns have the default names of `Columns`, with `escaped`,
        `rework_time` and `window` beside them.

        Raises
        ------
        ImportError
            Where pandas is not installed.
        """
        frame: pd.DataFrame = import_pandas("to_frame").DataFrame(
            {
                "case": np.arange(1, len(self) + 1),
                "route": np.where(self.assisted, "assisted", "manual"),
                "arrival": self.arrival,
                "service": self.service,
                "escaped": self.escaped.astype(int),
                "rework_time": self.rework,
                "window": self.window,
            }
        )
        return frame


def check_unit(unit: str) -> float:
    """Return the seconds of a unit of time, or refuse it."""
    if unit not in SECONDS:
        raise InputError(
            "must be seconds, minutes or hours", place="unit", value=unit, fix="convert the times"
        )
    return SECONDS[unit]


def import_pandas(what: str) -> Any:
    """Import pandas, or say how to get it."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(f'{what} needs pandas; pip install "jobdesign[data]"') from error
    return pd

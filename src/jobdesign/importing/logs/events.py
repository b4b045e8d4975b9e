"""Events as a log's file has them, and as they are worked with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

__all__ = ["UNKNOWN", "EventLog", "LogColumns", "RawEvents", "codes"]

#: Code of a resource or role that the log does not give.
UNKNOWN = -1

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogColumns:
    """Names of a log's columns (CSV) or keys (XES).

    Parameters
    ----------
    case, activity
        Which run of the process, and which step; the columns every log must have.
    resource, role
        Who did it, and as what.
    start, end
        When; a log with `lifecycle` needs `end` only.
    lifecycle, instance
        Whether a row starts or completes an activity, and which of several.
    """

    case: str | None = None
    activity: str | None = None
    resource: str | None = None
    role: str | None = None
    start: str | None = None
    end: str | None = None
    lifecycle: str | None = None
    instance: str | None = None


@dataclass(slots=True)
class RawEvents:
    """Cells as text, one list a column, and the place of each row for messages."""

    case: list[str] = field(default_factory=list)
    activity: list[str] = field(default_factory=list)
    resource: list[str] = field(default_factory=list)
    role: list[str] = field(default_factory=list)
    start: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)
    lifecycle: list[str] = field(default_factory=list)
    instance: list[str] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    #: What `number` counts: "line", "row" or "event".
    unit: str = "line"
    #: Columns the log has.
    given: frozenset[str] = frozenset()
    #: Columns that the user named.
    named: frozenset[str] = frozenset()
    #: Which columns were taken by their usual names, in words.
    guessed: tuple[str, ...] = ()
    #: All names of columns, where the file has a header.
    header: tuple[str, ...] = ()
    #: What a reader should know of how the file was read.
    remarks: list[str] = field(default_factory=list)

    def place(self, row: int, what: str) -> str:
        """Say where a cell stands."""
        return f"{self.unit} {self.number[row]}: {what}"


@dataclass(frozen=True, eq=False)
class EventLog:
    """Intervals of work, sorted by case, start, end.

    Attributes
    ----------
    case, activity, resource, role
        Codes, shape (n,); −1 for a resource or role that is not known.
    start, end
        Seconds since 1970, shape (n,).
    hours
        Time worked, shape (n,): from start to end, but for events that were suspended or
        merged from several; NaN where a screen was forgotten and its time is left out.
    unstarted
        Whether nobody noted the start, shape (n,): it is taken as the end, the time worked as 0.
    forgotten
        Whether the end is that of a screen somebody forgot to close, shape (n,).
    activities, roles
        What the codes of activities and roles stand for.
    """

    case: IntArray
    activity: IntArray
    resource: IntArray
    role: IntArray
    start: FloatArray
    end: FloatArray
    hours: FloatArray
    unstarted: BoolArray
    forgotten: BoolArray
    activities: tuple[str, ...]
    roles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.case)

    @property
    def number_of_cases(self) -> int:
        """How many cases have an event."""
        return len(np.unique(self.case))

    def only(self, keep: BoolArray) -> EventLog:
        """Return the log of some of its events."""
        arrays = (
            "case", "activity", "resource", "role", "start", "end", "hours", "unstarted",
            "forgotten",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name)[keep] for name in arrays})


def codes(texts: Sequence[str]) -> tuple[IntArray, tuple[str, ...]]:
    """Number texts in the order they first occur; empty ones are `UNKNOWN`.

    Examples
    --------
    >>> codes(["b", "", "a", "b"])
    (array([ 0, -1,  1,  0]), ('b', 'a'))
    """
    known: dict[str, int] = {}
    numbers = [known.setdefault(text, len(known)) if text else UNKNOWN for text in texts]
    return np.array(numbers, dtype=np.int64), tuple(known)

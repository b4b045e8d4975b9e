"""Which column of a log holds what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from jobdesign.errors import InputError, did_you_mean

__all__ = ["Columns", "found_columns", "has_columns"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of a log of cases.

    Parameters
    ----------
    arrival
        When the case arrived: date and time, or a number in the log's unit.
    service
        Time people spent on it: the whole work of a manual case, the review of an
        assisted one.
    route
        ``manual`` or ``assisted`` (or your own labels, see `read_case_log`); None
        where every case is manual.
    case
        Its id; None where the log has none and no link needs one.
    rework_of
        In a row of rework: the id of the case that came back. `service` is then
        the time of the rework. Empty in the rows of cases. Rework of rework counts
        towards the first case.
    escaped
        In the row of a case: whether an error escaped (1, true or yes; 0, false or
        no), with `rework_time` beside it.
    rework_time
        In the row of a case: the time of all its rework; empty is 0.
    window
        Which open period the case arrived in, say the date or the shift; gaps
        between windows say nothing about arrivals.

    Raises
    ------
    InputError
        Where a name is not text or stands for two things, or rework is given in
        both ways.

    Examples
    --------
    >>> from jobdesign.queueing import Columns
    >>> Columns(arrival="opened", service="minutes", rework_of="reopens").named()["rework_of"]
    'reopens'
    """

    arrival: str = "arrival"
    service: str = "service"
    route: str | None = "route"
    case: str | None = "case"
    rework_of: str | None = None
    escaped: str | None = None
    rework_time: str | None = None
    window: str | None = None

    def __post_init__(self) -> None:
        seen: dict[str, str] = {}
        for what, name in ((f.name, getattr(self, f.name)) for f in fields(self)):
            if name is None and what not in ("arrival", "service"):
                continue
            if not isinstance(name, str) or not name:
                raise InputError("must be the name of a column", place=what, value=name)
            if name in seen:
                raise InputError(
                    f"stands for {seen[name]} already",
                    place=f"column of {what}",
                    value=name,
                    fix="give each its own column",
                )
            seen[name] = what
        if self.rework_of and (self.escaped or self.rework_time):
            raise InputError(
                "rework is either rows of its own (rework_of) or columns of the case "
                "(escaped, rework_time), not both",
                place="columns",
                fix="leave out one of the two",
            )
        if self.escaped and not self.rework_time:
            raise InputError(
                "needs rework_time beside it", place="columns: escaped", value=self.escaped
            )
        if self.rework_of and not self.case:
            raise InputError(
                "needs the column of case ids", place="columns: rework_of", value=self.rework_of
            )

    def named(self) -> dict[str, str]:
        """Return the columns that are used, by what they hold."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {what: name for what, name in pairs if name is not None}


def found_columns(given: Sequence[Any], columns: Columns) -> Columns:
    """Return the columns under the names that they have, or refuse what is not there once."""
    have = [str(name) for name in given]
    names = {}
    for what, name in columns.named().items():
        meant = _meant(name, have)
        if meant is None:
            close = did_you_mean(name, have)
            raise InputError(
                f"has no column {name!r} for {what}",
                place="header",
                fix=close or f"the columns are {', '.join(have)}",
            )
        if have.count(meant) > 1:
            raise InputError(f"column {meant!r} stands twice", place="header", fix="rename one")
        names[what] = given[have.index(meant)]
    return replace(columns, **names)


def _meant(name: str, have: list[str]) -> str | None:
    """Return the column with that name, or the only one that differs in capitals and blanks."""
    if name in have:
        return name
    alike = [other for other in have if _plain(other) == _plain(name)]
    return alike[0] if len(set(alike)) == 1 else None


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


def has_columns(header: Sequence[str], columns: Columns) -> bool:
    """Whether a row holds the names of all columns."""
    have = [cell.strip() for cell in header]
    return all(_meant(name, have) is not None for name in columns.named().values())

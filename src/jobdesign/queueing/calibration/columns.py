"""Which column of a log holds what."""

from __future__ import annotations

from dataclasses import dataclass, fields

from jobdesign.errors import InputError

__all__ = ["Columns"]


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

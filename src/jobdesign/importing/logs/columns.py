"""Which column of a table holds what: named, or found by its usual name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.logs.events import LogColumns
from jobdesign.importing.names import listed

__all__ = ["NEEDED", "Places", "complain_of_header", "folded", "refuse_equals"]

#: Names that columns have where the user names none, the usual ones first; small letters, and
#: a blank for "_" and "-".
_USUAL = {
    "case": ("case:concept:name", "case id", "caseid", "case", "case number", "case key"),
    "activity": ("concept:name", "activity", "activity name", "task", "task name"),
    "resource": ("org:resource", "resource", "user", "employee"),
    "role": ("org:role", "role"),
    "start": ("start timestamp", "start time", "start"),
    "end": (
        "time:timestamp", "end timestamp", "end time", "end", "complete timestamp",
        "completion time", "timestamp",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle"),
    "instance": ("concept:instance",),
}  # fmt: skip
NEEDED = ("case", "activity", "end")
#: Of columns of several times, the usual ones first is what a person would take.
_RANKED = ("start", "end")


@dataclass(frozen=True, slots=True)
class Places:
    """Where each column stands that a header has, and where else it may.

    Attributes
    ----------
    at
        By what it holds.
    equals
        Positions of other columns with a usual name for the same.
    guessed
        What was found by its usual name.
    """

    at: dict[str, int]
    equals: dict[str, tuple[int, ...]]
    guessed: tuple[str, ...]

    @classmethod
    def find(cls, header: Sequence[str], columns: LogColumns) -> Places:
        """Look for the columns; those that are not there are left out."""
        at: dict[str, int] = {}
        equals: dict[str, tuple[int, ...]] = {}
        guessed = []
        named = {getattr(columns, field.name) for field in fields(LogColumns)}
        plain = [folded(name) for name in header]
        for field in fields(LogColumns):
            what, wanted = field.name, getattr(columns, field.name)
            if wanted is not None:
                if list(header).count(wanted) == 1:
                    at[what] = list(header).index(wanted)
                continue
            found = [
                i
                for usual in _USUAL[what]
                for i, name in enumerate(plain)
                if name == usual and header[i] not in named
            ]
            if found:
                at[what] = found[0]
                guessed.append(what)
                equals[what] = tuple(found[1:])
        return cls(at, {what: more for what, more in equals.items() if more}, tuple(guessed))

    def complete(self, columns: LogColumns) -> bool:
        """Whether everything is there that is needed or was named."""
        wanted = {f.name for f in fields(LogColumns) if getattr(columns, f.name) is not None}
        return wanted.union(NEEDED) <= self.at.keys()


def folded(name: str) -> str:
    """Return a name of a column as it is compared with usual ones.

    Examples
    --------
    >>> folded(" Start_Time "), folded("Case-ID")
    ('start time', 'case id')
    """
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def complain_of_header(header: Sequence[str], columns: LogColumns, places: Places) -> InputError:
    """Return what is wrong with a header that lacks a column."""
    known = f"the columns are {listed(header, 20)}"
    for field in fields(LogColumns):
        named = getattr(columns, field.name)
        if named is not None and field.name not in places.at:
            rule = "stands twice in" if named in header else "is not a column of"
            return InputError(
                f"{rule} the header",
                place=f"{field.name} column",
                value=named,
                fix=did_you_mean(named, header[:1000]) or known,
            )
    needed = next(what for what in NEEDED if what not in places.at)
    return InputError(
        f"no column is named for {needed}", place="header", fix=f"name it (--{needed}); {known}"
    )


def refuse_equals(
    header: Sequence[str], places: Places, differs: Sequence[tuple[str, int]]
) -> list[str]:
    """Refuse columns that may as well be meant as the one taken; return what to say of others.

    Parameters
    ----------
    header, places
        What was found.
    differs
        What, and the position of a column with a usual name for it and other cells.
    """
    said = []
    for what, position in differs:
        mine, other = header[places.at[what]], header[position]
        if what not in _RANKED or folded(mine) == folded(other):
            raise InputError(
                f"{mine} and {other} may both be meant as the {what}, and differ",
                place="header",
                fix=f"name one (--{what})",
            )
        said.append(f"{mine} is taken as the {what}, not {other} (--{what})")
    return said

"""What an importer read, dropped and assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, SupportsInt

from jobdesign.files.text import write_text
from jobdesign.importing.problem_text import file_text
from jobdesign.problem import Problem

__all__ = ["ImportSummary", "Imported", "Tally"]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an importer read, dropped and assumed.

    Attributes
    ----------
    source
        The file or folder.
    read, dropped
        What, and how many of it.
    assumed
        What the source does not say, a line each.
    noticed
        What a reader of the result should know, a line each.
    """

    source: str
    read: tuple[tuple[str, int], ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    assumed: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "source": self.source,
            "read": dict(self.read),
            "dropped": dict(self.dropped),
            "assumed": list(self.assumed),
            "noticed": list(self.noticed),
        }

    def __str__(self) -> str:
        from jobdesign.tables.imports import import_text

        return import_text(self)


@dataclass(frozen=True)
class Imported:
    """A problem that was made from something else.

    Attributes
    ----------
    problem
        To be solved.
    summary
        What was read, dropped and assumed.
    header, notes
        Comments of its file: at the top, and one a step.
    """

    problem: Problem
    summary: ImportSummary
    header: str
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The problem file in TOML, with comments; it reads back as `problem`."""
        return file_text(self.problem, self.header, self.notes)

    def write(self, path: str | Path) -> None:
        """Write the problem file, whole or not at all.

        Raises
        ------
        InputError
            Where it cannot be written.
        """
        write_text(Path(path), self.text)


@dataclass
class Tally:
    """Collects a summary while something is read."""

    read: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    #: Why little may be left: said where nothing is.
    reasons: list[str] = field(default_factory=list)

    def drop(self, what: str, count: SupportsInt) -> None:
        """Note how many of something were left out, if any were."""
        if int(count):
            self.dropped[what] = self.dropped.get(what, 0) + int(count)

    def summary(self, source: str) -> ImportSummary:
        """Return what was collected."""
        return ImportSummary(
            source,
            tuple(self.read.items()),
            tuple(self.dropped.items()),
            tuple(self.assumed),
            tuple(self.noticed),
        )

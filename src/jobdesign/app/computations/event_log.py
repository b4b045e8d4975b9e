"""A problem from an event log that was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobdesign.app.computations.tell import Tell
from jobdesign.problem import Problem

__all__ = ["ReadLog", "read_log"]


@dataclass(frozen=True)
class ReadLog:
    """A problem that an event log became, and what was read, dropped and assumed."""

    problem: Problem
    summary: str


def read_log(
    name: str,
    data: bytes,
    columns: dict[str, str],
    wage: float,
    success: float | None,
    settings: dict[str, Any],
    clock: dict[str, str] | None = None,
    file: dict[str, Any] | None = None,
    *,
    tell: Tell,
) -> ReadLog:
    """Make a problem of an event log that was handed in.

    Parameters
    ----------
    name, data
        The upload.
    columns, settings, clock
        As `LogColumns`, `LogSettings` and `Clock` have them.
    wage, success
        Of one worker who does everything; of AI at every step.
    file
        How the file is written, as `import_log` has it.
    tell
        Takes what is to be told meanwhile.
    """
    import jobdesign
    from jobdesign.app.uploads import with_file

    found = with_file(
        name,
        data,
        lambda path: jobdesign.import_log(
            path,
            columns=jobdesign.LogColumns(**columns),
            clock=jobdesign.Clock(**(clock or {})),
            settings=jobdesign.LogSettings(**settings),
            ai=jobdesign.AiAssumptions(success=success),
            wage=wage,
            **(file or {}),
        ),
    )
    return ReadLog(found.problem, str(found.summary))

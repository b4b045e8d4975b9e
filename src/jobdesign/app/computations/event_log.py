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
    *,
    tell: Tell,
) -> ReadLog:
    """Make a problem of an event log that was handed in."""
    import jobdesign
    from jobdesign.app.uploads import with_file

    found = with_file(
        name,
        data,
        lambda path: jobdesign.import_log(
            path,
            columns=jobdesign.LogColumns(**columns),
            settings=jobdesign.LogSettings(**settings),
            ai=jobdesign.AiAssumptions(success=success),
            wage=wage,
        ),
    )
    return ReadLog(found.problem, str(found.summary))

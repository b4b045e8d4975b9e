"""Options that several commands share, together as they are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["takes_job_ends", "takes_people", "takes_reading", "takes_writing", "together"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_Option = Callable[[_Command], _Command]


def together(*options: _Option[Any]) -> _Option[_Command]:
    """Return a decorator that adds options, in this order."""

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


#: How to read a problem file.
takes_reading: _Option[Any] = together(
    click.option(
        "--notation",
        type=click.Choice(["words", "paper", "page"]),
        help="Column names of a CSV file; needed for CSV.",
    ),
    click.option("--alpha", type=float, help="Quality of the AI, instead of the file's."),
)

#: How to write the answer.
takes_writing: _Option[Any] = together(
    click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
    ),
    click.option("-o", "--output", metavar="PATH", help="Write to a file instead of the terminal."),
)

#: Jobs as they are.
takes_job_ends: _Option[Any] = click.option(
    "--job-end",
    "job_ends",
    multiple=True,
    metavar="STEP",
    help="Last step of a job that there is; repeat for each. Default: the best jobs without AI.",
)

#: Who works on the jobs of a design where items arrive.
takes_people: _Option[Any] = together(
    click.option(
        "--manual-variation",
        type=float,
        default=0.0,
        show_default=True,
        metavar="V",
        help="Squared coefficient of variation of manual times.",
    ),
    click.option("--workers", type=int, default=1, show_default=True, help="People in each job."),
)

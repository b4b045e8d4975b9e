"""What the subcommands share: a queue file, another arrival rate, how to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobdesign.cli.shared import as_json, write
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.queueing.problem import QueueProblem

__all__ = ["read_given", "takes_queue", "takes_writing", "write_result"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def takes_writing(command: _Command) -> _Command:
    """Add the options that say how to write the answer."""
    for decorator in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
        ),
        click.option("--output", metavar="PATH", help="Write to a file instead of the terminal."),
    ):
        command = decorator(command)
    return command


def takes_queue(command: _Command) -> _Command:
    """Add the argument and options of a queue file."""
    rate = click.option(
        "--arrival-rate", type=float, metavar="RATE", help="Items a unit of time, not the file's."
    )
    decorated: _Command = click.argument("file")(rate(takes_writing(command)))
    return decorated


def read_given(file: str, arrival_rate: float | None) -> QueueProblem:
    """Read a queue file, with another arrival rate where one is given."""
    from jobdesign.files.queue_files import read_queue

    problem = read_queue(file)
    if arrival_rate is None:
        return problem
    try:
        return problem.with_arrival_rate(arrival_rate)
    except InputError as error:
        raise error.from_source("--arrival-rate") from None


def write_result(text: str, tree: Any, form: str, output: str | None) -> None:
    """Write the table, or the tree as JSON."""
    write(text if form == "table" else as_json(tree), output)

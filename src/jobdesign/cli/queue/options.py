"""What the subcommands share: a queue file, another arrival rate, how to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from jobdesign.cli.common_options import takes_writing, together
from jobdesign.cli.shared import as_json, spare, write
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.queueing.problem import QueueProblem

__all__ = ["named_as", "read_given", "takes_queue", "write_result"]

#: A queue file, another arrival rate, and how to write.
takes_queue: Callable[[Any], Any] = together(
    click.argument("file"),
    click.option(
        "--arrival-rate", type=float, metavar="RATE", help="Items a unit of time, not the file's."
    ),
    takes_writing,
)


def read_given(file: str, arrival_rate: float | None, output: str | None) -> QueueProblem:
    """Read a queue file that the output spares, with another arrival rate where one is given."""
    from jobdesign.files.queue_files import read_queue

    spare(file, output)
    problem = read_queue(file)
    if arrival_rate is None:
        return problem
    with named_as({"arrival_rate": "--arrival-rate"}):
        return problem.with_arrival_rate(arrival_rate)


@contextmanager
def named_as(
    options: Mapping[str, str], file: str = "", *, words: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Let messages name options for parameters, and the file for what stands in it.

    Parameters
    ----------
    options
        The option of each parameter, or the table of the file.
    file
        Whence the rest came.
    words
        What to say in place of words that mean something in Python only.
    """
    try:
        yield
    except InputError as error:
        if error.place in options and options[error.place].startswith("--"):
            error.place, error.source = options[error.place], ""
        elif not error.source:
            parameter = error.place.rsplit(": ", 1)[-1].partition("[")[0]
            error.place = options.get(parameter, error.place)
            if not error.place.startswith("--"):
                error.source = file
        for said, meant in (words or {}).items():
            error.rule, error.fix = (text.replace(said, meant) for text in (error.rule, error.fix))
        raise


def write_result(text: str, tree: Any, form: str, output: str | None) -> None:
    """Write the table, or the tree as JSON."""
    write(text if form == "table" else as_json(tree), output)

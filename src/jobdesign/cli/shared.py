"""What commands share: options that name a problem, reading, writing, complaining."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobdesign.cli.common_options import takes_reading, takes_writing, together
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.problem import Problem

__all__ = [
    "as_json",
    "complain",
    "read",
    "read_to_solve",
    "showing_warnings",
    "spare",
    "summary",
    "takes_problem",
    "write",
]


def complain(message: str) -> int:
    """Write one line on stderr; returns the exit code of wrong input."""
    click.echo(f"error: {' '.join(message.split())}", err=True)
    return 2


#: Which problem, which horizon, how long, and how to write.
takes_problem: Callable[[Any], Any] = together(
    click.argument("file"),
    takes_reading,
    click.option(
        "--horizon",
        type=click.Choice(["long", "short"]),
        default="long",
        show_default=True,
        help="short: jobs and wages stay as they are without AI.",
    ),
    click.option(
        "--job-end",
        "job_ends",
        multiple=True,
        metavar="STEP",
        help="Short run: last step of a given job; repeat for each (one: a single job).",
    ),
    click.option(
        "--time-limit",
        type=float,
        metavar="S",
        help="Seconds after which to stop with the best design so far.",
    ),
    takes_writing,
)


@contextmanager
def showing_warnings(source: str) -> Iterator[None]:
    """Write warnings as lines on stderr, once what warned is done."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        click.echo(f"warning: {source}: {warning.message}", err=True)


def read(file: str, notation: str | None, alpha: float | None) -> Problem:
    """Read a problem file, a CSV file or a link, with warnings on stderr."""
    from jobdesign.files.links import is_link
    from jobdesign.files.problem_files import read_problem

    is_csv = file.lower().endswith(".csv") and not is_link(file)
    with showing_warnings(file):
        problem = read_problem(file, notation=notation, alpha=alpha if is_csv else None)
    if alpha is None or is_csv:
        return problem
    try:
        return problem.with_alpha(alpha)
    except InputError as error:
        raise error.from_source("--alpha") from None


def read_to_solve(
    file: str,
    notation: str | None,
    alpha: float | None,
    output: str | None,
    place: str = "--output",
) -> Problem:
    """Read a problem whose file the output spares."""
    spare(file, output, place)
    return read(file, notation, alpha)


def spare(file: str, output: str | None, place: str = "--output") -> None:
    """Refuse an output that is no file, or would overwrite what is read."""
    if output is not None and (not output or os.path.isdir(output)):
        raise InputError("must name a file", place=place, value=output)
    both_exist = output is not None and os.path.exists(output) and os.path.exists(file)
    if both_exist and os.path.samefile(file, str(output)):
        raise InputError("would overwrite the problem", place=place, value=output)


def summary(problem: Problem) -> str:
    """Say on one line what a problem holds."""
    given = problem.workflow
    ai = int((given.ai_success > 0).sum())
    parts = ["1 step" if len(given) == 1 else f"{len(given)} steps", f"AI can do {ai}"]
    if given.alpha is not None:
        parts.append(f"alpha {given.alpha:g}")
    if problem.constraints:
        count = len(problem.constraints)
        parts.append("1 constraint" if count == 1 else f"{count} constraints")
    title = f'"{problem.name}", ' if problem.name else ""
    return f"ok: {title}{', '.join(parts)}"


def as_json(tree: Any) -> str:
    """Return a tree as JSON for people and programs."""
    return json.dumps(tree, indent=2, ensure_ascii=False)


def write(text: str, output: str | None) -> None:
    """Write to a file, whole or not at all, or to stdout."""
    if output is None:
        click.echo(text)
    else:
        from jobdesign.files.text import write_text

        write_text(Path(output), text + "\n")

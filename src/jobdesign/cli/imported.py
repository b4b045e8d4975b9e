"""What becomes of an imported problem: written, solved, reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobdesign.cli.shared import as_json, write
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.importing.summary import Imported

__all__ = ["hand_over", "hands_over"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def hands_over(command: _Command) -> _Command:
    """Add the options that say what becomes of the problem."""
    for decorator in (
        click.option(
            "-o",
            "--output",
            metavar="PATH",
            help="Write the problem file (.toml); by default it goes to stdout.",
        ),
        click.option("--solve", "solves", is_flag=True, help="Solve it at once, too."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            help="Of the summary and the solution.",
        ),
    ):
        command = decorator(command)
    return command


def hand_over(imported: Imported, output: str | None, solves: bool, form: str) -> int:
    """Write the problem file, then say what was done, and solve."""
    if output is not None:
        if Path(output).suffix.lower() != ".toml":
            raise InputError("must end in .toml", place="--output", value=output)
        imported.write(output)
    elif not solves and form == "table":
        click.echo(imported.text, nl=False)
        return 0
    tree: dict[str, Any] = {"summary": imported.summary.to_dict()}
    text = str(imported.summary)
    code = 0
    if solves:
        from jobdesign.solver import solve

        solution = solve(imported.problem)
        tree["solution"] = solution.to_dict()
        text += f"\n\n{solution}"
        code = {"infeasible": 3, "time_limit": 4}.get(solution.status, 0)
    elif output is None:
        from jobdesign.files.tree import problem_to_dict

        tree["problem"] = problem_to_dict(imported.problem)
    write(text if form == "table" else as_json(tree), None)
    return code

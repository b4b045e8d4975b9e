"""``jobdesign convert``: a problem in another form."""

from __future__ import annotations

from pathlib import Path

import click

from jobdesign.cli.common_options import takes_reading
from jobdesign.cli.shared import read, read_to_solve, summary
from jobdesign.errors import InputError

__all__ = ["convert"]


@click.command(short_help="Write a problem as TOML, JSON or a link, or as a model in LP or MPS.")
@click.argument("file")
@click.argument("path")
@takes_reading
def convert(file: str, path: str, notation: str | None, alpha: float | None) -> int:
    """Write FILE to PATH: .toml or .json, or the step-level model as .lp or .mps.

    Where PATH is the address of the authors' page (or just "?"), print the link that shows
    the problem there.
    """
    from jobdesign.files.links import is_link, write_link

    if is_link(path):
        page = path.partition("#")[0].partition("?")[0]
        click.echo(write_link(read(file, notation, alpha), page))
        return 0
    problem = read_to_solve(file, notation, alpha, path, "PATH")
    suffix = Path(path).suffix.lower()
    if suffix in (".lp", ".mps"):
        from jobdesign.files.model_files import write_model

        write_model(problem, path)
    elif suffix in (".toml", ".json"):
        from jobdesign.files.problem_files import write_problem

        write_problem(problem, path)
    else:
        raise InputError(
            "must end in .toml, .json, .lp or .mps",
            place="PATH",
            value=path,
            fix="the ending says which form to write; for a link give the page's address",
        )
    click.echo(f"{path}: {summary(problem).removeprefix('ok: ')}")
    return 0

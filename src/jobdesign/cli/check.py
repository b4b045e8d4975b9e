"""``jobdesign check``: files without solving them, or a given design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobdesign.cli.common_options import takes_reading
from jobdesign.cli.shared import complain, read, summary
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.problem import Problem

__all__ = ["check"]


@click.command(short_help="Check files, or price a given design.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@takes_reading
@click.option(
    "--design",
    metavar="JSON",
    help="Price this design, as solve --format json writes it; check its cost and constraints.",
)
def check(
    files: tuple[str, ...], notation: str | None, alpha: float | None, design: str | None
) -> int:
    """Check problem files without solving them; with --design, price a design."""
    if design is not None and len(files) > 1:
        raise click.UsageError("--design goes with one FILE")
    code = 0
    for file in files:
        try:
            problem = read(file, notation, alpha)
        except InputError as error:
            code = complain(str(error))
            continue
        click.echo(f"{file}: {summary(problem)}")
        if design is not None:
            code = _check_design(problem, design)
    return code


def _check_design(problem: Problem, path: str) -> int:
    from jobdesign.comparison import AGREEMENT
    from jobdesign.evaluator import evaluate
    from jobdesign.files.design_files import read_design

    claimed = read_design(path, problem)
    priced = evaluate(problem, claimed.design, claimed.horizon)
    cost = priced.cost
    click.echo(f"{path}: design {claimed.design} costs {cost:.10g}")
    for violation in priced.violations:
        click.echo(f"error: {path}: the design breaks {violation}", err=True)
    if priced.violations:
        return 1
    if claimed.cost is None or abs(claimed.cost - cost) <= AGREEMENT * abs(cost):
        return 0
    click.echo(f"error: {path}: cost = {claimed.cost!r}: the design costs {cost!r}", err=True)
    return 1

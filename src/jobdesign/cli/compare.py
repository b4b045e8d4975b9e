"""``jobdesign compare``: several methods, side by side."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.progress import ProgressLine
from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write
from jobdesign.errors import InputError

__all__ = ["compare"]


@click.command(short_help="Solve by several methods, side by side.")
@click.option("--methods", metavar="A,B,...", help="Methods to run; all that can, where left out.")
@takes_problem
def compare(
    file: str,
    methods: str | None,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Solve by several methods and print one row each; exit 1 where they disagree."""
    from jobdesign.comparison import compare as compare_methods

    names = [name.strip() for name in (methods or "").split(",") if name.strip()]
    if methods is not None and not names:
        raise InputError(
            "must name methods", place="--methods", value=methods, fix="say mip,mip_compact"
        )
    problem = read_to_solve(file, notation, alpha, output)
    with ProgressLine() as line:
        comparison = compare_methods(
            problem,
            names or None,
            horizon=horizon,
            job_ends=job_ends or None,
            time_limit=time_limit,
            progress=line.show,
        )
    write(str(comparison) if form == "table" else as_json(comparison.to_dict()), output)
    if comparison.interrupted:
        return 130
    if not comparison.agree:
        return 1
    if comparison.reference is not None:
        return 0
    return 3 if any(found.status == "infeasible" for found in comparison) else 4

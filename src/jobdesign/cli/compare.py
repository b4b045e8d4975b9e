"""``jobdesign compare``: several methods, side by side."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write

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

    comparison = compare_methods(
        read_to_solve(file, notation, alpha, output),
        None if methods is None else [name.strip() for name in methods.split(",")],
        horizon=horizon,
        job_ends=job_ends or None,
        time_limit=time_limit,
    )
    write(str(comparison) if form == "table" else as_json(comparison.to_dict()), output)
    if comparison.interrupted:
        return 130
    if comparison.reference is None:
        return 4
    return 0 if comparison.agree else 1

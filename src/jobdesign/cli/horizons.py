"""``jobdesign horizons``: short run and long run side by side."""

from __future__ import annotations

import click

from jobdesign.cli.shared import as_json, read_to_solve, write

__all__ = ["horizons"]


@click.command(short_help="Short run and long run side by side.")
@click.argument("file")
@click.option(
    "--notation",
    type=click.Choice(["words", "paper", "page"]),
    help="Column names of a CSV file; needed for CSV.",
)
@click.option("--alpha", type=float, help="Quality of the AI, instead of the file's.")
@click.option(
    "--job-end",
    "job_ends",
    multiple=True,
    metavar="STEP",
    help="Last step of a job that there is; repeat for each. Default: the best jobs without AI.",
)
@click.option("--time-limit", type=float, metavar="S", help="Seconds for everything.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
@click.option("--output", metavar="PATH", help="Write to a file instead of the terminal.")
def horizons(
    file: str,
    notation: str | None,
    alpha: float | None,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Compare: as it is, jobs redesigned without AI, AI in the same jobs, and both."""
    from jobdesign.analysis.horizons.comparison import compare_horizons

    problem = read_to_solve(file, notation, alpha, output)
    found = compare_horizons(problem, job_ends=job_ends or None, time_limit=time_limit)
    write(str(found) if form == "table" else as_json(found.to_dict()), output)
    if found.long_run.design is not None:
        return 0
    return 3 if found.long_run.status == "infeasible" else 4

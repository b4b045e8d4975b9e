"""``jobdesign horizons``: short run and long run side by side."""

from __future__ import annotations

import click

from jobdesign.cli.common_options import takes_job_ends, takes_reading, takes_writing
from jobdesign.cli.shared import as_json, read_to_solve, write

__all__ = ["horizons"]


@click.command(short_help="Short run and long run side by side.")
@click.argument("file")
@takes_reading
@takes_job_ends
@click.option("--time-limit", type=float, metavar="S", help="Seconds for everything.")
@takes_writing
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

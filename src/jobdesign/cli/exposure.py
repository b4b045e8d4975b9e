"""``jobdesign exposure``: what is exposed to AI, and what AI does to jobs."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write

__all__ = ["exposure"]


@click.command(short_help="What is exposed to AI, and what AI does to jobs and skills.")
@takes_problem
def exposure(
    file: str,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Measure exposure of steps, tasks and jobs, and AI's effects on skill and job width."""
    from jobdesign.analysis.exposure.measures import measure_exposure

    problem = read_to_solve(file, notation, alpha, output)
    found = measure_exposure(
        problem, horizon=horizon, job_ends=job_ends or None, time_limit=time_limit
    )
    write(str(found) if form == "table" else as_json(found.to_dict()), output)
    if found.solution.design is not None:
        return 0
    return 3 if found.solution.status == "infeasible" else 4

"""``jobdesign report``: one page of HTML to send."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.common_options import takes_job_ends, takes_people, takes_reading
from jobdesign.cli.shared import read_to_solve
from jobdesign.errors import InputError

__all__ = ["report"]

#: What arguments of the library are called here.
_OPTIONS = {
    "arrival_rate": "--arrival-rate", "manual_variation": "--manual-variation",
    "workers": "--workers", "time_limit": "--time-limit",
}  # fmt: skip


@click.command(short_help="One page of HTML to send: the design and all that is known of it.")
@click.argument("file")
@click.option("-o", "--output", required=True, metavar="PATH", help="The page, say report.html.")
@takes_reading
@click.option(
    "--horizon", type=click.Choice(["long", "short"]), default="long", show_default=True,
    help="short: about the jobs that there are; wages stay as well.",
)  # fmt: skip
@takes_job_ends
@click.option(
    "--arrival-rate", type=float, metavar="RATE", help="Items a unit of time: adds their waits."
)
@takes_people
@click.option(
    "--time-limit",
    type=float,
    default=300.0,
    show_default=True,
    metavar="S",
    help="Seconds for all answers; the page says which are missing.",
)
def report(
    file: str,
    output: str,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    arrival_rate: float | None,
    manual_variation: float,
    workers: int,
    time_limit: float,
) -> int:
    """Write a report: design, costs, what AI changes, prices, thresholds, assumptions.

    The page holds everything it shows; it loads nothing and runs nothing.
    """
    from jobdesign.files.comments import Comments, read_comments
    from jobdesign.files.links import is_link

    problem = read_to_solve(file, notation, alpha, output)
    comments = Comments() if is_link(file) else read_comments(file)
    try:
        from jobdesign.reporting.contents import Queue
        from jobdesign.reporting.page import write_report

        queue = None
        if arrival_rate is not None:
            queue = Queue(arrival_rate, manual_variation=manual_variation, workers=workers)
        contents = write_report(
            problem,
            output,
            comments=comments,
            horizon=horizon,
            job_ends=job_ends or None,
            queue=queue,
            time_limit=time_limit,
        )
    except ImportError as error:
        if error.name != "matplotlib":
            raise
        raise InputError(str(error)) from None
    except InputError as error:
        error.place = _OPTIONS.get(error.place, error.place)
        raise
    if contents.solution.design is not None:
        return 0
    return 3 if contents.solution.status == "infeasible" else 4

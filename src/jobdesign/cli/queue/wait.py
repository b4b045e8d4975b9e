"""``jobdesign queue wait``: mean waits and percentiles of each route."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result

__all__ = ["wait"]


@click.command(short_help="Mean waits and percentiles of each route.")
@takes_queue
@click.option(
    "--share",
    "shares",
    type=float,
    multiple=True,
    metavar="X",
    help="Also with this share of items sent to AI; repeat for more.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Percentiles to all digits, at ten times the cost; else to seven or more.",
)
def wait(
    file: str,
    arrival_rate: float | None,
    shares: tuple[float, ...],
    exact: bool,
    form: str,
    output: str | None,
) -> int:
    """Tell utilisation, mean wait, time in system and percentiles of the wait.

    Exact for Poisson arrivals and one server; else approximations, whose names and
    errors are told. Percentiles of one server need a distribution, not only moments.
    """
    from jobdesign.queueing.waits import route_waits

    problem = read_given(file, arrival_rate, output)
    with named_as({"share": "--share"}, file):
        found = route_waits(problem, shares, exact=exact)
    write_result(str(found), found.to_dict(), form, output)
    return 0

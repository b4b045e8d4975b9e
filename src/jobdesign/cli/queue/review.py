"""``jobdesign queue review``: which drafts are worth a review when attention is scarce."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result
from jobdesign.errors import InputError

__all__ = ["review"]


@click.command(short_help="Which drafts are worth a review when attention is scarce.")
@takes_queue
@click.option(
    "--follow",
    metavar="PARAMETER",
    help="Follow all equilibria while a parameter moves, e.g. arrival_rate.",
)
@click.option("--from", "low", type=float, metavar="LOW", help="Start of that range.")
@click.option("--to", "high", type=float, metavar="HIGH", help="End of that range.")
def review(
    file: str,
    arrival_rate: float | None,
    follow: str | None,
    low: float | None,
    high: float | None,
    form: str,
    output: str | None,
) -> int:
    """Find all equilibria of selective review, or follow them along a parameter.

    The file has a table [review].
    """
    from jobdesign.queueing.review.curves import equilibrium_curve
    from jobdesign.tables.reviews import curve_text, equilibria_text

    problem = read_given(file, arrival_rate, output)
    with named_as({}, file):
        problem.require_usable("review")
    assert problem.review is not None
    if follow is None:
        if low is not None or high is not None:
            raise InputError("need --follow", place="--from and --to", fix="name the parameter")
        found = problem.review.equilibria()
        write_result(
            equilibria_text(found, problem.name, problem.time_unit), found.to_dict(), form, output
        )
        return 0
    if low is None or high is None:
        raise InputError("needs --from and --to", place="--follow", value=follow)
    if arrival_rate is not None and follow == "arrival_rate":
        raise InputError(
            "would not be used where --follow moves the arrival rate",
            place="--arrival-rate",
            value=arrival_rate,
            fix="leave it out",
        )
    with named_as({"parameter": "--follow", "high": "--to", follow: "--from or --to"}, file):
        curve = equilibrium_curve(problem.review, follow, low, high)
    write_result(curve_text(curve, problem.name, problem.time_unit), curve.to_dict(), form, output)
    return 0

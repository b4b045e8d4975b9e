"""``jobdesign queue types``: which kinds of tasks to send to AI."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result

__all__ = ["types"]


@click.command(short_help="Which kinds of tasks to send to AI.")
@takes_queue
@click.option(
    "--largest-share",
    type=float,
    default=1.0,
    show_default=True,
    metavar="X",
    help="At most this share of all tasks may go to AI.",
)
def types(
    file: str, arrival_rate: float | None, largest_share: float, form: str, output: str | None
) -> int:
    """Find the share of AI for every kind of task that keeps people waiting least.

    The file has tables [[types]], each with its share of the arrivals and both routes.
    """
    from jobdesign.queueing.routing import route_tasks
    from jobdesign.tables.routing import routing_text

    problem = read_given(file, arrival_rate, output)
    with named_as({}, file):
        problem.require_usable("types")
    with named_as({"largest_share": "--largest-share"}, file):
        found = route_tasks(problem.types, capacity=problem.capacity, largest_share=largest_share)
    write_result(routing_text(found, problem), found.to_dict(), form, output)
    return 0

"""``jobdesign queue adoption``: whether and where AI shortens the wait."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result

__all__ = ["adoption"]


@click.command(short_help="Whether and where AI shortens the wait.")
@takes_queue
def adoption(file: str, arrival_rate: float | None, form: str, output: str | None) -> int:
    """Compare the two routes: variance wedge, best share, critical rate, stability.

    The file gives both routes, [manual] and [assisted].
    """
    from jobdesign.queueing.adoption.report import adoption_report

    problem = read_given(file, arrival_rate, output)
    with named_as({}, file):
        found = adoption_report(problem.routes, name=problem.name, time_unit=problem.time_unit)
    write_result(str(found), found.to_dict(), form, output)
    return 0

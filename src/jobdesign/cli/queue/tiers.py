"""``jobdesign queue tiers``: juniors who pass some items on to seniors."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result

__all__ = ["tiers"]


@click.command(short_help="Juniors who pass some items on to seniors.")
@takes_queue
def tiers(file: str, arrival_rate: float | None, form: str, output: str | None) -> int:
    """Tell utilisation and waits of both tiers, approximately (`queue simulate` checks it).

    The file has a table [tiers].
    """
    from jobdesign.tables.queueing import queue_heading

    problem = read_given(file, arrival_rate, output)
    with named_as({}, file):
        problem.require_usable("tiers")
    assert problem.tiers is not None
    found = problem.tiers.decomposition
    balance = {"balancing_share": problem.tiers.balancing_share}
    text = f"{queue_heading(problem, 'Two tiers')}\n\n{found}"
    write_result(text, found.to_dict() | balance, form, output)
    return 0

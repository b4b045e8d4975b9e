"""``jobdesign queue tiers``: juniors who pass some items on to seniors."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import read_given, takes_queue, write_result
from jobdesign.errors import InputError

__all__ = ["tiers"]


@click.command(short_help="Juniors who pass some items on to seniors.")
@takes_queue
def tiers(file: str, arrival_rate: float | None, form: str, output: str | None) -> int:
    """Tell utilisation and waits of both tiers, approximately (`queue simulate` checks it).

    The file has a table [tiers].
    """
    problem = read_given(file, arrival_rate)
    if problem.tiers is None:
        raise InputError("is not given", place="[tiers]", source=file, fix="add a table [tiers]")
    found = problem.tiers.decomposition
    balance = {"balancing_share": problem.tiers.balancing_share}
    write_result(str(found), found.to_dict() | balance, form, output)
    return 0

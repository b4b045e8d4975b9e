"""``jobdesign queue``: waiting, with AI and without; one module a subcommand."""

from __future__ import annotations

import click

from jobdesign.cli.queue.adoption import adoption
from jobdesign.cli.queue.calibrate import calibrate
from jobdesign.cli.queue.design import design
from jobdesign.cli.queue.review import review
from jobdesign.cli.queue.simulate import simulate
from jobdesign.cli.queue.tiers import tiers
from jobdesign.cli.queue.types import types
from jobdesign.cli.queue.wait import wait

__all__ = ["queue"]


@click.group(short_help="Waiting: when faster tasks slow the workflow down.", no_args_is_help=True)
def queue() -> None:
    """Say how long items wait, with AI and without.

    FILE is a queue file (.toml or .json) with arrivals and routes; for `design` it is
    a problem file, for `calibrate` a log of cases.
    """


for _command in (wait, adoption, types, review, tiers, simulate, calibrate, design):
    queue.add_command(_command)

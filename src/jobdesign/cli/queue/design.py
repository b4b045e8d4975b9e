"""``jobdesign queue design``: the jobs of a design as servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobdesign.cli.common_options import takes_people, takes_reading, takes_writing
from jobdesign.cli.queue.options import named_as, write_result
from jobdesign.cli.shared import read_to_solve
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.design import Design
    from jobdesign.problem import Problem

__all__ = ["design"]


@click.command(short_help="The jobs of a design as servers.")
@click.argument("file")
@takes_reading
@click.option(
    "--arrival-rate",
    type=float,
    required=True,
    metavar="RATE",
    help="Items a unit of the problem's time.",
)
@takes_people
@click.option(
    "--arrival-variation",
    type=float,
    default=1.0,
    show_default=True,
    metavar="V",
    help="Squared coefficient of variation of the times between arrivals; 1: Poisson.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Compare the cheapest design with the next ones, with work by hand, with extremes, and "
    "with the fastest at this rate.",
)
@takes_writing
def design(
    file: str,
    notation: str | None,
    alpha: float | None,
    arrival_rate: float,
    manual_variation: float,
    workers: int,
    arrival_variation: float,
    compare: bool,
    form: str,
    output: str | None,
) -> int:
    """Let items arrive at the cheapest design of a problem file.

    Tells how busy each job is, how long items wait there, and the bottleneck; with
    --compare at which arrival rates which design is the fastest.
    """
    from jobdesign.queueing.designs.comparison import compare_designs, usual_designs
    from jobdesign.queueing.designs.load import design_load
    from jobdesign.queueing.service_times.checks import whole_number
    from jobdesign.solver import solve

    whole_number("--workers", workers)
    problem = read_to_solve(file, notation, alpha, output)
    options = {"manual_variation": manual_variation, "arrival_variation": arrival_variation}
    with named_as({key: f"--{key.replace('_', '-')}" for key in ("arrival_rate", *options)}, file):
        if compare:
            designs = usual_designs(problem)
            fastest = _fastest(problem, arrival_rate / workers, manual_variation)
            if fastest is not None:
                # found for one worker a job and Poisson arrivals
                exact = workers == 1 and arrival_variation == 1.0
                designs["fastest" if exact else "fastest as M/G/1"] = fastest
            found = compare_designs(problem, designs, arrival_rate, workers=workers, **options)
            write_result(str(found), found.to_dict(), form, output)
            return 0
        solution = solve(problem)
        if solution.design is None:
            click.echo(str(solution), err=True)
            return 3 if solution.status == "infeasible" else 4
        load = design_load(problem, solution.design, arrival_rate, workers=workers, **options)
    write_result(str(load), load.to_dict(), form, output)
    return 0


def _fastest(problem: Problem, arrival_rate: float, manual_variation: float) -> Design | None:
    """Return the fastest design; None where none is fast enough, or rules span jobs."""
    from jobdesign.queueing.designs.fastest import fastest_design

    try:
        return fastest_design(problem, arrival_rate, manual_variation).design
    except InputError:
        return None

"""``jobdesign queue design``: the jobs of a design as servers."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import takes_writing, write_result
from jobdesign.cli.shared import read_to_solve
from jobdesign.errors import InputError

__all__ = ["design"]


@click.command(short_help="The jobs of a design as servers.")
@click.argument("file")
@click.option(
    "--notation",
    type=click.Choice(["words", "paper", "page"]),
    help="Column names of a CSV file; needed for CSV.",
)
@click.option("--alpha", type=float, help="Quality of the AI, instead of the file's.")
@click.option(
    "--arrival-rate",
    type=float,
    required=True,
    metavar="RATE",
    help="Items a unit of the problem's time.",
)
@click.option(
    "--manual-variation",
    type=float,
    default=0.0,
    show_default=True,
    metavar="V",
    help="Squared coefficient of variation of manual times.",
)
@click.option("--workers", type=int, default=1, show_default=True, help="People in each job.")
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
    from jobdesign.queueing.designs.fastest import fastest_design
    from jobdesign.queueing.designs.load import design_load
    from jobdesign.solver import solve

    problem = read_to_solve(file, notation, alpha, output)
    options = {"manual_variation": manual_variation, "arrival_variation": arrival_variation}
    if not compare:
        solution = solve(problem)
        if solution.design is None:
            click.echo(str(solution), err=True)
            return 3 if solution.status == "infeasible" else 4
        load = design_load(problem, solution.design, arrival_rate, workers=workers, **options)
        write_result(str(load), load.to_dict(), form, output)
        return 0
    designs = usual_designs(problem)
    try:
        fastest = fastest_design(problem, arrival_rate / workers, manual_variation).design
    except InputError:  # constraints that span jobs: compare the others
        fastest = None
    if fastest is not None:
        designs["fastest"] = fastest
    found = compare_designs(problem, designs, arrival_rate, workers=workers, **options)
    write_result(str(found), found.to_dict(), form, output)
    return 0

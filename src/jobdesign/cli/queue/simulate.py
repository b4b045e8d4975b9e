"""``jobdesign queue simulate``: the same queues, simulated."""

from __future__ import annotations

import click

from jobdesign.cli.queue.options import named_as, read_given, takes_queue, write_result
from jobdesign.errors import InputError

__all__ = ["simulate"]


@click.command(short_help="Simulate the queue until the mean wait is known well enough.")
@takes_queue
@click.option(
    "--what",
    type=click.Choice(["manual", "assisted", "feedback", "tiers"]),
    help="feedback: rework goes to the end of the queue. Default: tiers where the file has "
    "them, else assisted where it has it, else manual.",
)
@click.option(
    "--until",
    type=float,
    default=0.01,
    show_default=True,
    metavar="X",
    help="Half-width of the mean wait's interval, relative to the wait.",
)
@click.option("--beyond", type=float, multiple=True, metavar="T", help="Also P(wait > T).")
@click.option("--seed", type=int, default=0, show_default=True)
def simulate(
    file: str,
    arrival_rate: float | None,
    what: str | None,
    until: float,
    beyond: tuple[float, ...],
    seed: int,
    form: str,
    output: str | None,
) -> int:
    """Simulate one route, rework that returns to the queue, or two tiers."""
    from jobdesign.queueing.service_times.checks import positive_number
    from jobdesign.queueing.simulation.requests import simulate_problem
    from jobdesign.tables.queueing import queue_heading

    if seed < 0:
        raise InputError("must be a whole number ≥ 0", place="--seed", value=seed)
    positive_number("--until", until)
    problem = read_given(file, arrival_rate, output)
    route = f"[{what}]" if what in ("manual", "assisted") else "[assisted] or [manual]"
    options = {"relative": "--until", "beyond": "--beyond", "Moments": route}
    words = {"Gamma.from_mean(mean, squared_variation)": "gamma with the same mean and variation"}
    with named_as(options, file, words=words):
        found = simulate_problem(problem, what, until=until, beyond=beyond, seed=seed)
    text = f"{queue_heading(problem, 'Queue')}\n\n{found}"
    variation = problem.arrival_variation
    if variation != 1.0:
        kind = "hyperexponential" if variation > 1.0 else "gamma" if variation > 0.0 else "even"
        text = f"{text.rstrip()}\nGaps between arrivals: {kind}, squared variation {variation:g}.\n"
    write_result(text, found.to_dict(), form, output)
    return 0

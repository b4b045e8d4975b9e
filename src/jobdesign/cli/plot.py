"""``jobdesign plot``: a picture of a design, or of a queue."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import click

from jobdesign.cli.common_options import takes_reading
from jobdesign.cli.queue.options import read_given
from jobdesign.cli.shared import read_to_solve
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.problem import Problem
    from jobdesign.solution import Solution

__all__ = ["plot"]

#: What arguments of the library are called here.
_OPTIONS = {
    "kind": "--kind", "view": "--view", "parameter": "--parameter", "low": "--from",
    "high": "--to", "dpi": "--dpi", "time_limit": "--time-limit",
}  # fmt: skip
#: Inches, a side of a picture.
_LARGEST = 100.0


@click.command(short_help="Draw a design or a queue as .png, .svg or .pdf.")
@click.argument("file")
@click.option("--kind", default="layers", show_default=True, metavar="KIND", help="See above.")
@click.option("-o", "--output", required=True, metavar="PATH", help="Ends in .png, .svg or .pdf.")
@click.option("--view", metavar="VIEW", help="Of geometry: steps (default), tasks or jobs.")
@click.option("--parameter", metavar="NAME", help="What curves are over; default alpha.")
@click.option("--from", "low", type=float, help="Lowest value of the parameter.")
@click.option("--to", "high", type=float, help="Highest value of the parameter.")
@click.option("--size", metavar="WxH", help="Width and height in inches, e.g. 8x4.")
@click.option("--dpi", type=float, default=150.0, show_default=True, help="Dots an inch.")
@click.option("--arrival-rate", type=float, metavar="RATE", help="Of a queue, not the file's.")
@takes_reading
@click.option(
    "--horizon", type=click.Choice(["long", "short"]), default="long", show_default=True,
    help="short: jobs and wages stay as they are without AI.",
)  # fmt: skip
@click.option(
    "--job-end", "job_ends", multiple=True, metavar="STEP",
    help="Short run: last step of a given job; repeat for each (one: a single job).",
)  # fmt: skip
@click.option("--time-limit", type=float, metavar="S", help="Seconds for each search.")
def plot(
    file: str,
    kind: str,
    output: str,
    size: str | None,
    dpi: float,
    arrival_rate: float | None,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    **options: Any,
) -> int:
    r"""Draw a picture.

    \b
    Of a problem file:
      layers        steps, the tasks they form, and jobs
      geometry      jobs as boxes of time and skill (--view)
      prices        what every other decision costs
      graph         the shortest path over jobs
      curve         cost over a parameter (--parameter, --from, --to)
      benefit       what a little more of it saves
      ribbon        the design over it
    \b
    Of a queue file:
      routes, service-times, admissible-variation, waits, review-rule,
      equilibria, effort, equilibrium-curve (--parameter, --from, --to)
    """
    from jobdesign.plotting.kinds import draw, find_kind
    from jobdesign.plotting.saving import check_suffix, plain_style, save_figure
    from jobdesign.plotting.style import new_axes

    try:
        found = find_kind(kind)
        check_suffix(output)
        inches = None if size is None else _inches(size)
        if found.of == "problem":
            if arrival_rate is not None:
                raise InputError("is of a queue", place="--arrival-rate", value=arrival_rate)
            problem = read_to_solve(file, notation, alpha, output)
            source: Any = _solution(problem, horizon, job_ends, options["time_limit"])
            if source.design is None:
                click.echo(str(source), err=True)
                return 3 if source.status == "infeasible" else 4
        else:
            source = read_given(file, arrival_rate, output)
        if "time_limit" not in found.options:
            options.pop("time_limit")
        with plain_style():
            axes = draw(kind, source, inches and new_axes(None, *inches), **options)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                save_figure(axes, output, dpi=dpi)
    except ImportError as error:
        if error.name != "matplotlib":
            raise
        raise InputError(str(error)) from None
    except InputError as error:
        if error.rule.startswith("unknown key"):  # of the other kind of file, perhaps
            error.fix += f"; {kind} is drawn of a {find_kind(kind).of} file"
        error.place = _OPTIONS.get(error.place, error.place)
        raise
    for warning in caught:
        click.echo(f"warning: {file}: {warning.message}", err=True)
    return 0


def _solution(
    problem: Problem, horizon: Any, job_ends: tuple[str, ...], time_limit: float | None
) -> Solution:
    from jobdesign.solver import solve

    return solve(problem, horizon=horizon, job_ends=job_ends or None, time_limit=time_limit)


def _inches(size: str) -> tuple[float, float]:
    """Read WIDTHxHEIGHT."""
    match = re.fullmatch(r"(\d+(?:\.\d*)?)[x×](\d+(?:\.\d*)?)", size.strip())
    if match is None:
        raise InputError("must be WIDTHxHEIGHT", place="--size", value=size, fix="say 8x4")
    width, height = float(match[1]), float(match[2])
    if not all(1.0 <= side <= _LARGEST for side in (width, height)):
        raise InputError(f"must be from 1 to {_LARGEST:g} inches", place="--size", value=size)
    return width, height

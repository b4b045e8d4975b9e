"""``jobdesign limits``: what one unit more of each limit would save."""

from __future__ import annotations

import math
from typing import Any

import click

from jobdesign.cli.progress import ProgressLine
from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write
from jobdesign.errors import InputError

__all__ = ["limits"]

#: What arguments of the library are called here.
_OPTIONS = {"unit": "--unit", "limit": "--limit", "low": "--from", "high": "--to"}


@click.command(short_help="What one unit more of each limit would save.")
@click.option(
    "--unit",
    type=float,
    default=1.0,
    show_default=True,
    help="How much looser amounts get; counts by one.",
)
@click.option(
    "--limit",
    metavar="NAME",
    help="Only this one, over a range: its kind, its number in the file, or a worker type.",
)
@click.option("--from", "low", type=float, help="Lowest value of the range.")
@click.option("--to", "high", type=float, help="Highest value of the range.")
@takes_problem
def limits(
    file: str,
    unit: float,
    limit: str | None,
    low: float | None,
    high: float | None,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Price every limit that spans jobs, by solving again with a looser one.

    With --limit, --from and --to: the optimal cost over a range of one limit.
    """
    from jobdesign.analysis.limits.prices import limit_curve, limit_prices
    from jobdesign.tables.limits import limit_curve_text, limit_prices_text

    if limit is None and (low is not None or high is not None):
        raise click.UsageError("--from and --to go with --limit")
    if limit is not None and (low is None or high is None):
        raise click.UsageError("--limit goes with --from and --to")
    problem = read_to_solve(file, notation, alpha, output)
    given: dict[str, Any] = {
        "horizon": horizon,
        "job_ends": job_ends or None,
        "time_limit": time_limit,
    }
    try:
        with ProgressLine() as line:
            given["progress"] = line.show
            if limit is None:
                prices = limit_prices(problem, unit=unit, **given)
                curves = [price.curve for price in prices]
                costs = [price.cost for price in prices]
                tree: Any = {"limits": [price.to_dict() for price in prices]}
                text = limit_prices_text(prices)
            else:
                which = int(limit) if limit.isdecimal() else limit
                curve = limit_curve(problem, which, low or 0.0, high or 0.0, **given)
                curves, costs = [curve], [step.cost for step in curve.steps]
                tree, text = curve.to_dict(), limit_curve_text(curve)
    except InputError as error:
        if error.place == "problem":
            raise error.from_source(file) from None
        error.place = _OPTIONS.get(error.place, error.place)
        raise
    write(text if form == "table" else as_json(tree), output)
    if any(curve.interrupted for curve in curves):
        return 130
    if not all(curve.complete for curve in curves):
        return 4
    return 3 if all(cost == math.inf for cost in costs) else 0

"""``jobdesign limits``: what one unit more of each limit would save."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write

__all__ = ["limits"]


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
    from jobdesign.analysis.limits import limit_curve, limit_prices
    from jobdesign.tables.limits import limit_curve_text, limit_prices_text

    problem = read_to_solve(file, notation, alpha, output)
    given: dict[str, Any] = {
        "horizon": horizon,
        "job_ends": job_ends or None,
        "time_limit": time_limit,
    }
    if limit is None:
        if low is not None or high is not None:
            raise click.UsageError("--from and --to go with --limit")
        prices = limit_prices(problem, unit=unit, **given)
        tree = {"limits": [price.to_dict() for price in prices]}
        write(limit_prices_text(prices) if form == "table" else as_json(tree), output)
        complete = all(price.curve.complete for price in prices)
    else:
        if low is None or high is None:
            raise click.UsageError("--limit goes with --from and --to")
        which = int(limit) if limit.isdecimal() else limit
        curve = limit_curve(problem, which, low, high, **given)
        write(limit_curve_text(curve) if form == "table" else as_json(curve.to_dict()), output)
        complete = curve.complete
    return 0 if complete else 4

"""``jobdesign thresholds``: where the optimal design changes as one number varies."""

from __future__ import annotations

import click

from jobdesign.cli.common_options import takes_reading, takes_writing
from jobdesign.cli.shared import as_json, read_to_solve, write

__all__ = ["thresholds"]


@click.command(short_help="Where the optimal design changes as one number varies.")
@click.argument("file")
@click.option(
    "--parameter",
    default="alpha",
    show_default=True,
    metavar="NAME",
    help="alpha, human, ai_management, a column (the factor on all of it), or COLUMN:STEP.",
)
@click.option("--from", "low", type=float, help="Lowest value of the range.")
@click.option("--to", "high", type=float, help="Highest value of the range.")
@click.option(
    "--tolerance",
    type=float,
    default=1e-9,
    show_default=True,
    help="Relative length of the shortest piece that counts.",
)
@click.option(
    "--points",
    type=click.IntRange(min=2),
    metavar="N",
    help="Also write cost and marginal benefit at N points of every piece, both ends included.",
)
@click.option(
    "--horizon",
    type=click.Choice(["long", "short"]),
    default="long",
    show_default=True,
    help="The long run; the short run is refused.",
)
@takes_reading
@click.option(
    "--time-limit",
    type=float,
    metavar="S",
    help="Seconds after which to stop with the pieces found so far.",
)
@takes_writing
def thresholds(
    file: str,
    parameter: str,
    low: float | None,
    high: float | None,
    tolerance: float,
    points: int | None,
    horizon: str,
    notation: str | None,
    alpha: float | None,
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    r"""Find every value of a parameter at which the optimal design changes.

    \b
    NAME is one of
      alpha                       quality of the AI
      human, ai_management        base wages
      manual_skill, manual_time, ai_skill, ai_time, handoff_time, ai_cost
                                  the factor by which all of the column is multiplied
      ai_success:STEP             (or ai_difficulty:STEP) of one step
      handoff_time:STEP           that, or another column, of one step
    """
    from jobdesign.analysis.reorganisation import thresholds as find_thresholds
    from jobdesign.tables.thresholds import curve_text, thresholds_text

    problem = read_to_solve(file, notation, alpha, output)
    found = find_thresholds(
        problem,
        parameter,
        low=low,
        high=high,
        tolerance=tolerance,
        time_limit=time_limit,
        horizon=horizon,
    )
    if form == "json":
        tree = found.to_dict()
        if points is not None:
            tree["curve"] = found.curve(points)
        write(as_json(tree), output)
    else:
        text = thresholds_text(found)
        write(text if points is None else text + "\n" + curve_text(found, points), output)
    if not found.complete:
        return 4
    return 3 if all(piece.design is None for piece in found) else 0

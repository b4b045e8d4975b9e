"""``jobdesign prices``: what deciding otherwise costs, and the best designs."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write

__all__ = ["prices"]


@click.command(short_help="What deciding otherwise than the optimum costs.")
@click.option(
    "--best",
    type=click.IntRange(min=1),
    metavar="K",
    help="Also the K best designs, in order of cost.",
)
@takes_problem
def prices(
    file: str,
    best: int | None,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Price each step in each mode, and each hand-off made or left out.

    A price is what the cheapest design that decides so costs more than the optimum.
    """
    from jobdesign.analysis.decisions import decision_prices
    from jobdesign.analysis.next_best import best_designs
    from jobdesign.tables.decisions import best_designs_text

    problem = read_to_solve(file, notation, alpha, output)
    given: dict[str, Any] = {
        "horizon": horizon,
        "job_ends": job_ends or None,
        "time_limit": time_limit,
    }
    priced = decision_prices(problem, **given)
    tree, text = priced.to_dict(), str(priced)
    interrupted = priced.interrupted
    if best is not None and not interrupted:
        found = best_designs(problem, best, **given)
        tree["best_designs"] = [
            {"cost": solution.cost, "design": str(solution.design)} for solution in found
        ]
        interrupted = any(solution.interrupted for solution in found)
        if found:
            text += f"\n\n{best_designs_text(found)}"
    write(text if form == "table" else as_json(tree), output)
    if interrupted:
        return 130
    return {"optimal": 0, "infeasible": 3}.get(priced.status, 4)

"""``jobdesign macro``: the labour of a design by kind, and an economy of such firms."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.common_options import takes_reading, takes_writing
from jobdesign.cli.shared import as_json, read_to_solve, write

__all__ = ["macro"]


@click.command(short_help="The design as a firm's technology, and an economy of such firms.")
@click.argument("file")
@takes_reading
@click.option(
    "--design",
    "design_file",
    metavar="JSON",
    help="Take this design, as solve --format json writes it, instead of the cheapest.",
)
@click.option("--rho", type=float, help="ρ < 0 of the CES function; needed for an economy.")
@click.option("--human-share", type=float, help="θ_H; needed for an economy.")
@click.option(
    "--management-share",
    type=float,
    help="θ_M; may be left out with --support restricted, which determines it.",
)
@click.option(
    "--support",
    type=click.Choice(["restricted", "truncated"]),
    help="Where AI qualities lie: in (0, 1], which restricts the parameters, or in (0, u_max].",
)
@click.option("--price", type=float, help="Of one unit of output; needed for an economy.")
@click.option(
    "--units",
    type=float,
    default=1.0,
    show_default=True,
    help="Units of output in a lot; the economy counts in lots.",
)
@click.option("--firms", type=int, help="Simulate as many firms too.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the simulation.")
@takes_writing
def macro(
    file: str,
    notation: str | None,
    alpha: float | None,
    design_file: str | None,
    rho: float | None,
    human_share: float | None,
    management_share: float | None,
    support: Any,
    price: float | None,
    units: float,
    firms: int | None,
    seed: int,
    form: str,
    output: str | None,
) -> int:
    """Measure the skill-adjusted labour of a design, of people and of those who manage AI.

    With --rho, --human-share, --support and --price: an economy of such firms, which
    differ in the quality of their AI so that together they have a CES function.
    """
    from jobdesign.analysis.macro.labour import LabourInputs, labour_inputs
    from jobdesign.analysis.macro.report import Macro
    from jobdesign.analysis.macro.report import macro as add_up
    from jobdesign.solver import solve

    needed = {
        "--rho": rho,
        "--human-share": human_share,
        "--support": support,
        "--price": price,
    }
    others = (management_share, firms)
    missing = [name for name, value in needed.items() if value is None]
    asked = len(missing) < len(needed) or any(value is not None for value in others)
    if asked and missing:
        raise click.UsageError(f"an economy needs {', '.join(missing)} as well")
    problem = read_to_solve(file, notation, alpha, output)
    if design_file is not None:
        from jobdesign.files.design_files import read_design

        design = read_design(design_file, problem).design
    else:
        solution = solve(problem)
        if solution.design is None:
            write(str(solution) if form == "table" else as_json(solution.to_dict()), output)
            return 130 if solution.interrupted else 3
        design = solution.design
    found: LabourInputs | Macro
    if asked:
        assert rho is not None
        assert human_share is not None
        assert price is not None
        found = add_up(
            problem,
            design,
            rho=rho,
            human_share=human_share,
            management_share=management_share,
            support=support,
            price=price,
            units=units,
            firms=firms,
            seed=seed,
        )
    else:
        found = labour_inputs(problem, design)
    write(str(found) if form == "table" else as_json(found.to_dict()), output)
    return 0

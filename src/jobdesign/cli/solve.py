"""``jobdesign solve``: the cheapest design."""

from __future__ import annotations

from typing import Any

import click

from jobdesign.cli.progress import ProgressLine
from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write
from jobdesign.errors import InputError

__all__ = ["solve"]


@click.command(short_help="Find the cheapest design.")
@click.option(
    "--method",
    default="auto",
    show_default=True,
    help="auto, brute_force, recursion, fptas, frontier, dag, mip or mip_compact.",
)
@click.option("--epsilon", type=float, help="Promised relative error of method fptas.")
@click.option(
    "--solver-option",
    "solver_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="Option of HiGHS for mip and mip_compact; repeat for more.",
)
@takes_problem
def solve(
    file: str,
    method: str,
    epsilon: float | None,
    solver_options: tuple[str, ...],
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Print the cheapest design: steps, tasks, jobs and what they cost."""
    from jobdesign.solver import solve as solve_problem

    options: dict[str, Any] = {} if epsilon is None else {"epsilon": epsilon}
    problem = read_to_solve(file, notation, alpha, output)
    if solver_options:
        options["solver_options"] = dict(map(_solver_option, solver_options))
    with ProgressLine() as line:
        solution = solve_problem(
            problem,
            method,
            horizon=horizon,
            job_ends=job_ends or None,
            time_limit=time_limit,
            progress=line.show,
            **options,
        )
    write(str(solution) if form == "table" else as_json(solution.to_dict()), output)
    if solution.interrupted:
        return 130
    return {"infeasible": 3, "time_limit": 4}.get(solution.status, 0)


def _solver_option(text: str) -> tuple[str, Any]:
    """Read NAME=VALUE, the value as HiGHS wants it."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals):  # the value may be empty, as that of log_file is
        raise InputError(
            "must be NAME=VALUE",
            place="--solver-option",
            value=text,
            fix="say mip_rel_gap=0.01",
        )
    from jobdesign.methods.mip.solver_options import option_from_text

    return name, option_from_text(name, value)

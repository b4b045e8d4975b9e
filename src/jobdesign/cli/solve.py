"""``jobdesign solve``: the cheapest design."""

from __future__ import annotations

import math
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from jobdesign.cli.shared import as_json, read_to_solve, takes_problem, write
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.methods.outcome import Progress

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
    if solver_options:
        options["solver_options"] = dict(map(_solver_option, solver_options))
    problem = read_to_solve(file, notation, alpha, output)
    with _ProgressLine() as line:
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
    """Read NAME=VALUE, the value as a number or truth where it is one."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals):
        raise InputError(
            "must be NAME=VALUE",
            place="--solver-option",
            value=text,
            fix="say mip_rel_gap=0.01",
        )
    words: dict[str, Any] = {"true": True, "false": False}
    if value in words:
        return name, words[value]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


class _ProgressLine:
    """One line on a terminal that says how far a long solve has come."""

    #: Seconds before the first and between any two.
    _PAUSE = 0.5

    def __init__(self) -> None:
        self.last = 0.0
        #: of what stands on the terminal
        self.width = 0

    def __enter__(self) -> _ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self.width:
            click.echo(f"\r{' ' * self.width}\r", nl=False, err=True)

    def show(self, progress: Progress) -> None:
        """Write the line anew; nothing where stderr is no terminal."""
        if not sys.stderr.isatty() or progress.seconds - self.last < self._PAUSE:
            return
        self.last = progress.seconds
        best, bound = progress.incumbent, max(progress.bound, 0.0)
        known = math.isfinite(best)
        gap = f"{100 * max(best - bound, 0.0) / best:.2g} %" if known and best > 0 else "–"
        parts = (
            f"best {best:.8g}" if known else "no design yet",
            f"bound {bound:.8g}",
            f"gap {gap}",
            f"{progress.seconds:.1f} s",
        )
        # a line that wraps could not be taken back
        line = ", ".join(parts)[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r{line.ljust(self.width)}", nl=False, err=True)
        self.width = max(self.width, len(line))

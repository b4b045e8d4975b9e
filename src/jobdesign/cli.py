"""The command line: ``jobdesign solve | compare | limits | convert | check | versions``.

Only this module prints. Exit codes: 0 solved, 1 the methods (or a design and its
claimed cost) disagree, 2 the input is wrong, 3 infeasible, 4 time limit without
a solution, 130 interrupted.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobdesign._version import __version__
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.methods.outcome import Progress
    from jobdesign.problem import Problem

__all__ = ["commands", "main"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal shows ? instead of failing
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(args=arguments, prog_name="jobdesign", standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        return _complain(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        message = error.format_message().rstrip(".")
        help_hint = "" if "--help" in message else "; see jobdesign --help"
        return _complain(f"{message}{help_hint}")
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # the reader of our output has gone, say `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def _complain(message: str) -> int:
    click.echo(f"error: {' '.join(message.split())}", err=True)
    return 2


def _takes_problem(command: _Command) -> _Command:
    """Add the argument and options that say which problem and which horizon."""
    for decorator in (
        click.argument("file"),
        click.option(
            "--notation",
            type=click.Choice(["words", "paper", "page"]),
            help="Column names of a CSV file; needed for CSV.",
        ),
        click.option("--alpha", type=float, help="Quality of the AI, instead of the file's."),
        click.option(
            "--horizon",
            type=click.Choice(["long", "short"]),
            default="long",
            show_default=True,
            help="short: jobs and wages stay as they are without AI.",
        ),
        click.option(
            "--job-end",
            "job_ends",
            multiple=True,
            metavar="STEP",
            help="Short run: last step of a given job; repeat for each (one: a single job).",
        ),
        click.option(
            "--time-limit",
            type=float,
            metavar="S",
            help="Seconds after which to stop with the best design so far.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
        ),
        click.option("--output", metavar="PATH", help="Write to a file instead of the terminal."),
    ):
        command = decorator(command)
    return command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(__version__, message="jobdesign %(version)s")
def commands() -> None:
    """Find the cheapest organisation of a workflow whose steps AI can help with.

    FILE is a problem file (.toml or .json), steps as .csv, or a link of the
    authors' page in quotes.
    """


@commands.command(short_help="Find the cheapest design.")
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
@_takes_problem
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
    problem = _read_to_solve(file, notation, alpha, output)
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
    _write(str(solution) if form == "table" else _json(solution.to_dict()), output)
    if solution.interrupted:
        return 130
    return {"infeasible": 3, "time_limit": 4}.get(solution.status, 0)


def _solver_option(text: str) -> tuple[str, Any]:
    """Read NAME=VALUE, the value as a number or truth where it is one."""
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError("must be NAME=VALUE", place="--solver-option", value=text)
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
        self.shown = False

    def __enter__(self) -> _ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)

    def show(self, progress: Progress) -> None:
        """Write the line anew; nothing where stderr is no terminal."""
        if not sys.stderr.isatty() or progress.seconds - self.last < self._PAUSE:
            return
        self.last, self.shown = progress.seconds, True
        best, bound = progress.incumbent, progress.bound
        known = math.isfinite(best)
        gap = f"{100 * (best - bound) / best:.2g} %" if known and best > 0 else "–"
        parts = (
            f"best {best:.8g}" if known else "no design yet",
            f"bound {bound:.8g}" if math.isfinite(bound) else "no bound yet",
            f"gap {gap}",
            f"{progress.seconds:.1f} s",
        )
        click.echo(f"\r\033[K{', '.join(parts)}", nl=False, err=True)


@commands.command(short_help="Solve by several methods, side by side.")
@click.option("--methods", metavar="A,B,...", help="Methods to run; all that can, where left out.")
@_takes_problem
def compare(
    file: str,
    methods: str | None,
    notation: str | None,
    alpha: float | None,
    horizon: Any,
    job_ends: tuple[str, ...],
    time_limit: float | None,
    form: str,
    output: str | None,
) -> int:
    """Solve by several methods and print one row each; exit 1 where they disagree."""
    from jobdesign.comparison import compare as compare_methods

    comparison = compare_methods(
        _read_to_solve(file, notation, alpha, output),
        None if methods is None else [name.strip() for name in methods.split(",")],
        horizon=horizon,
        job_ends=job_ends or None,
        time_limit=time_limit,
    )
    _write(str(comparison) if form == "table" else _json(comparison.to_dict()), output)
    if comparison.interrupted:
        return 130
    if comparison.reference is None:
        return 4
    return 0 if comparison.agree else 1


@commands.command(short_help="What one unit more of each limit would save.")
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
@_takes_problem
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
    from jobdesign.tables import limit_curve_text, limit_prices_text

    problem = _read_to_solve(file, notation, alpha, output)
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
        _write(limit_prices_text(prices) if form == "table" else _json(tree), output)
        complete = all(price.curve.complete for price in prices)
    else:
        if low is None or high is None:
            raise click.UsageError("--limit goes with --from and --to")
        which = int(limit) if limit.isdecimal() else limit
        curve = limit_curve(problem, which, low, high, **given)
        _write(limit_curve_text(curve) if form == "table" else _json(curve.to_dict()), output)
        complete = curve.complete
    return 0 if complete else 4


@commands.command(short_help="Write a problem as TOML or JSON, or as a model in LP or MPS.")
@click.argument("file")
@click.argument("path")
@click.option("--notation", type=click.Choice(["words", "paper", "page"]), help="For CSV files.")
@click.option("--alpha", type=float, help="Quality of the AI, instead of the file's.")
def convert(file: str, path: str, notation: str | None, alpha: float | None) -> int:
    """Write FILE to PATH: .toml or .json, or the step-level model as .lp or .mps."""
    problem = _read_to_solve(file, notation, alpha, path, "PATH")
    suffix = Path(path).suffix.lower()
    if suffix in (".lp", ".mps"):
        from jobdesign.files.model_files import write_model

        write_model(problem, path)
    elif suffix in (".toml", ".json"):
        from jobdesign.files.problem_files import write_problem

        write_problem(problem, path)
    else:
        raise InputError("must end in .toml, .json, .lp or .mps", place="PATH", value=path)
    click.echo(f"{path}: {_summary(problem).removeprefix('ok: ')}")
    return 0


@commands.command(short_help="Check files, or price a given design.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--notation", type=click.Choice(["words", "paper", "page"]), help="For CSV files.")
@click.option("--alpha", type=float, help="Quality of the AI, instead of the file's.")
@click.option(
    "--design",
    metavar="JSON",
    help="Price this design, as solve --format json writes it, and check its cost.",
)
def check(
    files: tuple[str, ...], notation: str | None, alpha: float | None, design: str | None
) -> int:
    """Check problem files without solving them; with --design, price a design."""
    if design is not None and len(files) > 1:
        raise click.UsageError("--design goes with one FILE")
    code = 0
    for file in files:
        try:
            problem = _read(file, notation, alpha)
        except InputError as error:
            code = _complain(str(error))
            continue
        click.echo(f"{file}: {_summary(problem)}")
        if design is not None:
            code = _check_design(problem, design)
    return code


def _check_design(problem: Problem, path: str) -> int:
    from jobdesign.comparison import AGREEMENT
    from jobdesign.evaluator import evaluate
    from jobdesign.files.design_files import read_design

    claimed = read_design(path, problem)
    cost = evaluate(problem, claimed.design, claimed.horizon).cost
    click.echo(f"{path}: design {claimed.design} costs {cost:.10g}")
    if claimed.cost is None or abs(claimed.cost - cost) <= AGREEMENT * abs(cost):
        return 0
    click.echo(f"error: {path}: cost = {claimed.cost!r}: the design costs {cost!r}", err=True)
    return 1


@commands.command(short_help="What a bug report needs.")
def versions() -> None:
    """Print what a bug report needs: versions of this package and what it uses."""
    import platform
    from importlib.metadata import PackageNotFoundError, requires, version

    click.echo(f"jobdesign {__version__}")
    click.echo(f"python {platform.python_version()} ({platform.platform()})")
    declared = (line.split(";") for line in requires("jobdesign") or [])
    names = {
        requirement[0].split("[")[0].split(">")[0].split("=")[0].strip() for requirement in declared
    }
    for name in sorted(names - {"jobdesign"}):
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"{name} not installed")


def _read(file: str, notation: str | None, alpha: float | None) -> Problem:
    from jobdesign.files.links import is_link
    from jobdesign.files.problem_files import read_problem

    is_csv = file.lower().endswith(".csv") and not is_link(file)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        problem = read_problem(file, notation=notation, alpha=alpha if is_csv else None)
    for warning in caught:
        click.echo(f"warning: {file}: {warning.message}", err=True)
    if alpha is None or is_csv:
        return problem
    try:
        return problem.with_alpha(alpha)
    except InputError as error:
        raise error.from_source("--alpha") from None


def _read_to_solve(
    file: str,
    notation: str | None,
    alpha: float | None,
    output: str | None,
    place: str = "--output",
) -> Problem:
    """Read a problem whose file the output spares."""
    if output is not None and (not output or Path(output).is_dir()):
        raise InputError("must name a file", place=place, value=output)
    both_exist = output is not None and os.path.exists(output) and os.path.exists(file)
    if both_exist and os.path.samefile(file, str(output)):
        raise InputError("would overwrite the problem", place=place, value=output)
    return _read(file, notation, alpha)


def _summary(problem: Problem) -> str:
    given = problem.workflow
    ai = int((given.ai_success > 0).sum())
    parts = ["1 step" if len(given) == 1 else f"{len(given)} steps", f"AI can do {ai}"]
    if given.alpha is not None:
        parts.append(f"alpha {given.alpha:g}")
    if problem.constraints:
        count = len(problem.constraints)
        parts.append("1 constraint" if count == 1 else f"{count} constraints")
    title = f'"{problem.name}", ' if problem.name else ""
    return f"ok: {title}{', '.join(parts)}"


def _json(tree: Any) -> str:
    return json.dumps(tree, indent=2, ensure_ascii=False)


def _write(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text)
    else:
        from jobdesign.files.text import write_text

        write_text(Path(output), text + "\n")


if __name__ == "__main__":
    main()

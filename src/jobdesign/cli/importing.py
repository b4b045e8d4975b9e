"""``jobdesign import``: problems from event logs, occupations and spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobdesign.cli.shared import as_json, showing_warnings, write
from jobdesign.errors import InputError

if TYPE_CHECKING:
    from jobdesign.importing.occupations.survey import Survey
    from jobdesign.importing.summary import Imported

__all__ = ["import_group"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_TABLES = (".csv", ".parquet")


def _hands_over(command: _Command) -> _Command:
    """Add the options that say what becomes of the problem."""
    for decorator in (
        click.option(
            "--output",
            metavar="PATH",
            help="Write the problem file (.toml); by default it goes to stdout.",
        ),
        click.option("--solve", "solves", is_flag=True, help="Solve it at once, too."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            help="Of the summary and the solution.",
        ),
    ):
        command = decorator(command)
    return command


@click.group(
    "import",
    short_help="Make a problem of an event log, an occupation or a spreadsheet.",
    no_args_is_help=True,
)
def import_group() -> None:
    """Make a problem of what you have, and say what was read, left out and assumed."""


@import_group.command("log", short_help="An event log: CSV or XES, plain or gzipped.")
@click.argument("file")
@click.option("--case", metavar="COLUMN", help="Column of the case.")
@click.option("--activity", metavar="COLUMN", help="Column of the activity.")
@click.option("--resource", metavar="COLUMN", help="Column of who did it.")
@click.option("--role", metavar="COLUMN", help="Column of the role of who did it.")
@click.option("--start", metavar="COLUMN", help="Column of the start.")
@click.option("--end", metavar="COLUMN", help="Column of the end (or of the only time).")
@click.option("--lifecycle", metavar="COLUMN", help="Column with start or complete.")
@click.option("--instance", metavar="COLUMN", help="Column that pairs starts and completes.")
@click.option("--time-zone", default="UTC", show_default=True, help="Of times without an offset.")
@click.option("--time-format", metavar="FORM", help='As "%d.%m.%Y %H:%M"; default: ISO 8601.')
@click.option(
    "--variant", type=int, default=1, show_default=True, help="Which order: 1, the most frequent."
)
@click.option(
    "--least-steps",
    type=int,
    default=1,
    show_default=True,
    help="Leave out orders of fewer steps.",
)
@click.option("--merge-repeats", is_flag=True, help="One step of neighbours of the same activity.")
@click.option(
    "--statistic",
    type=click.Choice(["median", "mean"]),
    default="median",
    show_default=True,
    help="Of durations and gaps.",
)
@click.option(
    "--longest",
    type=float,
    default=8.0,
    show_default=True,
    metavar="H",
    help="Hours; longer ones are screens that somebody forgot to close.",
)
@click.option(
    "--over-long",
    type=click.Choice(["drop", "cap"]),
    default="drop",
    show_default=True,
    help="What to do with them.",
)
@click.option("--keep-zeros", is_flag=True, help="Count durations of 0.")
@click.option(
    "--handoff-share",
    type=float,
    default=0.1,
    show_default=True,
    help="Share of the gap across people that is work; the rest is waiting.",
)
@click.option(
    "--default-handoff",
    type=float,
    default=0.25,
    show_default=True,
    metavar="H",
    help="Hours, where the log says nothing.",
)
@click.option("--wage", type=float, help="An hour of one worker who can do everything.")
@click.option("--wages", metavar="CSV", help="Table: activity,wage or role,wage.")
@click.option("--ai-success", type=float, help="Chance that one attempt of AI succeeds.")
@click.option(
    "--ai-time-share",
    type=float,
    default=0.2,
    show_default=True,
    help="Time of an attempt, of the manual time.",
)
@click.option(
    "--ai-skill-share",
    type=float,
    default=1.0,
    show_default=True,
    help="Skill for an attempt, of the manual skill.",
)
@click.option(
    "--ai", metavar="CSV", help="Table: activity,ai_success,ai_time_share,ai_skill_share."
)
@_hands_over
def log(
    file: str,
    ai: str | None,
    ai_success: float | None,
    ai_time_share: float,
    ai_skill_share: float,
    wage: float | None,
    wages: str | None,
    time_zone: str,
    time_format: str | None,
    output: str | None,
    solves: bool,
    form: str,
    **options: Any,
) -> int:
    """Make a problem of the event log FILE.

    The order of the steps is the most frequent one; times are those of the log, in hours.
    """
    from jobdesign.importing.assumptions import AI_COLUMNS, AiAssumptions
    from jobdesign.importing.key_tables import read_key_table
    from jobdesign.importing.logs.estimates import LogSettings
    from jobdesign.importing.logs.events import LogColumns
    from jobdesign.importing.logs.steps import import_log
    from jobdesign.importing.logs.times import Clock

    names = {field.name for field in fields(LogColumns)}
    columns = LogColumns(**{name: options.pop(name) for name in names})
    table = {} if ai is None else read_key_table(ai, ["activity"], AI_COLUMNS).rows
    imported = import_log(
        file,
        columns=columns,
        clock=Clock(time_zone, time_format),
        settings=LogSettings(**options),
        ai=AiAssumptions(
            success=ai_success,
            time_share=ai_time_share,
            skill_share=ai_skill_share,
            table=table,
        ),
        wage=wage,
        wages=None if wages is None else read_key_table(wages, ["activity", "role"], ["wage"]),
    )
    return _hand_over(imported, output, solves, form)


@import_group.command("sheet", short_help="A spreadsheet: XLSX or CSV.")
@click.argument("file")
@click.option("--sheet", metavar="NAME", help='Of the workbook; default: "steps", or the first.')
@click.option(
    "--notation",
    type=click.Choice(["words", "paper", "page"]),
    default="words",
    show_default=True,
    help="Names of the columns.",
)
@click.option("--alpha", type=float, help="Quality of the AI; needed with difficulties.")
@click.option(
    "--decimal", type=click.Choice(["point", "comma"]), help="What stands before decimals."
)
@_hands_over
def sheet(
    file: str,
    sheet: str | None,
    notation: str,
    alpha: float | None,
    decimal: str | None,
    output: str | None,
    solves: bool,
    form: str,
) -> int:
    """Make a problem of the spreadsheet FILE; jobdesign new writes one to fill in."""
    from jobdesign.importing.sheets.steps import import_sheet

    with showing_warnings(file):
        imported = import_sheet(
            file,
            sheet=sheet,
            notation=notation,
            alpha=alpha,
            decimal_comma=None if decimal is None else decimal == "comma",
        )
    return _hand_over(imported, output, solves, form)


@import_group.command("occupation", short_help="An occupation of O*NET, or all of them.")
@click.argument("name", required=False)
@click.option("--data", required=True, metavar="FOLDER", help="Folder with the source files.")
@click.option("--all", "every", is_flag=True, help="All occupations, with a table.")
@click.option("--order", metavar="CSV", help="Orders of tasks: soc,phase,task_id,name.")
@click.option(
    "--success",
    type=click.Choice(["completion_ai", "feedback_positive_fraction_ai"]),
    default="completion_ai",
    show_default=True,
    help="Measure of success; the second is the harsher.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="PATH",
    help="Problem file (.toml); with --all: table (.csv, .parquet) or folder of problem "
    "files; repeat for more.",
)
@click.option("--solve", "solves", is_flag=True, help="Solve it at once, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
def occupation(
    name: str | None,
    data: str,
    every: bool,
    order: str | None,
    success: Any,
    outputs: tuple[str, ...],
    solves: bool,
    form: str,
) -> int:
    """Make a problem of the occupation NAME: an O*NET-SOC code, a SOC code or a title.

    With --all, import and solve all occupations, and show what AI does to each.
    """
    if every == (name is not None):
        raise InputError("name one occupation, or --all", place="NAME", value=name or "")
    from jobdesign.importing.occupations.order import read_order
    from jobdesign.importing.occupations.sources import Sources

    orders = {} if order is None else read_order(order)
    if name is not None:
        from jobdesign.importing.occupations.steps import import_occupation

        if len(outputs) > 1:
            raise InputError("one problem goes to one file", place="--output", value=outputs[1])
        sources = Sources.read(data)
        soc = sources.find(name)
        imported = import_occupation(soc, sources, order=orders.get(soc), success=success)
        return _hand_over(imported, outputs[0] if outputs else None, solves, form)
    from jobdesign.importing.occupations.survey import survey_occupations

    tables = [path for path in outputs if Path(path).suffix.lower() in _TABLES]
    folders = [Path(path) for path in outputs if path not in tables]
    _check_outputs(tables, folders)

    def keep(soc: str, imported: Imported) -> None:
        for folder in folders:
            imported.write(folder / f"{soc}.toml")

    survey: Survey = survey_occupations(data, orders=orders, success=success, each=keep)
    for path in tables:
        survey.write(path)
    write(str(survey) if form == "table" else as_json(survey.to_dict()), None)
    return 0


def _check_outputs(tables: list[str], folders: list[Path]) -> None:
    """Find out before the work what could not be written after it."""
    if any(path.lower().endswith(".parquet") for path in tables):
        from jobdesign.importing.extras import load

        load("pyarrow", "Parquet")
    for folder in folders:
        if folder.suffix:
            raise InputError(
                "must be a folder, or end in .csv or .parquet", place="--output", value=str(folder)
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot be made: {error.strerror}", place="--output", value=str(folder)
            ) from None


def _hand_over(imported: Imported, output: str | None, solves: bool, form: str) -> int:
    """Write the problem file, then say what was done, and solve."""
    if output is not None:
        if Path(output).suffix.lower() != ".toml":
            raise InputError("must end in .toml", place="--output", value=output)
        imported.write(output)
    elif not solves and form == "table":
        click.echo(imported.text, nl=False)
        return 0
    tree: dict[str, Any] = {"summary": imported.summary.to_dict()}
    text = str(imported.summary)
    code = 0
    if solves:
        from jobdesign.solver import solve

        solution = solve(imported.problem)
        tree["solution"] = solution.to_dict()
        text += f"\n\n{solution}"
        code = {"infeasible": 3, "time_limit": 4}.get(solution.status, 0)
    elif output is None:
        from jobdesign.files.tree import problem_to_dict

        tree["problem"] = problem_to_dict(imported.problem)
    write(text if form == "table" else as_json(tree), None)
    return code

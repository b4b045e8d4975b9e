"""``jobdesign import``: problems from event logs, occupations and spreadsheets."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import click

from jobdesign.cli.imported import hand_over, hands_over
from jobdesign.cli.occupations import occupation
from jobdesign.cli.shared import showing_warnings
from jobdesign.time_forms import UNIT_NAMES

__all__ = ["import_group"]


@click.group(
    "import",
    short_help="Make a problem of an event log, an occupation or a spreadsheet.",
    no_args_is_help=True,
)
def import_group() -> None:
    """Make a problem of what you have, and say what was read, left out and assumed."""


#: What people type for options that have other names here.
_GUESSES = {
    "--delimiter": "--sep", "--separator": "--sep", "--timezone": "--time-zone",
    "--tz": "--time-zone", "--unit": "--time-unit", "--time-units": "--time-unit",
    "--epoch": "--time-unit", "--date-format": "--time-format",
    "--datetime-format": "--time-format", "--timestamp-format": "--time-format",
    "--dateformat": "--time-format",
    "--skiprows": "--skip-rows", "--skip": "--skip-rows", "--skip-lines": "--skip-rows",
    "--header": "--skip-rows", "--header-row": "--skip-rows", "--sheet-name": "--sheet",
    "--timestamp": "--end", "--time": "--end", "--timestamp-col": "--end", "--time-col": "--end",
    "--complete": "--end", "--transition": "--lifecycle", "--user": "--resource",
    "--person": "--resource", "--performer": "--resource", "--task": "--activity",
    "--event": "--activity", "--charset": "--encoding", "--max-duration": "--longest",
    "--out": "--output", "--zone": "--time-zone",
}  # fmt: skip


class _ForgivingCommand(click.Command):
    """Says which option is meant where somebody guesses its name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            meant = self._meant(ctx, error.option_name)
            if meant is None:
                raise
            raise click.UsageError(
                f"No such option: {error.option_name}; it is called {meant}", ctx
            ) from None

    def _meant(self, ctx: click.Context, name: str) -> str | None:
        known = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        plain = name.lower().replace("_", "-")
        for ending in ("", "-column", "-col", "-id", "-name", "-key", "-time", "-timestamp"):
            stem = plain.removesuffix(ending)
            meant = stem if stem in known and stem != name else _GUESSES.get(stem)
            if meant in known:
                return meant
        return None


@import_group.command(
    "log",
    short_help="An event log: CSV, XLSX or XES, also packed.",
    cls=_ForgivingCommand,
)
@click.argument("file")
@click.option("--case", metavar="COLUMN", help="Column of the case.")
@click.option("--activity", metavar="COLUMN", help="Column of the activity.")
@click.option("--resource", metavar="COLUMN", help="Column of who did it.")
@click.option("--role", metavar="COLUMN", help="Column of the role of who did it.")
@click.option("--start", metavar="COLUMN", help="Column of the start.")
@click.option("--end", metavar="COLUMN", help="Column of the end (or of the only time).")
@click.option("--lifecycle", metavar="COLUMN", help="Column with start or complete.")
@click.option("--instance", metavar="COLUMN", help="Column that pairs starts and completes.")
@click.option(
    "--time-zone", "--tz", default="UTC", show_default=True, help="Of times without an offset."
)
@click.option("--time-format", metavar="FORM", help='As "%d.%m.%Y %H:%M"; default: ISO 8601.')
@click.option(
    "--time-unit",
    "--unit",
    type=click.Choice(UNIT_NAMES),
    help="Of times that are numbers: since 1970, or days of Excel.",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV file: cp1252, say.")
@click.option(
    "--sep",
    "--delimiter",
    metavar="SIGN",
    help='Between cells: ";", tab, ...; default: by the file.',
)
@click.option(
    "--skip-rows", type=int, metavar="N", help="Lines above the header; default: it is looked for."
)
@click.option("--sheet", metavar="NAME", help="Of a workbook; default: the first not hidden.")
@click.option(
    "--variant",
    default="1",
    show_default=True,
    metavar="RANK",
    help='Which order: 1, the most frequent; or its activities, as "A > B > C".',
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
@click.option("--times", metavar="CSV", help="Table: activity,manual_time (hours); not the log's.")
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
@hands_over
def log(
    file: str,
    ai: str | None,
    ai_success: float | None,
    ai_time_share: float,
    ai_skill_share: float,
    wage: float | None,
    wages: str | None,
    times: str | None,
    variant: str,
    encoding: str,
    time_zone: str,
    time_format: str | None,
    time_unit: str | None,
    sep: str | None,
    skip_rows: int | None,
    sheet: str | None,
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
        clock=Clock(time_zone, time_format, time_unit),
        settings=LogSettings(variant=_rank_or_order(variant), **options),
        ai=AiAssumptions(
            success=ai_success,
            time_share=ai_time_share,
            skill_share=ai_skill_share,
            table=table,
        ),
        wage=wage,
        wages=None if wages is None else read_key_table(wages, ["activity", "role"], ["wage"]),
        times=None if times is None else read_key_table(times, ["activity"], ["manual_time"]),
        encoding=encoding,
        separator=sep,
        skip_rows=skip_rows,
        sheet=sheet,
    )
    return hand_over(imported, output, solves, form)


def _rank_or_order(variant: str) -> int | str:
    try:
        return int(variant)
    except ValueError:
        return variant


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
@click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV file: cp1252, say.")
@hands_over
def sheet(
    file: str,
    sheet: str | None,
    notation: str,
    alpha: float | None,
    decimal: str | None,
    encoding: str,
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
            encoding=encoding,
        )
    return hand_over(imported, output, solves, form)


import_group.add_command(occupation)

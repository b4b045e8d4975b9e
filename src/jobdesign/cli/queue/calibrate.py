"""``jobdesign queue calibrate``: the parameters of a queue from a log of cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

import click

from jobdesign.cli.common_options import takes_writing
from jobdesign.cli.queue.options import named_as, write_result
from jobdesign.cli.shared import spare
from jobdesign.errors import InputError

__all__ = ["calibrate"]

#: The options of parameters that messages may be about.
_OPTIONS = {
    name: f"--{name.replace('_', '-')}"
    for name in (
        "arrival", "arrival_rate", "capacity", "case", "escaped", "follow_up", "level",
        "encoding", "longest_gap", "period", "replicates", "rework_of", "rework_time", "route",
        "separator", "service", "skip_rows", "time_unit", "time_zone", "window",
    )
} | {
    "rows to skip": "--skip-rows", "separator": "--sep", "time format": "--time-format",
    "time unit": "--time-unit",
    "time zone": "--time-zone", "timestamp_format": "--time-format",
} | {"labels of the routes": "--manual-label and --assisted-label"}  # fmt: skip
#: What fixes say in Python, and what it is here.
_WORDS = {
    "pass sort=True": "pass --sort",
    "manual= and assisted=": "--manual-label and --assisted-label",
    "drop such rows": "pass --drop to leave such rows out",
    "larger longest_gap": "larger --longest-gap",
    "give the format (timestamp_format ": "give the format (--time-format ",
    "(time_unit": "(--time-unit",
    "(time_zone)": "(--time-zone)",
    "(time_unit)": "(--time-unit)",
    "(skip_rows)": "(--skip-rows)",
    "(route)": "(--route)",
    "(case)": "(--case)",
    "arrival_rate = ": "--arrival-rate ",
    "a follow_up of": "--follow-up of",
}


@click.command(short_help="The parameters of a queue from a log of cases (CSV).")
@click.argument("log")
@click.option(
    "--unit",
    type=click.Choice(["seconds", "minutes", "hours"]),
    required=True,
    help="Of all times in the log.",
)
@click.option("--arrival", default="arrival", show_default=True, metavar="COLUMN")
@click.option("--service", default="service", show_default=True, metavar="COLUMN")
@click.option("--route", metavar="COLUMN", help="Without it every case is by hand.")
@click.option("--case", metavar="COLUMN", help="Id of the case; needed with --rework-of.")
@click.option("--rework-of", metavar="COLUMN", help="Id of the case that came back.")
@click.option("--escaped", metavar="COLUMN", help="Whether an error escaped.")
@click.option("--rework-time", metavar="COLUMN", help="Time of a case's rework.")
@click.option("--window", metavar="COLUMN", help="Open period, say the date or the shift.")
@click.option("--manual-label", default="manual", show_default=True)
@click.option("--assisted-label", default="assisted", show_default=True)
@click.option(
    "--time-format",
    "--timestamp-format",
    "timestamp_format",
    metavar="FORMAT",
    help="As strptime has it; default ISO 8601, or numbers in the unit.",
)
@click.option(
    "--time-zone", "--tz", metavar="ZONE", help="Of dates without an offset: Europe/Amsterdam."
)
@click.option(
    "--time-unit",
    type=click.Choice(["s", "ms", "us", "ns", "min", "h", "d", "excel"]),
    help="Arrivals are numbers since 1970 in it, or Excel's days.",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file: cp1252, say.")
@click.option(
    "--sep", "--delimiter", "separator", metavar="LETTER", help="Between cells; default: what fits."
)
@click.option("--skip-rows", type=int, default=0, metavar="N", help="Rows above the header.")
@click.option("--sort", is_flag=True, help="Put the cases in order of arrival.")
@click.option("--drop", is_flag=True, help="Leave bad rows out, and count them.")
@click.option(
    "--follow-up",
    type=float,
    default=0.0,
    metavar="T",
    help="Leave out cases younger than that when the log ends.",
)
@click.option("--capacity", type=float, default=1.0, show_default=True)
@click.option(
    "--arrival-rate", type=float, metavar="RATE", help="Compare routes at this rate, not the log's."
)
@click.option("--longest-gap", type=float, metavar="T", help="Longer gaps are closed hours.")
@click.option("--period", type=float, metavar="T", help="Rates may differ between such periods.")
@click.option("--replicates", type=int, default=2000, show_default=True)
@click.option("--level", type=float, default=0.95, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--queue-file", metavar="PATH", help="Also write the moments as a queue file.")
@takes_writing
def calibrate(
    log: str,
    unit: str,
    arrival: str,
    service: str,
    route: str | None,
    case: str | None,
    rework_of: str | None,
    escaped: str | None,
    rework_time: str | None,
    window: str | None,
    manual_label: str,
    assisted_label: str,
    timestamp_format: str | None,
    time_zone: str | None,
    time_unit: str | None,
    encoding: str,
    separator: str | None,
    skip_rows: int,
    sort: bool,
    drop: bool,
    follow_up: float,
    capacity: float,
    arrival_rate: float | None,
    longest_gap: float | None,
    period: float | None,
    replicates: int,
    level: float,
    seed: int,
    queue_file: str | None,
    form: str,
    output: str | None,
) -> int:
    """Estimate arrivals, both routes and residual errors, each with an interval.

    Says whether AI lengthens the wait, how sure that is, and whether the tail of the
    log is too thin to tell.
    """
    from jobdesign.queueing.calibration.calibration import calibrate as estimate
    from jobdesign.queueing.calibration.columns import Columns
    from jobdesign.queueing.calibration.problem import calibrated_queue
    from jobdesign.queueing.calibration.reading import read_case_log

    if seed < 0:
        raise InputError("must be a whole number ≥ 0", place="--seed", value=seed)
    for place, path in (("--output", output), ("--queue-file", queue_file)):
        spare(log, path, place)
    with named_as(_OPTIONS, words=_WORDS):
        columns = Columns(
            arrival=arrival,
            service=service,
            route=route,
            case=case,
            rework_of=rework_of,
            escaped=escaped,
            rework_time=rework_time,
            window=window,
        )
        cases = read_case_log(
            log,
            columns,
            unit=cast(Literal["seconds", "minutes", "hours"], unit),
            manual=manual_label,
            assisted=assisted_label,
            timestamp_format=timestamp_format,
            time_zone=time_zone,
            time_unit=time_unit,
            encoding=encoding,
            separator=separator,
            skip_rows=skip_rows,
            sort=sort,
            bad_rows="drop" if drop else "refuse",
            follow_up=follow_up,
        )
    with named_as(_OPTIONS, log, words=_WORDS):
        found = estimate(
            cases,
            capacity=capacity,
            arrival_rate=arrival_rate,
            longest_gap=longest_gap,
            period=period,
            replicates=replicates,
            level=level,
            seed=seed,
        )
    if queue_file is not None:
        from jobdesign.files.queue_files import write_queue

        header = f"From {Path(log).name}, {len(cases):,} cases; times in {unit}."
        write_queue(calibrated_queue(found, capacity=capacity), queue_file, header=header)
    found = replace(found, warnings=tuple(_spoken(text) for text in found.warnings))
    write_result(str(found), found.to_dict(), form, output)
    return 0


def _spoken(text: str) -> str:
    """Name options where a sentence names parameters."""
    for said, meant in _WORDS.items():
        text = text.replace(said, meant)
    return text

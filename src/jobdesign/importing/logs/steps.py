"""An event log as a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.importing.assumptions import (
    AiAssumptions,
    Wanted,
    complain_of_strangers,
    manual_skills,
)
from jobdesign.importing.key_tables import KeyTable
from jobdesign.importing.logs.estimates import (
    LogSettings,
    estimate_handoffs,
    estimate_times,
    without_forgotten,
)
from jobdesign.importing.logs.events import UNKNOWN, EventLog, LogColumns, RawEvents
from jobdesign.importing.logs.intervals import intervals, merge_repeats, without_milestones
from jobdesign.importing.logs.reading import read_events
from jobdesign.importing.logs.times import Clock
from jobdesign.importing.logs.variants import choose
from jobdesign.importing.names import listed, unique_names
from jobdesign.importing.problem_text import rounded, summary_comment
from jobdesign.importing.summary import Imported, Tally
from jobdesign.problem import Problem
from jobdesign.steps import Step
from jobdesign.workflow import Workflow

__all__ = ["import_log"]

_NOTE = "Times in hours; skills in money an hour. What a log cannot say is assumed; see below."


@takes(
    path=PATH,
    columns=LogColumns,
    clock=Clock,
    settings=LogSettings,
    ai=AiAssumptions,
    wages=KeyTable,
    times=KeyTable,
)
def import_log(
    path: str | Path,
    *,
    columns: LogColumns | None = None,
    clock: Clock | None = None,
    settings: LogSettings | None = None,
    ai: AiAssumptions | None = None,
    wage: float | None = None,
    wages: KeyTable | None = None,
    times: KeyTable | None = None,
    encoding: str = "utf-8",
    separator: str | None = None,
    skip_rows: int | None = None,
    sheet: str | None = None,
) -> Imported:
    """Make a problem of an event log.

    Parameters
    ----------
    path
        Text with a header (CSV, TSV), a workbook (XLSX) or XES; text and XES also packed with
        gzip or zip.
    columns
        Names of its columns or keys; those not named are looked for under usual names.
    clock
        How its times are written: ISO 8601 in UTC by default.
    settings
        Which order, and how times and hand-offs are estimated.
    ai
        What AI can do: nothing by default, since no log says.
    wage
        An hour of one worker who can do everything.
    wages
        By activity or by role; `wage` is for the rest.
    times
        Hours by activity (column ``manual_time``), instead of those of the log.
    encoding
        Of the text of a CSV file; XES says its own.
    separator
        Between cells of a text file; by default what most rows have in common.
    skip_rows
        Lines (of a workbook, rows) above the header; by default it is looked for.
    sheet
        Of a workbook; by default the first that is not hidden.

    Returns
    -------
    Imported
        Problem, text and summary.

    Raises
    ------
    InputError
        Where the file is no such log, or an argument is wrong.

    Examples
    --------
    >>> import jobdesign as jd
    >>> found = jd.import_log("models/importing/claims.csv")
    >>> found.problem.workflow.names
    ('Register', 'Check cover', 'Assess damage', 'Decide', 'Pay')
    """
    path = Path(path)
    settings = LogSettings() if settings is None else settings
    ai = AiAssumptions() if ai is None else ai
    try:
        raw = read_events(
            path,
            LogColumns() if columns is None else columns,
            encoding=encoding,
            separator=separator,
            skip_rows=skip_rows,
            sheet=sheet,
        )
        clock = Clock() if clock is None else clock
        return _build(raw, path, clock, settings, ai, wage, wages, times)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _build(
    raw: RawEvents,
    path: Path,
    clock: Clock,
    settings: LogSettings,
    ai: AiAssumptions,
    wage: float | None,
    wages: KeyTable | None,
    times_given: KeyTable | None,
) -> Imported:
    tally = Tally()
    given = _hours(times_given)
    log = intervals(raw, clock, tally)
    if not settings.keep_zeros:
        log = without_milestones(log, given, tally)
    log = without_forgotten(log, settings, tally)
    if settings.merge_repeats:
        log = merge_repeats(log, tally)
    chosen = choose(log, settings.variant, settings.least_steps, tally)
    order = chosen.activities
    tally.assumed.append(
        f"the order of the steps: variant {chosen.rank}, of {chosen.cases} of "
        f"{log.number_of_cases} cases, by start"
    )
    names = [log.activities[code] for code in order]
    complain_of_strangers(given, names, "table of times", tally)
    times = estimate_times(log, settings, given, tally)
    handoffs = estimate_handoffs(log, order, settings, tally)
    roles = _usual_roles(log)
    wanted = [Wanted(name, roles.get(code, "")) for name, code in zip(names, order, strict=True)]
    skills = manual_skills(wanted, wage, wages, tally)
    ai.explain(names, tally)
    steps, notes = [], []
    unique = unique_names(names)
    for i, (code, skill) in enumerate(zip(order, skills, strict=True)):
        last = i + 1 == len(order)
        time = rounded(times[code].hours)
        steps.append(
            Step(
                name=unique[i],
                manual_skill=skill,
                manual_time=time,
                handoff_time=0.0 if last else rounded(handoffs[i].hours),
                **ai.of(names[i], time, skill),
            )
        )
        note = f"manual_time: {times[code].evidence}."
        if wanted[i].role:
            note = f"Role: {wanted[i].role}. {note}"
        notes.append(note if last else f"{note}\nhandoff_time: {handoffs[i].evidence}.")
    _complain_of_free_steps(steps, tally)
    name = path.name.removesuffix(".gz").removesuffix(".zip").rpartition(".")[0]
    problem = Problem(Workflow(steps), name="".join(c for c in name if c.isprintable()))
    summary = tally.summary(path.name)
    title = f"{len(steps)} step{'s' if len(steps) > 1 else ''} from {summary.source}."
    return Imported(problem, summary, summary_comment(summary, title, _NOTE), tuple(notes))


def _hours(table: KeyTable | None) -> dict[str, float]:
    """Return the hours of a table of times, by activity; empty cells are left to the log."""
    if table is None:
        return {}
    return {name: row["manual_time"] for name, row in table.rows.items() if "manual_time" in row}


def _complain_of_free_steps(steps: Sequence[Step], tally: Tally) -> None:
    free = [step.name or "" for step in steps if not step.manual_time]
    if len(free) == len(steps):
        tally.noticed.append("no step of this variant takes any time: take another (--variant 2)")
    elif free:
        tally.noticed.append(
            f"all durations are 0, so the work is free, of: {listed(free)} (--times); AI is given "
            "none of it, since checking there would be free"
        )


def _usual_roles(log: EventLog) -> dict[int, str]:
    """Return the most frequent role of each activity; ties: the first in the log."""
    known = log.role != UNKNOWN
    pairs = Counter(zip(log.activity[known].tolist(), log.role[known].tolist(), strict=True))
    usual: dict[int, str] = {}
    for (activity, role), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0][1])):
        usual.setdefault(activity, log.roles[role])
    return usual

"""From rows to intervals of work: pairing, cleaning, sorting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from jobdesign.empty_cells import is_absent, is_nobody
from jobdesign.errors import InputError
from jobdesign.importing.logs.events import (
    UNKNOWN,
    BoolArray,
    EventLog,
    FloatArray,
    IntArray,
    RawEvents,
    codes,
)
from jobdesign.importing.logs.pairing import pair
from jobdesign.importing.logs.row_order import running_forward, settle_changes
from jobdesign.importing.logs.times import Clock, LogTimes
from jobdesign.importing.logs.transitions import transitions_of
from jobdesign.importing.names import clean_name, listed
from jobdesign.importing.summary import Tally

__all__ = ["intervals", "merge_repeats", "without_milestones"]

#: Activities that a program added to mark where a case begins and ends.
_ARTIFICIAL = frozenset(
    {"start", "end", "artificial start", "artificial end", "startevent", "endevent"}
)
#: Who does what a program does by itself.
_MACHINES = frozenset({"system", "sys", "batch", "automatic", "bot", "robot", "server", "workflow"})


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which rows are intervals of work, and what each is."""

    kept: BoolArray
    start: FloatArray
    end: FloatArray
    resource: IntArray
    paused: FloatArray
    unstarted: BoolArray


def intervals(raw: RawEvents, clock: Clock, tally: Tally) -> EventLog:
    """Return the intervals of work that the rows of a log tell of.

    Rows that start and rows that complete an activity are paired (see `pair`). Rows
    without case, activity or end are left out, so are intervals that end before they
    start, and artificial activities at the ends of cases; all are counted. What has an end
    and no start is taken as of no length.

    Raises
    ------
    InputError
        Where a time cannot be read, or nothing is left.
    """
    tally.read["events"] = len(raw.number)
    if raw.guessed:
        tally.assumed.append(f"columns, by their usual names: {listed(raw.guessed, 8)}")
    tally.noticed += raw.remarks
    names = {text: "" if is_absent(text) else clean_name(text) for text in set(raw.activity)}
    activity = [names[text] for text in raw.activity]
    nobody = {text: is_nobody(text) for text in set(raw.resource)}
    people = ["" if nobody[name] else name for name in raw.resource]
    unknown_case = {text: is_nobody(text) for text in set(raw.case)}
    case_code, _ = codes(["" if unknown_case[text] else text for text in raw.case])
    activity_code, activities = codes(activity)
    resource, persons = codes(people)
    clean_roles = {text: "" if is_nobody(text) else clean_name(text) for text in set(raw.role)}
    role, roles = codes([clean_roles[text] for text in raw.role])
    times = clock.read(raw, tally)
    named = (case_code != UNKNOWN) & (activity_code != UNKNOWN)
    tally.drop("events without case or activity", np.count_nonzero(~named))
    number = running_forward(case_code, times, tally)
    settle_changes(case_code, times, number, tally)
    rows = _rows(raw, case_code, activity_code, resource, times, named, number, tally)
    order = np.flatnonzero(rows.kept)
    order = order[np.lexsort((number[order], rows.end[order], rows.start[order], case_code[order]))]
    log = EventLog(
        case=case_code[order],
        activity=activity_code[order],
        resource=rows.resource[order],
        role=role[order],
        start=rows.start[order],
        end=rows.end[order],
        hours=(rows.end[order] - rows.start[order] - rows.paused[order]) / 3600.0,
        unstarted=rows.unstarted[order],
        forgotten=np.zeros(len(order), dtype=bool),
        activities=activities,
        roles=roles,
    )
    own = np.array([a.lower() == p.lower() for a, p in zip(activity, people, strict=True)], bool)
    alone = (rows.resource == UNKNOWN) | own
    log = _without_artificial(log, alone[order], tally)
    if not len(log):
        raise _nothing_left(raw, tally)
    tally.read["intervals of work"] = len(log)
    tally.read["cases"] = log.number_of_cases
    tally.read["activities"] = len(np.unique(log.activity))
    tally.read["people"] = len(np.unique(log.resource[log.resource != UNKNOWN]))
    _say_who(log, raw, persons, [name for name in nobody if name and nobody[name]], tally)
    _say_ties(log, tally)
    return log


def _rows(
    raw: RawEvents,
    case: IntArray,
    activity: IntArray,
    resource: IntArray,
    times: LogTimes,
    named: BoolArray,
    number: IntArray,
    tally: Tally,
) -> _Rows:
    """Return which rows are intervals, and count those that are not."""
    end = times.end
    if times.start is None:
        pairs = pair(raw, case, activity, resource, end, named, number, tally)
        start, kept, resource, paused = pairs.start, pairs.completes, pairs.resource, pairs.paused
        unstarted = pairs.lone
        tally.drop("events without an end", np.count_nonzero(kept & np.isnan(end)))
    else:
        start, paused = times.start.copy(), np.zeros(len(end))
        complete = np.array([what == "complete" for what in transitions_of(raw, tally)], dtype=bool)
        tally.drop("events of other transitions than complete", np.count_nonzero(named & ~complete))
        kept = named & complete
        tally.drop("events without an end", np.count_nonzero(kept & np.isnan(end)))
        unstarted = kept & np.isnan(start) & ~np.isnan(end)
        start[unstarted] = end[unstarted]
        if unstarted.any():
            text = [clean_name(raw.activity[row]) for row in np.flatnonzero(unstarted)]
            tally.noticed.append(
                f"{len(text)} events have an end and no start: taken as of no length, of "
                f"{listed(list(dict.fromkeys(text)))}"
            )
    kept = kept & ~np.isnan(end)
    backwards = kept & (end < start)
    count = np.count_nonzero(backwards)
    tally.drop("events that end before they start", count)
    if count and 2 * count > np.count_nonzero(kept):
        which = "all" if backwards[kept].all() else f"{count} of"
        reason = (
            f"{which} {np.count_nonzero(kept)} events end before they start: are --start and --end "
            "the wrong way round?"
        )
        tally.reasons.append(reason)
        tally.noticed.append(reason)
    return _Rows(kept & ~backwards, start, end, resource, paused, unstarted)


def _nothing_left(raw: RawEvents, tally: Tally) -> InputError:
    """Return why no event is left, from what was left out."""
    if not raw.number:
        return InputError("has no event with case, activity, start and end", fix="it has no rows")
    why = tally.reasons or [f"{count} {what}" for what, count in tally.dropped.items()]
    why += [line for line in tally.noticed if "stands for none" in line]
    return InputError("has no event with case, activity, start and end", fix="; ".join(why))


def _say_who(
    log: EventLog, raw: RawEvents, persons: tuple[str, ...], nobody: list[str], tally: Tally
) -> None:
    unknown = np.count_nonzero(log.resource == UNKNOWN)
    if "resource" not in raw.given:
        columns = f"; the columns are {listed(raw.header, 20)}" if raw.header else ""
        tally.noticed.append(
            f"nothing says who did what (--resource): no evidence on hand-offs{columns}"
        )
    elif unknown:
        tally.noticed.append(
            f"{unknown} of {len(log)} events do not say who did them"
            + (f" ({listed(nobody)})" if nobody else "")
            + ": no evidence on hand-offs"
        )
    machines = [name for name in persons if name.lower() in _MACHINES]
    if machines:
        count = np.count_nonzero(np.isin(log.resource, [persons.index(one) for one in machines]))
        tally.noticed.append(
            f"{count} events are by {listed(machines)}, counted as a person like any other"
        )


def _say_ties(log: EventLog, tally: Tally) -> None:
    """Say how often the order of rows decided which activity came first."""
    tied = (
        (log.case[1:] == log.case[:-1])
        & (log.activity[1:] != log.activity[:-1])
        & (log.start[1:] == log.start[:-1])
        & (log.end[1:] == log.end[:-1])
    )
    if tied.any():
        tally.noticed.append(
            f"{np.count_nonzero(tied)} events have the same times as the one before: in the order "
            "of their rows"
        )


def _without_artificial(log: EventLog, nobody: BoolArray, tally: Tally) -> EventLog:
    """Leave out marks of no length: done by nobody, or at the end of every case they stand in."""
    if not len(log):
        return log
    _, first, place = np.unique(log.case, return_index=True, return_inverse=True)
    opens = log.start <= np.minimum.reduceat(log.start, first)[place]
    closes = log.end >= np.maximum.reduceat(log.end, first)[place]
    drop = np.zeros(len(log), dtype=bool)
    for code, name in enumerate(log.activities):
        if name.lower().replace("_", " ").strip(" <>[]()") not in _ARTIFICIAL:
            continue
        here = log.activity == code
        outside = opens[here].all() or closes[here].all() or nobody[here].all()
        if not log.hours[here].any() and outside:
            drop |= here
    tally.drop("artificial events at the ends of cases", np.count_nonzero(drop))
    return log.only(~drop)


def without_milestones(log: EventLog, wanted: Collection[str], tally: Tally) -> EventLog:
    """Leave out activities of no length that nobody does, where others say who did them.

    A program notes that something has happened. As a step it could check what AI did, at once
    and for nothing.

    Parameters
    ----------
    log
        All intervals.
    wanted
        Activities of which somebody gives the time.
    tally
        Takes which.
    """
    codes = np.arange(len(log.activities))
    work = (log.hours > 0) | (log.resource != UNKNOWN) | log.unstarted
    marks = np.setdiff1d(codes, log.activity[work])
    given = [code for code in marks.tolist() if log.activities[code] in wanted]
    marks = np.setdiff1d(np.intersect1d(marks, log.activity), given)
    drop = np.isin(log.activity, marks)
    if not drop.any() or not (log.resource != UNKNOWN).any():
        return log
    tally.drop("events of no length by nobody", np.count_nonzero(drop))
    names = listed([log.activities[code] for code in marks.tolist()])
    tally.noticed.append(f"of no length and done by nobody, so no steps: {names} (--times)")
    return log.only(~drop)


def merge_repeats(log: EventLog, tally: Tally) -> EventLog:
    """Make one event of neighbours of the same activity in a case: work taken up again.

    Their times add up; who did it is unknown where it was not one person.
    """
    new = np.ones(len(log), dtype=bool)
    new[1:] = (log.case[1:] != log.case[:-1]) | (log.activity[1:] != log.activity[:-1])
    first = np.flatnonzero(new)
    lowest = np.minimum.reduceat(log.resource, first)
    highest = np.maximum.reduceat(log.resource, first)
    merged = replace(
        log.only(new),
        resource=np.where(lowest == highest, highest, UNKNOWN),
        end=np.maximum.reduceat(log.end, first),
        hours=np.add.reduceat(log.hours, first),
        unstarted=np.logical_and.reduceat(log.unstarted, first),
        forgotten=np.logical_or.reduceat(log.forgotten, first),
    )
    if len(merged) < len(log):
        tally.noticed.append(
            f"{len(log)} events are {len(merged)} after merging repeats of an activity"
        )
    return merged

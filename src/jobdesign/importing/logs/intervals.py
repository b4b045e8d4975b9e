"""From rows to intervals of work: pairing, cleaning, sorting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jobdesign.errors import InputError
from jobdesign.importing.logs.csv_log import NO_RESOURCE
from jobdesign.importing.logs.events import (
    UNKNOWN,
    BoolArray,
    EventLog,
    RawEvents,
    codes,
)
from jobdesign.importing.logs.pairing import pair
from jobdesign.importing.logs.times import Clock
from jobdesign.importing.names import clean_name, listed
from jobdesign.importing.summary import Tally

__all__ = ["intervals", "merge_repeats"]

#: Activities that a program added to mark where a case begins and ends.
_ARTIFICIAL = frozenset(
    {"start", "end", "artificial start", "artificial end", "startevent", "endevent"}
)


def intervals(raw: RawEvents, clock: Clock, tally: Tally) -> EventLog:
    """Return the intervals of work that the rows of a log tell of.

    Rows that start and rows that complete an activity are paired (see `pair`). Rows
    without case, activity or time are left out, so are intervals that end before they
    start, and artificial activities at the ends of cases; all are counted.

    Raises
    ------
    InputError
        Where a time cannot be read, or nothing is left.
    """
    tally.read["events"] = len(raw.number)
    if raw.guessed:
        tally.assumed.append(f"columns, by their usual names: {', '.join(raw.guessed)}")
    names = {text: clean_name(text) for text in set(raw.activity)}
    activity = [names[text] for text in raw.activity]
    people = ["" if name.lower() in NO_RESOURCE else name for name in raw.resource]
    case_code, _ = codes(raw.case)
    activity_code, activities = codes(activity)
    resource, _ = codes(people)
    clean_roles = {text: clean_name(text) for text in set(raw.role)}
    role, roles = codes([clean_roles[text] for text in raw.role])
    end = clock.read(raw, "end", tally)
    named = (case_code != UNKNOWN) & (activity_code != UNKNOWN)
    tally.drop("events without case or activity", np.count_nonzero(~named))
    if "start" in raw.given:
        start = clock.read(raw, "start", tally)
        kept = named & _completes(raw, tally)
        paused = np.zeros(len(end))
    else:
        pairs = pair(raw, case_code, activity_code, resource, end, named, tally)
        start, kept, resource, paused = pairs.start, pairs.completes, pairs.resource, pairs.paused
    timed = ~np.isnan(start) & ~np.isnan(end)
    tally.drop("events without start or end", np.count_nonzero(kept & ~timed))
    kept &= timed
    backwards = kept & (end < start)
    tally.drop("events that end before they start", np.count_nonzero(backwards))
    kept &= ~backwards
    order = np.flatnonzero(kept)
    order = order[np.lexsort((order, end[order], start[order], case_code[order]))]
    log = EventLog(
        case=case_code[order],
        activity=activity_code[order],
        resource=resource[order],
        role=role[order],
        start=start[order],
        end=end[order],
        hours=(end[order] - start[order] - paused[order]) / 3600.0,
        forgotten=np.zeros(len(order), dtype=bool),
        activities=activities,
        roles=roles,
    )
    own = np.array([a.lower() == p.lower() for a, p in zip(activity, people, strict=True)], bool)
    nobody = (resource == UNKNOWN) | own
    log = _without_artificial(log, nobody[order], tally)
    if not len(log):
        raise InputError("has no event with case, activity, start and end")
    tally.read["intervals of work"] = len(log)
    tally.read["cases"] = log.number_of_cases
    tally.read["activities"] = len(np.unique(log.activity))
    tally.read["people"] = len(np.unique(log.resource[log.resource != UNKNOWN]))
    unknown = np.count_nonzero(log.resource == UNKNOWN)
    if "resource" not in raw.given:
        columns = f"; the columns are {listed(raw.header, 20)}" if raw.header else ""
        tally.noticed.append(
            f"nothing says who did what (--resource): no evidence on hand-offs{columns}"
        )
    elif unknown:
        tally.noticed.append(
            f"{unknown} of {len(log)} events do not say who did them: no evidence on hand-offs"
        )
    return log


def _completes(raw: RawEvents, tally: Tally) -> BoolArray:
    """Keep what is complete, where rows have starts of their own."""
    kept = np.array([cell.lower() in ("", "complete") for cell in raw.lifecycle], dtype=bool)
    tally.drop("events of other transitions than complete", np.count_nonzero(~kept))
    return kept


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
        forgotten=np.logical_or.reduceat(log.forgotten, first),
    )
    if len(merged) < len(log):
        tally.noticed.append(
            f"{len(log)} events are {len(merged)} after merging repeats of an activity"
        )
    return merged

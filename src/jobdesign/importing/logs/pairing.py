"""Starts and completes that stand in rows of their own, paired."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from jobdesign.errors import InputError
from jobdesign.importing.logs.events import UNKNOWN, BoolArray, FloatArray, IntArray, RawEvents
from jobdesign.importing.logs.transitions import transitions_of
from jobdesign.importing.summary import Tally

__all__ = ["Pairs", "pair"]

Key = tuple[int, int, str]


@dataclass(frozen=True, eq=False)
class Pairs:
    """What the completing rows say once they have their starts.

    Attributes
    ----------
    completes
        Which rows these are, shape (n,).
    lone
        Which of them have no start, shape (n,).
    start, resource
        Of each, shape (n,).
    paused
        Seconds for which it was suspended, shape (n,).
    """

    completes: BoolArray
    lone: BoolArray
    start: FloatArray
    resource: IntArray
    paused: FloatArray


@dataclass(slots=True)
class _Open:
    """An activity that was started and not completed yet."""

    row: int
    person: int
    paused: float = 0.0
    suspended: float | None = None
    closed: bool = False

    def resume(self, now: float) -> None:
        if self.suspended is not None:
            self.paused += now - self.suspended
            self.suspended = None


class _Line:
    """Those in one state, in the order of their starts; who left it is passed over later."""

    def __init__(self, belongs: Callable[[_Open], bool]) -> None:
        self.belongs = belongs
        self.heaps: defaultdict[int | None, list[tuple[int, _Open]]] = defaultdict(list)

    def add(self, number: int, one: _Open) -> None:
        for key in (one.person, None):
            heapq.heappush(self.heaps[key], (number, one))

    def first(self, person: int) -> tuple[int, _Open] | None:
        """Return what a person started first, or what was started first."""
        for key in (person, None):
            heap = self.heaps.get(key, [])
            while heap and not self.belongs(heap[0][1]):
                heapq.heappop(heap)
            if heap:
                return heap[0]
        return None


class _Waiting:
    """Starts of one activity of one case that wait for their completes."""

    def __init__(self) -> None:
        self.started = _Line(lambda one: not one.closed)
        self.running = _Line(lambda one: not one.closed and one.suspended is None)
        self.idle = _Line(lambda one: not one.closed and one.suspended is not None)
        self.count = 0

    def start(self, row: int, person: int) -> None:
        one = _Open(row, person)
        self.started.add(self.count, one)
        self.running.add(self.count, one)
        self.count += 1

    def suspend(self, person: int, now: float) -> bool:
        found = self.running.first(person)
        if found is None:
            return False
        found[1].suspended = now
        self.idle.add(*found)
        return True

    def resume(self, person: int, now: float) -> bool:
        found = self.idle.first(person)
        if found is None:
            return False
        found[1].resume(now)
        self.running.add(*found)
        return True

    def close(self, person: int, now: float) -> _Open | None:
        found = self.started.first(person)
        if found is None:
            return None
        found[1].closed = True
        found[1].resume(now)
        return found[1]


@dataclass
class _Matching:
    """Pairs rows of one log, and counts."""

    what: Sequence[str]
    keys: Sequence[Key]
    time: FloatArray
    resource: IntArray
    begun: dict[int, _Open] = field(default_factory=dict)
    waiting: defaultdict[Key, _Waiting] = field(default_factory=lambda: defaultdict(_Waiting))
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, rows: IntArray) -> None:
        """Take rows in the order of time.

        Of equal times, what has nothing to act on yet waits for the others: a complete may be
        listed before its start.
        """
        for _, group in itertools.groupby(rows.tolist(), key=lambda row: float(self.time[row])):
            later = [row for row in group if not self.take(row)]
            for row in later:
                if not self.take(row) and self.what[row] == "complete":
                    self.counts["lone"] += 1
        self.counts["open"] = self.counts["start"] - len(self.begun) - self.counts["aborted"]

    def take(self, row: int) -> bool:
        what, now, person = self.what[row], float(self.time[row]), int(self.resource[row])
        waiting = self.waiting[self.keys[row]]
        if what == "start":
            waiting.start(row, person)
            done = True
        elif what == "suspend":
            done = waiting.suspend(person, now)
        elif what == "resume":
            done = waiting.resume(person, now)
        else:
            found = waiting.close(person, now)
            done = found is not None
            if found is not None and what == "complete":
                self.begun[row] = found
            what = "aborted" if what == "abort" else what
        self.counts[what] += done
        return done


def pair(
    raw: RawEvents,
    case: IntArray,
    activity: IntArray,
    resource: IntArray,
    time: FloatArray,
    named: BoolArray,
    number: IntArray,
    tally: Tally,
) -> Pairs:
    """Pair starts and completes within case, activity and instance.

    First in first out, the same person's first. An aborted start is closed, so that no later
    complete takes it; from suspend to resume nobody works. A complete without a start is of no
    length. Of equal times the row of the lower number came first.

    Raises
    ------
    InputError
        Where instances that the user named keep all starts and completes apart.
    """
    what = transitions_of(raw, tally)
    completes = named & np.array([one == "complete" for one in what], dtype=bool)
    used = named & np.array([one != "other" for one in what], dtype=bool)
    tally.drop(
        "events of other transitions than start and complete", np.count_nonzero(named & ~used)
    )
    rows = np.flatnonzero(used & ~np.isnan(time))
    rows = rows[np.lexsort((number[rows], time[rows]))]
    case_codes, activity_codes = case.tolist(), activity.tolist()
    keys = list(zip(case_codes, activity_codes, raw.instance, strict=True))
    matched = _Matching(what, keys, time, resource)
    matched.run(rows)
    if not matched.begun and any(raw.instance):
        without = _Matching(what, [(c, a, "") for c, a, _ in keys], time, resource)
        without.run(rows)
        if without.begun:
            _complain_of_instances(raw, matched, tally)
            matched = without
    return _pairs(matched, completes, tally)


def _complain_of_instances(raw: RawEvents, matched: _Matching, tally: Tally) -> None:
    never = (
        f"{matched.counts['start']} starts and {matched.counts['lone']} completes never meet: the "
        "instance differs in each pair"
    )
    if "instance" in raw.named:
        raise InputError(never, place="instance column", fix="leave it out (--instance)")
    tally.noticed.append(f"{never}, so it was not used")


def _pairs(matched: _Matching, completes: BoolArray, tally: Tally) -> Pairs:
    start, resource = matched.time.copy(), matched.resource.copy()
    paused, lone = np.zeros(len(start)), completes & ~np.isnan(matched.time)
    for row, begun in matched.begun.items():
        start[row], paused[row] = matched.time[begun.row], begun.paused
        lone[row] = False
        if resource[row] == UNKNOWN:
            resource[row] = begun.person
    counts = matched.counts
    tally.drop("starts that were aborted", counts["aborted"])
    tally.drop("starts that never complete", counts["open"])
    if counts["suspend"]:
        tally.noticed.append(
            f"{counts['suspend']} times work was suspended: until resumed, nobody works"
        )
    if counts["lone"]:
        tally.noticed.append(
            f"{counts['lone']} events complete without a start: taken as of no length, so the "
            "gaps before them hold their work, too"
        )
    if counts["start"] and not matched.begun:
        tally.reasons.append(
            f"{counts['start']} starts and {counts['lone']} completes never meet: they share no "
            "case and activity"
        )
    elif counts["lone"] and not counts["start"]:
        tally.reasons.append(f"{counts['lone']} events complete and none starts")
    return Pairs(completes, lone, start, resource, paused)

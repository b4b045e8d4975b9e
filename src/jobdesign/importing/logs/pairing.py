"""Starts and completes that stand in rows of their own, paired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobdesign.importing.logs.events import UNKNOWN, BoolArray, FloatArray, IntArray, RawEvents
from jobdesign.importing.summary import Tally

__all__ = ["Pairs", "pair"]

#: Transitions of the XES standard that end an activity without completing it.
_ABORTS = frozenset({"ate_abort", "pi_abort", "withdraw", "autoskip", "manualskip"})


@dataclass(frozen=True, eq=False)
class Pairs:
    """What the completing rows say once they have their starts.

    Attributes
    ----------
    completes
        Which rows these are, shape (n,).
    start, resource
        Of each, shape (n,).
    paused
        Seconds for which it was suspended, shape (n,).
    """

    completes: BoolArray
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

    def resume(self, now: float) -> bool:
        if self.suspended is None:
            return False
        self.paused += now - self.suspended
        self.suspended = None
        return True


class _Queue(list[_Open]):
    """Starts of one activity of one case that wait for their completes."""

    def suspend(self, person: int, now: float) -> bool:
        found = _first([one for one in self if one.suspended is None], person)
        if found is None:
            return False
        found.suspended = now
        return True

    def resume(self, person: int, now: float) -> bool:
        found = _first([one for one in self if one.suspended is not None], person)
        return found is not None and found.resume(now)

    def close(self, person: int, now: float) -> _Open | None:
        found = _first(self, person)
        if found is not None:
            self.remove(found)
            found.resume(now)
        return found


def pair(
    raw: RawEvents,
    case: IntArray,
    activity: IntArray,
    resource: IntArray,
    time: FloatArray,
    named: BoolArray,
    tally: Tally,
) -> Pairs:
    """Pair starts and completes within case, activity and instance.

    First in first out, the same person's first. An aborted start is closed, so that no later
    complete takes it; from suspend to resume nobody works. A complete without a start is of no
    length.
    """
    transitions = np.array([cell.lower() for cell in raw.lifecycle], dtype=object)
    completes = named & np.isin(transitions, ["", "complete"])
    used = completes | np.isin(transitions, ["start", "suspend", "resume", *_ABORTS])
    tally.drop(
        "events of other transitions than start and complete", np.count_nonzero(named & ~used)
    )
    start, resource, paused = time.copy(), resource.copy(), np.zeros(len(time))
    queues: defaultdict[tuple[int, int, str], _Queue] = defaultdict(_Queue)
    lone = aborted = suspended = 0
    rows = np.flatnonzero(named & used & ~np.isnan(time))
    for row in rows[np.argsort(time[rows], kind="stable")].tolist():
        what, now, person = transitions[row], float(time[row]), int(resource[row])
        queue = queues[int(case[row]), int(activity[row]), raw.instance[row]]
        if what == "start":
            queue.append(_Open(row, person))
        elif what == "suspend":
            suspended += queue.suspend(person, now)
        elif what == "resume":
            queue.resume(person, now)
        elif what in _ABORTS:
            aborted += queue.close(person, now) is not None
        elif (begun := queue.close(person, now)) is None:
            lone += 1
        else:
            start[row], paused[row] = time[begun.row], begun.paused
            if person == UNKNOWN:
                resource[row] = begun.person
    tally.drop("starts that were aborted", aborted)
    tally.drop("starts that never complete", sum(map(len, queues.values())))
    if suspended:
        tally.noticed.append(f"{suspended} times work was suspended: until resumed, nobody works")
    if lone:
        tally.noticed.append(
            f"{lone} events complete without a start: taken as of no length, so the gaps before "
            "them hold their work, too"
        )
    return Pairs(completes, start, resource, paused)


def _first(waiting: Sequence[_Open], person: int) -> _Open | None:
    """Return what a person started first, or what was started first."""
    return next((one for one in waiting if one.person == person), waiting[0] if waiting else None)

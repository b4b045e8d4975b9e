"""Times and hand-offs of a log's activities, each with the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.importing.logs.events import UNKNOWN, EventLog, FloatArray, IntArray
from jobdesign.importing.names import listed
from jobdesign.importing.summary import Tally

__all__ = ["Estimate", "LogSettings", "estimate_handoffs", "estimate_times", "without_forgotten"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is assumed of a log.

    Parameters
    ----------
    variant
        Which order of steps: 1 is the most frequent one; or its activities, as ``"A > B > C"``.
    least_steps
        Leave out orders of fewer steps.
    statistic
        ``"median"`` or ``"mean"``, of durations and of gaps.
    longest
        Hours; a longer duration is a screen somebody forgot to close.
    over_long
        ``"drop"`` such durations, or ``"cap"`` them at `longest`.
    keep_zeros
        Count durations of 0. By default they say that nobody noted the start, and are
        left out where the activity has others.
    merge_repeats
        Make one event of neighbours of the same activity in a case.
    handoff_share
        Share of the gap that is work of handing over; the rest is waiting.
    default_handoff
        Hours, where a log says nothing on hand-offs.
    """

    variant: int | str = 1
    least_steps: int = 1
    statistic: Literal["median", "mean"] = "median"
    longest: float = 8.0
    over_long: Literal["drop", "cap"] = "drop"
    keep_zeros: bool = False
    merge_repeats: bool = False
    handoff_share: float = 0.1
    default_handoff: float = 0.25

    def __post_init__(self) -> None:
        for name in ("variant", "least_steps"):
            value = getattr(self, name)
            if not is_whole(value, 1) and not (name == "variant" and isinstance(value, str)):
                raise InputError("must be a whole number ≥ 1", place=name, value=value)
        for name, known in (("statistic", ("median", "mean")), ("over_long", ("drop", "cap"))):
            if getattr(self, name) not in known:
                raise InputError(
                    f"must be one of {', '.join(known)}", place=name, value=getattr(self, name)
                )
        if not (isinstance(self.longest, (int, float)) and self.longest > 0):
            raise InputError("must be more than 0 hours", place="longest", value=self.longest)
        finite_number("default_handoff", self.default_handoff, 0)
        if finite_number("handoff_share", self.handoff_share, 0) > 1:
            raise InputError("must be in [0, 1]", place="handoff_share", value=self.handoff_share)

    @property
    def middle(self) -> Callable[[FloatArray], float]:
        """The statistic as a function."""
        return np.median if self.statistic == "median" else np.mean


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours, and what they rest on."""

    hours: float
    evidence: str


def without_forgotten(log: EventLog, settings: LogSettings, tally: Tally) -> EventLog:
    """Return the log with durations over the longest capped, or made unknown (NaN).

    When such work ended is not known either way.
    """
    over = log.hours > settings.longest
    count = np.count_nonzero(over)
    drop = settings.over_long == "drop"
    if count:
        tally.drop(
            f"durations over {settings.longest:g} h ({'times only' if drop else 'capped'})", count
        )
    hours = np.where(over, np.nan if drop else settings.longest, log.hours)
    return replace(log, hours=hours, forgotten=over)


def estimate_times(
    log: EventLog, settings: LogSettings, given: Mapping[str, float], tally: Tally
) -> dict[int, Estimate]:
    """Estimate how long each activity takes by hand, over all cases.

    Parameters
    ----------
    log, settings
        What is known, and what is assumed.
    given
        Hours by activity that the log is not asked for.
    tally
        Takes the counts.

    Raises
    ------
    InputError
        Where no activity takes any time.
    """
    found: dict[int, Estimate] = {}
    zeros = 0
    capped = []
    limit = f"{settings.longest:g} h"
    for code, rows in _rows_by(log.activity).items():
        if log.activities[code] in given:
            found[code] = Estimate(given[log.activities[code]], "from the table of times")
            continue
        every, over = log.hours[rows], log.forgotten[rows]
        usable = np.isfinite(every) & ~log.unstarted[rows]
        if not settings.keep_zeros:
            usable &= every > 0
        hours = every[usable]
        if not hours.any() and over.any():  # what is too long is work, what is 0 is not
            evidence = f"all {np.count_nonzero(over)} durations are longer: capped"
            found[code] = Estimate(settings.longest, evidence)
            capped.append(log.activities[code])
            continue
        if not hours.any():
            lone = np.count_nonzero(log.unstarted[rows])
            evidence = (
                f"none of {len(every)} events has a start"
                if lone == len(every)
                else f"all {len(every) - lone} durations are 0"
            )
            found[code] = Estimate(0.0, evidence)
            continue
        notes = []
        long = int(np.count_nonzero(~np.isfinite(every)))
        if long:
            notes.append(f"{long} over {limit} left out")
            if 2 * long > long + len(hours):
                tally.noticed.append(
                    f"{long} of {long + len(hours)} durations of {log.activities[code]} are over "
                    f"{limit} and left out (--longest)"
                )
        dropped = len(every) - long - len(hours)
        zeros += dropped
        if dropped:
            notes.append(f"{dropped} of 0 left out")
        evidence = "; ".join([f"{settings.statistic} of {len(hours)} durations", *notes])
        found[code] = Estimate(float(settings.middle(hours)), evidence)
    tally.drop("durations of 0 (times only)", zeros)
    if capped:
        tally.noticed.append(
            f"all durations of {listed(capped)} are over {limit}: taken as {limit} (--longest)"
        )
    tally.assumed.append(
        f"manual_time: the {settings.statistic} duration of the activity in all cases; one over "
        f"{limit} is a screen that somebody forgot to close"
        + (f"; {len(given)} activities from a table" if given else "")
    )
    if not any(estimate.hours for estimate in found.values()):
        raise InputError(f"no activity takes any time{_why_none(log, tally)}", fix=_fix_none(log))
    return found


def _why_none(log: EventLog, tally: Tally) -> str:
    reasons = list(tally.reasons)
    zero = np.count_nonzero(~log.unstarted)
    if zero:
        reasons.append(f"{zero} events end when they start")
    return f": {'; '.join(reasons)}" if reasons else ""


def _fix_none(log: EventLog) -> str:
    """Say what gives times: what has been found is not asked for."""
    if not log.unstarted.all():
        return "give times (--times)"
    return (
        "name the column of starts (--start), or of lifecycle transitions (--lifecycle), or give "
        "times (--times)"
    )


def _rows_by(codes: IntArray) -> dict[int, IntArray]:
    """Return the rows of each code."""
    order = np.argsort(codes, kind="stable")
    known, first = np.unique(codes[order], return_index=True)
    parts = np.split(order, first[1:]) if len(order) else []
    return dict(zip(known.tolist(), parts, strict=True))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Hours between neighbouring events of a case, and what happened between them."""

    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    hours: FloatArray
    across: npt.NDArray[np.bool_]
    within: npt.NDArray[np.bool_]


def estimate_handoffs(
    log: EventLog, activities: tuple[int, ...], settings: LogSettings, tally: Tally
) -> list[Estimate]:
    """Estimate the hand-off after each step of a variant but the last.

    What a hand-off adds is the gap across people less the gap within one person;
    `handoff_share` of it counts as work. Neighbours that overlap in time were done side by
    side and say nothing; neither do events that do not say who did them.
    """
    gaps = _gaps(log, tally)
    middle, share = settings.middle, settings.handoff_share
    across = float(middle(gaps.hours[gaps.across])) if gaps.across.any() else None
    within = float(middle(gaps.hours[gaps.within])) if gaps.within.any() else 0.0
    pooled = None if across is None else share * max(across - within, 0.0)
    found = []
    longest = settings.longest
    borrowed = unknown = none = 0
    rows = _rows_by(gaps.before * len(log.activities) + gaps.after)
    nowhere = np.array([], dtype=np.int64)
    known: dict[tuple[int, int], tuple[int, float, int, float]] = {}
    for first, second in pairwise(activities):
        if (first, second) not in known:  # a variant may repeat a pair thousands of times
            here = rows.get(first * len(log.activities) + second, nowhere)
            between, own = gaps.hours[here[gaps.across[here]]], gaps.hours[here[gaps.within[here]]]
            known[first, second] = (
                len(between),
                float(middle(between)) if len(between) else 0.0,
                len(own),
                float(middle(own)) if len(own) else within,
            )
        count, other, owns, one = known[first, second]
        if count:
            hours = share * max(other - one, 0.0)
            none += other <= one
            base = f"{owns}" if owns else "all pairs" if gaps.within.any() else "none known"
            evidence = (
                f"{share:g} of {settings.statistic} gap across people {other:.4g} h ({count}) "
                f"less within one {one:.4g} h ({base})"
            )
        elif pooled is None:
            unknown += 1
            hours, evidence = settings.default_handoff, "assumed: no hand-off in the log"
        else:
            borrowed += 1
            hours, evidence = pooled, "as over all pairs: this one never went across people"
        if hours > longest:
            hours, evidence = longest, f"{evidence}; cut to {longest:g} h"
        found.append(Estimate(hours, evidence))
    tally.assumed.append(
        f"handoff_time: {share:g} of what the {settings.statistic} gap across people exceeds the "
        "gap within one person by; the rest is waiting, not work. Nobody has measured this share"
    )
    if borrowed:
        tally.assumed.append(f"{_handoffs(borrowed)} as over all pairs ({pooled:.4g} h)")
    if unknown:
        tally.assumed.append(
            f"{_handoffs(unknown)} {settings.default_handoff:g} h: the log has none"
        )
    if none:
        tally.noticed.append(
            f"{_handoffs(none)} 0: the gap across people is no longer than within one person"
        )
    return found


def _handoffs(count: int) -> str:
    return f"{count} hand-offs are" if count > 1 else "1 hand-off is"


def _gaps(log: EventLog, tally: Tally) -> _Gaps:
    same = log.case[1:] == log.case[:-1]
    gap = ((log.start[1:] - log.end[:-1]) / 3600.0)[same]
    left, right = log.resource[:-1][same], log.resource[1:][same]
    forgotten = log.forgotten[:-1][same]
    overlap = (gap < 0) & ~forgotten
    known = (left != UNKNOWN) & (right != UNKNOWN) & ~overlap & ~forgotten
    if overlap.any():
        tally.noticed.append(
            f"{np.count_nonzero(overlap)} of {len(gap)} neighbouring events overlap (parallel "
            "work): put in the order of their starts, not used for hand-offs"
        )
    if forgotten.any():
        tally.noticed.append(
            f"{np.count_nonzero(forgotten)} of {len(gap)} gaps follow a forgotten screen, which "
            "does not say when work ended: not used for hand-offs"
        )
    return _Gaps(
        before=log.activity[:-1][same],
        after=log.activity[1:][same],
        hours=gap,
        across=known & (left != right),
        within=known & (left == right),
    )

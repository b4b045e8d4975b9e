"""Variants: the orders in which a process ran, the most frequent first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.logs.events import EventLog
from jobdesign.importing.names import clean_name
from jobdesign.importing.summary import Tally

__all__ = ["Variant", "choose", "variants_of"]

#: Variants that a summary lists.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities, how many cases ran so, and its rank, counted from 1."""

    activities: tuple[int, ...]
    cases: int
    rank: int


def variants_of(log: EventLog) -> list[Variant]:
    """Return the variants by number of cases; ties: the shorter first, then by names.

    Work that overlaps is put in the order of its starts.
    """
    cuts = np.flatnonzero(np.diff(log.case)) + 1
    counts = Counter(tuple(part.tolist()) for part in np.split(log.activity, cuts))
    ranked = sorted(
        counts.items(),
        key=lambda item: (-item[1], len(item[0]), [log.activities[code] for code in item[0]]),
    )
    return [Variant(activities, cases, i) for i, (activities, cases) in enumerate(ranked, 1)]


def choose(log: EventLog, wanted: int | str, least_steps: int, tally: Tally) -> Variant:
    """Return a variant, and say which there are.

    Parameters
    ----------
    log
        Of all cases.
    wanted
        A rank, counted from 1, or the activities with ``>`` between them.
    least_steps
        Variants of fewer steps have no rank.
    tally
        Takes the counts.

    Raises
    ------
    InputError
        Where there is no such variant.
    """
    known = variants_of(log)
    long = [variant for variant in known if len(variant.activities) >= least_steps]
    ranked = [replace(variant, rank=i) for i, variant in enumerate(long, 1)]
    number = wanted if isinstance(wanted, int) else _rank(log, ranked, wanted)
    if number > len(ranked):
        raise InputError(
            f"must be at most {len(ranked)}, the number of variants"
            + (f" of {least_steps} steps and more" if least_steps > 1 else ""),
            place="variant",
            value=number,
        )
    tally.read["variants"] = len(known)
    if len(ranked) < len(known):
        tally.drop(f"variants of fewer than {least_steps} steps", len(known) - len(ranked))
    variant = ranked[number - 1]
    shown = ranked[:_SHOWN] + ([variant] if number > _SHOWN else [])
    tally.noticed += [_line(log, one, taken=one is variant) for one in shown]
    _warn(log, variant, ranked, isinstance(wanted, int), tally)
    return variant


def _rank(log: EventLog, ranked: list[Variant], wanted: str) -> int:
    """Return the rank of the variant with these activities."""
    names = [_written(log, variant) for variant in ranked]
    text = clean_name(wanted)
    found = [i for i, name in enumerate(names, 1) if _squeezed(name) == _squeezed(text)]
    if not found:
        raise InputError(
            "is no variant of the log",
            place="variant",
            value=wanted,
            fix=did_you_mean(text, names[:1000]) or "write a rank, or A > B > C",
        )
    return found[0]


def _written(log: EventLog, variant: Variant) -> str:
    return " > ".join(log.activities[code] for code in variant.activities)


def _squeezed(text: str) -> str:
    return ">".join(part.strip() for part in text.split(">"))


def _line(log: EventLog, variant: Variant, taken: bool) -> str:
    count = len(variant.activities)
    steps = f"{count} steps" if count > 1 else "1 step"
    line = _written(log, variant)
    line = line if len(line) <= 160 else line[:157] + "..."
    share = f"{variant.cases} of {log.number_of_cases} cases"
    return f"variant {variant.rank}{', taken' if taken else ''}: {share}, {steps}: {line}"


def _warn(
    log: EventLog, variant: Variant, ranked: list[Variant], by_rank: bool, tally: Tally
) -> None:
    """Say where the variant taken may not be the order that somebody wants."""
    equals = sum(other.cases == variant.cases for other in ranked)
    if by_rank and equals > 1:
        tally.noticed.append(
            f"{equals} variants are as frequent as the one taken: the shortest stands first, then "
            "the first by names (--variant takes another)"
        )
    share = variant.cases / log.number_of_cases
    if share < 0.05:
        tally.noticed.append(
            f"the variant taken covers {share:.1%} of the cases: the process has no usual order"
        )
    codes = variant.activities
    if len(codes) == 1:
        tally.noticed.append(
            "the variant taken has 1 step, so there are no jobs to cut (--least-steps 3, say)"
        )
    elif any(first == second for first, second in pairwise(codes)):
        tally.noticed.append(
            "the variant taken repeats an activity at once: each time is a step "
            "(--merge-repeats makes one of them)"
        )

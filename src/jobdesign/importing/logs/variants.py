"""Variants: the orders in which a process ran, the most frequent first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from jobdesign.errors import InputError
from jobdesign.importing.logs.events import EventLog
from jobdesign.importing.summary import Tally

__all__ = ["Variant", "choose", "variants_of"]

#: Variants that a summary lists.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """One order of activities, and how many cases ran so."""

    activities: tuple[int, ...]
    cases: int


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
    return [Variant(activities, cases) for activities, cases in ranked]


def choose(log: EventLog, number: int, least_steps: int, tally: Tally) -> Variant:
    """Return the variant of a rank, counted from 1, and say which there are.

    Variants of fewer than `least_steps` steps have no rank.

    Raises
    ------
    InputError
        Where there are not so many.
    """
    known = variants_of(log)
    ranked = [variant for variant in known if len(variant.activities) >= least_steps]
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
    total = log.number_of_cases
    for rank, variant in enumerate(ranked[:_SHOWN], 1):
        names = [log.activities[code] for code in variant.activities]
        steps = f"{len(names)} steps" if len(names) > 1 else "1 step"
        share = f"{variant.cases} of {total} cases"
        line = " > ".join(names)
        line = line if len(line) <= 160 else line[:157] + "..."
        chosen = ", taken" if rank == number else ""
        tally.noticed.append(f"variant {rank}{chosen}: {share}, {steps}: {line}")
    variant = ranked[number - 1]
    if variant.cases < 0.05 * total:
        tally.noticed.append(
            f"the variant taken covers {variant.cases / total:.1%} of the cases: "
            "the process has no usual order"
        )
    return variant

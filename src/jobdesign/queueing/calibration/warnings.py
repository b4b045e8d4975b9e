"""What keeps the numbers of a calibration from being trusted, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jobdesign.queueing.calibration.arrivals import Arrivals
from jobdesign.queueing.calibration.case_log import CaseLog
from jobdesign.queueing.calibration.escape import EscapeCurve
from jobdesign.queueing.calibration.routes import RouteTimes
from jobdesign.queueing.calibration.tails import FEWEST_IN_THE_TAIL, HEAVY_INDEX, Tail
from jobdesign.queueing.calibration.wedge import WedgeVerdict

__all__ = ["find_warnings"]

#: Share of cases that may still come back before it is worth a word.
_TOO_YOUNG = 0.02


def find_warnings(
    log: CaseLog,
    arrivals: Arrivals,
    manual: RouteTimes | None,
    assisted: RouteTimes | None,
    escape: EscapeCurve | None,
    wedge: WedgeVerdict | None,
) -> tuple[str, ...]:
    """Return one sentence for each reason to doubt."""
    found: list[str] = []
    for route in (manual, assisted):
        if route is not None:
            found += _of_few(route)
            if route.rework_tail is None:
                found += _of_index(f"{route.route} cases", route.tail)
            else:  # reviews and rework mixed have no one tail: that of rework decides
                found += _of_index(f"rework of {route.route} cases", route.rework_tail)
    if assisted is not None:
        found += _of_rework(assisted)
    if escape is not None and escape.remark:
        found.append(f"Escape curve: {escape.remark}.")
    found += _of_arrivals(arrivals)
    found += _of_young_cases(log)
    if wedge is not None:
        found += _of_wedge(wedge)
    return tuple(found)


def _of_few(route: RouteTimes) -> Iterator[str]:
    tail = route.tail
    if tail.is_thin:
        yield (
            f"Too thin to tell: half of the second moment of {route.route} cases rests on "
            f"{tail.carriers_of_half} of {tail.times} times (fewer than {FEWEST_IN_THE_TAIL})."
        )


def _of_index(what: str, tail: Tail) -> Iterator[str]:
    if tail.may_be_infinite:
        yield (
            f"Too thin to tell: the tail of {what} falls like t^-{tail.index:.2g} (at least "
            f"{tail.index_low:.2g}), so its second moment may be infinite."
        )
    elif tail.is_heavy:
        yield (
            f"Heavy tail: that of {what} falls like t^-{tail.index:.2g} (below {HEAVY_INDEX:g}), "
            "so the intervals of second moment and squared variation are too narrow."
        )


def _of_rework(assisted: RouteTimes) -> Iterator[str]:
    if assisted.reworked == 0:
        yield "No assisted case came back: without rework the log shows only the review."
    elif assisted.reworked < FEWEST_IN_THE_TAIL:
        yield (
            f"Too thin to tell: only {assisted.reworked} assisted cases came back (fewer than "
            f"{FEWEST_IN_THE_TAIL})."
        )


def _of_arrivals(arrivals: Arrivals) -> Iterator[str]:
    whole, within = arrivals.squared_variation, arrivals.within_period
    if math.isfinite(within.value) and whole.low > within.high:
        yield (
            f"The rate of arrivals changes: c_a² is {whole.value:.3g} over the whole log and "
            f"{within.value:.3g} within periods; use the latter, and the rate of the busy hours."
        )


def _of_young_cases(log: CaseLog) -> Iterator[str]:
    known = log.lag[np.isfinite(log.lag)]
    if not len(known):
        return
    usual = float(np.quantile(known, 0.95))
    young = float(np.mean(log.arrival > log.arrival[-1] - usual))
    if young > _TOO_YOUNG:
        yield (
            f"{young:.0%} of the cases arrived within {usual:.3g} {log.unit} of the end, the time "
            "in which 95 % of the rework seen came back: escapes are undercounted; give follow_up."
        )


def _of_wedge(wedge: WedgeVerdict) -> Iterator[str]:
    for name, stable in (("manual", wedge.manual_stable), ("assisted", wedge.assisted_stable)):
        if 0.0 < stable < 1.0:
            yield f"The {name} route is stable in {stable:.1%} of the resamples only."

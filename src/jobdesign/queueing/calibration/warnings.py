"""What keeps the numbers of a calibration from being trusted, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jobdesign.queueing.calibration.arrivals import Arrivals
from jobdesign.queueing.calibration.case_log import CaseLog
from jobdesign.queueing.calibration.escape import EscapeCurve
from jobdesign.queueing.calibration.resolution import common_step, step_name
from jobdesign.queueing.calibration.routes import RouteTimes
from jobdesign.queueing.calibration.tails import FEWEST_IN_THE_TAIL, HEAVY_INDEX, Tail
from jobdesign.queueing.calibration.wedge import WedgeVerdict

__all__ = ["find_warnings"]

#: Share of cases that may still come back before it is worth a word.
_TOO_YOUNG = 0.02

#: What rounding may add to c_a² before it is worth a word, and beyond which its size is not
#: known well enough to take it out.
_SPOILT, _TOO_COARSE = 0.05, 0.8

#: Share of service times of 0 that is worth a word.
_ZEROS = 0.005

#: A step of service times that is coarse, as a share of their mean.
_COARSE_SERVICE = 0.2

#: By how much c_a² must exceed that within periods to be called bursty.
_BURSTY = 1.3


def find_warnings(
    log: CaseLog,
    arrivals: Arrivals,
    manual: RouteTimes | None,
    assisted: RouteTimes | None,
    escape: EscapeCurve | None,
    wedge: WedgeVerdict | None,
    capacity: float = 1.0,
) -> tuple[str, ...]:
    """Return one sentence for each reason to doubt."""
    found = list(log.remarks)
    for route in (manual, assisted):
        if route is not None:
            found += _of_zeros(route, log)
            found += _of_service_steps(route, log)
            found += _of_few(route)
            if route.rework_tail is None:
                found += _of_index(f"{route.route} cases", route.tail)
            else:  # reviews and rework mixed have no one tail: that of rework decides
                found += _of_index(f"rework of {route.route} cases", route.rework_tail)
    if assisted is not None:
        found += _of_rework(assisted)
    if escape is not None and escape.remark:
        found.append(f"Escape curve: {escape.remark}.")
    found += _of_arrivals(arrivals, log.unit)
    found += _of_rounding(arrivals, log.unit)
    found += _of_load(log, arrivals, capacity)
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


def _of_zeros(route: RouteTimes, log: CaseLog) -> Iterator[str]:
    service = log.service[log.on(route.route)]
    zeros = service == 0.0
    if zeros.all() or zeros.mean() < _ZEROS:
        return
    # rounded down, times as short as the shortest step would be 0 about as often as that step
    least = np.count_nonzero(service == service[~zeros].min())
    if np.count_nonzero(zeros) > 2 * least:
        what = "service times" if route.route == "manual" else "times of review"
        yield (
            f"{zeros.mean():.1%} of the {what} of {route.route} cases are 0: if nobody worked "
            f"on them (given up, closed unread), the mean of the others, "
            f"{service[~zeros].mean():.4g} {log.unit}, is that of the work, and λ counts cases "
            "that asked for none."
        )


def _of_service_steps(route: RouteTimes, log: CaseLog) -> Iterator[str]:
    service = log.service[log.on(route.route)]
    step = common_step(service, log.unit, _COARSE_SERVICE * float(service.mean()))
    if step:
        yield (
            f"The service times of {route.route} cases are {step_name(step, log.unit)}, and "
            f"{service.mean():.3g} {log.unit} in the mean: if they were rounded up or down, the "
            f"mean is wrong by about {step / 2.0:.3g}."
        )


def _of_arrivals(arrivals: Arrivals, unit: str) -> Iterator[str]:
    whole, within, changes = arrivals.squared_variation, arrivals.within_period, arrivals.changes
    if changes is None:
        return
    both = (
        f"c_a² is {whole.value:.3g} over the whole log and {within.value:.3g} within periods of "
        f"{arrivals.period:g} {unit}"
    )
    if changes.any:
        how = {
            "by the hour of the day": changes.by_hour,
            "by the day of the week": changes.by_weekday,
            "in the course of the log": changes.drifts,
        }
        told = " and ".join(text for text, holds in how.items() if holds)
        if not changes.drifts and arrivals.without_clock > _BURSTY * max(1.0, within.high):
            yield (
                f"The rate of arrivals changes {told}, and they come in bursts besides: {both}, "
                f"and {arrivals.without_clock:.3g} once the usual rates of hours and weekdays are "
                "taken out; use this one, and the rate of the busy hours."
            )
        else:
            yield (
                f"The rate of arrivals changes {told}: {both}; use the latter, and the rate of "
                "the busy hours."
            )
    elif changes.is_known:
        yield (
            f"Arrivals come in bursts that outlast a period: {both}, and no hour of the day and "
            "no weekday stands out by more than bursts explain; use that of the whole log."
        )
    else:
        yield (
            f"Either arrivals come in bursts, or their rate follows the clock: {both}. The log "
            "has too few days to tell; with bursts the whole log is right, else the periods are."
        )


def _of_rounding(arrivals: Arrivals, unit: str) -> Iterator[str]:
    whole, within = arrivals.squared_variation.value, arrivals.within_period.value
    added = np.nanmax([arrivals.rounding, arrivals.rounding_within])
    # times that are even by themselves, appointments say, vary less than rounding alone would
    if added < _SPOILT or whole < min(arrivals.rounding, _TOO_COARSE):
        return
    name = step_name(arrivals.step, unit)
    share = arrivals.step * arrivals.rate.value
    said = f"Times of arrival are {name}, {share:.2g} of the mean gap between arrivals"
    if arrivals.rounding > _TOO_COARSE:
        yield f"{said}: too coarse to tell c_a²; the rate λ is right."
        return
    text = f"{said}: rounding makes c_a² too large, by about {arrivals.rounding:.2g} over the "
    text += f"whole log, which leaves {whole - arrivals.rounding:.3g}"
    if math.isfinite(within) and arrivals.rounding_within <= _TOO_COARSE:
        text += f", and by {arrivals.rounding_within:.2g} within periods, which leaves "
        text += f"{max(0.0, within - arrivals.rounding_within):.3g}"
    elif math.isfinite(within):
        text += "; that within periods cannot be told"
    yield f"{text}."


def _of_load(log: CaseLog, arrivals: Arrivals, capacity: float) -> Iterator[str]:
    work = arrivals.rate.value * float(np.mean(log.service + log.rework))
    if work >= capacity:
        yield (
            f"The cases ask for {work:.3g} {log.unit} of work in each of the {log.unit}, and "
            f"capacity is {capacity:g}: the queue would grow without end. Give the capacity of "
            "the team, or see whether arrivals and service times are in one unit."
        )


def _of_young_cases(log: CaseLog) -> Iterator[str]:
    known = log.lag[np.isfinite(log.lag)]
    if not len(known):
        return
    usual = float(np.quantile(known, 0.95))
    young = float(np.mean(log.arrival > log.end - usual))
    if young > _TOO_YOUNG:
        yield (
            f"{young:.0%} of the cases arrived within {usual:.3g} {log.unit} of the end, the time "
            "in which 95 % of the rework seen came back: escapes are undercounted; give a "
            f"follow_up of {usual:.3g} or more."
        )


def _of_wedge(wedge: WedgeVerdict) -> Iterator[str]:
    for name, stable in (("manual", wedge.manual_stable), ("assisted", wedge.assisted_stable)):
        if 0.0 < stable < 1.0:
            yield f"The {name} route is stable in {stable:.1%} of the resamples only."

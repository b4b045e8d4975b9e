"""A whole calibration: arrivals, both routes, escaped errors, the wedge, and warnings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.arrivals import Arrivals, estimate_arrivals
from jobdesign.queueing.calibration.case_log import CaseLog, Unit
from jobdesign.queueing.calibration.escape import EscapeCurve, fit_escape_curve
from jobdesign.queueing.calibration.estimates import IntervalMethod, Resampling
from jobdesign.queueing.calibration.routes import RouteTimes, estimate_route
from jobdesign.queueing.calibration.warnings import find_warnings
from jobdesign.queueing.calibration.wedge import WedgeVerdict, judge_wedge

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a log says about a queue with a manual and an assisted route.

    Parameters
    ----------
    unit
        Of all times; rates are per unit.
    arrivals
        λ and c_a².
    manual, assisted
        Moments of each route; None where no case went it.
    escape
        p(r); None without assisted cases.
    wedge
        The verdict; None unless there are cases of both routes.
    warnings
        What keeps the numbers from being trusted, one sentence each.
    dropped
        How many rows of the log were left out, by reason.
    level, replicates, method
        Of the intervals.
    source
        Where the log came from.
    """

    unit: Unit
    arrivals: Arrivals
    manual: RouteTimes | None
    assisted: RouteTimes | None
    escape: EscapeCurve | None
    wedge: WedgeVerdict | None
    warnings: tuple[str, ...]
    dropped: Mapping[str, int]
    level: float
    replicates: int
    method: IntervalMethod
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the times and resamples as JSON has it."""
        parts = ("arrivals", "manual", "assisted", "escape", "wedge")
        found = {name: getattr(self, name) for name in parts}
        return (
            {"source": self.source, "unit": self.unit}
            | {name: None if part is None else part.to_dict() for name, part in found.items()}
            | {
                "warnings": list(self.warnings),
                "dropped": dict(self.dropped),
                "level": self.level,
                "replicates": self.replicates,
                "method": self.method,
            }
        )

    def __str__(self) -> str:
        from jobdesign.tables.calibration import calibration_text

        return calibration_text(self)


@takes(log=CaseLog)
def calibrate(
    log: CaseLog,
    *,
    capacity: float = 1.0,
    arrival_rate: float | None = None,
    arrival_variation: float = 1.0,
    irreducible: float | None = 0.0,
    longest_gap: float | None = None,
    period: float | None = None,
    replicates: int = 2000,
    level: float = 0.95,
    method: IntervalMethod = "studentised",
    seed: int = 0,
) -> Calibration:
    """Read the parameters of the queue from a log of cases.

    Parameters
    ----------
    log
        The cases.
    capacity
        C, units of attention per unit of time: with one full-time reviewer 1.
    arrival_rate
        λ at which the two routes are compared; the log's own where it is left out,
        and then it is resampled too.
    arrival_variation
        c_a² at which they are compared; 1 for Poisson arrivals, as in eq. (4).
    irreducible
        p∞ where it is known; None estimates it.
    longest_gap, period
        As in `estimate_arrivals`.
    replicates
        Number of resamples.
    level
        Of all intervals and of the verdict.
    method
        Of the intervals of moments, as in `estimate_moments`.
    seed
        Of the resamples.

    Returns
    -------
    Calibration
        Its text is a table; `to_dict` gives all of it to programs.

    Raises
    ------
    InputError
        Where the log is too short, or a number is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import calibrate, simulate_log
    >>> found = calibrate(simulate_log(4000, skill=2.0, seed=5))
    >>> 2.0 in found.escape.skill, found.wedge.verdict
    (True, 'lengthens')
    """
    how = _resampling(replicates, level, method)
    for name, value in (("capacity", capacity), ("arrival_rate", arrival_rate)):
        if value is not None and finite_number(name, value) <= 0.0:
            raise InputError("must be above 0", place=name, value=value)
    finite_number("arrival_variation", arrival_variation, 0.0)
    # a stream of its own for each part, so that asking for less changes nothing else
    streams = [np.random.default_rng([seed, part]) for part in range(3)]
    arrivals = estimate_arrivals(
        log, longest_gap=longest_gap, period=period, generator=streams[0], how=how
    )
    manual = assisted = None
    if not log.assisted.all():
        manual = estimate_route(log, "manual", generator=streams[1], how=how)
    if log.assisted.any():
        assisted = estimate_route(log, "assisted", generator=streams[2], how=how)
    escape = wedge = None
    if assisted is not None:
        on = log.on("assisted")
        escape = fit_escape_curve(
            log.service[on], log.escaped[on], irreducible=irreducible, level=level
        )
    if manual is not None and assisted is not None:
        wedge = judge_wedge(
            manual,
            assisted,
            arrival_rate=arrivals.rate.value if arrival_rate is None else float(arrival_rate),
            rates=arrivals.rates if arrival_rate is None else None,
            capacity=float(capacity),
            arrival_variation=float(arrival_variation),
            level=level,
        )
    warnings = find_warnings(log, arrivals, manual, assisted, escape, wedge, capacity)
    unused = _unused(wedge is None, escape is None, arrival_rate, arrival_variation, irreducible)
    if unused:
        warnings = (f"{unused}: it changes nothing here.", *warnings)
    return Calibration(
        unit=log.unit,
        arrivals=arrivals,
        manual=manual,
        assisted=assisted,
        escape=escape,
        wedge=wedge,
        warnings=warnings,
        dropped=dict(log.dropped),
        level=level,
        replicates=replicates,
        method=method,
        source=log.source,
    )


def _unused(
    one_route: bool,
    no_assisted: bool,
    arrival_rate: float | None,
    arrival_variation: float,
    irreducible: float | None,
) -> str:
    """Say which parameter was given that this log has no use for; empty where there is none."""
    if one_route and arrival_rate is not None:
        return f"arrival_rate = {arrival_rate:g} is for comparing two routes, and the log has one"
    if one_route and arrival_variation != 1.0:
        given = f"arrival_variation = {arrival_variation:g}"
        return f"{given} is for comparing two routes, and the log has one"
    if no_assisted and irreducible != 0.0:
        return f"irreducible = {irreducible} is for the assisted route, and the log has none"
    return ""


def _resampling(replicates: int, level: float, method: IntervalMethod) -> Resampling:
    if not is_whole(replicates, 100):
        raise InputError(
            "must be a whole number ≥ 100", place="replicates", value=replicates, fix="try 2000"
        )
    if not 0.0 < finite_number("level", level) < 1.0 or not math.isfinite(level):
        raise InputError("must be in (0, 1)", place="level", value=level, fix="0.95 is usual")
    if method not in ("studentised", "bca", "percentile"):
        raise InputError("must be studentised, bca or percentile", place="method", value=method)
    return Resampling(int(replicates), float(level), method)

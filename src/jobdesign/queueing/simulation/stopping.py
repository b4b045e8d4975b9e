"""When a simulation has run long enough, and what its batches say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.queueing.simulation.estimates import Estimate
from jobdesign.workflow import Array

__all__ = ["StoppingRule", "batch_estimate", "batches_look_independent", "stopping_rule"]

#: Fewest customers that a run may be held to.
_FEWEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingRule:
    """Go on until the interval of the mean wait is narrow enough.

    Half-widths come from batch means: the run after the warm-up is cut into `batches`
    equal parts, whose means are nearly independent when the parts are long against the
    time the queue remembers. The run stops where the half-width is small enough, the
    batches are at least ten times that long, and the correlation of neighbouring batch
    means does not speak against their independence (at 5 %). Under heavy tails intervals
    are widened, see `heavy_tails`, and the rule asks for these.

    Parameters
    ----------
    relative
        Largest half-width of the mean wait as a share of it.
    absolute
        Or in units of time; the run stops when one of the two is met.
    most_customers
        The run ends there at the latest, at least 1000.
    warm_up
        Items left out at the start, where the system is still emptier than it will be.
        Without it, ten relaxation times (c_a² + c_s²) 2ρ / (1-ρ)², counted in items, but
        no more than a fifth of `most_customers`.
    batches
        How many batch means, at least 10.
    confidence
        Of every interval, in (0, 1).

    Raises
    ------
    InputError
        Where one of them is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import StoppingRule
    >>> StoppingRule(relative=0.005, most_customers=10_000_000).confidence
    0.95
    """

    relative: float | None = 0.01
    absolute: float | None = None
    most_customers: int = 100_000_000
    warm_up: int | None = None
    batches: int = 32
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for key in ("relative", "absolute"):
            value = getattr(self, key)
            if value is not None:
                number = finite_number(f"StoppingRule: {key}", value, 0.0)
                object.__setattr__(self, key, number)
        confidence = finite_number("StoppingRule: confidence", self.confidence)
        if not 0.0 < confidence < 1.0:
            raise InputError(
                "must be in (0, 1)",
                place="StoppingRule: confidence",
                value=confidence,
                fix="write 0.95",
            )
        _whole("most_customers", self.most_customers, _FEWEST)
        _whole("batches", self.batches, 10)
        if self.warm_up is not None:
            _whole("warm_up", self.warm_up, 0)
            if self.warm_up > self.most_customers // 2:
                raise InputError(
                    "must leave half of most_customers",
                    place="StoppingRule: warm_up",
                    value=self.warm_up,
                    fix="give a larger most_customers",
                )

    def allows(self, estimate: Estimate) -> bool:
        """Whether an interval is narrow enough."""
        return estimate.half_width <= self.goal(estimate.value)

    def goal(self, value: float) -> float:
        """Return the largest half-width of a mean wait of that size; -1 where none will do."""
        goals = [] if self.relative is None else [self.relative * value]
        goals += [] if self.absolute is None else [self.absolute]
        return max(goals, default=-1.0)


def stopping_rule(until: float | StoppingRule) -> StoppingRule:
    """Return a rule; a number is the relative half-width."""
    return until if isinstance(until, StoppingRule) else StoppingRule(relative=until)


def _whole(key: str, value: Any, least: int) -> None:
    if not is_whole(value, least):
        raise InputError(
            f"must be a whole number ≥ {least}",
            place=f"StoppingRule: {key}",
            value=value,
            fix=f"write {least} or more",
        )


def batch_estimate(sums: Array, counts: Array, confidence: float) -> Estimate:
    """Return a mean with its interval from sums over batches, each shape (batches,).

    The half-width is Student's quantile times the standard error of the batch means.
    """
    total = counts.sum()
    used = counts > 0
    means = sums[used] / counts[used]
    if total == 0 or len(means) < 2:
        return Estimate(math.nan, math.inf)
    value = float(sums.sum() / total)
    spread = float(np.std(means, ddof=1)) / math.sqrt(len(means))
    quantile = float(special.stdtrit(len(means) - 1, 0.5 + confidence / 2.0))
    return Estimate(value, quantile * spread)


def batches_look_independent(means: Array) -> bool:
    """Whether neighbouring batch means are not correlated beyond chance (one-sided, 5 %)."""
    deviations = means - means.mean()
    square = float(deviations @ deviations)
    if square == 0.0:
        return True
    correlation = float(deviations[1:] @ deviations[:-1]) / square
    return correlation <= 1.645 / math.sqrt(len(means))

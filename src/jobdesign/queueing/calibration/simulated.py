"""Logs with known parameters: to test estimates, and to see how large a log must be."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.case_log import CaseLog, Unit
from jobdesign.workflow import Array

__all__ = ["simulate_log"]

Shape = Literal["gamma", "lognormal"]


def simulate_log(
    cases: int,
    *,
    arrival_rate: float = 1.0,
    arrival_squared_variation: float = 1.0,
    assisted_share: float = 0.5,
    manual_mean: float = 0.7,
    manual_squared_variation: float = 0.1,
    review_mean: float = 0.35,
    review_squared_variation: float = 0.5,
    initial: float = 0.3,
    irreducible: float = 0.0,
    skill: float = 2.0,
    rework_mean: float = 2.0,
    rework_squared_variation: float = 0.5,
    shape: Shape = "gamma",
    unit: Unit = "hours",
    seed: int = 0,
) -> CaseLog:
    """Simulate a log: renewal arrivals, independent routes, T = r + M R as in eq. (2).

    Parameters
    ----------
    cases
        How many.
    arrival_rate, arrival_squared_variation
        λ and c_a² of gamma gaps between arrivals; 1 is Poisson.
    assisted_share
        x, the chance that a case goes the assisted route.
    manual_mean, manual_squared_variation
        τ_H and c_H² of manual cases.
    review_mean, review_squared_variation
        Of the review time r, which here does not depend on the risk of a draft.
    initial, irreducible, skill
        p0, p∞ and κ of eq. (1): the chance that an error escapes a review of
        length r.
    rework_mean, rework_squared_variation
        μR and squared variation of rework R.
    shape
        Of manual, review and rework times: ``"gamma"`` or ``"lognormal"``.
    unit
        What the times are called.
    seed
        Of the random numbers.

    Raises
    ------
    InputError
        Where a number is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import simulate_log
    >>> log = simulate_log(1000, seed=4)
    >>> len(log), round(float(log.assisted.mean()), 1)
    (1000, 0.5)
    """
    if not is_whole(cases, 1):
        raise InputError("must be a whole number ≥ 1", place="cases", value=cases)
    if shape not in ("gamma", "lognormal"):
        raise InputError("must be gamma or lognormal", place="shape", value=shape)
    _check_ranges(locals())
    generator = np.random.default_rng(seed)
    gaps = _times(generator, 1.0 / arrival_rate, arrival_squared_variation, cases, "gamma")
    assisted = generator.random(cases) < assisted_share
    manual = _times(generator, manual_mean, manual_squared_variation, cases, shape)
    review = _times(generator, review_mean, review_squared_variation, cases, shape)
    chance = irreducible + (initial - irreducible) * np.exp(-skill * review)
    escaped = assisted & (generator.random(cases) < chance)
    rework = _times(generator, rework_mean, rework_squared_variation, cases, shape)
    return CaseLog(
        arrival=np.cumsum(gaps),
        assisted=assisted,
        service=np.where(assisted, review, manual),
        escaped=escaped,
        rework=np.where(escaped, rework, 0.0),
        unit=unit,
        source="simulated",
    )


def _check_ranges(numbers: dict[str, Any]) -> None:
    for name, value in numbers.items():
        if name in ("cases", "shape", "unit", "seed"):
            continue
        number = finite_number(name, value, 0.0)
        if name in ("assisted_share", "initial", "irreducible") and number > 1.0:
            raise InputError("must be a chance in [0, 1]", place=name, value=value)
        if name == "arrival_rate" and number == 0.0:
            raise InputError("must be above 0", place=name, value=value)
    if numbers["irreducible"] > numbers["initial"]:
        raise InputError(
            "must not be above initial", place="irreducible", value=numbers["irreducible"]
        )


def _times(
    generator: np.random.Generator, mean: float, variation: float, count: int, shape: Shape
) -> Array:
    """Return times of a mean and squared variation; all equal where it is 0."""
    if variation == 0.0 or mean == 0.0:
        return np.full(count, float(mean))
    if shape == "gamma":
        return generator.gamma(1.0 / variation, mean * variation, count)
    spread = math.sqrt(math.log1p(variation))
    return generator.lognormal(math.log(mean) - spread**2 / 2.0, spread, count)

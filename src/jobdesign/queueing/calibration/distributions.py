"""How well simple distributions describe a sample of service times."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["DistributionFit", "fit_distributions"]


@dataclass(frozen=True, slots=True)
class DistributionFit:
    """One distribution, fitted by maximum likelihood.

    Parameters
    ----------
    name
        ``"exponential"``, ``"gamma"`` or ``"lognormal"``.
    mean, squared_variation
        Of the fitted distribution; beside those of the sample they show what the
        fit gets wrong.
    criterion
        Akaike's: twice the number of parameters less twice the log-likelihood.
        Smaller is better, and only differences mean anything.
    distance
        Kolmogorov and Smirnov's: the largest difference between the two
        distribution functions.
    """

    name: str
    mean: float
    squared_variation: float
    criterion: float
    distance: float

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        numbers = ("mean", "squared_variation", "criterion", "distance")
        return {"name": self.name} | {n: finite_or_none(getattr(self, n)) for n in numbers}


def fit_distributions(times: Array) -> tuple[DistributionFit, ...]:
    """Fit exponential, gamma and lognormal times, best first.

    Parameters
    ----------
    times
        (n,) times; those that are 0 are left out. With fewer than ten others, or
        all of them equal, there is nothing to fit.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing.calibration.distributions import fit_distributions
    >>> x = np.random.default_rng(3).lognormal(0.0, 1.0, 2000)
    >>> best = fit_distributions(x)[0]
    >>> best.name, best.distance < 0.03
    ('lognormal', True)
    """
    from scipy.special import gammainc, gammaln, ndtr

    x = np.sort(np.asarray(times, dtype=np.float64))
    x = x[x > 0.0]
    if len(x) < 10 or x[0] == x[-1]:
        return ()
    count, mean = len(x), float(x.mean())
    logs = np.log(x)
    location, spread = float(logs.mean()), float(logs.std())
    shape = _gamma_shape(math.log(mean) - location)
    gamma_likelihood = (
        (shape - 1.0) * logs.sum()
        - count * (shape + shape * math.log(mean / shape))
        - count * float(gammaln(shape))
    )
    fits = [
        _fit("exponential", mean, 1.0, -count * (math.log(mean) + 1.0), 1, -np.expm1(-x / mean)),
        _fit("gamma", mean, 1.0 / shape, gamma_likelihood, 2, gammainc(shape, x * shape / mean)),
        _fit(
            "lognormal",
            _or_infinite(math.exp, location + spread**2 / 2.0),
            _or_infinite(math.expm1, spread**2),
            -count * (location + math.log(spread) + 0.5 * math.log(2.0 * math.pi) + 0.5),
            2,
            ndtr((logs - location) / spread),
        ),
    ]
    return tuple(sorted(fits, key=lambda fit: fit.criterion))


def _fit(
    name: str,
    mean: float,
    variation: float,
    likelihood: float,
    parameters: int,
    chances: npt.NDArray[np.floating[Any]],
) -> DistributionFit:
    count = len(chances)
    steps = np.arange(count + 1) / count
    distance = max(np.max(steps[1:] - chances), np.max(chances - steps[:-1]))
    criterion = 2.0 * parameters - 2.0 * float(likelihood)
    return DistributionFit(name, mean, variation, criterion, float(distance))


def _or_infinite(function: Callable[[float], float], value: float) -> float:
    """Return a function's value, infinite beyond double precision."""
    try:
        return function(value)
    except OverflowError:
        return math.inf


def _gamma_shape(gap: float) -> float:
    """Solve log(shape) - digamma(shape) = gap, the gap of log mean and mean log, by Newton."""
    from scipy.special import digamma, polygamma

    # Minka's start and his step in 1/shape, which converges from either side
    shape = (3.0 - gap + math.sqrt((gap - 3.0) ** 2 + 24.0 * gap)) / (12.0 * gap)
    for _ in range(20):
        value = math.log(shape) - float(digamma(shape)) - gap
        slope = 1.0 / shape - float(polygamma(1, shape))
        inverse = 1.0 / shape + value / (shape**2 * slope)
        if abs(1.0 / inverse - shape) < 1e-13 * shape:
            break
        shape = 1.0 / inverse
    return shape

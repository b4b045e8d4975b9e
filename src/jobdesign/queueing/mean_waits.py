"""Mean waiting time from moments alone: Pollaczek and Khinchine, and Kingman."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["WaitFactors", "effective_second_moment", "mean_wait"]


@dataclass(frozen=True, slots=True)
class WaitFactors:
    """A mean wait as a product of three factors (eq. 3, second form).

    Parameters
    ----------
    congestion
        ρ/(1 - ρ).
    variability
        (c_a² + c_s²)/2; c_a² = 1 for Poisson arrivals.
    service
        m/C, mean calendar time in service.
    """

    congestion: float
    variability: float
    service: float

    @property
    def product(self) -> float:
        """The mean wait; infinite where the queue is unstable."""
        if math.isinf(self.congestion):
            return math.inf
        return self.congestion * self.variability * self.service


def mean_wait(
    arrival_rate: float,
    mean: float,
    second_moment: float,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
) -> float:
    """Return the mean time before service begins, λ n / (2C(C - λm)) (eqs. 3 and 21).

    n is the second moment q for Poisson arrivals, where this is exact; otherwise
    q + (c_a² - 1)m², which is Kingman's approximation. Infinite where λm ≥ C. The
    inputs are taken as checked.

    Examples
    --------
    >>> mean_wait(0.5, 1, 2)
    1.0
    >>> mean_wait(1, 1, 2)
    inf
    """
    slack = capacity - arrival_rate * mean
    if slack <= 0.0:
        return math.inf
    effective = effective_second_moment(mean, second_moment, arrival_variation)
    return arrival_rate * effective / (2.0 * capacity * slack)


def effective_second_moment(mean: float, second_moment: float, arrival_variation: float) -> float:
    """Return n = q + (c_a² - 1)m², so that Kingman's formula looks like that of M/G/1."""
    if arrival_variation == 1.0:
        return second_moment
    return max(0.0, second_moment + (arrival_variation - 1.0) * mean**2)

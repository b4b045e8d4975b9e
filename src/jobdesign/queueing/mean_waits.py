"""The mean wait of a station: `mean_wait` is the one place where it is computed.

A station is λ and c_a² of its arrivals, mean and second moment of its service, capacity
and servers. Every command takes its mean waits from here, so that one station has one wait:

- one server, Poisson arrivals: Pollaczek and Khinchine, exact;
- one server, other arrivals: Krämer and Langenbach-Belz (1976);
- several servers: Whitt (1993), which is Erlang's formula, exact, for M/M/k.

`wait_formulas.wait_formula` names the formula and says how far off it is. Eq. (21) of
Bartolucci and Vivo, Kingman's, is `kingman_wait`: for what the paper says, not for waits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.erlang import erlang_c
from jobdesign.workflow import Array

__all__ = [
    "WaitFactors",
    "kingman_wait",
    "log_correction",
    "mean_wait",
    "one_server_waits",
    "variability",
    "wait_slope",
]


@dataclass(frozen=True, slots=True)
class WaitFactors:
    """A mean wait as a product of three factors (eq. 3, second form).

    Parameters
    ----------
    congestion
        ρ/(1 - ρ).
    variability
        (c_a² + c_s²)/2; c_a² = 1 for Poisson arrivals. With other arrivals, times what
        Krämer and Langenbach-Belz correct.
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
    servers: int = 1,
) -> float:
    """Return the mean time before service begins; infinite where λm ≥ kC.

    Parameters
    ----------
    arrival_rate, arrival_variation
        λ ≥ 0, and c_a², the squared variation of the times between arrivals; 1: Poisson.
    mean, second_moment
        m and q, of the attention that an item asks for.
    capacity, servers
        C, attention each server gives a unit of time, and k, how many there are.

    Notes
    -----
    One server and Poisson arrivals: λ q / (2C(C - λm)) (eqs. 3 and 19), exact. Otherwise
    the wait of M/M/k times `variability`. Infinite where q is. Inputs are taken as checked.

    Examples
    --------
    >>> from jobdesign.queueing import mean_wait
    >>> mean_wait(0.5, 1, 2), mean_wait(1, 1, 2)
    (1.0, inf)

    Arrivals like clockwork, D/M/1, where the exact wait is 0.1275; and M/D/5, 0.0307:

    >>> round(mean_wait(1, 0.5, 0.5, arrival_variation=0), 4)
    0.1284
    >>> round(mean_wait(2.5, 1, 1, servers=5), 4)
    0.0305
    """
    if servers == 1 and arrival_variation == 1.0:
        slack = capacity - arrival_rate * mean
        if slack <= 0.0:
            return math.inf
        return arrival_rate * second_moment / (2.0 * capacity * slack)
    slack = servers * capacity - arrival_rate * mean
    if slack <= 0.0:
        return math.inf
    if arrival_rate == 0.0 or mean == 0.0:
        return 0.0
    load = arrival_rate * mean / (servers * capacity)
    spread = max(0.0, second_moment / mean / mean - 1.0)
    if math.isinf(spread):
        # with enough servers idle the wait may still be finite, which no formula here knows
        return math.inf
    delayed = load if servers == 1 else erlang_c(servers, load * servers)
    return variability(load, arrival_variation, spread, servers) * delayed * mean / slack


def variability(
    utilisation: float, arrival_variation: float, service_variation: float, servers: int = 1
) -> float:
    """Return what the wait of M/M/k is multiplied by: (c_a² + c_s²)/2, corrected.

    By Krämer and Langenbach-Belz for one server, by Whitt for several. For one server and
    Poisson arrivals nothing is corrected.

    Examples
    --------
    >>> from jobdesign.queueing.mean_waits import variability
    >>> variability(0.8, 1, 0.5), variability(0.8, 1, 1, servers=5)
    (0.75, 1.0)
    """
    both = (arrival_variation + service_variation) / 2.0
    if both == 0.0 or math.isinf(both) or utilisation == 0.0 or utilisation >= 1.0:
        return both
    if servers > 1:
        given = (arrival_variation, service_variation)
        return both * _whitt_correction(utilisation, *given, servers)
    return both * math.exp(float(log_correction(utilisation, arrival_variation, service_variation)))


def log_correction(
    utilisation: npt.ArrayLike, arrival_variation: float, service_variation: npt.ArrayLike
) -> Array:
    """Return the exponent by which Krämer and Langenbach-Belz correct Kingman's formula.

    -2(1-ρ)(1-c_a²)² / (3ρ(c_a² + c_s²)) for c_a² ≤ 1, -(1-ρ)(c_a²-1) / (c_a² + 4c_s²) above.
    Loads must be above 0, and some of the variations.
    """
    load = np.asarray(utilisation, dtype=np.float64)
    spread = np.asarray(service_variation, dtype=np.float64)
    excess = arrival_variation - 1.0
    with np.errstate(over="ignore"):  # very light traffic: the wait is 0
        if excess <= 0.0:
            # one after the other: their product may be too small for a double
            exponent = 2.0 / 3.0 * (1.0 - load) * excess**2 / (arrival_variation + spread) / load
        else:
            exponent = (1.0 - load) * excess / (arrival_variation + 4.0 * spread)
    return np.asarray(-exponent)


def _whitt_correction(load: float, arrivals: float, service: float, servers: int) -> float:
    """Return φ of Whitt (1993), eqs. 2.16 to 2.25; by it M/D/k and D/M/k are interpolated."""
    root = math.sqrt(4.0 + 5.0 * servers) - 2.0
    idle = (1.0 - load) * (servers - 1) * root / (16.0 * servers * load)
    gamma = min(0.24, idle)
    regular_service = 1.0 + gamma
    regular_arrivals = (1.0 - 4.0 * gamma) * math.exp(-2.0 * (1.0 - load) / (3.0 * load))
    alike = min(1.0, (regular_service + regular_arrivals) / 2.0)
    mean = (arrivals + service) / 2.0
    between = 1.0 if mean >= 1.0 else alike ** (2.0 * (1.0 - mean))
    if arrivals >= service:
        whole = 4.0 * arrivals - 3.0 * service
        return (4.0 * (arrivals - service) * regular_service + service * between) / whole
    whole = 2.0 * (arrivals + service)
    return ((service - arrivals) * regular_arrivals + (service + 3.0 * arrivals) * between) / whole


def one_server_waits(
    arrival_rate: npt.ArrayLike,
    mean: npt.ArrayLike,
    second_moment: npt.ArrayLike,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
) -> Array:
    """Return `mean_wait` of one server for arrays; NaN where a number is.

    Examples
    --------
    >>> from jobdesign.queueing.mean_waits import one_server_waits
    >>> one_server_waits([0.5, 1], 1, 2)
    array([ 1., inf])
    """
    rate, m, second = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (arrival_rate, mean, second_moment))
    )
    spare = capacity - rate * m
    effective = second
    with np.errstate(divide="ignore", invalid="ignore"):
        if arrival_variation != 1.0:
            spread = np.maximum(0.0, second / m**2 - 1.0)
            load = rate * m / capacity
            effective = (arrival_variation + spread) * m**2
            corrected = effective * np.exp(log_correction(load, arrival_variation, spread))
            idle = (load == 0.0) | (load >= 1.0) | (effective == 0.0) | np.isinf(second)
            effective = np.where(idle, second, corrected)
            effective = np.where((arrival_variation + spread) == 0.0, 0.0, effective)
        waits = rate * effective / (2.0 * capacity * spare)
    return np.where(spare > 0.0, waits, np.where(np.isnan(m), np.nan, np.inf))


def wait_slope(
    arrival_rate: float,
    mean: float,
    second_moment: float,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
) -> float:
    """Return dW/dλ of one server at a stable rate.

    Examples
    --------
    >>> from jobdesign.queueing.mean_waits import wait_slope
    >>> wait_slope(0.5, 1, 2)
    4.0
    """
    load = arrival_rate * mean / capacity
    scale = (capacity * (1.0 - load)) ** 2
    if arrival_variation == 1.0 or mean == 0.0:
        return second_moment / (2.0 * scale)
    spread = max(0.0, second_moment / mean / mean - 1.0)
    slope = variability(load, arrival_variation, spread) * mean**2 / scale
    if load == 0.0 or slope == 0.0 or math.isinf(slope):
        return slope
    # the exponent is -K(1-ρ)/ρ below c_a² = 1, and -K(1-ρ) above
    exponent = float(log_correction(load, arrival_variation, spread))
    by_load = -exponent / (1.0 - load) / (load if arrival_variation < 1.0 else 1.0)
    return slope * (1.0 + load * (1.0 - load) * by_load)


def kingman_wait(
    arrival_rate: float,
    mean: float,
    second_moment: float,
    capacity: float = 1.0,
    arrival_variation: float = 1.0,
) -> float:
    """Return the wait by eq. (21), as the paper has it: Kingman's, ρ/(1-ρ) (c_a²+c_s²)/2 m/C.

    Exact in heavy traffic only: D/M/1 at ρ = 0.5 waits half as long. `mean_wait` is closer.

    Examples
    --------
    >>> from jobdesign.queueing import kingman_wait
    >>> kingman_wait(1, 0.5, 0.5, arrival_variation=0)
    0.25
    """
    slack = capacity - arrival_rate * mean
    if slack <= 0.0:
        return math.inf
    effective = max(0.0, second_moment + (arrival_variation - 1.0) * mean**2)
    return arrival_rate * effective / (2.0 * capacity * slack)

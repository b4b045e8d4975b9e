"""Stations in line, each looked at on its own: the queueing-network analyzer.

Whitt (1983) describes every flow by its rate and one number, the squared coefficient of
variation of the times between items. A station turns that of its arrivals into that of
its departures; splits and merges change it. Exact where all is exponential, otherwise
good to some per cent, and least so where a very variable flow passes a station of low
utilisation on its way to one of high (Suresh and Whitt 1990).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import LISTED, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.mean_waits import mean_wait
from jobdesign.queueing.service_times.checks import positive_number, probability
from jobdesign.queueing.stations import Station, checked_line
from jobdesign.queueing.wait_formulas import WaitFormula, wait_formula
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = [
    "APPROXIMATION",
    "TandemDecomposition",
    "decompose_stations",
    "decompose_tandem",
    "departure_variation",
    "split_variation",
    "superposed_variation",
]

#: What all of this is, in sentences.
APPROXIMATION = "Whitt's queueing-network analyzer"

#: Below it the variation of several servers' times hardly changes their departures.
_LEAST_VARIATION = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class TandemDecomposition:
    """Waiting at every station of a line. Arrays have shape (stations,).

    Parameters
    ----------
    names
        Of the stations.
    arrival_rate
        Items that arrive per unit of time.
    arrival_variation
        Squared coefficient of variation of the times between them.
    utilisation
        Of each server; at 1 or above the station is unstable.
    wait, time
        Mean wait before service, and with service; infinite where unstable.
    reach
        Part of all arrivals that comes to the station.
    formulas
        Of the mean waits, given the stream of arrivals; that this is one is itself
        approximate behind the first station.
    """

    names: tuple[str, ...]
    arrival_rate: Array
    arrival_variation: Array
    utilisation: Array
    wait: Array
    time: Array
    reach: Array
    formulas: tuple[WaitFormula, ...]

    @property
    def is_stable(self) -> bool:
        """Whether waits settle at every station."""
        return bool((self.utilisation < 1.0).all())

    @property
    def bottleneck(self) -> str:
        """Name of the station with the highest utilisation, the first of equals."""
        return self.names[int(np.argmax(self.utilisation))]

    @property
    def mean_wait(self) -> float:
        """Mean wait of an item at all stations that it passes."""
        return _passed(self.reach, self.wait)

    @property
    def mean_time_in_system(self) -> float:
        """Mean time of an item from its arrival until it leaves."""
        return _passed(self.reach, self.time)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        columns = ("arrival_rate", "arrival_variation", "utilisation", "wait", "time")
        stations = [
            {"name": name}
            | {key: finite_or_none(float(getattr(self, key)[i])) for key in columns}
            | {"formula": self.formulas[i].to_dict()}
            for i, name in enumerate(self.names)
        ]
        return {
            "stations": stations,
            "mean_wait": finite_or_none(self.mean_wait),
            "mean_time_in_system": finite_or_none(self.mean_time_in_system),
            "bottleneck": self.bottleneck,
            "is_stable": self.is_stable,
            "approximation": APPROXIMATION,
        }

    def __str__(self) -> str:
        from jobdesign.tables.simulations import decomposition_text

        return decomposition_text(self)


def _passed(reach: Array, times: Array) -> float:
    """Add up times, each for the part of the items that it concerns."""
    return float(np.sum(times[reach > 0.0] * reach[reach > 0.0]))


@takes(names=LISTED)
def decompose_tandem(
    arrival_rate: float,
    mean: npt.ArrayLike,
    second_moment: npt.ArrayLike,
    *,
    servers: npt.ArrayLike = 1,
    share: npt.ArrayLike = 1.0,
    arrival_variation: float = 1.0,
    names: Sequence[str] = (),
) -> TandemDecomposition:
    """Follow a flow of items through stations in line.

    Parameters
    ----------
    arrival_rate
        Items per unit of time, greater than 0.
    mean, second_moment
        Of the service times; arrays of shape (stations,).
    servers
        How many serve the queue of each station.
    share
        Part of the items leaving the station before that go on to this one.
    arrival_variation
        Squared coefficient of variation of the times between arrivals; 1 for Poisson.
    names
        Of the stations.

    Returns
    -------
    TandemDecomposition
        Rates behind an unstable station are what would arrive if it kept up.

    Raises
    ------
    InputError
        Where a number is out of range.

    Examples
    --------
    >>> from jobdesign.queueing import decompose_tandem
    >>> line = decompose_tandem(1.0, [0.5, 0.8], [0.5, 0.64])
    >>> line.utilisation
    array([0.5, 0.8])
    >>> line.wait.round(6)
    array([0.5, 1.6])
    >>> line.bottleneck
    'station 2'
    """
    rate = positive_number("arrival_rate", arrival_rate)
    variation = finite_number("arrival_variation", arrival_variation, 0.0)
    means = np.atleast_1d(np.asarray(mean, dtype=np.float64))
    count = len(means)
    squares = _column("second_moment", second_moment, count)
    workers = _column("servers", servers, count)
    shares = _column("share", share, count)
    listed = tuple(names) or tuple(f"station {i}" for i in range(1, count + 1))
    if len(listed) != count:
        raise InputError(
            "must be as many as there are stations",
            place="names",
            value=listed,
            fix=f"give {count}",
        )
    columns = np.empty((5, count))
    reach = np.empty(count)
    formulas: list[WaitFormula] = []
    along = 1.0
    for i in range(count):
        place = f"[{i}]"
        service = finite_number(f"mean{place}", means[i], 0.0)
        cs2 = _squared_variation(place, service, squares[i])
        if not (workers[i] >= 1.0 and workers[i].is_integer()):
            raise InputError(
                "must be a whole number ≥ 1",
                place=f"servers{place}",
                value=float(workers[i]),
                fix="give the number of people",
            )
        k = int(workers[i])
        passing = probability(f"share{place}", float(shares[i]))
        along *= passing
        variation = split_variation(variation, passing)
        load = rate * along * service / k
        wait = mean_wait(rate * along, service, squares[i], 1.0, variation, k)
        formulas.append(wait_formula(cs2, k, variation, load))
        columns[:, i] = rate * along, variation, load, wait, wait + service
        reach[i] = along
        variation = departure_variation(min(load, 1.0), variation, cs2, k)
    rates, variations, loads, waits, times = columns
    return TandemDecomposition(
        listed, rates, variations, loads, waits, times, reach, tuple(formulas)
    )


@takes(stations=LISTED)
def decompose_stations(
    arrival_rate: float, stations: Sequence[Station], *, arrival_variation: float = 1.0
) -> TandemDecomposition:
    """Follow a flow of items through `Station` objects in line, see `decompose_tandem`.

    Examples
    --------
    >>> from jobdesign.queueing import Exponential, Station, decompose_stations
    >>> line = decompose_stations(1.0, [Station(Exponential(0.5)), Station(Exponential(0.4))])
    >>> round(line.mean_time_in_system, 6)
    1.666667
    """
    line, names = checked_line(stations)
    return decompose_tandem(
        arrival_rate,
        [station.mean for station in line],
        [station.service.second_moment / station.capacity**2 for station in line],
        servers=[station.servers for station in line],
        share=[station.share for station in line],
        arrival_variation=arrival_variation,
        names=names,
    )


def _column(name: str, values: npt.ArrayLike, count: int) -> Array:
    column = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if column.ndim != 1 or len(column) not in (1, count):
        raise InputError(
            "must be one number, or one a station",
            place=name,
            value=column.shape,
            fix=f"there are {count} stations",
        )
    return np.broadcast_to(column, (count,))


def _squared_variation(place: str, mean: float, second_moment: float) -> float:
    if math.isnan(second_moment) or second_moment < mean**2 * (1.0 - 1e-12):
        raise InputError(
            f"must be at least the squared mean, {mean**2:.6g}",
            place=f"second_moment{place}",
            value=float(second_moment),
            fix="give E[T²], not the variance",
        )
    return max(0.0, second_moment / mean**2 - 1.0) if mean > 0.0 else 0.0


def departure_variation(
    utilisation: float, arrival_variation: float, service_variation: float, servers: int = 1
) -> float:
    """Return the squared variation of the times between departures.

    For one server ρ² c_s² + (1 - ρ²) c_a² (Whitt 1983, eq. 38, from Marshall 1968); for k
    servers 1 + (1 - ρ²)(c_a² - 1) + ρ² (max(c_s², 0.2) - 1) / √k (eq. 39).

    Examples
    --------
    >>> from jobdesign.queueing.decomposition import departure_variation
    >>> departure_variation(0.5, 1.0, 0.0)
    0.75
    """
    square = utilisation**2
    if servers == 1:
        return square * service_variation + (1.0 - square) * arrival_variation
    service = (max(service_variation, _LEAST_VARIATION) - 1.0) / math.sqrt(servers)
    return 1.0 + (1.0 - square) * (arrival_variation - 1.0) + square * service


def split_variation(variation: float, share: float) -> float:
    """Return the squared variation of a flow of which each item is kept with a probability.

    p c² + 1 - p, exact for renewal flows (Whitt 1983, eq. 36).
    """
    return share * variation + 1.0 - share


def superposed_variation(
    rates: npt.ArrayLike, variations: npt.ArrayLike, utilisation: float
) -> float:
    """Return the squared variation of several flows that join before one server.

    w Σ (λ_i / λ) c_i² + 1 - w with w = 1 / (1 + 4 (1 - ρ)² (v - 1)) and
    v = 1 / Σ (λ_i / λ)² (Whitt 1983, eqs. 25–29).

    Examples
    --------
    >>> from jobdesign.queueing.decomposition import superposed_variation
    >>> superposed_variation([1, 1], [1, 1], 0.5)
    1.0
    """
    flows = np.asarray(rates, dtype=np.float64)
    parts = flows / flows.sum()
    many = 1.0 / float(parts @ parts)
    weight = 1.0 / (1.0 + 4.0 * (1.0 - utilisation) ** 2 * (many - 1.0))
    mean = float(parts @ np.asarray(variations, dtype=np.float64))
    return weight * mean + 1.0 - weight

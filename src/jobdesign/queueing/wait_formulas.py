"""Which formula a mean wait comes from, and how far off it is where that is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.exponential import Exponential
from jobdesign.queueing.wait_errors import error_range

__all__ = ["WaitFormula", "wait_formula"]


@dataclass(frozen=True, slots=True)
class WaitFormula:
    """The formula behind a mean wait.

    Parameters
    ----------
    name
        Of its authors.
    is_exact
        Whether the mean wait is exact.
    error
        Smallest and largest relative error in the nearest cases whose waits are known
        exactly, (0, 0) where exact; None where no such case is near.

    Examples
    --------
    >>> from jobdesign.queueing import Deterministic, wait_formula
    >>> print(wait_formula(Deterministic(1), servers=5, utilisation=0.8))
    approximate, by Whitt (1993); off by -0.1 % in exact cases nearby
    """

    name: str
    is_exact: bool
    error: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        error = None if self.error is None else list(self.error)
        return {"name": self.name, "exact": self.is_exact, "error": error}

    def __str__(self) -> str:
        if self.is_exact:
            return f"exact, by {self.name}"
        text = f"approximate, by {self.name}"
        if self.error is None:
            return f"{text}; how far off is not known here"
        low, high = (f"{100.0 * end:+.1f} %" for end in self.error)
        span = low if low == high else f"{low} to {high}"
        return f"{text}; off by {span} in exact cases nearby"


def wait_formula(
    service: ServiceTime | float,
    servers: int = 1,
    arrival_variation: float = 1.0,
    utilisation: float = math.nan,
) -> WaitFormula:
    """Return the formula by which `mean_wait` knows the wait of a station.

    Parameters
    ----------
    service
        Time of an item, or its squared variation.
    servers, arrival_variation
        k and c_a².
    utilisation
        ρ; without it the error of an approximation is left open.
    """
    if servers == 1 and arrival_variation == 1.0:
        return WaitFormula("Pollaczek and Khinchine", is_exact=True, error=(0.0, 0.0))
    if arrival_variation == 1.0 and isinstance(service, Exponential):
        return WaitFormula("Erlang", is_exact=True, error=(0.0, 0.0))
    name = "Krämer and Langenbach-Belz (1976)" if servers == 1 else "Whitt (1993)"
    variation = service.squared_variation if isinstance(service, ServiceTime) else service
    error = error_range(utilisation, arrival_variation, variation, servers)
    return WaitFormula(name, is_exact=False, error=error)

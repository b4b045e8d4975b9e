"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.adoption.critical_rates import CriticalRate, critical_arrival_rate
    from jobdesign.queueing.adoption.routes import Routes, WaitFactors
    from jobdesign.queueing.adoption.shares import BestShare, best_share
    from jobdesign.queueing.adoption.stability import (
        AttentionAccount,
        StabilisingShare,
        stabilising_share,
    )
    from jobdesign.queueing.adoption.wedge import (
        VarianceWedge,
        largest_admissible_variation,
        variance_wedge,
    )
    from jobdesign.queueing.service_times.base import ServiceTime
    from jobdesign.queueing.service_times.moments import Moments

__all__ = [
    "AttentionAccount",
    "BestShare",
    "CriticalRate",
    "Moments",
    "Routes",
    "ServiceTime",
    "StabilisingShare",
    "VarianceWedge",
    "WaitFactors",
    "best_share",
    "critical_arrival_rate",
    "largest_admissible_variation",
    "stabilising_share",
    "variance_wedge",
]

_MODULES = {
    "AttentionAccount": "adoption.stability",
    "BestShare": "adoption.shares",
    "CriticalRate": "adoption.critical_rates",
    "Moments": "service_times.moments",
    "Routes": "adoption.routes",
    "ServiceTime": "service_times.base",
    "StabilisingShare": "adoption.stability",
    "VarianceWedge": "adoption.wedge",
    "WaitFactors": "adoption.routes",
    "best_share": "adoption.shares",
    "critical_arrival_rate": "adoption.critical_rates",
    "largest_admissible_variation": "adoption.wedge",
    "stabilising_share": "adoption.stability",
    "variance_wedge": "adoption.wedge",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

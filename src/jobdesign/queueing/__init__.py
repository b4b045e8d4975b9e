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
    from jobdesign.queueing.demand.curves import AbandoningDemand, Demand, RecontactDemand
    from jobdesign.queueing.demand.equilibria import (
        DemandEquilibria,
        DemandState,
        demand_equilibria,
    )
    from jobdesign.queueing.review.curves import (
        EquilibriumBranch,
        EquilibriumCurve,
        Fold,
        equilibrium_curve,
    )
    from jobdesign.queueing.review.equilibria import ReviewEquilibria, ReviewState
    from jobdesign.queueing.review.model import ReviewModel
    from jobdesign.queueing.review.risk_maps import LogisticRisk, TableRisk
    from jobdesign.queueing.review.signals import (
        BetaSignal,
        DensitySignal,
        DistributionSignal,
        PointSignal,
    )
    from jobdesign.queueing.routing import TaskRouting, TaskType, route_tasks
    from jobdesign.queueing.service_times.base import ServiceTime
    from jobdesign.queueing.service_times.moments import Moments

__all__ = [
    "AbandoningDemand",
    "AttentionAccount",
    "BestShare",
    "BetaSignal",
    "CriticalRate",
    "Demand",
    "DemandEquilibria",
    "DemandState",
    "DensitySignal",
    "DistributionSignal",
    "EquilibriumBranch",
    "EquilibriumCurve",
    "Fold",
    "LogisticRisk",
    "Moments",
    "PointSignal",
    "RecontactDemand",
    "ReviewEquilibria",
    "ReviewModel",
    "ReviewState",
    "Routes",
    "ServiceTime",
    "StabilisingShare",
    "TableRisk",
    "TaskRouting",
    "TaskType",
    "VarianceWedge",
    "WaitFactors",
    "best_share",
    "critical_arrival_rate",
    "demand_equilibria",
    "equilibrium_curve",
    "largest_admissible_variation",
    "route_tasks",
    "stabilising_share",
    "variance_wedge",
]

_MODULES = {
    "AbandoningDemand": "demand.curves",
    "AttentionAccount": "adoption.stability",
    "BestShare": "adoption.shares",
    "BetaSignal": "review.signals",
    "CriticalRate": "adoption.critical_rates",
    "Demand": "demand.curves",
    "DemandEquilibria": "demand.equilibria",
    "DemandState": "demand.equilibria",
    "DensitySignal": "review.signals",
    "DistributionSignal": "review.signals",
    "EquilibriumBranch": "review.curves",
    "EquilibriumCurve": "review.curves",
    "Fold": "review.curves",
    "LogisticRisk": "review.risk_maps",
    "Moments": "service_times.moments",
    "PointSignal": "review.signals",
    "RecontactDemand": "demand.curves",
    "ReviewEquilibria": "review.equilibria",
    "ReviewModel": "review.model",
    "ReviewState": "review.equilibria",
    "Routes": "adoption.routes",
    "ServiceTime": "service_times.base",
    "StabilisingShare": "adoption.stability",
    "TableRisk": "review.risk_maps",
    "TaskRouting": "routing",
    "TaskType": "routing",
    "VarianceWedge": "adoption.wedge",
    "WaitFactors": "adoption.routes",
    "best_share": "adoption.shares",
    "critical_arrival_rate": "adoption.critical_rates",
    "demand_equilibria": "demand.equilibria",
    "equilibrium_curve": "review.curves",
    "largest_admissible_variation": "adoption.wedge",
    "route_tasks": "routing",
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

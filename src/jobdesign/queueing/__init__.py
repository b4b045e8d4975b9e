"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.

The mean wait of a station, whatever asks for it, is `mean_wait(arrival_rate, mean,
second_moment, capacity, arrival_variation, servers)`; `wait_formula` names the formula it
uses and the size of its error.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.adoption.critical_rates import CriticalRate, critical_arrival_rate
    from jobdesign.queueing.adoption.report import AdoptionReport, adoption_report
    from jobdesign.queueing.adoption.routes import Routes
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
    from jobdesign.queueing.calibration.arrivals import estimate_arrivals
    from jobdesign.queueing.calibration.calibration import Calibration, calibrate
    from jobdesign.queueing.calibration.case_log import CaseLog
    from jobdesign.queueing.calibration.columns import Columns
    from jobdesign.queueing.calibration.escape import EscapeCurve, fit_escape_curve
    from jobdesign.queueing.calibration.problem import calibrated_queue
    from jobdesign.queueing.calibration.reading import case_log_from_frame, read_case_log
    from jobdesign.queueing.calibration.routes import estimate_route
    from jobdesign.queueing.calibration.simulated import simulate_log
    from jobdesign.queueing.decomposition import (
        TandemDecomposition,
        decompose_stations,
        decompose_tandem,
    )
    from jobdesign.queueing.demand.curves import AbandoningDemand, Demand, RecontactDemand
    from jobdesign.queueing.demand.equilibria import (
        DemandEquilibria,
        DemandState,
        demand_equilibria,
    )
    from jobdesign.queueing.designs.comparison import (
        DesignComparison,
        FastestRange,
        compare_designs,
        usual_designs,
    )
    from jobdesign.queueing.designs.fastest import FastestDesign, fastest_design
    from jobdesign.queueing.designs.job_times import job_times, task_times
    from jobdesign.queueing.designs.load import DesignLoad, design_load
    from jobdesign.queueing.erlang import erlang_b, erlang_c
    from jobdesign.queueing.feedback import FeedbackQueue
    from jobdesign.queueing.many_server_distribution import ManyServerDistribution
    from jobdesign.queueing.many_servers import ManyServerQueue
    from jobdesign.queueing.mean_waits import WaitFactors, kingman_wait, mean_wait
    from jobdesign.queueing.problem import QueueProblem
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
    from jobdesign.queueing.service_times.assisted import AssistedTime
    from jobdesign.queueing.service_times.attempts import Attempts
    from jobdesign.queueing.service_times.base import ServiceTime
    from jobdesign.queueing.service_times.deterministic import Deterministic
    from jobdesign.queueing.service_times.empirical import Empirical
    from jobdesign.queueing.service_times.exponential import Exponential
    from jobdesign.queueing.service_times.gamma import Gamma
    from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
    from jobdesign.queueing.service_times.lognormal import Lognormal
    from jobdesign.queueing.service_times.mixture import Mixture
    from jobdesign.queueing.service_times.moments import Moments
    from jobdesign.queueing.service_times.residual_error import ResidualError
    from jobdesign.queueing.service_times.scaled import Scaled
    from jobdesign.queueing.service_times.total import Total
    from jobdesign.queueing.simulation.estimates import Estimate, Measured, Simulation
    from jobdesign.queueing.simulation.line import simulate_tandem
    from jobdesign.queueing.simulation.one_queue import simulate_queue
    from jobdesign.queueing.simulation.requests import simulate_problem
    from jobdesign.queueing.simulation.returning import simulate_feedback
    from jobdesign.queueing.simulation.stopping import StoppingRule
    from jobdesign.queueing.stations import Station
    from jobdesign.queueing.tiers import ReviewTiers
    from jobdesign.queueing.wait_formulas import WaitFormula, wait_formula
    from jobdesign.queueing.waiting import Queue
    from jobdesign.queueing.waiting_distribution import WaitingDistribution
    from jobdesign.queueing.waits import RouteWaits, route_waits

__all__ = [
    "AbandoningDemand",
    "AdoptionReport",
    "AssistedTime",
    "Attempts",
    "AttentionAccount",
    "BestShare",
    "BetaSignal",
    "Calibration",
    "CaseLog",
    "Columns",
    "CriticalRate",
    "Demand",
    "DemandEquilibria",
    "DemandState",
    "DensitySignal",
    "DesignComparison",
    "DesignLoad",
    "Deterministic",
    "DistributionSignal",
    "Empirical",
    "EquilibriumBranch",
    "EquilibriumCurve",
    "EscapeCurve",
    "Estimate",
    "Exponential",
    "FastestDesign",
    "FastestRange",
    "FeedbackQueue",
    "Fold",
    "Gamma",
    "Hyperexponential",
    "LogisticRisk",
    "Lognormal",
    "ManyServerDistribution",
    "ManyServerQueue",
    "Measured",
    "Mixture",
    "Moments",
    "PointSignal",
    "Queue",
    "QueueProblem",
    "RecontactDemand",
    "ResidualError",
    "ReviewEquilibria",
    "ReviewModel",
    "ReviewState",
    "ReviewTiers",
    "RouteWaits",
    "Routes",
    "Scaled",
    "ServiceTime",
    "Simulation",
    "StabilisingShare",
    "Station",
    "StoppingRule",
    "TableRisk",
    "TandemDecomposition",
    "TaskRouting",
    "TaskType",
    "Total",
    "VarianceWedge",
    "WaitFactors",
    "WaitFormula",
    "WaitingDistribution",
    "adoption_report",
    "best_share",
    "calibrate",
    "calibrated_queue",
    "case_log_from_frame",
    "compare_designs",
    "critical_arrival_rate",
    "decompose_stations",
    "decompose_tandem",
    "demand_equilibria",
    "design_load",
    "equilibrium_curve",
    "erlang_b",
    "erlang_c",
    "estimate_arrivals",
    "estimate_route",
    "fastest_design",
    "fit_escape_curve",
    "job_times",
    "kingman_wait",
    "largest_admissible_variation",
    "mean_wait",
    "read_case_log",
    "route_tasks",
    "route_waits",
    "simulate_feedback",
    "simulate_log",
    "simulate_problem",
    "simulate_queue",
    "simulate_tandem",
    "stabilising_share",
    "task_times",
    "usual_designs",
    "variance_wedge",
    "wait_formula",
]

_MODULES = {
    "AbandoningDemand": "demand.curves",
    "AdoptionReport": "adoption.report",
    "AssistedTime": "service_times.assisted",
    "Attempts": "service_times.attempts",
    "AttentionAccount": "adoption.stability",
    "BestShare": "adoption.shares",
    "BetaSignal": "review.signals",
    "Calibration": "calibration.calibration",
    "CaseLog": "calibration.case_log",
    "Columns": "calibration.columns",
    "CriticalRate": "adoption.critical_rates",
    "Demand": "demand.curves",
    "DemandEquilibria": "demand.equilibria",
    "DemandState": "demand.equilibria",
    "DensitySignal": "review.signals",
    "DesignComparison": "designs.comparison",
    "DesignLoad": "designs.load",
    "Deterministic": "service_times.deterministic",
    "DistributionSignal": "review.signals",
    "Empirical": "service_times.empirical",
    "EquilibriumBranch": "review.curves",
    "EquilibriumCurve": "review.curves",
    "EscapeCurve": "calibration.escape",
    "Estimate": "simulation.estimates",
    "Exponential": "service_times.exponential",
    "FastestDesign": "designs.fastest",
    "FastestRange": "designs.comparison",
    "FeedbackQueue": "feedback",
    "Fold": "review.curves",
    "Gamma": "service_times.gamma",
    "Hyperexponential": "service_times.hyperexponential",
    "LogisticRisk": "review.risk_maps",
    "Lognormal": "service_times.lognormal",
    "ManyServerDistribution": "many_server_distribution",
    "ManyServerQueue": "many_servers",
    "Measured": "simulation.estimates",
    "Mixture": "service_times.mixture",
    "Moments": "service_times.moments",
    "PointSignal": "review.signals",
    "Queue": "waiting",
    "QueueProblem": "problem",
    "RecontactDemand": "demand.curves",
    "ResidualError": "service_times.residual_error",
    "ReviewEquilibria": "review.equilibria",
    "ReviewModel": "review.model",
    "ReviewState": "review.equilibria",
    "ReviewTiers": "tiers",
    "RouteWaits": "waits",
    "Routes": "adoption.routes",
    "Scaled": "service_times.scaled",
    "ServiceTime": "service_times.base",
    "Simulation": "simulation.estimates",
    "StabilisingShare": "adoption.stability",
    "Station": "stations",
    "StoppingRule": "simulation.stopping",
    "TableRisk": "review.risk_maps",
    "TandemDecomposition": "decomposition",
    "TaskRouting": "routing",
    "TaskType": "routing",
    "Total": "service_times.total",
    "VarianceWedge": "adoption.wedge",
    "WaitFactors": "mean_waits",
    "WaitFormula": "wait_formulas",
    "WaitingDistribution": "waiting_distribution",
    "adoption_report": "adoption.report",
    "best_share": "adoption.shares",
    "calibrate": "calibration.calibration",
    "calibrated_queue": "calibration.problem",
    "case_log_from_frame": "calibration.reading",
    "compare_designs": "designs.comparison",
    "critical_arrival_rate": "adoption.critical_rates",
    "decompose_stations": "decomposition",
    "decompose_tandem": "decomposition",
    "demand_equilibria": "demand.equilibria",
    "design_load": "designs.load",
    "equilibrium_curve": "review.curves",
    "erlang_b": "erlang",
    "erlang_c": "erlang",
    "estimate_arrivals": "calibration.arrivals",
    "estimate_route": "calibration.routes",
    "fastest_design": "designs.fastest",
    "fit_escape_curve": "calibration.escape",
    "job_times": "designs.job_times",
    "kingman_wait": "mean_waits",
    "largest_admissible_variation": "adoption.wedge",
    "mean_wait": "mean_waits",
    "read_case_log": "calibration.reading",
    "route_tasks": "routing",
    "route_waits": "waits",
    "simulate_feedback": "simulation.returning",
    "simulate_log": "calibration.simulated",
    "simulate_problem": "simulation.requests",
    "simulate_queue": "simulation.one_queue",
    "simulate_tandem": "simulation.line",
    "stabilising_share": "adoption.stability",
    "task_times": "designs.job_times",
    "usual_designs": "designs.comparison",
    "variance_wedge": "adoption.wedge",
    "wait_formula": "wait_formulas",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

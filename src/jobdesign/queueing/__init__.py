"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.decomposition import (
        TandemDecomposition,
        decompose_stations,
        decompose_tandem,
    )
    from jobdesign.queueing.feedback import FeedbackQueue
    from jobdesign.queueing.many_servers import ManyServerQueue, erlang_b, erlang_c
    from jobdesign.queueing.service_times.assisted import AssistedTime
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
    from jobdesign.queueing.simulation.estimates import Estimate, Measured, Simulation
    from jobdesign.queueing.simulation.line import simulate_tandem
    from jobdesign.queueing.simulation.one_queue import simulate_queue
    from jobdesign.queueing.simulation.returning import simulate_feedback
    from jobdesign.queueing.simulation.stopping import StoppingRule
    from jobdesign.queueing.stations import Station
    from jobdesign.queueing.tiers import ReviewTiers
    from jobdesign.queueing.waiting import Queue, WaitFactors
    from jobdesign.queueing.waiting_distribution import WaitingDistribution

__all__ = [
    "AssistedTime",
    "Deterministic",
    "Empirical",
    "Estimate",
    "Exponential",
    "FeedbackQueue",
    "Gamma",
    "Hyperexponential",
    "Lognormal",
    "ManyServerQueue",
    "Measured",
    "Mixture",
    "Moments",
    "Queue",
    "ResidualError",
    "ReviewTiers",
    "Scaled",
    "ServiceTime",
    "Simulation",
    "Station",
    "StoppingRule",
    "TandemDecomposition",
    "WaitFactors",
    "WaitingDistribution",
    "decompose_stations",
    "decompose_tandem",
    "erlang_b",
    "erlang_c",
    "simulate_feedback",
    "simulate_queue",
    "simulate_tandem",
]

_MODULES = {
    "AssistedTime": "service_times.assisted",
    "Deterministic": "service_times.deterministic",
    "Empirical": "service_times.empirical",
    "Estimate": "simulation.estimates",
    "Exponential": "service_times.exponential",
    "FeedbackQueue": "feedback",
    "Gamma": "service_times.gamma",
    "Hyperexponential": "service_times.hyperexponential",
    "Lognormal": "service_times.lognormal",
    "ManyServerQueue": "many_servers",
    "Measured": "simulation.estimates",
    "Mixture": "service_times.mixture",
    "Moments": "service_times.moments",
    "Queue": "waiting",
    "ResidualError": "service_times.residual_error",
    "ReviewTiers": "tiers",
    "Scaled": "service_times.scaled",
    "ServiceTime": "service_times.base",
    "Simulation": "simulation.estimates",
    "Station": "stations",
    "StoppingRule": "simulation.stopping",
    "TandemDecomposition": "decomposition",
    "WaitFactors": "waiting",
    "WaitingDistribution": "waiting_distribution",
    "decompose_stations": "decomposition",
    "decompose_tandem": "decomposition",
    "erlang_b": "many_servers",
    "erlang_c": "many_servers",
    "simulate_feedback": "simulation.returning",
    "simulate_queue": "simulation.one_queue",
    "simulate_tandem": "simulation.line",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.designs.fastest import FastestDesign, fastest_design
    from jobdesign.queueing.designs.job_times import job_times, task_times
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

__all__ = [
    "AssistedTime",
    "Attempts",
    "Deterministic",
    "Empirical",
    "Exponential",
    "FastestDesign",
    "Gamma",
    "Hyperexponential",
    "Lognormal",
    "Mixture",
    "Moments",
    "ResidualError",
    "Scaled",
    "ServiceTime",
    "Total",
    "fastest_design",
    "job_times",
    "task_times",
]

_MODULES = {
    "AssistedTime": "service_times.assisted",
    "Attempts": "service_times.attempts",
    "Deterministic": "service_times.deterministic",
    "Empirical": "service_times.empirical",
    "Exponential": "service_times.exponential",
    "FastestDesign": "designs.fastest",
    "Gamma": "service_times.gamma",
    "Hyperexponential": "service_times.hyperexponential",
    "Lognormal": "service_times.lognormal",
    "Mixture": "service_times.mixture",
    "Moments": "service_times.moments",
    "ResidualError": "service_times.residual_error",
    "Scaled": "service_times.scaled",
    "ServiceTime": "service_times.base",
    "Total": "service_times.total",
    "fastest_design": "designs.fastest",
    "job_times": "designs.job_times",
    "task_times": "designs.job_times",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.calibration.arrivals import estimate_arrivals
    from jobdesign.queueing.calibration.calibration import Calibration, calibrate
    from jobdesign.queueing.calibration.case_log import CaseLog
    from jobdesign.queueing.calibration.columns import Columns
    from jobdesign.queueing.calibration.escape import EscapeCurve, fit_escape_curve
    from jobdesign.queueing.calibration.reading import case_log_from_frame, read_case_log
    from jobdesign.queueing.calibration.routes import estimate_route
    from jobdesign.queueing.calibration.simulated import simulate_log
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

__all__ = [
    "AssistedTime",
    "Calibration",
    "CaseLog",
    "Columns",
    "Deterministic",
    "Empirical",
    "EscapeCurve",
    "Exponential",
    "Gamma",
    "Hyperexponential",
    "Lognormal",
    "Mixture",
    "Moments",
    "ResidualError",
    "Scaled",
    "ServiceTime",
    "calibrate",
    "case_log_from_frame",
    "estimate_arrivals",
    "estimate_route",
    "fit_escape_curve",
    "read_case_log",
    "simulate_log",
]

_MODULES = {
    "AssistedTime": "service_times.assisted",
    "Calibration": "calibration.calibration",
    "CaseLog": "calibration.case_log",
    "Columns": "calibration.columns",
    "Deterministic": "service_times.deterministic",
    "Empirical": "service_times.empirical",
    "EscapeCurve": "calibration.escape",
    "Exponential": "service_times.exponential",
    "Gamma": "service_times.gamma",
    "Hyperexponential": "service_times.hyperexponential",
    "Lognormal": "service_times.lognormal",
    "Mixture": "service_times.mixture",
    "Moments": "service_times.moments",
    "ResidualError": "service_times.residual_error",
    "Scaled": "service_times.scaled",
    "ServiceTime": "service_times.base",
    "calibrate": "calibration.calibration",
    "case_log_from_frame": "calibration.reading",
    "estimate_arrivals": "calibration.arrivals",
    "estimate_route": "calibration.routes",
    "fit_escape_curve": "calibration.escape",
    "read_case_log": "calibration.reading",
    "simulate_log": "calibration.simulated",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

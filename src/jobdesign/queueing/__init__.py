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
    from jobdesign.queueing.service_times.base import ServiceTime

__all__ = [
    "Calibration",
    "CaseLog",
    "Columns",
    "EscapeCurve",
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
    "Calibration": "calibration.calibration",
    "CaseLog": "calibration.case_log",
    "Columns": "calibration.columns",
    "EscapeCurve": "calibration.escape",
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

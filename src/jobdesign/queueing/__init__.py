"""Queues: when faster tasks make people wait longer.

Service times and their moments, waiting times, the results of Bartolucci and
Vivo (arXiv:2605.27202), simulation, calibration from logs, and the jobs of a
design as servers. Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobdesign.queueing.service_times.base import ServiceTime

__all__ = [
    "ServiceTime",
]

_MODULES = {
    "ServiceTime": "service_times.base",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

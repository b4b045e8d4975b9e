"""Compiled inner loops of `frontier`; the only package that imports numba.

`paths` finds the cheapest task path of every job when a path's cost is a sum
over its tasks. `sweep` is the label-setting of the long run;
`jobdesign.methods.plain_sweep` holds the same algorithm in plain Python, to be
read first. `jobs` is label-setting under side constraints and any wage rule, for
`frontier` and the mixed-integer program.
Arrays are columns of labels: numba is at its best with those.
"""

from __future__ import annotations

from typing import Any

from jobdesign.methods.kernel.job_labels import HIRED, PRODUCT, SCHEDULE, TYPES
from jobdesign.methods.kernel.jobs import sweep_jobs
from jobdesign.methods.kernel.lookahead import lookahead
from jobdesign.methods.kernel.paths import cheapest_paths, read_back
from jobdesign.methods.kernel.sweep import FILL_LIMIT, FULL, sweep

__all__ = [
    "FILL_LIMIT",
    "FULL",
    "HIRED",
    "PRODUCT",
    "SCHEDULE",
    "TYPES",
    "cheapest_paths",
    "is_ready",
    "lookahead",
    "read_back",
    "sweep",
    "sweep_jobs",
]


def is_ready(function: Any) -> bool:
    """Whether one of these is compiled or read from the cache, or runs without (for debugging)."""
    return bool(getattr(function, "signatures", True))

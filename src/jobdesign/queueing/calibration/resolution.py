"""How finely times were written down, and what coarse ones do to what is computed."""

from __future__ import annotations

import numpy as np

from jobdesign.queueing.calibration.case_log import SECONDS
from jobdesign.workflow import Array

__all__ = ["common_step", "step_name"]

#: Steps in which people and programs write times, in seconds; the coarsest first.
_CLOCK_STEPS = {
    86400.0: "days", 43200.0: "half days", 3600.0: "hours", 1800.0: "half hours",
    900.0: "quarters of an hour", 600.0: "ten minutes", 300.0: "five minutes", 60.0: "minutes",
    30.0: "half minutes", 15.0: "15 seconds", 10.0: "ten seconds", 5.0: "five seconds",
    1.0: "seconds",
}  # fmt: skip
#: The same where times are numbers, in their unit.
_NUMBER_STEPS = (100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01)
#: Fewer times than this say nothing about steps.
_FEWEST = 20


def common_step(times: Array, unit: str, least: float) -> float:
    """Return the coarsest usual step of which all times are multiples; 0 where there is none.

    Parameters
    ----------
    times
        In the unit.
    unit
        Of the log.
    least
        Finer steps do not matter.

    Examples
    --------
    >>> import numpy as np
    >>> times = np.arange(40) * 3.0
    >>> common_step(times, "minutes", 0.5), common_step(times + 0.123, "minutes", 0.5)
    (1.0, 0.0)
    """
    if len(times) < _FEWEST or len(np.unique(times)) < 3:
        return 0.0
    steps = {step / SECONDS[unit] for step in _CLOCK_STEPS} | set(_NUMBER_STEPS)
    for step in sorted(steps, reverse=True):
        if step < least:
            break
        parts = times / step
        if (np.abs(parts - np.round(parts)) < 1e-6).all():
            return step
    return 0.0


def step_name(step: float, unit: str) -> str:
    """Say what times are multiples of.

    Examples
    --------
    >>> step_name(1.0, "minutes"), step_name(0.25, "hours"), step_name(0.05, "hours")
    ('whole minutes', 'whole quarters of an hour', 'multiples of 0.05 hours')
    """
    name = _CLOCK_STEPS.get(round(step * SECONDS[unit], 6))
    return f"whole {name}" if name else f"multiples of {step:g} {unit}"

"""Numbers times powers of two: exact, and in reach of double precision."""

from __future__ import annotations

import numpy as np

from jobdesign.workflow import Array

__all__ = ["shifted", "shifted_number"]

#: What is not 0 stays between 2 to the minus this and 2 to the this: beside what it is
#: scaled to be near, more or less is the same.
_REACH = 1000


def shifted(values: Array, power: int) -> Array:
    """Return numbers, of either sign, times a power of two; what is 0 or endless stays so.

    Examples
    --------
    >>> shifted(np.array([0.0, -3.0, 1e300, np.inf]), 900).tolist() == [
    ...     0.0, -3 * 2.0**900, 2.0**1000, np.inf]
    True
    """
    with np.errstate(over="ignore", under="ignore"):
        moved = np.ldexp(values, power)
    kept: Array = np.where(
        (values == 0) | np.isinf(values),
        values,
        np.copysign(np.clip(np.abs(moved), 2.0**-_REACH, 2.0**_REACH), values),
    )
    return kept


def shifted_number(value: float, power: int) -> float:
    """Return one number times a power of two, as `shifted` does."""
    return float(shifted(np.array(value), power))

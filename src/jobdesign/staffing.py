"""Which type of worker fills which job, where types are limited."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.wages import Wages, covers
from jobdesign.workflow import Array

__all__ = ["cheapest_types", "staff"]

_Indices = npt.NDArray[np.int64]


def cheapest_types(wages: Wages, skill: Array) -> _Indices:
    """Return the cheapest type that covers each job, -1 where none does.

    Parameters
    ----------
    wages
        With worker types; how many are available is not looked at.
    skill
        Total skills, shape (p,).
    """
    assert wages.worker_types is not None
    cost = np.array(
        [np.where(covers(kind, skill), kind.wage, np.inf) for kind in wages.worker_types]
    )
    cheapest = np.argmin(cost, axis=0)
    return np.where(np.isfinite(cost.min(axis=0)), cheapest, -1)


def staff(wages: Wages, skill: Array, time: Array) -> _Indices | None:
    """Assign a type to every job at least total wage × time.

    Parameters
    ----------
    wages
        With worker types.
    skill, time
        Of each job, shape (p,); time with hand-off.

    Returns
    -------
    array of shape (p,) or None
        Positions in `wages.worker_types`; None where the jobs cannot all be filled.

    Notes
    -----
    An assignment problem: a column for every worker of a limited type, and one a
    job for its cheapest type of which any number is available.
    """
    assert wages.worker_types is not None
    kinds = wages.worker_types
    cheapest = cheapest_types(wages, skill)
    if (cheapest < 0).any() or not np.isfinite(time).all():
        return None
    used = np.bincount(cheapest, minlength=len(kinds))
    if all(kind.available is None or used[k] <= kind.available for k, kind in enumerate(kinds)):
        return cheapest
    from scipy.optimize import linear_sum_assignment

    jobs = len(skill)
    columns: list[Array] = []
    names: list[int] = []
    free = np.full((len(kinds), jobs), np.inf)
    for k, kind in enumerate(kinds):
        price = np.where(covers(kind, skill), kind.wage * time, np.inf)
        if kind.available is None:
            free[k] = np.where(covers(kind, skill), kind.wage, np.inf)
        else:
            columns += [price] * min(kind.available, jobs)
            names += [k] * min(kind.available, jobs)
    own = np.full((jobs, jobs), np.inf)
    np.fill_diagonal(own, free.min(axis=0) * np.where(np.isfinite(free.min(axis=0)), time, 1.0))
    table = np.hstack((np.array(columns).T, own))
    try:
        rows, chosen = linear_sum_assignment(table)
    except ValueError:  # no assignment without an infinite entry
        return None
    if not np.isfinite(table[rows, chosen]).all():
        return None
    fallback = np.argmin(free, axis=0)
    limited = np.array(names + [0] * jobs)
    types: _Indices = np.where(chosen < len(names), limited[chosen], fallback)
    return types

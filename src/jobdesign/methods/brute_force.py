"""`brute_force`: every design there is, priced by the evaluator."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.evaluator import Horizon, price_all
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.problem import Problem

__all__ = ["all_designs", "solve"]

_BATCH = 1 << 16


@lru_cache(maxsize=16)
def all_designs(steps: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """List every design of a workflow with that many steps.

    Returns
    -------
    modes : array of shape (D, m)
        Codes of `Mode`.
    job_end : array of shape (D, m)
        Whether a job ends after the step.

    Notes
    -----
    D is 2, 9, 41, 187, 853, 3891, 17749, 80963, ... for m = 1, 2, ....

    Examples
    --------
    >>> [len(all_designs(m)[0]) for m in range(1, 6)]
    [2, 9, 41, 187, 853]
    """
    if steps == 0:
        return np.zeros((1, 0), dtype=np.int8), np.zeros((1, 0), dtype=np.bool_)
    modes: list[npt.NDArray[np.int8]] = []
    ends: list[npt.NDArray[np.bool_]] = []
    for before in range(steps):  # the last task holds steps before + 1 .. steps
        earlier_modes, earlier_ends = all_designs(before)
        length = steps - before
        for kind in (Mode.MANUAL, Mode.AUGMENTED):
            if kind == Mode.MANUAL and length > 1:
                continue
            task = np.full((len(earlier_modes), length), Mode.AUTOMATED, dtype=np.int8)
            task[:, -1] = kind
            end = np.zeros((len(earlier_modes), length), dtype=np.bool_)
            end[:, -1] = True
            for cut in (True, False) if before else (True,):
                joined = earlier_ends.copy()
                if before:
                    joined[:, -1] = cut
                modes.append(np.hstack((earlier_modes, task)))
                ends.append(np.hstack((joined, end)))
    return np.vstack(modes), np.vstack(ends)


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
) -> Outcome:
    """Price every design and keep the cheapest that keeps all constraints, the first of equals.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        In the short run only designs whose jobs end after `job_ends`.
    deadline
        When to stop with the best design so far.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> solve(problem).design
    Design([1, 2][3])
    """
    deadline = deadline or Deadline()
    modes, ends = all_designs(len(problem.workflow))
    if job_ends is not None:
        given = np.zeros(len(problem.workflow), dtype=np.bool_)
        given[job_ends] = True
        chosen = (ends == given).all(axis=1)
        modes, ends = modes[chosen], ends[chosen]
    best, at, complete = np.inf, -1, True
    for first in range(0, len(modes), _BATCH):
        if deadline.passed:
            complete = False
            break
        batch = slice(first, first + _BATCH)
        costs = price_all(problem, modes[batch], ends[batch], horizon)
        cheapest = int(np.argmin(costs))
        if costs[cheapest] < best:
            best, at = costs[cheapest], first + cheapest
    design = Design(modes[at].copy(), np.flatnonzero(ends[at])) if at >= 0 else None
    return Outcome(design, exact=complete)

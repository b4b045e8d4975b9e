"""`frontier`: exact label-setting on (skill, time), the default method.

`plain_sweep` is the algorithm in plain Python, and says why it is exact; `kernel` is the
same compiled. Here it is settled which of them runs, and what is answered where time is up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from types import ModuleType

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.methods.on_thread import run_on_thread
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.plain_sweep import sweep_in_python
from jobdesign.methods.reach import is_near
from jobdesign.methods.task_paths import paths_in_python, quick_answer
from jobdesign.problem import Problem

__all__ = ["KERNEL_FROM", "KERNEL_FROM_SHORT", "PATIENCE", "solve"]

#: Number of steps from which compiled code is loaded at once ...
KERNEL_FROM = 2000
#: ... in the short run, whose plain form may take O(m²) ...
KERNEL_FROM_SHORT = 400
#: ... and number of labels after which the plain form of the long run gives way to it.
PATIENCE = 50_000


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
    engine: str = "auto",
) -> Outcome:
    """Find the cheapest design.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        ``"short"`` keeps the jobs that end after `job_ends` (Proposition 1);
        ``"long"`` chooses tasks and jobs together (Proposition 3).
    deadline
        When to stop with a design that is feasible only.
    engine
        ``"python"``, ``"kernel"``, or ``"auto"``: Python while there is little to
        do, so that small problems load nothing heavy.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[5, 2], manual_time=[1, 4], ai_skill=[5, 2], ai_time=[1, 1],
    ...     ai_difficulty=[6, 1], handoff_time=[1, 0], alpha=0.8))
    >>> solve(problem).design
    Design([1-2])
    """
    if engine not in ("auto", "python", "kernel"):
        raise InputError(
            "must be auto, python or kernel", place="option engine of frontier", value=engine
        )
    deadline = deadline or Deadline()
    is_far = not is_near(problem)  # then without hulls
    if not problem.is_plain or (is_far and horizon == "long"):
        return _with_rules(problem, job_ends, deadline, engine)
    if horizon == "short":
        assert job_ends is not None
        return _short_run(problem, job_ends, engine)
    return _long_run(problem, deadline, engine)


def _with_rules(
    problem: Problem, job_ends: npt.NDArray[np.int64] | None, deadline: Deadline, engine: str
) -> Outcome:
    """Solve with constraints that every job keeps by itself, and any wage rule."""
    if engine == "python" or (engine == "auto" and len(problem.workflow) < KERNEL_FROM):
        patience = PATIENCE if engine == "auto" else math.inf
        outcome = sweep_in_python(problem, deadline, patience, job_ends)
        if outcome is not None:
            return outcome
    if deadline.passed:
        return Outcome(None, exact=False)
    from jobdesign.methods import job_search

    return job_search.cheapest(problem, job_ends, deadline)


def _short_run(problem: Problem, job_ends: npt.NDArray[np.int64], engine: str) -> Outcome:
    given = problem.workflow
    in_python = engine == "python" or (engine == "auto" and len(given) < KERNEL_FROM_SHORT)
    in_python |= not is_near(problem)  # the compiled form divides differences of times
    paths = paths_in_python if in_python else _compiled().cheapest_paths
    # an impossible manual step has infinite time and so infinite cost
    design = paths(problem, job_ends, given.manual_time, np.zeros(len(given)), given.ai_time)
    return Outcome(design, exact=True)


def _long_run(problem: Problem, deadline: Deadline, engine: str) -> Outcome:
    if engine == "python" or (engine == "auto" and len(problem.workflow) < KERNEL_FROM):
        patience = PATIENCE if engine == "auto" else math.inf
        outcome = sweep_in_python(problem, deadline, patience)
        if outcome is not None:
            return outcome
        if deadline.passed:
            return quick_answer(problem)
    try:
        return _swept(problem, deadline)
    except TimeoutError:  # there was no time to compile
        return quick_answer(problem)


def _swept(problem: Problem, deadline: Deadline) -> Outcome:
    """Sweep in compiled form, on a thread where it must be compiled first: nothing stops that."""
    from jobdesign.methods import kernel

    work: Callable[[], Outcome] = partial(_compiled().sweep, problem, deadline)
    if kernel.is_ready(kernel.sweep):
        return work()
    return run_on_thread(work, lambda: None, deadline, leaves=True)


def _compiled() -> ModuleType:
    """Load the compiled form, which takes a moment."""
    from jobdesign.methods import compiled

    return compiled

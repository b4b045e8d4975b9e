"""The jobs that the short run keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.methods.job_costs import hired_wages
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.wages import Wages

__all__ = ["check_horizon", "given_jobs", "timed_by_wage"]

#: A wage that decides between designs of one cost, and changes no other order.
_LITTLE = 1e-7


def check_horizon(horizon: object) -> None:
    """Refuse what is neither the long nor the short run."""
    if horizon not in ("long", "short"):
        raise InputError('must be "long" or "short"', place="horizon", value=horizon)


def given_jobs(
    problem: Problem,
    horizon: str,
    job_ends: Sequence[int | str] | npt.NDArray[np.int64] | None,
    deadline: Deadline | None = None,
) -> npt.NDArray[np.int64] | None:
    """Return the last steps of the given jobs, or of those that are best without AI.

    Parameters
    ----------
    problem
        What is given.
    horizon
        In the long run there are no given jobs: returns None.
    job_ends
        Positions (from 0) or names of the last steps of the jobs, or None.
    deadline
        When to give up the search for the jobs that are best without AI.

    Raises
    ------
    TimeoutError
        Where the deadline passes first. Jobs that are not known to be best are not those
        of the short run.
    InputError
        Where jobs are given for the long run, name no step, or need a wage that
        nobody knows because no person can do a step.
    """
    if horizon == "long":
        if job_ends is not None:
            raise InputError(
                "jobs are given in the short run only",
                place="job ends",
                value=job_ends,
                fix="choose horizon short",
            )
        return None
    by_hand = np.isfinite(problem.workflow.manual_time)
    if not by_hand.all():
        raise InputError(
            "no person can do it, so the short run knows no wage for its job",
            place=f'step "{problem.workflow.names[int(np.argmin(by_hand))]}"',
            fix="give manual_skill and manual_time, or choose horizon long",
        )
    if job_ends is None:
        from jobdesign.methods import METHODS, suited

        by_hand_only = problem.without_ai()
        deadline = deadline or Deadline()
        outcome = METHODS[suited(by_hand_only)].load()(by_hand_only, deadline=deadline)
        if not outcome.exact and deadline.passed:
            raise TimeoutError
        if outcome.design is None:
            raise InputError(
                "no design by hand keeps the constraints, so there are no jobs to start from",
                place="horizon short",
                fix="give the jobs that there are",
            )
        ends: npt.NDArray[np.int64] = outcome.design.job_ends
        return ends
    by_hand_modes = np.zeros(len(problem.workflow), dtype=np.int8)
    if isinstance(job_ends, (str, bytes, Mapping)) or not isinstance(job_ends, Iterable):
        raise InputError("must be a list of steps", place="job ends", value=job_ends)
    if isinstance(job_ends, np.ndarray) and job_ends.dtype.kind not in "OU":
        return Design(by_hand_modes, job_ends).job_ends
    try:
        given = [problem.workflow.index(e) if isinstance(e, str) else e for e in job_ends]
    except InputError as error:
        error.place = "job ends"
        raise
    return Design(by_hand_modes, given).job_ends


def timed_by_wage(problem: Problem, job_ends: npt.NDArray[np.int64]) -> Problem | None:
    """Return a problem in which all time costs a little more; None where nothing can tie.

    The short run minimises the time of every job (eq. 4). Where a given job earns nothing
    its time does not show in the cost, and where AI costs money the two may balance.
    """
    wages = hired_wages(problem, job_ends)[np.append(0, job_ends[:-1] + 1)]
    buys = bool(problem.workflow.ai_cost.any())
    if ((wages > 0).all() and not buys) or not np.isfinite(wages).all():
        return None
    if buys or problem.rules.totals:  # jobs and money are weighed against each other
        wages = wages + _LITTLE * (wages.max() or 1.0)
    wages[wages == 0] = 1.0
    skill = np.zeros(len(problem.workflow))
    skill[job_ends] = wages
    constraints = [c for c in problem.constraints if c.kind != "max_job_skill"]
    return Problem(problem.workflow.replace(manual_skill=skill), Wages(), constraints)

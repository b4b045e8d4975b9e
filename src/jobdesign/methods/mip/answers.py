"""What each model status of HiGHS means here."""

from __future__ import annotations

from typing import Literal

import highspy

from jobdesign.errors import InputError
from jobdesign.methods.mip.solver_options import LoggedSolver

__all__ = ["ENDLESS", "FAILED", "PROVED", "STOPPED", "Status", "failure", "has_failed"]
__all__ += ["is_endless", "meaning"]

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "time_limit"]

#: Done: what it says is meant.
PROVED: dict[str, tuple[Status, bool]] = {
    "kOptimal": ("optimal", True),
    "kModelEmpty": ("optimal", True),
    "kInfeasible": ("infeasible", False),
}
#: There is no best point; perhaps there is no point at all.
ENDLESS = ("kUnbounded", "kUnboundedOrInfeasible")
#: Stopped, by the clock, by Ctrl-C, or by a limit that an option sets.
STOPPED = (
    "kTimeLimit",
    "kInterrupt",
    "kHighsInterrupt",
    "kIterationLimit",
    "kSolutionLimit",
    "kObjectiveBound",
    "kObjectiveTarget",
)
#: It did not solve: it refuses the model, gives up, or has no memory left. So is a
#: status that a later version may have.
FAILED = (
    "kNotset",
    "kLoadError",
    "kModelError",
    "kPresolveError",
    "kSolveError",
    "kPostsolveError",
    "kMemoryLimit",
    "kUnknown",
)


def has_failed(solver: LoggedSolver) -> bool:
    """Whether it says nothing about the model."""
    told = solver.getModelStatus().name
    return told not in PROVED and told not in ENDLESS and told not in STOPPED


def is_endless(solver: LoggedSolver) -> bool:
    """Whether there is no best point, and perhaps none at all."""
    return solver.getModelStatus().name in ENDLESS


def meaning(solver: LoggedSolver, name: str) -> tuple[Status, bool]:
    """Return the status, and whether there is a point.

    Raises
    ------
    InputError
        Where the solver has failed, and found no point before.
    """
    told = solver.getModelStatus().name
    if told in PROVED:
        return PROVED[told]
    feasible = highspy.SolutionStatus.kSolutionStatusFeasible
    has_point = solver.getInfo().primal_solution_status == int(feasible)
    if not has_point and has_failed(solver):
        raise failure(solver, name)
    return ("feasible" if has_point else "time_limit"), has_point


def failure(solver: LoggedSolver, name: str) -> InputError:
    """Return the error that says what HiGHS says."""
    told = solver.complaint or f"its status is {solver.getModelStatus().name[1:]}"
    return InputError(
        f"HiGHS does not solve it: {told}",
        place=f"model {name}",
        fix="bring its numbers nearer to each other, or leave solver options alone",
    )

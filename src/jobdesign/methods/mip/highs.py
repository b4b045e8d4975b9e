"""Everything that talks to HiGHS: Pyomo models and plain linear programs in, answers out.

Pyomo's compiler turns a model into arrays, and highspy solves them on a thread
of its own. That way the caller hears about progress, Ctrl-C stops the solver
and keeps the best point so far, and misspelt options are refused.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import highspy
import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.core.staleflag import StaleFlagManager

from jobdesign.checks import plain
from jobdesign.errors import InputError, did_you_mean
from jobdesign.methods.mip.reading import read_model
from jobdesign.methods.mip.solved import remember
from jobdesign.methods.on_thread import run_on_thread
from jobdesign.methods.outcome import Deadline, Progress
from jobdesign.workflow import Array

__all__ = ["ModelResult", "check_options", "option_names", "solve_lp", "solve_model"]

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "time_limit"]

#: One thread: another number later in the same process would break HiGHS.
_SILENT: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": 0}
#: Absolute gap at which HiGHS may call a solution optimal; relative is 0.
_ABSOLUTE_GAP = 1e-12
#: Gap, relative, within which a point is proved optimal.
_PROVED = 1e-9
#: The largest cost of a model is scaled to just below this power of two.
_COST_POWER = 7


#: Tolerances of small linear programs, as fine as HiGHS takes them.
_FINEST = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
#: What solves small linear programs, one a thread.
_of_thread = threading.local()


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What HiGHS says about a model; the values are in the model's variables.

    Parameters
    ----------
    status
        ``"feasible"`` where it stopped early with a point.
    objective, bound
        Of the point, infinite without one; and a bound that HiGHS proved.
    build_time, solve_time
        Seconds to turn the model into arrays, and to solve it.
    """

    status: Status
    objective: float
    bound: float
    build_time: float = 0.0
    solve_time: float = 0.0


def solve_model(
    model: pyo.ConcreteModel,
    *,
    deadline: Deadline | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> ModelResult:
    """Solve a Pyomo model that is minimised, and load the best point into it.

    Parameters
    ----------
    model
        Linear, with at most one active objective; without one any point will do. It is
        read as Pyomo's own interface to HiGHS reads it, or refused.
    deadline
        When to stop with the best point so far.
    options
        Of HiGHS, by its names.
    progress
        Called now and then with incumbent, bound and time.

    Raises
    ------
    InputError
        Where HiGHS knows no such option or refuses its value, or the model is no linear
        one that is minimised.

    Notes
    -----
    The relative gap is 0 unless an option says otherwise: HiGHS's own default,
    1e-4, is not optimal. Values of integer variables are rounded.
    """
    began = time.perf_counter()
    options = _checked_arguments(options, deadline, progress)
    read = read_model(model, options.get("primal_feasibility_tolerance"))
    if read is None or len(read.columns) == 0:  # HiGHS says nothing of rows without columns
        status: Status = "infeasible" if read is None else "optimal"
        value = math.inf if read is None else read.offset
        remember(model, read, status, has_point=read is not None)
        return ModelResult(status, value, value, time.perf_counter() - began)
    columns, costs, integer = read.columns, read.costs, read.integer
    # tolerances on costs are absolute: bring the largest near the same number always
    unit = math.ldexp(1.0, _power_of_two(costs) - _COST_POWER)
    solver = _solver({"mip_rel_gap": 0.0, "mip_abs_gap": _ABSOLUTE_GAP} | options)
    deadline = deadline or Deadline()
    if deadline.remaining is not None:
        solver.setOptionValue("time_limit", deadline.remaining)
    solver.passModel(
        _program(
            costs / unit,
            read.matrix,
            read.row_lower,
            read.row_upper,
            read.lower,
            read.upper,
            integer,
            read.offset / unit,
        )
    )
    built = time.perf_counter()
    _run(solver, deadline, progress, bool(integer.any()), unit)
    solved = time.perf_counter()
    status, has_point = _status(solver)
    info = solver.getInfo()
    objective, bound = math.inf, -math.inf
    values = np.array(solver.getSolution().col_value)
    if has_point and len(values) < len(columns):  # it lost the point of its reduced model
        status, has_point = "time_limit", False
    if has_point:
        objective = unit * float(info.objective_function_value)
        values[integer] = np.round(values[integer])
        StaleFlagManager.mark_all_as_stale()
        for variable, value in zip(columns, values.tolist(), strict=True):
            variable.set_value(value, skip_validation=True)
        StaleFlagManager.mark_all_as_stale(delayed=True)
    remember(model, read, status, has_point)
    if status == "infeasible":
        bound = math.inf
    elif integer.any():
        bound = unit * float(info.mip_dual_bound)
        if status == "optimal" and objective - bound > _PROVED * (unit + abs(objective)):
            status = "feasible"  # optimal only within a gap that an option allows
    elif status == "optimal":
        bound = objective
    return ModelResult(status, objective, bound, built - began, solved - built)


def _checked_arguments(options: object, deadline: object, progress: object) -> dict[str, Any]:
    """Refuse what is no argument of `solve_model`; returns the options."""
    if deadline is not None and not isinstance(deadline, Deadline):
        raise InputError(
            "must be a Deadline",
            place="deadline",
            value=deadline,
            fix="or give time_limit to HiGHS",
        )
    if progress is not None and not callable(progress):
        raise InputError("must be a function", place="progress", value=progress)
    return _named(options)


def _named(options: object) -> dict[str, Any]:
    """Return options as a table, or refuse what is none."""
    if not isinstance(options or {}, Mapping):
        raise InputError(
            "must be a table of names and values",
            place="options of HiGHS",
            value=options,
            fix='write {"time_limit": 60}, say',
        )
    named: dict[str, Any] = plain(options or {})
    return named


def solve_lp(
    costs: Array, matrix: Array, row_lower: Array, row_upper: Array, lower: Array, upper: Array
) -> tuple[Array, float] | None:
    """Minimise costs x with row_lower ≤ matrix x ≤ row_upper and lower ≤ x ≤ upper.

    Returns
    -------
    (array, float) or None
        The point and its value; None where there is no optimal point.
    """
    from scipy.sparse import csc_array

    if not hasattr(_of_thread, "solver"):  # to make one takes as long as to solve
        _of_thread.solver = _solver(_FINEST)
    solver = _of_thread.solver
    none = np.zeros(len(costs), dtype=np.bool_)
    solver.passModel(
        _program(costs, csc_array(matrix), row_lower, row_upper, lower, upper, none, 0.0)
    )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    point = np.array(solver.getSolution().col_value)
    return point, float(solver.getInfo().objective_function_value)


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse options that HiGHS does not know, or values it does not take.

    Raises
    ------
    InputError
        Naming the option.
    """
    if options := _named(options):
        _solver(options)


def _power_of_two(values: Array) -> int:
    """Return the exponent e with the largest magnitude below 2^e; 0 where all are 0."""
    return math.frexp(float(np.abs(values).max(initial=0.0)))[1]


@cache
def option_names() -> tuple[str, ...]:
    """Return the names of HiGHS's options."""
    return tuple(name for name in dir(highspy.HighsOptions()) if not name.startswith("_"))


def _solver(options: Mapping[str, Any]) -> highspy.Highs:
    with _silence():  # it greets on stdout
        solver = highspy.Highs()
        for name, value in _SILENT.items():
            solver.setOptionValue(name, value)
    for name, value in options.items():
        if name not in option_names():
            raise InputError(
                "is no option of HiGHS",
                place="option",
                value=name,
                fix=did_you_mean(name, option_names()) or "see its manual",
            )
        with _silence():
            accepted = solver.setOptionValue(name, value) == highspy.HighsStatus.kOk
        if not accepted:
            raise InputError(
                "is refused by HiGHS",
                place=f"option {name}",
                value=value,
                fix="its manual says which values it takes",
            )
    return solver


@contextmanager
def _silence() -> Iterator[None]:
    """Send to nowhere what compiled code writes to stdout."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _program(
    costs: Array,
    matrix: Any,
    row_lower: Array,
    row_upper: Array,
    lower: Array,
    upper: Array,
    integer: npt.NDArray[np.bool_],
    offset: float,
) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_, program.offset_ = costs, offset
    program.col_lower_, program.col_upper_ = lower, upper
    program.row_lower_, program.row_upper_ = row_lower, row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    if integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[int(whole)] for whole in integer]
    return program


def _run(
    solver: highspy.Highs,
    deadline: Deadline,
    progress: Callable[[Progress], None] | None,
    has_integers: bool,
    unit: float,
) -> None:
    """Solve on a thread, so that this one can hear Ctrl-C and tell of progress.

    It is a thread of ours: highspy's own shares one lock among all solvers of a
    process, so that two could not run at once, and Ctrl-C at a bad moment left it shut.
    """
    began = time.perf_counter()
    latest = [math.inf, -math.inf]
    stopping = threading.Event()

    def remember(event: Any) -> None:
        latest[0], latest[1] = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound

    def stop(event: Any) -> None:
        if stopping.is_set():
            event.interrupt()

    def tell() -> None:
        if progress is not None:
            progress(Progress(unit * latest[0], unit * latest[1], time.perf_counter() - began))

    solver.cbSimplexInterrupt += stop
    solver.cbIpmInterrupt += stop
    solver.cbMipInterrupt += stop
    if has_integers and progress is not None:
        solver.cbMipLogging += remember
        solver.cbMipImprovingSolution += remember
    run_on_thread(solver.run, stopping.set, deadline, tell)


def _status(solver: highspy.Highs) -> tuple[Status, bool]:
    """Return the status, and whether there is a point."""
    told = solver.getModelStatus()
    kinds = highspy.HighsModelStatus
    if told in (kinds.kOptimal, kinds.kModelEmpty):
        return "optimal", True
    if told == kinds.kInfeasible:
        return "infeasible", False
    if told in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
        return "unbounded", False
    feasible = highspy.SolutionStatus.kSolutionStatusFeasible
    has_point = solver.getInfo().primal_solution_status == int(feasible)
    return ("feasible" if has_point else "time_limit"), has_point

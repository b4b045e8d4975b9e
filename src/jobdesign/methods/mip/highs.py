"""Everything that talks to HiGHS: Pyomo models and plain linear programs in, answers out.

Pyomo's compiler turns a model into arrays, and highspy solves them on a thread
of its own. That way the caller hears about progress, Ctrl-C stops the solver
and keeps the best point so far, and misspelt options are refused.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.core.staleflag import StaleFlagManager

from jobdesign.errors import InputError
from jobdesign.methods.mip.answers import Status, failure, has_failed, is_endless, meaning
from jobdesign.methods.mip.host_checks import are_believable, are_uneven
from jobdesign.methods.mip.reading import read_model
from jobdesign.methods.mip.sizes import check_sizes
from jobdesign.methods.mip.solved import remember
from jobdesign.methods.mip.solver_options import (
    LoggedSolver,
    check_options,
    checked_options,
    loosened,
    option_names,
)
from jobdesign.methods.on_thread import run_on_thread
from jobdesign.methods.outcome import Deadline, Progress
from jobdesign.workflow import Array

__all__ = ["ModelResult", "check_options", "option_names", "solve_lp", "solve_model"]

#: Absolute gap at which HiGHS may call a solution optimal; relative is 0.
_ABSOLUTE_GAP = 1e-12
#: Gap, relative, within which a point is proved optimal.
_PROVED = 1e-9
#: How far, relative, two solves of an uneven model may be apart and say the same.
_AGREED = 1e-6
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
    1e-4, is not optimal. Values of integer variables are rounded. Where the model holds
    blocks of job design, the evaluator prices their designs, and a point that it does not
    confirm is ``"feasible"`` without a bound; so is all that loosened tolerances allow, and
    what two solves of a block with very uneven numbers do not agree on.
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
    solver = LoggedSolver({"mip_rel_gap": 0.0, "mip_abs_gap": _ABSOLUTE_GAP} | options)
    program = _program(
        costs / unit,
        read.matrix,
        read.row_lower,
        read.row_upper,
        read.lower,
        read.upper,
        integer,
        read.offset / unit,
    )
    check_sizes(program, columns, read.rows, solver)
    if solver.passModel(program) == highspy.HighsStatus.kError:
        raise failure(solver, model.name)
    built = time.perf_counter()
    status, has_point = _Run(solver, deadline or Deadline(), progress, unit).status(model.name)
    solved = time.perf_counter()
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
    is_proof = not loosened(options) and not (has_point and not are_believable(model))
    if not is_proof and status != "unbounded":
        status = "feasible" if has_point else "time_limit"
    elif status == "infeasible":
        bound = math.inf
    elif integer.any():
        bound = unit * float(info.mip_dual_bound)
        if status == "optimal" and objective - bound > _PROVED * (unit + abs(objective)):
            status = "feasible"  # optimal only within a gap that an option allows
    elif status == "optimal":
        bound = objective
    remember(model, read, status, has_point)
    result = ModelResult(status, objective, bound, built - began, solved - built)
    if "presolve" in options or not are_uneven(model):
        return result
    return _with_second_opinion(model, result, deadline, options, progress)


def _with_second_opinion(
    model: pyo.ConcreteModel,
    first: ModelResult,
    deadline: Deadline | None,
    options: dict[str, Any],
    progress: Callable[[Progress], None] | None,
) -> ModelResult:
    """Solve again without presolve, which divides by what stands in a row and errs the most.

    Where the two do not say the same, the better point is kept, and nothing is proved.
    """
    if deadline is not None and deadline.passed:
        agrees, best = False, first
    else:
        second = solve_model(
            model, deadline=deadline, options=options | {"presolve": "off"}, progress=progress
        )
        allowed = _AGREED * abs(second.objective)
        agrees = first.status == second.status and (
            first.objective == second.objective
            or abs(first.objective - second.objective) <= allowed
        )
        best = second
        if first.objective < second.objective:  # load its point again
            best = solve_model(
                model, deadline=deadline, options=options | {"presolve": "on"}, progress=progress
            )
    if agrees or best.status == "unbounded":
        return replace(best, bound=min(first.bound, best.bound))
    status: Status = "time_limit" if math.isinf(best.objective) else "feasible"
    return replace(best, status=status, bound=-math.inf)


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
    return checked_options(options)


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
        _of_thread.solver = LoggedSolver(_FINEST)
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


def _power_of_two(values: Array) -> int:
    """Return the exponent e with the largest magnitude below 2^e; 0 where all are 0."""
    return math.frexp(float(np.abs(values).max(initial=0.0)))[1]


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


class _Run:
    """Solves on a thread, so that this one can hear Ctrl-C and tell of progress.

    It is a thread of ours: highspy's own shares one lock among all solvers of a
    process, so that two could not run at once, and Ctrl-C at a bad moment left it shut.

    Parameters
    ----------
    solver
        Holds the program.
    deadline, progress
        As in `solve_model`.
    unit
        Of the objective.
    """

    def __init__(
        self,
        solver: LoggedSolver,
        deadline: Deadline,
        progress: Callable[[Progress], None] | None,
        unit: float,
    ) -> None:
        self.solver = solver
        self.deadline = deadline
        self.progress = progress
        self.unit = unit
        self.began = time.perf_counter()
        self.latest = [math.inf, -math.inf]
        self.stopping = threading.Event()
        solver.cbSimplexInterrupt += self._stop
        solver.cbIpmInterrupt += self._stop
        solver.cbMipInterrupt += self._stop
        if progress is not None:
            solver.cbMipLogging += self._remember
            solver.cbMipImprovingSolution += self._remember

    def status(self, name: str) -> tuple[Status, bool]:
        """Solve; returns the status, and whether there is a point.

        Raises
        ------
        InputError
            Where HiGHS refuses the model, or fails, even without its presolve.
        """
        self._solve()
        if has_failed(self.solver) and self._presolves:
            self.solver.clearSolver()
            self.solver.setOptionValue("presolve", "off")
            self._solve()
        if is_endless(self.solver):
            return self._status_of_endless(), False
        return meaning(self.solver, name)

    @property
    def _presolves(self) -> bool:
        return self.solver.getOptionValue("presolve")[1] != "off"

    def _status_of_endless(self) -> Status:
        """Without costs: HiGHS says "unbounded" of models, too, that have no point at all."""
        count = self.solver.getNumCol()
        none = np.zeros(count)
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), none)
        self._solve()
        status, has_point = meaning(self.solver, "")
        return "unbounded" if has_point else status

    def _solve(self) -> None:
        left = self.deadline.remaining
        if left is not None:
            least = min(left, self.solver.getOptionValue("time_limit")[1])
            self.solver.setOptionValue("time_limit", least)
        run_on_thread(self.solver.run, self.stopping.set, self.deadline, self._tell)

    def _stop(self, event: Any) -> None:
        if self.stopping.is_set():
            event.interrupt()

    def _remember(self, event: Any) -> None:
        found = event.data_out
        self.latest = [found.mip_primal_bound, found.mip_dual_bound]

    def _tell(self) -> None:
        if self.progress is not None:
            best, bound = (self.unit * value for value in self.latest)
            self.progress(Progress(best, bound, time.perf_counter() - self.began))

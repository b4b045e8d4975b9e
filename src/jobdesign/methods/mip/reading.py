"""A Pyomo model in arrays: read as Pyomo's own interface to HiGHS reads it, or refused.

Pyomo's compiler knows what is linear. What it passes over in silence is looked at
here: several objectives, domains with gaps, rows without variables, numbers that
are none.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.common.errors import InfeasibleConstraintException, PyomoException
from pyomo.core.base.block import BlockData
from pyomo.repn import generate_standard_repn
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from jobdesign.errors import InputError
from jobdesign.workflow import Array

__all__ = ["LinearModel", "read_model"]

#: What Pyomo raises for a row without variables that cannot hold; up to 6.10.0 it misspells it.
_CANNOT_HOLD = (InfeasibleConstraintException, NameError)
#: By how much HiGHS lets a row without variables be broken, unless an option says otherwise.
_ROW_TOLERANCE = 1e-7
#: Components that are active and say nothing about values.
_SILENT = (
    *("Block", "Constraint", "Var", "Param", "Expression", "ExternalFunction", "Set"),
    *("RangeSet", "Port", "Suffix", "Objective", "BooleanVar"),
)
#: What makes rows and binaries of a component that has none.
_TRANSFORMED = {
    "Disjunction": 'pyo.TransformationFactory("gdp.bigm").apply_to(model) makes rows of it',
    "Disjunct": 'pyo.TransformationFactory("gdp.bigm").apply_to(model) makes rows of it',
    "LogicalConstraint": (
        'pyo.TransformationFactory("core.logical_to_linear").apply_to(model) makes rows of it'
    ),
    "Complementarity": 'pyo.TransformationFactory("mpec.simple_disjunction") makes disjunctions',
    "Arc": 'pyo.TransformationFactory("network.expand_arcs").apply_to(model) makes rows of it',
    "SOSConstraint": "write it with binary variables",
}


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """Minimise costs x + offset over the rows and bounds.

    Parameters
    ----------
    columns
        The model's variables that are not fixed and stand in a row or in the objective.
    costs, offset
        The objective; 0 where the model has none.
    matrix, row_lower, row_upper
        The rows.
    lower, upper, integer
        What each column may be.
    rows
        The model's constraint of each row.
    """

    columns: list[Any]
    costs: Array
    offset: float
    matrix: Any
    row_lower: Array
    row_upper: Array
    lower: Array
    upper: Array
    integer: npt.NDArray[np.bool_]
    rows: list[Any]

    @property
    def fingerprint(self) -> bytes:
        """The same for the same numbers."""
        matrix = self.matrix
        parts = [matrix.indptr, matrix.indices, matrix.data, self.costs, np.array([self.offset])]
        parts += [self.row_lower, self.row_upper, self.lower, self.upper, self.integer]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(f"{part.dtype} {part.shape}".encode() + part.tobytes())
        return digest.digest()


def read_model(model: Any, row_tolerance: float | None = None) -> LinearModel | None:
    """Read a model that is linear and minimised.

    Parameters
    ----------
    model
        Or a block of one. Without an active objective any point is as good as another.
    row_tolerance
        By how much a row without variables may be broken.

    Returns
    -------
    LinearModel or None
        None where a row without variables cannot hold.

    Raises
    ------
    InputError
        Where the model is none, is not linear, or would be read as something else.
    """
    _check_model(model)
    form = _compiled(model, _ROW_TOLERANCE if row_tolerance is None else row_tolerance)
    if form is None:
        return None
    columns = form.columns
    costs = np.zeros(len(columns))
    row = form.c.tocoo()
    np.add.at(costs, row.coords[1], row.data)
    # the mixed form: ≤ 1, = 0, ≥ -1
    kinds = np.array([entry.bound_type for entry in form.rows], dtype=np.int64)
    sides = form.rhs
    lower, upper, integer = _domains(columns)
    read = LinearModel(
        columns=columns,
        costs=costs,
        offset=float(form.c_offset[0]) if len(form.c_offset) else 0.0,
        matrix=form.A.tocsc(),
        row_lower=np.where(kinds == 1, -math.inf, sides),
        row_upper=np.where(kinds == -1, math.inf, sides),
        lower=lower,
        upper=upper,
        integer=integer,
        rows=[entry.constraint for entry in form.rows],
    )
    _check_numbers(read, form)
    return _without_empty_rows(read, row_tolerance or _ROW_TOLERANCE)


def _check_model(model: Any) -> None:
    if not isinstance(model, BlockData):
        rule, fix = "must be a Pyomo model", "build a pyomo.environ.ConcreteModel"
        if isinstance(model, pyo.Block):
            rule, fix = "must be one block of an indexed block", "give one by its key"
        raise InputError(rule, place="model", value=model, fix=fix)
    component = model.parent_component()
    if not component.is_constructed():
        raise InputError(
            "is not constructed",
            place="model",
            value=model.name,
            fix="an abstract model becomes one by create_instance()",
        )
    objectives = list(model.component_data_objects(pyo.Objective, active=True))
    if len(objectives) > 1:
        raise InputError(
            f"has {len(objectives)} active objectives",
            place="model",
            value=", ".join(objective.name for objective in objectives[:3]),
            fix="deactivate all but one",
        )
    for objective in objectives:
        if objective.sense != pyo.minimize:
            raise InputError(
                "must be minimised",
                place=f"objective {objective.name}",
                fix="minimise its negative",
            )


def _compiled(model: Any, row_tolerance: float) -> Any:
    """Return what Pyomo's compiler makes of the model; None where a constant row is broken."""
    try:
        try:
            form = LinearStandardFormCompiler().write(model, mixed_form=True)
        except _CANNOT_HOLD:  # it knows no tolerance
            form = _compiled_without_constants(model, row_tolerance)
        if form is not None:  # what is no number shows here
            form.rhs = np.array(form.rhs, dtype=np.float64)
            form.c_offset = np.array(form.c_offset, dtype=np.float64)
        return form
    except (PyomoException, ArithmeticError, NotImplementedError, TypeError, ValueError) as error:
        raise _no_linear_model(model, error) from None


def _compiled_without_constants(model: Any, row_tolerance: float) -> Any:
    """Judge the rows without variables here, and compile the others."""
    constant = []
    for row in model.component_data_objects(pyo.Constraint, active=True):
        lower, body, upper = row.to_bounded_expression(evaluate_bounds=True)
        terms = generate_standard_repn(body, quadratic=False)
        if not terms.is_constant():
            continue
        amount = terms.constant
        if lower is not None and amount < lower - row_tolerance:
            return None
        if upper is not None and amount > upper + row_tolerance:
            return None
        constant.append(row)
    for row in constant:
        row.deactivate()
    try:
        return LinearStandardFormCompiler().write(model, mixed_form=True)
    finally:
        for row in constant:
            row.activate()


def _no_linear_model(model: Any, error: Exception) -> InputError:
    """Say in one line why the compiler refuses."""
    for component in model.component_objects(active=True):
        kind = component.ctype.__name__
        if kind not in _SILENT:
            return InputError(
                f"holds the {kind} {component.name}, which HiGHS cannot read",
                place=f"model {model.name}",
                fix=_TRANSFORMED.get(kind, "write it as linear rows"),
            )
    told = " ".join(str(error).split())
    told = told if len(told) <= 200 else told[:197] + "..."
    return InputError(f"cannot be read as a linear model: {told}", place=f"model {model.name}")


def _domains(columns: list[Any]) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """Return what each variable may be: from, to, and whether whole numbers only."""
    known: dict[int, bool] = {}
    lower = np.full(len(columns), -math.inf)
    upper = np.full(len(columns), math.inf)
    integer = np.zeros(len(columns), dtype=np.bool_)
    for number, variable in enumerate(columns):
        domain = variable.domain
        whole = known.get(id(domain))
        if whole is None:
            whole = known[id(domain)] = _is_whole(variable)
        integer[number] = whole
        try:
            low, high = variable.bounds
        except (PyomoException, TypeError, ValueError):
            low, high = math.inf, -math.inf
        lower[number] = -math.inf if low is None else low
        upper[number] = math.inf if high is None else high
        if not (lower[number] < math.inf and upper[number] > -math.inf):
            raise InputError(
                "must have bounds that are numbers",
                place=f"variable {variable.name}",
                value=f"{variable.lower} to {variable.upper}",
                fix="leave out a bound that is none",
            )
    return lower, upper, integer


def _is_whole(variable: Any) -> bool:
    """Whether a variable's domain is the whole numbers of an interval, not the interval.

    Raises
    ------
    InputError
        Where it is neither.
    """
    low, _, step = variable.domain.get_interval()
    if step == 0:
        return False
    if step == 1 and (low is None or float(low).is_integer()):
        return True
    raise InputError(
        "must be an interval, or the whole numbers of one",
        place=f"domain of variable {variable.name}",
        value=str(variable.domain),
        fix="choose among its values by binary variables",
    )


def _check_numbers(read: LinearModel, form: Any) -> None:
    """Refuse what is infinite or no number where only numbers can stand."""
    bad = np.flatnonzero(~np.isfinite(read.costs))
    if len(bad) or not math.isfinite(read.offset):
        raise InputError(
            "must hold finite numbers only",
            place=f"objective {form.objectives[0].name}",
            value=float(read.costs[bad[0]]) if len(bad) else read.offset,
        )
    rows, values = read.matrix.indices, read.matrix.data
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        row, value = int(rows[bad[0]]), float(values[bad[0]])
    else:
        broken = ~(read.row_lower < math.inf) | ~(read.row_upper > -math.inf)
        if not broken.any():
            return
        row = int(np.argmax(broken))
        value = float(form.rhs[row])
    raise InputError(
        "must hold finite numbers only",
        place=f"constraint {form.rows[row].constraint.name}",
        value=value,
    )


def _without_empty_rows(read: LinearModel, row_tolerance: float) -> LinearModel | None:
    """Judge the rows whose terms cancel; HiGHS does not look at them where there are no columns."""
    used = np.zeros(len(read.row_lower), dtype=np.bool_)
    used[read.matrix.indices] = True
    broken = (read.row_lower > row_tolerance) | (read.row_upper < -row_tolerance)
    return None if (broken & ~used).any() else read

"""The Pyomo model that chooses jobs, one binary each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.rows import add_rows
from jobdesign.workflow import Array

__all__ = ["columns_model"]


def columns_model(
    jobs: Jobs, steps: int, limits: Array, names: list[str] | None = None
) -> pyo.ConcreteModel:
    """Build the model that chooses jobs: min Σ cost x, flow over boundaries, Σ use x ≤ limit.

    Parameters
    ----------
    jobs
        The jobs on offer, n of them; kept as ``model.jobs``.
    steps
        Number m of steps.
    limits
        Shape (R,).
    names
        Of the limits.
    """
    model = pyo.ConcreteModel(name="jobs")
    model.jobs = jobs
    model.job = pyo.Var(range(len(jobs)), domain=pyo.Binary)
    variables = [model.job[row] for row in range(len(jobs))]
    leaving: list[list[int]] = [[] for _ in range(steps + 1)]
    arriving: list[list[int]] = [[] for _ in range(steps + 1)]
    for row, (start, end) in enumerate(zip(jobs.start.tolist(), jobs.end.tolist(), strict=True)):
        leaving[start].append(row)
        arriving[end].append(row)

    def linear(rows: list[int], values: list[float]) -> LinearExpression:
        return LinearExpression(
            constant=0.0, linear_coefs=values, linear_vars=[variables[row] for row in rows]
        )

    def flow(boundary: int) -> Any:
        out, into = leaving[boundary], arriving[boundary]
        if not out and not into:
            return pyo.Constraint.Skip if boundary else pyo.Constraint.Infeasible
        balance = linear(out + into, [1.0] * len(out) + [-1.0] * len(into))
        return balance == (1.0 if boundary == 0 else 0.0)

    def limit(number: int) -> Any:
        uses = jobs.uses[:, number]
        rows = np.flatnonzero(uses)
        bound = float(limits[number])
        if len(rows) == 0:
            return pyo.Constraint.Skip if bound >= 0 else pyo.Constraint.Infeasible
        # relative to the limit, for what uses more than all of it is not on offer
        scale = abs(bound) or float(np.abs(uses).max())
        return linear(rows.tolist(), (uses[rows] / scale).tolist()) <= bound / scale

    doc = "as many jobs start at a boundary as end there"
    add_rows(model, "flow", range(steps), row=flow, doc=doc)
    doc = "limits that span jobs, as a share of the limit"
    add_rows(model, "limit", range(len(limits)), row=limit, doc=doc)
    model.limit_names = names or [str(number) for number in range(len(limits))]
    model.no_good = pyo.ConstraintList(doc="designs that rounding let in and the evaluator refused")
    model.cost = pyo.Objective(expr=linear(list(range(len(jobs))), jobs.cost.tolist()))
    return model

"""Everything that talks to HiGHS: statuses, bounds, rounding, options."""

from __future__ import annotations

import math

import numpy as np
import pyomo.environ as pyo
import pytest

import jobdesign as jd
from jobdesign.methods.mip.highs import check_options, option_names, solve_lp
from jobdesign.methods.outcome import Deadline, Progress


def model(*, domain=pyo.Binary, bounds=(None, None), cost: float = 1.0) -> pyo.ConcreteModel:
    made = pyo.ConcreteModel()
    made.x = pyo.Var([0, 1], domain=domain, bounds=bounds)
    made.row = pyo.Constraint(expr=2 * made.x[0] + 3 * made.x[1] >= 2.5)
    made.total = pyo.Objective(expr=cost * (2 * made.x[0] + 5 * made.x[1]) + 7)
    return made


def test_whole_numbers_and_the_offset() -> None:
    made = model()
    result = jd.solve_model(made)
    assert (result.status, result.objective, result.bound) == ("optimal", 12.0, 12.0)
    assert [made.x[k].value for k in (0, 1)] == [0.0, 1.0]
    assert all(float(made.x[k].value).is_integer() for k in (0, 1))


def test_a_linear_program_has_its_optimum_as_bound() -> None:
    made = model(domain=pyo.NonNegativeReals)
    result = jd.solve_model(made)
    assert result.status == "optimal"
    assert result.objective == result.bound == pytest.approx(9.5)


def test_infeasible() -> None:
    made = model()
    made.no = pyo.Constraint(expr=made.x[1] + made.x[0] <= 0)
    result = jd.solve_model(made)
    assert (result.status, result.objective, result.bound) == ("infeasible", math.inf, math.inf)
    assert made.x[0].value is None


def test_infeasible_without_a_variable_left() -> None:
    made = model()
    made.x[0].fix(0)
    made.x[1].fix(0)
    assert jd.solve_model(made).status == "infeasible"


def test_unbounded() -> None:
    result = jd.solve_model(model(domain=pyo.Reals, cost=-1.0))
    assert (result.status, result.objective) == ("unbounded", math.inf)


def endless() -> pyo.ConcreteModel:
    """Split many weights in halves: no solver comes to an end with it."""
    rng = np.random.default_rng(1)
    made = pyo.ConcreteModel()
    made.x = pyo.Var(range(60), domain=pyo.Binary)
    made.rows = pyo.ConstraintList()
    for _ in range(10):
        weights = rng.integers(10, 99, 60).tolist()
        made.rows.add(sum(w * made.x[k] for k, w in enumerate(weights)) == sum(weights) // 2)
    made.total = pyo.Objective(expr=sum(made.x[k] for k in range(60)))
    return made


def test_no_time() -> None:
    result = jd.solve_model(endless(), deadline=Deadline(0.0))
    assert (result.status, result.objective) == ("time_limit", math.inf)
    assert result.bound <= 60


def test_ctrl_c_is_an_end_without_a_point() -> None:
    deadline = Deadline()

    def press(_: Progress) -> None:
        deadline.interrupted = True

    result = jd.solve_model(endless(), deadline=deadline, progress=press)
    assert (result.status, result.objective) == ("time_limit", math.inf)


def test_a_second_solver_runs_beside_the_first() -> None:
    """Neither one at work nor one that Ctrl-C left behind keeps others from running."""
    deadline = Deadline()
    beside: list[str] = []

    def solve_another(_: Progress) -> None:
        beside.append(jd.solve_model(model()).status)
        deadline.interrupted = True

    jd.solve_model(endless(), deadline=deadline, progress=solve_another)
    assert set(beside) == {"optimal"}

    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jd.solve_model(endless(), progress=interrupt)
    assert jd.solve_model(model()).status == "optimal"


def test_options() -> None:
    check_options({})
    check_options({"presolve": "off", "mip_rel_gap": 0.1, "mip_max_nodes": 3})
    assert "mip_rel_gap" in option_names()
    with pytest.raises(jd.InputError, match="option = 'presolv': is no option of HiGHS; did you"):
        check_options({"presolv": "off"})
    with pytest.raises(jd.InputError, match="option presolve = 'maybe': is refused by HiGHS"):
        jd.solve_model(model(), options={"presolve": "maybe"})


def test_linear_programs_as_arrays() -> None:
    rows = (np.array([[1.0, 1.0]]), np.array([2.0]), np.array([np.inf]))
    costs, upper = np.array([1.0, 3.0]), np.array([1.5, np.inf])
    point, value = solve_lp(costs, *rows, np.zeros(2), upper)
    assert point == pytest.approx([1.5, 0.5])
    assert value == pytest.approx(3.0)
    assert solve_lp(costs, *rows, np.zeros(2), np.array([0.5, 0.5])) is None
    assert solve_lp(-costs, *rows, np.zeros(2), upper) is None

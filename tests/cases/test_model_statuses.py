"""What HiGHS says of a model, or refuses to say, and what is made of it."""

from __future__ import annotations

import math

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest

import jobdesign as jd
from jobdesign.methods.mip import answers
from jobdesign.methods.mip.answers import ENDLESS, FAILED, PROVED, STOPPED, meaning


def host(**parts: object) -> pyo.ConcreteModel:
    made = pyo.ConcreteModel(name="host")
    made.work = jd.JobDesignBlock()
    made.work.build(
        jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]
            )
        )
    )
    made.total = pyo.Objective(expr=made.work.cost)
    return made


class Told:
    """Stands for a solver that says a status."""

    complaint = ""

    def __init__(self, status: str, has_point: bool) -> None:
        self.status = status
        self.has_point = has_point

    def getModelStatus(self) -> object:
        return type("Status", (), {"name": self.status})()

    def getInfo(self) -> object:
        feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
        return type("Info", (), {"primal_solution_status": feasible if self.has_point else 0})()


def test_every_status_has_a_meaning() -> None:
    """A status of a later HiGHS must be given one."""
    known = {name for name in dir(highspy.HighsModelStatus) if name.startswith("k")}
    given = [*PROVED, *ENDLESS, *STOPPED, *FAILED]
    assert len(given) == len(set(given))
    assert known <= set(given)


@pytest.mark.parametrize(("status", "expected"), PROVED.items())
def test_statuses_of_what_is_proved(status: str, expected: tuple[str, bool]) -> None:
    assert meaning(Told(status, True), "m") == expected
    assert expected[0] == ("infeasible" if status == "kInfeasible" else "optimal")


@pytest.mark.parametrize("status", STOPPED)
def test_statuses_of_what_was_stopped(status: str) -> None:
    assert meaning(Told(status, True), "m") == ("feasible", True)
    assert meaning(Told(status, False), "m") == ("time_limit", False)


@pytest.mark.parametrize("status", [*FAILED, "kOfALaterVersion"])
def test_statuses_of_what_failed(status: str) -> None:
    assert answers.has_failed(Told(status, False))
    assert meaning(Told(status, True), "m") == ("feasible", True)
    with pytest.raises(jd.InputError, match=f"model m: HiGHS does not solve it: .*{status[1:]}"):
        meaning(Told(status, False), "m")


def test_a_failing_presolve_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer is an error; the second, without presolve, is the optimum."""
    asked: list[str] = []

    def has_failed(solver: object) -> bool:
        asked.append(solver.getOptionValue("presolve")[1])
        return len(asked) == 1

    monkeypatch.setattr("jobdesign.methods.mip.highs.has_failed", has_failed)
    assert jd.solve_model(host()).objective == pytest.approx(18.0)
    assert asked[0] != "off"


@pytest.mark.parametrize("domain", [pyo.Reals, pyo.Integers])
def test_endless_is_not_impossible(domain: object) -> None:
    made = pyo.ConcreteModel()
    made.x = pyo.Var([0, 1], domain=domain)
    made.total = pyo.Objective(expr=made.x[0])
    made.row = pyo.Constraint(expr=made.x[0] + made.x[1] <= 3)
    assert jd.solve_model(made).status == "unbounded"
    made.no = pyo.Constraint(expr=made.x[1] >= 4)
    made.never = pyo.Constraint(expr=made.x[1] <= 3)
    assert jd.solve_model(made).status == "infeasible"


def test_endless_in_fractions_and_impossible_in_whole_numbers() -> None:
    made = pyo.ConcreteModel()
    made.x = pyo.Var(domain=pyo.Integers, bounds=(0, 9))
    made.y = pyo.Var(domain=pyo.Integers)
    made.odd = pyo.Constraint(expr=2 * made.x == 3)
    made.total = pyo.Objective(expr=made.y)
    assert jd.solve_model(made).status == "infeasible"


@pytest.mark.parametrize("large", [1e15, 1e16, 1e300, -1e20])
def test_coefficients_that_are_too_large(large: float) -> None:
    made = host()
    made.row = pyo.Constraint(expr=large * made.work.jobs <= abs(large) * 4)
    with pytest.raises(jd.InputError) as refused:
        jd.solve_model(made)
    assert str(refused.value).startswith(f"constraint row = {large!r}: has a coefficient")
    assert "\n" not in str(refused.value)


def test_coefficients_just_below_are_taken() -> None:
    made = host()
    made.row = pyo.Constraint(expr=9e14 * made.work.jobs <= 9e14 * 4)
    assert jd.solve_model(made).objective == pytest.approx(18.0)


@pytest.mark.parametrize("side", [1e20, 3e25, 1e300])
def test_sides_that_would_be_endless(side: float) -> None:
    """HiGHS dropped the row: x ≤ 1e10 was no rule any more."""
    made = pyo.ConcreteModel()
    made.x = pyo.Var(bounds=(0, 1e12))
    made.row = pyo.Constraint(expr=side / 1e10 * made.x >= side)
    made.total = pyo.Objective(expr=made.x)
    with pytest.raises(jd.InputError, match=r"constraint row = .*(endless|has a coefficient)"):
        jd.solve_model(made)


def test_bounds_that_would_be_endless() -> None:
    made = pyo.ConcreteModel()
    made.x = pyo.Var(bounds=(1e21, None))
    made.total = pyo.Objective(expr=made.x)
    with pytest.raises(jd.InputError, match=r"variable x = 1e\+21: has a bound"):
        jd.solve_model(made)


def test_coefficients_that_would_be_dropped() -> None:
    """1e-10 x ≥ 1 was read as 0 ≥ 1."""
    made = pyo.ConcreteModel()
    made.x = pyo.Var(bounds=(0, 1e12))
    made.row = pyo.Constraint(expr=1e-10 * made.x >= 1)
    made.total = pyo.Objective(expr=made.x)
    with pytest.raises(jd.InputError, match="constraint row = 1e-10: has a coefficient of x that"):
        jd.solve_model(made)
    made.x.setub(1.0)  # now it can decide nothing
    made.row.set_value(1e-10 * made.x >= 0)
    assert jd.solve_model(made).objective == 0.0


def test_costs_of_any_size_are_taken() -> None:
    made = host()
    made.total.set_value(1e30 * made.work.cost)
    assert jd.solve_model(made).objective == pytest.approx(18e30)
    made.total.set_value(1e-30 * made.work.cost)
    assert jd.solve_model(made).objective == pytest.approx(18e-30, rel=1e-9, abs=0)


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan])
def test_coefficients_that_are_no_numbers(wrong: float) -> None:
    made = host()
    made.p = pyo.Param(initialize=wrong, mutable=True, domain=pyo.Any)
    made.row = pyo.Constraint(expr=made.p * made.work.jobs <= 4)
    with pytest.raises((jd.InputError, ValueError)):
        jd.solve_model(made)


def test_a_block_that_costs_less_than_its_design_is_not_optimal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows as a sloppy solver would keep them: the evaluator does not confirm the point."""
    made = host()
    made.work.cost_is.deactivate()
    result = jd.solve_model(made)
    assert (result.status, result.bound) == ("feasible", -math.inf)


def uneven(power: float) -> jd.Problem:
    rng = np.random.default_rng(4)
    columns = {name: rng.uniform(0.5, 5, 4) for name in ("manual_skill", "manual_time")}
    columns |= {name: rng.uniform(0.25, 3, 4) for name in ("ai_skill", "ai_time")}
    columns["handoff_time"] = np.array([1.0, 2.0, 0.5, 0.0])
    for name in ("manual_skill", "ai_skill"):
        columns[name][2] *= 10.0**power
    return jd.Problem(jd.Workflow.from_arrays(**columns, ai_success=[0.9, 0.4, 0.7, 0.6]))


@pytest.mark.parametrize("power", [-10, -9, -8, -7, 6])
def test_hosts_of_uneven_blocks(power: float) -> None:
    problem = uneven(power)
    made = pyo.ConcreteModel()
    made.work = jd.JobDesignBlock()
    made.work.build(problem)
    made.total = pyo.Objective(expr=made.work.cost)
    result = jd.solve_model(made)
    optimum = jd.solve(problem, "brute_force").cost
    assert result.bound <= optimum * (1 + 1e-6)
    if result.status == "optimal":
        assert jd.extract(made.work).cost == pytest.approx(optimum, rel=1e-6)

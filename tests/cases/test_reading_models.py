"""`solve_model` reads a model as Pyomo's own interface to HiGHS does, or refuses it in one line."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.solvers.highs import Highs
from pyomo.gdp import Disjunct, Disjunction
from pyomo.mpec import Complementarity, complements

import jobdesign as jd


@pytest.fixture(autouse=True)
def quiet_pyomo() -> Iterator[None]:
    """Pyomo logs what it also raises."""
    logger = logging.getLogger("pyomo")
    before, logger.level = logger.level, logging.CRITICAL
    yield
    logger.level = before


def pair() -> Any:
    """Minimise x + 2 y with x + y ≥ 3 in boxes: 3, at (3, 0)."""
    made = pyo.ConcreteModel()
    made.x = pyo.Var(bounds=(0, 10))
    made.y = pyo.Var(bounds=(0, 10))
    made.least = pyo.Constraint(expr=made.x + made.y >= 3)
    made.cost = pyo.Objective(expr=made.x + 2 * made.y)
    return made


def second_objective(made: Any) -> None:
    made.other = pyo.Objective(expr=made.y)


def objective_of_a_block(made: Any) -> None:
    made.part = pyo.Block()
    made.part.other = pyo.Objective(expr=made.y)


def indexed_objective(made: Any) -> None:
    made.cost.deactivate()
    made.other = pyo.Objective([1, 2], rule=lambda m, k: k * m.x)


def maximised(made: Any) -> None:
    made.cost.sense = pyo.maximize


def odd_numbers(made: Any) -> None:
    made.x.domain = pyo.Set(initialize=[1, 3, 5])


def numbers_with_a_gap(made: Any) -> None:
    made.x.domain = pyo.Set(initialize=[0, 1, 4])


def halves(made: Any) -> None:
    made.x.domain = pyo.RangeSet(0.5, 3.5, 1)


def nothing_or_some(made: Any) -> None:
    made.x.domain = pyo.Set(initialize=[0]) | pyo.RangeSet(2, 5, 0)


def anything(made: Any) -> None:
    made.x.domain = pyo.Any


def words(made: Any) -> None:
    made.x.domain = pyo.Set(initialize=["few", "many"])


def special_ordered_set(made: Any) -> None:
    made.z = pyo.Var([1, 2], bounds=(0, 1))
    made.s = pyo.SOSConstraint(var=made.z, sos=1)


def disjunction(made: Any) -> None:
    made.either = Disjunction(expr=[[made.x >= 2], [made.y >= 2]])


def disjunct_alone(made: Any) -> None:
    made.one = Disjunct()
    made.one.row = pyo.Constraint(expr=made.x >= 2)


def logic(made: Any) -> None:
    made.yes = pyo.BooleanVar()
    made.told = pyo.LogicalConstraint(expr=made.yes)


def complementarity(made: Any) -> None:
    made.c = Complementarity(expr=complements(made.x >= 0, made.y >= 1))


def piecewise(made: Any) -> None:
    made.p = pyo.Piecewise(
        made.y, made.x, pw_pts=[0, 5, 10], f_rule=[0, 1, 8], pw_constr_type="EQ", pw_repn="SOS2"
    )


def product(made: Any) -> None:
    made.row = pyo.Constraint(expr=made.x * made.y >= 1)


def square(made: Any) -> None:
    made.cost.set_value(made.x**2)


def exponential(made: Any) -> None:
    made.row = pyo.Constraint(expr=pyo.exp(made.x) <= 9)


def no_number_as_weight(made: Any) -> None:
    made.row = pyo.Constraint(expr=math.nan * made.x <= 1)


def endless_weight(made: Any) -> None:
    made.weight = pyo.Param(initialize=math.inf, mutable=True)
    made.row = pyo.Constraint(expr=made.weight * made.x <= 1)


def endless_cost(made: Any) -> None:
    made.cost.set_value(math.inf * made.x)


def endless_side(made: Any) -> None:
    made.row = pyo.Constraint(expr=made.x >= math.inf)


def endless_bound(made: Any) -> None:
    made.x.setub(None)
    made.x.setlb(math.inf)


def parameter_without_value(made: Any) -> None:
    made.weight = pyo.Param(mutable=True)
    made.row = pyo.Constraint(expr=made.x >= made.weight)


def division_by_nothing(made: Any) -> None:
    made.weight = pyo.Param(initialize=0.0, mutable=True)
    made.row = pyo.Constraint(expr=made.x <= 1 / made.weight)


def fixed_at_no_value(made: Any) -> None:
    made.x.fix(None)


def bound_that_is_a_variable(made: Any) -> None:
    made.row = pyo.Constraint(expr=pyo.inequality(made.y, made.x, 3))


REFUSED = {
    second_objective: "2 active objectives",
    objective_of_a_block: "cost, part.other",
    indexed_objective: "2 active objectives",
    maximised: "objective cost: must be minimised",
    odd_numbers: "domain of variable x = ",
    numbers_with_a_gap: "domain of variable x = ",
    halves: "domain of variable x = ",
    nothing_or_some: "domain of variable x = ",
    anything: "domain of variable x = 'Any'",
    words: "domain of variable x = ",
    special_ordered_set: "the SOSConstraint s",
    disjunction: "the Disjunction either",
    disjunct_alone: "the Disjunct one",
    logic: "the LogicalConstraint told",
    complementarity: "the Complementarity c",
    piecewise: "SOSConstraint p",
    product: "(row) contains nonlinear",
    square: "(cost) contains nonlinear",
    exponential: "(row) contains nonlinear",
    no_number_as_weight: "constraint row = nan",
    endless_weight: "constraint row = inf",
    endless_cost: "objective cost = inf",
    endless_side: "constraint row = inf",
    endless_bound: "variable x",
    parameter_without_value: "weight",
    division_by_nothing: "division by zero",
    fixed_at_no_value: "'x' evaluated to a nonnumeric value",
    bound_that_is_a_variable: "variable lower bound",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_what_is_no_linear_model_is_refused(change: Callable[[Any], None]) -> None:
    made = pair()
    change(made)
    with pytest.raises(jd.InputError) as refused:
        jd.solve_model(made)
    assert REFUSED[change] in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "given",
    [None, 3, "model.lp", pyo.AbstractModel(), pyo.Block([1, 2]), jd.Wages(), pyo.Var()],
    ids=str,
)
def test_what_is_no_model_is_refused(given: object) -> None:
    with pytest.raises(jd.InputError, match=r"^model = "):
        jd.solve_model(given)


@pytest.mark.parametrize(
    "arguments", [{"deadline": 3.0}, {"options": 3}, {"options": ["a"]}, {"progress": 3}], ids=str
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(jd.InputError, match="must be a"):
        jd.solve_model(pair(), **arguments)


def test_no_objective_is_any_point() -> None:
    made = pair()
    made.cost.deactivate()
    result = jd.solve_model(made)
    assert (result.status, result.objective) == ("optimal", 0.0)
    assert made.x.value + made.y.value >= 3 - 1e-6


def test_constant_objectives() -> None:
    empty = pyo.ConcreteModel()
    empty.cost = pyo.Objective(expr=3.0)
    assert jd.solve_model(empty).objective == 3.0
    made = pair()
    made.cost.set_value(made.x - made.x + 5)
    assert jd.solve_model(made).objective == 5.0
    made.x.fix(1)
    made.y.fix(2)
    made.cost.set_value(made.x + made.y - 7)
    assert jd.solve_model(made).objective == -4.0
    made.y.fix(1)  # 1 + 1 ≥ 3
    result = jd.solve_model(made)
    assert (result.status, result.objective) == ("infeasible", math.inf)


def test_rows_whose_terms_cancel() -> None:
    """Without columns HiGHS calls a model empty, and looks at no row."""
    made = pyo.ConcreteModel()
    made.x = pyo.Var()
    made.row = pyo.Constraint(expr=made.x - made.x >= 1)
    made.cost = pyo.Objective(expr=0)
    assert jd.solve_model(made).status == "infeasible"
    made.row.set_value(made.x - made.x >= -1)
    assert jd.solve_model(made).status == "optimal"


def test_a_constant_row_has_the_tolerance_of_every_row() -> None:
    """Pyomo's compiler has none: 1.1 + 2.2 would not be 3.3."""
    made = pair()
    made.one, made.two = pyo.Var(), pyo.Var()
    made.sum = pyo.Constraint(expr=made.one + made.two == 3.3)
    made.one.fix(1.1)
    made.two.fix(2.2)
    assert jd.solve_model(made).objective == pytest.approx(3)
    assert made.sum.active
    made.two.fix(2.3)
    assert jd.solve_model(made).status == "infeasible"


def test_transformed_models_are_read() -> None:
    made = pair()
    disjunction(made)
    pyo.TransformationFactory("gdp.bigm").apply_to(made)
    assert jd.solve_model(made).objective == pytest.approx(3)
    made = pair()
    made.x.domain = pyo.Set(initialize=[2, 3, 4])  # whole numbers of an interval
    made.cost.set_value(2 * made.x + made.y)
    assert jd.solve_model(made).objective == pytest.approx(5)


def random_model(rng: np.random.Generator) -> Any:
    """Draw a small model with what people write: bounds, domains, parameters, blocks, fixings."""
    made = pyo.ConcreteModel()
    n = int(rng.integers(1, 5))
    domains = (pyo.Reals, pyo.NonNegativeReals, pyo.Integers, pyo.Binary, pyo.NonPositiveReals)
    made.x = pyo.Var(range(n), domain=pyo.Reals)
    for k in range(n):
        made.x[k].domain = domains[rng.integers(len(domains))]
        if rng.random() < 0.9:
            made.x[k].setlb(float(rng.integers(-4, 1)))
            made.x[k].setub(float(rng.integers(0, 5)))
        if rng.random() < 0.15:
            made.x[k].fix(float(rng.integers(0, 2)))
    made.weight = pyo.Param(range(n), initialize=lambda _, k: float(k - 1), mutable=True)
    made.part = pyo.Block(range(2))
    for number, block in made.part.items():
        block.sum = pyo.Expression(
            expr=sum(float(rng.integers(-3, 4)) * made.x[k] + made.weight[k] for k in range(n))
        )
        side = float(rng.integers(-6, 7))
        kind = rng.integers(5)
        if kind == 0:
            block.row = pyo.Constraint(expr=block.sum <= side)
        elif kind == 1:
            block.row = pyo.Constraint(expr=block.sum >= side)
        elif kind == 2:
            block.row = pyo.Constraint(expr=pyo.inequality(side - 2, block.sum, side))
        elif kind == 3:
            block.row = pyo.Constraint(expr=block.sum == side)
        if rng.random() < 0.2:
            block.deactivate()
        block.beside = pyo.Var(bounds=(-1, 1)) if number else pyo.Var()
    if rng.random() < 0.9:
        made.cost = pyo.Objective(
            expr=sum(float(rng.integers(-3, 4)) * made.x[k] for k in range(n))
            + float(rng.integers(-2, 3))
            + made.weight[0] * made.x[0]
        )
    return made


def test_small_models_are_read_as_pyomo_reads_them() -> None:
    found = set()
    for seed in range(60):
        made = random_model(np.random.default_rng([seed, 77]))
        result = jd.solve_model(made)
        theirs = Highs().solve(
            made,
            load_solutions=False,
            raise_exception_on_nonoptimal_result=False,
            solver_options={"mip_rel_gap": 0.0},
        )
        told = theirs.termination_condition.name
        found.add(result.status)
        if told == "convergenceCriteriaSatisfied":
            assert result.status == "optimal", seed
            has_cost = theirs.incumbent_objective is not None
            assert result.objective == pytest.approx(
                theirs.incumbent_objective if has_cost else 0.0, abs=1e-6
            ), seed
        elif told == "unknown":  # it does not look at models whose variables are all fixed
            assert result.status in ("optimal", "infeasible"), seed
        elif told == "provenInfeasible":
            assert result.status == "infeasible", seed
        else:
            assert (told, result.status) in [
                ("unbounded", "unbounded"),
                ("infeasibleOrUnbounded", "unbounded"),
                ("infeasibleOrUnbounded", "infeasible"),
            ], (seed, told)
    assert found == {"optimal", "infeasible", "unbounded"}

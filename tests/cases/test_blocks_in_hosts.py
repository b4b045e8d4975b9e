"""Blocks in host models: given jobs, bounds of ports, what `extract` says of their values."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.gdp import Disjunct, Disjunction

import jobdesign as jd
from jobdesign.design import Design
from jobdesign.methods.brute_force import all_designs
from jobdesign.methods.mip.step_rows import LONGEST
from rich_problems import random_rich_problem

PORTS = ("cost", "total_time", "jobs", "human_time", "ai_management_time")


def workflow(seed: int = 4, steps: int = 4) -> jd.Workflow:
    rng = np.random.default_rng(seed)
    return jd.Workflow.from_arrays(
        manual_skill=rng.uniform(0.5, 5, steps),
        manual_time=rng.uniform(0.5, 5, steps),
        ai_skill=rng.uniform(0.2, 5, steps),
        ai_time=rng.uniform(0.1, 3, steps),
        ai_success=rng.uniform(0.2, 0.7, steps),
        handoff_time=[*rng.uniform(0, 3, steps - 1), 0],
        names=[f"step {k}" for k in "abcdefghij"[:steps]],
    )


PROBLEM = jd.Problem(workflow())


def host(problem: jd.Problem = PROBLEM, **options: Any) -> Any:
    made = pyo.ConcreteModel()
    made.work = jd.JobDesignBlock()
    made.work.build(problem, **options)
    made.most = pyo.Param(initialize=9.0, mutable=True)
    made.few = pyo.Constraint(expr=made.work.jobs <= made.most)
    made.total = pyo.Objective(expr=made.work.cost)
    return made


@pytest.mark.parametrize(
    "given",
    [
        [1, 3],
        (1, 3),
        [1],
        ["step b", "step d"],
        ["step b", 3],
        np.array([1, 3]),
        np.array([1], dtype=np.uint8),
        np.array(["step b", "step d"]),
        [np.int64(1), np.int32(3)],
        range(1, 4, 2),
        iter([1, 3]),
    ],
    ids=lambda given: type(given).__name__,
)
def test_given_jobs_are_those_that_solve_takes(given: Any) -> None:
    truth = jd.solve(PROBLEM, "brute_force", horizon="short", job_ends=[1, 3])
    made = host(job_ends=given)
    result = jd.solve_model(made)
    assert result.objective == pytest.approx(truth.cost)
    assert jd.extract(made.work).design == truth.design
    if not hasattr(given, "__next__"):
        again = jd.solve(PROBLEM, "recursion", horizon="short", job_ends=given)
        assert again.cost == pytest.approx(truth.cost)


@pytest.mark.parametrize(
    "given",
    [
        5,
        "step b",
        {"step b": 1},
        [1.0, 3.0],
        [True],
        [np.bool_(True)],
        np.array([True, False]),
        np.array([[1, 3]]),
        [-1],
        [4],
        [3, 1],
        [1, 1],
        [None],
        ["nobody"],
        object(),
    ],
    ids=lambda given: type(given).__name__,
)
def test_jobs_that_are_none_are_refused_alike(given: Any) -> None:
    for call in (
        lambda: jd.solve(PROBLEM, horizon="short", job_ends=given),
        lambda: host(job_ends=given),
    ):
        with pytest.raises(jd.InputError) as refused:
            call()
        assert "\n" not in str(refused.value)


def test_bounds_of_ports_hold_every_design() -> None:
    """By enumeration, long and short run, all wage rules; the times of tasks are met exactly."""
    met: dict[str, list[bool]] = {name: [] for name in PORTS}
    for seed in range(25):
        rng = np.random.default_rng([seed, 5])
        try:
            problem = random_rich_problem(rng, int(rng.integers(1, 5)))
        except jd.InputError:
            continue
        steps = len(problem.workflow)
        ends = None
        if rng.random() < 0.4 and np.isfinite(problem.workflow.manual_time).all():
            ends = [s for s in range(steps) if s == steps - 1 or rng.random() < 0.4]
        work = host(problem, job_ends=ends).work
        most = dict.fromkeys(PORTS, 0.0)
        for modes, at in zip(*all_designs(steps), strict=True):
            jobs = np.flatnonzero(at)
            if ends is not None and jobs.tolist() != ends:
                continue
            design = Design(modes.copy(), jobs)
            priced = jd.evaluate(problem, design, "long" if ends is None else "short")
            if not priced.is_feasible or priced.task_time.max() > LONGEST:
                continue
            chains = priced.task_is_chain
            used = {
                "cost": priced.cost,
                "total_time": priced.total_time,
                "jobs": len(jobs),
                "human_time": priced.task_time[~chains].sum(),
                "ai_management_time": priced.task_time[chains].sum(),
            }
            for name, value in used.items():
                port = getattr(work, name)
                assert port.lb <= value + 1e-12, (seed, name)
                assert value <= port.ub * (1 + 1e-12), (seed, name)
                most[name] = max(most[name], value)
        for name in PORTS:
            if most[name] > 0:
                met[name].append(getattr(work, name).ub <= most[name] * (1 + 1e-6))
        for name in ("workers", "worker_time"):
            assert all(port.ub is not None for port in getattr(work, name, {}).values())
    for name in ("jobs", "human_time", "ai_management_time"):
        assert np.mean(met[name]) > 0.6, name


@pytest.mark.parametrize("how", ["gdp.bigm", "gdp.hull"])
@pytest.mark.parametrize("port", ["total_time", "human_time", "ai_management_time"])
def test_disjunctions_over_ports(how: str, port: str) -> None:
    """One job, or little of a time: the better of two problems, by enumeration."""
    made = host()
    limit = 0.7 * jd.solve(PROBLEM).evaluation.total_time
    made.a, made.b = Disjunct(), Disjunct()
    made.a.row = pyo.Constraint(expr=made.work.jobs <= 1)
    made.b.row = pyo.Constraint(expr=getattr(made.work, port) <= limit)
    made.either = Disjunction(expr=[made.a, made.b])
    pyo.TransformationFactory(how).apply_to(made)
    costs = []
    for modes, at in zip(*all_designs(4), strict=True):
        priced = jd.evaluate(PROBLEM, Design(modes.copy(), np.flatnonzero(at)))
        chains = priced.task_is_chain
        used = {
            "total_time": priced.total_time,
            "human_time": priced.task_time[~chains].sum(),
            "ai_management_time": priced.task_time[chains].sum(),
        }[port]
        if at.sum() == 1 or used <= limit:
            costs.append(priced.cost)
    assert jd.solve_model(made).objective == pytest.approx(min(costs), rel=1e-6)


def test_a_block_is_built_once_and_in_a_model() -> None:
    made = host()
    with pytest.raises(jd.InputError, match="block work: is built already"):
        made.work.build(PROBLEM)
    with pytest.raises(jd.InputError, match="stands in no model yet"):
        jd.JobDesignBlock().build(PROBLEM)
    made.many = jd.JobDesignBlock(["north", "south"])
    with pytest.raises(jd.InputError, match="block many: is indexed"):
        made.many.build(PROBLEM)
    for wrong in ({"most_cost": "much"}, {"longest": -1}, {"most_cost": np.nan}, {"jobs": [1]}):
        with pytest.raises(jd.InputError):
            made.many["north"].build(PROBLEM, **wrong)
    made.many["north"].build(PROBLEM)


@pytest.mark.parametrize("given", [None, 3, "work", PROBLEM, pyo.Block(), pyo.ConcreteModel()])
def test_only_blocks_are_extracted(given: Any) -> None:
    with pytest.raises(jd.InputError, match=r"^block = .*must be a JobDesignBlock"):
        jd.extract(given)


def test_blocks_that_are_not_built_or_not_one() -> None:
    made = pyo.ConcreteModel()
    made.work = jd.JobDesignBlock()
    made.many = jd.JobDesignBlock([0])
    with pytest.raises(jd.InputError, match="block work: is not built yet"):
        jd.extract(made.work)
    with pytest.raises(jd.InputError, match="must be one block of an indexed block"):
        jd.extract(made.many)


def test_fractions_are_no_design() -> None:
    made = host()
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(made)
    jd.solve_model(made)
    with pytest.raises(jd.InputError, match="is no whole number, so its values say no design"):
        jd.extract(made.work)
    made.work.handoff["step a"].set_value(0.5)
    with pytest.raises(jd.InputError, match="is no whole number"):
        jd.extract(made.work)


def test_values_of_an_earlier_solve() -> None:
    made = host()
    jd.solve_model(made)
    jd.extract(made.work)
    made.most.set_value(0)
    assert jd.solve_model(made).status == "infeasible"
    for model in (made, pickle.loads(pickle.dumps(made)), made.clone()):
        with pytest.raises(jd.InputError, match="found no design \\(status infeasible\\)"):
            jd.extract(model.work)
    made.most.set_value(9)
    assert jd.solve_model(made).status == "optimal"
    jd.extract(made.work)


def set_parameter(made: Any) -> None:
    made.most.set_value(8)


def fix_a_step(made: Any) -> None:
    made.work.handoff["step a"].fix()


def drop_a_row(made: Any) -> None:
    made.few.deactivate()


def add_a_row(made: Any) -> None:
    made.more = pyo.Constraint(expr=made.work.total_time <= 1e6)


def price_another(made: Any) -> None:
    made.total.set_value(made.work.cost + made.work.jobs)


def relax(made: Any) -> None:
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(made)


@pytest.mark.parametrize(
    "change", [set_parameter, fix_a_step, drop_a_row, add_a_row, price_another, relax]
)
def test_a_host_that_has_changed_says_so(change: Any) -> None:
    made = host()
    jd.solve_model(made)
    change(made)
    with pytest.warns(jd.InputWarning, match="has changed since it was solved"):
        jd.extract(made.work)
    jd.solve_model(made)
    if change is not relax:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            jd.extract(made.work)


def test_another_solver_is_left_alone() -> None:
    """What it loads is of the host as it is now."""
    made = host()
    jd.solve_model(made)
    made.most.set_value(1)
    other = copy.deepcopy(made)
    jd.solve_model(other)
    for name in ("manual", "augmented", "automated", "handoff"):
        for step, variable in getattr(made.work, name).items():
            variable.set_value(getattr(other.work, name)[step].value)
    for name in PORTS:
        getattr(made.work, name).set_value(getattr(other.work, name).value)
    assert len(jd.extract(made.work).design.jobs) == 1


def test_ports_that_are_not_those_of_the_design() -> None:
    made = host()
    jd.solve_model(made)
    made.work.total_time.set_value(1.0)
    with pytest.warns(jd.InputWarning, match="its total_time is 1, that of its design"):
        jd.extract(made.work)


def test_a_design_that_breaks_a_constraint_says_so() -> None:
    limit = jd.KINDS["max_jobs"](limit=1)
    two = jd.solve(PROBLEM, "brute_force").design
    assert len(two.jobs) > 1
    made = host(jd.Problem(PROBLEM.workflow, constraints=[limit]))
    free = host()
    jd.solve_model(free)
    for name in ("manual", "augmented", "automated", "handoff"):
        for step, variable in getattr(made.work, name).items():
            variable.set_value(getattr(free.work, name)[step].value)
    with pytest.warns(jd.InputWarning, match="max_jobs"):
        jd.extract(made.work)

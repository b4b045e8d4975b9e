"""The planning models against enumeration, and blocks that share rows of a host model.

Enumeration prices every design by the evaluator and combines them with nothing
but arithmetic: no part of a mixed-integer program.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pyomo.environ as pyo
import pytest

import jobdesign as jd
from jobdesign.methods.brute_force import all_designs
from lengths import first

FOLDER = Path(__file__).resolve().parents[2] / "models" / "planning"
#: Costs agree to this, relatively.
EXACT = 1e-7
#: Portfolios in the default run.
PORTFOLIOS = 15
#: As the methods of the package ask of HiGHS.
PRECISION = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"planning_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


portfolio, transition, staffing = map(load, ("portfolio", "transition", "staffing"))


def every_design(problem: jd.Problem) -> list[tuple[jd.Design, jd.Evaluation]]:
    """List the designs that work and keep the side constraints."""
    designs = [
        jd.Design(modes.copy(), np.flatnonzero(ends))
        for modes, ends in zip(*all_designs(len(problem.workflow)), strict=True)
    ]
    priced = [(design, jd.evaluate(problem, design)) for design in designs]
    return [(design, found) for design, found in priced if found.is_feasible]


def random_workflow(rng: np.random.Generator, steps: int, **columns: object) -> jd.Workflow:
    """Draw a workflow with AI costs and steps out of AI's or of anyone's reach now and then."""
    difficulty = rng.uniform(0, 4, steps)
    difficulty[rng.random(steps) < 0.15] = np.inf
    manual_time = rng.uniform(0.5, 4, steps)
    if rng.random() < 0.3:
        manual_time[np.isfinite(difficulty) & (rng.random(steps) < 0.4)] = np.inf
    given = {
        "manual_skill": rng.integers(0, 5, steps).astype(float),
        "manual_time": manual_time,
        "ai_skill": rng.uniform(0, 4, steps),
        "ai_time": rng.uniform(0.1, 2, steps),
        "ai_difficulty": difficulty,
        "alpha": float(rng.uniform(0.2, 0.95)),
        "handoff_time": np.append(rng.uniform(0, 3, steps - 1), 0),
        "ai_cost": rng.uniform(0, 1, steps) * (rng.random() < 0.5),
    }
    return jd.Workflow.from_arrays(**(given | columns))


def random_wages(rng: np.random.Generator) -> jd.Wages:
    """Draw wages of one of the three forms."""
    form = rng.integers(3)
    if form == 0:
        return jd.Wages(human=float(rng.uniform(0.5, 2)))
    rises = rng.uniform(0, 4, 3)
    if form == 1:
        skills = np.cumsum(rng.uniform(1, 5, 3))
        points = zip([0.0, *skills.tolist()], [1.0, *(1 + np.cumsum(rises)).tolist()], strict=True)
        return jd.Wages(schedule=tuple(points))
    most = [3.0, 8.0, 30.0]
    return jd.Wages(
        worker_types=tuple(
            jd.WorkerType(name=f"type {k}", max_skill=most[k], wage=float(1 + rises[k]))
            for k in range(3)
        )
    )


def random_constraints(rng: np.random.Generator, workflow: jd.Workflow) -> list[jd.Constraint]:
    """Draw none to two constraints, for one job each or over all of them."""
    names = workflow.names
    offered = [
        jd.KINDS["forbid_mode"](step=str(rng.choice(names)), mode="manual"),
        jd.KINDS["forbid_handoff"](after=str(rng.choice(names[:-1]))),
        jd.KINDS["max_jobs"](limit=int(rng.integers(1, 3))),
        jd.KINDS["max_automated_steps"](limit=int(rng.integers(0, 2))),
        jd.KINDS["max_total_time"](limit=float(rng.uniform(3, 15))),
        jd.KINDS["max_job_skill"](limit=float(rng.uniform(3, 15))),
    ]
    return [offered[i] for i in rng.choice(len(offered), rng.integers(0, 3), replace=False)]


def agree(cost: float, reference: float) -> bool:
    return cost == reference or abs(cost - reference) <= EXACT * abs(reference)


# two blocks in one host model


def amounts_of(problem: jd.Problem) -> dict[str, np.ndarray]:
    """Return what the ports of a block stand for, by design."""
    found = [priced for _, priced in every_design(problem)]

    def column(value: object) -> np.ndarray:
        return np.array([value(priced) for priced in found], dtype=np.float64)

    return {
        "cost": column(lambda e: e.cost),
        "jobs": column(lambda e: len(e.job_first)),
        "total_time": column(lambda e: e.total_time),
        "human_time": column(lambda e: e.task_time[~e.task_is_chain].sum()),
        "ai_management_time": column(lambda e: e.task_time[e.task_is_chain].sum()),
    }


def two_blocks(kind: str, problems: list[jd.Problem]) -> tuple[pyo.ConcreteModel, list]:
    """Build two blocks in a model: scalar, indexed, or inside a block of the host's own."""
    model = pyo.ConcreteModel()
    if kind == "scalar":
        model.one, model.other = jd.JobDesignBlock(), jd.JobDesignBlock()
        blocks = [model.one, model.other]
    elif kind == "indexed":
        model.work = jd.JobDesignBlock([0, 1])
        blocks = [model.work[0], model.work[1]]
    else:
        model.site = pyo.Block([0, 1])
        for site in model.site.values():
            site.work = jd.JobDesignBlock()
        blocks = [site.work for site in model.site.values()]
    for block, problem in zip(blocks, problems, strict=True):
        block.build(problem)
    return model, blocks


@pytest.mark.parametrize("kind", ["scalar", "indexed", "nested"])
@pytest.mark.parametrize("port", ["total_time", "human_time", "ai_management_time", "jobs"])
@pytest.mark.parametrize("seed", first(1, range(3)))
def test_two_blocks_share_a_capacity(kind: str, port: str, seed: int) -> None:
    rng = np.random.default_rng([seed, sum(map(ord, kind + port))])
    problems = []
    for steps in (3, 4):
        workflow = random_workflow(rng, steps)
        problems.append(jd.Problem(workflow, random_wages(rng)))
    one, other = map(amounts_of, problems)
    costs = one["cost"][:, None] + other["cost"]
    used = one[port][:, None] + other[port]
    free = used.ravel()[np.argmin(costs)]
    least = used.min()
    # between what the cheapest designs use and the least there is: the row binds
    capacity = math.floor((free + least) / 2) if port == "jobs" else (free + least) / 2
    kept = used <= capacity * (1 + 1e-9)
    if free > least:
        assert costs[kept].min() > costs.min()
    model, blocks = two_blocks(kind, problems)
    model.capacity = pyo.Constraint(expr=sum(getattr(b, port) for b in blocks) <= capacity)
    model.total = pyo.Objective(expr=sum(b.cost for b in blocks))
    result = jd.solve_model(model, options=PRECISION)
    assert result.status == "optimal"
    found = [jd.extract(block) for block in blocks]
    assert agree(sum(solution.cost for solution in found), costs[kept].min())
    assert agree(result.objective, costs[kept].min())
    model.capacity.deactivate()
    model.less = pyo.Constraint(expr=sum(getattr(b, port) for b in blocks) <= least * 0.99 - 1e-3)
    assert jd.solve_model(model, options=PRECISION).status == "infeasible"


# prices on the ports of one block


@pytest.mark.parametrize("seed", first(4, range(12)))
def test_prices_on_ports(seed: int) -> None:
    rng = np.random.default_rng(seed)
    workflow = random_workflow(rng, int(rng.integers(3, 5)))
    problem = jd.Problem(workflow, random_wages(rng), random_constraints(rng, workflow))
    prices = {"cost": 1.0, "jobs": 2.0, "human_time": 0.5}
    if seed % 2:
        prices = {"cost": 1.0, "jobs": -1.5, "total_time": 1.0, "ai_management_time": -0.25}
    model = pyo.ConcreteModel()
    model.work = jd.JobDesignBlock()
    model.work.build(problem)
    model.total = pyo.Objective(
        expr=sum(price * getattr(model.work, port) for port, price in prices.items())
    )
    result = jd.solve_model(model, options=PRECISION)
    amounts = amounts_of(problem)
    totals = sum(price * amounts[port] for port, price in prices.items())
    if not len(totals):
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert abs(result.objective - totals.min()) <= EXACT * max(1, abs(totals.min()))
    chosen = jd.extract(model.work).design
    at = [design for design, _ in every_design(problem)].index(chosen)
    assert abs(totals[at] - totals.min()) <= EXACT * max(1, abs(totals.min()))


@pytest.mark.parametrize("seed", first(3, range(8)))
def test_prices_on_the_modes_and_handoffs_of_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    workflow = random_workflow(rng, 4)
    problem = jd.Problem(workflow, random_wages(rng))
    prices = rng.normal(0, 3, (4, len(workflow)))
    model = pyo.ConcreteModel()
    model.work = work = jd.JobDesignBlock()
    work.build(problem)
    ports = (work.manual, work.augmented, work.automated, work.handoff)
    model.total = pyo.Objective(
        expr=work.cost
        + sum(
            float(prices[p, s]) * port[name]
            for p, port in enumerate(ports)
            for s, name in enumerate(workflow.names)
        )
    )
    result = jd.solve_model(model, options=PRECISION)
    totals = []
    for design, priced in every_design(problem):
        rows = [design.modes == mode for mode in jd.Mode]
        rows.append(np.isin(np.arange(len(workflow)), design.job_ends))
        totals.append(priced.cost + float((prices * np.array(rows)).sum()))
    assert abs(result.objective - min(totals)) <= EXACT * max(1, abs(min(totals)))


@pytest.mark.parametrize("seed", first(3, range(8)))
def test_a_host_that_limits_the_cost_from_above(seed: int) -> None:
    rng = np.random.default_rng(seed)
    workflow = random_workflow(rng, 4)
    problem = jd.Problem(workflow, random_wages(rng))
    amounts = amounts_of(problem)
    budget = float(np.quantile(amounts["cost"], 0.05))
    model = pyo.ConcreteModel()
    model.work = jd.JobDesignBlock()
    model.work.build(problem)
    model.budget = pyo.Constraint(expr=model.work.cost <= budget)
    model.total = pyo.Objective(expr=model.work.total_time)
    assert jd.solve_model(model, options=PRECISION).status == "optimal"
    found = jd.extract(model.work)
    affordable = amounts["cost"] <= budget * (1 + 1e-9)
    assert found.cost <= budget * (1 + EXACT)
    assert agree(found.evaluation.total_time, amounts["total_time"][affordable].min())


@pytest.mark.parametrize("seed", first(3, range(8)))
def test_prices_on_the_time_of_worker_types(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wages = [2.0, 3.0, 5.0]
    most = [3.0, 8.0, 30.0]
    kinds = tuple(
        jd.WorkerType(name=f"type {k}", max_skill=most[k], wage=wages[k]) for k in range(3)
    )
    problem = jd.Problem(random_workflow(rng, 4), jd.Wages(worker_types=kinds))
    per_time, per_job = rng.uniform(0, 4, 3), rng.uniform(0, 4, 3)
    model = pyo.ConcreteModel()
    model.work = jd.JobDesignBlock()
    model.work.build(problem)
    model.total = pyo.Objective(
        expr=model.work.cost
        + sum(
            float(per_time[k]) * model.work.worker_time[kind.name]
            + float(per_job[k]) * model.work.workers[kind.name]
            for k, kind in enumerate(kinds)
        )
    )
    result = jd.solve_model(model, options=PRECISION)
    cheapest = math.inf
    for _, priced in every_design(problem):
        # each job by itself takes the type that is cheapest with the prices
        total = priced.ai_cost
        for skill, time in zip(priced.job_skill, priced.job_time, strict=True):
            total += min(
                (wages[k] + per_time[k]) * time + per_job[k] for k in range(3) if skill <= most[k]
            )
        cheapest = min(cheapest, total)
    assert agree(result.objective, cheapest)


# portfolio


def enumerate_portfolio(given: object) -> float:
    """Price every design of every workflow, filled by every pool, in every combination."""
    pools = given.pools
    points = []
    for problem, units in zip(given.problems, given.demand, strict=True):
        plain = replace(problem, wages=replace(problem.wages, schedule=None, worker_types=None))
        rows = set()
        for _, priced in every_design(plain):
            jobs = list(zip(priced.job_skill.tolist(), priced.job_time.tolist(), strict=True))
            able = [
                [k for k, pool in enumerate(pools) if skill <= pool.max_skill * (1 + 1e-9)]
                for skill, _ in jobs
            ]
            for filled_by in itertools.product(*able):
                hours = [0.0] * len(pools)
                for k, (_, time) in zip(filled_by, jobs, strict=True):
                    hours[k] += units * time
                wages = sum(pool.wage * h for pool, h in zip(pools, hours, strict=True))
                rows.add((wages + units * priced.ai_cost, *hours))
        points.append(np.array(sorted(rows)).reshape(-1, 1 + len(pools)))
    total = np.zeros((1, 1 + len(pools)))
    for rows in points:
        total = (total[:, None, :] + rows[None, :, :]).reshape(-1, 1 + len(pools))
    cost = total[:, 0]
    for k, pool in enumerate(pools):
        short = np.ceil(total[:, 1 + k] / pool.hours - pool.people - 1e-9)
        hires = np.maximum(short, 0)
        cost = np.where(hires <= pool.most_hires, cost + pool.hiring_cost * hires, np.inf)
    return float(cost.min()) if len(cost) else math.inf


def random_portfolio(rng: np.random.Generator) -> object:
    workflows, kinds = [(2, 3), (2, 2), (3, 2)][rng.integers(3)]
    problems = []
    for _ in range(workflows):
        workflow = random_workflow(rng, 3 if kinds == 3 or workflows == 3 else 4)
        wages = jd.Wages(human=float(rng.uniform(0.7, 1.3)))
        problems.append(jd.Problem(workflow, wages, random_constraints(rng, workflow)))
    most = [3.0, 7.0, 15.0][-kinds:]
    wages = np.sort(rng.uniform(1, 6, kinds)).tolist()
    return portfolio.Portfolio(
        problems,
        rng.uniform(1, 6, workflows).tolist(),
        [
            portfolio.Pool(
                name=f"pool {k}",
                max_skill=most[k],
                wage=wages[k],
                people=int(rng.integers(0, 3)),
                hours=10.0,
                hiring_cost=float(rng.uniform(0, 40)),
                most_hires=int(rng.integers(0, 5)),
            )
            for k in range(kinds)
        ],
    )


@pytest.mark.parametrize("seed", first(PORTFOLIOS, range(40)))
def test_portfolio_agrees_with_enumeration(seed: int) -> None:
    given = random_portfolio(np.random.default_rng(seed))
    plan = portfolio.solve(given)
    reference = enumerate_portfolio(given)
    assert plan.status == ("optimal" if math.isfinite(reference) else "infeasible")
    assert agree(plan.cost, reference)
    assert plan.cost <= portfolio.solve_apart(given).cost * (1 + EXACT)


def test_the_portfolios_drawn_hold_everything() -> None:
    """Some hire, some cannot be staffed, some fill a job with a dearer pool than the cheapest."""
    given = (random_portfolio(np.random.default_rng(seed)) for seed in range(PORTFOLIOS))
    plans = [portfolio.solve(portfolio_drawn) for portfolio_drawn in given]
    assert any(sum(plan.hires) for plan in plans)
    assert any(plan.status == "infeasible" for plan in plans)
    assert any(
        kinds != tuple(priced.job_worker_type.tolist())
        for plan in plans
        for kinds, priced in zip(plan.filled_by, plan.evaluations, strict=True)
    )


# transition


def random_transition(rng: np.random.Generator) -> object:
    steps, periods = [(3, 4), (3, 3), (4, 3), (4, 2)][rng.integers(4)]
    workflow = random_workflow(rng, steps)
    problem = jd.Problem(workflow, random_wages(rng), random_constraints(rng, workflow))
    free = every_design(jd.Problem(workflow))
    scale = float(rng.choice([0.1, 0.5, 2.0]))
    return transition.Transition(
        problem=problem,
        start=free[rng.integers(len(free))][0],
        alphas=np.sort(rng.uniform(0.1, 1, periods)).tolist(),
        units=float(rng.uniform(0.5, 3)),
        per_step=scale * float(rng.uniform(0, 5)),
        per_border=scale * float(rng.uniform(0, 5)),
        per_reorganisation=scale * float(rng.uniform(0, 5)) * (rng.random() < 0.5),
        discount=float(rng.choice([1.0, 0.9])),
    )


def enumerate_transition(given: object, may_change: list[bool]) -> float:
    """Follow every design from period to period into every other."""
    modes, ends = all_designs(len(given.problem.workflow))
    start = given.start
    first = (modes == start.modes).all(axis=1) & (
        np.isin(np.arange(len(start)), start.job_ends) == ends
    ).all(axis=1)
    steps = (modes[:, None, :] != modes[None, :, :]).sum(axis=2)
    borders = (ends[:, None, :] != ends[None, :, :]).sum(axis=2)
    change = given.per_step * steps + given.per_border * borders
    change = change + given.per_reorganisation * (steps + borders > 0)
    least = np.where(first, 0.0, np.inf)
    for t, alpha in enumerate(given.alphas):
        problem = given.problem.with_alpha(alpha)
        costs = []
        for row, end in zip(modes, ends, strict=True):
            priced = jd.evaluate(problem, jd.Design(row.copy(), np.flatnonzero(end)))
            costs.append(priced.cost if priced.is_feasible else math.inf)
        move = change if may_change[t] else np.where(steps + borders > 0, np.inf, 0.0)
        weight = given.discount ** (t + 1)
        running = weight * given.units * np.array(costs)
        least = (least[:, None] + weight * move).min(axis=0) + running
    return float(least.min())


@pytest.mark.parametrize("seed", first(6, range(30)))
def test_transition_agrees_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = random_transition(rng)
    periods = len(given.alphas)
    always, sometimes = [True] * periods, (rng.random(periods) < 0.5).tolist()
    for may_change in (always, sometimes):
        plan = transition.solve(given, may_change)
        reference = enumerate_transition(given, may_change)
        assert plan.status == ("optimal" if math.isfinite(reference) else "infeasible")
        assert agree(plan.cost, reference)
    best = transition.solve(given)
    for other in (transition.stay(given), transition.follow(given)):
        assert best.cost <= other.cost * (1 + EXACT)
    assert agree(transition.stay(given).cost, enumerate_transition(given, [False] * periods))


# staffing


def enumerate_staffing(given: object, whole: bool) -> float:
    """Price every design with the people that its jobs need."""
    cheapest = math.inf
    for _, priced in every_design(given.problem):
        people = given.volume * priced.job_time / (given.hours * given.most_use)
        people = np.ceil(people - 1e-9) if whole else people
        if given.most_people is not None and people.sum() > given.most_people + 1e-9:
            continue
        wages = given.hours * float(priced.job_wage @ people)
        cheapest = min(cheapest, wages + given.volume * priced.ai_cost)
    return cheapest


def random_staffing(rng: np.random.Generator) -> object:
    workflow = random_workflow(rng, int(rng.integers(3, 6)))
    return staffing.Staffing(
        jd.Problem(workflow, random_wages(rng), random_constraints(rng, workflow)),
        volume=float(rng.uniform(1, 20)),
        hours=40.0,
        most_use=float(rng.uniform(0.5, 1)),
        most_people=None if rng.random() < 0.5 else int(rng.integers(1, 6)),
    )


@pytest.mark.parametrize("seed", first(8, range(40)))
def test_staffing_agrees_with_enumeration(seed: int) -> None:
    given = random_staffing(np.random.default_rng(seed))
    plans = {}
    for whole in (True, False):
        plan = plans[whole] = staffing.solve(given, whole=whole)
        reference = enumerate_staffing(given, whole)
        assert plan.status == ("optimal" if math.isfinite(reference) else "infeasible")
        assert agree(plan.cost, reference)
    assert plans[False].cost <= plans[True].cost * (1 + EXACT)
    if plans[False].design is not None:
        assert plans[True].cost <= staffing.round_up(given).cost * (1 + EXACT)

"""AI gets better from period to period, and reorganising costs: choose when to do it.

The quality of AI, alpha_t, follows a given path over periods t = 1..T; what it
does to the chance of success of step s is alpha_t ^ difficulty_s. Work starts
as it is organised before period 1.

    minimise    Σ_t discount^t × (units_t × cost_t + change_t)                    money

    cost_t      cost of the design of period t at alpha_t, money a unit
    units_t     units made in period t
    change_t  = per_step × Σ_s [mode of step s in t is not that in t-1]
              + per_border × Σ_s [a job ends after s in one of t, t-1 and not in the other]
              + per_reorganisation × [anything is changed in t]                   money

In periods where nothing may change the design stays. The side constraints of the
problem hold in every period.

    python models/planning/transition.py
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import add, mul
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
from rich.console import Console
from rich.table import Table

import jobdesign as jd

#: By how much the solver's number may differ from the evaluator's, relative.
TOLERANCE = 1e-6
#: HiGHS may break a row by this much.
PRECISION = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """What is given.

    Parameters
    ----------
    problem
        Its steps give `ai_difficulty`.
    start
        The design before period 1.
    alphas
        Quality of AI, one a period.
    units
        Units made in a period, above 0.
    per_step, per_border, per_reorganisation
        Money for each step whose mode changes, each border of jobs that comes or
        goes, and once for each period in which anything changes.
    discount
        What money one period later is worth.
    """

    problem: jd.Problem
    start: jd.Design
    alphas: Sequence[float]
    units: float = 1.0
    per_step: float = 0.0
    per_border: float = 0.0
    per_reorganisation: float = 0.0
    discount: float = 1.0

    def __post_init__(self) -> None:
        if not (self.units > 0 and self.discount > 0):
            raise jd.InputError(
                "must be above 0", place="units, discount", value=[self.units, self.discount]
            )

    @property
    def problems(self) -> list[jd.Problem]:
        """The problem of each period."""
        return [self.problem.with_alpha(alpha) for alpha in self.alphas]

    @property
    def weights(self) -> list[float]:
        """Of money, one a period."""
        return [self.discount**t for t in range(1, len(self.alphas) + 1)]


@dataclass(frozen=True)
class Plan:
    """What is chosen, priced by the evaluator; all else is empty where it is infeasible.

    Attributes
    ----------
    status
        ``"optimal"``, ``"feasible"`` or ``"infeasible"``.
    cost
        Discounted money over all periods.
    designs, running, changing
        One a period: the design, and money for units and for changes, not discounted.
    steps_changed, borders_moved
        One a period.
    """

    status: str
    cost: float = math.inf
    designs: tuple[jd.Design, ...] = ()
    running: tuple[float, ...] = ()
    changing: tuple[float, ...] = ()
    steps_changed: tuple[int, ...] = ()
    borders_moved: tuple[int, ...] = ()


def build(transition: Transition, may_change: Sequence[bool] | None = None) -> pyo.ConcreteModel:
    """Build the model: a block a period in ``work``, and what changes.

    Parameters
    ----------
    transition
        What is given.
    may_change
        One a period: whether the design may change; in all where left out.
    """
    problems = transition.problems
    periods = range(len(problems))
    names = list(transition.problem.workflow.names)
    most_costs = _most_costs(transition, may_change)
    model = pyo.ConcreteModel(name="transition")
    model.work = jd.JobDesignBlock(periods)
    for t in periods:
        model.work[t].build(problems[t], most_cost=most_costs[t])
        _bound_cost(model.work[t])
    model.step_changes = pyo.Var(periods, names, bounds=(0, 1))
    model.border_moves = pyo.Var(periods, names, bounds=(0, 1))
    model.reorganises = pyo.Var(periods, bounds=(0, 1))
    model.rows = pyo.ConstraintList()
    before = _chosen(transition.start)
    for t in periods:
        block = model.work[t]
        now = [block.manual, block.augmented, block.automated, block.handoff]
        for s, name in enumerate(names):
            changes, moves = model.step_changes[t, name], model.border_moves[t, name]
            rises = [port[name] - was[s] for port, was in zip(now, before, strict=True)]
            for rise in rises[:3]:  # the mode that a step changes to goes from 0 to 1
                model.rows.add(changes >= rise)
            model.rows.add(moves >= rises[3])
            model.rows.add(moves >= -rises[3])
            model.rows.add(changes <= model.reorganises[t])
            model.rows.add(moves <= model.reorganises[t])
        if may_change is not None and not may_change[t]:
            model.reorganises[t].fix(0)
        before = [[port[name] for name in names] for port in now]
    money = [
        transition.units * model.work[t].cost
        + transition.per_step * pyo.quicksum(model.step_changes[t, :])
        + transition.per_border * pyo.quicksum(model.border_moves[t, :])
        + transition.per_reorganisation * model.reorganises[t]
        for t in periods
    ]
    model.total = pyo.Objective(expr=sum(map(mul, transition.weights, money)))
    return model


def _chosen(design: jd.Design) -> list[list[int]]:
    """Return what a design says of each step: manual, augmented, automated, a job ends."""
    modes = [[int(mode == kind) for mode in design.modes] for kind in jd.Mode]
    ends = set(design.job_ends.tolist())
    return [*modes, [int(s in ends) for s in range(len(design))]]


def _most_costs(transition: Transition, may_change: Sequence[bool] | None) -> list[float]:
    """Bound what the design of each period may cost: no more than a known plan leaves for it."""
    optima = [jd.solve(problem) for problem in transition.problems]
    periods = range(len(optima))
    if any(solution.design is None for solution in optima):
        return [math.inf for _ in periods]
    allowed = [True for _ in periods] if may_change is None else list(may_change)
    designs = [transition.start, *(solution.design for solution in optima)]
    waits = allowed.index(True) if any(allowed) else len(allowed)
    known = [[transition.start] * waits + [d] * (len(allowed) - waits) for d in designs]
    if all(allowed):
        known.append(designs[1:])
    most = min(price(transition, plan).cost for plan in known) * (1 + TOLERANCE)
    scales = [weight * transition.units for weight in transition.weights]
    least = [scale * solution.bound for scale, solution in zip(scales, optima, strict=True)]
    return [(most - sum(least) + least[t]) / scales[t] for t in periods]


def _bound_cost(block: pyo.Block) -> None:
    """Bound the cost of a block by the cheapest job between every two boundaries.

    Any design keeps these rows. They say that jobs are a path over boundaries,
    and what each must cost, long before the binaries of the block are settled.
    """
    problem = block.problem
    names = problem.workflow.names
    jobs = jd.build_dag(_without_limits_over_jobs(problem)).edges
    block.begin = pyo.Var(bounds=(1, 1))
    ends = [block.begin, *(block.handoff[name] for name in names)]
    block.path = pyo.Var(list(jobs), bounds=(0, 1))
    leaving: list[list[pyo.Var]] = [[] for _ in ends]
    arriving: list[list[pyo.Var]] = [[] for _ in ends]
    for start, end in jobs:
        leaving[start].append(block.path[start, end])
        arriving[end].append(block.path[start, end])
    boundaries = range(len(ends))
    block.path_leaves = pyo.Constraint(
        boundaries[:-1], rule=lambda _, k: pyo.quicksum(leaving[k]) == ends[k]
    )
    block.path_arrives = pyo.Constraint(
        boundaries[1:], rule=lambda _, k: pyo.quicksum(arriving[k]) == ends[k]
    )
    block.least_cost = pyo.Constraint(
        expr=block.cost >= pyo.quicksum(jobs[job]["weight"] * block.path[job] for job in jobs)
    )


def _without_limits_over_jobs(problem: jd.Problem) -> jd.Problem:
    """Return the problem with only what every job keeps by itself."""
    kinds = problem.wages.worker_types
    if problem.wages.limits_workers:
        kinds = tuple(replace(kind, available=None) for kind in kinds if kind.available != 0)
    return replace(
        problem.without(total.constraint for total in problem.rules.totals),
        wages=replace(problem.wages, worker_types=kinds),
    )


def solve(transition: Transition, may_change: Sequence[bool] | None = None) -> Plan:
    """Choose the designs of all periods together; arguments as of `build`.

    Raises
    ------
    RuntimeError
        Where the evaluator's cost is not the solver's.
    """
    model = build(transition, may_change)
    result = jd.solve_model(model, options=PRECISION)
    if not math.isfinite(result.objective):
        return Plan(result.status)
    plan = price(transition, [jd.extract(block).design for block in model.work.values()])
    if not abs(plan.cost - result.objective) <= TOLERANCE * abs(result.objective):
        raise RuntimeError(f"the solver says {result.objective}, the evaluator {plan.cost}")
    return replace(plan, status=result.status)


def stay(transition: Transition) -> Plan:
    """Never reorganise."""
    return price(transition, [transition.start for _ in transition.alphas])


def follow(transition: Transition) -> Plan:
    """Take the design that is cheapest in each period, whatever it costs to change to it."""
    solutions = [jd.solve(problem) for problem in transition.problems]
    if any(solution.design is None for solution in solutions):
        return Plan("infeasible")
    return price(transition, [solution.design for solution in solutions])


def price(transition: Transition, designs: Sequence[jd.Design]) -> Plan:
    """Price the designs of all periods from what the evaluator says of them."""
    running, changing, steps_changed, borders_moved = [], [], [], []
    before = np.array(_chosen(transition.start))
    for problem, design in zip(transition.problems, designs, strict=True):
        priced = jd.evaluate(problem, design)
        if not priced.is_feasible:
            return Plan("infeasible")
        now = np.array(_chosen(design))
        differs = now != before
        steps, borders = int(differs[:3].any(axis=0).sum()), int(differs[3].sum())
        running.append(transition.units * priced.cost)
        changing.append(
            transition.per_step * steps
            + transition.per_border * borders
            + transition.per_reorganisation * bool(steps or borders)
        )
        steps_changed.append(steps)
        borders_moved.append(borders)
        before = now
    return Plan(
        "feasible",
        math.fsum(map(mul, transition.weights, map(add, running, changing))),
        tuple(designs),
        tuple(running),
        tuple(changing),
        tuple(steps_changed),
        tuple(borders_moved),
    )


def example() -> Transition:
    """Return ten technical writers over six years in which AI learns their work.

    AI is assumed to be where it was measured, at alpha = 0.5, in year 4.
    """
    path = Path(__file__).parents[1] / "real" / "technical-writers.toml"
    problem = jd.read_problem(path)
    success = problem.workflow.ai_success
    with np.errstate(divide="ignore"):
        difficulty = np.log(success) / np.log(0.5)
    workflow = problem.workflow.replace(ai_success=None, ai_difficulty=difficulty, alpha=0.5)
    problem = replace(problem, workflow=workflow)
    return Transition(
        problem=problem,
        start=jd.solve(problem.without_ai()).design,
        alphas=(0.05, 0.15, 0.3, 0.5, 0.7, 0.9),
        units=500,
        per_step=float(sys.argv[1]),
        per_border=float(sys.argv[2]),
        per_reorganisation=float(sys.argv[3]),
        discount=0.95,
    )


def main() -> None:
    """Solve the example and print when to reorganise."""
    transition = example()
    at_once = [t == 0 for t in range(len(transition.alphas))]
    best = solve(transition)
    plans = {
        "Never reorganise": stay(transition),
        "Once, in year 1": solve(transition, at_once),
        "Each year's own optimum": follow(transition),
        "When it pays": best,
    }
    console = Console(highlight=False)
    table = Table("Policy", "Running", "Changing", "Cost, discounted", "Above the best", box=None)
    for name, plan in plans.items():
        table.add_row(
            name,
            f"{sum(plan.running):,.0f}",
            f"{sum(plan.changing):,.0f}",
            f"{plan.cost:,.0f}",
            f"{plan.cost / best.cost - 1:.1%}",
        )
    console.print(table)
    for name in list(plans)[1:]:
        plan = plans[name]
        table = Table(
            "Year",
            "α",
            "A unit",
            "Steps changed",
            "Borders moved",
            "Change",
            "Modes",
            "Jobs",
            box=None,
            title=name,
        )
        for t, alpha in enumerate(transition.alphas):
            table.add_row(
                str(t + 1),
                f"{alpha:g}",
                f"{plan.running[t] / transition.units:.2f}",
                str(plan.steps_changed[t]),
                str(plan.borders_moved[t]),
                f"{plan.changing[t]:,.0f}",
                "".join("MCA"[m] for m in plan.designs[t].modes),
                str(plan.designs[t]),
            )
        console.print(table)


if __name__ == "__main__":
    main()

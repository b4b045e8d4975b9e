"""AI gets better from period to period, and reorganising costs: choose when to do it.

The quality of AI, alpha_t, follows a given path over periods t = 1..T; step s
then succeeds with chance alpha_t ^ difficulty_s. Before period 1 the work is
organised in a given way.

    minimise    Σ_t discount^t × (units × cost_t + change_t)                            money

    cost_t      cost of the design of period t at alpha_t, money a unit
    units       units made in a period
    change_t  = per_step × Σ_s [the mode of step s in t is not that in t-1]
              + per_border × Σ_s [a job ends after s in one of t-1 and t, not in the other]
              + per_reorganisation × [anything changes in t]                            money

The side constraints of the problem hold in every period.

    python models/planning/transition.py
"""

from __future__ import annotations

import math
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
        Money for each step whose mode changes, for each border of jobs that comes
        or goes, and once for each period in which anything changes.
    discount
        What money is worth one period earlier.
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
        for key in ("units", "discount"):
            if not getattr(self, key) > 0:
                raise jd.InputError("must be above 0", place=key, value=getattr(self, key))

    @property
    def problems(self) -> list[jd.Problem]:
        """The problem of each period."""
        return [self.problem.with_alpha(alpha) for alpha in self.alphas]

    @property
    def weights(self) -> list[float]:
        """Of the money of each period."""
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
        One a period: the design, money for units and for changes, not discounted.
    steps, borders
        One a period: how many steps change their mode, and borders come or go.
    """

    status: str
    cost: float = math.inf
    designs: tuple[jd.Design, ...] = ()
    running: tuple[float, ...] = ()
    changing: tuple[float, ...] = ()
    steps: tuple[int, ...] = ()
    borders: tuple[int, ...] = ()


def build(transition: Transition, may_change: Sequence[bool] | None = None) -> pyo.ConcreteModel:
    """Build the model: a block a period in ``work``, and what changes from the one before.

    Parameters
    ----------
    transition
        What is given.
    may_change
        One a period: whether anything may change; always where left out.
    """
    problems = transition.problems
    periods, names = range(len(problems)), list(transition.problem.workflow.names)
    allowed = [True for _ in periods] if may_change is None else list(may_change)
    most_costs = _most_costs(transition, allowed)
    model = pyo.ConcreteModel(name="transition")
    model.work = jd.JobDesignBlock(periods)
    for t in periods:
        model.work[t].build(problems[t], most_cost=most_costs[t])
        _bound_cost(model.work[t])
    model.new_mode = pyo.Var(periods, names, range(3), bounds=(0, 1))
    model.border = pyo.Var(periods, names, bounds=(0, 1))
    model.reorganises = pyo.Var(periods, bounds=(0, 1))
    model.changes = pyo.ConstraintList(doc="what rises from 0 to 1, or falls, has changed")
    before = _chosen(transition.start)
    for t in periods:
        block = model.work[t]
        ports = (block.manual, block.augmented, block.automated, block.handoff)
        now = [[port[name] for name in names] for port in ports]
        for s, name in enumerate(names):
            for mode in range(3):
                model.changes.add(model.new_mode[t, name, mode] >= now[mode][s] - before[mode][s])
            model.changes.add(model.border[t, name] >= now[3][s] - before[3][s])
            model.changes.add(model.border[t, name] >= before[3][s] - now[3][s])
            model.changes.add(model.border[t, name] <= model.reorganises[t])
            model.changes.add(pyo.quicksum(model.new_mode[t, name, :]) <= model.reorganises[t])
        if not allowed[t]:
            model.reorganises[t].fix(0)
        before = now
    money = [
        transition.units * model.work[t].cost
        + transition.per_step * pyo.quicksum(model.new_mode[t, :, :])
        + transition.per_border * pyo.quicksum(model.border[t, :])
        + transition.per_reorganisation * model.reorganises[t]
        for t in periods
    ]
    model.total = pyo.Objective(expr=sum(map(mul, transition.weights, money)))
    return model


def _chosen(design: jd.Design) -> list[list[int]]:
    """Return four rows, 0 or 1 a step: manual, augmented, automated, a job ends after it."""
    modes = [[int(mode == kind) for mode in design.modes] for kind in jd.Mode]
    ends = set(design.job_ends.tolist())
    return [*modes, [int(s in ends) for s in range(len(design))]]


def _most_costs(transition: Transition, allowed: Sequence[bool]) -> list[float]:
    """Bound the cost of each period's design by what a known plan leaves for it."""
    optima = [jd.solve(problem) for problem in transition.problems]
    if any(solution.design is None for solution in optima):
        return [math.inf for _ in optima]
    waits = allowed.index(True) if any(allowed) else len(allowed)
    later = [transition.start, *(solution.design for solution in optima)]
    plans = [[transition.start] * waits + [design] * (len(optima) - waits) for design in later]
    if all(allowed):
        plans.append(later[1:])
    known = min(price(transition, plan).cost for plan in plans) * (1 + TOLERANCE)
    scales = [weight * transition.units for weight in transition.weights]
    least = [scale * solution.bound for scale, solution in zip(scales, optima, strict=True)]
    return [(known - sum(least) + least[t]) / scales[t] for t in range(len(optima))]


def _bound_cost(block: pyo.Block) -> None:
    """Bound the cost of a block by the cheapest job between every two boundaries.

    Any design keeps these rows. They say that jobs are a path over boundaries,
    and what each must cost, long before the binaries of the block are settled.
    """
    problem = block.problem
    jobs = jd.build_dag(_without_limits_over_jobs(problem)).edges
    block.begin = pyo.Var(bounds=(1, 1))
    ends = [block.begin, *(block.handoff[name] for name in problem.workflow.names)]
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
    """Choose the designs of all periods together; `may_change` as in `build`.

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
    """Take each period's own optimum, whatever it costs to change to it."""
    solutions = [jd.solve(problem) for problem in transition.problems]
    if any(solution.design is None for solution in solutions):
        return Plan("infeasible")
    return price(transition, [solution.design for solution in solutions])


def price(transition: Transition, designs: Sequence[jd.Design]) -> Plan:
    """Price the designs of all periods from what the evaluator says of them."""
    running, changing, changed_steps, changed_borders = [], [], [], []
    before = np.array(_chosen(transition.start))
    for problem, design in zip(transition.problems, designs, strict=True):
        priced = jd.evaluate(problem, design)
        if not priced.is_feasible:
            return Plan("infeasible")
        now = np.array(_chosen(design))
        steps = int((now[:3] != before[:3]).any(axis=0).sum())
        borders = int((now[3] != before[3]).sum())
        running.append(transition.units * priced.cost)
        changing.append(
            transition.per_step * steps
            + transition.per_border * borders
            + transition.per_reorganisation * (steps + borders > 0)
        )
        changed_steps.append(steps)
        changed_borders.append(borders)
        before = now
    return Plan(
        "feasible",
        math.fsum(map(mul, transition.weights, map(add, running, changing))),
        tuple(designs),
        tuple(running),
        tuple(changing),
        tuple(changed_steps),
        tuple(changed_borders),
    )


def example() -> Transition:
    """Return technical writers over five years in which AI learns their work.

    Assumed: AI is at alpha = 0.5 where it was measured, a unit is a week's work of
    one person by hand, and 250 are made a year.
    """
    path = Path(__file__).parents[1] / "real" / "technical-writers.toml"
    problem = jd.read_problem(path)
    with np.errstate(divide="ignore"):  # no chance of success: infinitely difficult
        difficulty = np.log(problem.workflow.ai_success) / np.log(0.5)
    workflow = problem.workflow.replace(ai_success=None, ai_difficulty=difficulty, alpha=0.5)
    problem = replace(problem, workflow=workflow)
    return Transition(
        problem=problem,
        start=jd.solve(problem.without_ai()).design,
        alphas=(0.05, 0.15, 0.3, 0.5, 0.8),
        units=250,
        per_step=2000,
        per_border=2000,
        per_reorganisation=5000,
        discount=0.95,
    )


def main() -> None:
    """Solve the example and print when to reorganise."""
    transition = example()
    best = solve(transition)
    plans = {
        "Never reorganise": stay(transition),
        "Once, in year 1": solve(transition, [t == 0 for t in range(len(transition.alphas))]),
        "Each year's own optimum": follow(transition),
        "When it pays": best,
    }
    console = Console(highlight=False)
    table = Table("Policy", box=None)
    for heading in ("Running", "Changing", "Discounted", "Above the best"):
        table.add_column(heading, justify="right")
    for name, plan in plans.items():
        amounts = (sum(plan.running), sum(plan.changing), plan.cost)
        above = f"{plan.cost / best.cost - 1:.1%}"
        table.add_row(name, *(f"{amount:,.0f}" for amount in amounts), above)
    console.print("Dollars over five years, by policy\n")
    console.print(table)
    for name in ("Each year's own optimum", "When it pays"):
        console.print(f"\n{name}, year by year\n")
        console.print(_periods_table(transition, plans[name]))
    console.print("\nm manual, a augmented, - automated; | between jobs")


def _periods_table(transition: Transition, plan: Plan) -> Table:
    table = Table(box=None)
    for heading in ("Year", "alpha", "A unit", "Steps", "Borders", "Change"):
        table.add_column(heading, justify="right")
    table.add_column("Design")
    for t, alpha in enumerate(transition.alphas):
        modes = "".join("ma-"[mode] for mode in plan.designs[t].modes)
        table.add_row(
            str(t + 1),
            f"{alpha:g}",
            f"{plan.running[t] / transition.units:.2f}",
            str(plan.steps[t]),
            str(plan.borders[t]),
            f"{plan.changing[t]:,.0f}",
            "|".join(modes[job.first : job.last + 1] for job in plan.designs[t].jobs),
        )
    return table


if __name__ == "__main__":
    main()

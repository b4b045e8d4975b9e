"""Several workflows share people: choose every design and the hires together.

Workflows w are wanted in fixed amounts. Pools k of people can fill jobs whose
total skill they cover. Every job of a design is filled by one pool: the cheapest
that covers it, or a dearer one where the cheapest has no hours left.

    minimise    Σ_w demand_w × cost_w + Σ_k hiring_cost_k × hires_k        money a week

    subject to  Σ_w demand_w × time_wk ≤ hours_k × (people_k + hires_k)    hours a week, each k
                hires_k whole, 0 ≤ hires_k ≤ most_hires_k                  people

    demand_w    units a week
    cost_w      Σ over its jobs (wage × time) + Σ over its chains (AI cost / success), money a unit
    time_wk     time of its jobs that pool k fills, with hand-offs; hours a unit

The side constraints of a workflow hold as they are; the pools take the place of
its wage schedule or worker types.

    python models/planning/portfolio.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
from rich.console import Console
from rich.table import Table

import jobdesign as jd

#: What rounding may add to hours, skills and costs, relative.
TOLERANCE = 1e-6
#: HiGHS may break a row by this much.
PRECISION = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}


@dataclass(frozen=True, kw_only=True)
class Pool:
    """People who can fill the same jobs.

    Parameters
    ----------
    name
        Unique among the pools.
    max_skill
        Largest total skill of a job they can fill.
    wage
        Money an hour, paid for the hours worked.
    people, hours
        How many there are, and what each can work a week.
    hiring_cost
        Money a week for each person hired: search and training, spread over the stay.
    most_hires
        How many can be hired.
    """

    name: str
    max_skill: float
    wage: float
    people: int
    hours: float = 38.0
    hiring_cost: float = 0.0
    most_hires: int = 0

    def __post_init__(self) -> None:
        if not self.hours > 0:
            raise jd.InputError("must be above 0", place=f"{self.name}: hours", value=self.hours)

    @property
    def most_hours(self) -> float:
        """Hours a week with everyone hired."""
        return self.hours * (self.people + self.most_hires)


@dataclass(frozen=True)
class Portfolio:
    """What is given.

    Parameters
    ----------
    problems
        One a workflow.
    demand
        Units a week of each workflow, above 0.
    pools
        The people.
    """

    problems: Sequence[jd.Problem]
    demand: Sequence[float]
    pools: Sequence[Pool]

    def __post_init__(self) -> None:
        if len(self.demand) != len(self.problems) or not all(units > 0 for units in self.demand):
            raise jd.InputError(
                "must give units a week above 0 for every workflow",
                place="demand",
                value=list(self.demand),
            )


@dataclass(frozen=True)
class Plan:
    """What is chosen, priced by the evaluator; all else is empty where it is infeasible.

    Attributes
    ----------
    status
        ``"optimal"``, ``"feasible"`` or ``"infeasible"``.
    cost
        Money a week.
    designs, evaluations
        One a workflow.
    filled_by
        One tuple a workflow: the position of the pool that fills each job.
    hours, hires
        One a pool: hours needed a week, and people hired.
    """

    status: str
    cost: float = math.inf
    designs: tuple[jd.Design, ...] = ()
    evaluations: tuple[jd.Evaluation, ...] = ()
    filled_by: tuple[tuple[int, ...], ...] = ()
    hours: tuple[float, ...] = ()
    hires: tuple[int, ...] = ()


def build(portfolio: Portfolio) -> pyo.ConcreteModel:
    """Build the model: a block a workflow in ``work``, and ``hires`` by pool."""
    pools = {pool.name: pool for pool in portfolio.pools}
    workflows = range(len(portfolio.problems))
    demand = portfolio.demand
    model = pyo.ConcreteModel(name="portfolio")
    model.pool = pyo.Set(initialize=list(pools), ordered=True)
    model.work = jd.JobDesignBlock(workflows)
    for w in workflows:
        model.work[w].build(staffed(portfolio.problems[w], demand[w], portfolio.pools))
        _bound_times(model.work[w], portfolio.problems[w], demand[w], portfolio.pools)
    model.hires = pyo.Var(
        model.pool,
        domain=pyo.NonNegativeIntegers,
        bounds=lambda _, name: (0, pools[name].most_hires),
    )

    @model.Constraint(model.pool, doc="hours that the jobs need, and the people have")
    def enough_hours(_: pyo.ConcreteModel, name: str) -> object:
        needed = sum(demand[w] * model.work[w].worker_time[name] for w in workflows)
        pool = pools[name]
        return needed <= pool.hours * (pool.people + model.hires[name])

    model.total = pyo.Objective(
        expr=sum(demand[w] * model.work[w].cost for w in workflows)
        + sum(pools[name].hiring_cost * model.hires[name] for name in pools)
    )
    return model


def staffed(problem: jd.Problem, units: float, pools: Sequence[Pool]) -> jd.Problem:
    """Return the problem with these pools as worker types, and no job beyond all their hours."""
    kinds = [jd.WorkerType(name=p.name, max_skill=p.max_skill, wage=p.wage) for p in pools]
    longest = max(pool.most_hours for pool in pools) / units
    return replace(
        problem,
        wages=replace(problem.wages, schedule=None, worker_types=tuple(kinds)),
        constraints=[*problem.constraints, jd.KINDS["max_job_time"](limit=longest)],
    )


def _bound_times(
    block: pyo.Block, problem: jd.Problem, units: float, pools: Sequence[Pool]
) -> None:
    """Bound the time of every pool by its fastest job between every two boundaries.

    Any design keeps these rows. They say that jobs are a path over boundaries,
    and what each must take, long before the binaries of the block are settled.
    """
    fastest = _fastest_jobs(problem, units, pools)
    names = problem.workflow.names
    block.begin = pyo.Var(bounds=(1, 1))
    ends = [block.begin, *(block.handoff[name] for name in names)]
    block.path = pyo.Var(list(fastest), bounds=(0, 1))
    leaving: list[list[pyo.Var]] = [[] for _ in ends]
    arriving: list[list[pyo.Var]] = [[] for _ in ends]
    times: dict[str, list[object]] = {pool.name: [] for pool in pools}
    for (start, end, name), time in fastest.items():
        chosen = block.path[start, end, name]
        leaving[start].append(chosen)
        arriving[end].append(chosen)
        times[name].append(time * chosen)
    boundaries = range(len(ends))
    block.path_leaves = pyo.Constraint(
        boundaries[:-1], rule=lambda _, k: pyo.quicksum(leaving[k]) == ends[k]
    )
    block.path_arrives = pyo.Constraint(
        boundaries[1:], rule=lambda _, k: pyo.quicksum(arriving[k]) == ends[k]
    )
    block.least_time = pyo.Constraint(
        list(times), rule=lambda _, name: block.worker_time[name] >= pyo.quicksum(times[name])
    )


def _fastest_jobs(
    problem: jd.Problem, units: float, pools: Sequence[Pool]
) -> dict[tuple[int, int, str], float]:
    """Return the least time of a job by its boundaries and the pool that fills it."""
    free = replace(
        problem.without(total.constraint for total in problem.rules.totals),
        workflow=problem.workflow.replace(ai_cost=0.0),
    )
    fastest = {}
    for pool in pools:
        # at a wage of 1, where AI costs nothing, the cheapest job is the fastest
        graph = jd.build_dag(staffed(free, units, [replace(pool, wage=1.0)]))
        for start, end, time in graph.edges.data("weight"):
            fastest[start, end, pool.name] = time
    return fastest


def solve(portfolio: Portfolio) -> Plan:
    """Choose all designs and hires together.

    Raises
    ------
    RuntimeError
        Where the evaluator's cost is not the solver's.
    """
    model = build(portfolio)
    result = jd.solve_model(model, options=PRECISION)
    if not math.isfinite(result.objective):
        return Plan(result.status)
    designs, filled_by = [], []
    for block in model.work.values():
        designs.append(jd.extract(block).design)
        filled_by.append(
            tuple(
                next(k for k, p in enumerate(portfolio.pools) if block.fills[s, p.name].value > 0.5)
                for s in designs[-1].job_ends.tolist()
            )
        )
    hires = [round(model.hires[pool.name].value) for pool in portfolio.pools]
    plan = price(portfolio, designs, filled_by, hires)
    if not abs(plan.cost - result.objective) <= TOLERANCE * abs(result.objective):
        raise RuntimeError(f"the solver says {result.objective}, the evaluator {plan.cost}")
    return replace(plan, status=result.status)


def solve_apart(portfolio: Portfolio) -> Plan:
    """Design every workflow as if it were alone, then hire whom the designs need."""
    problems = [
        staffed(problem, units, portfolio.pools)
        for problem, units in zip(portfolio.problems, portfolio.demand, strict=True)
    ]
    solutions = [jd.solve(problem) for problem in problems]
    if any(solution.design is None for solution in solutions):
        return Plan("infeasible")
    filled_by = [tuple(s.evaluation.job_worker_type.tolist()) for s in solutions]
    return price(portfolio, [s.design for s in solutions], filled_by)


def price(
    portfolio: Portfolio,
    designs: Sequence[jd.Design],
    filled_by: Sequence[Sequence[int]],
    hires: Sequence[int] | None = None,
) -> Plan:
    """Price a plan from what the evaluator says of its designs.

    Parameters
    ----------
    portfolio
        What is given.
    designs, filled_by
        As in `Plan`.
    hires
        By pool; as few as do where left out.

    Returns
    -------
    Plan
        Infeasible where a design breaks a side constraint, a pool does not cover
        one of its jobs, or hours are short with all the hires that can be.
    """
    pools = portfolio.pools
    hours = np.zeros(len(pools))
    cost = 0.0
    evaluations = []
    wages, most_skill = (
        np.array([getattr(p, key) for p in pools]) for key in ("wage", "max_skill")
    )
    for w, problem in enumerate(portfolio.problems):
        priced = jd.evaluate(staffed(problem, portfolio.demand[w], pools), designs[w])
        fills = np.array(filled_by[w])
        if not priced.is_feasible or (priced.job_skill > most_skill[fills] * (1 + TOLERANCE)).any():
            return Plan("infeasible")
        bill = math.fsum(wages[fills] * priced.job_time) + priced.ai_cost
        cost += portfolio.demand[w] * bill
        np.add.at(hours, fills, portfolio.demand[w] * priced.job_time)
        evaluations.append(priced)
    if hires is None:
        needed = [time / pool.hours - pool.people for time, pool in zip(hours, pools, strict=True)]
        hires = [max(0, math.ceil(people - TOLERANCE)) for people in needed]
    for pool, time, hired in zip(pools, hours.tolist(), hires, strict=True):
        most = pool.hours * (pool.people + hired)
        if hired > pool.most_hires or time > most * (1 + TOLERANCE):
            return Plan("infeasible")
        cost += pool.hiring_cost * hired
    return Plan(
        "feasible",
        cost,
        tuple(designs),
        tuple(evaluations),
        tuple(map(tuple, filled_by)),
        tuple(hours.tolist()),
        tuple(hires),
    )


def example() -> Portfolio:
    """Return three offices with the tasks of real occupations, and assumed people."""
    folder = Path(__file__).parents[1] / "real"
    names = ("technical-writers", "market-research-analysts", "customer-service-representatives")
    return Portfolio(
        [jd.read_problem(folder / f"{name}.toml") for name in names],
        demand=[10, 8, 20],
        pools=[
            Pool(name="assistant", max_skill=6, wage=18, people=14, hiring_cost=450, most_hires=9),
            Pool(name="specialist", max_skill=15, wage=30, people=6, hiring_cost=600, most_hires=4),
            Pool(name="expert", max_skill=60, wage=55, people=1, hiring_cost=900, most_hires=2),
        ],
    )


def main() -> None:
    """Solve the example and print who does what."""
    portfolio = example()
    console = Console(highlight=False)
    for title, plan in (
        ("Designed together", solve(portfolio)),
        ("Designed apart, then hired for", solve_apart(portfolio)),
    ):
        console.print(f"{title}: {plan.status}, {plan.cost:,.0f} dollars a week\n")
        if plan.designs:
            console.print(_people_table(portfolio, plan))
            console.print()
            console.print(_jobs_table(portfolio, plan))
            console.print()
    console.print("m manual, a augmented, - automated")


def _people_table(portfolio: Portfolio, plan: Plan) -> Table:
    table = Table("Pool", box=None)
    for heading in ("People", "Hires", "Hours there", "Hours needed"):
        table.add_column(heading, justify="right")
    for pool, needed, hires in zip(portfolio.pools, plan.hours, plan.hires, strict=True):
        there = pool.hours * (pool.people + hires)
        table.add_row(pool.name, str(pool.people), str(hires), f"{there:,.1f}", f"{needed:,.1f}")
    return table


def _jobs_table(portfolio: Portfolio, plan: Plan) -> Table:
    table = Table("Workflow", "Job", "Filled by", box=None)
    for heading in ("Skill", "Hours a unit", "Hours a week"):
        table.add_column(heading, justify="right")
    for w, problem in enumerate(portfolio.problems):
        modes = "".join("ma-"[mode] for mode in plan.designs[w].modes)
        priced = plan.evaluations[w]
        for j, job in enumerate(plan.designs[w].jobs):
            table.add_row(
                problem.name.split()[0] if j == 0 else "",
                modes[job.first : job.last + 1],
                portfolio.pools[plan.filled_by[w][j]].name,
                f"{priced.job_skill[j]:.2f}",
                f"{priced.job_time[j]:.2f}",
                f"{portfolio.demand[w] * priced.job_time[j]:.1f}",
            )
    return table


if __name__ == "__main__":
    main()

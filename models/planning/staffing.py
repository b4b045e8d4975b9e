"""Whole people fill the jobs: choose the design that wastes the least of them.

So many units a week are made. Every job has people of its own, who are paid for
the whole week, busy or not, and may be busy for a share of it only.

    minimise    Σ_j wage_j × hours × people_j + volume × Σ_j ai_cost_j         money a week

    subject to  volume × time_j ≤ most_use × hours × people_j, each job j      hours a week
                Σ_j people_j ≤ most_people
                people_j whole; any amount in the fractional model

    j           over the jobs of the design, which is chosen
    wage_j      by the wage rule, from the total skill of the job; money an hour
    time_j      time of the job with its hand-off; hours a unit
    ai_cost_j   Σ over its chains (AI cost / success); money a unit
    hours       paid a week; volume: units a week; most_use: a share

For each job people_j follows, so the model chooses among jobs: one binary a job
that no other beats, a path from the first step to the last. The side constraints
of the problem hold.

    python models/planning/staffing.py
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
from rich.console import Console
from rich.table import Table

import jobdesign as jd
from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.job_wages import ai_cost
from jobdesign.methods.outcome import Deadline

#: By how much the solver's number may differ from the evaluator's, relative; and
#: what a job may ask of its people beyond what they may do.
TOLERANCE = 1e-6
#: HiGHS may break a row by this much.
PRECISION = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}


@dataclass(frozen=True)
class Staffing:
    """What is given.

    Parameters
    ----------
    problem
        The workflow. How many workers of a type are available counts jobs, not
        people, so it must be left out.
    volume
        Units a week.
    hours
        Paid a week to each person, above 0.
    most_use
        Share of the hours that a person may be busy, above 0.
    most_people
        Over all jobs.
    """

    problem: jd.Problem
    volume: float
    hours: float = 40.0
    most_use: float = 0.85
    most_people: int | None = None

    def __post_init__(self) -> None:
        for key in ("hours", "most_use"):
            if not getattr(self, key) > 0:
                raise jd.InputError("must be above 0", place=key, value=getattr(self, key))
        if self.problem.wages.limits_workers:
            raise jd.InputError(
                "counts jobs, not people",
                place="worker_types: available",
                fix="leave it out, and limit most_people",
            )

    def people(self, time: np.ndarray, *, whole: bool) -> np.ndarray:
        """Return how many people jobs of these times need."""
        needed = self.volume * time / (self.most_use * self.hours)
        return np.ceil(needed * (1 - TOLERANCE)) if whole else needed


@dataclass(frozen=True)
class Plan:
    """What is chosen, priced by the evaluator; all else is empty where it is infeasible.

    Attributes
    ----------
    status
        ``"optimal"``, ``"feasible"`` or ``"infeasible"``.
    cost
        Money a week.
    design, evaluation
        Of the workflow.
    people, use
        One a job: people, and the share of their hours that they are busy.
    """

    status: str
    cost: float = math.inf
    design: jd.Design | None = None
    evaluation: jd.Evaluation | None = None
    people: tuple[float, ...] = ()
    use: tuple[float, ...] = ()


def build(staffing: Staffing, *, whole: bool = True) -> pyo.ConcreteModel:
    """Build the model: a binary a job in ``take``, the jobs in ``jobs``."""
    problem = staffing.problem
    search = JobSearch(problem)
    # fewer people at lower wages: only jobs that another beats in skill, time,
    # AI cost and all that is limited can be left out
    jobs = search.run(search.no_prices, Deadline(), slack=math.inf, listing=True).jobs()
    people = staffing.people(jobs.time, whole=whole)
    wages = staffing.hours * problem.wages.rate(jobs.skill)
    costs = wages * people + staffing.volume * ai_cost(search, jobs.tasks)
    rows = range(len(jobs))
    model = pyo.ConcreteModel(name="staffing")
    model.jobs = jobs
    model.take = pyo.Var(rows, domain=pyo.Binary)

    def total(amounts: np.ndarray) -> object:
        return pyo.quicksum(float(amounts[row]) * model.take[row] for row in rows if amounts[row])

    @model.Constraint(range(len(problem.workflow)), doc="a job starts where one ends")
    def path(_: pyo.ConcreteModel, boundary: int) -> object:
        starts, ends = jobs.start == boundary, jobs.end == boundary
        if not (starts | ends).any():
            return pyo.Constraint.Feasible if boundary else pyo.Constraint.Infeasible
        return total(starts * 1.0 - ends) == (0.0 if boundary else 1.0)

    limits = list(zip(jobs.uses.T, search.limits.tolist(), strict=True))
    if staffing.most_people is not None:
        limits.append((people, staffing.most_people))

    @model.Constraint(range(len(limits)), doc="limits over all jobs")
    def limit(_: pyo.ConcreteModel, number: int) -> object:
        used, most = limits[number]
        if not used.any():
            return pyo.Constraint.Feasible if most >= 0 else pyo.Constraint.Infeasible
        return total(used) <= most

    model.total = pyo.Objective(expr=total(costs))
    return model


def solve(staffing: Staffing, *, whole: bool = True) -> Plan:
    """Choose the design, for whole people or for any amount of them.

    Raises
    ------
    RuntimeError
        Where the evaluator's cost is not the solver's.
    """
    model = build(staffing, whole=whole)
    result = jd.solve_model(model, options=PRECISION)
    if not math.isfinite(result.objective):
        return Plan(result.status)
    taken = np.flatnonzero([model.take[row].value > 0.5 for row in range(len(model.jobs))])
    taken = taken[np.argsort(model.jobs.start[taken])]
    plan = price(staffing, model.jobs.design(taken), whole=whole)
    if not abs(plan.cost - result.objective) <= TOLERANCE * abs(result.objective):
        raise RuntimeError(f"the solver says {result.objective}, the evaluator {plan.cost}")
    return replace(plan, status=result.status)


def round_up(staffing: Staffing) -> Plan:
    """Take the best design for fractional people, and whole people to fill its jobs."""
    plan = solve(staffing, whole=False)
    return plan if plan.design is None else price(staffing, plan.design)


def price(staffing: Staffing, design: jd.Design, *, whole: bool = True) -> Plan:
    """Price a design and its people from what the evaluator says of the jobs."""
    priced = jd.evaluate(staffing.problem, design)
    if not priced.is_feasible:
        return Plan("infeasible")
    people = staffing.people(priced.job_time, whole=whole)
    most_people = math.inf if staffing.most_people is None else staffing.most_people
    if people.sum() > most_people * (1 + TOLERANCE):
        return Plan("infeasible")
    cost = staffing.hours * math.fsum(priced.job_wage * people) + staffing.volume * priced.ai_cost
    busy = staffing.volume * priced.job_time / staffing.hours
    use = np.divide(busy, people, out=np.zeros_like(busy), where=people > 0)
    return Plan("feasible", cost, design, priced, tuple(people.tolist()), tuple(use.tolist()))


def example(volume: float) -> Staffing:
    """Return market research at some volume.

    Assumed: who needs no skill earns 15 dollars an hour, who does everything the
    median of 37, and all others in between.
    """
    path = Path(__file__).parents[1] / "real" / "market-research-analysts.toml"
    wages = jd.Wages(schedule=((0, 15), (37, 37)))
    return Staffing(replace(jd.read_problem(path), wages=wages), volume)


def main() -> None:
    """Print what whole people cost at several volumes, and one plan job by job."""
    console = Console(highlight=False)
    table = Table(box=None)
    for heading in ("Units", "Fractional", "Rounded up", "Whole", "Extra", "", "Jobs"):
        table.add_column(heading, justify="right")
    for volume in (1, 2, 5, 10, 20, 50, 100, 500):
        staffing = example(volume)
        fractional, rounded, whole = (
            solve(staffing, whole=False),
            round_up(staffing),
            solve(staffing),
        )
        extra = whole.cost - fractional.cost
        table.add_row(
            str(volume),
            *(f"{plan.cost:,.0f}" for plan in (fractional, rounded, whole)),
            f"{extra:,.0f}",
            f"{extra / fractional.cost:.1%}",
            f"{len(fractional.people)} → {len(whole.people)}",
        )
    console.print("Dollars a week, by units a week\n")
    console.print(table)
    for volume in (1, 10, 50):
        console.print(f"\n{volume} units a week\n")
        console.print(_jobs_table(solve(example(volume))))
    console.print("\nm manual, a augmented, - automated")


def _jobs_table(plan: Plan) -> Table:
    table = Table("Job", box=None)
    for heading in ("Wage", "Hours a unit", "People", "Busy"):
        table.add_column(heading, justify="right")
    modes = "".join("ma-"[mode] for mode in plan.design.modes)
    for j, job in enumerate(plan.design.jobs):
        table.add_row(
            modes[job.first : job.last + 1],
            f"{plan.evaluation.job_wage[j]:.2f}",
            f"{plan.evaluation.job_time[j]:.2f}",
            f"{plan.people[j]:.0f}",
            f"{plan.use[j]:.0%}",
        )
    return table


if __name__ == "__main__":
    main()

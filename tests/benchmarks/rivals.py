"""What one would write without `mip`: the same step-level model for three other solvers.

Every step is done by hand or inside a chain, and has the wage of the job that holds it:
the same on both sides of a boundary without a hand-off, and at least the skill gathered
since the last one. A step costs its wage times the time of the task and of the hand-off
that end at it. The rivals differ in what they do with that product:

- `mccormick`: its McCormick envelope, one per task and hand-off, in HiGHS;
- `scip`: the product itself, in SCIP;
- `cp_sat`: one row per choice, in force if the choice is made, in whole numbers, in CP-SAT.

All have one thread. None is told anything that label-setting knows, and none is
handicapped: skills and times are bounded by what the steps can bring and by the limits,
chains that alone outlast the limit on the total time are left out, and each gets the
row that a task costs at least its own skill times its own time, which halves the time of
most. Of several ways to write the product for each solver this was the fastest at 15 and
20 steps. Skill and time that flow along the steps of a job and are multiplied where it
ends took SCIP up to twice as long, and CP-SAT several times as long. To know the optimum,
as a row, saved HiGHS at most half of its time at 15 and 20 steps, and did not help it to
prove 30.

What a rival says about the cost of its design counts nowhere: `jd.evaluate` is the judge.

ortools and highspy each bring a HiGHS of their own and cannot share a process, so CP-SAT
runs in one of its own: this file as a script, which imports neither jobdesign nor Pyomo.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jobdesign as jd

__all__ = ["RESOLUTION", "RIVALS", "Answer", "cp_sat", "mccormick", "rounding", "scip"]

#: Chains that take more attempts are left out: no solver can tell what rows with larger
#: numbers mean. A limit on the total time leaves out more.
MOST_ATTEMPTS = 1e9
#: CP-SAT's whole numbers per unit of skill, and per unit of time.
RESOLUTION = 1000
#: Rows without products can be finer: their largest number is about this.
ROW_RESOLUTION = 10**9
#: Seconds that CP-SAT's process may take beyond the limit, to start and to stop.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answer:
    """What a rival hands in.

    Parameters
    ----------
    design
        The best that it found, if any.
    proved
        Whether it claims that nothing is better: by its own arithmetic.
    bound
        What it claims that every design costs at least.
    seconds
        To build the model, to solve it and to read the design.
    """

    design: jd.Design | None
    proved: bool
    bound: float
    seconds: float


@dataclass(frozen=True)
class Chain:
    """A chain that may be chosen, steps first..last."""

    first: int
    last: int
    time: float
    ai_cost: float


class Choices:
    """The binary choices of a problem, and what each of them counts.

    Attributes
    ----------
    manual
        The steps that can be done by hand.
    chains
        The chains that can be chosen.
    ends, covers
        For each step, the numbers of the chains that end at it, and that hold it.
    most_skill
        What a job can have gathered at most when it is done with each step.
    least_wage
        The least skill of the tasks that can end at each step.
    most_time
        The longest time of a task that can end at each step.
    limits, uses_manual, uses_chain, uses_handoff
        The limits that span jobs: what each choice counts in each of them.
    """

    def __init__(self, problem: jd.Problem) -> None:
        if not problem.wages.is_plain:
            raise ValueError("the rivals know no wages but the total skill")
        if not all(constraint.spans_jobs for constraint in problem.constraints):
            raise ValueError("the rivals know no constraints but those that span jobs")
        given, totals = problem.workflow, problem.rules.totals
        self.steps = range(len(given))
        self.human_skill: list[float] = problem.human_skill.tolist()
        self.manager_skill: list[float] = problem.ai_management_skill.tolist()
        self.manual_time: list[float] = given.manual_time.tolist()
        self.handoff_time: list[float] = given.handoff_time.tolist()
        #: no task takes longer than all jobs together may
        self.longest = min(
            [
                total.limit / total.per_time
                for total in totals
                if total.per_time > 0 and total.per_job >= 0 and (total.per_mode >= 0).all()
            ],
            default=math.inf,
        )
        self.manual = [s for s in self.steps if self.manual_time[s] <= min(self.longest, 1e200)]
        self._list_chains(given)
        self._bound_steps()
        self.limits = [total.limit for total in totals]
        self.uses_manual = [
            {s: total.per_time * self.manual_time[s] + total.per_mode[s, 0] for s in self.manual}
            for total in totals
        ]
        self.uses_chain = [
            [
                total.per_time * chain.time
                + total.per_mode[chain.last, 1]
                + total.per_mode[chain.first : chain.last, 2].sum()
                for chain in self.chains
            ]
            for total in totals
        ]
        self.uses_handoff = [
            [total.per_job + total.per_time * wait for wait in self.handoff_time]
            for total in totals
        ]

    def _list_chains(self, given: jd.Workflow) -> None:
        self.chains: list[Chain] = []
        self.ends: list[list[int]] = [[] for _ in self.steps]
        self.covers: list[list[int]] = [[] for _ in self.steps]
        for last in self.steps:
            success = 1.0
            for first in range(last, -1, -1):
                success *= float(given.ai_success[first])
                if success * MOST_ATTEMPTS < 1.0:
                    break
                chain = Chain(
                    first,
                    last,
                    float(given.ai_time[last]) / success,
                    float(given.ai_cost[last]) / success,
                )
                if chain.time > self.longest:
                    break
                self.ends[last].append(len(self.chains))
                for step in range(first, last + 1):
                    self.covers[step].append(len(self.chains))
                self.chains.append(chain)

    def _bound_steps(self) -> None:
        self.most_skill: list[float] = []
        self.least_wage: list[float] = []
        self.most_time: list[float] = []
        gathered = 0.0
        for s in self.steps:
            skills = [self.human_skill[s]] if s in self.manual else []
            skills += [self.manager_skill[s]] if self.ends[s] else []
            times = [self.manual_time[s]] if s in self.manual else []
            times += [self.chains[number].time for number in self.ends[s]]
            gathered += max(skills, default=0.0)
            self.most_skill.append(gathered)
            self.least_wage.append(min(skills, default=0.0))
            self.most_time.append(max(times, default=0.0))

    def design(self, chains: Sequence[int], handoffs: Sequence[int]) -> jd.Design:
        """Return the design with these chains, and jobs that end after these steps."""
        from jobdesign import Design, Mode

        modes = [Mode.MANUAL for _ in self.steps]
        for number in chains:
            chain = self.chains[number]
            modes[chain.first : chain.last] = [Mode.AUTOMATED] * (chain.last - chain.first)
            modes[chain.last] = Mode.AUGMENTED
        return Design(modes, handoffs)


def mccormick(problem: jd.Problem, limit: float, options: dict[str, Any] | None = None) -> Answer:
    """Solve the model with McCormick envelopes, in HiGHS.

    The cost is the time of every manual step, chain and hand-off times its wage if it
    is chosen: a product that the envelope states exactly, as one factor is binary.
    """
    import pyomo.environ as pyo

    import jobdesign as jd
    from jobdesign.methods.mip.columns import OPTIONS
    from jobdesign.methods.outcome import Deadline

    began, deadline = time.perf_counter(), Deadline(limit)
    choices = Choices(problem)
    steps, most = choices.steps, choices.most_skill[-1]
    model = pyo.ConcreteModel()
    model.manual = pyo.Var(choices.manual, domain=pyo.Binary)
    model.chain = pyo.Var(range(len(choices.chains)), domain=pyo.Binary)
    model.handoff = pyo.Var(steps, domain=pyo.Binary)
    model.handoff[steps[-1]].fix(1)
    model.gathered = pyo.Var(steps, bounds=lambda _, s: (0, choices.most_skill[s]))
    model.wage = pyo.Var(steps, bounds=(0, most))
    model.rows = pyo.ConstraintList()
    add_steps(
        model.rows.add,
        choices,
        {s: model.manual[s] for s in choices.manual},
        [model.chain[a] for a in model.chain],
        [model.handoff[s] for s in steps],
        [model.gathered[s] for s in steps],
        [model.wage[s] for s in steps],
    )
    # what is paid, at which wage, if what is chosen, and the least wage that it then has
    products: list[tuple[float, Any, Any, float]] = []
    for s in steps:
        wage, skill = model.wage[s], choices.manager_skill[s]
        if s in choices.manual:
            own = choices.human_skill[s]
            products.append((choices.manual_time[s], wage, model.manual[s], own))
        products += [(choices.chains[a].time, wage, model.chain[a], skill) for a in choices.ends[s]]
        least = choices.least_wage[s]
        products.append((choices.handoff_time[s], wage, model.handoff[s], least))
    model.product = pyo.Var(range(len(products)), bounds=(0, most))
    for number, (_, wage, chosen, least) in enumerate(products):
        product = model.product[number]
        model.rows.add(product <= most * chosen)
        model.rows.add(product <= wage)
        model.rows.add(product >= wage - most * (1 - chosen))
        model.rows.add(product >= least * chosen)
    model.cost = pyo.Objective(
        expr=pyo.quicksum(
            duration * model.product[number] for number, (duration, *_) in enumerate(products)
        )
        + pyo.quicksum(c.ai_cost * model.chain[a] for a, c in enumerate(choices.chains))
    )
    result = jd.solve_model(model, deadline=deadline, options=OPTIONS | (options or {}))
    design = None
    if result.objective < math.inf:
        design = choices.design(
            [a for a in model.chain if model.chain[a].value > 0.5],
            [s for s in steps if model.handoff[s].value > 0.5],
        )
    proved = result.status in ("optimal", "infeasible")
    return Answer(design, proved, result.bound, time.perf_counter() - began)


def add_steps(
    add: Callable[[Any], Any],
    choices: Choices,
    manual: dict[int, Any],
    chain: list[Any],
    handoff: list[Any],
    gathered: list[Any],
    wage: list[Any],
) -> None:
    """Add all but the cost to a model of Pyomo or SCIP: tasks, wages and limits."""
    most = choices.most_skill[-1]
    for s in choices.steps:
        by_hand = manual.get(s, 0.0)
        augmented = sum(chain[a] for a in choices.ends[s])
        add(by_hand + sum(chain[a] for a in choices.covers[s]) == 1)
        add(handoff[s] <= by_hand + augmented)
        skill = choices.human_skill[s] * by_hand + choices.manager_skill[s] * augmented
        add(gathered[s] >= skill)
        add(wage[s] >= gathered[s])
        if s:
            before = choices.most_skill[s - 1] * handoff[s - 1]
            add(gathered[s] >= gathered[s - 1] - before + skill)
            add(wage[s] >= wage[s - 1] - most * handoff[s - 1])
            add(wage[s - 1] >= wage[s] - most * handoff[s - 1])
    add_limits(add, choices, manual, chain, handoff)


def add_limits(
    add: Callable[[Any], Any],
    choices: Choices,
    manual: dict[int, Any],
    chain: list[Any],
    handoff: list[Any],
) -> None:
    """Add the limits that span jobs, as a share of the limit."""
    for number, limit in enumerate(choices.limits):
        scale = abs(limit) or 1.0
        use: Any = 0.0
        for s, count in choices.uses_manual[number].items():
            use += count / scale * manual[s]
        for a, count in enumerate(choices.uses_chain[number]):
            use += count / scale * chain[a]
        for s, count in enumerate(choices.uses_handoff[number]):
            use += count / scale * handoff[s]
        add(use <= limit / scale)


def scip(problem: jd.Problem, limit: float, options: dict[str, Any] | None = None) -> Answer:
    """Solve the bilinear model in SCIP: cost of a step ≥ wage × time that ends at it.

    Its tolerance is its own, 1e-6: a finer one only made it slower.
    """
    from pyscipopt import Model, quicksum

    began = time.perf_counter()
    choices = Choices(problem)
    steps = choices.steps
    model = Model()
    model.hideOutput()
    manual = {s: model.addVar(vtype="B") for s in choices.manual}
    chain = [model.addVar(vtype="B") for _ in choices.chains]
    handoff = [model.addVar(vtype="B", lb=float(s == steps[-1])) for s in steps]
    gathered = [model.addVar(ub=choices.most_skill[s]) for s in steps]
    wage = [model.addVar(ub=choices.most_skill[-1]) for _ in steps]
    add_steps(model.addCons, choices, manual, chain, handoff, gathered, wage)
    costs = []
    for s in steps:
        cost, duration = model.addVar(), choices.handoff_time[s] * handoff[s]
        own = choices.least_wage[s] * duration
        for a in choices.ends[s]:
            duration += choices.chains[a].time * chain[a]
            own += choices.manager_skill[s] * choices.chains[a].time * chain[a]
        if s in manual:
            duration += choices.manual_time[s] * manual[s]
            own += choices.human_skill[s] * choices.manual_time[s] * manual[s]
        ends_here = model.addVar(ub=choices.most_time[s] + choices.handoff_time[s])
        model.addCons(ends_here == duration)
        model.addCons(cost >= wage[s] * ends_here)
        model.addCons(cost >= own)
        costs.append(cost)
    model.setObjective(
        quicksum(costs)
        + quicksum(c.ai_cost * x for c, x in zip(choices.chains, chain, strict=True))
    )
    model.setParam("limits/gap", 0.0)
    model.setParam("lp/threads", 1)
    for name, value in (options or {}).items():
        model.setParam(name, value)
    model.setParam("limits/time", max(0.0, limit - (time.perf_counter() - began)))
    model.optimize()
    design = None
    if model.getNSols():
        design = choices.design(
            [a for a, chosen in enumerate(chain) if model.getVal(chosen) > 0.5],
            [s for s in steps if model.getVal(handoff[s]) > 0.5],
        )
    proved = model.getStatus() in ("optimal", "infeasible")
    return Answer(design, proved, model.getDualbound(), time.perf_counter() - began)


def cp_sat(problem: jd.Problem, limit: float, options: dict[str, Any] | None = None) -> Answer:
    """Solve the model in CP-SAT, with skills and times rounded to whole numbers.

    A unit of skill and a unit of time are `RESOLUTION` each, rounded to the nearest.
    What counts in a limit is rounded up, much finer, so that designs keep the limits
    as they are; one that keeps them by less than that rounding is not seen.
    """
    began = time.perf_counter()
    choices = Choices(problem)
    options = dict(options or {})
    resolution = options.pop("resolution", RESOLUTION)

    def whole(values: Sequence[float]) -> list[int]:
        return [round(value * resolution) for value in values]

    rows = []
    for number, row_limit in enumerate(choices.limits):
        uses = [
            list(choices.uses_manual[number].values()),
            choices.uses_chain[number],
            choices.uses_handoff[number],
        ]
        largest = max(abs(use) for part in [*uses, [row_limit]] for use in part) or 1.0
        scale = ROW_RESOLUTION / largest
        counts = [[math.ceil(use * scale) for use in part] for part in uses]
        rows.append([*counts, math.floor(row_limit * scale)])
    given = {
        "limit": limit - (time.perf_counter() - began),
        "options": options,
        "manual": choices.manual,
        "covers": choices.covers,
        "ends": choices.ends,
        "human_skill": whole(choices.human_skill),
        "manager_skill": whole(choices.manager_skill),
        "manual_time": {s: round(choices.manual_time[s] * resolution) for s in choices.manual},
        "chain_time": whole([chain.time for chain in choices.chains]),
        "chain_ai_cost": [round(chain.ai_cost * resolution**2) for chain in choices.chains],
        "handoff_time": whole(choices.handoff_time),
        "rows": rows,
    }
    prepared = time.perf_counter() - began
    process = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=limit + PATIENCE,
    )
    if process.returncode:
        raise RuntimeError(f"CP-SAT's process failed: {process.stderr}")
    told = json.loads(process.stdout)
    began = time.perf_counter()
    design = None
    if told["chains"] is not None:
        design = choices.design(told["chains"], told["handoffs"])
    seconds = prepared + told["seconds"] + time.perf_counter() - began
    return Answer(design, told["proved"], told["bound"] / resolution**2, seconds)


def rounding(priced: jd.Evaluation, resolution: int = RESOLUTION) -> float:
    """Return by how much the price of a design in whole numbers can be off in CP-SAT."""
    off = 0.5 / resolution
    skill_off, time_off = off * priced.job_tasks, off * (priced.job_tasks + 1)
    bills_off = skill_off * priced.job_time + time_off * priced.job_skill + skill_off * time_off
    return float(bills_off.sum()) + 0.5 / resolution**2 * int(priced.job_tasks.sum())


def solve_in_cp_sat(given: dict[str, Any]) -> dict[str, Any]:
    """Solve what `cp_sat` has prepared; ortools must not be imported anywhere else."""
    from ortools.sat.python import cp_model

    began = time.perf_counter()
    steps, ends, chain_time = range(len(given["covers"])), given["ends"], given["chain_time"]
    human_skill, manager_skill = given["human_skill"], given["manager_skill"]
    model = cp_model.CpModel()
    manual = {s: model.new_bool_var(f"manual {s}") for s in given["manual"]}
    manual_time = {int(s): duration for s, duration in given["manual_time"].items()}
    chain = [model.new_bool_var(f"chain {a}") for a in range(len(chain_time))]
    handoff = [model.new_bool_var(f"handoff {s}") for s in steps]
    model.add(handoff[-1] == 1)
    most_skill = [
        max([human_skill[s] if s in manual else 0, manager_skill[s] if ends[s] else 0])
        for s in steps
    ]
    most = sum(most_skill)
    gathered = [model.new_int_var(0, sum(most_skill[: s + 1]), f"gathered {s}") for s in steps]
    wage = [model.new_int_var(0, most, f"wage {s}") for s in steps]
    costs = [cost * chosen for cost, chosen in zip(given["chain_ai_cost"], chain, strict=True)]
    for s in steps:
        # the tasks that can end here: whether they do, their time and their skill
        tasks = [(chain[a], chain_time[a], manager_skill[s]) for a in ends[s]]
        tasks += [(manual[s], manual_time[s], human_skill[s])] if s in manual else []
        by_hand = [manual[s]] if s in manual else []
        model.add_exactly_one(by_hand + [chain[a] for a in given["covers"][s]])
        model.add_bool_or([handoff[s].negated(), *[chosen for chosen, _, _ in tasks]])
        skill = sum(own * chosen for chosen, _, own in tasks)
        model.add(wage[s] == gathered[s]).only_enforce_if(handoff[s])
        if s == 0:
            model.add(gathered[s] == skill)
        else:
            inside = handoff[s - 1].negated()
            model.add(gathered[s] == skill).only_enforce_if(handoff[s - 1])
            model.add(gathered[s] == gathered[s - 1] + skill).only_enforce_if(inside)
            model.add(wage[s] == wage[s - 1]).only_enforce_if(inside)
        longest = max([duration for _, duration, _ in tasks], default=0)
        task_cost = model.new_int_var(0, most * longest, f"task cost {s}")
        for chosen, duration, _ in tasks:
            model.add(task_cost >= duration * wage[s]).only_enforce_if(chosen)
        model.add(task_cost >= sum(own * duration * chosen for chosen, duration, own in tasks))
        wait = given["handoff_time"][s]
        least = min([own for _, _, own in tasks], default=0)
        handoff_cost = model.new_int_var(0, most * wait, f"handoff cost {s}")
        model.add(handoff_cost >= wait * wage[s]).only_enforce_if(handoff[s])
        model.add(handoff_cost >= wait * least * handoff[s])
        costs += [task_cost, handoff_cost]
    for *counts, row_limit in given["rows"]:
        variables = [*manual.values(), *chain, *handoff]
        uses = [count for part in counts for count in part]
        model.add(cp_model.LinearExpr.weighted_sum(variables, uses) <= row_limit)
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # one thread that takes turns at what several would do: the best there is for one
    solver.parameters.interleave_search = True
    for name, value in given["options"].items():
        setattr(solver.parameters, name, value)
    remaining = given["limit"] - (time.perf_counter() - began)
    solver.parameters.max_time_in_seconds = max(0.0, remaining)
    status = solver.solve(model)
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {model.validate()}")
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "chains": [a for a, x in enumerate(chain) if solver.value(x)] if found else None,
        "handoffs": [s for s, x in enumerate(handoff) if solver.value(x)] if found else None,
        "proved": status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        "bound": solver.best_objective_bound,
        "seconds": time.perf_counter() - began,
    }


#: By name: what solves a problem within a limit in seconds.
RIVALS: dict[str, Callable[[jd.Problem, float], Answer]] = {
    "mccormick": mccormick,
    "scip": scip,
    "cp_sat": cp_sat,
}

if __name__ == "__main__":
    json.dump(solve_in_cp_sat(json.load(sys.stdin)), sys.stdout)

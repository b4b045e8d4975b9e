"""What one would write without `mip`: textbook formulations of job design with limits.

Each is for another kind of solver, single-threaded:

- `mccormick`: the wage of a job times the time of each of its tasks is a product of a
  wage and a binary, replaced by its McCormick envelope, in HiGHS;
- `scip`: the wage bill of every job is a product of two sums, in SCIP;
- `cp_sat`: the same with whole numbers, in CP-SAT.

None is strengthened by label-setting, and none is handicapped: what a job can hold is
bounded by the steps and by the limits. What a rival says about the cost of its design
counts nowhere: `jd.evaluate` is the judge.

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

__all__ = ["RESOLUTION", "RIVALS", "Answer", "cp_sat", "mccormick", "scip"]

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
    most_skill, most_time
        What a job can have gathered at most when it is done with each step.
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
        self._bound_jobs()
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

    def _bound_jobs(self) -> None:
        self.most_skill: list[float] = []
        self.most_time: list[float] = []
        skill = duration = 0.0
        for s in self.steps:
            by_hand = s in self.manual
            skill += max(
                self.human_skill[s] if by_hand else 0.0,
                self.manager_skill[s] if self.ends[s] else 0.0,
            )
            duration += max(
                [self.manual_time[s] if by_hand else 0.0]
                + [self.chains[number].time for number in self.ends[s]]
            )
            self.most_skill.append(skill)
            self.most_time.append(min(duration, self.longest))

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
    """Solve the step-level model with McCormick envelopes, in HiGHS.

    Every step has the wage of the job that holds it, the same on both sides of a
    boundary without a hand-off and at least the skill gathered since the last one.
    The cost is the time of every manual step, chain and hand-off times its wage if it
    is chosen: a product that the envelope states exactly, as one factor is binary.
    """
    import pyomo.environ as pyo

    import jobdesign as jd
    from jobdesign.methods.mip.columns import OPTIONS
    from jobdesign.methods.outcome import Deadline

    began, deadline = time.perf_counter(), Deadline(limit)
    choices = Choices(problem)
    steps, last = choices.steps, choices.steps[-1]
    most = choices.most_skill[-1]
    model = pyo.ConcreteModel()
    model.manual = pyo.Var(choices.manual, domain=pyo.Binary)
    model.chain = pyo.Var(range(len(choices.chains)), domain=pyo.Binary)
    model.handoff = pyo.Var(steps, domain=pyo.Binary)
    model.handoff[last].fix(1)
    model.gathered = pyo.Var(steps, bounds=(0, most))
    model.wage = pyo.Var(steps, bounds=(0, most))
    model.rows = pyo.ConstraintList()
    manual = [model.manual[s] if s in model.manual else 0.0 for s in steps]
    augmented = [pyo.quicksum(model.chain[a] for a in choices.ends[s]) for s in steps]
    for s in steps:
        model.rows.add(manual[s] + pyo.quicksum(model.chain[a] for a in choices.covers[s]) == 1)
        model.rows.add(model.handoff[s] <= manual[s] + augmented[s])
        skill = choices.human_skill[s] * manual[s] + choices.manager_skill[s] * augmented[s]
        before = 0.0
        if s:
            cut = most * model.handoff[s - 1]
            before = model.gathered[s - 1] - cut
            model.rows.add(model.wage[s] >= model.wage[s - 1] - cut)
            model.rows.add(model.wage[s - 1] >= model.wage[s] - cut)
        model.rows.add(model.gathered[s] >= skill)
        model.rows.add(model.gathered[s] >= before + skill)
        model.rows.add(model.wage[s] >= model.gathered[s])
    add_limits(model.rows.add, choices, model.manual, model.chain, model.handoff)
    products = [
        *[(choices.manual_time[s], model.wage[s], model.manual[s]) for s in choices.manual],
        *[(c.time, model.wage[c.last], model.chain[a]) for a, c in enumerate(choices.chains)],
        *[(choices.handoff_time[s], model.wage[s], model.handoff[s]) for s in steps],
    ]
    model.product = pyo.Var(range(len(products)), bounds=(0, most))
    for number, (_, wage, chosen) in enumerate(products):
        product = model.product[number]
        model.rows.add(product <= most * chosen)
        model.rows.add(product <= wage)
        model.rows.add(product >= wage - most * (1 - chosen))
    model.cost = pyo.Objective(
        expr=pyo.quicksum(
            duration * model.product[number] for number, (duration, _, _) in enumerate(products)
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


def add_limits(add: Callable[[Any], Any], choices: Choices, manual: Any, chain: Any, handoff: Any):
    """Add the limits that span jobs, as a share of the limit, to a model of Pyomo or SCIP."""
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
    """Solve the bilinear model in SCIP: wage bill ≥ skill × time where a job ends.

    Skills and times flow along the steps of a job and come out where it ends, so that
    there is one product a step, and both its factors are 0 where no job ends.
    """
    from pyscipopt import Model, quicksum

    began = time.perf_counter()
    choices = Choices(problem)
    steps, last = choices.steps, choices.steps[-1]
    model = Model()
    model.hideOutput()
    manual = {s: model.addVar(vtype="B") for s in choices.manual}
    chain = [model.addVar(vtype="B") for _ in choices.chains]
    handoff = [model.addVar(vtype="B", lb=float(s == last)) for s in steps]
    for s in steps:
        by_hand = manual.get(s, 0.0)
        model.addCons(by_hand + quicksum(chain[a] for a in choices.covers[s]) == 1)
        model.addCons(handoff[s] <= by_hand + quicksum(chain[a] for a in choices.ends[s]))

    def comes_out(gathered: list[Any], most: list[float]) -> list[Any]:
        carried = [model.addVar(ub=most[s]) for s in steps]
        out = [model.addVar(ub=most[s]) for s in steps]
        for s in steps:
            before = carried[s - 1] if s else 0.0
            model.addCons(before + gathered[s] == carried[s] + out[s])
            model.addCons(carried[s] <= most[s] * (1 - handoff[s]))
            model.addCons(out[s] <= most[s] * handoff[s])
        return out

    skills = [
        choices.human_skill[s] * manual.get(s, 0.0)
        + choices.manager_skill[s] * quicksum(chain[a] for a in choices.ends[s])
        for s in steps
    ]
    times = [
        (choices.manual_time[s] * manual[s] if s in manual else 0.0)
        + quicksum(choices.chains[a].time * chain[a] for a in choices.ends[s])
        for s in steps
    ]
    skill = comes_out(skills, choices.most_skill)
    duration = comes_out(times, choices.most_time)
    add_limits(model.addCons, choices, manual, chain, handoff)
    bills = [model.addVar() for _ in steps]
    for s in steps:
        job_time = model.addVar(ub=choices.most_time[s] + choices.handoff_time[s])
        model.addCons(job_time == duration[s] + choices.handoff_time[s] * handoff[s])
        model.addCons(bills[s] >= skill[s] * job_time)
    model.setObjective(
        quicksum(bills)
        + quicksum(c.ai_cost * x for c, x in zip(choices.chains, chain, strict=True))
    )
    model.setParam("limits/gap", 0.0)
    model.setParam("numerics/feastol", 1e-9)
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
    """Solve the bilinear model in CP-SAT, with skills and times rounded to whole numbers.

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
        # each of the numbers added up may have been rounded up by half
        "most_skill": [
            math.ceil(most * resolution) + s + 1 for s, most in enumerate(choices.most_skill)
        ],
        "most_time": [
            math.ceil(most * resolution) + s + 1 for s, most in enumerate(choices.most_time)
        ],
        "rows": rows,
    }
    prepared = time.perf_counter() - began
    process = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=limit + PATIENCE,
    )
    told = json.loads(process.stdout)
    began = time.perf_counter()
    design = None
    if told["chains"] is not None:
        design = choices.design(told["chains"], told["handoffs"])
    seconds = prepared + told["seconds"] + time.perf_counter() - began
    return Answer(design, told["proved"], told["bound"] / resolution**2, seconds)


def solve_in_cp_sat(given: dict[str, Any]) -> dict[str, Any]:
    """Solve what `cp_sat` has prepared; ortools must not be imported anywhere else."""
    from ortools.sat.python import cp_model

    began = time.perf_counter()
    steps, ends, chain_time = range(len(given["covers"])), given["ends"], given["chain_time"]
    model = cp_model.CpModel()
    manual = {s: model.new_bool_var(f"manual {s}") for s in given["manual"]}
    chain = [model.new_bool_var(f"chain {a}") for a in range(len(chain_time))]
    handoff = [model.new_bool_var(f"handoff {s}") for s in steps]
    model.add(handoff[-1] == 1)
    by_hand = [[manual[s]] if s in manual else [] for s in steps]
    for s in steps:
        model.add_exactly_one(by_hand[s] + [chain[a] for a in given["covers"][s]])
        model.add_bool_or([handoff[s].negated(), *by_hand[s], *[chain[a] for a in ends[s]]])
    manual_time = {int(s): duration for s, duration in given["manual_time"].items()}

    def comes_out(name: str, gathered: list[Any], most: list[int]) -> list[Any]:
        carried = [model.new_int_var(0, most[s], f"carried {name} {s}") for s in steps]
        out = [model.new_int_var(0, most[s], f"{name} {s}") for s in steps]
        for s in steps:
            before = carried[s - 1] if s else 0
            model.add(before + gathered[s] == carried[s] + out[s])
            model.add(carried[s] == 0).only_enforce_if(handoff[s])
            model.add(out[s] == 0).only_enforce_if(handoff[s].negated())
        return out

    skills = [
        given["human_skill"][s] * sum(by_hand[s])
        + given["manager_skill"][s] * sum(chain[a] for a in ends[s])
        for s in steps
    ]
    times = [
        manual_time.get(s, 0) * sum(by_hand[s]) + sum(chain_time[a] * chain[a] for a in ends[s])
        for s in steps
    ]
    skill = comes_out("skill", skills, given["most_skill"])
    duration = comes_out("time", times, given["most_time"])
    for *counts, row_limit in given["rows"]:
        variables = [*manual.values(), *chain, *handoff]
        uses = [count for part in counts for count in part]
        model.add(cp_model.LinearExpr.weighted_sum(variables, uses) <= row_limit)
    bills = []
    for s in steps:
        longest = given["most_time"][s] + given["handoff_time"][s]
        job_time = model.new_int_var(0, longest, f"job time {s}")
        model.add(job_time == duration[s] + given["handoff_time"][s] * handoff[s])
        bill = model.new_int_var(0, longest * given["most_skill"][s], f"bill {s}")
        model.add_multiplication_equality(bill, [skill[s], job_time])
        bills.append(bill)
    ai_cost = sum(cost * chosen for cost, chosen in zip(given["chain_ai_cost"], chain, strict=True))
    model.minimize(sum(bills) + ai_cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    for name, value in given["options"].items():
        setattr(solver.parameters, name, value)
    remaining = given["limit"] - (time.perf_counter() - began)
    solver.parameters.max_time_in_seconds = max(0.0, remaining)
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {model.validate()}")
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

"""`JobDesignBlock`: job design as a Pyomo block that a host model can embed.

Steps are done by hand or inside a chain; chains and manual steps form a path
over boundaries, and a job may end where a task ends. Skills and times flow
along the steps of a job and come out where it ends, so that each job's total
skill and time are exact and no row needs a big constant but the bound on what
one job can hold. Wage × time is linear once it is split by task: the wage of
the job is a variable of each of its steps, and its part for each task is 0
unless the task is chosen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.core.base.block import BlockData, declare_custom_block

from jobdesign.constraints import Rules
from jobdesign.constraints.base import TOLERANCE
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.job_search import Jobs
from jobdesign.methods.mip.chains import job_starts, useful_chains
from jobdesign.methods.mip.evenness import are_even
from jobdesign.methods.mip.units import typical_bill, typical_time
from jobdesign.problem import Problem
from jobdesign.solution import Solution
from jobdesign.workflow import Array

__all__ = ["JobDesignBlock", "JobDesignBlockData", "extract"]

if TYPE_CHECKING:  # the decorator below makes it
    JobDesignBlock: Any

#: Chains that take longer than this times any step alone, or cost as much more, are too much
#: for floating-point rows.
_LONGEST = 1e6


@declare_custom_block(name="JobDesignBlock")
class JobDesignBlockData(BlockData):
    """Job design inside a host model.

    `build` fills the block from a problem. There is no objective inside: the host
    prices or limits the ports.

    Attributes
    ----------
    manual, augmented, automated, handoff
        Binary, by step name: how the step is done, and whether a job ends after it.
    cost
        Wage bills with AI costs, at least; exact where the host minimises it.
    total_time, jobs, human_time, ai_management_time
        Time of all jobs with hand-offs; number of jobs; time of the steps done by
        hand; time of the chains.
    workers, worker_time
        By worker type, where the problem has them: number of jobs filled, and time.

    Examples
    --------
    >>> import jobdesign as jd, pyomo.environ as pyo
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> model = pyo.ConcreteModel()
    >>> model.work = jd.JobDesignBlock()
    >>> model.work.build(problem)
    >>> model.total = pyo.Objective(expr=model.work.cost + 2 * model.work.jobs)
    >>> jd.solve_model(model).status
    'optimal'
    >>> jd.extract(model.work).cost
    18.0
    """

    def build(
        self,
        problem: Problem,
        *,
        job_ends: npt.NDArray[np.int64] | None = None,
        most_cost: float = math.inf,
        jobs: Jobs | None = None,
        longest: float = _LONGEST,
    ) -> None:
        """Fill the block.

        Parameters
        ----------
        problem
            What is given, with its side constraints.
        job_ends
            Last steps of the given jobs, by position: the short run.
        most_cost
            Designs that cost more are of no interest: leaves out dear chains.
        jobs
            Only tasks and hand-offs of these jobs are of interest.
        longest
            Chains that take longer than this times any step alone, or whose AI costs
            are larger than this times a wage bill, are left out, and
            `leaves_chains_out` says so: such chains are good for nothing, as a rule,
            and spoil the accuracy of every row.

        Raises
        ------
        InputError
            Where the problem is not a `Problem`.
        """
        if not isinstance(problem, Problem):
            raise InputError("must be a Problem", place="problem", value=problem)
        # Pyomo gives every plain attribute a home; these are for `extract`
        self.problem = problem
        self.horizon: Horizon = "long" if job_ends is None else "short"
        builder = _Builder(self, problem, job_ends, most_cost, jobs, longest)
        builder.build()
        #: whether chains were left out for no other reason than how long they take
        self.leaves_chains_out = builder.leaves_chains_out
        #: whether chains take so long that floating-point rows cannot tell other tasks apart
        self.is_inaccurate = builder.is_inaccurate
        #: whether the numbers are near enough to each other to trust HiGHS alone
        self.is_even = builder.is_even


def extract(block: JobDesignBlockData) -> Solution:
    """Return the evaluated design of a block whose host model has been solved.

    The binaries are rounded, the design rebuilt, priced and checked by the
    evaluator. The status is ``"feasible"``: what is optimal is the host's to say.

    Raises
    ------
    InputError
        Where the variables have no values yet, or do not say a design.
    """
    design = design_of(block)
    priced = evaluate(block.problem, design, block.horizon)
    return Solution(
        block.problem, "feasible", design, priced, 0.0, "JobDesignBlock", block.horizon, 0.0
    )


def design_of(block: JobDesignBlockData) -> Design:
    """Return the design that the binaries of a solved block say."""
    names = block.problem.workflow.names
    values = [[port[name].value for name in names] for port in (block.augmented, block.automated)]
    ends = [block.handoff[name].value for name in names]
    if any(value is None for value in [*values[0], *values[1], *ends]):
        raise InputError("has no solution yet", place="block", fix="solve the host model first")
    augmented, automated = (np.array(row) > 0.5 for row in values)
    modes = np.where(automated, Mode.AUTOMATED, np.where(augmented, Mode.AUGMENTED, Mode.MANUAL))
    return Design(modes.astype(np.int8), np.flatnonzero(np.array(ends) > 0.5))


class _Builder:
    """Writes the variables and rows of one block."""

    def __init__(
        self,
        block: JobDesignBlockData,
        problem: Problem,
        job_ends: npt.NDArray[np.int64] | None,
        most_cost: float,
        jobs: Jobs | None,
        longest: float,
    ) -> None:
        self.block = block
        self.problem = problem
        self.given = problem.workflow
        self.m = len(self.given)
        self.names = list(self.given.names)
        self.rules: Rules = problem.rules
        if job_ends is not None:
            self.rules.keep_jobs(job_ends)
        of_interest = None if jobs is None else self._look_only_at(jobs)
        self.costs = JobCosts(problem, job_ends)
        self.starts = job_starts(self.m, job_ends)
        self.chains, complete = useful_chains(
            problem, self.rules, self.costs, self.starts, most_cost, longest
        )
        self.leaves_chains_out = not complete
        if of_interest is not None:
            self.chains = [c for c in self.chains if (c.first, c.last) in of_interest]
        time, bill = _LONGEST * typical_time(problem), _LONGEST * typical_bill(problem)
        self.is_inaccurate = any(c.time > time or c.ai_cost > bill for c in self.chains)
        self.by_last: list[list[int]] = [[] for _ in range(self.m)]
        for number, chain in enumerate(self.chains):
            self.by_last[chain.last].append(number)
        self.manual_time = np.where(
            np.isfinite(self.given.manual_time) & self.rules.manual, self.given.manual_time, 0.0
        )

    def build(self) -> None:
        """Write everything."""
        self._path()
        self._flows()
        self._totals()
        self.is_even = are_even(
            self.problem,
            self.costs,
            self.starts,
            np.flatnonzero([self._can_be_manual(s) for s in range(self.m)]),
            self.chains,
            float(self.most_skill.max()),
        )
        if self.costs.form == "types":
            self._types()
        elif self.costs.form == "hired":
            self._hired()
        else:
            self._wages()

    # what may be chosen

    def _look_only_at(self, jobs: Jobs) -> set[tuple[int, int]]:
        """Leave out the tasks and hand-offs that none of the jobs has; returns their chains."""
        tasks = {task for plan in jobs.tasks for task in plan}
        by_hand = np.zeros(self.m, dtype=np.bool_)
        by_hand[[task.last for task in tasks if task.kind == "manual"]] = True
        self.rules.manual &= by_hand
        used = np.zeros(self.m, dtype=np.bool_)
        used[jobs.end - 1] = True
        self.rules.handoff_allowed &= used
        inside = np.zeros(self.m, dtype=np.bool_)
        for start, end in zip(jobs.start.tolist(), jobs.end.tolist(), strict=True):
            inside[start : end - 1] = True
        self.rules.handoff_required |= ~inside
        return {(task.first, task.last) for task in tasks if task.kind == "ai_chain"}

    def _can_be_manual(self, s: int) -> bool:
        return bool(self.rules.manual[s] and np.isfinite(self.given.manual_time[s]))

    def _least_rate(self, s: int, skill: float) -> float:
        """Return the least wage of a job that holds step s and needs at least this skill."""
        return self.costs.rate(int(self.starts[s]), skill)

    # the path of tasks and the ends of jobs

    def _path(self) -> None:
        b, m, rules = self.block, self.m, self.rules
        b.step = pyo.Set(initialize=self.names, ordered=True)
        b.manual = pyo.Var(b.step, domain=pyo.Binary)
        b.augmented = pyo.Var(b.step, domain=pyo.Binary)
        b.automated = pyo.Var(b.step, domain=pyo.Binary)
        b.handoff = pyo.Var(b.step, domain=pyo.Binary)
        b.chain = pyo.Var(range(len(self.chains)), domain=pyo.Binary)
        self.manual = [b.manual[name] for name in self.names]
        self.handoff = [b.handoff[name] for name in self.names]
        self.chain = [b.chain[number] for number in range(len(self.chains))]
        for s in range(m):
            if not self._can_be_manual(s):
                self.manual[s].fix(0)
            if not rules.handoff_allowed[s]:
                self.handoff[s].fix(0)
            elif rules.handoff_required[s] or s == m - 1:
                self.handoff[s].fix(1)
        must_end = np.append(rules.handoff_required[:-1], True)
        torn = np.flatnonzero(must_end & ~rules.handoff_allowed)
        b.impossible = pyo.Constraint(torn.tolist(), rule=lambda _, s: self.handoff[s] >= 1)
        covers: list[list[Any]] = [[] for _ in range(m)]
        begins: list[list[Any]] = [[] for _ in range(m)]
        ends: list[list[Any]] = [[] for _ in range(m)]
        passes: list[list[Any]] = [[] for _ in range(m)]
        for chain, chosen in zip(self.chains, self.chain, strict=True):
            begins[chain.first].append(chosen)
            ends[chain.last].append(chosen)
            for s in range(chain.first, chain.last + 1):
                covers[s].append(chosen)
            for s in range(chain.first, chain.last):
                passes[s].append(chosen)
        rows = range(m)
        b.one_mode = pyo.Constraint(
            rows, rule=lambda _, s: self.manual[s] + pyo.quicksum(covers[s]) == 1
        )
        b.ends_chain = pyo.Constraint(
            rows, rule=lambda _, s: b.augmented[self.names[s]] == pyo.quicksum(ends[s])
        )
        b.passed_by_chain = pyo.Constraint(
            rows, rule=lambda _, s: b.automated[self.names[s]] == pyo.quicksum(passes[s])
        )
        b.job_ends_after_task = pyo.Constraint(
            rows, rule=lambda _, s: self.handoff[s] + b.automated[self.names[s]] <= 1
        )
        self._separate()

    def _separate(self) -> None:
        """At least one job ends between steps that must not share one."""
        starts = self.rules.earliest_start
        jumps = [k for k in range(1, self.m + 1) if starts[k] > starts[k - 1]]
        self.block.separated = pyo.Constraint(
            range(len(jumps)),
            rule=lambda _, n: (
                pyo.quicksum(self.handoff[s] for s in range(starts[jumps[n]] - 1, jumps[n] - 1))
                >= 1
            ),
        )

    # totals of jobs: what flows in with tasks comes out where the job ends

    def _flows(self) -> None:
        b, rules = self.block, self.rules
        human, manager = self.problem.human_skill, self.problem.ai_management_skill
        self.task_skill = [
            human[s] * self.manual[s] + manager[s] * b.augmented[self.names[s]]
            for s in range(self.m)
        ]
        self.task_time = [
            self.manual_time[s] * self.manual[s]
            + pyo.quicksum(self.chains[a].time * self.chain[a] for a in self.by_last[s])
            for s in range(self.m)
        ]
        # not more than every step at its most, nor than one job may hold
        most_skill = [
            max(human[s] if self._can_be_manual(s) else 0.0, manager[s] if self.by_last[s] else 0.0)
            for s in range(self.m)
        ]
        most_time = [
            max([self.manual_time[s], *(self.chains[a].time for a in self.by_last[s])])
            for s in range(self.m)
        ]
        self.most_skill = self._most_of_a_job(most_skill, self._skill_cap())
        self.most_time = self._most_of_a_job(most_time, rules.max_job_time)
        self.job_skill = self._flow("skill", self.task_skill, self.most_skill)
        self.job_time = self._flow("time", self.task_time, self.most_time)
        handoff = self.given.handoff_time
        if rules.max_job_time < math.inf:
            b.job_time_limit = pyo.Constraint(
                range(self.m),
                rule=lambda _, s: (
                    self.job_time[s]
                    <= min(rules.max_job_time - handoff[s], float(self.most_time[s]))
                    * self.handoff[s]
                ),
            )
        if rules.counts_tasks:
            one_each = [self.manual[s] + b.augmented[self.names[s]] for s in range(self.m)]
            self._flow("tasks", one_each, np.full(self.m, float(rules.max_job_tasks)))

    def _skill_cap(self) -> float:
        cap = self.rules.max_job_skill
        if self.costs.form == "types":
            cap = min(cap, self.costs.skills[-1] if self.costs.skills else 0.0)
        return cap

    def _most_of_a_job(self, amounts: list[float], cap: float) -> Array:
        """Bound what a job has gathered when it is done with each step, shape (m,)."""
        most = np.zeros(self.m)
        for s in range(self.m):
            fresh = s == 0 or self.rules.handoff_required[s - 1]
            most[s] = min(amounts[s] + (0.0 if fresh else most[s - 1]), cap)
        return most

    def _flow(self, name: str, gathered: list[Any], most: Array) -> list[Any]:
        """Carry an amount along the steps of a job; returns what comes out where it ends."""
        b, m = self.block, self.m
        carried = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        out = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.add_component(f"carried_{name}", carried)
        b.add_component(f"job_{name}", out)
        for s in range(m):
            carried[s].setub(float(most[s]))
            out[s].setub(float(most[s]))
        b.add_component(
            f"{name}_balance",
            pyo.Constraint(
                range(m),
                rule=lambda _, s: (
                    (carried[s - 1] if s else 0.0) + gathered[s] == carried[s] + out[s]
                ),
            ),
        )
        b.add_component(
            f"{name}_carried",
            pyo.Constraint(
                range(m),
                rule=lambda _, s: carried[s] <= float(most[s]) * (1 - self.handoff[s]),
            ),
        )
        b.add_component(
            f"{name}_comes_out",
            pyo.Constraint(range(m), rule=lambda _, s: out[s] <= float(most[s]) * self.handoff[s]),
        )
        return [out[s] for s in range(m)]

    def _totals(self) -> None:
        b = self.block
        handoff = self.given.handoff_time
        for name in ("cost", "total_time", "jobs", "human_time", "ai_management_time"):
            b.add_component(name, pyo.Var(domain=pyo.NonNegativeReals))
        chain_time = pyo.quicksum(
            chain.time * chosen for chain, chosen in zip(self.chains, self.chain, strict=True)
        )
        manual_time = pyo.quicksum(self.manual_time[s] * self.manual[s] for s in range(self.m))
        waits = pyo.quicksum(handoff[s] * self.handoff[s] for s in range(self.m))
        b.human_time_is = pyo.Constraint(expr=b.human_time == manual_time)
        b.ai_management_time_is = pyo.Constraint(expr=b.ai_management_time == chain_time)
        b.total_time_is = pyo.Constraint(expr=b.total_time == manual_time + chain_time + waits)
        b.jobs_is = pyo.Constraint(expr=b.jobs == pyo.quicksum(self.handoff))
        self.ai_cost = pyo.quicksum(
            chain.ai_cost * chosen
            for chain, chosen in zip(self.chains, self.chain, strict=True)
            if chain.ai_cost
        )
        modes = [(b.manual[name], b.augmented[name], b.automated[name]) for name in self.names]

        @b.Constraint(range(len(self.rules.totals)), doc="constraints that span jobs")
        def limit(_: Any, number: int) -> Any:
            total = self.rules.totals[number]
            scale = abs(total.limit) or 1.0
            used = (total.per_job * b.jobs + total.per_time * b.total_time) / scale
            counted = pyo.quicksum(
                total.per_mode[s, mode] / scale * modes[s][mode]
                for s in range(self.m)
                for mode in range(3)
                if total.per_mode[s, mode]
            )
            return used + counted <= total.limit / scale

    # wages

    def _hired(self) -> None:
        """Each given job keeps its wage, so that its cost is its wage times its time."""
        b, handoff = self.block, self.given.handoff_time
        rates = self.costs.hired[self.starts]
        if not np.isfinite(rates).all():
            b.nobody_can_fill_a_job = pyo.Constraint(expr=b.jobs <= -1)
            return
        bill = pyo.quicksum(
            rates[s] * (self.task_time[s] + handoff[s] * self.handoff[s]) for s in range(self.m)
        )
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _types(self) -> None:
        """A worker type for every job; its time goes to the type, and costs its wage."""
        b, m, handoff = self.block, self.m, self.given.handoff_time
        kinds = self.problem.wages.worker_types or ()
        b.worker_type = pyo.Set(initialize=[kind.name for kind in kinds], ordered=True)
        b.fills = pyo.Var(range(m), b.worker_type, domain=pyo.Binary)
        b.time_by_type = pyo.Var(range(m), b.worker_type, domain=pyo.NonNegativeReals)
        b.skill_by_type = pyo.Var(range(m), b.worker_type, domain=pyo.NonNegativeReals)
        b.workers = pyo.Var(b.worker_type, domain=pyo.NonNegativeReals)
        b.worker_time = pyo.Var(b.worker_type, domain=pyo.NonNegativeReals)
        most = {kind.name: kind.max_skill * (1.0 + TOLERANCE) for kind in kinds}
        names = list(most)
        b.one_type = pyo.Constraint(
            range(m),
            rule=lambda _, s: pyo.quicksum(b.fills[s, name] for name in names) == self.handoff[s],
        )
        b.skill_of_job = pyo.Constraint(
            range(m),
            rule=lambda _, s: (
                pyo.quicksum(b.skill_by_type[s, name] for name in names) == self.job_skill[s]
            ),
        )
        b.type_covers = pyo.Constraint(
            range(m),
            names,
            rule=lambda _, s, name: b.skill_by_type[s, name] <= most[name] * b.fills[s, name],
        )
        b.time_of_job = pyo.Constraint(
            range(m),
            rule=lambda _, s: (
                pyo.quicksum(b.time_by_type[s, name] for name in names)
                == self.job_time[s] + handoff[s] * self.handoff[s]
            ),
        )
        longest = self.most_time + handoff
        b.time_of_type = pyo.Constraint(
            range(m),
            names,
            rule=lambda _, s, name: b.time_by_type[s, name] <= float(longest[s]) * b.fills[s, name],
        )
        b.workers_is = pyo.Constraint(
            names,
            rule=lambda _, name: (
                b.workers[name] == pyo.quicksum(b.fills[s, name] for s in range(m))
            ),
        )
        b.worker_time_is = pyo.Constraint(
            names,
            rule=lambda _, name: (
                b.worker_time[name] == pyo.quicksum(b.time_by_type[s, name] for s in range(m))
            ),
        )
        for kind in kinds:
            if kind.available is not None:
                b.workers[kind.name].setub(kind.available)
        bill = pyo.quicksum(kind.wage * b.worker_time[kind.name] for kind in kinds)
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _wages(self) -> None:
        """Split the wage of each step's job by the task that ends at the step."""
        b, m, handoff = self.block, self.m, self.given.handoff_time
        end_wage = self._wages_at_job_ends()
        most = self._most_wages()
        b.wage = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_manual = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_passed = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_chain = pyo.Var(range(len(self.chains)), domain=pyo.NonNegativeReals)
        human, manager = self.problem.human_skill, self.problem.ai_management_skill
        for s in range(m):
            b.wage[s].setub(float(most[s]))
        b.split = pyo.Constraint(
            range(m),
            rule=lambda _, s: (
                b.wage[s]
                == b.wage_if_manual[s]
                + b.wage_if_passed[s]
                + pyo.quicksum(b.wage_if_chain[a] for a in self.by_last[s])
            ),
        )
        b.manual_at_most = pyo.Constraint(
            range(m), rule=lambda _, s: b.wage_if_manual[s] <= float(most[s]) * self.manual[s]
        )
        b.manual_at_least = pyo.Constraint(
            range(m),
            rule=lambda _, s: (
                b.wage_if_manual[s] >= self._least_rate(s, float(human[s])) * self.manual[s]
            ),
        )
        b.passed_at_most = pyo.Constraint(
            range(m),
            rule=lambda _, s: b.wage_if_passed[s] <= float(most[s]) * b.automated[self.names[s]],
        )
        b.chain_at_most = pyo.Constraint(
            range(len(self.chains)),
            rule=lambda _, a: (
                b.wage_if_chain[a] <= float(most[self.chains[a].last]) * self.chain[a]
            ),
        )
        b.chain_at_least = pyo.Constraint(
            range(len(self.chains)),
            rule=lambda _, a: (
                b.wage_if_chain[a]
                >= self._least_rate(self.chains[a].last, float(manager[self.chains[a].last]))
                * self.chain[a]
            ),
        )
        b.wage_at_end = pyo.Constraint(range(m), rule=lambda _, s: b.wage[s] >= end_wage[s])
        b.same_wage = pyo.Constraint(
            range(m - 1),
            rule=lambda _, s: b.wage[s] >= b.wage[s + 1] - float(most[s + 1]) * self.handoff[s],
        )
        b.same_wage_back = pyo.Constraint(
            range(m - 1),
            rule=lambda _, s: b.wage[s + 1] >= b.wage[s] - float(most[s]) * self.handoff[s],
        )
        bill = pyo.quicksum(
            self.manual_time[s] * b.wage_if_manual[s] + handoff[s] * end_wage[s] for s in range(m)
        ) + pyo.quicksum(chain.time * b.wage_if_chain[a] for a, chain in enumerate(self.chains))
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _most_wages(self) -> Array:
        """Bound the wage of the job that holds each step."""
        # the most skill gathered by the end of any job that reaches the step
        reach = self.most_skill.copy()
        for s in range(self.m - 2, -1, -1):
            if not self.rules.handoff_required[s]:
                reach[s] = max(reach[s], reach[s + 1])
        return np.array([self.costs.rate(0, float(skill)) for skill in reach])

    def _wages_at_job_ends(self) -> list[Any]:
        """Return the wage of the job that ends after each step, 0 where none does."""
        if self.costs.form == "product":
            return self.job_skill
        b, m = self.block, self.m
        pieces = self._pieces()
        numbers = range(len(pieces))
        b.piece = pyo.Var(range(m), numbers, domain=pyo.Binary)
        b.skill_on_piece = pyo.Var(range(m), numbers, domain=pyo.NonNegativeReals)
        b.one_piece = pyo.Constraint(
            range(m),
            rule=lambda _, s: pyo.quicksum(b.piece[s, p] for p in numbers) == self.handoff[s],
        )
        b.skill_on_pieces = pyo.Constraint(
            range(m),
            rule=lambda _, s: (
                pyo.quicksum(b.skill_on_piece[s, p] for p in numbers) == self.job_skill[s]
            ),
        )
        b.piece_to = pyo.Constraint(
            range(m),
            numbers,
            rule=lambda _, s, p: (
                b.skill_on_piece[s, p]
                <= min(pieces[p][1], float(self.most_skill[s])) * b.piece[s, p]
            ),
        )
        b.piece_from = pyo.Constraint(
            range(m),
            numbers,
            rule=lambda _, s, p: b.skill_on_piece[s, p] >= pieces[p][0] * b.piece[s, p],
        )
        return [
            pyo.quicksum(
                pieces[p][2] * b.skill_on_piece[s, p] + pieces[p][3] * b.piece[s, p]
                for p in numbers
            )
            for s in range(m)
        ]

    def _pieces(self) -> list[tuple[float, float, float, float]]:
        """List (from skill, to skill, slope, intercept) of the schedule; the last goes on."""
        skills, wages = self.costs.skills, self.costs.wages
        pieces = []
        for p in range(len(skills) - 1):
            slope = (wages[p + 1] - wages[p]) / (skills[p + 1] - skills[p])
            end = math.inf if p == len(skills) - 2 else skills[p + 1]
            pieces.append((skills[p], end, slope, wages[p] - slope * skills[p]))
        return pieces

"""Rows of the step-level model: which tasks and jobs there are, and what they add up to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo

from jobdesign.constraints import Rules
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.chains import job_starts, useful_chains
from jobdesign.methods.mip.rows import add_rows
from jobdesign.methods.mip.units import typical_bill, typical_time
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["LONGEST", "StepRows"]

#: Chains that take longer than this times any step alone, or cost as much more, are too much
#: for floating-point rows.
LONGEST = 1e6


class StepRows:
    """Writes the variables and rows of one block, but for wages and cost.

    Attributes
    ----------
    leaves_chains_out, is_inaccurate
        As `JobDesignBlock` has them.
    """

    def __init__(
        self,
        block: Any,
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
        time, bill = LONGEST * typical_time(problem), LONGEST * typical_bill(problem)
        self.is_inaccurate = any(c.time > time or c.ai_cost > bill for c in self.chains)
        self.by_last: list[list[int]] = [[] for _ in range(self.m)]
        for number, chain in enumerate(self.chains):
            self.by_last[chain.last].append(number)
        self.manual_time = np.where(
            np.isfinite(self.given.manual_time) & self.rules.manual, self.given.manual_time, 0.0
        )

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

    def can_be_manual(self, s: int) -> bool:
        """Whether a person may do the step."""
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
            if not self.can_be_manual(s):
                self.manual[s].fix(0)
            if not rules.handoff_allowed[s]:
                self.handoff[s].fix(0)
            elif rules.handoff_required[s] or s == m - 1:
                self.handoff[s].fix(1)
        must_end = np.append(rules.handoff_required[:-1], True)
        torn = np.flatnonzero(must_end & ~rules.handoff_allowed)
        add_rows(b, "impossible", torn.tolist(), row=lambda s: self.handoff[s] >= 1)
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
        add_rows(b, "one_mode", rows, row=lambda s: self.manual[s] + pyo.quicksum(covers[s]) == 1)
        add_rows(
            b, "ends_chain", rows, row=lambda s: b.augmented[self.names[s]] == pyo.quicksum(ends[s])
        )
        add_rows(
            b,
            "passed_by_chain",
            rows,
            row=lambda s: b.automated[self.names[s]] == pyo.quicksum(passes[s]),
        )
        add_rows(
            b,
            "job_ends_after_task",
            rows,
            row=lambda s: self.handoff[s] + b.automated[self.names[s]] <= 1,
        )
        self._separate()

    def _separate(self) -> None:
        """At least one job ends between steps that must not share one."""
        starts = self.rules.earliest_start
        jumps = [k for k in range(1, self.m + 1) if starts[k] > starts[k - 1]]
        add_rows(
            self.block,
            "separated",
            range(len(jumps)),
            row=lambda n: (
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
            max(human[s] if self.can_be_manual(s) else 0.0, manager[s] if self.by_last[s] else 0.0)
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
            add_rows(
                b,
                "job_time_limit",
                range(self.m),
                row=lambda s: (
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
        add_rows(
            b,
            f"{name}_balance",
            range(m),
            row=lambda s: (carried[s - 1] if s else 0.0) + gathered[s] == carried[s] + out[s],
        )
        add_rows(
            b,
            f"{name}_carried",
            range(m),
            row=lambda s: carried[s] <= float(most[s]) * (1 - self.handoff[s]),
        )
        add_rows(
            b,
            f"{name}_comes_out",
            range(m),
            row=lambda s: out[s] <= float(most[s]) * self.handoff[s],
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

        def limit(number: int) -> Any:
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

        totals = range(len(self.rules.totals))
        add_rows(b, "limit", totals, row=limit, doc="constraints that span jobs")

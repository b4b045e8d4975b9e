"""`recursion`: Propositions 1, 2 and 3 as the paper writes them, memoised.

A reference to read and to check others against. Proposition 3 carries one
repair. As printed, V(i) = W(i, 0, t_i^S) and option 1 of W(i, 0, t) is 0 t +
V(i): the recursion calls itself and has many solutions. Option 1 makes sense
only once the active worker holds a task, and neither c = 0 nor t = 0 says that
(a task may need no skill), so the state counts its tasks, to one unless a rule
limits them. Rules and wages that every job keeps by itself enter where a job is cut.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Task
from jobdesign.errors import MethodError
from jobdesign.evaluator import Horizon
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.problem import Problem

__all__ = ["solve"]

_MAX_STEPS = 14


class _OutOfTimeError(Exception):
    pass


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
) -> Outcome:
    """Solve by the paper's recursions.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        ``"short"``: Proposition 1 for each job that ends after `job_ends`.
        ``"long"``: Proposition 3, or Proposition 2 where AI can do nothing.
    deadline
        When to give up.

    Raises
    ------
    MethodError
        Where Proposition 3 is asked for more steps than it can enumerate.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> solve(problem).design
    Design([1, 2][3])
    """
    recursion = _Recursion(problem, job_ends, deadline or Deadline())
    m = len(problem.workflow)
    try:
        if not problem.is_plain:
            _check_size(m)
            return Outcome(recursion.proposition_3(), exact=True)
        if horizon == "short":
            assert job_ends is not None
            first = 0
            tasks: list[Task] = []
            for last in job_ends.tolist():
                tasks += recursion.proposition_1(first, last)
                first = last + 1
            return Outcome(Design.from_tasks(tasks, job_ends), exact=True)
        if not problem.workflow.ai_success.any():
            ends = recursion.proposition_2()
            return Outcome(Design(["manual"] * m, ends), exact=True)
        _check_size(m)
        return Outcome(recursion.proposition_3(), exact=True)
    except _OutOfTimeError:
        return Outcome(None, exact=False)


def _check_size(steps: int) -> None:
    if steps > _MAX_STEPS:
        raise MethodError(
            f"takes at most {_MAX_STEPS} steps where AI is on offer or rules are imposed, "
            f"this problem has {steps}",
            place="method recursion",
            fix="use frontier",
        )


class _Choice(NamedTuple):
    """Best value of a state and how it is reached: cut, or add the task after `rest`."""

    value: float
    rest: int
    task: Task | None


class _Active(NamedTuple):
    """The active worker: skill, time with hand-off, tasks so far, last boundary of the job.

    Tasks are counted beyond one, and the boundary kept, only where a rule asks.
    """

    skill: float
    time: float
    held: int
    end: int


class _Recursion:
    """The data of one problem as lists, 1-based where the paper is."""

    def __init__(
        self, problem: Problem, job_ends: npt.NDArray[np.int64] | None, deadline: Deadline
    ) -> None:
        given = problem.workflow
        self.rules = problem.rules
        if job_ends is not None:
            self.rules.keep_jobs(job_ends)
        self.costs = JobCosts(problem, job_ends)
        # what a state must remember of the active job beside its skill and time
        self.needs_end = self.rules.separates
        self.counts_tasks = self.rules.counts_tasks
        self.chains: dict[int, list[tuple[int, float, float]]] = {}
        self.m = len(given)
        self.human_skill = problem.human_skill.tolist()
        self.human_time = given.manual_time.tolist()
        self.manager_skill = problem.ai_management_skill.tolist()
        self.manager_time = given.ai_time.tolist()
        self.success = given.ai_success.tolist()
        self.handoff = given.handoff_time.tolist()
        self.deadline = deadline
        self.ai_cost = given.ai_cost.tolist()
        self.table: dict[tuple[int, _Active], _Choice] = {}

    def chains_to(self, i: int, least: int = 0) -> list[tuple[int, float, float]]:
        """List (r, time, AI cost) of the chains r+1..i (1-based) that end at step i, r ≥ least."""
        chains: list[tuple[int, float, float]] = []
        rules = self.rules
        if not rules.chain_end[i - 1]:
            return chains
        success = 1.0
        for r in range(i - 1, least - 1, -1):
            success *= self.success[r]
            passed = rules.chain_pass[r] and not rules.handoff_required[r]
            if success < rules.min_chain_success or i - r > rules.max_chain_length:
                break
            if r < i - 1 and not passed:
                break
            time = self.manager_time[i - 1] / success
            if math.isfinite(time):
                chains.append((r, time, self.ai_cost[i - 1] / success))
        return chains

    def proposition_1(self, first: int, last: int) -> list[Task]:
        """Least time of one job, C[k] over its steps; returns its tasks."""
        least = {first: 0.0}
        choice: dict[int, Task] = {}
        for k in range(first + 1, last + 2):
            if self.deadline.passed:
                raise _OutOfTimeError
            least[k] = least[k - 1] + self.human_time[k - 1]
            choice[k] = Task(k - 1, k - 1, "manual")
            for r, time, _ in self.chains_to(k, first):
                if least[r] + time < least[k]:
                    least[k] = least[r] + time
                    choice[k] = Task(r, k - 1, "ai_chain")
        tasks = []
        k = last + 1
        while k > first:
            tasks.append(choice[k])
            k = choice[k].first
        return tasks[::-1]

    def proposition_2(self) -> list[int]:
        """Least cost of jobs for given tasks, C[k]; returns the job ends."""
        least = [0.0]
        cut = [0]
        for k in range(1, self.m + 1):
            if self.deadline.passed:
                raise _OutOfTimeError
            skill, time = 0.0, self.handoff[k - 1]
            best, at = math.inf, 0
            for s in range(k - 1, -1, -1):
                skill += self.human_skill[s]
                time += self.human_time[s]
                if least[s] + skill * time < best:
                    best, at = least[s] + skill * time, s
            least.append(best)
            cut.append(at)
        ends = []
        k = self.m
        while k > 0:
            ends.append(k - 1)
            k = cut[k]
        return ends[::-1]

    def proposition_3(self) -> Design | None:
        """V(m) = W(m, 0, 0); walks the choices back into a design, if there is one."""
        tasks: list[Task] = []
        ends: list[int] = []
        i, active = self.m, self._new_job(self.m)
        if math.isinf(self.least_cost(i, active).value):
            return None
        while i > 0:
            if active.held == 0:
                ends.append(i - 1)
            choice = self.least_cost(i, active)
            if choice.task is None:
                active = self._new_job(i)
                continue
            tasks.append(choice.task)
            i, active = choice.rest, self._after(choice.task, active)
        return Design.from_tasks(tasks[::-1], ends[::-1])

    def _new_job(self, end: int) -> _Active:
        """Return the worker whose job ends at a boundary, with the hand-off to do there."""
        return _Active(0.0, self.handoff[end - 1], 0, end if self.needs_end else 0)

    def _after(self, task: Task, active: _Active) -> _Active:
        """Give the active worker one more task, before those of the job so far."""
        last = task.last
        if task.kind == "manual":
            return self._joined(active, self.human_skill[last], self.human_time[last])
        time = next(time for r, time, _ in self._chains(last + 1) if r == task.first)
        return self._joined(active, self.manager_skill[last], time)

    def _joined(self, active: _Active, skill: float, time: float) -> _Active:
        held = active.held + 1 if self.counts_tasks else 1
        return _Active(active.skill + skill, active.time + time, held, active.end)

    def _chains(self, i: int) -> list[tuple[int, float, float]]:
        if i not in self.chains:
            self.chains[i] = self.chains_to(i)
        return self.chains[i]

    def _wage_bill(self, start: int, active: _Active) -> float:
        """Price the active worker's job if it starts here; infinite where it cannot."""
        rules = self.rules
        if (
            active.time > rules.max_job_time
            or active.skill > rules.max_job_skill
            or active.held > rules.max_job_tasks
            or start < rules.earliest_start[active.end]
        ):
            return math.inf
        bill = self.costs.rate(start, active.skill) * active.time
        return bill if bill < math.inf else math.inf

    def least_cost(self, i: int, active: _Active) -> _Choice:
        """W(i, c, t) of Proposition 3; the active worker also knows whether it has a task."""
        if i == 0:
            return _Choice(self._wage_bill(0, active), 0, None)
        key = (i, active)
        found = self.table.get(key)
        if found is not None:
            return found
        if self.deadline.passed:
            raise _OutOfTimeError
        rules, empty = self.rules, active.held == 0
        best = _Choice(math.inf, i, None)
        if not empty and rules.handoff_allowed[i - 1]:
            # option 1: the job of the active worker starts at step i + 1
            bill = self._wage_bill(i, active)
            if bill < math.inf:
                best = _Choice(bill + self.least_cost(i, self._new_job(i)).value, i, None)
        if empty and not rules.handoff_allowed[i - 1]:
            self.table[key] = best
            return best
        if empty or not rules.handoff_required[i - 1]:
            best = self._best_task(i, active, best)
        self.table[key] = best
        return best

    def _best_task(self, i: int, active: _Active, best: _Choice) -> _Choice:
        if self.rules.manual[i - 1] and math.isfinite(self.human_time[i - 1]):
            # option 2: step i by hand
            after = self._joined(active, self.human_skill[i - 1], self.human_time[i - 1])
            rest = self.least_cost(i - 1, after)
            if rest.value < best.value:
                best = _Choice(rest.value, i - 1, Task(i - 1, i - 1, "manual"))
        for r, time, ai_cost in self._chains(i):  # option 3: a chain r+1..i
            after = self._joined(active, self.manager_skill[i - 1], time)
            value = ai_cost + self.least_cost(r, after).value
            if value < best.value:
                best = _Choice(value, r, Task(r, i - 1, "ai_chain"))
        return best

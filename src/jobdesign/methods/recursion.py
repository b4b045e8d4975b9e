"""`recursion`: Propositions 1, 2 and 3 as the paper writes them, memoised.

A reference to read and to check others against. Proposition 3 carries one
repair. As printed, V(i) = W(i, 0, t_i^S) and option 1 of W(i, 0, t) is 0 t +
V(i): the recursion calls itself and has many solutions. Option 1 makes sense
only once the active worker holds a task, and neither c = 0 nor t = 0 says that
(a task may need no skill), so the state carries a flag.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Task
from jobdesign.errors import MethodError
from jobdesign.evaluator import Horizon
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

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
    recursion = _Recursion(problem, deadline or Deadline())
    m = len(problem.workflow)
    try:
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
        if m > _MAX_STEPS:
            raise MethodError(
                f"takes at most {_MAX_STEPS} steps where AI is on offer, this problem has {m}",
                place="method recursion",
                fix="use frontier",
            )
        return Outcome(recursion.proposition_3(), exact=True)
    except _OutOfTimeError:
        return Outcome(None, exact=False)


class _Choice(NamedTuple):
    """Best value of a state and how it is reached: cut, or add the task after `rest`."""

    value: float
    rest: int
    task: Task | None


class _Recursion:
    """The data of one problem as lists, 1-based where the paper is."""

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        given = problem.workflow
        self.m = len(given)
        self.human_skill = problem.human_skill.tolist()
        self.human_time = given.manual_time.tolist()
        self.manager_skill = problem.ai_management_skill.tolist()
        self.manager_time = given.ai_time.tolist()
        self.success = given.ai_success.tolist()
        self.handoff = given.handoff_time.tolist()
        self.deadline = deadline
        self.table: dict[tuple[int, float, float, bool], _Choice] = {}

    def chains_to(self, i: int, least: int = 0) -> list[tuple[int, float]]:
        """List (r, time) of the chains r+1..i (1-based) that end at step i, r ≥ least."""
        chains = []
        success = 1.0
        for r in range(i - 1, least - 1, -1):
            success *= self.success[r]
            if success < SMALLEST_SUCCESS:
                break
            time = self.manager_time[i - 1] / success
            if math.isfinite(time):
                chains.append((r, time))
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
            for r, time in self.chains_to(k, first):
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

    def proposition_3(self) -> Design:
        """V(m) = W(m, 0, 0); walks the choices back into a design."""
        tasks: list[Task] = []
        ends: list[int] = []
        i, skill, time, empty = self.m, 0.0, 0.0, True
        while i > 0:
            if empty:
                ends.append(i - 1)
            choice = self.least_cost(i, skill, time, empty)
            if choice.task is None:
                skill, time, empty = 0.0, self.handoff[i - 1], True
                continue
            tasks.append(choice.task)
            skill, time = self._after(choice.task, skill, time)
            i, empty = choice.rest, False
        return Design.from_tasks(tasks[::-1], ends[::-1])

    def _after(self, task: Task, skill: float, time: float) -> tuple[float, float]:
        if task.kind == "manual":
            return skill + self.human_skill[task.last], time + self.human_time[task.last]
        added = dict(self.chains_to(task.last + 1))[task.first]
        return skill + self.manager_skill[task.last], time + added

    def least_cost(self, i: int, skill: float, time: float, empty: bool) -> _Choice:
        """W(i, c, t) of Proposition 3, with the flag that the active worker is empty."""
        if i == 0:
            return _Choice(skill * time, 0, None)
        key = (i, skill, time, empty)
        found = self.table.get(key)
        if found is not None:
            return found
        if self.deadline.passed:
            raise _OutOfTimeError
        best = _Choice(math.inf, i, None)
        if not empty:  # option 1: the job of the active worker starts at step i + 1
            before = self.least_cost(i, 0.0, self.handoff[i - 1], True)
            best = _Choice(skill * time + before.value, i, None)
        if math.isfinite(self.human_time[i - 1]):  # option 2: step i by hand
            rest = self.least_cost(
                i - 1, skill + self.human_skill[i - 1], time + self.human_time[i - 1], False
            )
            if rest.value < best.value:
                best = _Choice(rest.value, i - 1, Task(i - 1, i - 1, "manual"))
        for r, added in self.chains_to(i):  # option 3: a chain r+1..i
            rest = self.least_cost(r, skill + self.manager_skill[i - 1], time + added, False)
            if rest.value < best.value:
                best = _Choice(rest.value, r, Task(r, i - 1, "ai_chain"))
        self.table[key] = best
        return best

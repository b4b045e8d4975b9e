"""Every design priced in fractions: nothing is rounded, so nothing is lost.

Written from the definitions alone; of the package only `Mode` codes, the list of all
designs and the documented rules of tolerance and of the smallest success are shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

import numpy as np

import jobdesign as jd
from jobdesign.methods.brute_force import all_designs

__all__ = ["AmbiguousError", "Exact", "Priced"]

MODES = ("manual", "augmented", "automated")
INF = float("inf")
#: Below it, a chain never finishes; within rounding of it the answer is open.
_LEAST = Fraction(1e-200)
_ROUNDING = Fraction(1, 10**9)
#: Limits are forgiven this, relatively; within rounding of that the answer is open.
_TOLERANCE = Fraction(1, 10**9)
_OPEN = Fraction(1, 10**12)

Cost = Fraction | float
Task = tuple[int, int, bool]


class AmbiguousError(Exception):
    """Rounding decides what is allowed: no method is right or wrong."""


@dataclass(frozen=True)
class Priced:
    """A design and its cost."""

    modes: tuple[int, ...]
    ends: tuple[bool, ...]
    cost: Cost


class Exact:
    """All designs of a problem, in the long run or in given jobs."""

    def __init__(self, problem: jd.Problem, job_ends: tuple[int, ...] | None = None) -> None:
        given, wages = problem.workflow, problem.wages
        self.problem = problem
        self.m = len(given)
        self.job_ends = job_ends
        human, manager = Fraction(wages.human), Fraction(wages.ai_management)
        self.manual = [
            (Fraction(float(s)) * human, Fraction(float(t))) if np.isfinite(t) else None
            for s, t in zip(given.manual_skill, given.manual_time, strict=True)
        ]
        self.ai = [
            (Fraction(float(s)) * manager, Fraction(float(t)), Fraction(float(c)))
            for s, t, c in zip(given.ai_skill, given.ai_time, given.ai_cost, strict=True)
        ]
        self.success = [Fraction(float(q)) for q in given.ai_success]
        self.handoff = [Fraction(float(h)) for h in given.handoff_time]
        self._tasks: dict[Task, tuple[Fraction, Fraction, Fraction] | None] = {}
        self._bills: dict[tuple[int, tuple[Task, ...]], Cost] = {}

    @cached_property
    def designs(self) -> list[Priced]:
        """Every design, with its cost: infinite where it is impossible or breaks a rule."""
        found = []
        for modes, ends in zip(*map(np.ndarray.tolist, all_designs(self.m)), strict=True):
            if self.job_ends is not None and tuple(np.flatnonzero(ends)) != self.job_ends:
                continue
            found.append(Priced(tuple(modes), tuple(ends), self.cost(modes, ends)))
        return found

    @cached_property
    def least(self) -> Cost:
        """Cost of the cheapest."""
        return min(design.cost for design in self.designs)

    def least_where(self, allowed) -> Cost:
        """Cost of the cheapest of some designs."""
        return min((d.cost for d in self.designs if allowed(d)), default=INF)

    def cost(self, modes, ends) -> Cost:
        """Price one design."""
        tasks, first = [], 0
        for step, mode in enumerate(modes):
            if mode != 2:
                tasks.append((first, step, mode == 1))
                first = step + 1
        jobs, held = [], []
        for task in tasks:
            if self._task(task) is None:
                return INF
            held.append(task)
            if ends[task[1]]:
                jobs.append(tuple(held))
                held = []
        if not all(self._holds(rule, modes, ends, jobs) for rule in self.problem.constraints):
            return INF
        if self.problem.wages.limits_workers and self.job_ends is None:
            return self._staffed(jobs)
        return sum((self._bill(job) for job in jobs), Fraction(0))

    def _task(self, task: Task) -> tuple[Fraction, Fraction, Fraction] | None:
        """Skill, time and AI costs of a task; None where it cannot be done."""
        if task not in self._tasks:
            first, last, chain = task
            if not chain:
                by_hand = self.manual[last]
                self._tasks[task] = None if by_hand is None else (*by_hand, Fraction(0))
            else:
                chance = Fraction(1)
                for step in range(first, last + 1):
                    chance *= self.success[step]
                if abs(chance - _LEAST) <= _ROUNDING * _LEAST:
                    raise AmbiguousError
                skill, time, cost = self.ai[last]
                self._tasks[task] = (
                    (skill, time / chance, cost / chance) if chance >= _LEAST else None
                )
        return self._tasks[task]

    def totals(self, job: tuple[Task, ...]) -> tuple[Fraction, Fraction, Fraction]:
        """Skill, time with hand-off, and AI costs of a job."""
        parts = [self._task(task) for task in job]
        skill, time, cost = (sum(column, Fraction(0)) for column in zip(*parts, strict=True))
        last = job[-1][1]
        return skill, time + (self.handoff[last] if last < self.m - 1 else 0), cost

    def _bill(self, job: tuple[Task, ...]) -> Cost:
        key = (job[0][0], job)
        if key not in self._bills:
            skill, time, cost = self.totals(job)
            if self.job_ends is not None:  # hired for the work by hand
                by_hand = [self.manual[step] for step in range(job[0][0], job[-1][1] + 1)]
                if any(step is None for step in by_hand):
                    return INF
                skill = sum((step[0] for step in by_hand), Fraction(0))
            rate = self.rate(skill)
            self._bills[key] = INF if rate == INF else rate * time + cost
        return self._bills[key]

    def rate(self, skill: Fraction) -> Cost:
        """Wage of a job."""
        wages = self.problem.wages
        if wages.worker_types is not None:
            return min((Fraction(k.wage) for k in wages.worker_types if _covers(k, skill)),
                       default=INF)  # fmt: skip
        if wages.schedule is None:
            return skill
        points = [(Fraction(x), Fraction(y)) for x, y in wages.schedule]
        at = next((k for k in range(1, len(points)) if skill <= points[k][0]), len(points) - 1)
        (x0, y0), (x1, y1) = points[at - 1], points[at]
        return y0 + (y1 - y0) / (x1 - x0) * (skill - x0)

    def _staffed(self, jobs: list[tuple[Task, ...]]) -> Cost:
        """Price jobs that compete for workers: every assignment."""
        kinds = self.problem.wages.worker_types
        numbers = [self.totals(job) for job in jobs]
        least: Cost = INF
        for chosen in product(range(len(kinds)), repeat=len(jobs)):
            if any(
                kind.available is not None and chosen.count(k) > kind.available
                for k, kind in enumerate(kinds)
            ):
                continue
            pairs = list(zip(chosen, numbers, strict=True))
            if all(_covers(kinds[k], skill) for k, (skill, _, _) in pairs):
                bill = sum((Fraction(kinds[k].wage) * t + c for k, (_, t, c) in pairs), Fraction(0))
                least = min(least, bill)
        return least

    def _holds(self, rule, modes, ends, jobs) -> bool:
        names = self.problem.workflow.names
        kind = rule.kind
        if kind in ("require_mode", "forbid_mode"):
            return (MODES[modes[names.index(rule.step)]] == rule.mode) == (kind == "require_mode")
        if kind in ("require_handoff", "forbid_handoff"):
            return bool(ends[names.index(rule.after)]) == (kind == "require_handoff")
        if kind in ("same_job", "separate_jobs"):
            job_of = np.cumsum(np.concatenate(([0], np.array(ends[:-1], dtype=int))))
            held = [job_of[names.index(step)] for step in rule.steps]
            return len(set(held)) == (1 if kind == "same_job" else len(set(rule.steps)))
        if kind == "min_chain_success":
            chances = [
                np.prod([self.success[s] for s in range(first, last + 1)], dtype=object)
                for job in jobs for first, last, chain in job if chain
            ]  # fmt: skip
            return not chances or _within(-min(chances), -Fraction(rule.probability))
        measured = {
            "max_chain_length": lambda: max(
                [last - first + 1 for job in jobs for first, last, chain in job if chain],
                default=0,
            ),
            "max_job_time": lambda: max(self.totals(job)[1] for job in jobs),
            "max_job_skill": lambda: max(self.totals(job)[0] for job in jobs),
            "max_job_tasks": lambda: max(map(len, jobs)),
            "max_jobs": lambda: len(jobs),
            "min_jobs": lambda: -len(jobs),
            "max_total_time": lambda: sum(self.totals(job)[1] for job in jobs),
            "max_ai_steps": lambda: sum(mode != 0 for mode in modes),
            "max_automated_steps": lambda: sum(mode == 2 for mode in modes),
            "linear_budget": lambda: sum(
                Fraction(rule.coefficients.get(names[s], {}).get(MODES[mode], 0.0))
                for s, mode in enumerate(modes)
            ),
        }[kind]()
        limit = Fraction(rule.limit)
        return _within(Fraction(measured), -limit if kind == "min_jobs" else limit)


def _covers(kind: jd.WorkerType, skill: Fraction) -> bool:
    return kind.available != 0 and _within(skill, Fraction(kind.max_skill))


def _within(measured: Fraction, limit: Fraction) -> bool:
    """Whether a measure keeps a limit that is forgiven a little."""
    most = limit + _TOLERANCE * abs(limit)
    if measured != most and abs(measured - most) <= _OPEN * abs(limit):
        raise AmbiguousError
    return measured <= most

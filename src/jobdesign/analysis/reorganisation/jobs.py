"""What a job costs as a function of the parameter: pieces, each a sum of powers."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jobdesign.analysis.reorganisation.parameter import Numbers, Parameter
from jobdesign.analysis.reorganisation.powers import midpoint, power, value
from jobdesign.constraints import Rules
from jobdesign.design import Task
from jobdesign.methods.job_costs import JobCosts
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["JobFunction", "Key", "Setting"]

#: Slack on limits, for sums in another order than the sweep that listed the job.
_ROUNDED = 1.0 + 1e-12
#: Start and end boundary of a job, and first step, last step, chain or not of each task.
Key = tuple[int, int, tuple[tuple[int, int, bool], ...]]


class Setting:
    """A problem with one parameter free: rules, wages, and jobs met so far.

    Parameters
    ----------
    problem
        What is given; its constraints can be kept by every job by itself.
    chosen
        What varies.
    """

    def __init__(self, problem: Problem, chosen: Parameter) -> None:
        self.problem = problem
        self.parameter = chosen
        self.steps = len(problem.workflow)
        self.rules: Rules = problem.rules
        self.costs = JobCosts(problem)
        #: Whether hulls in (skill, time) of jobs with the same start suffice.
        self.hulls_suffice = (
            self.costs.form == "product"
            and not self.rules.limits_jobs
            and not chosen.fixed[5].any()
            and not chosen.slope[5].any()
        )
        self._jobs: dict[Key, JobFunction] = {}

    def job(self, key: Key) -> JobFunction:
        """Return the function of a job, made when first asked for."""
        if key not in self._jobs:
            self._jobs[key] = JobFunction(self, key)
        return self._jobs[key]

    def numbers(self, y: float) -> Numbers:
        """Return what the steps need at y."""
        return self.parameter.numbers(y)

    def rates(self, skills: Array) -> Array:
        """Return the wages of jobs by total skill; infinite where nobody can fill one."""
        costs = self.costs
        if costs.form == "product":
            return skills
        points, wages = np.array(costs.skills), np.array(costs.wages)
        if costs.form == "types":
            return np.append(wages, np.inf)[np.searchsorted(points, skills)]
        at = np.clip(np.searchsorted(points, skills), 1, len(points) - 1)
        slopes = np.diff(wages) / np.diff(points)
        rates: Array = wages[at - 1] + slopes[at - 1] * (skills - points[at - 1])
        return rates


@dataclass(frozen=True, eq=False)
class _Powers:
    """A sum of powers as it is built: (coefficient, exponent) pairs, not in order."""

    terms: tuple[tuple[float, float], ...]

    def at(self, y: float) -> float:
        """Evaluate it."""
        return value(*self.columns, y)

    def over(self, values: Array) -> Array:
        """Evaluate it at many values, shape (k,)."""
        total = np.zeros(len(values))
        with np.errstate(over="ignore", under="ignore", divide="ignore"):
            for coefficient, exponent in self.terms:
                total += coefficient * values**exponent
        return total

    @cached_property
    def columns(self) -> tuple[list[float], list[float]]:
        """Coefficients, and exponents."""
        return [term[0] for term in self.terms], [term[1] for term in self.terms]

    def times(self, factor: float, exponent: float = 0.0) -> tuple[tuple[float, float], ...]:
        """Return the terms multiplied by factor × y ** exponent."""
        if factor == 0.0:
            return ()
        return tuple((factor * c, p + exponent) for c, p in self.terms)


class JobFunction:
    """The wage bill of one job, over the variable y.

    On a range where the job is possible and its skill stays on one piece of the
    wage rule, the bill is a sum of powers of y (`terms`): skill is S0 + S1 y, the
    wage linear in skill, a manual time t0 + t1 y, a chain's time
    (t0 + t1 y) y^-D / Q0.
    """

    def __init__(self, setting: Setting, key: Key) -> None:
        self.key = key
        self.start, self.end, tasks = key
        self._setting = setting
        chosen = setting.parameter
        fixed, slope = chosen.fixed, chosen.slope
        skill = np.zeros(2)
        times: list[tuple[float, float]] = []
        costs: list[tuple[float, float]] = []
        attempts: list[tuple[float, float]] = []
        last_step = self.end - 1
        times += [(fixed[4, last_step], 0.0), (slope[4, last_step], 1.0)]
        for first, last, is_chain in tasks:
            row = 2 if is_chain else 0
            skill += (fixed[row, last], slope[row, last])
            factor, exponent = 1.0, 0.0
            if is_chain:
                factor = 1.0 / float(np.prod(chosen.base[first : last + 1]))
                exponent = -float(chosen.exponent[first : last + 1].sum())
                attempts.append((factor, exponent))
                costs.append((fixed[5, last] * factor, exponent))
                costs.append((slope[5, last] * factor, exponent + 1.0))
            times.append((fixed[row + 1, last] * factor, exponent))
            times.append((slope[row + 1, last] * factor, exponent + 1.0))
        self.skill = (float(skill[0]), float(skill[1]))
        self._time = _powers(times)
        self._ai_cost = _powers(costs)
        self._attempts = _longest(attempts)
        self._terms: dict[int, _Powers] = {}
        self._costs: dict[float, float] = {}

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks, in order."""
        return tuple(
            Task(first, last, "ai_chain" if is_chain else "manual")
            for first, last, is_chain in self.key[2]
        )

    def piece(self, y: float) -> int:
        """Return the piece of the wage rule that the job is paid by at y; -1: impossible."""
        rules = self._setting.rules
        if any(
            factor * power(y, exponent) > rules.most_attempts * _ROUNDED
            for factor, exponent in self._attempts
        ):
            return -1
        skill = self.skill[0] + self.skill[1] * y
        if (
            skill > rules.max_job_skill * _ROUNDED
            or not self._time.at(y) <= rules.max_job_time * _ROUNDED
        ):
            return -1
        costs = self._setting.costs
        at = 0
        if costs.form != "product":
            at = bisect.bisect_left(costs.skills, skill)
        if costs.form == "schedule":
            at = min(max(at, 1), len(costs.skills) - 1)
        if costs.form == "types" and at == len(costs.skills):
            return -1
        return at if self._is_finite(at) else -1

    def _is_finite(self, piece: int) -> bool:
        """Whether double precision holds the wage bill on a piece; else nobody would pay it."""
        return all(math.isfinite(coefficient) for coefficient, _ in self.terms(piece).terms)

    def cost(self, y: float) -> float:
        """Return the wage bill; infinite where the job is impossible."""
        if y not in self._costs:
            self._costs[y] = self._cost(y)
        return self._costs[y]

    def _cost(self, y: float) -> float:
        piece = self.piece(y)
        if piece < 0:
            return math.inf
        base, slope = self._wage(piece)
        skill = self.skill[0] + self.skill[1] * y
        return (base + slope * skill) * self._time.at(y) + self._ai_cost.at(y)

    def slope(self, piece: int, y: float) -> float:
        """Return the slope of the wage bill in y, on one piece of the wage rule."""
        return sum(c * p * power(y, p - 1.0) for c, p in self.terms(piece).terms if p != 0.0)

    def costs(self, values: Array) -> Array:
        """Return the wage bill at many values of y, increasing or decreasing."""
        piece = self._piece_throughout(values)
        if piece is None:
            return np.array([self._cost(y) for y in values.tolist()])
        if piece < 0:
            return np.full(len(values), np.inf)
        return self.terms(piece).over(values)

    def slopes(self, values: Array, inside: Array) -> Array:
        """Return the slope of the wage bill in y at many values, its pieces as at `inside`."""
        piece = self._piece_throughout(inside)
        if piece is None:
            pairs = zip(values.tolist(), inside.tolist(), strict=True)
            return np.array([self.slope(self.piece(inner), y) for y, inner in pairs])
        terms = self.terms(piece).terms
        return _Powers(tuple((c * p, p - 1.0) for c, p in terms if p != 0.0)).over(values)

    def _piece_throughout(self, values: Array) -> int | None:
        """Return the one piece that holds all values; None where there are several.

        Skill, time and attempts are monotone in y: what holds at both ends holds between.
        """
        first, last = self.piece(float(values[0])), self.piece(float(values[-1]))
        return first if first == last else None

    def terms(self, piece: int) -> _Powers:
        """Return the wage bill on one piece of the wage rule."""
        if piece not in self._terms:
            base, slope = self._wage(piece)
            time, ai_cost = self._time, self._ai_cost
            level, change = base + slope * self.skill[0], slope * self.skill[1]
            self._terms[piece] = _Powers(
                time.times(level) + time.times(change, 1.0) + ai_cost.terms
            )
        return self._terms[piece]

    def _wage(self, piece: int) -> tuple[float, float]:
        """Return base and slope of the wage in the skill."""
        costs = self._setting.costs
        if costs.form == "product":
            return 0.0, 1.0
        if costs.form == "types":
            return costs.wages[piece], 0.0
        skills, wages = costs.skills, costs.wages
        slope = (wages[piece] - wages[piece - 1]) / (skills[piece] - skills[piece - 1])
        return wages[piece - 1] - slope * skills[piece - 1], slope

    def change(self, near: float, far: float) -> tuple[float, float] | None:
        """Find where the piece at `near` ends on the way to `far`: last y on it, first off it."""
        here = self.piece(near)
        if self.piece(far) == here:
            return None
        while True:
            middle = midpoint(near, far)
            if not min(near, far) < middle < max(near, far):
                return near, far
            if self.piece(middle) == here:
                near = middle
            else:
                far = middle


def _powers(terms: list[tuple[float, float]]) -> _Powers:
    return _Powers(tuple((float(c), float(p)) for c, p in terms if c != 0.0))


def _longest(attempts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Keep the chains that may take the most attempts, factor × y ** exponent, at some y ≤ 1."""
    kept: list[tuple[float, float]] = []
    for factor, exponent in sorted(attempts, key=lambda chain: (chain[1], -chain[0])):
        if not kept or factor > kept[-1][0]:
            kept.append((factor, exponent))
    return kept

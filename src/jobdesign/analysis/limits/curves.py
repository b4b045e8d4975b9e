"""The optimal cost as a step curve over a limit, by re-solving.

Limits that span jobs (and numbers of workers) can only be met by some designs,
of which there are finitely many. So the optimal cost is a step function of the
limit. It is walked from the loosest limit to the tightest: solve, see how much
of the limit the optimum uses, and ask again for a little less than that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.analysis.limits.settings import SettableLimit, choose_limit
from jobdesign.arguments import FUNCTION, LISTED, takes
from jobdesign.checks import finite_number
from jobdesign.comparison import AGREEMENT
from jobdesign.constraints import TOLERANCE, Constraint
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.methods.given_jobs import check_horizon, given_jobs
from jobdesign.methods.outcome import Deadline, Progress
from jobdesign.problem import Problem
from jobdesign.solution import Solution, finite_or_none
from jobdesign.solver import solve

__all__ = ["Asker", "LimitCurve", "LimitStep", "limit_curve", "walk"]

#: What lies between two steps, at most, relative: the limit forgives it.
_BETWEEN = 8.0 * TOLERANCE
#: Steps after which a curve is given up.
_MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A range of limits over which the optimum is the same.

    Parameters
    ----------
    low, high
        The limits, both ends included.
    cost
        Of the optimum; infinite where no design keeps the limit.
    design
        The optimum, or None.
    """

    low: float
    high: float
    cost: float
    design: Design | None


@dataclass(frozen=True, slots=True)
class LimitCurve:
    """The optimal cost over a range of a limit.

    Parameters
    ----------
    name
        Of the limit.
    steps
        From the lowest limit to the highest.
    complete
        Whether the whole range was walked before the time was up.
    interrupted
        Whether Ctrl-C ended the walk.
    """

    name: str
    steps: tuple[LimitStep, ...]
    complete: bool
    interrupted: bool = False

    def cost_at(self, limit: float) -> float:
        """Return the optimal cost at a limit of the range; NaN where it was not reached."""
        for step in self.steps:
            if step.low <= limit <= step.high:
                return step.cost
        # between two steps lies about what a limit forgives: the cheaper one where it does
        ways = [
            (min(abs(step.low - limit), abs(step.high - limit)), step.cost) for step in self.steps
        ]
        forgiven = [cost for away, cost in ways if away <= TOLERANCE * abs(limit)]
        near = [way for way in ways if way[0] <= _BETWEEN * abs(limit)]
        if forgiven:
            return min(forgiven)
        return max(near, key=lambda way: way[1])[1] if near else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        steps = [
            {
                "low": step.low,
                "high": step.high,
                "cost": finite_or_none(step.cost),
                "design": None if step.design is None else str(step.design),
                "modes": None
                if step.design is None
                else [str(Mode(mode)) for mode in step.design.modes.tolist()],
            }
            for step in self.steps
        ]
        tree = {"name": self.name, "complete": self.complete, "steps": steps}
        return tree | ({"interrupted": True} if self.interrupted else {})


@takes(problem=Problem, job_ends=LISTED, progress=FUNCTION)
def limit_curve(
    problem: Problem,
    limit: str | int | Constraint,
    low: float,
    high: float,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> LimitCurve:
    """Walk the optimal cost over a range of one limit, all others as they are.

    Parameters
    ----------
    problem
        What is given.
    limit
        The constraint, its kind where it is the only one of it, its number in the
        list (from 1), or the name of a limited worker type.
    low, high
        The range.
    horizon, job_ends
        As in `solve`.
    time_limit
        Seconds for the whole curve.
    progress
        Called now and then, as by `solve`, with the seconds since the start of all solves.

    Returns
    -------
    LimitCurve
        Designs that differ by less than the tolerance of limits count as one step.

    Raises
    ------
    InputError
        Where there is no such limit, or the range is none of its values.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]),
    ...     constraints=[jd.KINDS["max_jobs"](limit=1)])
    >>> [(s.low, s.high, s.cost) for s in jd.limit_curve(problem, "max_jobs", 1, 3).steps]
    [(1.0, 1.0, 30.0), (2.0, 3.0, 18.0)]
    """
    chosen = choose_limit(problem, limit)
    low, high = _end("low", low, chosen), _end("high", high, chosen)
    if high < low:
        raise InputError(
            f"must not be below the low end, {low:.10g}", place="high", value=high, fix="swap them"
        )
    ask = Asker.on(problem, horizon, job_ends, time_limit, progress)
    return walk(problem, chosen, low, high, ask)


def _end(place: str, value: float, limit: SettableLimit) -> float:
    """Check one end of a range."""
    number = finite_number(place, value)
    if number < limit.least or (limit.counts and not number.is_integer()):
        kind = "a whole number" if limit.counts else "a number"
        raise InputError(
            f"must be {kind} ≥ {limit.least:g}",
            place=place,
            value=value,
            fix=f"it is a value for {limit.name}",
        )
    return number


@dataclass(frozen=True, slots=True)
class Asker:
    """Solves with one deadline, and in the short run with the same jobs, for all."""

    horizon: Horizon
    job_ends: list[int] | None
    deadline: Deadline
    progress: Callable[[Progress], None] | None = None

    @classmethod
    def on(
        cls,
        problem: Problem,
        horizon: Horizon,
        job_ends: Sequence[int | str] | None,
        time_limit: float | None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Asker:
        """Settle the jobs of the short run once: they are not to change with a limit."""
        check_horizon(horizon)
        deadline = Deadline(time_limit)
        try:
            ends = given_jobs(problem, horizon, job_ends, deadline)
        except TimeoutError:
            ends = None  # nor is there time for anything that would need them
        return cls(horizon, None if ends is None else ends.tolist(), deadline, progress)

    def __call__(self, problem: Problem, method: str = "auto") -> Solution:
        """Solve, and keep in mind whether Ctrl-C was pressed."""
        solution = solve(
            problem,
            method,
            horizon=self.horizon,
            job_ends=self.job_ends,
            time_limit=0.0 if self.deadline.passed else self.deadline.remaining,
            progress=None if self.progress is None else self._tell,
        )
        self.deadline.interrupted |= solution.interrupted
        return solution

    def _tell(self, reached: Progress) -> None:
        """Pass on how far a solve is, with the time of all of them."""
        if self.progress is not None:
            self.progress(replace(reached, seconds=self.deadline.elapsed))


def walk(
    problem: Problem,
    limit: SettableLimit,
    low: float,
    high: float,
    ask: Asker,
    known: Solution | None = None,
) -> LimitCurve:
    """Walk from the loosest limit to the tightest.

    Parameters
    ----------
    known
        The answer at the limit as given, where there is one.
    """
    sign = 1.0 if limit.sense == "≤" else -1.0
    at, end = (high, low) if sign > 0 else (low, high)
    steps: list[LimitStep] = []
    complete = False
    while len(steps) < _MOST_STEPS and not complete and not ask.deadline.passed:
        changed = limit.put(problem, at)
        solution = known if known is not None and at == limit.value else ask(changed)
        if solution.status not in ("optimal", "infeasible"):
            break
        if solution.design is None:
            steps.append(_step(end, at, math.inf, None))
            complete = True
            break
        reached = sign * min(sign * limit.used(changed, solution), sign * at)
        tighter = limit.tighter(reached)
        # beyond the last design that differs, nothing is left but what the limit forgives
        complete = sign * reached <= sign * end or sign * tighter < sign * end
        steps.append(_step(end if complete else reached, at, solution.cost, solution.design))
        at = tighter
    return LimitCurve(limit.name, tuple(_merged(steps, sign)), complete, ask.deadline.interrupted)


def _step(one: float, other: float, cost: float, design: Design | None) -> LimitStep:
    return LimitStep(min(one, other), max(one, other), cost, design)


def _merged(steps: list[LimitStep], sign: float) -> list[LimitStep]:
    """Return the steps from low to high, those whose costs agree as one.

    Its design is that of the tightest limit, which keeps the looser ones too.
    """
    merged: list[LimitStep] = []
    loosest = math.nan
    for step in steps:
        if merged and _agree(step.cost, loosest):
            last = merged[-1]
            merged[-1] = replace(step, low=min(last.low, step.low), high=max(last.high, step.high))
        else:
            merged.append(step)
            loosest = step.cost
    return merged[::-1] if sign > 0 else merged


def _agree(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= AGREEMENT * abs(other) < math.inf

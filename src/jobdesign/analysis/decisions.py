"""Prices of decisions: what it costs to force a step into a mode, or to force or forbid a hand-off.

In a plain problem all of them come from two sweeps, one from each end, that meet
at every boundary (`jobdesign.methods.forced`). Anything else is solved again with
each decision forced.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import LISTED, takes
from jobdesign.constraints import KINDS, Constraint
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError, MethodError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.outcome import Deadline
from jobdesign.methods.reach import in_near_units, is_near
from jobdesign.problem import Problem
from jobdesign.solution import Solution, finite_or_none
from jobdesign.solver import solve
from jobdesign.workflow import Array

__all__ = ["FORBIDDEN", "REQUIRED", "DecisionPrices", "decision_prices"]

#: Columns of the prices of hand-offs.
FORBIDDEN, REQUIRED = 0, 1
#: Number of steps from which compiled code is loaded: fewer are solved again in less time.
_COMPILED_FROM = 50
#: Prices below this, relative to the cost of the optimum, are rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class DecisionPrices:
    """What each decision costs beyond the optimum.

    Attributes
    ----------
    problem, horizon
        What was asked.
    cost, design
        The optimum; infinite and None where there is none.
    mode_cost
        Shape (m, 3): least cost of all designs that do the step by hand, augmented,
        automated (in the order of `Mode`). Infinite where there is none, NaN where
        the time was up first.
    handoff_cost
        Shape (m, 2): least cost with a hand-off after the step `FORBIDDEN`, and
        `REQUIRED`.
    complete
        Whether everything was priced before the time was up.
    runtime
        Seconds.
    interrupted
        Whether Ctrl-C ended it before everything was priced.
    """

    problem: Problem
    horizon: Horizon
    cost: float
    design: Design | None
    mode_cost: Array
    handoff_cost: Array
    complete: bool
    runtime: float
    interrupted: bool = False

    @cached_property
    def mode_price(self) -> Array:
        """What forcing each step into each mode costs beyond the optimum, shape (m, 3)."""
        return self._over_optimum(self.mode_cost)

    @cached_property
    def handoff_price(self) -> Array:
        """What forbidding and requiring each hand-off costs beyond the optimum, shape (m, 2)."""
        return self._over_optimum(self.handoff_cost)

    def _over_optimum(self, costs: Array) -> Array:
        if math.isinf(self.cost):
            return np.full_like(costs, np.inf)
        prices: Array = costs - self.cost
        return np.where(prices <= _ROUNDING * self.cost, 0.0, prices)

    @property
    def status(self) -> str:
        """``"optimal"``, ``"infeasible"``, or ``"time_limit"`` where prices are missing."""
        if not self.complete:
            return "time_limit"
        return "infeasible" if self.design is None else "optimal"

    def rows(self) -> list[dict[str, Any]]:
        """Return one dictionary a step: its name, mode, whether a job ends, and the prices."""
        m = len(self.problem.workflow)
        modes: list[str | None] = [None] * m
        ends = np.zeros(m, dtype=np.bool_)
        if self.design is not None:
            modes = [str(Mode(mode)) for mode in self.design.modes.tolist()]
            ends[self.design.job_ends] = True
        return [
            {
                "step": name,
                "mode": mode,
                "manual": prices[Mode.MANUAL],
                "augmented": prices[Mode.AUGMENTED],
                "automated": prices[Mode.AUTOMATED],
                "handoff_after": end,
                "no_handoff": handoff[FORBIDDEN],
                "handoff": handoff[REQUIRED],
            }
            for name, mode, prices, end, handoff in zip(
                self.problem.workflow.names,
                modes,
                self.mode_price.tolist(),
                ends.tolist(),
                self.handoff_price.tolist(),
                strict=True,
            )
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        steps = [
            {
                key: finite_or_none(value) if isinstance(value, float) else value
                for key, value in row.items()
            }
            for row in self.rows()
        ]
        added = {"interrupted": True} if self.interrupted else {}
        return {
            "name": self.problem.name,
            "status": self.status,
            "horizon": self.horizon,
            "cost": finite_or_none(self.cost),
            "design": None if self.design is None else str(self.design),
            "runtime": self.runtime,
            **added,
            "steps": steps,
        }

    def __str__(self) -> str:
        from jobdesign.tables.decisions import decision_prices_text

        return decision_prices_text(self)

    def __repr__(self) -> str:
        return f"DecisionPrices(cost={self.cost:.10g}, design={self.design!r})"


@takes(problem=Problem, job_ends=LISTED)
def decision_prices(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
    engine: str = "auto",
) -> DecisionPrices:
    """Price every decision: each step in each mode, each hand-off forbidden and required.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        As in `solve`. In the short run jobs are given, so that only modes are decided.
    time_limit
        Seconds for everything.
    engine
        ``"sweeps"``: all at once, in one to four times one solve, compiled; only
        plain problems in the long run. ``"resolve"``: a solve for every decision
        that the optimum does not make, about 3m of them; the time limit and Ctrl-C
        are heard in each and between them. ``"auto"``: sweeps where they can and the
        workflow is long.

    Returns
    -------
    DecisionPrices
        What the cheapest design that decides so costs beyond the optimum: 0 where
        some optimum decides so, infinite where no design can. Exact.

    Raises
    ------
    InputError
        Where an argument is wrong.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> prices = jd.decision_prices(problem)
    >>> prices.design
    Design([1, 2][3])
    >>> prices.handoff_price
    array([[0. , 0.5],
           [6. , 0. ],
           [inf, 0. ]])
    """
    began = time.perf_counter()
    deadline = Deadline(time_limit)
    if engine not in ("auto", "sweeps", "resolve"):
        raise InputError(
            "must be auto, sweeps or resolve", place="engine of decision_prices", value=engine
        )
    able = (
        problem.is_plain
        and horizon == "long"
        and job_ends is None
        and is_near(in_near_units(problem)[0])
    )
    if engine == "sweeps" and not able:
        raise MethodError(
            "takes plain problems in the long run only, of numbers not far apart",
            place="engine sweeps",
            fix="use resolve",
        )
    if engine == "sweeps" or (
        engine == "auto" and able and len(problem.workflow) >= _COMPILED_FROM
    ):
        with deadline.catching_interrupt():
            found = _sweep(problem, deadline)
    else:
        found = _Resolver(problem, horizon, job_ends, deadline).run()
    runtime = time.perf_counter() - began
    interrupted = deadline.interrupted and not found[-1]
    return DecisionPrices(problem, horizon, *found, runtime=runtime, interrupted=interrupted)


_Found = tuple[float, Design | None, Array, Array, bool]


def _sweep(problem: Problem, deadline: Deadline) -> _Found:
    from jobdesign.methods.forced import forced_costs

    forced = forced_costs(problem, deadline)
    m = len(problem.workflow)
    if forced is None:
        return math.nan, None, np.full((m, 3), np.nan), np.full((m, 2), np.nan), False
    cost = evaluate(problem, forced.design).cost
    modes, handoffs = _chosen(forced.design)
    return (
        cost,
        forced.design,
        np.where(modes, cost, np.maximum(forced.mode_cost, cost)),
        np.where(handoffs, cost, np.maximum(forced.handoff_cost, cost)),
        True,
    )


def _chosen(design: Design) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return the decisions that a design makes, shapes (m, 3) and (m, 2)."""
    modes = design.modes[:, None] == np.arange(3)
    ends = np.zeros(len(design), dtype=np.bool_)
    ends[design.job_ends] = True
    return modes, np.column_stack((~ends, ends))


class _Resolver:
    """Solves the problem again with each decision forced that the optimum does not make."""

    def __init__(
        self,
        problem: Problem,
        horizon: Horizon,
        job_ends: Sequence[int | str] | None,
        deadline: Deadline,
    ) -> None:
        self.problem = problem
        self.horizon = horizon
        self.job_ends = job_ends
        self.deadline = deadline
        self.complete = True

    def run(self) -> _Found:
        """Price everything."""
        m = len(self.problem.workflow)
        solution = self._solve(self.problem)
        if solution.status == "infeasible":
            return math.inf, None, np.full((m, 3), np.inf), np.full((m, 2), np.inf), True
        if solution.status != "optimal" or solution.design is None:
            return math.nan, None, np.full((m, 3), np.nan), np.full((m, 2), np.nan), False
        if self.horizon == "short":  # a forced mode must not change which jobs are given
            self.job_ends = solution.design.job_ends.tolist()
        modes, handoffs = _chosen(solution.design)
        mode_cost = np.where(modes, solution.cost, np.inf)
        handoff_cost = np.where(handoffs, solution.cost, np.inf)
        for step, mode in np.argwhere(~modes).tolist():
            if mode == Mode.AUTOMATED and step in (self.job_ends or [m - 1]):
                continue  # no chain goes on after the last step of a job
            forced = self._force("require_mode", step=step, mode=str(Mode(mode)))
            mode_cost[step, mode] = self._cost(forced, solution)
        if self.horizon == "long":
            for step, column in np.argwhere(~handoffs[:-1]).tolist():
                kind = "forbid_handoff" if column == FORBIDDEN else "require_handoff"
                handoff_cost[step, column] = self._cost(self._force(kind, after=step), solution)
        return solution.cost, solution.design, mode_cost, handoff_cost, self.complete

    def _force(self, kind: str, *, mode: str | None = None, **at: int) -> Constraint:
        names = self.problem.workflow.names
        fields: dict[str, Any] = {field: names[step] for field, step in at.items()}
        return KINDS[kind](**(fields if mode is None else fields | {"mode": mode}))

    def _cost(self, forced: Constraint, solution: Solution) -> float:
        if self.deadline.passed:
            self.complete = False
            return math.nan
        found = self._solve(_with(self.problem, forced))
        if found.status == "infeasible":
            return math.inf
        if found.status != "optimal":
            self.complete = False
            return math.nan
        return max(found.cost, solution.cost)

    def _solve(self, problem: Problem) -> Solution:
        solution = solve(
            problem,
            horizon=self.horizon,
            job_ends=self.job_ends,
            time_limit=self.deadline.remaining,
        )
        # Ctrl-C ends the solve it meets; the rest is to hear of it
        self.deadline.interrupted |= solution.interrupted
        return solution


def _with(problem: Problem, constraint: Constraint) -> Problem:
    return replace(problem, constraints=(*problem.constraints, constraint))

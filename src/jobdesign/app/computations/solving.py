"""Solving a problem, and again with one step forced into each mode."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.app.computations.tell import Tell
from jobdesign.constraints import KINDS, MODES
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.problem import Problem
from jobdesign.solution import Solution
from jobdesign.solver import solve

__all__ = ["Solved", "StepPrices", "force_step", "solve_problem"]


@dataclass(frozen=True)
class Solved:
    """The answer to a problem, and what it would cost by hand.

    Attributes
    ----------
    solution
        Without the model of its method.
    by_hand
        Cost of the best design without AI; infinite where there is none.
    """

    solution: Solution
    by_hand: float


def solve_problem(
    problem: Problem, horizon: Horizon, job_ends: tuple[str, ...], limit: float, *, tell: Tell
) -> Solved:
    """Solve a problem within a time limit, and find the demands that clash where it cannot be."""
    given: dict[str, Any] = {"horizon": horizon, "job_ends": job_ends or None}
    solution = solve(problem, time_limit=limit, progress=tell, **given)
    try:
        by_hand = solve(
            problem.without_ai(), time_limit=max(1.0, limit - solution.runtime), **given
        ).cost
    except InputError:  # a step that no person can do
        by_hand = math.inf
    return Solved(_slim(solution), by_hand)


def _slim(solution: Solution) -> Solution:
    """Return the solution without what only its own process can use."""
    conflict = solution.conflict  # found now: the page cannot
    slim = replace(solution, model=None, explain=None)
    slim.__dict__["conflict"] = conflict  # the cached answer goes along
    return slim


@dataclass(frozen=True)
class StepPrices:
    """What forcing one step costs.

    Attributes
    ----------
    free
        Cost where the step is free.
    cost
        By mode, where it is forced; infinite where that cannot be, NaN where the time
        was up.
    """

    free: float
    cost: dict[str, float]


def force_step(
    problem: Problem,
    step: str,
    horizon: Horizon,
    job_ends: tuple[str, ...],
    limit: float,
    *,
    tell: Tell,
) -> StepPrices:
    """Solve with a step free, and forced into each mode; other demands are kept."""
    free = problem.without(
        constraint
        for constraint in problem.constraints
        if constraint.kind == "require_mode" and getattr(constraint, "step", None) == step
    )
    if horizon == "short" and not job_ends:
        # the jobs are those of the optimum by hand, which a demand on a mode must not change
        base = solve(free, horizon=horizon, time_limit=limit)
        if base.design is None:
            return StepPrices(math.inf, dict.fromkeys(MODES, math.inf))
        job_ends = tuple(free.workflow.names[end] for end in base.design.job_ends.tolist())
    given: dict[str, Any] = {"horizon": horizon, "job_ends": job_ends or None, "time_limit": limit}

    def cost(problem: Problem) -> float:
        found = solve(problem, **given)
        return math.nan if found.status == "time_limit" else found.cost

    forced = {}
    for mode in MODES:
        demand = KINDS["require_mode"](step=step, mode=mode)  # type: ignore[call-arg]
        forced[mode] = cost(replace(free, constraints=(*free.constraints, demand)))
    return StepPrices(cost(free), forced)

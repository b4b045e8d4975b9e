"""The k best designs, distinct, in order of cost.

Designs are leaves of a tree that decides one step after the other. Where every
job keeps the constraints by itself, `Completions` says what the cheapest leaf
below any node costs. So the cheapest leaf is reached without a wrong turn, and
the nodes passed by on the way, each with the cost of its own cheapest leaf, hold
all other designs: the next best design is below the cheapest of them.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import LISTED, takes
from jobdesign.checks import is_whole
from jobdesign.constraints import KINDS, Constraint
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods import demand
from jobdesign.methods.completions import Beginning, Completions
from jobdesign.methods.given_jobs import check_horizon, given_jobs
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.solution import Solution
from jobdesign.solver import solve

__all__ = ["best_designs"]


@takes(problem=Problem, job_ends=LISTED)
def best_designs(
    problem: Problem,
    k: int,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
) -> tuple[Solution, ...]:
    """Find the k cheapest designs, each another one, cheapest first.

    Parameters
    ----------
    problem
        What is given.
    k
        How many; fewer come back where fewer designs are possible.
    horizon, job_ends
        As in `solve`; in the short run designs differ in their modes only.
    time_limit
        Seconds, after which the designs found so far come back; Ctrl-C does the same,
        and `Solution.interrupted` says so.

    Returns
    -------
    tuple of Solution
        In order of `cost`. The bound of each is its own cost: no design that is not
        among those before it costs less. Designs that cost the same to within
        rounding come in any order, and where the last one returned has such equals,
        any of them.

    Raises
    ------
    InputError
        Where an argument is wrong.

    Notes
    -----
    With constraints that span jobs, the designs that differ from the last one found
    are split by the first decision in which they differ, and each part is solved by
    `mip`: exact too, with up to two solves a step for every design returned.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> [(found.cost, found.design) for found in jd.best_designs(problem, 3)]
    [(18.0, Design([1, 2][3])), (18.5, Design([1][2][3])), (24.0, Design([1][2, 3]))]
    """
    if not is_whole(k, 1):
        raise InputError("must be a whole number ≥ 1", place="number of designs", value=k)
    check_horizon(horizon)
    deadline = Deadline(time_limit)
    try:
        ends = given_jobs(problem, horizon, job_ends, deadline)
    except TimeoutError:
        return ()
    if demand(problem)[0] == "all":
        found = list(islice(_by_resolving(problem, horizon, ends, deadline), int(k)))
    else:
        completions = Completions(problem, ends)
        with np.errstate(over="ignore"), deadline.catching_interrupt():
            designs = list(islice(_in_order(completions, deadline), int(k)))
        found = [_as_solution(problem, design, horizon, deadline) for design in designs]
    if deadline.interrupted:
        if not found:
            raise KeyboardInterrupt
        found = [replace(solution, interrupted=True) for solution in found]
    return tuple(sorted(found, key=lambda solution: solution.cost))


def _as_solution(
    problem: Problem, design: Design, horizon: Horizon, deadline: Deadline
) -> Solution:
    priced = evaluate(problem, design, horizon)
    if not priced.is_feasible:
        raise AssertionError(f"the search handed in an impossible design: {design!r}")
    return Solution(
        problem, "optimal", design, priced, priced.cost, "frontier", horizon, deadline.elapsed
    )


def _in_order(completions: Completions, deadline: Deadline) -> Iterator[Design]:
    """Yield all designs, cheapest first, until the deadline passes."""
    if not completions.sweep(deadline):
        return
    root = Beginning()
    least = completions.least(root)
    numbers = count()
    # of equals the one decided furthest comes first
    passed_by = [(least, 0, next(numbers), root)] if least < math.inf else []
    while passed_by and not deadline.passed:
        begun = heapq.heappop(passed_by)[-1]
        while begun.boundary < completions.m:
            ways = [
                (least, -way.boundary, next(numbers), way)
                for way in completions.one_step_more(begun)
                if (least := completions.least(way)) < math.inf
            ]
            ways.sort()
            begun = ways[0][-1]
            for way in ways[1:]:
                heapq.heappush(passed_by, way)
        yield _design(begun)


def _design(begun: Beginning) -> Design:
    """Read the decisions back."""
    modes: list[Mode] = []
    ends: list[int] = []
    while begun.before is not None:
        modes.append(begun.mode)
        if begun.closed:
            ends.append(begun.boundary - 1)
        begun = begun.before
    return Design(modes[::-1], ends[::-1])


def _by_resolving(
    problem: Problem,
    horizon: Horizon,
    given: npt.NDArray[np.int64] | None,
    deadline: Deadline,
) -> Iterator[Solution]:
    """Yield solutions cheapest first, each part of the designs solved by itself (Lawler)."""

    def best(constraints: Sequence[Constraint]) -> Solution:
        limited = replace(problem, constraints=(*problem.constraints, *constraints))
        solution = solve(limited, horizon=horizon, job_ends=ends, time_limit=deadline.remaining)
        deadline.interrupted |= solution.interrupted
        return solution

    ends = None if given is None else given.tolist()
    numbers = count()
    first = best(())
    parts: list[tuple[float, int, Solution, tuple[Constraint, ...], int]] = []
    if first.status == "optimal":
        parts.append((first.cost, next(numbers), first, (), 0))
    while parts:
        _, _, solution, fixed, decided = heapq.heappop(parts)
        assert solution.design is not None
        yield replace(solution, problem=problem, model=None, runtime=deadline.elapsed)
        decisions = _decisions(problem, solution.design, horizon)
        for at in range(decided, len(decisions)):
            force, forbid = decisions[at]
            other = best((*fixed, forbid))
            if deadline.interrupted or other.status not in ("optimal", "infeasible"):
                return  # the time is up, and what is missing may be cheaper
            if other.status == "optimal":
                heapq.heappush(parts, (other.cost, next(numbers), other, (*fixed, forbid), at))
            fixed = (*fixed, force)


def _decisions(
    problem: Problem, design: Design, horizon: Horizon
) -> list[tuple[Constraint, Constraint]]:
    """Return what forces and what forbids each decision of a design, in order."""
    decisions: list[tuple[Constraint, Constraint]] = []
    ends = set(design.job_ends.tolist())
    names = problem.workflow.names
    for step, mode in enumerate(design.modes.tolist()):
        fields: dict[str, Any] = {"step": names[step], "mode": str(Mode(mode))}
        decisions.append((KINDS["require_mode"](**fields), KINDS["forbid_mode"](**fields)))
        if horizon == "long" and step < len(names) - 1:
            kinds = ("require_handoff", "forbid_handoff")
            force, forbid = kinds if step in ends else kinds[::-1]
            after: dict[str, Any] = {"after": names[step]}
            decisions.append((KINDS[force](**after), KINDS[forbid](**after)))
    return decisions

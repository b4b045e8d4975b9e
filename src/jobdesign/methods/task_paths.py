"""Task paths whose cost is a sum over tasks: the plain form, and what they are good for.

With times for costs this is the short run (Proposition 1). With skill × time it
bounds the long run from below, and gives designs to fall back on.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.evaluator import evaluate
from jobdesign.methods.outcome import Outcome
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = [
    "Paths",
    "paths_in_python",
    "product_costs",
    "quick_answer",
    "rough_answer",
    "weighted_costs",
]

#: Steps up to which the plain paths take well below a second.
_QUICK = 400
_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS


class Paths(Protocol):
    """The plain or the compiled form of the search."""

    def __call__(
        self,
        problem: Problem,
        job_ends: npt.NDArray[np.int64],
        manual_cost: Array,
        chain_fixed: Array,
        chain_rate: Array,
    ) -> Design:
        """Return the design of the cheapest paths."""
        ...


def paths_in_python(
    problem: Problem,
    job_ends: npt.NDArray[np.int64],
    manual_cost: Array,
    chain_fixed: Array,
    chain_rate: Array,
) -> Design:
    """Find the cheapest task path of each job, as Proposition 1 does it: O(m²).

    Parameters
    ----------
    problem
        Gives the success rates.
    job_ends
        Last step of each job; no chain crosses a job's border.
    manual_cost, chain_fixed, chain_rate
        Shape (m,): a manual step costs the first, a chain that ends at the step
        the second plus the third over its success. Infinite: impossible.
    """
    success = problem.workflow.ai_success.tolist()
    manual, fixed, rate = manual_cost.tolist(), chain_fixed.tolist(), chain_rate.tolist()
    modes = [Mode.AUTOMATED] * len(manual)
    start = 0
    for end in (job_ends + 1).tolist():
        cost = {start: 0.0}
        choice: dict[int, tuple[int, Mode]] = {}
        for k in range(start, end):
            best = (cost[k] + manual[k], k, Mode.MANUAL)
            attempts = 1.0
            for first in range(k, start - 1, -1):
                if success[first] < SMALLEST_SUCCESS:
                    break
                attempts /= success[first]
                if attempts > _MOST_ATTEMPTS:
                    break
                best = min(
                    best, (cost[first] + fixed[k] + rate[k] * attempts, first, Mode.AUGMENTED)
                )
            cost[k + 1] = best[0]
            choice[k + 1] = best[1:]
        boundary = end
        while boundary > start:
            first, mode = choice[boundary]
            modes[boundary - 1] = mode
            boundary = first
        start = end
    return Design(modes, job_ends)


def weighted_costs(
    problem: Problem, skill_weight: Array | float, time_weight: Array | float
) -> tuple[Array, Array, Array]:
    """Return what tasks cost if skill and time are added up with weights.

    Returns
    -------
    manual_cost, chain_fixed, chain_rate : arrays of shape (m,)
        As `paths_in_python` takes them.
    """
    given = problem.workflow
    possible = np.isfinite(given.manual_time)
    by_hand = skill_weight * problem.human_skill + time_weight * np.where(
        possible, given.manual_time, 0.0
    )
    return (
        np.where(possible, by_hand, np.inf),
        skill_weight * problem.ai_management_skill,
        time_weight * given.ai_time,
    )


def product_costs(problem: Problem) -> tuple[Array, Array, Array]:
    """Return what tasks cost alone, skill × time, in the form of `weighted_costs`.

    Dropping cross terms and hand-offs, (ΣC)(t^S + ΣT) ≥ Σ C T over tasks: the
    cheapest path for these costs bounds every design from below.
    """
    given = problem.workflow
    possible = np.isfinite(given.manual_time)
    by_hand = problem.human_skill * np.where(possible, given.manual_time, 0.0)
    return (
        np.where(possible, by_hand, np.inf),
        np.zeros(len(given)),
        problem.ai_management_skill * given.ai_time,
    )


def rough_answer(problem: Problem, paths: Paths) -> Outcome:
    """Answer without a search: designs of simple shapes, and a bound that holds for all."""
    m = len(problem.workflow)
    whole = np.array([m - 1], dtype=np.int64)
    cheapest = paths(problem, whole, *product_costs(problem))
    fastest = paths(problem, whole, *weighted_costs(problem, 0.0, 1.0))
    priced = evaluate(problem, cheapest)
    bound = math.fsum(priced.task_skill * priced.task_time)
    designs = [
        Design(path.modes, ends) for path in (cheapest, fastest) for ends in (path.task_ends, whole)
    ]
    best = min(designs, key=lambda design: evaluate(problem, design).cost)
    return Outcome(best, exact=False, bound=bound)


def quick_answer(problem: Problem) -> Outcome:
    """Answer where time is up and nothing is compiled, in less than a second.

    On a long workflow the plain paths take too long: every step is then a task and a job
    of its own, in the cheaper mode, and nothing is proved.
    """
    if len(problem.workflow) <= _QUICK:
        return rough_answer(problem, paths_in_python)
    given = problem.workflow
    by_hand, _, per_attempt = product_costs(problem)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_chain = per_attempt / given.ai_success
    is_manual = np.isfinite(given.manual_time) & ~(by_chain < by_hand)
    modes = np.where(is_manual, Mode.MANUAL, Mode.AUGMENTED).astype(np.int8)
    return Outcome(Design(modes, np.arange(len(given))), exact=False)

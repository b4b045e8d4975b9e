"""The short run beside the long run (Table 1 of the paper), and where the gain comes from.

Four ways to organise the same workflow: as it is, by hand in the jobs that there
are; with the jobs redesigned but without AI; with AI while jobs and wages stay
(short run, eq. 4); with AI and jobs redesigned (long run, eq. 3). Each is solved
under all side constraints and the problem's wage rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.analysis.horizons.organisations import Decomposition, Organisation
from jobdesign.arguments import LISTED, takes
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Evaluation, Horizon, evaluate
from jobdesign.methods.given_jobs import given_jobs
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.solver import solve
from jobdesign.workflow import Workflow

__all__ = ["Horizons", "compare_horizons"]

_ONLY_AI = "no person can do step {}"


@dataclass(frozen=True, slots=True, eq=False)
class Horizons:
    """The four organisations side by side.

    Attributes
    ----------
    problem
        What was asked.
    given
        By hand, in the given jobs, at the wages of that work.
    without_ai
        By hand, in the best jobs.
    short_run
        With AI, in the given jobs and at their wages.
    long_run
        With AI, in the best jobs.
    short_run_of_redesigned
        With AI, in the jobs of `without_ai` and at their wages.
    short_run_repriced
        The design of `short_run` at the wages that its skills ask for.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-6.toml")
    >>> horizons = jd.compare_horizons(problem)
    >>> [round(cost, 2) for cost in horizons.costs.values()]
    [18.0, 18.0, 12.6, 12.46]
    >>> round(horizons.decomposition.redesign_for_ai, 4)
    0.1352
    """

    problem: Problem
    given: Organisation
    without_ai: Organisation
    short_run: Organisation
    long_run: Organisation
    short_run_of_redesigned: Organisation
    short_run_repriced: Organisation

    @property
    def organisations(self) -> dict[str, Organisation]:
        """The four by name."""
        names = ("given", "without_ai", "short_run", "long_run")
        return {name: getattr(self, name) for name in names}

    @property
    def costs(self) -> dict[str, float]:
        """Cost of each of the four; infinite where there is no design."""
        return {name: cell.cost for name, cell in self.organisations.items()}

    @property
    def proved(self) -> bool:
        """Whether every organisation is optimal, or known to have no design."""
        cells = [*self.organisations.values(), self.short_run_of_redesigned]
        return all(cell.status in ("optimal", "infeasible", "none") for cell in cells)

    @property
    def decomposition(self) -> Decomposition:
        """Where the gain comes from."""
        costs = (
            self.given, self.without_ai, self.short_run, self.long_run,
            self.short_run_of_redesigned, self.short_run_repriced,
        )  # fmt: skip
        g, b, s, long, r, repriced = (
            cell.cost if math.isfinite(cell.cost) else math.nan for cell in costs
        )
        return Decomposition(
            gain=g - long,
            redesign_without_ai=g - b,
            ai_in_given_jobs=g - s,
            redesign_for_ai=(s - long) - (g - b),
            wages_follow=s - repriced,
            redesign_with_ai=repriced - long,
            ai_in_redesigned_jobs=b - r,
            redesign_again=r - long,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        return {
            "name": self.problem.name,
            "proved": self.proved,
            **{name: cell.to_dict() for name, cell in self.organisations.items()},
            "short_run_of_redesigned": self.short_run_of_redesigned.to_dict(),
            "short_run_repriced": self.short_run_repriced.to_dict(),
            "decomposition": self.decomposition.to_dict(),
        }

    def __str__(self) -> str:
        from jobdesign.tables.horizons import horizons_text

        return horizons_text(self)


@takes(problem=Problem, job_ends=LISTED)
def compare_horizons(
    problem: Problem,
    *,
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
) -> Horizons:
    """Put short run and long run, with and without AI, side by side.

    Parameters
    ----------
    problem
        What is given.
    job_ends
        The jobs that there are, as in `solve`: the last step of each, by position
        (from 0) or name. Where left out, those of the optimum without AI.
    time_limit
        Seconds for everything.

    Returns
    -------
    Horizons
        An organisation that cannot be says why: no design keeps the constraints,
        or a step is one that only AI can do, so that nothing is known by hand.

    Raises
    ------
    InputError
        Where an argument is wrong.
    """
    deadline = Deadline(time_limit)
    ends = None if job_ends is None else _positions(problem, job_ends)
    long_run = _solved(problem, "long", None, deadline)
    only_ai = ~np.isfinite(problem.workflow.manual_time)
    if only_ai.any():
        name = problem.workflow.names[int(np.argmax(only_ai))]
        none = Organisation("none", _ONLY_AI.format(f'"{name}"'))
        return Horizons(problem, none, none, none, long_run, none, none)
    try:
        by_hand = problem.without_ai()
    except InputError as error:  # say no worker can do any step by hand
        without_ai = Organisation("infeasible", str(error))
        given = without_ai
    else:
        without_ai = _solved(by_hand, "long", None, deadline)
        given = without_ai if ends is None else _priced_by_hand(by_hand, ends)
    redesigned = _no_jobs(without_ai)
    if without_ai.design is not None:
        best_ends = without_ai.design.job_ends.tolist()
        redesigned = _solved(problem, "short", best_ends, deadline)
    short_run = redesigned if ends is None else _solved(problem, "short", ends, deadline)
    return Horizons(
        problem, given, without_ai, short_run, long_run, redesigned, _repriced(problem, short_run)
    )


def _positions(problem: Problem, job_ends: Sequence[int | str]) -> list[int]:
    """Read the given jobs; they are also checked where a step can only be done with AI."""
    names = problem.workflow.names
    anyone = Workflow.from_arrays(manual_skill=0.0, manual_time=np.ones(len(names)), names=names)
    found = given_jobs(Problem(anyone), "short", job_ends)
    assert found is not None
    ends: list[int] = found.tolist()
    return ends


def _no_jobs(without_ai: Organisation) -> Organisation:
    reason = "no jobs to start from: " + (without_ai.reason or without_ai.status.replace("_", " "))
    return Organisation("none", reason)


def _solved(
    problem: Problem, horizon: Horizon, job_ends: list[int] | None, deadline: Deadline
) -> Organisation:
    solution = solve(problem, horizon=horizon, job_ends=job_ends, time_limit=deadline.remaining)
    if solution.interrupted:
        deadline.interrupted = True
    if solution.design is None or solution.evaluation is None:
        reason = "the time was up" if solution.conflict is None else str(solution.conflict)
        return Organisation(solution.status, reason)
    priced = solution.evaluation
    hired = priced.job_skill
    if horizon == "short":
        hired = np.add.reduceat(problem.human_skill, priced.job_first)
    return Organisation(
        solution.status, "", solution.design, priced, tuple(float(x) for x in hired)
    )


def _priced_by_hand(by_hand: Problem, job_ends: list[int]) -> Organisation:
    """Price the given jobs, all by hand."""
    design = Design(np.zeros(len(by_hand.workflow), dtype=np.int8), job_ends)
    return _judged(design, evaluate(by_hand, design))


def _repriced(problem: Problem, short_run: Organisation) -> Organisation:
    if short_run.design is None:
        return Organisation("none", short_run.reason)
    return _judged(short_run.design, evaluate(problem, short_run.design))


def _judged(design: Design, priced: Evaluation) -> Organisation:
    """Return a design as an organisation, or what it breaks."""
    if priced.violations:
        broken = "; ".join(str(violation) for violation in priced.violations)
        return Organisation("infeasible", f"it breaks: {broken}")
    if not priced.is_feasible:
        return Organisation("infeasible", "no worker can fill one of its jobs")
    skills = tuple(float(x) for x in priced.job_skill)
    return Organisation("optimal", "", design, priced, skills)

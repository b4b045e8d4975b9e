"""What a report says: every question asked once, within one time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.methods.outcome import Deadline
from jobdesign.queueing.service_times.checks import positive_number
from jobdesign.solver import solve

if TYPE_CHECKING:
    from jobdesign.analysis.decisions import DecisionPrices
    from jobdesign.analysis.horizons.comparison import Horizons
    from jobdesign.analysis.limits.prices import LimitPrice
    from jobdesign.analysis.reorganisation import Thresholds
    from jobdesign.constraints import Constraint
    from jobdesign.evaluator import Horizon
    from jobdesign.files.comments import Comments
    from jobdesign.problem import Problem
    from jobdesign.queueing.designs.comparison import DesignComparison
    from jobdesign.solution import Solution

__all__ = ["Contents", "Queue", "gather"]

_Answer = TypeVar("_Answer")
#: Steps beyond which thresholds take minutes, and are left to their own command.
_MOST_STEPS = 60
#: Constraints beyond which each is not left out in turn.
_MOST_CONSTRAINTS = 20
#: In place of answers that there are for the long run only.
_LONG_RUN = "Left out: this is known for the long run only, in which jobs may change."


@dataclass(frozen=True, slots=True)
class Queue:
    """Arrivals at the design.

    Parameters
    ----------
    arrival_rate
        Items a unit of the problem's time.
    manual_variation, arrival_variation, workers
        As for `design_load`.

    Raises
    ------
    InputError
        Where one is out of range.
    """

    arrival_rate: float
    manual_variation: float = 0.0
    workers: int = 1
    arrival_variation: float = 1.0

    def __post_init__(self) -> None:
        positive_number("arrival_rate", self.arrival_rate)
        finite_number("manual_variation", self.manual_variation, 0.0)
        finite_number("arrival_variation", self.arrival_variation, 0.0)
        if not is_whole(self.workers, 1):
            raise InputError("must be a whole number ≥ 1", place="workers", value=self.workers)


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """The answers.

    Attributes
    ----------
    problem, comments
        What is given, and what was written beside it.
    solution
        The cheapest design.
    horizons, prices, thresholds, limits, loads
        Of the other questions; a text says why there is no answer, None that the
        question was not asked.
    without
        The optimum without each side constraint alone.
    """

    problem: Problem
    comments: Comments
    solution: Solution
    horizons: Horizons | str | None = None
    prices: DecisionPrices | str | None = None
    thresholds: Thresholds | str | None = None
    without: tuple[tuple[Constraint, Solution], ...] = ()
    limits: tuple[LimitPrice, ...] = ()
    loads: DesignComparison | str | None = None


def gather(
    problem: Problem,
    comments: Comments,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    queue: Queue | None = None,
    time_limit: float | None = None,
) -> Contents:
    """Solve the problem and answer the other questions.

    Parameters
    ----------
    problem, comments
        What is given.
    horizon
        Of the design that the report is about, as in `solve`.
    job_ends
        The jobs that there are, for the short run, as in `solve`.
    queue
        Arrivals, where there are any.
    time_limit
        Seconds for all answers; drawing comes on top.

    Returns
    -------
    Contents
        With less in it where the time was up, or no design keeps the constraints.

    Raises
    ------
    InputError
        Where an argument is wrong.
    """
    if time_limit is not None:
        time_limit = finite_number("time_limit", time_limit, 0.0)
    deadline = Deadline(time_limit)
    short = horizon == "short"
    asked: dict[str, Any] = {"horizon": horizon, "job_ends": job_ends if short else None}
    solution = solve(problem, time_limit=deadline.remaining, **asked)
    if solution.design is None:
        return Contents(problem, comments, solution)
    if short:  # the same jobs in every answer
        asked["job_ends"] = job_ends = solution.design.job_ends.tolist()
    return Contents(
        problem=problem,
        comments=comments,
        solution=solution,
        horizons=_horizons(problem, job_ends, deadline),
        without=_without_each(problem, deadline, asked),
        limits=_limits(problem, deadline, asked),
        prices=_prices(problem, deadline, asked),
        thresholds=_LONG_RUN if short else _thresholds(problem, deadline),
        loads=None if queue is None else _LONG_RUN if short else _loads(solution, queue, deadline),
    )


def _horizons(
    problem: Problem, job_ends: Sequence[int | str] | None, deadline: Deadline
) -> Horizons:
    from jobdesign.analysis.horizons.comparison import compare_horizons

    return compare_horizons(problem, job_ends=job_ends, time_limit=deadline.remaining)


def _without_each(
    problem: Problem, deadline: Deadline, asked: dict[str, Any]
) -> tuple[tuple[Constraint, Solution], ...]:
    if len(problem.constraints) > _MOST_CONSTRAINTS:
        return ()
    return tuple(
        (constraint, solve(problem.without([constraint]), time_limit=deadline.remaining, **asked))
        for constraint in problem.constraints
    )


def _limits(problem: Problem, deadline: Deadline, asked: dict[str, Any]) -> tuple[LimitPrice, ...]:
    from jobdesign.analysis.limits.prices import limit_prices
    from jobdesign.analysis.limits.settings import limits_of

    if not limits_of(problem):
        return ()
    return limit_prices(problem, time_limit=deadline.remaining, **asked)


def _prices(problem: Problem, deadline: Deadline, asked: dict[str, Any]) -> DecisionPrices | str:
    from jobdesign.analysis.decisions import decision_prices

    found = decision_prices(problem, time_limit=deadline.remaining, **asked)
    return "The time was up before decisions were priced." if found.design is None else found


def _thresholds(problem: Problem, deadline: Deadline) -> Thresholds | str | None:
    from jobdesign.analysis.reorganisation import thresholds

    if problem.workflow.alpha is None:
        return None
    if len(problem.workflow) > _MOST_STEPS:
        return f"Left out: there are more than {_MOST_STEPS} steps."

    def find() -> Thresholds:
        return thresholds(problem, time_limit=deadline.remaining)

    found = _asked(find)
    if isinstance(found, str) or found.complete:
        return found
    return "The time was up before the whole range of alpha was looked at."


def _loads(solution: Solution, queue: Queue, deadline: Deadline) -> DesignComparison | str:
    from jobdesign.queueing.designs.comparison import compare_designs, usual_designs

    if deadline.passed:
        return "The time was up before arrivals were looked at."
    problem = solution.problem

    def compare() -> DesignComparison:
        rest: dict[str, Any] = {
            "manual_variation": queue.manual_variation,
            "workers": queue.workers,
            "arrival_variation": queue.arrival_variation,
        }
        designs = usual_designs(problem, cheapest=solution.design, time_limit=deadline.remaining)
        rest["time_limit"] = deadline.remaining
        return compare_designs(problem, designs, queue.arrival_rate, **rest)

    return _asked(compare)


def _asked(question: Callable[[], _Answer]) -> _Answer | str:
    """Return the answer, or why this problem has none."""
    try:
        return question()
    except InputError as error:
        return f"Not for this problem: {error}."

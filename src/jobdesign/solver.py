"""Choose a method, run it, and let the evaluator say what its design costs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import FUNCTION, LISTED, takes
from jobdesign.conflicts import Conflict, Demands, find_conflict
from jobdesign.constraints import KINDS, Constraint
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError, MethodError, did_you_mean
from jobdesign.evaluator import Evaluation, Horizon, evaluate
from jobdesign.methods import METHODS, Method, demand, require, suited
from jobdesign.methods.any_design import Search, any_design
from jobdesign.methods.given_jobs import check_horizon, given_jobs, timed_by_wage
from jobdesign.methods.outcome import Deadline, Outcome, Progress
from jobdesign.methods.reach import brought_near
from jobdesign.problem import Problem
from jobdesign.solution import Solution, Status
from jobdesign.workflow import Workflow

__all__ = ["solve"]


@takes(problem=Problem, job_ends=LISTED, modes=LISTED, progress=FUNCTION)
def solve(
    problem: Problem,
    method: str = "auto",
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    modes: Sequence[Mode | str] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> Solution:
    """Find the cheapest organisation of a workflow.

    Parameters
    ----------
    problem
        What is given.
    method
        ``"auto"``, or one of `jobdesign.METHODS`.
    horizon
        ``"long"``: tasks and jobs are chosen together and wages follow (eq. 3).
        ``"short"``: jobs and wages are those of the work done by hand, and each
        job's time is minimised (eq. 4).
    job_ends
        Short run only: the last step of each job, by position (from 0) or name.
        Where left out, the jobs of the optimum without AI.
    modes
        Long run only: the mode of every step, if the tasks are given and only
        jobs are to be chosen (Proposition 2).
    time_limit
        Seconds after which to return the best design so far.
    progress
        Called now and then during long solves of the mixed-integer methods.
    options
        Options of the method, e.g. ``epsilon`` of ``"fptas"``.

    Returns
    -------
    Solution
        With the design, its price by the evaluator, a bound and the gap. The
        same call returns the same design every time.

    Raises
    ------
    InputError
        Where an argument is wrong, or the problem holds something that the
        method cannot honour.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow([
    ...     jd.Step(manual_skill=5, manual_time=1, ai_skill=5, ai_time=1,
    ...             ai_difficulty=6, handoff_time=1),
    ...     jd.Step(manual_skill=2, manual_time=4, ai_skill=2, ai_time=1, ai_difficulty=1),
    ... ], alpha=0.77))
    >>> jd.solve(problem)
    Solution(status='optimal', cost=12.46220582, design=Design([1-2]), method='frontier')
    >>> jd.solve(problem, horizon="short").design
    Design([1][2])
    """
    check_horizon(horizon)
    deadline = Deadline(time_limit)
    began = time.perf_counter()
    chosen = _choose(method, problem, horizon, options)
    if progress is not None and chosen.tells_progress:
        options["progress"] = progress
    chosen.load()  # Ctrl-C cuts this short; later it would wait until all is loaded
    with deadline.catching_interrupt():
        ends = None
        try:
            ends = given_jobs(problem, horizon, job_ends, deadline)
            if modes is None:
                outcome = _run(chosen, problem, horizon, ends, deadline, options)
                if ends is not None and outcome.design is not None:
                    outcome = _in_least_time(problem, outcome, ends, deadline)
            else:
                outcome = _choose_jobs(problem, chosen, modes, horizon, deadline, options)
        except TimeoutError:  # before the jobs of the short run were known
            outcome = Outcome(None, exact=False)
    solution = _judge(problem, outcome, chosen.name, horizon, time.perf_counter() - began)
    if solution.status == "infeasible":
        settled = () if modes is None else _settled(problem, Design(modes))
        explain = partial(_explain, problem, settled, ends, time_limit)
        solution = replace(solution, explain=explain)
    return replace(solution, interrupted=deadline.interrupted)


def _in_least_time(
    problem: Problem, outcome: Outcome, job_ends: npt.NDArray[np.int64], deadline: Deadline
) -> Outcome:
    """Of the designs of the short run that cost the same, take the quickest (eq. 4).

    It matters where a given job earns nothing; and then by one search for all methods.
    """
    timed = timed_by_wage(problem, job_ends)
    if timed is None or not outcome.exact or outcome.design is None or deadline.passed:
        return outcome
    found = _run(METHODS[suited(timed)], timed, "short", job_ends, deadline, {})
    if found.design is None:
        return outcome
    quick, known = (evaluate(problem, d, "short") for d in (found.design, outcome.design))
    if not quick.is_feasible or quick.cost > known.cost or quick.total_time >= known.total_time:
        return outcome
    return replace(outcome, design=found.design)


def _explain(
    problem: Problem,
    modes: Sequence[Constraint],
    job_ends: npt.NDArray[np.int64] | None,
    time_limit: float | None,
) -> Conflict:
    """Find demands that clash, those of the call among them."""
    deadline = Deadline(time_limit)
    with deadline.catching_interrupt():
        return find_conflict(
            Demands(problem, modes, job_ends), partial(_any_design, deadline=deadline)
        )


def _any_design(
    problem: Problem, job_ends: npt.NDArray[np.int64] | None, deadline: Deadline
) -> Search:
    """Find any design; by the methods that prove optima where labels are too many."""
    found = any_design(problem, job_ends, deadline)
    if found.design is not None or found.impossible or deadline.passed:
        return found
    if demand(problem)[0] == "all":
        from jobdesign.methods.mip.columns import first_design

        return first_design(problem, job_ends, deadline)
    ends = None if job_ends is None else job_ends.tolist()
    horizon: Horizon = "long" if ends is None else "short"
    solution = solve(problem, horizon=horizon, job_ends=ends, time_limit=deadline.remaining)
    return Search(solution.design, impossible=solution.status == "infeasible")


def _run(
    chosen: Method,
    problem: Problem,
    horizon: Horizon,
    job_ends: npt.NDArray[np.int64] | None,
    deadline: Deadline,
    options: dict[str, Any],
) -> Outcome:
    """Run a method, on numbers near each other where that can be; its design is the problem's."""

    def call(given: Problem) -> Outcome:
        with np.errstate(over="ignore"):  # what overflows is infinite, and never chosen
            return chosen.load()(
                given, horizon=horizon, job_ends=job_ends, deadline=deadline, **options
            )

    if not problem.is_plain or horizon == "short":  # nothing is multiplied but wage and time
        return call(problem)
    near, money = brought_near(problem)
    outcome = call(near)
    design = outcome.design
    if design is not None and not math.isfinite(evaluate(problem, design, horizon).cost):
        return call(problem)  # a time was finite only in other units
    return replace(outcome, bound=math.ldexp(outcome.bound, money))


def _judge(
    problem: Problem, outcome: Outcome, method: str, horizon: Horizon, runtime: float
) -> Solution:
    status: Status
    if outcome.design is None:
        status = "infeasible" if outcome.exact else "time_limit"
        bound = math.inf if outcome.exact else outcome.bound
        return Solution(problem, status, None, None, bound, method, horizon, runtime)
    priced = evaluate(problem, outcome.design, horizon)
    possible = np.isfinite(priced.job_time).all() and np.isfinite(priced.job_wage).all()
    if not priced.violations and possible and math.isinf(priced.cost):
        # what is chosen costs more than double precision holds, and so does all else
        return Solution(problem, "infeasible", None, None, math.inf, method, horizon, runtime)
    if not priced.is_feasible:  # a method must not hand in what cannot work
        _check_kinds_agree(problem, priced, method)
        raise AssertionError(f"method {method} handed in an impossible design: {outcome.design!r}")
    bound = priced.cost if outcome.exact else min(outcome.bound, priced.cost)
    status = "optimal" if bound == priced.cost else "feasible"
    return Solution(
        problem,
        status,
        outcome.design,
        priced,
        bound,
        method,
        horizon,
        runtime,
        model=outcome.model,
        multipliers=outcome.multipliers,
    )


def _check_kinds_agree(problem: Problem, priced: Evaluation, method: str) -> None:
    """Say which kind of somebody's own asks less of methods than it measures."""
    for violation in priced.violations:
        if type(violation.constraint) not in KINDS.values():
            raise InputError(
                f"its restrict lets method {method} choose a design that its measure refuses",
                place=f"constraint {violation.constraint}",
                value=violation.measured,
                fix="both must say the same; brute_force goes by measure alone",
            )


def _choose(method: str, problem: Problem, horizon: str, options: dict[str, Any]) -> Method:
    if method == "auto":
        method = suited(problem)
        if method == "brute_force" and options:  # it takes none
            method = "mip"
    chosen = METHODS.get(method) if isinstance(method, str) else None
    if chosen is None:
        raise InputError(
            f"must be auto or one of {', '.join(METHODS)}",
            place="method",
            value=method,
            fix=did_you_mean(str(method), METHODS),
        )
    if horizon not in chosen.horizons:
        able = ", ".join(name for name, other in METHODS.items() if horizon in other.horizons)
        raise MethodError(
            f'has no horizon "{horizon}"', place=f"method {method}", fix=f"use one of {able}"
        )
    if chosen.max_steps is not None and len(problem.workflow) > chosen.max_steps:
        raise MethodError(
            f"takes at most {chosen.max_steps} steps, this problem has {len(problem.workflow)}",
            place=f"method {method}",
            fix=f"use {'mip' if demand(problem)[0] == 'all' else 'frontier'}",
        )
    require(chosen.name, problem)
    for option in options:
        if option not in chosen.options:
            takes = ", ".join(chosen.options) if chosen.options else "no options"
            others = [name for name, other in METHODS.items() if option in other.options]
            fix = did_you_mean(option, chosen.options)
            if others:
                fix = f"{option} is for {', '.join(others)}"
            raise MethodError(f"takes {takes}, not {option}", place=f"method {method}", fix=fix)
    return chosen


def _choose_jobs(
    problem: Problem,
    chosen: Method,
    modes: Sequence[Mode | str],
    horizon: Horizon,
    deadline: Deadline,
    options: dict[str, Any],
) -> Outcome:
    """Proposition 2: the tasks are given, so each is one step that is done as it is."""
    if horizon != "long":
        raise InputError("tasks are given in the long run only", place="modes", fix="drop horizon")
    whole = Design(modes)
    priced = evaluate(problem, whole)
    endless = ~np.isfinite(priced.task_time)
    if endless.any():
        first = int(priced.task_first[np.argmax(endless)])
        raise InputError(
            "cannot be done in this mode: it would never end",
            place=f'step "{problem.workflow.names[first]}"',
            value=str(Mode(int(whole.modes[first]))),
        )
    if not problem.is_plain:  # rules and wages know steps, not tasks
        forced = _settled(problem, whole)
        settled = replace(problem, constraints=[*problem.constraints, *forced])
        return _run(chosen, settled, "long", None, deadline, options)
    tasks = Problem(
        Workflow.from_arrays(
            manual_skill=priced.task_skill,
            manual_time=priced.task_time,
            handoff_time=priced.task_handoff_time,
        )
    )
    outcome = _run(chosen, tasks, "long", None, deadline, options)
    if outcome.design is None:
        return outcome
    return Outcome(
        Design(whole.modes, priced.task_last[outcome.design.job_ends]),
        outcome.exact,
        outcome.bound,
    )


def _settled(problem: Problem, given: Design) -> list[Constraint]:
    """Return the modes of a design as constraints."""
    require_mode = KINDS["require_mode"]
    return [
        require_mode(step=name, mode=str(Mode(mode)))  # type: ignore[call-arg]
        for name, mode in zip(problem.workflow.names, given.modes.tolist(), strict=True)
    ]

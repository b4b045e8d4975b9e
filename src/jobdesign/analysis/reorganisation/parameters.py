"""The parameters that a problem has, by name."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from jobdesign.analysis.reorganisation.parameter import Parameter
from jobdesign.errors import InputError, did_you_mean
from jobdesign.problem import Problem
from jobdesign.workflow import Array, Workflow

__all__ = ["COLUMNS", "find_parameter"]

#: Columns of a workflow that scale together, or vary at one step, and what they are.
COLUMNS = ("manual_skill", "manual_time", "ai_skill", "ai_time", "handoff_time", "ai_cost")
_BASES = ("human", "ai_management")
_RATES = ("ai_success", "ai_difficulty")


def find_parameter(problem: Problem, name: str) -> Parameter:
    """Find the parameter of a problem that has this name.

    Parameters
    ----------
    problem
        What is given.
    name
        ``"alpha"``; ``"ai_success:STEP"`` or ``"ai_difficulty:STEP"``, whichever
        the steps give; a base wage, ``"human"`` or ``"ai_management"``; one of
        `COLUMNS`, the factor by which that column is multiplied; or
        ``"COLUMN:STEP"``, its value at one step.

    Raises
    ------
    InputError
        Where the problem has no such parameter, or its cost is not monotone in it.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> handoffs = find_parameter(problem, "handoff_time")
    >>> handoffs.problem_at(2.0).workflow.handoff_time
    array([6., 1., 0.])
    """
    if not isinstance(name, str):
        raise InputError("must be the name of a parameter", place="parameter", value=name)
    if name == "alpha":
        return _alpha(problem)
    if name in _BASES:
        return _base_wage(problem, name)
    column, colon, step = name.partition(":")
    if column in COLUMNS and not colon:
        return _scale(problem, column)
    if column in COLUMNS:
        return _entry(problem, name, column, _step(problem, name, step))
    if column in _RATES and colon:
        return _rate_of_step(problem, name, column, _step(problem, name, step))
    raise InputError(
        "must be a scalar in which the cost is monotone",
        place="parameter",
        value=name,
        fix=_suggest(name, column),
    )


def _suggest(name: str, column: str) -> str:
    if name in _RATES:
        return f"name a step, {name}:STEP, or use alpha"
    known = ["alpha", *_BASES, *COLUMNS, *_RATES]
    return did_you_mean(column, known) or (
        f"one of alpha, {', '.join(_BASES)}, {', '.join(COLUMNS)}, or COLUMN:STEP"
    )


def _step(problem: Problem, name: str, step: str) -> int:
    try:
        return problem.workflow.index(step)
    except InputError as error:
        raise InputError(error.rule, place="parameter", value=name, fix=error.fix) from None


def _dependence(problem: Problem) -> tuple[Array, Array, Array, Array]:
    """Return fixed, slope, base and exponent of a problem in which nothing varies."""
    given = problem.workflow
    fixed = np.vstack(
        (
            problem.human_skill,
            given.manual_time,
            problem.ai_management_skill,
            given.ai_time,
            given.handoff_time,
            given.ai_cost,
        )
    )
    m = len(given)
    return fixed, np.zeros((len(COLUMNS), m)), given.ai_success.copy(), np.zeros(m)


def _alpha(problem: Problem) -> Parameter:
    given = problem.workflow
    if given.ai_difficulty is None or given.alpha is None:
        raise InputError(
            "the steps give ai_success, which does not depend on alpha",
            place="parameter",
            value="alpha",
            fix="give ai_difficulty instead, or vary ai_success:STEP",
        )
    able = np.isfinite(given.ai_difficulty)
    fixed, slope, _, _ = _dependence(problem)
    return Parameter(
        "alpha",
        given.alpha,
        0.0,
        1.0,
        falls=True,
        problem_at=problem.with_alpha,
        fixed=fixed,
        slope=slope,
        base=able.astype(np.float64),
        exponent=np.where(able, given.ai_difficulty, 0.0),
        step_names=given.names,
    )


def _base_wage(problem: Problem, name: str) -> Parameter:
    fixed, slope, base, exponent = _dependence(problem)
    row = 0 if name == "human" else 2
    given = problem.workflow
    slope[row] = given.manual_skill if name == "human" else given.ai_skill
    fixed[row] = 0.0
    value = float(getattr(problem.wages, name))

    def problem_at(rate: float) -> Problem:
        if name == "human":
            return replace(problem, wages=replace(problem.wages, human=rate))
        return replace(problem, wages=replace(problem.wages, ai_management=rate))

    return Parameter(
        name, value, 0.0, 2.0 * value, False, problem_at, fixed, slope, base, exponent, given.names
    )


def _scale(problem: Problem, column: str) -> Parameter:
    fixed, slope, base, exponent = _dependence(problem)
    row = COLUMNS.index(column)
    endless = np.isinf(fixed[row])  # nobody can do it, however little time it takes
    slope[row] = np.where(endless, 0.0, fixed[row])
    fixed[row] = np.where(endless, np.inf, 0.0)
    given = problem.workflow

    def problem_at(factor: float) -> Problem:
        values = getattr(given, column)
        scaled = np.where(
            np.isinf(values), np.inf, np.where(np.isinf(values), 0.0, values) * factor
        )
        return replace(problem, workflow=given.replace(**{column: scaled}))

    return Parameter(
        column, 1.0, 0.0, 2.0, False, problem_at, fixed, slope, base, exponent, given.names
    )


def _entry(problem: Problem, name: str, column: str, step: int) -> Parameter:
    given = problem.workflow
    _check_able(given, name, column, step)
    fixed, slope, base, exponent = _dependence(problem)
    row = COLUMNS.index(column)
    wage = {"manual_skill": problem.wages.human, "ai_skill": problem.wages.ai_management}
    slope[row, step] = wage.get(column, 1.0)
    fixed[row, step] = 0.0
    value = float(getattr(given, column)[step])

    def problem_at(new: float) -> Problem:
        values = getattr(given, column).copy()
        values[step] = new
        return replace(problem, workflow=given.replace(**{column: values}))

    return Parameter(
        name, value, 0.0, 2.0 * value, False, problem_at, fixed, slope, base, exponent, given.names
    )


def _check_able(given: Workflow, name: str, column: str, step: int) -> None:
    """Refuse to vary what a step does not have."""
    last = step == len(given) - 1
    if column.startswith("manual") and np.isinf(given.manual_time[step]):
        rule = "no person can do the step"
    elif column.startswith("ai") and not _mentions_ai(given, step):
        rule = "AI cannot do the step"
    elif column == "handoff_time" and last:
        rule = "the last step hands over to nobody"
    else:
        return
    raise InputError(rule, place="parameter", value=name, fix="vary another step")


def _mentions_ai(given: Workflow, step: int) -> bool:
    written = given[step]
    return written.ai_success is not None or written.ai_difficulty is not None


def _rate_of_step(problem: Problem, name: str, form: str, step: int) -> Parameter:
    given = problem.workflow
    uses_difficulty = given.ai_difficulty is not None
    if uses_difficulty != (form == "ai_difficulty"):
        other = "ai_difficulty" if uses_difficulty else "ai_success"
        raise InputError(
            f"the steps give {other}",
            place="parameter",
            value=name,
            fix=f"use {other}:{given.names[step]}",
        )
    _check_able(given, name, form, step)
    fixed, slope, base, exponent = _dependence(problem)
    base[step], exponent[step] = 1.0, 1.0
    values = getattr(given, form)
    value = float(values[step])

    def problem_at(new: float) -> Problem:
        changed = values.copy()
        changed[step] = new
        return replace(problem, workflow=given.replace(**{form: changed}))

    logarithm = math.log(given.alpha) if uses_difficulty and given.alpha is not None else 0.0
    if uses_difficulty and logarithm == 0.0:
        # at alpha = 1 difficulty does not matter: nothing varies
        base[step], exponent[step] = 1.0, 0.0
    return Parameter(
        name,
        value,
        0.0,
        2.0 * value if uses_difficulty else 1.0,
        not uses_difficulty,
        problem_at,
        fixed,
        slope,
        base,
        exponent,
        given.names,
        logarithm,
    )

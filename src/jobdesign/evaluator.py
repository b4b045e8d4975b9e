"""The judge: the only place that prices a design.

Everything a solution reports comes from here, from the problem and the design
alone. `evaluate` prices one design and keeps every number of its tables;
`price_all` runs the same arithmetic over many designs at once, for enumeration.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import takes
from jobdesign.constraints import Constraint
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.problem import Problem
from jobdesign.staffing import cheapest_types, staff
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["Evaluation", "Horizon", "Violation", "evaluate", "measure", "price_all"]

Horizon = Literal["long", "short"]
#: Methods multiply success rates in other orders: what is within rounding of the
#: smallest rate is theirs to decide.
_LEAST_SUCCESS = SMALLEST_SUCCESS * (1.0 - 1e-9)
_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Violation:
    """A side constraint that a design breaks.

    Parameters
    ----------
    constraint
        The constraint.
    measured
        What it limits, as it is in the design.
    """

    constraint: Constraint
    measured: float

    def __str__(self) -> str:
        return f"{self.constraint}: measured {self.measured:.10g}"


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A priced design: one row a step, a task and a job.

    Attributes
    ----------
    cost
        Sum of the wage bills (eq. 3); infinite where the design cannot work.
    step_skill, step_time
        What each step brings to its task, shape (m,): an automated step brings
        nothing, an augmented one the skill and the time of its whole chain.
    task_first, task_last, task_is_chain
        Shape (n,).
    task_skill, task_time, task_success, task_handoff_time, task_ai_cost
        Shape (n,). Skill after base wages; time t/Q until the chain succeeds
        (definition 4); the hand-off time that a job ending here would pay; ai_cost/Q.
    job_first, job_last, job_tasks
        Shape (p,): first and last step, number of tasks.
    job_skill, job_wage, job_task_time, job_handoff_time, job_ai_cost, job_wage_bill
        Shape (p,): Σ skill, wage rate, Σ time, hand-off time (0 for the last
        job), Σ ai_cost/Q, and wage × (hand-off time + Σ time) + Σ ai_cost/Q (eq. 2).
    job_worker_type
        Shape (p,): position of the worker type that fills the job, -1 where none
        can; None without worker types.
    violations
        The side constraints that the design breaks.

    Notes
    -----
    In the long run a job's wage follows its skill (eq. 1, or the wage rule). In
    the short run workers were hired for the jobs as done by hand and keep that
    wage (eq. 4).
    """

    cost: float
    step_skill: Array
    step_time: Array
    task_first: _Indices
    task_last: _Indices
    task_is_chain: npt.NDArray[np.bool_]
    task_skill: Array
    task_time: Array
    task_success: Array
    task_handoff_time: Array
    task_ai_cost: Array
    job_first: _Indices
    job_last: _Indices
    job_tasks: _Indices
    job_skill: Array
    job_wage: Array
    job_task_time: Array
    job_handoff_time: Array
    job_ai_cost: Array
    job_wage_bill: Array
    job_worker_type: _Indices | None = None
    violations: tuple[Violation, ...] = ()

    @property
    def is_feasible(self) -> bool:
        """Whether the design works and keeps every side constraint."""
        return math.isfinite(self.cost) and not self.violations

    @property
    def job_time(self) -> Array:
        """Time of each job with its hand-off, shape (p,)."""
        return self.job_task_time + self.job_handoff_time

    @property
    def total_time(self) -> float:
        """Time of all jobs with hand-offs."""
        return math.fsum(self.job_time)

    @property
    def ai_cost(self) -> float:
        """The part of the cost that pays for attempts of the AI."""
        return math.fsum(self.job_ai_cost)

    @property
    def handoff_cost(self) -> float:
        """The part of the cost that pays for handing over."""
        return math.fsum(_product(self.job_wage, self.job_handoff_time))


@takes(problem=Problem, design=Design)
def evaluate(problem: Problem, design: Design, horizon: Horizon = "long") -> Evaluation:
    """Price a design.

    Parameters
    ----------
    problem
        What is given.
    design
        The design; it must have as many steps as the problem.
    horizon
        ``"long"``: wages follow the skills of the design (eqs. 1 to 3).
        ``"short"``: each job keeps the wage of its steps done by hand (eq. 4).

    Returns
    -------
    Evaluation
        Every number of the tables, and the side constraints that are broken;
        ``cost`` is infinite where a step is done in a mode that is impossible
        for it, or no worker can fill a job.

    Raises
    ------
    InputError
        Where the design does not fit the problem.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0])
    >>> design = jd.Design(["manual"] * 3, job_ends=[1])
    >>> jd.evaluate(jd.Problem(workflow), design).job_wage_bill
    array([14.,  4.])
    """
    m = len(problem.workflow)
    if not isinstance(design, Design):
        raise InputError("must be a Design", place="design", value=design)
    if len(design) != m:
        raise InputError(
            f"must have as many steps as the problem, {m}", place="design", value=design
        )
    if horizon not in ("long", "short"):
        raise InputError('must be "long" or "short"', place="horizon", value=horizon)
    priced = _price(problem, design.modes, design.job_ends, horizon)
    if not problem.constraints:
        return priced
    designs = _Laid(priced, design.modes, 1)
    violations = []
    for constraint in problem.constraints:
        measured = constraint.measure(designs, problem.workflow)
        if not constraint.holds(measured)[0]:
            violations.append(Violation(constraint, float(measured[0])))
    return replace(priced, violations=tuple(violations))


def price_all(
    problem: Problem,
    modes: npt.NDArray[np.int8],
    job_end: npt.NDArray[np.bool_],
    horizon: Horizon = "long",
) -> Array:
    """Price D designs of one problem.

    Parameters
    ----------
    problem
        What is given, with m steps.
    modes
        Shape (D, m).
    job_end
        Shape (D, m): whether a job ends after the step; all true in column m-1.
    horizon
        As in `evaluate`.

    Returns
    -------
    array of shape (D,)
        The costs; infinite where a design cannot work or breaks a side constraint.
    """
    ends = np.flatnonzero(job_end.ravel())
    priced = _price(problem, modes.ravel(), ends, horizon)
    designs, m = modes.shape
    costs = np.add.reduceat(
        priced.job_wage_bill, np.searchsorted(ends, np.arange(designs, dtype=np.int64) * m)
    )
    if not problem.constraints:
        return costs
    laid = _Laid(priced, modes.ravel(), designs)
    for constraint in problem.constraints:
        kept = constraint.holds(constraint.measure(laid, problem.workflow))
        costs = np.where(kept, costs, np.inf)
    return costs


@takes(problem=Problem, design=Design, constraint=Constraint)
def measure(
    problem: Problem, design: Design, constraint: Constraint, horizon: Horizon = "long"
) -> float:
    """Measure what a side constraint limits, in one design.

    Parameters
    ----------
    problem, design, horizon
        As in `evaluate`.
    constraint
        Of the problem or not.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> jd.measure(problem, jd.solve(problem).design, jd.KINDS["max_jobs"](limit=1))
    2.0
    """
    priced = evaluate(replace(problem, constraints=()), design, horizon)
    return float(constraint.measure(_Laid(priced, design.modes, 1), problem.workflow)[0])


class _Laid:
    """Priced designs laid end to end, as side constraints look at them (`Designs`)."""

    def __init__(self, priced: Evaluation, modes: npt.NDArray[np.int8], designs: int) -> None:
        m = len(modes) // designs
        self.modes = modes.reshape(designs, m)
        ends = np.zeros(len(modes), dtype=np.bool_)
        ends[priced.job_last] = True
        self.job_end = ends.reshape(designs, m)
        self.task_design = priced.task_last // m
        steps = priced.task_last - priced.task_first + 1
        self.task_steps = np.where(priced.task_is_chain, steps, 0)
        self.task_success = priced.task_success
        self.job_design = priced.job_last // m
        self.job_time = priced.job_time
        self.job_skill = priced.job_skill
        self.job_tasks = priced.job_tasks


def _price(
    problem: Problem,
    modes: npt.NDArray[np.int8],
    job_last: _Indices,
    horizon: Horizon,
) -> Evaluation:
    """Price one design, or several of the same problem laid end to end."""
    given = problem.workflow
    copies = len(modes) // len(given)

    def column(values: Array) -> Array:
        return np.tile(values, copies) if copies > 1 else values

    augmented = modes == Mode.AUGMENTED

    task_last = np.flatnonzero(modes != Mode.AUTOMATED)
    task_first = _starts(task_last)
    is_chain = augmented[task_last]
    chain_success = np.multiply.reduceat(column(given.ai_success), task_first)
    success = np.where(is_chain, chain_success, 1.0)
    attempt = np.where(
        is_chain, column(given.ai_time)[task_last], column(given.manual_time)[task_last]
    )
    with np.errstate(over="ignore"):
        possible = success >= _LEAST_SUCCESS
        task_time = np.where(possible, attempt / np.where(possible, success, 1.0), np.inf)
    task_skill = np.where(
        is_chain,
        column(problem.ai_management_skill)[task_last],
        column(problem.human_skill)[task_last],
    )
    handoff = column(given.handoff_time)

    step_skill = np.zeros(len(modes))
    step_time = np.zeros(len(modes))
    step_skill[task_last] = task_skill
    step_time[task_last] = task_time

    job_first = _starts(job_last)
    first_task = np.searchsorted(task_last, job_first)
    job_skill = np.add.reduceat(task_skill, first_task)
    job_task_time = np.add.reduceat(task_time, first_task)
    job_handoff = handoff[job_last]
    hired_skill, hired_time = job_skill, job_task_time + job_handoff
    if horizon == "short":  # hired for the job as done by hand
        hired_skill = np.add.reduceat(column(problem.human_skill), job_first)
        hired_time = np.add.reduceat(column(given.manual_time), job_first) + job_handoff
    wage, worker_type = _hire(problem, hired_skill, hired_time, job_last // len(given))
    if horizon == "short":
        wage = np.where(np.isfinite(hired_time), wage, np.inf)
    attempts_cost = np.where(
        is_chain, _attempts_cost(column(given.ai_cost)[task_last], success), 0.0
    )
    job_ai_cost = np.add.reduceat(attempts_cost, first_task)
    bill = _product(wage, job_task_time + job_handoff) + job_ai_cost
    return Evaluation(
        cost=math.fsum(bill) if np.isfinite(bill).all() else np.inf,
        step_skill=step_skill,
        step_time=step_time,
        task_first=task_first,
        task_last=task_last,
        task_is_chain=is_chain,
        task_skill=task_skill,
        task_time=task_time,
        task_success=success,
        task_handoff_time=handoff[task_last],
        task_ai_cost=attempts_cost,
        job_first=job_first,
        job_last=job_last,
        job_tasks=np.diff(np.append(first_task, len(task_last))),
        job_skill=job_skill,
        job_wage=wage,
        job_task_time=job_task_time,
        job_handoff_time=job_handoff,
        job_ai_cost=job_ai_cost,
        job_wage_bill=bill,
        job_worker_type=worker_type,
    )


def _hire(
    problem: Problem, skill: Array, time: Array, design: _Indices
) -> tuple[Array, _Indices | None]:
    """Return the wage of each job, and the worker type that fills it."""
    wages = problem.wages
    if wages.worker_types is None:
        return wages.rate(skill), None
    kinds = cheapest_types(wages, skill)
    if wages.limits_workers:
        starts = np.flatnonzero(np.diff(design, prepend=-1))
        for first, last in zip(starts, np.append(starts[1:], len(skill)), strict=True):
            found = staff(wages, skill[first:last], time[first:last])
            kinds[first:last] = -1 if found is None else found
    rates = np.array([kind.wage for kind in wages.worker_types] + [np.inf])
    return rates[kinds], kinds


def _attempts_cost(ai_cost: Array, success: Array) -> Array:
    """Price the expected attempts of chains, ai_cost/Q; nothing where attempts are free."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return np.where(ai_cost > 0, ai_cost / success, 0.0)


def _starts(ends: _Indices) -> _Indices:
    """First element of each run, given the last elements."""
    return np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))


def _product(wage: Array, time: Array) -> Array:
    """Wage × time, where an endless time costs without end even for nothing."""
    with np.errstate(invalid="ignore", over="ignore"):
        bill = wage * time
    return np.where(np.isfinite(time) & np.isfinite(wage), bill, np.inf)

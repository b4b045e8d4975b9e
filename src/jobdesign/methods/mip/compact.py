"""`mip_compact`: the step-level block alone, with an objective, solved by HiGHS.

The block by itself says little before its binaries are settled. Two things from
label-setting tighten it: designs that cost more than one already known are left
out, and, for prices on the limits, every job costs at least its minimum at
these prices, which is one row over an arc for every pair of boundaries.

What HiGHS says of rows whose numbers differ much is not believed: its designs are
priced by the evaluator, and that none is cheaper is for label-setting to prove.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo

from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.block import JobDesignBlock, design_of
from jobdesign.methods.mip.columns import OPTIONS, best_known, decide, jobs_within
from jobdesign.methods.mip.highs import check_options, solve_model
from jobdesign.methods.mip.lagrangian import best_prices
from jobdesign.methods.mip.rows import add_rows
from jobdesign.methods.mip.step_rows import LONGEST
from jobdesign.methods.mip.units import in_ordinary_units
from jobdesign.methods.outcome import Deadline, Outcome, Progress
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["compact_model", "solve"]

#: Slack on what is known, relative, so that rounding cannot cut off the optimum.
_SLACK = 1e-7
#: Gap of what is proved optimal.
_PROVED = 1e-9
#: How often HiGHS is asked for another design where the evaluator finds its own dearer.
_MOST_ASKED = 20


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
    progress: Callable[[Progress], None] | None = None,
    solver_options: Mapping[str, Any] | None = None,
    strengthen: bool = True,
) -> Outcome:
    """Find the cheapest design by the step-level model.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        ``"short"`` keeps the jobs that end after `job_ends`, at their wages.
    deadline
        When to stop with the best design so far and a bound.
    progress
        Called now and then.
    solver_options
        Of HiGHS, by its names.
    strengthen
        Whether to tighten the block by label-setting; else HiGHS searches on its own, and
        only what it says is checked.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]),
    ...     constraints=[jd.KINDS["max_jobs"](limit=1)])
    >>> solve(problem).design
    Design([1, 2, 3])
    """
    if not isinstance(strengthen, bool):
        raise InputError(
            "must be true or false", place="option strengthen of mip_compact", value=strengthen
        )
    check_options(solver_options or {})
    scaled, money = in_ordinary_units(problem)
    outcome = _solve(
        scaled,
        horizon,
        job_ends,
        deadline or Deadline(),
        progress,
        dict(OPTIONS) | dict(solver_options or {}),
        strengthen,
    )
    return replace(outcome, bound=math.ldexp(outcome.bound, money))


def _solve(
    problem: Problem,
    horizon: Horizon,
    job_ends: npt.NDArray[np.int64] | None,
    deadline: Deadline,
    progress: Callable[[Progress], None] | None,
    options: dict[str, Any],
    strengthen: bool,
) -> Outcome:
    known = _Known(problem, horizon)
    search = JobSearch(problem, job_ends)
    dual = best_prices(search, deadline)
    if dual.bound == math.inf:
        return Outcome(None, exact=True)
    known.bound = max(dual.bound, 0.0)
    jobs = None
    if strengthen:
        design, infeasible = best_known(problem, search, dual, horizon, job_ends, deadline)
        if infeasible:
            return Outcome(None, exact=True)
        known.consider(design)
        if known.is_proved:
            return Outcome(known.design, exact=True)
        if known.design is not None:
            jobs = jobs_within(search, dual, known.cost * (1.0 + _SLACK), deadline)
    model = None
    if not deadline.passed:
        if strengthen:
            # with the jobs listed, their chains are all that matter, however long
            longest = math.inf if jobs is not None else LONGEST
            model = compact_model(
                problem, job_ends, known.cost, search, dual.prices, jobs, deadline, longest
            )
        else:
            model = compact_model(problem, job_ends, longest=LONGEST)
        _ask(known, model, deadline, options, progress)
    if known.is_proved or deadline.passed:
        return known.outcome(model)
    # rounding can make HiGHS call optimal or impossible what is not: label-setting decides
    judged = decide(problem, search, dual, known.design, horizon, job_ends, deadline)
    if judged.exact and judged.design is None:
        return replace(judged, model=model)
    known.consider(judged.design)
    known.bound = known.cost if judged.exact else max(known.bound, judged.bound)
    return known.outcome(model)


def _ask(
    known: _Known,
    model: pyo.ConcreteModel,
    deadline: Deadline,
    options: dict[str, Any],
    progress: Callable[[Progress], None] | None,
) -> None:
    """Let HiGHS look for designs until it says that none is cheaper.

    What it lets in and the evaluator refuses or finds dearer is excluded.
    """
    options = {"presolve": "choose"} | options  # one opinion will do: it is checked
    for _ in range(_MOST_ASKED):
        if deadline.passed:
            return
        try:
            result = solve_model(model, deadline=deadline, options=options, progress=progress)
            if result.objective == math.inf:
                return
            design = design_of(model.work)
        except InputError:  # numbers that it does not take, or no design
            return
        known.consider(design)
        is_dearer = result.objective >= known.cost * (1.0 - _PROVED)
        if result.status != "optimal" or is_dearer:
            return
        _exclude(model, design)


class _Known:
    """The best design so far, by the evaluator, and a bound."""

    def __init__(self, problem: Problem, horizon: Horizon) -> None:
        self.problem = problem
        self.horizon = horizon
        self.design: Design | None = None
        self.cost = math.inf
        self.bound = 0.0

    def consider(self, design: Design | None) -> None:
        """Keep the design if it keeps all constraints and is cheaper."""
        if design is None:
            return
        priced = evaluate(self.problem, design, self.horizon)
        if priced.is_feasible and priced.cost < self.cost:
            self.design, self.cost = design, priced.cost

    @property
    def is_proved(self) -> bool:
        """Whether the bound meets the cost."""
        return self.design is not None and self.cost - self.bound <= _PROVED * self.cost

    def outcome(self, model: pyo.ConcreteModel | None) -> Outcome:
        """Return what is known, proved or not."""
        return Outcome(self.design, exact=self.is_proved, bound=self.bound, model=model)


def compact_model(
    problem: Problem,
    job_ends: npt.NDArray[np.int64] | None = None,
    most_cost: float = math.inf,
    search: JobSearch | None = None,
    prices: Array | None = None,
    jobs: Jobs | None = None,
    deadline: Deadline | None = None,
    longest: float = math.inf,
) -> pyo.ConcreteModel:
    """Build the block ``work`` with its cost to be minimised.

    Parameters
    ----------
    problem, job_ends
        As in `solve`.
    most_cost
        Cost of a known design: dearer ones are left out.
    search, prices
        With both, rows for the minima of jobs at no prices and at these.
    jobs
        The only ones of interest.
    deadline
        When to go without them.
    longest
        As in `JobDesignBlock.build`.
    """
    most = most_cost * (1.0 + _SLACK)
    model = pyo.ConcreteModel(name="steps")
    model.work = JobDesignBlock()
    model.work.build(problem, job_ends=job_ends, most_cost=most, jobs=jobs, longest=longest)
    model.total = pyo.Objective(expr=model.work.cost)
    model.no_good = pyo.ConstraintList(doc="designs that rounding let in")
    if most < math.inf:
        model.known = pyo.Constraint(expr=model.work.cost <= most)
    if search is not None and prices is not None:
        _add_minima(model, search, prices, jobs, deadline or Deadline())
    return model


def _add_minima(
    model: pyo.ConcreteModel,
    search: JobSearch,
    prices: Array,
    jobs: Jobs | None,
    deadline: Deadline,
) -> None:
    """Bound cost + prices of what is used by the minima of the jobs chosen."""
    work, m = model.work, len(search.problem.workflow)
    rows = [search.no_prices]
    if prices.any():
        rows.append(prices)
    minima = []
    for at in rows:
        found = search.minima(at, deadline) if jobs is None else _minima_of(jobs, at, m)
        if found is None:
            return
        minima.append(found)
    arcs = [(i, j) for i in range(m) for j in range(i + 1, m + 1) if np.isfinite(minima[0][i, j])]
    model.arc = pyo.Var(range(len(arcs)), bounds=(0, 1))
    leaving: list[list[Any]] = [[] for _ in range(m + 1)]
    arriving: list[list[Any]] = [[] for _ in range(m + 1)]
    for number, (start, end) in enumerate(arcs):
        leaving[start].append(model.arc[number])
        arriving[end].append(model.arc[number])
    names = search.problem.workflow.names
    add_rows(
        model,
        "arc_starts",
        range(m),
        row=lambda k: (
            pyo.quicksum(leaving[k]) == (work.handoff[names[k - 1]] if k else 1)
            if leaving[k] or k == 0
            else work.handoff[names[k - 1]] <= 0
        ),
    )
    add_rows(
        model,
        "arc_ends",
        range(1, m + 1),
        row=lambda k: (
            pyo.quicksum(arriving[k]) == work.handoff[names[k - 1]]
            if arriving[k]
            else work.handoff[names[k - 1]] <= 0
        ),
    )
    used = [
        total.per_job * work.jobs
        + total.per_time * work.total_time
        + pyo.quicksum(
            float(total.per_mode[s, mode]) * port[names[s]]
            for mode, port in enumerate((work.manual, work.augmented, work.automated))
            for s in range(m)
            if total.per_mode[s, mode]
        )
        for total in search.rules.totals
    ]
    kinds = search.problem.wages.worker_types or ()
    used += [work.workers[kinds[k].name] for k in search.limited_types]

    def minimum(row: int) -> Any:
        at = rows[row]
        least = pyo.quicksum(
            float(minima[row][arc]) * model.arc[number] for number, arc in enumerate(arcs)
        )
        priced = pyo.quicksum(float(at[r]) * used[r] for r in range(len(at)) if at[r])
        return work.cost + priced >= least

    doc = "jobs cost at least their minima"
    add_rows(model, "minimum", range(len(rows)), row=minimum, doc=doc)


def _minima_of(jobs: Jobs, prices: Array, steps: int) -> Array:
    """Return the least cost at these prices between every two boundaries, shape (m, m + 1)."""
    minima = np.full((steps, steps + 1), np.inf)
    np.minimum.at(minima, (jobs.start, jobs.end), jobs.cost + jobs.uses @ prices)
    return minima


def _exclude(model: pyo.ConcreteModel, design: Design) -> None:
    """Forbid one design: its modes and hand-offs all at once."""
    work = model.work
    names = work.problem.workflow.names
    ports = {Mode.MANUAL: work.manual, Mode.AUGMENTED: work.augmented}
    ports[Mode.AUTOMATED] = work.automated
    ends = set(design.job_ends.tolist())
    terms = [
        1 - ports[Mode(int(mode))][name] for name, mode in zip(names, design.modes, strict=True)
    ]
    terms += [
        1 - work.handoff[name] if s in ends else work.handoff[name]
        for s, name in enumerate(names[:-1])
    ]
    model.no_good.add(pyo.quicksum(terms) >= 1)

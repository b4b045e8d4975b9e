"""`mip`: one binary a job, chosen by HiGHS from exactly the jobs that can matter.

1. The constraints that span jobs get prices (`lagrangian`), which bound every design.
2. HiGHS picks the cheapest design from the jobs seen on the way: an upper bound.
3. A design between the bounds consists of jobs whose reduced costs fit into the
   gap. Label-setting lists them all, and HiGHS chooses. What it finds is optimal.
4. Where step 2 finds nothing, prices on the limits alone, at wages of nothing,
   prove that no design keeps them, or `any_design` does or finds one; where its labels
   are too many, the jobs of all designs that might keep them are listed for HiGHS.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo

from jobdesign.design import Design
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.any_design import Search, any_design
from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.job_wages import priced
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.highs import ModelResult, check_options, solve_model
from jobdesign.methods.mip.job_model import columns_model
from jobdesign.methods.mip.job_pools import fitting, pool
from jobdesign.methods.mip.lagrangian import Dual, best_prices
from jobdesign.methods.outcome import Deadline, Outcome, Progress
from jobdesign.problem import Problem

__all__ = ["OPTIONS", "best_known", "decide", "first_design", "jobs_within", "solve"]

#: Slack on bounds, relative, so that rounding cannot cut off the optimum.
_SLACK = 1e-9
#: First gap to list jobs for, relative to the bound; raised until it covers the true one.
_FIRST_GAP = 2e-3
#: Gap of what is proved optimal.
_PROVED = 1e-9
#: At a boundary, in the search for any design before HiGHS is asked for one.
_MOST_LABELS = 4000
#: HiGHS may break a row by this much, less than the tolerance of the limits.
OPTIONS = {
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-10,
}


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
    progress: Callable[[Progress], None] | None = None,
    solver_options: Mapping[str, Any] | None = None,
) -> Outcome:
    """Find the cheapest design that keeps all constraints, those that span jobs included.

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

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]),
    ...     constraints=[jd.KINDS["max_jobs"](limit=1)])
    >>> solve(problem).design
    Design([1, 2, 3])
    """
    check_options(solver_options or {})
    run = _Run(problem, horizon, job_ends, deadline or Deadline(), progress, solver_options or {})
    return run.outcome()


def best_known(
    problem: Problem,
    search: JobSearch,
    dual: Dual,
    horizon: Horizon,
    job_ends: npt.NDArray[np.int64] | None,
    deadline: Deadline,
) -> tuple[Design | None, bool]:
    """Return a good design, and whether it is proved that there is none.

    From the jobs seen on the way to the prices; where they make none, any.
    """
    run = _Run(problem, horizon, job_ends, deadline, None, {}, search)
    for jobs in dual.designs:
        run.consider(jobs.design(np.arange(len(jobs))))
    if len(dual.designs) > 1:
        run.choose(pool(dual.designs))
    infeasible = run.look_for_any() if run.best is None and not deadline.passed else False
    return run.best, infeasible is True


def decide(
    problem: Problem,
    search: JobSearch,
    dual: Dual,
    design: Design | None,
    horizon: Horizon,
    job_ends: npt.NDArray[np.int64] | None,
    deadline: Deadline,
) -> Outcome:
    """Find the cheapest design, given prices and a good design or none, and say what is proved."""
    run = _Run(problem, horizon, job_ends, deadline, None, {}, search)
    run.dual = dual
    if design is not None:
        run.consider(design)
    return run.outcome()


def jobs_within(search: JobSearch, dual: Dual, cost: float, deadline: Deadline) -> Jobs | None:
    """List the jobs that designs costing at most this can have; None where time runs out."""
    rounding = _SLACK * (abs(dual.bound) + dual.magnitude)
    slack = max(cost - dual.bound, 0.0) + rounding
    found = search.run(dual.prices, deadline, slack=slack, listing=True)
    return None if found is None else fitting(found.jobs(), found.value, dual.prices, slack)


def first_design(
    problem: Problem, job_ends: npt.NDArray[np.int64] | None, deadline: Deadline
) -> Search:
    """Find any design that keeps all constraints, or prove that there is none."""
    horizon: Horizon = "long" if job_ends is None else "short"
    run = _Run(problem, horizon, job_ends, deadline, None, {"mip_max_improving_sols": 1})
    impossible = run.look_for_any() is True
    totals = len(run.search.rules.totals)
    used = range(totals) if run.blamed is None else run.blamed
    return Search(
        run.best,
        impossible,
        tuple(number for number in used if number < totals),
        run.blamed is None or any(number >= totals for number in run.blamed),
    )


class _Run:
    """One solve: bounds from both sides until they meet."""

    def __init__(
        self,
        problem: Problem,
        horizon: Horizon,
        job_ends: npt.NDArray[np.int64] | None,
        deadline: Deadline,
        progress: Callable[[Progress], None] | None,
        options: Mapping[str, Any],
        search: JobSearch | None = None,
    ) -> None:
        self.problem = problem
        self.horizon = horizon
        self.job_ends = job_ends
        self.deadline = deadline
        self.progress = progress
        self.options = dict(OPTIONS) | dict(options)
        self.search = JobSearch(problem, job_ends) if search is None else search
        self.best: Design | None = None
        self.cost = math.inf
        self.bound = -math.inf
        self.model: pyo.ConcreteModel | None = None
        self.dual: Dual | None = None
        #: limits that by themselves prove that no design keeps them; None: perhaps all
        self.blamed: list[int] | None = None

    def outcome(self) -> Outcome:
        """Run all stages and say what is proved."""
        exact = self._stages()
        if self.best is not None and self.cost - self.bound <= _PROVED * abs(self.cost):
            exact = True
        prices = () if self.dual is None else tuple(self.dual.prices.tolist())
        return Outcome(
            self.best,
            exact=exact,
            bound=max(self.bound, 0.0),
            model=self.model,
            multipliers=prices,
        )

    def _stages(self) -> bool:
        """Return whether the answer is proved."""
        is_told = self.best is not None
        if self.dual is None:
            self.dual = best_prices(self.search, self.deadline, is_impossible=self._is_impossible)
        self.bound = self.dual.bound
        if math.isinf(self.bound) and self.bound > 0:
            return True  # no design keeps even what every job must keep
        for jobs in self.dual.designs:
            self.consider(jobs.design(np.arange(len(jobs))))
        self._tell()
        if not self.dual.finished:
            return False
        if len(self.dual.designs) > 1 and not is_told:
            self.choose(pool(self.dual.designs))
        if self.best is None and not self.deadline.passed:
            infeasible = self.look_for_any()
            if infeasible is not False:
                self.bound = math.inf if infeasible else self.bound
                return bool(infeasible)
        return not self.deadline.passed and self._close_gap()

    def _close_gap(self) -> bool:
        """List jobs for a growing gap until it covers what is left between the bounds."""
        assert self.dual is not None
        floor, gap = self.dual.bound, _FIRST_GAP * abs(self.dual.bound)
        while True:
            covers = gap >= self.cost - floor
            most = self.cost if covers else floor + gap
            jobs = jobs_within(self.search, self.dual, most, self.deadline)
            if jobs is None:
                return False
            result = self.choose(jobs)
            if result is None or result.status in ("feasible", "time_limit"):
                if result is not None and not covers:
                    self.bound = max(self.bound, min(result.bound, floor + gap))
                elif result is not None:
                    self.bound = max(self.bound, min(result.bound, self.cost))
                return False
            # all designs up to floor + gap have been looked at
            self.bound = max(self.bound, min(self.cost, floor + gap))
            self._tell()
            if covers or self.cost <= floor + gap:
                return True
            gap = max(4.0 * gap, 1e-3 * (self.cost - floor))  # it may have begun at 0

    def _is_impossible(self, designs: list[Jobs]) -> bool:
        """Look for any design where none of these is one; returns whether there is none."""
        for jobs in designs:
            self.consider(jobs.design(np.arange(len(jobs))))
        if self.best is not None:
            return False
        found = any_design(self.problem, self.job_ends, self.deadline)
        if found.design is not None:
            self.consider(found.design)
        return found.impossible

    def look_for_any(self) -> bool | None:
        """Return whether the limits cannot be kept (None: out of time); else find a design."""
        free = JobSearch(self.problem, self.job_ends, free=True)
        dual = best_prices(free, self.deadline, phase_one=True)
        for jobs in dual.designs:
            self.consider(jobs.design(np.arange(len(jobs))))
        if self.best is not None:
            return False
        if not dual.finished:
            return None
        rounding = _SLACK * dual.magnitude
        if dual.bound > rounding:
            self.blamed = np.flatnonzero(dual.prices).tolist()
            return True
        found = any_design(self.problem, self.job_ends, self.deadline, most_labels=_MOST_LABELS)
        if found.design is not None:
            self.consider(found.design)
            return False
        if found.impossible:
            return True
        listed = free.run(dual.prices, self.deadline, slack=rounding - dual.bound, listing=True)
        if listed is None:
            return None
        offered = fitting(listed.jobs(), listed.value, dual.prices, rounding - dual.bound)
        result = self.choose(priced(self.search, offered))
        if result is not None and result.status == "infeasible":
            return True
        return None if self.best is None else False

    def choose(self, jobs: Jobs) -> ModelResult | None:
        """Let HiGHS choose from the jobs, and the evaluator judge; None out of time."""
        jobs = self._affordable(jobs)
        names = [str(total.constraint) for total in self.search.rules.totals]
        kinds = self.problem.wages.worker_types or ()
        names += [f"{kinds[k].name} available" for k in self.search.limited_types]
        model = columns_model(jobs, len(self.problem.workflow), self.search.limits, names)
        self.model = model
        while not self.deadline.passed:
            result = solve_model(
                model,
                deadline=self.deadline,
                options=self.options,
                progress=self._hear if self.progress else None,
            )
            if result.objective == math.inf:
                return result
            rows = np.flatnonzero([model.job[row].value > 0.5 for row in range(len(jobs))])
            rows = rows[np.argsort(jobs.start[rows])]
            if self.consider(jobs.design(rows)) or result.status != "optimal":
                return result
            model.no_good.add(sum(model.job[row] for row in rows.tolist()) <= len(rows) - 1)
        return None

    def _affordable(self, jobs: Jobs) -> Jobs:
        """Leave out jobs that cost without end or more than a known design, or break a limit."""
        kept = np.isfinite(jobs.cost) & (jobs.cost <= self.cost * (1.0 + _SLACK))
        only_up = (jobs.uses >= 0).all(axis=0)
        over = jobs.uses > self.search.limits * (1.0 + _SLACK)
        kept &= ~(over & only_up).any(axis=1)
        return jobs if kept.all() else jobs.take(kept)

    def consider(self, design: Design) -> bool:
        """Keep the design if it is the best so far; returns whether it keeps all constraints."""
        priced = evaluate(self.problem, design, self.horizon)
        if priced.is_feasible and priced.cost < self.cost:
            self.best, self.cost = design, priced.cost
        return priced.is_feasible

    def _hear(self, progress: Progress) -> None:
        self._tell()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(Progress(self.cost, self.bound, self.deadline.elapsed))

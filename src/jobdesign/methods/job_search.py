"""Jobs under rules, priced: the cheapest design, and every job a good design can have.

Constraints that span jobs get a price each (their Lagrange multiplier). What a
job then costs is its wage bill plus the prices of what it uses, and a design is
cheapest when it is a shortest path over boundaries, as ever.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.constraints import Rules
from jobdesign.methods import kernel
from jobdesign.methods.found_jobs import FoundJobs
from jobdesign.methods.job_costs import JobCosts
from jobdesign.methods.on_thread import PATIENCE, run_on_thread
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.reach import is_near
from jobdesign.problem import Problem
from jobdesign.wages import WorkerType
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["JobSearch", "cheapest"]

_Indices = npt.NDArray[np.int64]
_FORMS = {
    "product": kernel.PRODUCT,
    "schedule": kernel.SCHEDULE,
    "types": kernel.TYPES,
    "hired": kernel.HIRED,
}
#: Steps up to which no sweep that is compiled takes long enough to be stopped.
_FEW_STEPS = 12


def cheapest(problem: Problem, job_ends: _Indices | None, deadline: Deadline) -> Outcome:
    """Find the cheapest design under rules that every job keeps by itself."""
    search = JobSearch(problem, job_ends)
    found = search.run(search.no_prices, deadline)
    if found is None:
        return Outcome(None, exact=False)
    return Outcome(found.design(), exact=True)


class JobSearch:
    """Label-setting for one problem, under any prices of the constraints that span jobs.

    Parameters
    ----------
    problem
        What is given.
    job_ends
        Last steps of the given jobs: the short run.
    free
        Price nothing but the limits: whoever can fill a job costs nothing.

    Attributes
    ----------
    rules
        The constraints, as arrays.
    limits
        Shape (R,): what the uses of all jobs may add up to: the totals, then the
        workers of each limited type.
    """

    def __init__(
        self, problem: Problem, job_ends: _Indices | None = None, *, free: bool = False
    ) -> None:
        self.problem = problem
        self.free = free
        self.rules: Rules = problem.rules
        if job_ends is not None:
            self.rules.keep_jobs(job_ends)
        self.costs = JobCosts(problem, job_ends)
        if free:
            self.costs.work_for_nothing(len(problem.workflow))
        totals = self.rules.totals
        kinds = problem.wages.worker_types or ()
        self.limited_types = [
            k for k, kind in enumerate(kinds) if kind.available is not None and job_ends is None
        ]
        available = [float(kinds[k].available or 0) for k in self.limited_types]
        self.limits = np.array([total.limit for total in totals] + available)
        self.per_job = np.array([total.per_job for total in totals])
        self.per_time = np.array([total.per_time for total in totals])
        m = len(problem.workflow)
        self.per_mode = np.array([total.per_mode for total in totals]).reshape(len(totals), m, 3)
        #: the totals that count modes, which labels must carry
        self.counting = np.flatnonzero(np.abs(self.per_mode).sum(axis=(1, 2)) > 0)

    @property
    def no_prices(self) -> Array:
        """Return prices of 0 for all that spans jobs."""
        return np.zeros(len(self.limits))

    @cached_property
    def _steps(self) -> Array:
        given = self.problem.workflow
        return np.vstack(
            (
                self.problem.human_skill,
                given.manual_time,
                self.problem.ai_management_skill,
                given.ai_time,
                given.ai_success,
                given.handoff_time,
                np.zeros(len(given)) if self.free else given.ai_cost,
            )
        )

    @cached_property
    def _allowed(self) -> npt.NDArray[np.bool_]:
        rules = self.rules
        return np.vstack(
            (
                rules.manual,
                rules.chain_end,
                rules.chain_pass,
                rules.handoff_allowed,
                rules.handoff_required,
            )
        )

    @cached_property
    def _limits(self) -> Array:
        rules = self.rules
        return np.array(
            [
                rules.max_chain_length,
                rules.most_attempts,
                rules.max_job_time,
                rules.max_job_skill,
                rules.max_job_tasks,
                rules.counts_tasks,
                rules.separates or not is_near(self.problem),  # then no products of labels
                rules.max_chain_length < len(self.problem.workflow),
            ],
            dtype=np.float64,
        )

    def wage_table(self, prices: Array) -> Array:
        """Return the rows (skill, wage, charge) of the wage rule, the charge for scarce types."""
        kinds = self.problem.wages.worker_types
        if self.costs.form != "types" or not self.limited_types or kinds is None:
            table = np.zeros((len(self.costs.skills), 3))
            table[:, 0], table[:, 1] = self.costs.skills, self.costs.wages
            return table
        charges = dict(zip(self.limited_types, prices[len(self.per_job) :], strict=True))
        return np.array(
            [
                (_most_skill(kinds, k), 0.0 if self.free else kind.wage, charges.get(k, 0.0))
                for k, kind in enumerate(kinds)
            ]
        )

    def _ahead(self, per_time: float) -> Array:
        """Bound from below what a continuation from each boundary adds."""
        given = self.problem.workflow
        m = len(given)
        ahead = np.zeros((5, m + 1))
        if self.costs.form == "product":
            ahead = kernel.lookahead(*self._steps[:6])
        # the last row anew, with all that an attempt costs whatever the wage
        starts = np.zeros(m, dtype=np.int64)
        if self.costs.form == "hired":
            starts = np.maximum.accumulate(
                np.where(np.isfinite(self.costs.hired[:m]), np.arange(m), 0)
            )
        skills = self.problem.ai_management_skill
        rates = [self.costs.rate(*at) for at in zip(starts.tolist(), skills.tolist(), strict=True)]
        with np.errstate(over="ignore", invalid="ignore"):
            attempt = (np.array(rates) + per_time) * given.ai_time + self._steps[6]
        attempt = np.where(np.isnan(attempt), np.inf, attempt)
        ahead[4, m] = np.inf
        for r in range(m - 1, -1, -1):
            success = given.ai_success[r]
            least = min(attempt[r], ahead[4, r + 1])
            ahead[4, r] = least / success if success >= SMALLEST_SUCCESS else np.inf
        return ahead

    def run(
        self, prices: Array, deadline: Deadline, *, slack: float = 0.0, listing: bool = False
    ) -> FoundJobs | None:
        """Sweep over all boundaries; None where the deadline passes first.

        Parameters
        ----------
        prices
            Shape (R,): of a unit of each limit.
        deadline
            When to give up.
        slack, listing
            Listing keeps every job of every design that costs, with the prices, at
            most the cheapest plus the slack, unless another job with the same
            boundaries is no worse in everything that counts.
        """
        m = len(self.problem.workflow)
        value = np.full(m + 1, np.inf)
        value[0] = 0.0
        state = self._sweep(prices, 0, value, slack, deadline, listing=listing)
        if state is None:
            return None
        numbers, whole, labels = state[:3]
        return FoundJobs(self, prices, value, numbers[:, :labels], whole[:, :labels])

    def minima(self, prices: Array, deadline: Deadline, most: float = math.inf) -> Array | None:
        """Price the cheapest job between every two boundaries.

        Parameters
        ----------
        prices
            Shape (R,): of a unit of each limit.
        deadline
            When to give up; then None.
        most
            Jobs that cost more are left out.

        Returns
        -------
        array of shape (m, m + 1)
            Infinite where no job can be.
        """
        m = len(self.problem.workflow)
        minima = np.full((m, m + 1), np.inf)
        for start in range(m):
            if start and not self.rules.handoff_allowed[start - 1]:
                continue
            if self._sweep(prices, start, minima[start], most, deadline, alone=True) is None:
                return None
        return minima

    def _sweep(
        self,
        prices: Array,
        first: int,
        value: Array,
        slack: float,
        deadline: Deadline,
        *,
        listing: bool = False,
        alone: bool = False,
    ) -> Any:
        m = len(self.problem.workflow)
        priced = prices[: len(self.per_job)]
        if listing:
            counted = self.per_mode[self.counting]
            amounts = np.zeros((1 + len(counted), 3, m))
            amounts[1:] = counted.transpose(0, 2, 1)
            weight = np.concatenate(([1.0], priced[self.counting]))
        else:
            amounts = np.tensordot(priced, self.per_mode, axes=1).T.reshape(1, 3, m).copy()
            weight = np.ones(1)
        rows = 4 + len(weight)
        numbers = np.zeros((rows, 1024))
        whole = np.zeros((6, 1024), dtype=np.int64)
        numbers[2:4, 0] = priced @ self.per_job
        whole[:, 0] = (first, -1, -1, 0, 0, -1)
        state = (
            numbers,
            whole,
            1,
            np.zeros(1, dtype=np.int64),
            np.zeros((rows - 3, 0)),
            np.zeros((2, 0), dtype=np.int64),
        )
        look_ahead = partial(self._ahead, float(priced @ self.per_time))
        is_ready = self.costs.form != "product" or kernel.is_ready(kernel.lookahead)
        ahead = look_ahead() if is_ready else _heard(look_ahead, deadline)
        if ahead is None:
            return None
        reached, stride = first, 1
        while reached < m:
            if deadline.passed:
                return None
            stop = min(m, reached + stride)
            began = deadline.elapsed
            sweep = partial(
                kernel.sweep_jobs,
                self._steps,
                amounts,
                weight,
                float(priced @ self.per_job),
                float(priced @ self.per_time),
                self._allowed,
                self.rules.earliest_start,
                self._limits,
                _FORMS[self.costs.form],
                self.wage_table(prices),
                self.costs.hired if self.costs.form == "hired" else np.zeros(0),
                ahead,
                slack,
                listing,
                alone,
                value,
                *state,
                reached,
                stop,
            )
            halt = np.zeros(1, dtype=np.uint8)
            if m <= _FEW_STEPS and kernel.is_ready(kernel.sweep_jobs):
                state = sweep(halt)
            else:
                state = _heard(partial(sweep, halt), deadline, partial(halt.fill, 1))
                if halt[0]:
                    return None
            reached = stop
            stride = 4 * stride if deadline.elapsed - began < PATIENCE / 4 else 1
        return state


def _heard(
    work: Callable[[], Any], deadline: Deadline, stop: Callable[[], None] = lambda: None
) -> Any:
    """Run work that may have to be compiled first; None where the deadline does not wait for it.

    Once in the life of a cache that takes half a minute, in which nothing else can stop it.
    """
    try:
        return run_on_thread(work, stop, deadline, leaves=True)
    except TimeoutError:
        return None


def _most_skill(kinds: tuple[WorkerType, ...], k: int) -> float:
    from jobdesign.constraints import TOLERANCE

    return kinds[k].max_skill * (1.0 + TOLERANCE) if kinds[k].available != 0 else -math.inf

"""`frontier` for workflows of any size: gives the kernels room, bounds and time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.evaluator import evaluate
from jobdesign.methods import kernel
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["cheapest_paths", "sweep"]

#: Boundaries between two looks at the clock.
_STRIDE = 4096
#: Labels at a boundary from which an upper bound on the optimum pays for itself.
_MANY_LABELS = 600
#: Labels kept at a boundary while searching for that bound.
_BEAM = 48
#: Slack on an upper bound, so that rounding cannot cut off the optimum.
_SLACK = 1e-9
_NO_LIMIT = np.iinfo(np.int64).max


def cheapest_paths(
    problem: Problem,
    job_ends: npt.NDArray[np.int64],
    manual_cost: Array,
    chain_fixed: Array,
    chain_rate: Array,
) -> Design:
    """Find the cheapest task path of each job where a path's cost is a sum (Proposition 1)."""
    m = len(manual_cost)
    job_start = np.zeros(m, dtype=np.bool_)
    job_start[0] = True
    job_start[job_ends[:-1] + 1] = True
    _, task_first, is_chain = kernel.cheapest_paths(
        manual_cost, chain_fixed, chain_rate, problem.workflow.ai_success, job_start
    )
    modes = np.full(m, Mode.AUTOMATED, dtype=np.int8)
    kernel.read_back(task_first, is_chain, modes)
    return Design(modes, job_ends)


def sweep(problem: Problem, deadline: Deadline) -> Outcome | None:
    """Choose tasks and jobs together (Proposition 3); None where the deadline passes first."""
    search = _Search(problem)
    if not search.run(deadline):
        return None
    return Outcome(_read_back(problem, search.found, search.found_start), exact=True)


def _read_back(problem: Problem, found: Array, start: npt.NDArray[np.int64]) -> Design:
    """Follow the last jobs back and find the tasks of each on its tangent.

    The best pair (C*, T*) of a job minimises T* C + C* T over its task paths: a
    cheaper path there would, by the inequality of the means, have a smaller
    product too. So V, C* and T* are all that the sweep needs to remember.
    """
    given = problem.workflow
    boundary = len(given)
    ends: list[int] = []
    while boundary > 0:
        ends.append(boundary)
        boundary = int(start[boundary])
    job_ends = np.array(ends[::-1], dtype=np.int64)
    sizes = np.diff(job_ends, prepend=0).astype(np.int64)
    skill = np.repeat(found[1, job_ends], sizes)
    time = np.repeat(found[2, job_ends], sizes)
    nothing = (skill == 0) & (time == 0)
    skill[nothing] = time[nothing] = 1.0
    return _tangent_path(problem, job_ends - 1, skill, time)


def _tangent_path(
    problem: Problem, job_ends: npt.NDArray[np.int64], skill: Array, time: Array
) -> Design:
    """Find the task paths that minimise time × Σ skill + skill × Σ time."""
    given = problem.workflow
    possible = np.isfinite(given.manual_time)
    by_hand = time * problem.human_skill + skill * np.where(possible, given.manual_time, 0.0)
    return cheapest_paths(
        problem,
        job_ends,
        np.where(possible, by_hand, np.inf),
        time * problem.ai_management_skill,
        skill * given.ai_time,
    )


class _Search:
    """One run of the sweep, with room that grows and bounds that come when needed."""

    def __init__(self, problem: Problem, beam: int = _NO_LIMIT) -> None:
        given = problem.workflow
        m = len(given)
        self.problem = problem
        self.beam = beam
        self.steps = np.vstack(
            (
                problem.human_skill,
                given.manual_time,
                problem.ai_management_skill,
                given.ai_time,
                given.ai_success,
                given.handoff_time,
            )
        )
        self.ahead: Array = kernel.lookahead(*self.steps)
        self.ceiling = np.full(m + 1, np.inf)
        self.limit = _MANY_LABELS if beam == _NO_LIMIT else _NO_LIMIT
        self.found = np.zeros((3, m + 1))
        self.found_start = np.zeros(m + 1, dtype=np.int64)
        self.open = np.zeros((3, 0))
        self.open_start = np.zeros(0, dtype=np.int64)
        self.chain = np.zeros((4, 0))
        self.chain_start = np.zeros(0, dtype=np.int64)
        self._grow(4096)
        self.counts = np.array([0, 1, 0], dtype=np.int64)

    def _grow(self, room: int) -> None:
        extra = room - len(self.open_start)
        self.open = np.pad(self.open, ((0, 0), (0, extra)))
        self.open_start = np.pad(self.open_start, (0, extra))
        self.chain = np.pad(self.chain, ((0, 0), (0, extra)))
        self.chain_start = np.pad(self.chain_start, (0, extra))

    def run(self, deadline: Deadline) -> bool:
        """Sweep to the last boundary; False where the deadline passes first."""
        m = len(self.problem.workflow)
        while self.counts[0] < m:
            if deadline.passed:
                return False
            reached = kernel.sweep(
                self.steps,
                self.ahead,
                self.ceiling,
                self.found,
                self.found_start,
                self.open,
                self.open_start,
                self.chain,
                self.chain_start,
                self.counts,
                min(self.counts[0] + self._stride(), m),
                self.limit,
                self.beam,
            )
            if reached == kernel.FULL:
                self._grow(2 * len(self.open_start))
            elif reached == kernel.FILL_LIMIT:
                self._lower_ceiling()
                self.limit = _NO_LIMIT
        return True

    def _stride(self) -> int:
        labels = int(self.counts[1] + self.counts[2])
        return max(1, _STRIDE // max(1, labels // 16))

    def _lower_ceiling(self) -> None:
        """Bound the optimum from above, and what is still to come from below.

        Above: a sweep that keeps few labels, and the best single job. Below: F,
        the cheapest task path for Σ skill × time, misses only cross terms and
        hand-offs, so what follows boundary k costs at least F(m) - F(k).
        """
        given = self.problem.workflow
        few = _Search(self.problem, beam=_BEAM)
        few.run(Deadline())
        best = min(float(few.found[0, -1]), _best_single_job(self.problem))
        possible = np.isfinite(given.manual_time)
        by_hand = self.problem.human_skill * np.where(possible, given.manual_time, 0.0)
        job_start = np.zeros(len(given), dtype=np.bool_)
        job_start[0] = True
        paid, _, _ = kernel.cheapest_paths(
            np.where(possible, by_hand, np.inf),
            np.zeros(len(given)),
            self.problem.ai_management_skill * given.ai_time,
            given.ai_success,
            job_start,
        )
        to_come = np.maximum(0.0, paid[-1] - paid)
        self.ceiling = best * (1.0 + _SLACK) - to_come * (1.0 - _SLACK)


def _best_single_job(problem: Problem) -> float:
    """Return the cost of a cheap design with one job: descents along tangents."""
    m = len(problem.workflow)
    whole = np.array([m - 1], dtype=np.int64)
    best = np.inf
    for ratio in (0.01, 0.1, 1.0, 10.0, 100.0):
        skill, time = ratio, 1.0
        for _ in range(20):
            design = _tangent_path(problem, whole, np.full(m, skill), np.full(m, time))
            priced = evaluate(problem, design)
            if not priced.cost < best:
                break
            best = priced.cost
            skill, time = float(priced.job_skill[0]), float(priced.job_time[0])
            if skill == 0 or time == 0:
                break
    return float(best)

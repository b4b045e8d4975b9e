"""`frontier` for workflows of any size: gives the kernels room, bounds and time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.evaluator import evaluate
from jobdesign.methods import kernel
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.task_paths import product_costs, rough_answer, weighted_costs
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["cheapest_paths", "design_from_last_jobs", "sweep"]

Costs = tuple[Array, Array, Array]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Boundaries between two looks at the clock.
_STRIDE = 4096
#: Labels at a boundary from which an upper bound on the optimum pays for itself.
_MANY_LABELS = 600
#: Steps up to which such a search takes little time.
_QUICK = 50_000
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


def sweep(problem: Problem, deadline: Deadline) -> Outcome:
    """Choose tasks and jobs together (Proposition 3), or do so roughly by the deadline."""
    search = _Search(problem)
    if search.run(deadline):
        return Outcome(search.design(), exact=True)
    rough = rough_answer(problem, cheapest_paths)
    designs = [design for design in (rough.design, _good_design(problem)) if design is not None]
    best = min(designs, key=lambda design: evaluate(problem, design).cost)
    return Outcome(best, exact=False, bound=max(rough.bound, search.bound()))


def _good_design(problem: Problem) -> Design | None:
    """Find a design by a sweep that keeps few labels, where that takes little time."""
    if len(problem.workflow) > _QUICK:
        return None
    few = _Search(problem, beam=_BEAM)
    few.run(Deadline())
    return few.design()


def design_from_last_jobs(problem: Problem, start: Indices, skill: Array, time: Array) -> Design:
    """Follow the last jobs back and find the tasks of each on its tangent.

    The best pair (C*, T*) of a job minimises T* C + C* T over its task paths: a
    cheaper path there would, by the inequality of the means, have a smaller product
    too. So where the last job of every boundary starts, C* and T* are all that a
    sweep needs to remember; arrays of shape (m + 1,).
    """
    boundary = len(problem.workflow)
    ends: list[int] = []
    while boundary > 0:
        ends.append(boundary)
        boundary = int(start[boundary])
    job_ends = np.array(ends[::-1], dtype=np.int64)
    sizes = np.diff(job_ends, prepend=0).astype(np.int64)
    job_skill, job_time = np.repeat(skill[job_ends], sizes), np.repeat(time[job_ends], sizes)
    costs = weighted_costs(problem, skill_weight=job_time, time_weight=job_skill)
    unskilled, timeless = job_skill == 0, (job_time == 0) & (job_skill != 0)
    if unskilled.any() or timeless.any():
        costs = _free_jobs(problem, costs, unskilled, timeless)
    return cheapest_paths(problem, job_ends - 1, *costs)


def _free_jobs(problem: Problem, costs: Costs, unskilled: Mask, timeless: Mask) -> Costs:
    """Replace the tangents of jobs that cost nothing, where they have no slope.

    Among the paths without skill the one of least time, or the reverse.
    """
    given = problem.workflow
    human, manager = problem.human_skill, problem.ai_management_skill
    manual_cost, chain_fixed, chain_rate = costs
    for jobs, manual_must, chain_must, manual, fixed, rate in (
        (unskilled, human, manager, given.manual_time, 0.0, given.ai_time),
        (timeless, given.manual_time, given.ai_time, human, manager, 0.0),
    ):
        manual_cost = np.where(jobs, np.where(manual_must == 0, manual, np.inf), manual_cost)
        chain_fixed = np.where(jobs, np.where(chain_must == 0, fixed, np.inf), chain_fixed)
        chain_rate = np.where(jobs, rate, chain_rate)
    return manual_cost, chain_fixed, chain_rate


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
                self._lower_ceiling(deadline)
                self.limit = _NO_LIMIT
        return True

    def design(self) -> Design:
        """Read the design back."""
        return design_from_last_jobs(self.problem, self.found_start, *self.found[1:])

    def bound(self) -> float:
        """Bound the optimum by the boundary reached: all designs pass it in some label."""
        reached, labels, chains = self.counts
        so_far = min(
            float(self.found[0, reached]),
            float(self.open[0, :labels].min(initial=np.inf)),
            float(self.chain[0, :chains].min(initial=np.inf)),
        )
        return so_far + float(self._to_come()[reached])

    def _stride(self) -> int:
        labels = int(self.counts[1] + self.counts[2])
        return max(1, _STRIDE // max(1, labels // 16))

    def _lower_ceiling(self, deadline: Deadline) -> None:
        """Bound the optimum from above, and what is still to come from below.

        Above: a sweep that keeps few labels, and the best single job. Below: F,
        the cheapest task path for Σ skill × time, misses only cross terms and
        hand-offs, so what follows boundary k costs at least F(m) - F(k).
        """
        few = _Search(self.problem, beam=_BEAM)
        if not few.run(deadline):
            return
        best = min(float(few.found[0, -1]), _best_single_job(self.problem))
        if best == 0.0:
            return  # a relative slack on nothing would cut off the optimum itself
        self.ceiling = best * (1.0 + _SLACK) - self._to_come()

    def _to_come(self) -> Array:
        """Bound from below what follows each boundary, shape (m + 1,)."""
        m = len(self.problem.workflow)
        job_start = np.zeros(m, dtype=np.bool_)
        job_start[0] = True
        costs = product_costs(self.problem)
        paid, _, _ = kernel.cheapest_paths(*costs, self.problem.workflow.ai_success, job_start)
        to_come: Array = np.maximum(0.0, paid[-1] - paid) * (1.0 - _SLACK)
        return to_come


def _best_single_job(problem: Problem) -> float:
    """Return the cost of a cheap design with one job: descents along tangents."""
    m = len(problem.workflow)
    whole = np.array([m - 1], dtype=np.int64)
    best = np.inf
    for ratio in (0.01, 0.1, 1.0, 10.0, 100.0):
        skill, time = ratio, 1.0
        for _ in range(20):
            design = cheapest_paths(problem, whole, *weighted_costs(problem, time, skill))
            priced = evaluate(problem, design)
            if not priced.cost < best:
                break
            best = priced.cost
            skill, time = float(priced.job_skill[0]), float(priced.job_time[0])
            if skill == 0 or time == 0:
                break
    return float(best)

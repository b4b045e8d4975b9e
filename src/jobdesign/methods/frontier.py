"""`frontier`: exact label-setting on (skill, time), the default method.

Fix where a job starts and what its remaining tasks add. Its wage bill is a
product of two sums, (C + c)(T + t): quasi-concave, so over all ways to do the
first part it is least on the lower-left convex hull of the pairs (C, T). Hulls
shift and merge exactly under the recursion of Proposition 3, and that makes a
dynamic program over them exact without the rounding of Proposition 4.

Boundaries 0..m are processed in order. A label at boundary k is a job still
open there, (w, C, T): its skill and time so far, and w = V(start) + C T. If the
tasks still to join bring skill c and time t (hand-off included), all of it
costs w + c T + t C + c t. The last term is the same for every label, so labels
of different starts compare by a function that is linear in (c, t); cutting at k
and starting anew is the label (V(k), 0, 0).

`sweep_in_python` below is the algorithm to read. `jobdesign.methods.kernel` is
the same one compiled, with sharper reductions, for workflows of any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.task_paths import paths_in_python, rough_answer
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["KERNEL_FROM", "KERNEL_FROM_SHORT", "PATIENCE", "solve"]

#: Number of steps from which compiled code is loaded at once ...
KERNEL_FROM = 2000
#: ... in the short run, whose plain form may take O(m²) ...
KERNEL_FROM_SHORT = 400
#: ... and number of labels after which the plain form of the long run gives way to it.
PATIENCE = 50_000

_MOST_ATTEMPTS = 1.0 / SMALLEST_SUCCESS


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
    engine: str = "auto",
) -> Outcome:
    """Find the cheapest design.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        ``"short"`` keeps the jobs that end after `job_ends` (Proposition 1);
        ``"long"`` chooses tasks and jobs together (Proposition 3).
    deadline
        When to stop with a design that is feasible only.
    engine
        ``"python"``, ``"kernel"``, or ``"auto"``: Python while there is little to
        do, so that small problems load nothing heavy.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[5, 2], manual_time=[1, 4], ai_skill=[5, 2], ai_time=[1, 1],
    ...     ai_difficulty=[6, 1], handoff_time=[1, 0], alpha=0.8))
    >>> solve(problem).design
    Design([1-2])
    """
    if engine not in ("auto", "python", "kernel"):
        raise InputError(
            "must be auto, python or kernel", place="option engine of frontier", value=engine
        )
    deadline = deadline or Deadline()
    if horizon == "short":
        assert job_ends is not None
        return _short_run(problem, job_ends, engine)
    return _long_run(problem, deadline, engine)


def _short_run(problem: Problem, job_ends: npt.NDArray[np.int64], engine: str) -> Outcome:
    given = problem.workflow
    in_python = engine == "python" or (engine == "auto" and len(given) < KERNEL_FROM_SHORT)
    paths = paths_in_python if in_python else _compiled().cheapest_paths
    # an impossible manual step has infinite time and so infinite cost
    design = paths(problem, job_ends, given.manual_time, np.zeros(len(given)), given.ai_time)
    return Outcome(design, exact=True)


def _long_run(problem: Problem, deadline: Deadline, engine: str) -> Outcome:
    if engine == "python" or (engine == "auto" and len(problem.workflow) < KERNEL_FROM):
        patience = PATIENCE if engine == "auto" else math.inf
        outcome = sweep_in_python(problem, deadline, patience)
        if outcome is not None:
            return outcome
        if deadline.passed:
            return rough_answer(problem, paths_in_python)
    swept: Outcome = _compiled().sweep(problem, deadline)
    return swept


def _compiled() -> ModuleType:
    """Load the compiled form, which takes a moment."""
    from jobdesign.methods import compiled

    return compiled


class _Task(NamedTuple):
    """A task and the tasks of the same job before it, as a linked list."""

    before: _Task | None
    first: int
    mode: Mode


class _Label(NamedTuple):
    """A job still open: V(start) + skill × time, its skill, its time, its tasks."""

    worth: float
    skill: float
    time: float
    start: int
    tasks: _Task | None

    def join(self, skill: float, time: float, first: int, mode: Mode) -> _Label:
        """Add a task to the job."""
        return _Label(
            self.worth + self.skill * time + skill * (self.time + time),
            self.skill + skill,
            self.time + time,
            self.start,
            _Task(self.tasks, first, mode),
        )


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain under way: the open job it will join, where it began, its attempts 1/Q."""

    label: _Label
    first: int
    attempts: float


def sweep_in_python(
    problem: Problem, deadline: Deadline, patience: float = math.inf
) -> Outcome | None:
    """Choose tasks and jobs together: the long run, Proposition 3 made exact.

    Returns None where the deadline passes, or the patience with labels ends, first.
    """
    given = problem.workflow
    m = len(given)
    human_skill, manager_skill = problem.human_skill.tolist(), problem.ai_management_skill.tolist()
    manual_time, ai_time = given.manual_time.tolist(), given.ai_time.tolist()
    success, handoff = given.ai_success.tolist(), given.handoff_time.tolist()
    least_chain = _least_chain_costs(manager_skill, ai_time, success)

    value = [0.0] * (m + 1)  # V(k): least cost of the first k steps, the last job ending there
    last_job: list[_Label | None] = [None] * (m + 1)
    open_labels = [_Label(0.0, 0.0, 0.0, 0, None)]
    chains: list[_Chain] = []
    for k in range(m):
        if deadline.passed or patience < 0:
            return None
        arrived: list[_Label] = []
        if math.isfinite(manual_time[k]):
            arrived += [
                label.join(human_skill[k], manual_time[k], k, Mode.MANUAL) for label in open_labels
            ]
        if success[k] < SMALLEST_SUCCESS:
            chains = []
        else:
            begun = [_Chain(label, k, 1.0) for label in open_labels]
            chains = [
                _Chain(chain.label, chain.first, chain.attempts / success[k])
                for chain in chains + begun
                if chain.attempts / success[k] <= _MOST_ATTEMPTS
            ]
            arrived += [
                chain.label.join(
                    manager_skill[k], ai_time[k] * chain.attempts, chain.first, Mode.AUGMENTED
                )
                for chain in chains
                if math.isfinite(ai_time[k] * chain.attempts)
            ]
        patience -= len(arrived)
        # V(k + 1): close one of the open jobs here and pay its hand-off
        best = min(arrived, key=lambda label: label.worth + label.skill * handoff[k])
        value[k + 1] = best.worth + best.skill * handoff[k]
        last_job[k + 1] = best

        # a job worth V(k + 1) or more is no better than one that starts here
        open_labels = _frontier([label for label in arrived if label.worth < value[k + 1]])
        open_labels.append(_Label(value[k + 1], 0.0, 0.0, k + 1, None))
        chains = [
            chain
            for chain in chains
            if chain.label.worth + _dearer(chain.attempts, least_chain[k + 1]) < value[k + 1]
        ]
    return Outcome(_read_back(last_job), True)


def _least_chain_costs(skill: list[float], time: list[float], success: list[float]) -> list[float]:
    """Bound from below skill × time of a chain that goes on from each boundary.

    A chain whose attempts so far are a costs at least a times this to finish,
    one that starts anew at the boundary the bound itself: the difference is
    what the steps already in the chain make dearer.
    """
    least = [math.inf] * (len(skill) + 1)
    for k in reversed(range(len(skill))):
        if success[k] >= SMALLEST_SUCCESS:
            least[k] = min(skill[k] * time[k], least[k + 1]) / success[k]
    return least


def _dearer(attempts: float, least_chain: float) -> float:
    """Least that a chain under way costs more than one that starts anew."""
    return (attempts - 1.0) * least_chain if attempts > 1.0 else 0.0


def _frontier(labels: list[_Label]) -> list[_Label]:
    """Keep the labels that some continuation can prefer: hulls, then dominance."""
    hulls: list[_Label] = []
    for label in sorted(labels, key=lambda label: (label.start, label.time, label.skill)):
        while hulls and hulls[-1].start == label.start:
            last = hulls[-1]
            if label.skill >= last.skill:
                break
            if len(hulls) < 2 or hulls[-2].start != label.start:
                hulls.append(label)
                break
            before = hulls[-2]
            if (last.skill - before.skill) * (label.time - before.time) >= (
                label.skill - before.skill
            ) * (last.time - before.time):
                hulls.pop()
            else:
                hulls.append(label)
                break
        else:
            hulls.append(label)
    kept: list[_Label] = []
    for label in sorted(hulls, key=lambda label: label.worth):
        if not any(other.skill <= label.skill and other.time <= label.time for other in kept):
            kept.append(label)
    return kept


def _read_back(last_job: list[_Label | None]) -> Design:
    """Follow the last jobs back from boundary m and write down their tasks."""
    m = len(last_job) - 1
    modes = [Mode.AUTOMATED] * m
    job_ends: list[int] = []
    boundary = m
    while boundary > 0:
        job_ends.append(boundary - 1)
        label = last_job[boundary]
        assert label is not None
        last = boundary - 1
        task = label.tasks
        while task is not None:
            modes[last] = task.mode
            last = task.first - 1
            task = task.before
        boundary = label.start
    return Design(modes, reversed(job_ends))

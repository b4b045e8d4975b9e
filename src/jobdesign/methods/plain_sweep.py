"""The algorithm of `frontier` in plain Python: the one to read.

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

`jobdesign.methods.kernel` is the same one compiled, with sharper reductions, for workflows
of any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.methods.plain_steps import PlainSteps
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["sweep_in_python"]


class _Task(NamedTuple):
    """A task and the tasks of the same job before it, as a linked list."""

    before: _Task | None
    first: int
    mode: Mode


class _Label(NamedTuple):
    """A job still open: V(start) + AI costs, its skill, time, number of tasks, and tasks.

    `worth` is the base plus what the job's own skill and time cost so far, hand-off
    left out.
    """

    worth: float
    base: float
    skill: float
    time: float
    held: int
    start: int
    tasks: _Task | None


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain under way: the open job it will join, where it began, its attempts 1/Q."""

    label: _Label
    first: int
    attempts: float


def sweep_in_python(
    problem: Problem,
    deadline: Deadline,
    patience: float = math.inf,
    job_ends: npt.NDArray[np.int64] | None = None,
) -> Outcome | None:
    """Choose tasks and jobs together: the long run, Proposition 3 made exact.

    With `job_ends` the short run, as jobs whose boundaries and wages are given.
    Returns None where the deadline passes, or the patience with labels ends, first.
    """
    sweep = _Sweep(problem, job_ends)
    for k in range(len(problem.workflow)):
        if deadline.passed or patience < 0:
            return None
        patience -= sweep.process(k)
    return sweep.outcome()


class _Sweep(PlainSteps):
    """The state of the sweep at a boundary."""

    def __init__(self, problem: Problem, job_ends: npt.NDArray[np.int64] | None) -> None:
        super().__init__(problem, job_ends)
        self.least_chain = [0.0] * (self.m + 1)
        if self.costs.form == "product":
            self.least_chain = _least_chain_costs(self.manager_skill, self.ai_time, self.success)
        #: V(k), least cost of the first k steps, the last job ending there, and that job
        self.value = [0.0] + [math.inf] * self.m
        self.last_job: list[_Label | None] = [None] * (self.m + 1)
        self.open = [_Label(0.0, 0.0, 0.0, 0.0, 0, 0, None)]
        self.chains: list[_Chain] = []

    def process(self, k: int) -> int:
        """Move from boundary k to the next, and return the number of labels looked at."""
        earliest = self.rules.earliest_start[k + 1]
        if earliest:
            self.open = [label for label in self.open if label.start >= earliest]
            self.chains = [chain for chain in self.chains if chain.label.start >= earliest]
        arrived = self._by_hand(k) + self._with_ai(k)
        if self.rules.handoff_allowed[k]:
            self._close(k, arrived)
        value = self.value[k + 1]
        if self.rules.handoff_required[k]:
            self.open, self.chains = [], []
        else:
            # a job worth V(k + 1) or more is no better than one that starts here
            self.open = self._frontier([label for label in arrived if label.worth < value])
            self.chains = [
                chain
                for chain in self.chains
                if self.rules.chain_pass[k]
                and chain.label.worth + _dearer(chain.attempts, self.least_chain[k + 1]) < value
            ]
        if value < math.inf:
            self.open.append(_Label(value, value, 0.0, 0.0, 0, k + 1, None))
        return len(arrived)

    def _by_hand(self, k: int) -> list[_Label]:
        """Let every open job do step k by hand."""
        if not self.rules.manual[k] or math.isinf(self.manual_time[k]):
            return []
        joined = [
            self._join(label, self.human_skill[k], self.manual_time[k], 0.0, k, Mode.MANUAL)
            for label in self.open
        ]
        return [label for label in joined if label is not None]

    def _with_ai(self, k: int) -> list[_Label]:
        """Take every chain through step k, and end it there."""
        if self.success[k] < SMALLEST_SUCCESS:
            self.chains = []
            return []
        begun = [_Chain(label, k, 1.0) for label in self.open]
        self.chains = [
            _Chain(chain.label, chain.first, chain.attempts / self.success[k])
            for chain in self.chains + begun
            if chain.attempts / self.success[k] <= self.rules.most_attempts
            and k - chain.first < self.rules.max_chain_length
        ]
        if not self.rules.chain_end[k]:
            return []
        joined = [
            self._join(
                chain.label,
                self.manager_skill[k],
                self.ai_time[k] * chain.attempts,
                self.ai_cost[k] * chain.attempts,
                chain.first,
                Mode.AUGMENTED,
            )
            for chain in self.chains
        ]
        return [label for label in joined if label is not None]

    def _join(
        self, label: _Label, skill: float, time: float, ai_cost: float, first: int, mode: Mode
    ) -> _Label | None:
        """Add a task to a job, unless that makes the job impossible."""
        base, held = label.base + ai_cost, label.held + 1
        skill, time = label.skill + skill, label.time + time
        rules = self.rules
        if (
            time > rules.max_job_time
            or skill > rules.max_job_skill
            or held > rules.max_job_tasks
            or math.isinf(time + base)
        ):
            return None
        worth = base + self.costs.rate(label.start, skill) * time
        if not worth < math.inf:  # nobody can fill it
            return None
        task = _Task(label.tasks, first, mode)
        return _Label(worth, base, skill, time, held, label.start, task)

    def _close(self, k: int, arrived: list[_Label]) -> None:
        """V(k + 1): close one of the open jobs here and pay its hand-off."""
        handoff = self.handoff[k]
        for label in arrived:
            if label.time + handoff > self.rules.max_job_time:
                continue
            rate = self.costs.rate(label.start, label.skill)
            value = label.base + rate * (label.time + handoff)
            if value < self.value[k + 1]:
                self.value[k + 1], self.last_job[k + 1] = value, label

    def _frontier(self, labels: list[_Label]) -> list[_Label]:
        """Keep the labels that some continuation can prefer: hulls, then dominance.

        What a continuation adds to wage × skill is the same for all labels where
        the wage is the skill, so that labels compare by what they are worth;
        under other wage rules only by what they have paid for good.
        """
        rules, by_worth = self.rules, self.costs.form == "product"
        if self.costs.hulls_suffice and not rules.limits_jobs:
            labels = _hulls(labels)
        kept: list[_Label] = []
        for label in sorted(labels, key=lambda label: label.worth if by_worth else label.base):
            if not any(
                other.skill <= label.skill
                and other.time <= label.time
                and (other.held <= label.held or not rules.counts_tasks)
                and (other.start >= label.start or not rules.separates)
                for other in kept
            ):
                kept.append(label)
        return kept

    def outcome(self) -> Outcome:
        """Read the design back, or say that there is none."""
        if math.isinf(self.value[self.m]):
            return Outcome(None, exact=True)
        return Outcome(_read_back(self.last_job), exact=True)


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


def _hulls(labels: list[_Label]) -> list[_Label]:
    """Keep the lower-left hull in (time, skill) of the labels of each start."""
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
    return hulls


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

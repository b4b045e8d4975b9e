"""What every decision costs if it is forced, compiled: two sweeps that meet at every boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design
from jobdesign.methods import kernel
from jobdesign.methods.compiled import design_from_last_jobs
from jobdesign.methods.kernel.backward import sweep_backward
from jobdesign.methods.kernel.forward import FULL, sweep_forward
from jobdesign.methods.outcome import Deadline
from jobdesign.methods.reach import in_near_units
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["ForcedCosts", "forced_costs"]

#: Boundaries between two looks at the clock, where labels are few.
_STRIDE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class ForcedCosts:
    """The least cost of all designs that decide in a given way.

    Parameters
    ----------
    mode_cost
        Shape (m, 3): that do the step by hand, augmented, automated; infinite where
        there is none.
    handoff_cost
        Shape (m, 2): without and with a hand-off after the step.
    design
        The cheapest of all.
    """

    mode_cost: Array
    handoff_cost: Array
    design: Design


def forced_costs(problem: Problem, deadline: Deadline) -> ForcedCosts | None:
    """Price every design decision of a plain problem.

    Parameters
    ----------
    problem
        What is given, with m steps; its numbers must be near in some units (`reach`).
    deadline
        When to give up.

    Returns
    -------
    ForcedCosts or None
        None where the deadline passes first.
    """
    problem, money = in_near_units(problem)
    given = problem.workflow
    steps = np.column_stack(
        (
            problem.human_skill,
            given.manual_time,
            problem.ai_management_skill,
            given.ai_time,
            given.ai_success,
            given.handoff_time,
        )
    )
    sweeps = _TwoSweeps(steps)
    found = sweeps.run(deadline)
    if found is None:
        return None
    mode_cost, handoff_cost = (np.ldexp(cost, money) for cost in found)
    skill, time, start = sweeps.last.T
    design = design_from_last_jobs(problem, start.astype(np.int64), skill, time)
    return ForcedCosts(mode_cost, handoff_cost, design)


class _TwoSweeps:
    """The tables of both sweeps, with room that grows."""

    def __init__(self, steps: Array) -> None:
        m = len(steps)
        self.steps = steps
        self.value = np.full(m + 1, np.inf)
        self.value[0] = 0.0
        self.open = np.zeros((16 * m + 256, 4))
        self.chain = np.zeros((16 * m + 256, 5))
        self.open_at = np.zeros(m + 2, dtype=np.int64)
        self.open_at[1] = 1  # the first job, at boundary 0
        self.chain_at = np.zeros(m + 2, dtype=np.int64)
        self.most = np.zeros((m + 1, 2))
        self.last = np.zeros((m + 1, 3))

    def run(self, deadline: Deadline) -> tuple[Array, Array] | None:
        """Sweep forwards, then back; None where the deadline passes first."""
        return self._back(deadline) if self._forwards(deadline) else None

    def _forwards(self, deadline: Deadline) -> bool:
        m = len(self.steps)
        ahead = np.ascontiguousarray(kernel.lookahead(*np.ascontiguousarray(self.steps.T)).T)
        done, stride = 0, _STRIDE
        while done < m:
            if deadline.passed:
                return False
            reached = sweep_forward(
                self.steps,
                ahead,
                self.value,
                self.open,
                self.open_at,
                self.chain,
                self.chain_at,
                self.most,
                self.last,
                done,
                min(done + stride, m),
            )
            if reached == FULL:
                self.open, self.chain = _grown(self.open), _grown(self.chain)
                continue
            labels = int(self.open_at[reached + 1] - self.open_at[done])
            stride = _stride(labels // max(reached - done, 1))
            done = reached
        return True

    def _back(self, deadline: Deadline) -> tuple[Array, Array] | None:
        m = len(self.steps)
        mode_cost, handoff_cost = np.full((m, 3), np.inf), np.full((m, 2), np.inf)
        value = np.full(m + 1, np.inf)
        value[m] = 0.0
        back, back_chain = np.zeros((256, 4)), np.zeros((256, 6))
        counts = np.zeros(2, dtype=np.int64)
        longest = np.full(m + 1, -np.inf)
        longest[2:] = np.maximum.accumulate(self.steps[: m - 1, 5])
        reach = _most_attempts(self.steps[:, 4])
        ceiling = _ceiling(self.steps)
        at, stride = m, _STRIDE
        while at > 0:
            if deadline.passed:
                return None
            reached = sweep_backward(
                self.steps,
                self.open,
                self.open_at,
                self.chain,
                self.chain_at,
                self.most,
                longest,
                reach,
                ceiling,
                value,
                back,
                back_chain,
                counts,
                mode_cost,
                handoff_cost,
                at,
                max(at - stride, 0),
            )
            if reached == FULL:
                back, back_chain = _grown(back), _grown(back_chain)
                continue
            at = reached
            stride = _stride(int(counts.sum()))
        return mode_cost, handoff_cost


def _stride(labels: int) -> int:
    return max(1, _STRIDE // max(1, labels // 16))


def _grown(table: Array) -> Array:
    return np.concatenate((table, np.zeros_like(table)))


def _most_attempts(success: npt.NDArray[np.float64]) -> Array:
    """Return the most attempts that a chain can have taken at each boundary; 1 without one."""
    able = success >= SMALLEST_SUCCESS
    with np.errstate(divide="ignore"):
        logs = np.concatenate(([0.0], np.cumsum(np.where(able, -np.log(success), 0.0))))
    starts = np.where(np.concatenate(([True], ~able)), logs, -np.inf)
    run = logs - np.maximum.accumulate(starts)
    with np.errstate(over="ignore"):
        attempts: Array = np.exp(run) * (1.0 + 1e-6 * (run > 0))  # beyond rounding
    return attempts


def _ceiling(steps: Array) -> float:
    """Bound from above what any forced decision costs that is possible.

    Where every step is a job of its own, done as is cheapest, but for one step or two
    neighbours that a decision concerns. Infinite where such a design overflows.
    """
    skill, time, ai_skill, ai_time, success, handoff = steps.T
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        able = success >= SMALLEST_SUCCESS
        ai_time_alone = np.where(able, ai_time / success, np.inf)
        by_hand = np.where(time < np.inf, skill * (time + handoff), np.inf)
        with_ai = np.where(able, ai_skill * (ai_time_alone + handoff), np.inf)
        least = np.minimum(by_hand, with_ai)
        if not np.isfinite(least).all():
            return np.inf
        hand_is_least = by_hand <= with_ai
        least_skill = np.where(hand_is_least, skill, ai_skill)
        least_time = np.where(hand_is_least, time, ai_time_alone)
        joined = (least_skill[:-1] + least_skill[1:]) * (
            least_time[:-1] + least_time[1:] + handoff[1:]
        )
        chance = success[:-1] * success[1:]
        chains = np.where(
            chance >= 0.5 * SMALLEST_SUCCESS,
            ai_skill[1:] * (ai_time[1:] / chance + handoff[1:]),
            0.0,
        )
        one_otherwise = np.where(time < np.inf, by_hand, 0.0), np.where(able, with_ai, 0.0)
        dearest = max(np.max(cost, initial=0.0) for cost in (*one_otherwise, joined, chains))
        ceiling = float(least.sum() + dearest)
    return ceiling if np.isfinite(ceiling) else np.inf

"""Steps looked at one by one: what each costs alone, by hand and with AI.

"For a single step in isolation" AI is used if it costs less than manual work
(section 4.1 of the paper). Set beside an optimal design this shows which steps go
against their comparative advantage because of the steps around them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Mode
from jobdesign.evaluator import Evaluation, evaluate
from jobdesign.problem import Problem
from jobdesign.workflow import Array

__all__ = ["Isolation", "cost_alone", "without_limits", "work_by_hand"]

#: Costs closer than this, relatively, count as a tie: a tie is left to manual work.
_TIE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Isolation:
    """What every step costs alone, without handing over.

    Attributes
    ----------
    by_hand, with_ai
        Cost of the step by hand and augmented, shape (m,); infinite where it
        cannot be done so.
    weight_time, weight_cost
        What the step weighs in shares: its time and cost alone by hand, or
        augmented where only AI can do it.
    """

    by_hand: Array
    with_ai: Array
    weight_time: Array
    weight_cost: Array

    @property
    def exposed(self) -> npt.NDArray[np.bool_]:
        """Whether AI is cheaper for the step alone, shape (m,): step-level exposure."""
        exposed: npt.NDArray[np.bool_] = self.with_ai < self.by_hand * (1 - _TIE)
        return exposed

    @property
    def dearer_with_ai(self) -> npt.NDArray[np.bool_]:
        """Whether manual work is cheaper for the step alone, shape (m,)."""
        dearer: npt.NDArray[np.bool_] = self.by_hand < self.with_ai * (1 - _TIE)
        return dearer

    @property
    def saving(self) -> Array:
        """What AI saves for the step alone, at least 0; shape (m,); 0 where only AI can do it."""
        known = np.isfinite(self.by_hand)
        by_hand = np.where(known, self.by_hand, 0.0)
        return np.where(known, np.maximum(by_hand - self.with_ai, 0.0), 0.0)

    def reversals(self, design: Design) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the steps that a design gives to the factor that is dearer for them alone.

        Returns
        -------
        to_ai, to_hand : arrays of positions
            Steps done with AI though manual work is cheaper alone, and steps done
            by hand though AI is.
        """
        used = design.modes != Mode.MANUAL
        return np.flatnonzero(used & self.dearer_with_ai), np.flatnonzero(~used & self.exposed)


def cost_alone(problem: Problem, hired: Evaluation | None = None) -> Isolation:
    """Price every step alone.

    Parameters
    ----------
    problem
        What is given; side constraints and limits on workers are left out.
    hired
        Long run (None): each step is a job of its own, at the wage of its skill.
        Short run: any design in the given jobs, priced at the wages that stay.

    Examples
    --------
    Example 3: by hand 5 × 5 = 25; with AI 1 × 8, of more time but less skill.

    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-3.toml")
    >>> alone = cost_alone(problem)
    >>> alone.by_hand, alone.with_ai, alone.exposed
    (array([25.]), array([8.]), array([ True]))
    """
    given = problem.workflow
    m = len(given)
    if hired is None:
        handing_nothing = without_limits(problem)
        handing_nothing = replace(handing_nothing, workflow=given.replace(handoff_time=0.0))
        by_hand, with_ai = (
            evaluate(
                handing_nothing, Design(np.full(m, mode, dtype=np.int8), np.arange(m))
            ).job_wage_bill
            for mode in (Mode.MANUAL, Mode.AUGMENTED)
        )
    else:
        wage = np.repeat(hired.job_wage, hired.job_last - hired.job_first + 1)
        by_hand = wage * given.manual_time
        able = np.isfinite(given.augmented_time)
        attempts = 1.0 / np.where(able, given.ai_success, 1.0)
        augmented = np.where(able, given.augmented_time, 0.0)
        with_ai = np.where(able, wage * augmented + given.ai_cost * attempts, np.inf)
    return Isolation(
        by_hand=by_hand,
        with_ai=with_ai,
        weight_time=np.where(
            np.isfinite(given.manual_time), given.manual_time, given.augmented_time
        ),
        weight_cost=np.where(np.isfinite(by_hand), by_hand, with_ai),
    )


def without_limits(problem: Problem) -> Problem:
    """Return the same problem without side constraints and with workers of any number."""
    wages = problem.wages
    if wages.worker_types is not None:
        kinds = tuple(
            replace(kind, available=None) for kind in wages.worker_types if kind.available != 0
        )
        wages = replace(wages, worker_types=kinds)
    return replace(problem, wages=wages, constraints=())


def work_by_hand(problem: Problem, job_ends: npt.NDArray[np.int64]) -> Evaluation:
    """Price the jobs that end there, all of their steps done by hand."""
    design = Design(np.zeros(len(problem.workflow), dtype=np.int8), job_ends)
    return evaluate(without_limits(problem), design)

"""The problems of the paper's tables and examples, as `models/paper` has them.

Demirer, Horton, Immorlica, Lucier, Shahidi, "The Economic Impacts of Generative AI
on the Structure of Work" (October 2025).
"""

from __future__ import annotations

import numpy as np

from jobdesign.design import Design
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.problem import Problem
from jobdesign.workflow import Workflow

__all__ = [
    "alternating",
    "cost_of",
    "example_3",
    "example_4",
    "example_5",
    "example_6",
    "halves",
    "random_problem",
    "table_2",
]

_LETTERS = {"m": "manual", "a": "augmented", "c": "automated"}


def cost_of(problem: Problem, modes: str, job_ends: list[int], horizon: Horizon = "long") -> float:
    """Price a design written as one letter a step: m(anual), a(ugmented), c (automated in a chain).

    Examples
    --------
    >>> cost_of(table_2((0, 0, 0)), "mmm", [0, 1])
    9.0
    """
    return evaluate(problem, Design([_LETTERS[k] for k in modes], job_ends), horizon).cost


def table_2(handoffs: tuple[float, float, float]) -> Problem:
    """Return the three manual steps of Table 2, (3, 1), (1, 2) and (2, 2), with these hand-offs."""
    return Problem(
        Workflow.from_arrays(
            manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=list(handoffs)
        )
    )


def alternating(steps: int) -> Problem:
    """Return Example 1: every other step is easy for AI, at success 1, the others at 0.1."""
    return _of_example_1(np.where(np.arange(steps) % 2 == 0, 1.0, 0.1))


def halves(steps: int) -> Problem:
    """Return Example 2: the first half of the steps is easy for AI, the second is not."""
    return _of_example_1(np.where(np.arange(steps) < steps // 2, 1.0, 0.1))


def _of_example_1(success: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Problem:
    steps = len(success)
    return Problem(
        Workflow.from_arrays(
            manual_skill=1 / steps,
            manual_time=np.full(steps, 5.0),
            ai_skill=1,
            ai_time=1,
            ai_success=success,
        )
    )


def example_3() -> Problem:
    """Return Example 3: one step, (5, 5) by hand; AI takes 8 in expectation but needs skill 1."""
    return Problem(
        Workflow.from_arrays(
            manual_skill=[5], manual_time=[5], ai_skill=[1], ai_time=[1], ai_success=[1 / 8]
        )
    )


def example_4(success: float) -> Problem:
    """Return Example 4: (2, 4) and (4, 2) by hand, (2, 2) with AI, at this rate of success."""
    return _pair((2, 4), (4, 2), success)


def example_5() -> Problem:
    """Return Example 5: (3, 3) twice by hand, (2, 2) with AI that succeeds once in eight times."""
    return _pair((3, 3), (3, 3), 1 / 8)


def _pair(first: tuple[float, float], second: tuple[float, float], success: float) -> Problem:
    """Return two steps (skill, time) that AI does at skill 2 in an expected time of 2."""
    return Problem(
        Workflow.from_arrays(
            manual_skill=[first[0], second[0]],
            manual_time=[first[1], second[1]],
            ai_skill=2,
            ai_time=[2 * success] * 2,
            ai_success=success,
            handoff_time=[5, 0],
        )
    )


def example_6(alpha: float) -> Problem:
    """Return Example 6: an assessment that is hard for AI, and a letter that is easy."""
    return Problem(
        Workflow.from_arrays(
            manual_skill=[5, 2],
            manual_time=[1, 4],
            ai_skill=[5, 2],
            ai_time=[1, 1],
            ai_difficulty=[6, 1],
            handoff_time=[1, 0],
            alpha=alpha,
        )
    )


def random_problem(rng: np.random.Generator, steps: int, *, zeros: bool = False) -> Problem:
    """Draw a workflow with short and long hand-offs; with `zeros`, skills are often 0."""
    skill = rng.integers(0, 3, (2, steps)) if zeros else rng.uniform(0.5, 5, (2, steps))
    return Problem(
        Workflow.from_arrays(
            manual_skill=skill[0],
            manual_time=rng.uniform(0.5, 5, steps),
            ai_skill=skill[1] * rng.uniform(0.2, 1),
            ai_time=rng.uniform(0.2, 3, steps),
            ai_success=rng.uniform(0.2, 1, steps),
            handoff_time=np.append(10 ** rng.uniform(-1, 2, steps - 1), 0),
        )
    )

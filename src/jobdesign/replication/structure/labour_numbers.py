"""What the paper states on the labour of a design, equations (5) to (12), on random designs."""

from __future__ import annotations

import numpy as np

from jobdesign.analysis.macro.labour import labour_inputs
from jobdesign.design import Design, Mode
from jobdesign.evaluator import evaluate
from jobdesign.problem import Problem
from jobdesign.wages import Wages
from jobdesign.workflow import Workflow

__all__ = ["cost_identity_gap", "footnote_8_gap", "labour_identity_gap", "random_design"]


def labour_identity_gap(count: int = 1000, seed: int = 0) -> float:
    """Largest relative error of l_M = x τ_M/ᾱ (eqs. 9, 11, 12), on random designs."""
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(count):
        problem, design = random_design(rng)
        inputs = labour_inputs(problem, design)
        if inputs.quality is not None:
            # from the evaluator's times until success, which know nothing of ᾱ
            priced = evaluate(problem, design)
            job = np.searchsorted(priced.job_last, priced.task_last)
            bill = (priced.job_wage[job] * priced.task_time)[priced.task_is_chain].sum()
            labour = inputs.technology.labour(1.0, inputs.quality)[0]
            worst = max(worst, abs(labour * problem.wages.ai_management / bill - 1.0))
    return worst


def cost_identity_gap(count: int = 1000, seed: int = 0) -> float:
    """Largest relative error of w_M τ_M/ᾱ + w_H τ_H = cost of (3), on random designs."""
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(count):
        problem, design = random_design(rng)
        inputs = labour_inputs(problem, design)
        technology = inputs.technology
        cost = technology.human_wage * technology.human_requirement
        if inputs.quality is not None:
            cost = technology.unit_cost(inputs.quality)
        worst = max(worst, abs(cost / evaluate(problem, design).cost - 1.0))
    return worst


def footnote_8_gap(count: int = 1000, seed: int = 0) -> float:
    """Largest relative error of the cost if footnote 8's skill is the plain sum of skills.

    Hand-off labour is then Σ c × t^S instead of (wage of the job / w_H) × t^S.
    """
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(count):
        problem, design = random_design(rng)
        inputs = labour_inputs(problem, design)
        unweighted = evaluate(Problem(problem.workflow), design)
        read_so = float(unweighted.job_skill @ unweighted.job_handoff_time)
        away = problem.wages.human * (read_so - inputs.handoff_labour)
        worst = max(worst, abs(away) / inputs.cost)
    return worst


def random_design(rng: np.random.Generator) -> tuple[Problem, Design]:
    """Draw a problem with base wage rates, and any design of it."""
    m = int(rng.integers(1, 9))
    handoff = rng.uniform(0.0, 3.0, m)
    handoff[-1] = 0.0
    workflow = Workflow.from_arrays(
        manual_skill=rng.uniform(0.1, 5.0, m),
        manual_time=rng.uniform(0.1, 5.0, m),
        ai_skill=rng.uniform(0.1, 5.0, m),
        ai_time=rng.uniform(0.1, 5.0, m),
        ai_difficulty=rng.uniform(0.0, 4.0, m),
        handoff_time=handoff,
        alpha=rng.uniform(0.2, 1.0),
    )
    modes = rng.integers(0, 3, m).astype(np.int8)
    modes[-1] = min(modes[-1], int(Mode.AUGMENTED))
    for i in range(m - 2, -1, -1):
        if modes[i] == Mode.AUTOMATED and modes[i + 1] == Mode.MANUAL:
            modes[i] = Mode.AUGMENTED
    able = np.flatnonzero(modes[:-1] != Mode.AUTOMATED)
    ends = able[rng.random(len(able)) < 0.5]
    wages = Wages(human=rng.uniform(0.2, 3.0), ai_management=rng.uniform(0.2, 3.0))
    return Problem(workflow, wages=wages), Design(modes, ends.tolist())

"""Seeded random workflows for benchmarks, one kind a difficulty.

Every kind draws manual skills and times from U(0.5, 5) and hand-offs from
U(0, handoff × 2.75), 2.75 being the mean manual time; they differ in the AI.
"""

from __future__ import annotations

import numpy as np

import jobdesign as jd

__all__ = ["KINDS", "random_limited_problem", "random_workflow"]

KINDS = ("moderate", "reliable", "nearly_perfect", "perfect", "free_steps", "weak", "constant")

#: Mean of the manual times, the unit in which `handoff` is given.
MEAN_MANUAL_TIME = 2.75


def random_workflow(
    steps: int, seed: int, *, handoff: float = 5.0, kind: str = "moderate"
) -> jd.Workflow:
    """Draw a workflow.

    Parameters
    ----------
    steps
        Number of steps.
    seed
        Same seed, same workflow.
    handoff
        Largest hand-off time, in mean manual times.
    kind
        ``moderate``: success rates U(0.05, 1); ``reliable``: U(0.9, 1);
        ``nearly_perfect``: above 0.999; ``perfect``: 1; ``free_steps``: some
        skills and AI times are 0; ``weak``: AI as dear as people; ``constant``:
        every hand-off the largest.
    """
    if kind not in KINDS:
        raise ValueError(f"kind = {kind!r}: must be one of {', '.join(KINDS)}")
    rng = np.random.default_rng(seed)
    columns = {
        "manual_skill": rng.uniform(0.5, 5, steps),
        "manual_time": rng.uniform(0.5, 5, steps),
        "ai_skill": rng.uniform(0.25, 5, steps),
        "ai_time": rng.uniform(0.1, 3, steps),
        "ai_success": rng.uniform(0.05, 1, steps),
        "handoff_time": rng.uniform(0, handoff * MEAN_MANUAL_TIME, steps),
    }
    if kind == "reliable":
        columns["ai_success"] = rng.uniform(0.9, 1, steps)
    elif kind == "nearly_perfect":
        columns["ai_success"] = 1 - rng.uniform(0, 1e-3, steps)
    elif kind == "perfect":
        columns["ai_success"] = np.ones(steps)
    elif kind == "free_steps":
        columns["manual_skill"][rng.random(steps) < 0.2] = 0
        columns["ai_skill"][rng.random(steps) < 0.05] = 0
        columns["ai_time"][rng.random(steps) < 0.05] = 0
    elif kind == "weak":
        columns["ai_skill"] *= 3
        columns["ai_time"] *= 3
    elif kind == "constant":
        columns["handoff_time"][:] = handoff * MEAN_MANUAL_TIME
    columns["handoff_time"][-1] = 0
    return jd.Workflow.from_arrays(**columns)


def random_limited_problem(steps: int, seed: int) -> jd.Problem:
    """Draw a problem with three limits that span jobs, all of them in the way.

    A budget of 90 % of what the optimum without limits uses, 90 % of its jobs, and
    97 % of the total time of the optimum under these two.
    """
    workflow = random_workflow(steps, seed)
    rng = np.random.default_rng([seed, steps])
    free = jd.solve(jd.Problem(workflow))
    values = rng.uniform(0, 3, (steps, 3))
    values[:, 0] = 0
    coefficients = {
        name: {"augmented": float(augmented), "automated": float(automated)}
        for name, (_, augmented, automated) in zip(workflow.names, values, strict=True)
    }
    used = values[np.arange(steps), free.design.modes].sum()
    constraints = [
        jd.KINDS["linear_budget"](limit=float(0.9 * used), coefficients=coefficients),
        jd.KINDS["max_jobs"](limit=max(1, int(0.9 * len(free.design.job_ends)))),
    ]
    limited = jd.solve(jd.Problem(workflow, constraints=constraints), "mip")
    time = jd.KINDS["max_total_time"](limit=0.97 * limited.evaluation.total_time)
    return jd.Problem(workflow, constraints=[time, *constraints])

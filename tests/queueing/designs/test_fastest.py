"""The fastest design: against every design there is."""

from __future__ import annotations

import math

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.methods.brute_force import all_designs
from jobdesign.queueing import fastest_design
from rich_problems import random_rich_problem


def time_in_system(problem: jd.Problem, design: jd.Design, rate: float, spread: float) -> float:
    """Σ over jobs of M/G/1 times, straight from the definitions."""
    given = problem.workflow
    total = 0.0
    for job in design.jobs:
        mean = 0.0 if job.last == len(given) - 1 else float(given.handoff_time[job.last])
        variance = 0.0
        for task in design.tasks[job.tasks.start : job.tasks.stop]:
            if task.kind == "manual":
                time = float(given.manual_time[task.last])
                mean, variance = mean + time, variance + (spread * time**2 if spread else 0.0)
            else:
                success = math.prod(given.ai_success[task.first : task.last + 1].tolist())
                if success == 0.0:
                    return math.inf
                attempts = 1 / success
                mean += float(given.ai_time[task.last]) * attempts
                variance += float(given.ai_time[task.last]) ** 2 * (1 - success) * attempts**2
        if not rate * mean < 1.0 or math.isinf(mean):
            return math.inf
        second = variance + mean**2
        total += mean + rate * second / (2 * (1 - rate * mean))
    return total


def least_time(problem: jd.Problem, rate: float, spread: float) -> float:
    modes, ends = all_designs(len(problem.workflow))
    least = math.inf
    for row, end in zip(modes, ends, strict=True):
        design = jd.Design(row, np.flatnonzero(end))
        time = time_in_system(problem, design, rate, spread)
        if time < least and jd.evaluate(problem, design).is_feasible:
            least = time
    return least


@pytest.mark.parametrize("seed", range(60))
def test_no_design_is_faster(seed: int) -> None:
    rng = np.random.default_rng(seed)
    while True:  # those that span jobs are refused: the next test
        try:
            drawn = random_rich_problem(rng, int(rng.integers(1, 5)), kinds=2)
        except jd.InputError:  # worker types that cover no task
            continue
        limited = [k for k in drawn.wages.worker_types or () if k.available is not None]
        if not drawn.rules.totals and not limited:
            break
    rate = float(rng.choice([0.0, 0.02, 0.1, 0.3]))
    spread = float(rng.choice([0.0, 0.5]))
    found = fastest_design(drawn, rate, spread)
    least = least_time(drawn, rate, spread)
    if found.design is None:
        assert math.isinf(least)
        return
    assert jd.evaluate(drawn, found.design).is_feasible
    assert found.time_in_system == pytest.approx(least, rel=1e-12)
    assert time_in_system(drawn, found.design, rate, spread) == pytest.approx(least, rel=1e-12)


def test_what_spans_jobs_is_refused() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=[1, 1], manual_time=1, handoff_time=[1, 0])
    problem = jd.Problem(workflow, constraints=[jd.KINDS["max_jobs"](limit=1)])
    with pytest.raises(jd.InputError, match="max_jobs"):
        fastest_design(problem, 0.1)


def test_more_arrivals_ask_for_more_jobs() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=1, handoff_time=[0.1] * 5 + [0])
    counts = [
        len(fastest_design(jd.Problem(workflow), rate).design.jobs)
        for rate in (0.01, 0.1, 0.2, 0.4, 0.8)
    ]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] == 6
    assert fastest_design(jd.Problem(workflow), 1.0).design is None

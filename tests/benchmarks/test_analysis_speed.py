"""Timings of the analyses: ``pytest tests/benchmarks --benchmark-enable``."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow

KINDS = ("moderate", "runs of tiny steps", "no manual time below 1")


def workflow_of(kind: str, steps: int) -> jd.Workflow:
    """Draw a job: its cost grows with the steps that together take less than an attempt."""
    rng = np.random.default_rng(0)
    low, high = {KINDS[0]: (0, 2), KINDS[1]: (0, 2 / steps), KINDS[2]: (1, 2)}[kind]
    return jd.Workflow.from_arrays(
        manual_skill=1,
        manual_time=rng.uniform(low, high, steps),
        ai_skill=1,
        ai_time=1,
        ai_success=1 - 10 ** rng.uniform(-6, -1, steps),
    )


@pytest.mark.parametrize("steps", [10_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", KINDS)
def test_fragmentation_index(benchmark, kind: str, steps: int) -> None:
    workflow = workflow_of(kind, steps)
    index = benchmark(jd.fragmentation_index, workflow)
    if kind == KINDS[2]:  # every run costs one attempt: count where runs begin
        q = workflow.ai_success
        runs = (q * (1 - np.concatenate(([0.0], q[:-1])))).sum()
        failures = (1 - q) * np.minimum(workflow.manual_time, 1 / q)
        assert index == pytest.approx(failures.sum() + runs, rel=1e-9)
    else:
        optimum = jd.measure_fragmentation(workflow).short_run_time[0]
        assert optimum / 8 <= index <= 1.25 * optimum


def test_fragmentation_of_jobs(benchmark) -> None:
    workflow = random_workflow(100_000, 0)
    found = benchmark(jd.measure_fragmentation, workflow, np.arange(9, 100_000, 10))
    assert (found.short_run_time <= found.time_at_most).all()
    assert (found.time_at_least <= found.short_run_time).all()


def test_exposure(benchmark) -> None:
    found = benchmark(jd.measure_exposure, jd.Problem(random_workflow(2_000, 0)))
    assert found.cost_productivity >= 1


def test_horizons(benchmark) -> None:
    found = benchmark(jd.compare_horizons, jd.Problem(random_workflow(2_000, 0)))
    assert found.decomposition.gain >= 0

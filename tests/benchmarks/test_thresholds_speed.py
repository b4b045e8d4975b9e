"""How long all thresholds of alpha take, by number of steps."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow


@pytest.mark.parametrize(
    "steps",
    [10, pytest.param(50, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.nightly),
     pytest.param(200, marks=pytest.mark.nightly)],
)  # fmt: skip
def test_thresholds_of_alpha(benchmark, steps: int) -> None:
    difficulty = np.random.default_rng(1000).uniform(0.05, 3, steps)
    workflow = random_workflow(steps, 0)
    workflow = workflow.replace(ai_success=None, ai_difficulty=difficulty, alpha=0.5)
    found = benchmark(jd.thresholds, jd.Problem(workflow))
    assert found.complete
    assert found.at(0.5).cost(0.5) == pytest.approx(jd.solve(jd.Problem(workflow)).cost, rel=1e-11)

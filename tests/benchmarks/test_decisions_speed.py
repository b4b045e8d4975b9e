"""Timings of the prices of decisions and of the best designs: see `test_speed`."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow


@pytest.mark.parametrize("steps", [1_000, 10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_prices_of_decisions(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0))
    priced = benchmark(jd.decision_prices, problem)
    np.testing.assert_allclose(priced.mode_cost.min(axis=1), priced.cost, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_prices_of_decisions_of_hard_kinds(benchmark, kind: str) -> None:
    problem = jd.Problem(random_workflow(10_000, 0, kind=kind))
    priced = benchmark(jd.decision_prices, problem)
    np.testing.assert_allclose(priced.handoff_cost.min(axis=1), priced.cost, rtol=1e-12)


@pytest.mark.parametrize("steps", [100, 1_000])
def test_ten_best_designs(benchmark, steps: int) -> None:
    problem = jd.Problem(random_workflow(steps, 0))
    found = benchmark(jd.best_designs, problem, 10)
    assert found[0].cost == pytest.approx(jd.solve(problem).cost, rel=1e-12)

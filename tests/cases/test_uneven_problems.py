"""`mip_compact` on numbers that differ by many powers of ten: "optimal" only where it is."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from lengths import first
from rich_problems import random_uneven_problem


def tiny_skill(seed: int, power: float) -> jd.Problem:
    """Ordinary numbers, one step whose skill is next to nothing, and a limit on time."""
    rng = np.random.default_rng(seed)
    m = int(rng.integers(3, 6))
    columns = {
        "manual_skill": rng.uniform(0.5, 5, m),
        "manual_time": rng.uniform(0.5, 5, m),
        "ai_skill": rng.uniform(0.25, 5, m),
        "ai_time": rng.uniform(0.1, 3, m),
        "ai_success": rng.uniform(0.05, 1, m),
        "handoff_time": rng.uniform(0, 3, m) * (np.arange(m) < m - 1),
        "ai_cost": rng.uniform(0, 2, m),
    }
    step = rng.integers(m)
    for name in ("manual_skill", "ai_skill"):
        columns[name][step] *= 10.0**power
    workflow = jd.Workflow.from_arrays(**columns)
    time = jd.solve(jd.Problem(workflow)).evaluation.total_time * rng.uniform(0.7, 0.99)
    return jd.Problem(workflow, constraints=[jd.KINDS["max_total_time"](limit=time)])


def hold(problem: jd.Problem, seed: object, **horizon: object) -> None:
    """Hold both forms of the method to enumeration: status, cost and bound."""
    truth = jd.solve(problem, "brute_force", **horizon)
    for options in ({}, {"strengthen": False}):
        found = jd.solve(problem, "mip_compact", **horizon, **options)
        about = (seed, options)
        assert found.status == truth.status, about
        assert found.cost == pytest.approx(truth.cost, rel=2e-9, abs=0), about
        assert found.bound <= truth.cost * (1 + 2e-9) or truth.design is None, about


@pytest.mark.parametrize("power", [-10, -9, -8, -7, -6])
@pytest.mark.parametrize("seed", first(1, [1, 2, 3]))
def test_a_tiny_skill(seed: int, power: int) -> None:
    hold(tiny_skill(seed, power), (seed, power))


def drawn(seeds: range) -> None:
    for seed in seeds:
        rng = np.random.default_rng([77, seed])
        steps = int(rng.integers(1, 6))
        problem = random_uneven_problem(rng, steps)
        horizon: dict[str, object] = {}
        if rng.random() < 0.2 and np.isfinite(problem.workflow.manual_time).all():
            ends = sorted({*rng.integers(0, steps, 2).tolist(), steps - 1})
            horizon = {"horizon": "short", "job_ends": ends}
        hold(problem, seed, **horizon)


def test_uneven_problems() -> None:
    drawn(range(25))


@pytest.mark.slow
def test_more_uneven_problems() -> None:
    drawn(range(25, 150))


@pytest.mark.nightly
def test_two_thousand_uneven_problems() -> None:
    drawn(range(150, 2150))


def test_highs_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says of the step-level model: label-setting decides."""
    from jobdesign.methods.mip import compact
    from jobdesign.methods.mip.highs import ModelResult

    problem = tiny_skill(2, -1)
    truth = jd.solve(problem, "brute_force")
    for status in ("infeasible", "optimal", "time_limit", "unbounded"):
        lie = ModelResult(status, np.inf, np.inf)
        monkeypatch.setattr(compact, "solve_model", lambda *_, lie=lie, **__: lie)
        hold(problem, status)
        assert jd.solve(problem, "mip_compact", strengthen=False).cost == truth.cost
    refusal = jd.InputError("HiGHS does not solve it", place="model")

    def refuse(*_: object, **__: object) -> None:
        raise refusal

    monkeypatch.setattr(compact, "solve_model", refuse)
    hold(problem, "refused")

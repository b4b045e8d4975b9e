"""The jobs that the short run keeps, and what happens where there is no time to find them."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.methods.given_jobs import given_jobs
from jobdesign.methods.outcome import Deadline


def problem() -> jd.Problem:
    generator = np.random.default_rng(4)
    columns = ("manual_skill", "manual_time", "ai_skill", "ai_time", "ai_success", "handoff_time")
    drawn = {name: generator.uniform(0.2, 1.0, 9) for name in columns}
    drawn["handoff_time"][-1] = 0.0
    return jd.Problem(jd.Workflow.from_arrays(**drawn))


def test_they_are_those_of_the_optimum_without_ai() -> None:
    best = min(
        jd.solve(problem().without_ai(), method).cost for method in ("frontier", "brute_force")
    )
    ends = given_jobs(problem(), "short", None)
    assert ends is not None
    by_hand = jd.Design([jd.Mode.MANUAL] * 9, ends)
    assert jd.evaluate(problem(), by_hand).cost == pytest.approx(best, rel=1e-12)


def test_jobs_that_are_not_proved_best_are_not_kept() -> None:
    with pytest.raises(TimeoutError):
        given_jobs(problem(), "short", None, Deadline(0.0))
    solution = jd.solve(problem(), horizon="short", time_limit=0.0)
    assert (solution.status, solution.design) == ("time_limit", None)
    assert jd.best_designs(problem(), 3, horizon="short", time_limit=0.0) == ()


def test_jobs_that_are_given_need_no_time() -> None:
    ends = given_jobs(problem(), "short", [4, 8], Deadline(0.0))
    assert ends is not None
    assert ends.tolist() == [4, 8]


def test_limits_without_time_say_that_nothing_is_known() -> None:
    limited = jd.Problem(problem().workflow, constraints=[jd.KINDS["max_jobs"](limit=2)])
    prices = jd.limit_prices(limited, horizon="short", time_limit=0.0)
    assert not any(price.curve.complete for price in prices)

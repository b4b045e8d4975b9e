"""What is computed beside the page, against what the library says."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.app.computations.curves import find_curves
from jobdesign.app.computations.event_log import read_log
from jobdesign.app.computations.prices import price_decisions
from jobdesign.app.computations.queue import load_design
from jobdesign.app.computations.solving import force_step, solve_problem
from jobdesign.app.tables import job_rows, mode_prices, step_rows, task_rows
from rich_problems import random_rich_problem


def tell(progress: Any) -> None:
    """Nobody listens."""


@pytest.fixture
def example(models: Path) -> jd.Problem:
    return jd.read_problem(models / "paper" / "page-data-scientist.toml")


def test_an_answer_travels_between_processes(models: Path) -> None:
    for name in ("paper/example-6", "constrained/four-eyes", "constrained/claims-office"):
        problem = jd.read_problem(models / f"{name}.toml")
        solved = pickle.loads(pickle.dumps(solve_problem(problem, "long", (), 60.0, tell=tell)))
        assert solved.solution.cost == jd.solve(problem).cost
        assert solved.by_hand == jd.solve(problem.without_ai()).cost


def test_an_infeasible_problem_brings_its_conflict_along(example: jd.Problem) -> None:
    problem = replace(
        example, constraints=[jd.KINDS["min_jobs"](limit=2), jd.KINDS["max_jobs"](limit=1)]
    )
    solved = pickle.loads(pickle.dumps(solve_problem(problem, "long", (), 60.0, tell=tell)))
    assert solved.solution.status == "infeasible"
    assert len(solved.solution.conflict.demands) == 2


def test_by_hand_is_infinite_where_no_person_can_do_a_step() -> None:
    workflow = jd.Workflow([jd.Step(ai_skill=1, ai_time=1, ai_success=0.5)])
    assert solve_problem(jd.Problem(workflow), "long", (), 9.0, tell=tell).by_hand == math.inf


@pytest.mark.parametrize("horizon", ["long", "short"])
@pytest.mark.parametrize("seed", range(6))
def test_the_price_of_a_forced_mode_is_that_of_all_prices(seed: int, horizon: Any) -> None:
    problem = random_rich_problem(np.random.default_rng(seed), 4, kinds=1)
    if horizon == "short":  # people must be able to do all, and jobs are not to be limited
        given = problem.workflow
        by_hand = np.where(np.isfinite(given.manual_time), given.manual_time, 1.0)
        problem = jd.Problem(given.replace(manual_time=by_hand), problem.wages)
    prices = jd.decision_prices(problem, horizon=horizon)
    for step, name in enumerate(problem.workflow.names):
        found = force_step(problem, name, horizon, (), 60.0, tell=tell)
        np.testing.assert_allclose(
            [found.cost[mode] for mode in ("manual", "augmented", "automated")],
            prices.mode_cost[step], rtol=1e-9,
        )  # fmt: skip
        assert found.free == pytest.approx(prices.cost, rel=1e-9)


def test_forcing_drops_only_the_steps_own_demand(example: jd.Problem) -> None:
    mine = jd.KINDS["require_mode"](step="Write Code", mode="manual")
    other = jd.KINDS["require_mode"](step="Find Data", mode="augmented")
    held = replace(example, constraints=[other])
    found = force_step(
        replace(example, constraints=[mine, other]), "Write Code", "long", (), 60.0, tell=tell
    )
    assert found == force_step(held, "Write Code", "long", (), 60.0, tell=tell)
    assert found.free == jd.solve(held).cost
    rows = mode_prices(found)
    assert [row["mode"] for row in rows] == ["manual", "augmented", "automated"]
    assert sum(row["price"] == "0" for row in rows) == 1


def test_tables_hold_what_the_solution_holds(example: jd.Problem) -> None:
    solution = jd.solve(example)
    assert sum(row["wage bill"] for row in job_rows(solution)) == pytest.approx(solution.cost)
    for row in job_rows(solution):
        assert row["wage bill"] == pytest.approx(row["Σ skill"] * (row["hand-off"] + row["Σ time"]))
    assert [row["type"] for row in task_rows(solution)].count("AI chain") == 1
    assert len(step_rows(solution)) == 5


def test_curves_and_prices_come_with_pictures() -> None:
    problem = jd.Problem(jd.Workflow.from_arrays(
        manual_skill=[5, 2], manual_time=[1, 4], ai_skill=[5, 2], ai_time=[1, 1],
        ai_difficulty=[6, 1], handoff_time=[1, 0], alpha=0.77))  # fmt: skip
    curves = find_curves(problem, 60.0, tell=tell)
    assert [row["design"] for row in curves.rows] == ["[1][2]", "[1][2]", "[1-2]"]
    assert curves.complete
    prices = price_decisions(problem, "long", (), 60.0, tell=tell)
    pictures = (curves.cost, curves.marginal, curves.ribbon, prices.picture)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_queues_are_those_of_the_library(example: jd.Problem) -> None:
    from jobdesign.queueing import design_load

    design = jd.solve(example).design
    assert design is not None
    found = load_design(example, design, None, 2, 0.5, 1.0, tell=tell)
    load = design_load(example, design, found.capacity / 2, workers=2, manual_variation=0.5)
    assert found.time_in_system == load.time_in_system
    assert found.designs[0]["cost"] == jd.solve(example).cost
    with pytest.raises(jd.InputError):
        load_design(example, design, -1.0, 1, 0.0, 1.0, tell=tell)


@pytest.mark.skipif("import_log" not in jd.__all__, reason="this version reads no logs")
def test_a_log_becomes_a_problem() -> None:
    rows = ["case,activity,resource,start,end"]
    for case in range(3):
        for hour, (activity, who) in enumerate((("ask", "ann"), ("do", "bob"))):
            day = f"2024-01-0{case + 1}T"
            rows.append(
                f"{case},{activity},{who},{day}{9 + hour:02}:00:00,{day}{9 + hour:02}:30:00"
            )
    data = "\n".join(rows).encode()
    found = read_log("log.csv", data, {}, 30.0, 0.5, {"merge_repeats": True}, tell=tell)
    assert found.problem.workflow.names == ("ask", "do")
    assert (found.problem.workflow.ai_success == 0.5).all()
    assert found.summary.startswith("Imported: log.csv")
    swapped = data.replace(b",", b"~").replace(b"2024-01-0", b"1.2024.")
    clock, file = {"form": "%d.%Y.%mT%H:%M:%S"}, {"separator": "~"}
    told = read_log("log.txt", swapped, {}, 30.0, 0.5, {}, clock, file, tell=tell)
    assert told.problem.workflow == found.problem.workflow
    with pytest.raises(jd.InputError, match="--time-format"):
        read_log("log.txt", swapped, {}, 30.0, 0.5, {}, {}, file, tell=tell)
    with pytest.raises(jd.InputError, match="variant"):
        read_log("log.csv", data, {}, 30.0, None, {"variant": 2}, tell=tell)

"""Numbers of numpy wherever a number is taken: methods, files and results get Python's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
import jobdesign.queueing as queueing

Number = Callable[[float], Any]
KINDS: list[Number] = [np.float64, np.float32, lambda x: np.array(float(x)), np.float16]
WHOLE: list[Number] = [np.int64, np.int8, np.uint16, lambda x: np.array(int(x))]


def workflow(number: Number = float) -> jd.Workflow:
    steps = [
        jd.Step(
            name=np.str_(name),
            manual_skill=number(2),
            manual_time=number(3),
            ai_skill=number(1),
            ai_time=number(1.5),
            ai_difficulty=number(difficulty),
            handoff_time=number(0.5),
            ai_cost=number(0.25),
        )
        for name, difficulty in (("draft", 1), ("check", 2), ("file", 0.5))
    ]
    steps[-1] = jd.Step(name="file", manual_skill=number(1), manual_time=number(2))
    return jd.Workflow(steps, alpha=number(0.5))


def problem(number: Number = float, whole: Number = int) -> jd.Problem:
    kinds = jd.KINDS
    return jd.Problem(
        workflow(number),
        jd.Wages(
            human=number(2),
            worker_types=[
                jd.WorkerType(name="any", max_skill=number(64), wage=number(4), available=whole(3))
            ],
        ),
        [
            kinds["max_jobs"](limit=whole(2)),
            kinds["max_total_time"](limit=number(64)),
            kinds["min_chain_success"](probability=number(0.125)),
            kinds["linear_budget"](
                limit=number(8), coefficients={np.str_("draft"): {"manual": number(2)}}
            ),
            kinds["separate_jobs"](steps=np.array(["draft", "file"])),
            kinds["require_mode"](step=np.str_("file"), mode=np.str_("manual")),
        ],
    )


@pytest.mark.parametrize("number", KINDS)
@pytest.mark.parametrize("whole", WHOLE)
def test_problems_are_written_and_solved(number: Number, whole: Number, tmp_path: Path) -> None:
    given, plain = problem(number, whole), problem()
    assert given == plain
    for suffix in (".toml", ".json"):
        jd.write_problem(given, tmp_path / f"given{suffix}")
        jd.write_problem(plain, tmp_path / f"plain{suffix}")
        assert jd.read_problem(tmp_path / f"given{suffix}") == plain
        text = (tmp_path / f"given{suffix}").read_text()
        assert text == (tmp_path / f"plain{suffix}").read_text()
    found = jd.solve(given, "brute_force", time_limit=number(60))
    assert json.dumps(found.to_dict()["jobs"]) == json.dumps(
        jd.solve(plain, "brute_force").to_dict()["jobs"]
    )
    assert [str(constraint) for constraint in given.constraints] == [
        str(constraint) for constraint in plain.constraints
    ]


@pytest.mark.parametrize("number", KINDS[:3])
@pytest.mark.parametrize("whole", [WHOLE[0], WHOLE[3]])
def test_arguments_and_options(number: Number, whole: Number) -> None:
    plain = jd.Problem(workflow())
    assert json.dumps(jd.solve(plain.with_alpha(number(0.25))).to_dict())
    assert len(jd.best_designs(plain, whole(2))) == 2
    assert jd.simulate_fragmentation(plain.workflow, samples=whole(10), seed=whole(3))
    cheap = jd.Problem(workflow().replace(ai_cost=0.0))
    assert jd.solve(cheap, "fptas", epsilon=number(0.25)).status == "feasible"
    options = {"mip_rel_gap": number(0), "mip_max_nodes": whole(1000), "presolve": np.str_("on")}
    limited = problem()
    assert jd.solve(limited, "mip", solver_options=options).status == "optimal"
    assert jd.solve(limited, "mip_compact", strengthen=np.bool_(True)).status == "optimal"
    ends = [whole(0)]
    assert len(jd.solve(plain, horizon="short", job_ends=ends).design.jobs) == 2
    modes = [whole(0), whole(1), np.str_("manual")]
    assert str(jd.solve(plain, modes=modes).design.modes.tolist()) == "[0, 1, 0]"
    load = queueing.design_load(plain, jd.Design(modes), arrival_rate=number(0.0625))
    assert json.dumps(load.to_dict())


def test_truths_are_no_numbers() -> None:
    for truth in (True, np.bool_(True), np.array(True)):
        with pytest.raises(jd.InputError, match="must be a whole number"):
            jd.Problem(workflow(), constraints=[jd.KINDS["max_jobs"](limit=truth)])
        with pytest.raises(jd.InputError, match="must be a number"):
            jd.Step(manual_skill=truth, manual_time=1) and jd.Workflow(
                [jd.Step(manual_skill=truth, manual_time=1)]
            )


def test_lists_are_no_numbers() -> None:
    for several in (np.array([2.0]), np.array([1, 2])):
        with pytest.raises(jd.InputError, match="must be a number"):
            jd.Workflow([jd.Step(manual_skill=several, manual_time=1)])

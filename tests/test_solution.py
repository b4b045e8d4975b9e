from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow
from jobdesign.methods import frontier
from jobdesign.methods.outcome import Outcome
from jobdesign.tables.numbers import number

PAIR = jd.Problem(
    jd.Workflow.from_arrays(
        manual_skill=[3, 1], manual_time=[1, 2], handoff_time=[3, 0], names=["ask", "do"]
    ),
    name="Pair",
)


def test_attributes_and_repr() -> None:
    solution = jd.solve(PAIR)
    assert (solution.status, solution.cost, solution.bound, solution.gap) == ("optimal", 12, 12, 0)
    assert (solution.method, solution.horizon) == ("frontier", "long")
    assert solution.runtime > 0
    assert "cost=12" in repr(solution)


def test_tables_as_dictionaries_and_frames() -> None:
    solution = jd.solve(PAIR)
    assert solution.to_dict()["steps"] == [
        {"name": "ask", "mode": "manual"},
        {"name": "do", "mode": "manual"},
    ]
    frame = solution.to_frame()
    assert frame["wage_bill"].tolist() == [12.0]
    assert solution.to_frame("tasks")["skill"].tolist() == [3.0, 1.0]
    assert solution.to_frame("steps")["name"].tolist() == ["ask", "do"]
    with pytest.raises(ValueError, match='must be "steps", "tasks" or "jobs"'):
        solution.to_frame("workers")
    json.dumps(solution.to_dict(), allow_nan=False)


def test_frames_need_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install \"jobdesign\[data\]\""):
        jd.solve(PAIR).to_frame()


def test_without_a_design() -> None:
    solution = jd.solve(PAIR, "brute_force", time_limit=0)
    assert solution.cost == solution.gap == math.inf
    assert solution.to_dict()["jobs"] == []
    json.dumps(solution.to_dict(), allow_nan=False)
    with pytest.raises(ValueError, match="there is no design"):
        solution.rows("jobs")
    assert str(solution).startswith("Pair: time limit (brute_force, long run")


def test_text_of_a_feasible_solution_says_its_bound() -> None:
    solution = jd.solve(jd.Problem(random_workflow(12, 1)), "fptas", epsilon=0.5)
    assert "feasible, cost " in str(solution)
    assert "at least " in str(solution)


def test_text_of_long_tables_leaves_out_the_middle() -> None:
    text = str(jd.solve(jd.Problem(random_workflow(200, 1, handoff=100))))
    assert "… 140 more …" in text
    assert "\n200  200 " in text
    one_job = jd.solve(jd.Problem(random_workflow(200, 1)), horizon="short", job_ends=[199])
    assert " tasks)" in str(one_job)


def test_text_does_not_read_names_as_markup() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=1, names=["[bold]x[/nothing]"])
    assert "[bold]x[/nothing]" in str(jd.solve(jd.Problem(workflow)))


def test_long_names_wrap_and_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "word " * 40 + "end"
    text = str(jd.solve(jd.Problem(jd.Workflow.from_arrays(
        manual_skill=1, manual_time=1, names=[name]))))  # fmt: skip
    assert text.count("word") == 40
    assert "end" in text
    assert max(map(len, text.splitlines())) <= 100
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, str(jd.solve(PAIR)).splitlines()[2:-2])) <= 60


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (12.0, "12"), (1234.5, "1,234.5"), (0.1234567, "0.1235"), (2 / 3, "0.6667"),
     (123456.789, "123,457"), (1e12, "1e+12"), (1e-7, "1e-07"), (math.inf, "∞"), (-2.5, "-2.5")],
)  # fmt: skip
def test_numbers_for_people(value: float, written: str) -> None:
    assert number(value) == written


def test_an_impossible_design_from_a_method_is_not_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = Outcome(jd.Design(["augmented", "manual"]), exact=True)
    monkeypatch.setattr(frontier, "solve", lambda *_, **__: wrong)
    with pytest.raises(AssertionError, match="impossible design"):
        jd.solve(PAIR)


def test_given_modes_that_cannot_work_are_refused() -> None:
    with pytest.raises(jd.InputError, match="step \"do\" = 'augmented': cannot be done"):
        jd.solve(PAIR, modes=["manual", "augmented"])
    with pytest.raises(jd.InputError, match="in the long run only"):
        jd.solve(PAIR, modes=["manual", "manual"], horizon="short")
    assert jd.solve(PAIR, "brute_force", modes=["manual"] * 2, time_limit=0).design is None


def test_short_run_needs_people() -> None:
    machine = jd.Workflow([jd.Step(name="m", ai_skill=1, ai_time=1, ai_success=0.5)])
    with pytest.raises(jd.InputError, match='step "m": no person can do it'):
        jd.solve(jd.Problem(machine), horizon="short")
    with pytest.raises(jd.InputError, match='horizon = \'medium\': must be "long" or "short"'):
        jd.solve(PAIR, horizon="medium")


def test_comparison_finds_what_is_wrong() -> None:
    comparison = jd.compare(PAIR)
    assert comparison.agree
    assert comparison.reference.method == "brute_force"
    good = jd.solve(PAIR)
    dear = jd.Design(["manual", "manual"], [0])
    priced = jd.evaluate(PAIR, dear)

    def claim(status: str, bound: float, evaluation: jd.Evaluation = priced) -> jd.Solution:
        return jd.Solution(PAIR, status, dear, evaluation, bound, "other", "long", 0.0)

    for other, agree in (
        (claim("optimal", 14.0), False),  # not optimal
        (claim("feasible", 11.0), True),
        (claim("feasible", 13.0), False),  # its bound is above the optimum
    ):
        assert jd.Comparison((good, other)).agree is agree
        assert "disagree" in str(jd.Comparison((good, other))) or agree
    cheap = jd.evaluate(
        jd.Problem(PAIR.workflow.replace(manual_skill=[1, 1])), jd.Design(["manual"] * 2)
    )
    assert not jd.Comparison((good, claim("feasible", 1.0, cheap))).agree
    nothing = jd.compare(PAIR, ["brute_force"], time_limit=0)
    assert nothing.reference is None
    assert nothing.agree
    assert math.isnan(nothing.relative_difference(nothing.solutions[0]))
    assert "time_limit" in str(nothing)


def test_relative_difference_to_a_free_reference() -> None:
    free = jd.Problem(jd.Workflow.from_arrays(manual_skill=[0.0], manual_time=1))
    reference, other = jd.solve(free), jd.solve(PAIR)
    comparison = jd.Comparison((reference, other))
    assert comparison.relative_difference(reference) == 0
    assert comparison.relative_difference(other) == math.inf


def test_names_stay_callable_whatever_was_imported_first(root: Path) -> None:
    code = (
        "import jobdesign as jd, jobdesign.solver, jobdesign.evaluator, jobdesign.comparison\n"
        "assert all(callable(getattr(jd, name)) for name in ('solve', 'evaluate', 'compare'))\n"
        "assert set(jd.__all__) <= set(dir(jd))\n"
        "assert all(getattr(jd, name) is not None for name in jd.__all__)\n"
        "jd.nothing"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert "has no attribute 'nothing'" in done.stderr


def test_same_call_same_design() -> None:
    problem = jd.Problem(random_workflow(300, 3))
    first, second = jd.solve(problem), jd.solve(problem)
    assert first.design == second.design
    assert np.array_equal(first.evaluation.job_wage_bill, second.evaluation.job_wage_bill)

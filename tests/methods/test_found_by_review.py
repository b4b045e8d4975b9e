"""Problems on which a method was once wrong, kept so that it stays right."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from benchmarks.generators import random_workflow
from jobdesign.methods import dag
from jobdesign.methods.outcome import Deadline
from problems import EXACT, EXACT_METHODS, relative

ALMOST = 1 - 2.0**-53
ALL = [("brute_force", {}), *EXACT_METHODS]


def problem(**columns: object) -> jd.Problem:
    return jd.Problem(jd.Workflow.from_arrays(**columns))


def costs(given: jd.Problem, horizon: str = "long", job_ends: list[int] | None = None) -> list:
    return [
        jd.solve(given, method, horizon=horizon, job_ends=job_ends, **options).cost
        for method, options in ALL
    ]


SHORT = {
    "values of neighbouring lines round to the same": {
        "manual_time": [3, 3, 1], "ai_time": 0.1, "ai_success": [0.5, ALMOST, ALMOST]
    },
    "a line value crosses a power of two": {
        "manual_time": [1048575.95, 1e-10, 5e6], "ai_time": [1e6, 1e6, 0.1],
        "ai_success": [1e-6, 1 - 1e-11, 1.0],
    },
    "slopes round to the same when rescaled": {
        "manual_time": [1, 1000, 1, 1], "ai_time": [1, 1000, 1, 1],
        "ai_success": [ALMOST, ALMOST, 1e-95, 0.5],
    },
    "a line is hidden by one that is dropped later": {
        "manual_time": [10, 1, 100], "ai_time": [100, 100, 1e-205], "ai_success": [0.5, 0.5, 3e-200]
    },
}  # fmt: skip


@pytest.mark.parametrize("case", SHORT)
def test_short_run(case: str) -> None:
    given = problem(manual_skill=1.0, ai_skill=1.0, **SHORT[case])
    found = costs(given, "short", [len(given.workflow) - 1])
    assert all(relative(cost, found[0]) <= EXACT for cost in found)


LONG = {
    "tangents over lines that round to the same": {
        "manual_skill": [2.0, 2, 1, 2], "manual_time": [3.0, 5, 5, 5],
        "ai_skill": [0.1, 0.1, 2, 0.1], "ai_time": 0.01, "ai_success": [0.5, ALMOST, ALMOST, 0.5],
        "handoff_time": [10, 100, 100, 0],
    },
    "a free job with a chain of endless time": {
        "manual_skill": 1.0, "manual_time": [1, 1, 1], "ai_skill": [1, 0, 0],
        "ai_time": [1, 1e120, 1],
        "ai_success": [1e-95, 1e-95, 0.5], "handoff_time": [1, 1, 0],
    },
    "free time, skill to choose": {
        "manual_skill": [3, 1, 2], "manual_time": 0.0, "ai_skill": 1.0, "ai_time": [0, 1, 0],
        "ai_success": 0.5, "handoff_time": [5, 5, 0],
    },
}  # fmt: skip


@pytest.mark.parametrize("case", LONG)
def test_long_run(case: str) -> None:
    found = costs(problem(**LONG[case]))
    assert all(relative(cost, found[0]) <= EXACT for cost in found)


@pytest.mark.parametrize(
    ("ai_time", "success"),
    [
        ([0.0] * 3, [3.792176880030601e-76, 1.349515564368419e-67, 1.954040299023774e-58]),
        ([0.0] * 3, [6.497185950296278e-101, 4.445542080080694e-76, 3.46218266857114e-25]),
        ([1e9, 1e-201], [4.8799380008261625e-68, 2.0492063625207987e-133]),
    ],
)
def test_success_within_rounding_of_the_smallest_is_no_crash(
    ai_time: list[float], success: list[float]
) -> None:
    given = problem(
        manual_skill=1.0, manual_time=np.ones(len(success)), ai_skill=0.5, ai_time=ai_time,
        ai_success=success,
    )  # fmt: skip
    assert all(np.isfinite(cost) for cost in costs(given))


def test_unpaid_jobs_do_not_drown_paid_ones_in_the_graph() -> None:
    given = problem(
        manual_skill=[0.0, 0, 5e-21, 0],
        manual_time=[44929.2, 0.0001446, 1.17e-6, 445.1],
        ai_skill=0.1,
        ai_time=[1.43e-5, 6.35e-5, 0.0002375, 7.07e-6],
        ai_success=[1, 1, 1, 0.15],
        handoff_time=[2.68, 2.41, 2.17, 0],
    )
    found = costs(given, "short", [0, 2, 3])
    assert all(relative(cost, found[0]) <= EXACT for cost in found)


@pytest.mark.parametrize("epsilon", [1e-8, 1e-9, 1e-17])
def test_fptas_refuses_what_its_table_cannot_tell_apart(epsilon: float) -> None:
    given = problem(manual_skill=[9, 6, 4], manual_time=[7, 3, 4], handoff_time=[11, 3, 0])
    with pytest.raises(jd.InputError, match="is too small for the range of skills and times"):
        jd.solve(given, "fptas", epsilon=epsilon)
    assert jd.solve(given, "fptas", epsilon=1e-4).cost == 211


def test_extreme_numbers_do_not_warn() -> None:
    given = problem(
        manual_skill=[1e100, 1], manual_time=[1e-100, 1], ai_skill=[1e150, 1],
        ai_time=[1e120, 1e120], ai_success=[1e-100, 0.5], handoff_time=[1, 0],
    )  # fmt: skip
    found = costs(given)
    assert all(relative(cost, found[0]) <= EXACT for cost in found)
    assert jd.solve(given, "fptas", epsilon=0.1).cost <= found[0] * 1.1


def test_the_deadline_binds_inside_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    hulls = []
    hull = dag._lower_left_hull
    monkeypatch.setattr(dag, "_lower_left_hull", lambda ways: hulls.append(1) or hull(ways))
    monkeypatch.setattr(Deadline, "passed", property(lambda _: len(hulls) >= 25))
    solution = jd.solve(jd.Problem(random_workflow(400, 0, handoff=1e6)), "dag")
    assert solution.status == "time_limit"
    assert len(hulls) == 25  # of some 80,000


def test_the_graph_takes_and_refuses_given_jobs() -> None:
    given = jd.Problem(random_workflow(4, 0))
    names = jd.build_dag(given, "short", ["2", "4"])
    assert set(names.edges) == set(jd.build_dag(given, "short", [1, 3]).edges)
    assert jd.build_dag(given, "short").number_of_nodes() == 5
    for arguments, message in (
        (("shrt",), "must be"),
        (("long", [3]), "in the short run only"),
        (("short", [9]), "must increase and lie in"),
        (("short", ["z"]), "job ends = 'z': no step has this name"),
    ):
        with pytest.raises(jd.InputError, match=message):
            jd.build_dag(given, *arguments)

"""Options of HiGHS: every one that it has, of the right type, and what they do to a proof."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest

import jobdesign as jd
from jobdesign.methods.mip import solver_options
from jobdesign.methods.mip.solver_options import (
    LoggedSolver,
    check_options,
    check_version,
    loosened,
    option_from_text,
    option_names,
)
from lengths import first


def knapsack() -> pyo.ConcreteModel:
    made = pyo.ConcreteModel(name="knapsack")
    made.x = pyo.Var([0, 1], domain=pyo.Binary)
    made.row = pyo.Constraint(expr=2 * made.x[0] + 3 * made.x[1] >= 2.5)
    made.total = pyo.Objective(expr=2 * made.x[0] + 5 * made.x[1])
    return made


def two_jobs() -> jd.Problem:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[3, 1, 2, 4, 1, 2, 3],
        manual_time=[1, 2, 2, 1, 3, 1, 2],
        handoff_time=[3, 0.5, 1, 0, 2, 1, 0],
    )
    return jd.Problem(workflow, constraints=[jd.KINDS["max_jobs"](limit=2)])


def test_every_option_at_its_usual_value_changes_nothing() -> None:
    names = [name for name in option_names() if name not in ("output_flag", "log_to_console")]
    assert len(names) > 80
    assert set(names) >= {"mip_allow_restart", "mip_lp_solver", "mip_max_start_nodes"}
    solver = LoggedSolver({})
    options = {name: solver.getOptionValue(name)[1] for name in names}
    check_options(options)
    assert not loosened(options)
    result = jd.solve_model(knapsack(), options=options)
    assert (result.status, result.objective) == ("optimal", 5.0)


@pytest.mark.parametrize(
    "options",
    [
        {"mip_allow_restart": False},
        {"mip_lp_solver": "simplex"},
        {"mip_max_start_nodes": np.int64(100)},
        {"mip_heuristic_run_zi_round": np.True_},
        {"mip_heuristic_effort": np.float64(0.5)},
        {"mip_pool_age_limit": 30.0},
        {"threads": 2},
        {"iis_strategy": 2},
    ],
)
def test_options_that_are_taken(options: dict[str, object]) -> None:
    solution = jd.solve(two_jobs(), "mip", solver_options=options)
    assert solution.status == "optimal"
    assert solution.cost == jd.solve(two_jobs(), "brute_force").cost


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("presolve", True, "must be text"),
        ("presolve", "maybe", 'is refused by HiGHS: Value "maybe" for presolve option'),
        ("output_flag", None, "must be true or false"),
        ("output_flag", 1, "must be true or false"),
        ("mip_max_nodes", 1.5, "must be a whole number"),
        ("mip_max_nodes", True, "must be a whole number"),
        ("mip_max_nodes", 2**31, "must be a whole number"),
        ("mip_max_nodes", -1, "is below lower bound of 0"),
        ("mip_rel_gap", math.nan, "must be a number"),
        ("mip_rel_gap", "0.1", "must be a number"),
        ("mip_rel_gap", -1.0, "is below lower bound of 0"),
        ("log_file", 3, "must be text"),
        ("mip_alow_restart", False, "is no option of HiGHS; did you mean mip_allow_restart?"),
        (3, False, "is no option of HiGHS"),
    ],
)
def test_options_that_are_refused_in_one_line(name: str, value: object, rule: str) -> None:
    for ask in (check_options, lambda options: jd.solve_model(knapsack(), options=options)):
        with pytest.raises(jd.InputError) as refused:
            ask({name: value})
        assert rule in str(refused.value)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("true", "output_flag", True),
        ("Off", "mip_allow_restart", False),
        ("off", "presolve", "off"),
        ("7", "log_file", "7"),
        ("7", "mip_max_nodes", 7),
        ("1e3", "mip_max_nodes", 1000.0),
        ("1e-3", "mip_rel_gap", 0.001),
    ],
)
def test_values_on_the_command_line(text: str, name: str, value: object) -> None:
    found = option_from_text(name, text)
    assert (found, type(found)) == (value, type(value))
    check_options({name: found} if name != "log_file" else {})


@pytest.mark.parametrize(
    "options",
    [
        {"mip_feasibility_tolerance": 0.4},
        {"dual_feasibility_tolerance": 10.0},
        {"kkt_tolerance": 0.1},
        {"optimality_tolerance": 1.0},
        {"objective_bound": 3.0},
        {"user_objective_scale": -60},
        {"solve_relaxation": True},
        {"mip_rel_gap": 0.9, "mip_max_improving_sols": 1},
        {"objective_target": 1e9},
    ],
)
def test_what_loosened_options_call_optimal_is_not(options: dict[str, object]) -> None:
    """Whatever they are, the bound is one, and "optimal" is the optimum."""
    optimum = jd.solve(two_jobs(), "brute_force").cost
    for method in ("mip", "mip_compact"):
        found = jd.solve(two_jobs(), method, solver_options=options)
        assert found.status in ("optimal", "feasible", "time_limit"), method
        assert found.bound <= optimum * (1 + 1e-9), method
        if found.status == "optimal":
            assert found.cost == pytest.approx(optimum, rel=1e-9), method
    result = jd.solve_model(knapsack(), options=options)
    assert result.bound <= 5.0 + 1e-9
    assert result.status != "infeasible"
    assert result.status != "optimal" or result.objective == pytest.approx(5.0)


def test_a_log_file_is_written(tmp_path: Path) -> None:
    jd.solve_model(knapsack(), options={"log_file": str(tmp_path / "log.txt")})
    assert "Optimal" in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize("method", first(1, ["mip", "mip_compact"]))
def test_the_log_goes_to_stderr(method: str, tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    jd.write_problem(two_jobs(), path)
    arguments = ["solve", path, "--method", method, "--format", "json"]
    arguments += ["--solver-option", "output_flag=true", "--solver-option", "log_to_console=true"]
    done = subprocess.run(
        [sys.executable, "-m", "jobdesign", *arguments], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["status"] == "optimal"
    assert "Presolving model" in done.stderr or "MIP has" in done.stderr or method == "mip_compact"


def test_the_log_in_python_goes_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    jd.solve_model(knapsack(), options={"output_flag": True})
    told = capfd.readouterr()
    assert not told.out
    assert "Optimal" in told.err
    jd.solve_model(knapsack(), options={"output_flag": True, "log_to_console": False})
    jd.solve_model(knapsack())
    told = capfd.readouterr()
    assert not told.out
    assert not told.err


@pytest.mark.parametrize("old", ["1.10.0", "1.14.0", "1.15.1", "0.9"])
def test_versions_that_answer_wrongly_are_refused(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver_options.metadata, "version", lambda name: old)
    with pytest.raises(jd.InputError, match=f"highspy = '{old}': .*; 1.16 is the lowest"):
        check_version.__wrapped__()
    monkeypatch.setattr(solver_options.metadata, "version", lambda name: "1.16.0rc1")
    check_version.__wrapped__()


def test_the_lowest_version_is_that_of_the_package(root: Path) -> None:
    assert '"highspy>=1.16"' in (root / "pyproject.toml").read_text()
    assert solver_options._LEAST == (1, 16)


def test_highs_still_says_which_options_it_has() -> None:
    """The names come from what it writes; every one must have a type."""
    solver = LoggedSolver({})
    for name in option_names():
        assert solver.getOptionType(name)[0] == highspy.HighsStatus.kOk

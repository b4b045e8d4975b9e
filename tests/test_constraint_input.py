"""Bad constraints, wages and options: exit code 2 and one line, from files and from Python."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit

import jobdesign as jd
from jobdesign import cli

STEPS = [
    {"name": "assess", "manual_skill": 2.0, "manual_time": 1.0, "handoff_time": 1.0},
    {"name": "write", "manual_skill": 3.0, "manual_time": 1.0, "handoff_time": 1.0},
    {"name": "send", "manual_skill": 1.0, "manual_time": 1.0},
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line; returns its exit code, stdout and stderr."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run_it


def refused(run: Run, path: Path, tree: dict[str, Any]) -> str:
    """Hold the file and Python to the same one line; returns it without the file's name."""
    path.write_text(tomlkit.dumps(tree))
    with pytest.raises(jd.InputError) as caught:
        jd.problem_from_dict(tree)
    line = str(caught.value)
    for command in ("solve", "check", "compare", "limits"):
        code, out, err = run(command, str(path))
        assert (code, out) == (2, "")
        assert err == f"error: {path}: {line}\n"
    assert len(line) < 400
    return line


BUDGET = {"kind": "linear_budget", "limit": 1.0, "coefficients": {"assess": {"manual": 1.0}}}
ONE_FIELD = [
    # a step
    ({"kind": "require_mode", "step": "asess", "mode": "manual"},
     "constraint require_mode: step = 'asess': no step has this name; did you mean assess?"),
    ({"kind": "forbid_mode", "step": "Write", "mode": "manual"}, "did you mean write?"),
    ({"kind": "require_handoff", "after": "sent"}, "did you mean send?"),
    ({"kind": "forbid_handoff", "after": 2}, "after = 2: must be the name of a step"),
    ({"kind": "same_job", "steps": ["assess", "wirte"]}, "did you mean write?"),
    ({"kind": "separate_jobs", "steps": ["assess"]},
     "steps = ('assess',): must name at least two different steps"),
    ({"kind": "separate_jobs", "steps": "assess"}, "steps = 'assess': must be a list"),
    ({"kind": "same_job", "steps": ["write", "write"]}, "must name at least two different"),
    ({"kind": "same_job", "steps": ["write", 1]}, "steps = 1: must be the name of a step"),
    # a mode
    ({"kind": "require_mode", "step": "write", "mode": "automatic"},
     "mode = 'automatic': must be one of manual, augmented, automated"),
    ({"kind": "forbid_mode", "step": "write", "mode": ["manual"]}, "must be one of manual"),
    # a kind
    ({"kind": "max_job", "limit": 1}, "kind = 'max_job': must be one of require_mode, "),
    ({"kind": "max_jbos", "limit": 1}, "did you mean max_jobs?"),
    ({"limit": 1}, "constraint 1: kind"),
    ({"kind": 3, "limit": 1}, "constraint 1: kind = 3: must be one of"),
    # keys
    ({"kind": "max_jobs", "limt": 1}, "unknown key limt; did you mean limit?"),
    ({"kind": "max_jobs", "steps": ["a"]}, "unknown key steps; the keys are limit"),
    ({"kind": "max_jobs"}, "constraint max_jobs: missing key limit"),
    ({"kind": "require_mode", "step": "write"}, "constraint require_mode: missing key mode"),
    ({"kind": "linear_budget", "limit": 1.0}, "missing key coefficients"),
    # a chance
    ({"kind": "min_chain_success", "probability": 90},
     "probability = 90: must be a chance in [0, 1]; write 0.9 for 90 %"),
    ({"kind": "min_chain_success", "probability": -0.1}, "must be a chance in [0, 1]"),
    ({"kind": "min_chain_success", "probability": math.nan}, "must be a finite number"),
    ({"kind": "min_chain_success", "probability": True}, "must be a number"),
    ({"kind": "min_chain_success", "probability": "0.5"}, "write it without quotes"),
    # coefficients
    (BUDGET | {"coefficients": {}}, "must be a table {step: {mode: value}}"),
    (BUDGET | {"coefficients": [1.0]}, "must be a table {step: {mode: value}}"),
    (BUDGET | {"coefficients": {"assess": 1.0}}, 'coefficients: "assess" = 1.0: must be a table'),
    (BUDGET | {"coefficients": {"asses": {"manual": 1.0}}}, "did you mean assess?"),
    (BUDGET | {"coefficients": {"assess": {"manuel": 1.0}}}, "must be one of manual"),
    (BUDGET | {"coefficients": {"assess": {"manual": math.inf}}},
     'coefficients: "assess": manual = inf: must be a finite number'),
    (BUDGET | {"coefficients": {"assess": {"manual": "1"}}}, "must be a number"),
    (BUDGET | {"coefficients": {"assess": {"manual": True}}}, "must be a number"),
    (BUDGET | {"limit": -math.inf}, "limit = -inf: must be a finite number"),
]  # fmt: skip

COUNTS = ["max_chain_length", "max_job_tasks", "max_jobs", "min_jobs"]
NUMBERS = ["max_ai_steps", "max_automated_steps"]
AMOUNTS = ["max_job_time", "max_job_skill", "max_total_time"]


@pytest.mark.parametrize(("constraint", "message"), ONE_FIELD)
def test_fields(run: Run, constraint: dict[str, Any], message: str, tmp_path: Path) -> None:
    line = refused(run, tmp_path / "p.toml", {"steps": STEPS, "constraints": [constraint]})
    assert message in line
    assert line.startswith("constraint ")


@pytest.mark.parametrize("value", [-1, 0.5, 2.0, math.nan, math.inf, True, "2", [2]])
@pytest.mark.parametrize("kind", COUNTS + NUMBERS)
def test_limits_that_count(run: Run, kind: str, value: Any, tmp_path: Path) -> None:
    tree = {"steps": STEPS, "constraints": [{"kind": kind, "limit": value}]}
    line = refused(run, tmp_path / "p.toml", tree)
    least = 0 if kind in NUMBERS else 1
    rule = f"must be a whole number ≥ {least}"
    assert line.startswith(f"constraint {kind}: limit = {value!r}: {rule}")


@pytest.mark.parametrize("value", [-1, -0.5, math.nan, math.inf, -math.inf, True, "2", [2]])
@pytest.mark.parametrize("kind", AMOUNTS)
def test_limits_of_amounts(run: Run, kind: str, value: Any, tmp_path: Path) -> None:
    tree = {"steps": STEPS, "constraints": [{"kind": kind, "limit": value}]}
    line = refused(run, tmp_path / "p.toml", tree)
    number = isinstance(value, (int, float)) and value is not True
    rule = "must be a finite number ≥ 0" if number else "must be a number; write it without quotes"
    assert line.startswith(f"constraint {kind}: limit = {value!r}: {rule}")


def test_every_limited_kind_is_tried() -> None:
    tried = {constraint.get("kind") for constraint, _ in ONE_FIELD}
    assert set(jd.KINDS) <= tried | set(COUNTS + NUMBERS + AMOUNTS)


@pytest.mark.parametrize("kind", COUNTS)
def test_nothing_is_no_limit_of_what_there_must_be_one(kind: str) -> None:
    with pytest.raises(jd.InputError, match="limit = 0: must be a whole number ≥ 1"):
        problem(jd.KINDS[kind](limit=0))


def problem(*constraints: jd.Constraint) -> jd.Problem:
    workflow = jd.problem_from_dict({"steps": STEPS}).workflow
    return jd.Problem(workflow, constraints=list(constraints))


def types(**changed: Any) -> dict[str, Any]:
    return {"worker_types": [{"name": "junior", "max_skill": 9.0, "wage": 2.0} | changed]}


WAGES = [
    ({"schedule": [[0, 3], [5, 2]]}, "wages: schedule = [3.0, 2.0]: a wage must not fall"),
    ({"schedule": [[0, 0], [5, 4], [5, 6]]}, "skills must increase from point to point"),
    ({"schedule": [[0, 0], [5, 4], [3, 6]]}, "[5.0, 3.0]: skills must increase"),
    ({"schedule": [[1, 0], [5, 4]]}, "has a gap below its first point; start at skill 0"),
    ({"schedule": [[0, 0]]}, "must be a list of at least two points [skill, wage]"),
    ({"schedule": []}, "must be a list of at least two points [skill, wage]"),
    ({"schedule": 3}, "wages: schedule = 3: must be a list"),
    ({"schedule": [[0, 0], 5]}, "wages: schedule: point 2 = 5: must be a pair [skill, wage]"),
    ({"schedule": [[0, 0], [5, 4, 1]]}, "must be a pair [skill, wage]"),
    ({"schedule": [[0, 0], [5, math.inf]]}, "wage of point 2 = inf: must be a finite number ≥ 0"),
    ({"schedule": [[0, 0], [math.nan, 1]]}, "skill of point 2 = nan: must be a finite number"),
    ({"schedule": [[0, -1], [5, 1]]}, "wage of point 1 = -1: must be a finite number ≥ 0"),
    ({"schedule": [[0, "1"], [5, 1]]}, "must be a number; write it without quotes"),
    ({"schedule": [[0, 0], [5, 4]]} | types(), "gives both schedule and worker_types; keep one"),
    ({"human": -1.0}, "wages: human = -1.0: must be a finite number ≥ 0; check the sign"),
    ({"ai_management": math.nan}, "wages: ai_management = nan: must be a finite number"),
    ({"human": True}, "wages: human = True: must be a number"),
    ({"humans": 1.0}, "wages: unknown key humans; did you mean human?"),
    ({"worker_types": []}, "must be a list of at least one type"),
    ({"worker_types": {"name": "x"}}, "wages: worker_types = {'name': 'x'}: must be a list"),
    ({"worker_types": ["junior"]}, "wages: worker_types: 1 = 'junior': must be a table"),
    ({"worker_types": [{"name": "junior", "wage": 1.0}]}, "missing key max_skill"),
    (types(max_skil=1), "unknown key max_skil; did you mean max_skill?"),
    (types(name=""), "must be a name of its own"),
    (types(name=1), "must be a name of its own"),
    (types(wage=-1.0), 'worker_types: "junior": wage = -1.0: must be a finite number ≥ 0'),
    (types(wage=math.inf), "wage = inf: must be a finite number ≥ 0"),
    (types(max_skill=-1.0), "max_skill = -1.0: must be a finite number ≥ 0"),
    (types(available=-1), "available = -1: must be a whole number ≥ 0"),
    (types(available=1.5), "available = 1.5: must be a whole number ≥ 0"),
    (types(available=True), "available = True: must be a whole number ≥ 0"),
    (types(available=0), "no type is available; make at least one available"),
    (types(max_skill=0.5), "largest max_skill = 0.5: must cover at least one task; the"),
]  # fmt: skip


@pytest.mark.parametrize(("wages", "message"), WAGES)
def test_wages(run: Run, wages: dict[str, Any], message: str, tmp_path: Path) -> None:
    line = refused(run, tmp_path / "p.toml", {"wages": wages, "steps": STEPS})
    assert message in line
    assert line.startswith("wages")


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"steps": STEPS, "constraints": {"kind": "max_jobs"}}, "constraints = {"),
        ({"steps": STEPS, "constraints": ["max_jobs"]}, "constraint 1 = 'max_jobs': must be a"),
        ({"steps": STEPS, "wages": [1]}, "wages = [1]: must be a table of keys and values"),
        ({"steps": STEPS, "constraint": []}, "unknown key constraint; did you mean constraints?"),
    ],
)
def test_the_wrong_shape(run: Run, tree: dict[str, Any], message: str, tmp_path: Path) -> None:
    assert message in refused(run, tmp_path / "p.toml", tree)


def test_null_in_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    tree = {"steps": STEPS, "constraints": [{"kind": "max_jobs", "limit": None}]}
    path.write_text(json.dumps(tree))
    code, out, err = run("solve", str(path))
    assert (code, out) == (2, "")
    assert "limit = None: must be a whole number ≥ 1" in err


@pytest.fixture
def limited(tmp_path: Path) -> str:
    """A file with a limit of each sort, two of one kind, and a limited worker type."""
    path = tmp_path / "limited.json"
    tree = {
        "wages": types(available=3),
        "steps": STEPS,
        "constraints": [
            {"kind": "max_jobs", "limit": 2},
            {"kind": "max_job_tasks", "limit": 2},
            {"kind": "max_total_time", "limit": 9.0},
            BUDGET,
            BUDGET,
        ],
    }
    path.write_text(json.dumps(tree))
    return str(path)


ARGUMENTS = [
    (["solve", "--solver-option", "presolv=on"],
     "option = 'presolv': is no option of HiGHS; did you mean presolve?"),
    (["solve", "--solver-option", "qqq=on"], "option = 'qqq': is no option of HiGHS"),
    (["solve", "--solver-option", "presolve=maybe"], "option presolve = 'maybe': is refused"),
    (["solve", "--solver-option", "mip_rel_gap=-1"], "option mip_rel_gap = -1: is refused"),
    (["solve", "--solver-option", "presolve"],
     "--solver-option = 'presolve': must be NAME=VALUE; say mip_rel_gap=0.01"),
    (["solve", "--solver-option", "=on"], "must be NAME=VALUE"),
    (["solve", "--method", "brute_force", "--solver-option", "presolve=off"],
     "method brute_force: takes no options, not solver_options; solver_options is for mip, mip_c"),
    (["solve", "--method", "mip", "--epsilon", "1"],
     "method mip: takes solver_options, not epsilon; epsilon is for fptas"),
    (["solve", "--method", "mip_compct"], "did you mean mip_compact?"),
    (["solve", "--method", "frontier"],
     ("method frontier: cannot honour constraint max_jobs (limit 2), which spans jobs; "
      "use one of brute_force, mip, mip_compact")),
    (["compare", "--methods", "mip,recursion"], "method recursion: cannot honour constraint"),
    (["compare", "--methods", ","], "--methods = ',': must name methods; say mip,mip_compact"),
    (["compare", "--methods", "mip,mipp"], "method = 'mipp': must be auto or one of"),
    (["limits", "--limit", "max_job", "--from", "1", "--to", "2"],
     "--limit = 'max_job': must be one of the limits that span jobs; did you mean max_jobs?"),
    (["limits", "--limit", "2", "--from", "1", "--to", "2"],
     "--limit = 2: must be one of the limits that span jobs; there are 1: max_jobs (limit 2)"),
    (["limits", "--limit", "9", "--from", "1", "--to", "2"], "there are 1: max_jobs"),
    (["limits", "--limit", "linear_budget", "--from", "1", "--to", "2"],
     ("--limit = 'linear_budget': names several limits; give the number of one among the "
      "constraints: 4, 5")),
    (["limits", "--limit", "max_jobs", "--from", "3", "--to", "2"],
     "--to = 2.0: must not be below the low end, 3; swap them"),
    (["limits", "--limit", "max_jobs", "--from", "1.5", "--to", "2"],
     "--from = 1.5: must be a whole number ≥ 1"),
    (["limits", "--limit", "max_jobs", "--from", "0", "--to", "2"],
     "--from = 0.0: must be a whole number ≥ 1; it is a value for max_jobs (limit 2)"),
    (["limits", "--limit", "junior", "--from", "0", "--to", "2"],
     "--from = 0.0: must be a whole number ≥ 1"),
    (["limits", "--limit", "max_total_time", "--from", "-1", "--to", "2"],
     "--from = -1.0: must be a number ≥ 0"),
    (["limits", "--limit", "max_total_time", "--from", "nan", "--to", "2"], "--from = nan"),
    (["limits", "--limit", "max_total_time", "--from", "1", "--to", "inf"], "--to = inf"),
    (["limits", "--limit", "max_total_time", "--from", "a", "--to", "2"],
     "Invalid value for '--from'"),
    (["limits", "--limit", "max_jobs"], "--limit goes with --from and --to"),
    (["limits", "--limit", "max_jobs", "--from", "1"], "--limit goes with --from and --to"),
    (["limits", "--from", "1"], "--from and --to go with --limit"),
    (["limits", "--unit", "0"], "--unit = 0.0: must be above 0"),
    (["limits", "--unit", "nan"], "--unit = nan: must be a finite number"),
    (["limits", "--time-limit", "-1"], "time limit = -1.0: must be a finite number ≥ 0"),
    (["convert", "out.txt"], "PATH = 'out.txt': must end in .toml, .json, .lp or .mps; the ending"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), ARGUMENTS)
def test_arguments(run: Run, arguments: list[str], message: str, limited: str) -> None:
    code, out, err = run(arguments[0], limited, *arguments[1:])
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


def test_limits_without_limits(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"steps": STEPS}))
    code, out, err = run("limits", str(path))
    assert (code, out) == (2, "")
    assert err == (
        f"error: {path}: problem: has no limit that spans jobs; add a constraint, "
        "say max_jobs or max_total_time\n"
    )
    for ask in ("max_jobs", "1"):
        _, _, err = run("limits", str(path), "--limit", ask, "--from", "1", "--to", "2")
        assert err.endswith("must be one of the limits that span jobs; there are none\n")


def test_limits_by_constraint(limited: str) -> None:
    given = jd.read_problem(limited)
    budget = given.constraints[4]
    assert jd.limit_curve(given, budget, 1.0, 2.0).steps[0].cost == jd.solve(given).cost
    with pytest.raises(jd.InputError, match="must be one of the limits that span jobs"):
        jd.limit_curve(given, jd.KINDS["max_jobs"](limit=2), 1, 2)
    with pytest.raises(jd.InputError, match='horizon = \'medium\': must be "long" or "short"'):
        jd.limit_curve(given, "max_jobs", 1, 2, horizon="medium")

"""The command line, run in this process and, where it matters, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import jobdesign as jd
from jobdesign import cli

EXAMPLE = "models/paper/example-6.toml"
LINK = "?cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77"


@pytest.fixture(autouse=True)
def _in_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run the command line; returns its exit code, stdout and stderr."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run_it


def test_solve_prints_every_table(run) -> None:
    code, out, err = run("solve", EXAMPLE)
    assert (code, err) == (0, "")
    assert out.startswith("Example 6: optimal, cost 12.4622 (frontier, long run, ")
    for heading in ("Steps\n", "Tasks\n", "Jobs\n", "Wage bill", "Hand-off", "Success"):
        assert heading in out
    assert "Total cost 12.4622: 12.4622 for the work, 0 (0 %) for handing over." in out


def test_solve_json_has_the_contract(run) -> None:
    code, out, _ = run("solve", EXAMPLE, "--format", "json", "--alpha", "0.5")
    tree = json.loads(out)
    assert code == 0
    assert {"status", "cost", "bound", "gap", "method", "runtime"} <= tree.keys()
    assert tree["status"] == "optimal"
    assert tree["cost"] == tree["bound"] == 14.0
    assert tree["gap"] == 0
    assert tree["steps"] == [
        {"name": "1", "mode": "manual"},
        {"name": "2", "mode": "augmented"},
    ]
    assert {"first", "last", "kind", "skill", "time", "success"} <= tree["tasks"][1].keys()
    assert tree["tasks"][1]["kind"] == "ai_chain"
    job = {"first", "last", "tasks", "skill", "time", "handoff_time", "wage_bill"}
    assert job <= tree["jobs"][0].keys()
    assert [job["wage_bill"] for job in tree["jobs"]] == [10.0, 4.0]


@pytest.mark.parametrize("method", ["auto", *jd.METHODS])
def test_every_method_by_name(run, method: str) -> None:
    code, out, _ = run("solve", EXAMPLE, "--method", method)
    assert code == 0
    assert "cost 12.4622" in out


def test_fptas_reports_its_guarantee(run) -> None:
    code, out, _ = run(
        "solve", EXAMPLE, "--method", "fptas", "--epsilon", "0.5", "--format", "json"
    )
    tree = json.loads(out)
    assert code == 0
    assert tree["status"] == "feasible"
    assert tree["cost"] / 1.5 <= tree["bound"] < tree["cost"]
    assert tree["gap"] == pytest.approx(1 - tree["bound"] / tree["cost"])


def test_short_run_with_given_jobs(run) -> None:
    code, out, _ = run("solve", EXAMPLE, "--horizon", "short", "--job-end", "1", "--format", "json")
    assert code == 0
    assert [job["wage"] for job in json.loads(out)["jobs"]] == [5.0, 2.0]
    _, out, _ = run("solve", EXAMPLE, "--horizon", "short", "--job-end", "2")
    assert "Wage" in out
    assert "short run" in out


def test_links_and_csv(run, tmp_path: Path) -> None:
    assert "cost 12.4622" in run("solve", LINK)[1]
    path = tmp_path / "steps.csv"
    path.write_text("cH,tH,cM,tM,d,tS\n5,1,5,1,6,1\n2,4,2,1,1,0\n")
    code, out, _ = run("solve", str(path), "--notation", "paper", "--alpha", "0.77")
    assert code == 0
    assert "steps: optimal, cost 12.4622" in out


def test_output_goes_to_a_file(run, tmp_path: Path) -> None:
    path = tmp_path / "solution.json"
    code, out, err = run("solve", EXAMPLE, "--format", "json", "--output", str(path))
    assert (code, out, err) == (0, "", "")
    assert json.loads(path.read_text())["name"] == "Example 6"
    code, out, _ = run("check", EXAMPLE, "--design", str(path))
    assert code == 0
    assert "design [1-2] costs 12.46220582" in out


def test_compare(run) -> None:
    code, out, _ = run("compare", EXAMPLE)
    assert code == 0
    for method in jd.METHODS:
        assert f"\n{method} " in out
    assert "The 6 exact methods agree: [1-2]" in out
    code, out, _ = run("compare", EXAMPLE, "--methods", "dag, frontier", "--format", "json")
    tree = json.loads(out)
    assert tree["agree"] is True
    assert [row["method"] for row in tree["methods"]] == ["dag", "frontier"]
    keys = {"method", "cost", "relative_difference", "bound", "gap", "runtime", "status"}
    assert keys <= tree["methods"][0].keys()


def test_compare_says_what_it_left_out(run, tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    jd.write_problem(
        jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=[1.0] * 15, manual_time=1, ai_skill=1, ai_time=1, ai_success=0.5
            )
        ),
        path,
    )
    code, out, _ = run("compare", str(path), "--horizon", "short")
    assert code == 0
    assert (
        "not run: method brute_force: could take minutes beyond 9 steps, so runs only where named"
        in out
    )
    assert "not run: method fptas: has no horizon" in out


def test_compare_exits_1_where_methods_disagree(run, monkeypatch: pytest.MonkeyPatch) -> None:
    from jobdesign.methods import frontier
    from jobdesign.methods.outcome import Outcome

    wrong = Outcome(jd.Design(["manual", "manual"]), exact=True)
    monkeypatch.setattr(frontier, "solve", lambda *_, **__: wrong)
    code, out, _ = run("compare", EXAMPLE)
    assert code == 1
    assert "The methods disagree." in out


def test_check(run, tmp_path: Path) -> None:
    code, out, _ = run("check", EXAMPLE, "models/paper/table-2a.toml")
    assert code == 0
    assert out.splitlines() == [
        f'{EXAMPLE}: ok: "Example 6", 2 steps, AI can do 2, alpha 0.77',
        'models/paper/table-2a.toml: ok: "Table 2a", 3 steps, AI can do 0',
    ]
    bad = tmp_path / "bad.toml"
    bad.write_text("[[steps]]\nmanual_skill = -1\nmanual_time = 1\n")
    code, out, err = run("check", str(bad), EXAMPLE)
    assert code == 2
    place = f'{bad}: step "1": manual_skill = -1'
    assert err == f"error: {place}: must be a finite number ≥ 0; check the sign\n"
    assert "ok" in out


def test_check_refutes_a_wrong_cost(run, tmp_path: Path) -> None:
    path = tmp_path / "design.json"
    tree = jd.solve(jd.read_problem(EXAMPLE)).to_dict()
    path.write_text(json.dumps(tree | {"cost": 12.0}))
    code, _, err = run("check", EXAMPLE, "--design", str(path))
    assert code == 1
    assert "cost = 12.0: the design costs 12.46220" in err


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": []}, "must name the steps of the problem, in order"),
        ({"steps": 1}, "must list steps, each with name and mode as text"),
        ({"jobs": [{"last": "z"}]}, "no step has this name"),
        ({"jobs": [{"last": "1"}, {"last": "2"}]}, "a job cannot end inside an AI chain"),
        ({"jobs": [{"last": "1"}]}, "the last job must end with the last step"),
        ({"jobs": []}, "the last job must end with the last step"),
        ({"horizon": "medium"}, "horizon = 'medium'"),
        ({"cost": "12"}, "cost = '12': must be a number"),
    ],
)
def test_check_refuses_broken_designs(run, change: dict, message: str, tmp_path: Path) -> None:
    path = tmp_path / "design.json"
    path.write_text(json.dumps(jd.solve(jd.read_problem(EXAMPLE)).to_dict() | change))
    code, _, err = run("check", EXAMPLE, "--design", str(path))
    assert code == 2
    assert err.startswith(f"error: {path}: ")
    assert message in err
    path.write_text("{")
    assert "is not JSON" in run("check", EXAMPLE, "--design", str(path))[2]


def test_versions(run) -> None:
    code, out, _ = run("versions")
    assert code == 0
    for name in ("jobdesign", "python", "numpy", "networkx", "pyomo", "highspy", "numba"):
        assert any(line.startswith(f"{name} ") for line in out.splitlines())
    assert run("--version")[1] == f"jobdesign {jd.__version__}\n"


def test_warnings_are_one_line(run, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("[[steps]]\nmanual_skill = 1\nmanual_time = 1\nhandoff_time = 4\n")
    code, _, err = run("solve", str(path))
    assert code == 0
    assert err.splitlines() == [
        (
            f'warning: {path}: step "1": handoff_time = 4: the last step hands over to nobody; '
            "0 is used"
        )
    ]


BAD = {
    "unknown key": ("p.toml", "[[steps]]\nmanual_skil = 1\n", "did you mean manual_skill?"),
    "missing key": ("p.toml", "[[steps]]\nmanual_skill = 1\n", "missing key manual_time"),
    "negative": (
        "p.toml",
        "[[steps]]\nmanual_skill = 1\nmanual_time = -1\n",
        "-1: must be a finite number ≥ 0; check the sign",
    ),
    "not finite": (
        "p.toml",
        "[[steps]]\nmanual_skill = 1\nmanual_time = inf\n",
        "inf: must be a finite number ≥ 0; give a finite number",
    ),
    "alpha": (
        "p.toml",
        "alpha = 1.5\n[[steps]]\nai_skill = 1\nai_time = 1\nai_difficulty = 1\n",
        "alpha = 1.5: must be in (0, 1]",
    ),
    "success": (
        "p.toml",
        "[[steps]]\nai_skill = 1\nai_time = 1\nai_success = 90\n",
        "ai_success = 90: must be a chance in [0, 1]; write 0.9 for 90 %",
    ),
    "both forms": (
        "p.toml",
        "[[steps]]\nai_skill = 1\nai_time = 1\nai_success = 1\nai_difficulty = 1\n",
        "gives both ai_success and ai_difficulty; keep one",
    ),
    "repeated name": (
        "p.toml",
        '[[steps]]\nname = "a"\nmanual_skill = 1\nmanual_time = 1\nhandoff_time = 0\n' * 2,
        "name = 'a': the name of step 2 is already that of step 1",
    ),
    "no steps": ("p.toml", "steps = []\n", "must hold at least one step"),
    "nobody can": ("p.toml", "[[steps]]\nai_success = 0\n", "neither a person nor AI can do it"),
    "broken TOML": ("p.toml", "a = \n", "is not TOML"),
    "broken JSON": ("p.json", "{,}", "is not JSON"),
    "broken CSV": ("p.csv", 'cH,tH,tS\n"1', "is not CSV"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_exit_2(run, case: str, tmp_path: Path) -> None:
    name, content, message = BAD[case]
    path = tmp_path / name
    path.write_text(content)
    notation = ["--notation", "paper"] if name.endswith("csv") else []
    for command in ("solve", "compare", "check"):
        code, out, err = run(command, str(path), *notation)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert err.startswith(f"error: {path}: ")
        assert message in err
        assert "; " in err or "did you mean" in err  # the fix


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "models"], "error: models: is a folder; name a file in it"),
        (["solve", "pyproject"], "error: pyproject: no such file"),
        (["solve", "LICENSE"], "error: LICENSE: must end in .toml, .json or .csv"),
        (["solve", EXAMPLE, "--output", EXAMPLE], "would overwrite the problem"),
        (["solve", EXAMPLE, "--output", ""], "--output = '': must name a file"),
        (["solve", LINK, "--notation", "page"], "notation and alpha are for CSV only"),
        (["solve", "none.toml"], "error: none.toml: no such file; check the path"),
        (["solve", "?cM=1,2&tM=1&cA=1&tA=1&d=1&tH=0"], "the link: tM = 1: must have 2 values"),
        (["solve"], "error: Missing argument 'FILE'; see jobdesign solve --help"),
        (["solve", EXAMPLE, "--metod", "x"], "error: No such option '--metod'"),
        (["solve", EXAMPLE, "--method", "x"], "error: method = 'x': must be auto or one of"),
        (["solve", EXAMPLE, "--horizon", "medium"], "error: Invalid value for '--horizon'"),
        (["solve", EXAMPLE, "--epsilon", "1"], "method frontier: takes engine, not epsilon"),
        (["solve", EXAMPLE, "--method", "fptas", "--epsilon", "0"], "must be a number above 0"),
        (["solve", EXAMPLE, "--method", "fptas", "--horizon", "short"], 'has no horizon "short"'),
        (
            ["solve", EXAMPLE, "--time-limit", "-1"],
            "time limit = -1.0: must be a finite number ≥ 0; give it in seconds",
        ),
        (["solve", EXAMPLE, "--job-end", "1"], "jobs are given in the short run only"),
        (["solve", EXAMPLE, "--horizon", "short", "--job-end", "z"], "no step has this name"),
        (["solve", EXAMPLE, "--alpha", "2"], "error: --alpha: alpha = 2.0: must be in (0, 1]"),
        (["solve", "models/paper/table-2a.toml", "--alpha", "1"], "does not depend on alpha"),
        (["solve", "steps.csv"], "notation = None: must be one of words, paper, page"),
        (["solve", EXAMPLE, "--output", "none/x"], "none/x: cannot be written"),
        (["compare", EXAMPLE, "--methods", "frontier,x"], "method = 'x': must be"),
        (["check", EXAMPLE, EXAMPLE, "--design", "x"], "error: --design goes with one FILE"),
        (["nothing"], "error: No such command 'nothing'"),
    ],
)
def test_bad_arguments_are_one_line_and_exit_2(run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert message in err


def command_paths(command: click.Command = cli.commands, path: tuple[str, ...] = ()):
    """Return the words of every command and group, the whole command line first."""
    inner = command.commands if isinstance(command, click.Group) else {}
    below = (command_paths(other, (*path, name)) for name, other in inner.items())
    return [path, *(words for paths in below for words in paths)]


@pytest.mark.parametrize("path", command_paths(), ids=" ".join)
def test_a_wrong_call_points_to_the_help_of_its_command(run, path: tuple[str, ...]) -> None:
    code, out, err = run(*path, "--no-such-option")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(f"; see {' '.join(('jobdesign', *path))} --help\n")
    code, out, _ = run(*path, "--help")
    assert code == 0
    assert out.startswith(f"Usage: {' '.join(('jobdesign', *path))} ")


def test_no_arguments_show_the_help(run) -> None:
    code, out, err = run()
    assert code == 2
    assert "Commands:" in out + err


def test_a_folder(run, tmp_path: Path) -> None:
    folder = tmp_path / "p.toml"
    folder.mkdir()
    assert run("solve", str(folder))[2] == f"error: {folder}: is a folder; name a file in it\n"


def test_time_limit_without_a_solution_is_exit_4(run) -> None:
    code, out, _ = run("solve", EXAMPLE, "--method", "brute_force", "--time-limit", "0")
    assert code == 4
    assert out.startswith("Example 6: time limit (brute_force, long run")
    code, out, _ = run(
        "solve", EXAMPLE, "--method", "recursion", "--time-limit", "0", "--format", "json"
    )
    assert code == 4
    assert json.loads(out)["cost"] is None


def test_interrupt_is_exit_130(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jobdesign.methods.frontier.solve", interrupted)
    assert run("solve", EXAMPLE)[0] == 130


def python(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, capture_output=True, text=True, check=False
    )


def test_module_runs_as_a_command_and_survives_a_closed_pipe(root: Path) -> None:
    done = python("-m", "jobdesign", "solve", EXAMPLE, root=root)
    assert done.returncode == 0
    assert "Example 6" in done.stdout
    shell = f"{sys.executable} -m jobdesign solve {EXAMPLE} --format json | head -1"
    done = subprocess.run(shell, shell=True, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == "{\n"
    assert "Error" not in done.stderr


HEAVY = ["numba", "llvmlite", "pyomo", "highspy", "scipy", "pandas", "matplotlib", "networkx"]
HEAVY += ["openpyxl", "pyarrow"]


def test_a_small_solve_loads_nothing_heavy(root: Path) -> None:
    code = (
        "import sys\n"
        "from jobdesign.cli import main\n"
        "try:\n"
        f"    main(['solve', {EXAMPLE!r}])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = python("-c", code, root=root)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_importing_the_package_loads_nothing(root: Path) -> None:
    code = "import sys, jobdesign; print('numpy' in sys.modules, 'click' in sys.modules)"
    assert python("-c", code, root=root).stdout == "False False\n"


HOSTILE = {
    "deep.toml": "a = " + "[" * 5000,
    "digits.toml": "alpha = " + "1" * 5000,
    "digits.json": '{"alpha": ' + "1" * 5000 + "}",
    "wage.json": '{"wages": {"human": ' + "9" * 400 + '}, "steps": [{"ai_success": 0}]}',
    "limit.json": '{"steps": [{"manual_skill": 1, "manual_time": 1}], "constraints": '
    '[{"kind": "max_total_time", "limit": ' + "9" * 400 + "}]}",
    "overflow.json": '{"wages": {"human": 1e308}, "steps": '
    '[{"manual_skill": 10, "manual_time": 9}]}',
    "surrogate.json": '{"steps": [{"name": "\\ud800", "manual_skill": 1, "manual_time": 1}]}',
    "escape.json": '{"name": "\\u001b[31m", "steps": [{"manual_skill": 1, "manual_time": 1}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_one_line_and_exit_2(run, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(HOSTILE[name])
    code, out, err = run("solve", str(path))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith(f"error: {path}: ")
    assert len(err) < 400


def test_odd_links_are_one_line(run) -> None:
    assert "missing key cM" in run("solve", "http://[")[2]
    assert run("solve", f"{LINK}&title=x.csv", "--alpha", "0.2")[1].startswith("x.csv: optimal, ")
    assert "cost 18 " in run("solve", f"{LINK}&title=x.csv", "--alpha", "0.2")[1]
    assert "must be a number; write it like 1.5" in run("solve", LINK.replace("5,2", "1_0,2"))[2]


def test_output_spares_permissions_links_and_pipes(run, tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert run("solve", EXAMPLE, "--format", "json", "--output", str(link))[0] == 0
    assert link.is_symlink()
    assert json.loads(target.read_text())["status"] == "optimal"
    assert target.stat().st_mode & 0o777 == 0o600
    done = subprocess.run(
        f"{sys.executable} -m jobdesign solve {EXAMPLE} --output /dev/stdout | cat",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("Example 6: optimal")


def test_json_has_no_infinity(run) -> None:
    code, out, _ = run(
        "compare", EXAMPLE, "--methods", "brute_force", "--time-limit", "0", "--format", "json"
    )
    assert code == 4
    assert json.loads(out, parse_constant=None)["methods"][0]["cost"] is None
    assert "Infinity" not in out


def test_constraints_from_a_file(run, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(
        '{"steps": [{"manual_skill": 1, "manual_time": 1, "handoff_time": 0}, '
        '{"manual_skill": 1, "manual_time": 1}], '
        '"constraints": [{"kind": "max_jobs", "limit": 1}]}'
    )
    code, out, _ = run("check", str(path))
    assert code == 0
    assert out.endswith("1 constraint\n")
    code, out, _ = run("solve", str(path), "--format", "json")
    tree = json.loads(out)
    assert (code, tree["status"], tree["cost"], tree["method"]) == (
        0,
        "optimal",
        4.0,
        "brute_force",
    )
    code, _, err = run("solve", str(path), "--method", "frontier")
    assert code == 2
    assert err == (
        "error: method frontier: cannot honour constraint max_jobs (limit 1), which spans jobs; "
        "use one of brute_force, mip, mip_compact\n"
    )


def test_narrow_terminals_cut_no_numbers(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    for arguments in (("compare", EXAMPLE), ("solve", EXAMPLE)):
        assert "12.4622" in run(*arguments)[1]
    assert "feasible\n" in run("compare", EXAMPLE)[1]


def test_a_terminal_that_cannot_write_sigma(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jobdesign", "solve", EXAMPLE], cwd=root, capture_output=True,
        check=False, env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr

"""`jobdesign queue`: what each subcommand prints, and one line where the input is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from jobdesign import read_queue
from jobdesign.cli import main as run
from jobdesign.queueing import (
    Queue,
    adoption_report,
    design_load,
    route_tasks,
    simulate_log,
    usual_designs,
)

QUEUES = {
    "wait": "figure-2.toml",
    "adoption": "figure-4.toml",
    "types": "task-types.toml",
    "review": "figure-5-low-risk.toml",
    "tiers": "tiers.toml",
    "simulate": "figure-2.toml",
}


@pytest.fixture
def queues(models: Path) -> Path:
    return models / "queue"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(
        "case,route,arrival,service,rework_of\n"
        "1,manual,2026-03-02 09:00,42,\n"
        "2,assisted,2026-03-02 09:07,9,\n"
        "3,manual,2026-03-02 09:30,30,\n"
        "4,assisted,2026-03-02 09:41,12,\n"
        "5,,2026-03-02 10:40,95,2\n"
    )
    return path


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as stopped:
        run(["queue", *map(str, arguments)])
    captured = capsys.readouterr()
    assert (stopped.value.code, captured.err) == (0, "")
    return captured.out


def tree_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    return json.loads(output_of(capsys, *arguments, "--format", "json"))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as stopped:
        run(["queue", *map(str, arguments)])
    captured = capsys.readouterr()
    assert stopped.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.endswith("\n")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("error: ").removesuffix("\n")


# what they say


def test_wait(queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = queues / "figure-2.toml"
    problem = read_queue(file)
    assert problem.assisted is not None
    tree = tree_of(capsys, "wait", file, "--arrival-rate", "0.7", "--share", "0.5")
    assert list(tree["routes"]) == ["manual", "assisted", "0.5"]
    found = tree["routes"]["assisted"]
    queue = Queue(0.7, problem.assisted)
    assert found["mean_wait"] == queue.mean_wait
    assert found["percentiles"]["0.95"] == queue.distribution().wait_percentile(0.95)
    table = output_of(capsys, "wait", file)
    assert "Figure 2" in table
    assert "0.9953" in table


def test_an_overloaded_queue_waits_for_ever(
    queues: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = tree_of(capsys, "wait", queues / "overloaded.toml")
    assert tree["routes"]["manual"]["mean_wait"] is None
    assert not tree["routes"]["manual"]["stable"]
    assert "∞" in output_of(capsys, "wait", queues / "overloaded.toml")


def test_adoption(queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = queues / "figure-4.toml"
    tree = tree_of(capsys, "adoption", file, "--arrival-rate", "0.6")
    problem = read_queue(file).with_arrival_rate(0.6)
    assert tree == adoption_report(problem.routes, name=problem.name).to_dict()
    assert "0.7611" in output_of(capsys, "adoption", file)


def test_types(queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = queues / "task-types.toml"
    tree = tree_of(capsys, "types", file, "--largest-share", "0.4")
    found = route_tasks(read_queue(file).types, largest_share=0.4)
    assert tree == found.to_dict()
    assert 0.0 < found.overall_share <= 0.4 + 1e-12
    assert "billing" in output_of(capsys, "types", file)


def test_review(queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = queues / "figure-5-high-risk.toml"
    tree = tree_of(capsys, "review", file)
    assert len(tree["equilibria"]) == 3
    follow = ("--follow", "arrival_rate", "--from", "0.5", "--to", "0.9")
    curve = tree_of(capsys, "review", file, *follow)
    assert [round(fold["value"], 6) for fold in curve["folds"]] == [0.759588, 0.709741]
    assert "0.7595875" in output_of(capsys, "review", file, *follow)


def test_tiers(queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = queues / "tiers.toml"
    tiers = read_queue(file).tiers
    assert tiers is not None
    tree = tree_of(capsys, "tiers", file)
    assert tree["balancing_share"] == tiers.balancing_share
    assert "seniors" in output_of(capsys, "tiers", file)


@pytest.mark.parametrize("what", ["manual", "assisted", "feedback"])
def test_simulate(what: str, queues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("simulate", queues / "figure-2.toml", "--what", what, "--until", "0.05")
    tree = tree_of(capsys, *arguments, "--beyond", "1", "--seed", "4")
    assert tree["reached"]
    assert 0.0 < tree["system"]["beyond"]["1.0"]["value"] < 1.0
    assert tree == tree_of(capsys, *arguments, "--beyond", "1", "--seed", "4")
    assert tree != tree_of(capsys, *arguments, "--beyond", "1", "--seed", "5")


def test_calibrate_writes_a_queue_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.csv"
    cases = simulate_log(400, seed=3)
    rows = zip(cases.arrival, cases.assisted, cases.service, strict=True)
    log.write_text(
        "arrival,service,route\n"
        + "".join(f"{t},{s},{'assisted' if a else 'manual'}\n" for t, a, s in rows)
    )
    queue = tmp_path / "queue.toml"
    arguments = ("calibrate", log, "--unit", "hours", "--route", "route", "--replicates", "100")
    tree = tree_of(capsys, *arguments, "--queue-file", queue)
    problem = read_queue(queue)
    assert problem.time_unit == "hours"
    assert problem.manual is not None
    by_hand = cases.service[~cases.assisted]
    assert problem.manual.mean == pytest.approx(by_hand.mean())
    assert tree == tree_of(capsys, *arguments)
    output_of(capsys, "adoption", queue)


def test_design(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import jobdesign as jd

    file = models / "real" / "technical-writers.toml"
    arguments = ("design", file, "--arrival-rate", "0.08", "--manual-variation", "0.5")
    tree = tree_of(capsys, *arguments)
    problem = jd.read_problem(file)
    design = jd.solve(problem).design
    assert design is not None
    load = design_load(problem, design, 0.08, manual_variation=0.5)
    assert tree == load.to_dict()
    compared = tree_of(capsys, *arguments, "--compare")
    assert set(compared["designs"]) == {*usual_designs(problem), "fastest"}
    times = {name: each["time_in_system"] for name, each in compared["designs"].items()}
    assert times["cheapest"] == load.time_in_system
    known = [time for time in times.values() if time is not None]
    assert times["fastest"] <= min(known) * (1.0 + 1e-9)


@pytest.mark.parametrize("command", QUEUES)
def test_a_file_takes_the_output(
    command: str, queues: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "output.txt"
    arguments = [command, queues / QUEUES[command]]
    if command == "simulate":
        arguments += ["--until", "0.1"]
    assert output_of(capsys, *arguments, "--output", path) == ""
    assert path.read_text() == output_of(capsys, *arguments)


def test_ai_that_takes_no_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "queue.toml"
    file.write_text(
        "arrival_rate = 0.6\nmanual = {distribution = 'exponential', mean = 1}\n[assisted]\n"
        "review_time = 0\nerror_probability = 0\n"
        "rework = {distribution = 'exponential', mean = 1}\n"
    )
    text = output_of(capsys, "adoption", file)
    assert "piles up" not in text
    assert "AI saves time on a task and shortens the wait." in text
    simulated = output_of(capsys, "simulate", file, "--what", "feedback", "--until", "0.2")
    (rework,) = (line for line in simulated.splitlines() if line.startswith("rework"))
    assert rework.split() == ["rework", *4 * "–"]


# what they refuse


@pytest.mark.parametrize("command", QUEUES)
def test_wrong_options_of_every_subcommand(
    command: str, queues: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "queue.toml"
    shutil.copy(queues / QUEUES[command], file)
    for rate, rule in (("0", "must be greater than 0"), ("-1", "must be a finite number ≥ 0")):
        line = refused(capsys, command, file, "--arrival-rate", rate)
        assert line.startswith(f"--arrival-rate = {float(rate)}: {rule}")
    assert "--arrival-rate" in refused(capsys, command, file, "--arrival-rate", "many")
    assert "--format" in refused(capsys, command, file, "--format", "xml")
    assert "FILE" in refused(capsys, command)
    assert "no such file" in refused(capsys, command, tmp_path / "none.toml")
    before = file.read_text()
    assert "would overwrite" in refused(capsys, command, file, "--output", file)
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("command", "name", "place"),
    [
        ("wait", "tiers", "[manual]"),
        ("wait", "task-types", "[manual]"),
        ("adoption", "figure-5-low-risk", "[manual]"),
        ("types", "figure-2", "[[types]]"),
        ("review", "figure-2", "[review]"),
        ("tiers", "figure-2", "[tiers]"),
        ("simulate", "figure-5-low-risk", "[manual]"),
    ],
)
def test_a_table_that_is_missing(
    command: str, name: str, place: str, queues: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = queues / f"{name}.toml"
    assert refused(capsys, command, file).startswith(f"{file}: {place}: is not given; add ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["wait", "figure-2", "--share", "1.5"], "--share = 1.5: must be in [0, 1]"),
        (["wait", "figure-2", "--share", "nan"], "--share = nan: must be a finite number"),
        (["types", "task-types", "--largest-share", "2"], "--largest-share = 2.0: must be in"),
        (["review", "figure-5-low-risk", "--follow", "skill"], "needs --from and --to"),
        (["review", "figure-5-low-risk", "--from", "1"], "--from and --to: need --follow"),
        (
            ["review", "figure-5-low-risk", "--follow", "skil", "--from", "1", "--to", "2"],
            "--follow = 'skil': is no parameter of a review model that is a number; did you mean",
        ),
        (
            ["review", "figure-5-low-risk", "--follow", "skill", "--from", "0", "--to", "2"],
            "--from or --to = 0.0: must be greater than 0",
        ),
        (
            ["review", "figure-5-low-risk", "--follow", "skill", "--from", "3", "--to", "2"],
            "--to = 2.0: must be above the low end, 3",
        ),
        (["simulate", "figure-2", "--until", "0"], "--until = 0.0: must be greater than 0"),
        (["simulate", "figure-2", "--beyond", "-1"], "--beyond = -1.0: must be a finite number"),
        (["simulate", "figure-2", "--seed", "-1"], "--seed = -1: must be a whole number ≥ 0"),
        (["simulate", "figure-2", "--what", "tiers"], "[tiers]: is not given"),
        (["simulate", "tiers", "--what", "feedback"], "[assisted]: is not given"),
        (["simulate", "figure-4"], "two moments do not tell a sample"),
        (["simulate", "figure-4", "--what", "feedback"], "[assisted]: must give review_time"),
    ],
)
def test_wrong_options(
    arguments: list[str], says: str, queues: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command, name, *options = arguments
    assert says in refused(capsys, command, queues / f"{name}.toml", *options)


def test_several_servers_are_no_routes_to_compare(
    tmp_path: Path, queues: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "queue.toml"
    file.write_text("servers = 2\n" + (queues / "figure-2.toml").read_text())
    assert refused(capsys, "adoption", file).startswith(f"{file}: servers = 2: must be 1")


LINKED = ("--unit", "minutes", "--route", "route", "--case", "case", "--rework-of", "rework_of")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("2026-03-02 09:07", "2026-03-02 08:07", "row 3: arrival = '2026-03-02 08:07': is earlier"),
        ("2026-03-02 09:07", "", "row 3: arrival = '': is missing"),
        ("2026-03-02 09:07", "soon", "row 3: arrival = 'soon': must be a time like"),
        ("2026-03-02 09:07", "2026-03-02 09:07+01:00", "has no offset from UTC, and others have"),
        (",42,", ",-42,", "row 2: service = '-42': must be ≥ 0"),
        (",42,", ",long,", "row 2: service = 'long': must be a number"),
        (",42,", ",nan,", "row 2: service = 'nan': is missing"),
        ("1,manual", "1,robot", "row 2: route = 'robot': must be manual or assisted"),
        ("2,assisted", "1,assisted", "row 3: case = '1': stands in an earlier row already"),
        ("95,2", "95,7", "row 6: rework_of = '7': is the id of no row"),
    ],
)
def test_rows_of_a_log(
    was: str, becomes: str, says: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert was in log.read_text()
    log.write_text(log.read_text().replace(was, becomes, 1))
    line = refused(capsys, "calibrate", log, *LINKED)
    assert line.startswith(f"{log}: ")
    assert says in line
    assert "=True" not in line


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--unit", "days"], "--unit"),
        ([], "--unit"),
        (["--unit", "hours", "--route", "rout"], "header: has no column 'rout' for route"),
        (["--unit", "hours", "--arrival", "opened"], "has no column 'opened' for arrival"),
        (["--unit", "hours", "--service", "time"], "has no column 'time' for service"),
        (["--unit", "hours", "--window", "shift"], "has no column 'shift' for window"),
        (["--unit", "hours", "--rework-of", "rework_of"], "--rework-of = 'rework_of': needs the"),
        (["--unit", "hours", "--escaped", "x"], "--escaped = 'x': needs rework_time beside it"),
        (["--unit", "hours", "--replicates", "0"], "--replicates = 0: must be a whole number ≥"),
        (["--unit", "hours", "--level", "1.5"], "--level = 1.5: must be in (0, 1)"),
        (["--unit", "hours", "--capacity", "0"], "--capacity = 0.0: must be above 0"),
        (["--unit", "hours", "--arrival-rate", "-1"], "--arrival-rate = -1.0: must be above 0"),
        (["--unit", "hours", "--longest-gap", "-1"], "--longest-gap = -1.0: must be a finite"),
        (["--unit", "hours", "--period", "0"], "--period = 0.0: must be a finite time above 0"),
        (["--unit", "hours", "--follow-up", "-1"], "--follow-up = -1.0: must be a finite time"),
        (["--unit", "hours", "--seed", "-1"], "--seed = -1: must be a whole number ≥ 0"),
        (["--unit", "hours", "--timestamp-format", "%d"], "--time-format = '%d': has no year"),
        (
            ["--unit", "hours", "--route", "route", "--manual-label", "assisted"],
            "--manual-label and --assisted-label = 'assisted': must differ",
        ),
    ],
)
def test_options_of_calibrate(
    options: list[str], says: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:5]))  # without rework
    assert says in refused(capsys, "calibrate", log, *options)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty; the first row names the columns"),
        (b"arrival,service\n", "has no case left"),
        (b"arrival,service\n1,2\n", "at least two are needed"),
        (b"arrival,service\n1,2,3,4\n1,2\n2,3\n", "is not CSV"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
    ],
)
def test_logs_that_cannot_be_used(
    content: bytes, says: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_bytes(content)
    assert says in refused(capsys, "calibrate", log, "--unit", "hours")


def test_a_log_is_not_overwritten(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = log.read_text()
    for option in ("--output", "--queue-file"):
        line = refused(capsys, "calibrate", log, "--unit", "hours", option, log)
        assert line.startswith(f"{option} = ")
    assert log.read_text() == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "--arrival-rate"),
        (["--arrival-rate", "0"], "--arrival-rate = 0.0: must be greater than 0"),
        (["--arrival-rate", "0", "--compare"], "--arrival-rate = 0.0: must be greater than 0"),
        (["--arrival-rate", "1", "--workers", "0"], "--workers = 0: must be a whole number ≥ 1"),
        (
            ["--arrival-rate", "1", "--workers", "0", "--compare"],
            "--workers = 0: must be a whole number ≥ 1",
        ),
        (["--arrival-rate", "1", "--manual-variation", "-1"], "--manual-variation = -1.0: must"),
        (["--arrival-rate", "1", "--arrival-variation", "-1"], "--arrival-variation = -1.0: must"),
    ],
)
def test_options_of_design(
    options: list[str], says: str, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = models / "paper" / "example-6.toml"
    assert says in refused(capsys, "design", file, *options)


def test_queue_files_and_problem_files_are_told_apart(
    models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "unknown key" in refused(capsys, "wait", models / "paper" / "example-6.toml")
    file = models / "queue" / "figure-2.toml"
    assert "unknown key" in refused(capsys, "design", file, "--arrival-rate", "1")

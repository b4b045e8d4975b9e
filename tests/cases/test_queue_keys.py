"""No key of a queue file and no option is taken and left unused: it changes the answer, or
one line says which key, which command, and what to do."""

from __future__ import annotations

import copy
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

import jobdesign as jd
from jobdesign import InputError
from jobdesign.cli import main as run
from jobdesign.files.queue_files import queue_from_dict
from jobdesign.queueing import (
    Deterministic,
    Exponential,
    FeedbackQueue,
    Gamma,
    QueueProblem,
    ReviewModel,
    ReviewTiers,
    route_tasks,
    simulate_feedback,
    simulate_problem,
)

SLOW = {"distribution": "gamma", "mean": 0.5, "squared_variation": 0.3}
QUICK = {"distribution": "gamma", "mean": 0.2, "squared_variation": 2.0}
REVIEW = {
    "signal": "beta(2, 2)",
    "risk": {"low": 0.02, "rise": 0.88, "slope": 10, "centre": 0.55},
    "waiting_cost": 0.5, "skill": 2, "loss": 2, "rework_mean": 1.5, "rework_second_moment": 4,
}  # fmt: skip
ASSISTED = {
    "review_time": 0.1, "rework": {"distribution": "exponential", "mean": 0.8},
    "error_probability": 0.2,
}  # fmt: skip
TYPES = [
    {"name": "a", "share": 0.4, "manual": SLOW, "assisted": QUICK},
    {"name": "b", "share": 0.6, "manual": SLOW, "assisted": {**QUICK, "mean": 0.55}},
]
#: What each subcommand needs; all with rate, name and unit.
FILES: dict[str, dict[str, Any]] = {
    "wait": {"manual": SLOW, "assisted": ASSISTED},
    "adoption": {"manual": SLOW, "assisted": ASSISTED},
    "types": {"types": TYPES},
    "review": {"review": REVIEW},
    "tiers": {"tiers": {"junior": SLOW, "senior": QUICK, "escalated": 0.3}},
    "simulate": {"manual": SLOW},
    "simulate --what assisted": {"assisted": ASSISTED},
    "simulate --what feedback": {"assisted": ASSISTED},
    "simulate --what tiers": {"tiers": {"junior": SLOW, "senior": QUICK, "escalated": 0.3}},
}  # fmt: skip
NUMBERS = {"arrival_rate": 0.8, "capacity": 1.3, "arrival_variation": 3.0, "servers": 2}
TEXTS = {"name": "Desk", "time_unit": "weeks"}
#: Another value of keys within tables.
OTHERS = {
    "escalated": 0.5, "juniors": 2, "seniors": 2, "junior_capacity": 1.3, "senior_capacity": 1.3,
    "waiting_cost": 0.7, "skill": 2.4, "loss": 2.5, "rework_mean": 1.2,
    "rework_second_moment": 5.0, "irreducible": 0.1, "price_unit": "per_task",
    "review_time": 0.15, "error_probability": 0.1,
}  # fmt: skip


_PLAIN: dict[str, str] = {}


def plain_of(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> str:
    """What a command says of its file as it stands, once."""
    if command not in _PLAIN:
        _PLAIN[command] = said(tmp_path, capsys, command, file(command))
        assert not _PLAIN[command].startswith("error")
    return _PLAIN[command]


def said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, tree: dict[str, Any]
) -> str:
    """The output of a command, or its one line of refusal."""
    path = tmp_path / "queue.json"
    path.write_text(json.dumps(tree))
    words = command.split()
    if words[0] == "simulate":
        words += ["--until", "0.2"]
    with pytest.raises(SystemExit) as stopped:
        run(["queue", words[0], str(path), *words[1:]])
    captured = capsys.readouterr()
    if stopped.value.code == 0:
        assert captured.err == ""
        return captured.out
    assert stopped.value.code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def file(command: str) -> dict[str, Any]:
    return {"arrival_rate": 0.75, **copy.deepcopy(FILES[command])}


@pytest.mark.parametrize("key", [*NUMBERS, *TEXTS])
@pytest.mark.parametrize("command", FILES)
def test_numbers_of_the_file(
    command: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = plain_of(tmp_path, capsys, command)
    found = said(tmp_path, capsys, command, file(command) | {key: (NUMBERS | TEXTS)[key]})
    if found.startswith("error"):
        assert key in NUMBERS
        assert f"{key} = " in found
        assert f"queue {command.split()[0]}" in found
        assert "; " in found  # what to do
    else:
        assert found != plain


@pytest.mark.parametrize("key", ["arrival_variation", "servers"])
@pytest.mark.parametrize("command", ["types", "review"])
def test_a_file_for_several_commands(
    command: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What one table cannot use does not keep others from using it."""
    tree = file(command) | {"manual": SLOW, key: NUMBERS[key]}
    assert f"queue {command}" in said(tmp_path, capsys, command, tree)
    tree["manual"] = {"distribution": "moments", "mean": 0.5, "squared_variation": 0.3}
    assert not said(tmp_path, capsys, "wait", tree).startswith("error")
    del tree["manual"]  # now nothing can
    with pytest.raises(InputError, match=rf"{key} = .*\(queue {command}\)"):
        queue_from_dict(tree)


def places(entry: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where numbers stand in the tables of a file."""
    if isinstance(entry, dict):
        return [at for key, value in entry.items() for at in places(value, (*path, key))]
    if isinstance(entry, list):
        return [at for i, value in enumerate(entry) for at in places(value, (*path, i))]
    return [path] if isinstance(entry, int | float) else []


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (command, path)
        for command in FILES
        for path in [*places(FILES[command]),
                     *((table, key) for table in FILES[command] if table in ("tiers", "review")
                       for key in OTHERS
                       if (key in ("irreducible", "price_unit")) == (table == "review")
                       and key not in REVIEW and "rev" not in key and "err" not in key)]
        if path[-1] != "share"
    ],
    ids=lambda x: x if isinstance(x, str) else ".".join(map(str, x)),
)  # fmt: skip
def test_numbers_of_tables(
    command: str, path: tuple[Any, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = file(command)
    plain = plain_of(tmp_path, capsys, command)
    table = tree
    for key in path[:-1]:
        table = table[key]
    value = table.get(path[-1])
    table[path[-1]] = OTHERS.get(path[-1], None if value is None else value * 1.25)
    assert said(tmp_path, capsys, command, tree) != plain


def test_capacity_and_tiers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = file("tiers") | {"capacity": 2.0}
    both = file("tiers")
    both["tiers"] |= {"junior_capacity": 2.0, "senior_capacity": 2.0}
    assert queue_from_dict(tree).tiers == queue_from_dict(both).tiers
    tree["tiers"] |= {"junior_capacity": 1.0, "senior_capacity": 3.0}
    line = said(tmp_path, capsys, "tiers", tree)
    assert "capacity = 2.0: is that of neither tier" in line


@pytest.mark.parametrize(
    "options",
    [
        ["wait", "--share", "0.3"],
        ["adoption", "--arrival-rate", "0.9"],
        ["types", "--largest-share", "0.3"],
        ["review", "--arrival-rate", "0.5"],
        ["tiers", "--arrival-rate", "0.5"],
        ["simulate", "--seed", "3"],
        ["simulate", "--beyond", "3"],
        ["simulate", "--arrival-rate", "0.5"],
    ],
)
def test_options(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = file(options[0])
    found = said(tmp_path, capsys, " ".join(options), tree)
    assert found != plain_of(tmp_path, capsys, options[0])


def test_an_option_that_another_makes_useless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follow = "review --follow {} --from 0.4 --to 0.9 --arrival-rate 0.5"
    line = said(tmp_path, capsys, follow.format("arrival_rate"), file("review"))
    assert line.startswith("error: --arrival-rate = 0.5: would not be used")
    assert "along skill" in said(tmp_path, capsys, follow.format("skill"), file("review"))


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--workers", "2"], ["--arrival-variation", "3"],
                                     ["--manual-variation", "0.5"]])  # fmt: skip
@pytest.mark.parametrize("compare", [[], ["--compare"]])
def test_options_of_design(
    options: list[str], compare: list[str], models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def output(*more: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            run(["queue", "design", str(models / "paper" / "example-6.toml"), "--arrival-rate",
                 "0.1", *compare, *more])  # fmt: skip
        assert stopped.value.code == 0
        return capsys.readouterr().out

    found = output(*options)
    if not compare and options[0] == "--manual-variation":
        assert found == output()  # the cheapest design does nothing by hand
    else:
        assert found != output()
    # the fastest is searched for among queues of one worker with Poisson arrivals
    assert ("fastest as M/G/1" in found) == (bool(compare) and "manual" not in options[0])


# what says that it is approximate


@pytest.mark.parametrize(
    ("command", "changed", "says"),
    [
        ("wait", {}, ""),
        ("wait", {"arrival_variation": 3.0}, "pproximate, by "),
        ("wait", {"servers": 2}, "pproximate, by "),
        ("adoption", {}, ""),
        ("adoption", {"arrival_variation": 0.5}, "pproximate, by "),
        ("types", {}, ""),
        ("review", {}, ""),
        ("tiers", {}, "Approximate: each station's departures"),
        ("simulate", {}, ""),
        ("simulate", {"arrival_variation": 3.0}, "Gaps between arrivals: hyperexponential"),
    ],
)
def test_approximations_say_their_names(
    command: str,
    changed: dict[str, Any],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = said(tmp_path, capsys, command, file(command) | changed)
    if says:
        assert says in found
    else:
        assert "pproximate" not in found


def test_a_design_says_that_it_is_approximate(models: Path) -> None:
    problem = jd.read_problem(models / "paper" / "example-6.toml")
    one, two = jd.Design(["automated", "augmented"]), jd.Design(["manual"] * 2, job_ends=[0])
    for design, options, exact in ((one, {}, True), (two, {}, False), (one, {"workers": 2}, False),
                                   (one, {"arrival_variation": 2.0}, False)):  # fmt: skip
        load = jd.queueing.design_load(problem, design, 0.05, **options)
        assert load.is_exact == exact
        assert ("approximate: Whitt's" in str(load)) != exact
        assert (load.to_dict()["approximation"] is None) == exact


# the same in Python


def test_parts_made_apart_agree_with_the_queue() -> None:
    tiers = ReviewTiers(arrival_rate=1, junior=Exponential(0.3), senior=Exponential(0.2),
                        escalated=0.2, arrival_variation=2)  # fmt: skip
    with pytest.raises(InputError, match=r"tiers: arrival_variation = 2.0: must be that"):
        QueueProblem(1.0, tiers=tiers)
    with pytest.raises(InputError, match=r"tiers: arrival_rate = 1.0: must be that"):
        QueueProblem(1.5, arrival_variation=2, tiers=tiers)
    problem = queue_from_dict(file("review"))
    assert isinstance(problem.review, ReviewModel)
    with pytest.raises(InputError, match=r"review: capacity = 1.0: must be that"):
        QueueProblem(0.75, capacity=2.0, review=problem.review)
    types = queue_from_dict(file("types")).types
    with pytest.raises(InputError, match="types: arrival_rate, of all together"):
        QueueProblem(2.0, types=types)


def test_problems_in_python_refuse_as_commands_do() -> None:
    problem = queue_from_dict(file("types") | {"assisted": ASSISTED, "servers": 3})
    with pytest.raises(InputError, match=r"servers = 3: .*write servers = 1 and capacity = 3"):
        problem.require_usable("types")
    with pytest.raises(InputError, match="servers = 3: must be 1 for feedback"):
        simulate_problem(problem, "feedback")
    with pytest.raises(InputError, match=r"servers = 3: must be 1 for routes compared"):
        _ = queue_from_dict(file("adoption") | {"servers": 3}).routes
    # nothing else about a queue can be passed to it
    assert set(inspect.signature(route_tasks).parameters) == {"types", "capacity", "largest_share"}


def test_arrivals_in_place_of_those_of_a_feedback_queue() -> None:
    queue = FeedbackQueue(0.5, Deterministic(0.5), Exponential(1), returns=0.2)
    with pytest.raises(InputError, match=r"arrivals = 1\.0: must have the mean time between"):
        simulate_feedback(queue, arrivals=Gamma.from_mean(1.0, 2.0))
    bursty = simulate_feedback(queue, arrivals=Gamma.from_mean(2.0, 4.0), until=0.1)
    assert bursty.mean_wait.value > 1.2 * queue.mean_wait

"""Three real logs, one command each, against what pandas makes of them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pandas as pd
import pytest

import jobdesign as jd

NAMES = {"case": "c", "activity": "a", "resource": "r", "start": "s", "end": "e"}
LOGS = {
    "academic": (
        "academic_credentials_ConsultaDataMining201618.csv.gz",
        {
            "case": "case:concept:name", "activity": "concept:name", "resource": "org:resource",
            "start": "start_timestamp", "end": "time:timestamp",
        },
        ["--variant", "2"],
    ),
    "production": (
        "production.csv.gz",
        {
            "case": "caseid", "activity": "task", "resource": "user",
            "start": "start_timestamp", "end": "end_timestamp",
        },
        ["--merge-repeats", "--least-steps", "5"],
    ),
    "bpic2012": (
        "bpic2012_work_items.csv.gz",
        {
            "case": "case_id", "activity": "activity", "resource": "resource_complete",
            "start": "start_timestamp", "end": "end_timestamp",
        },
        ["--merge-repeats", "--least-steps", "4", "--longest", "4"],
    ),
}  # fmt: skip

every_log = pytest.mark.parametrize("name", LOGS)


def frame(eventlogs: Path, name: str) -> pd.DataFrame:
    """Read a log with pandas, in the order in which work began."""
    file, columns, _ = LOGS[name]
    table = pd.read_csv(eventlogs / file, dtype=str)[list(columns.values())]
    table.columns = [NAMES[column] for column in columns]
    for column in "se":
        table[column] = pd.to_datetime(table[column], utc=True, format="mixed")
    table = table[~table["a"].isin(["Start", "End"])]
    table["hours"] = (table["e"] - table["s"]).dt.total_seconds() / 3600
    table["case"] = table.groupby("c", sort=False).ngroup()
    return table.sort_values(["case", "s", "e"], kind="stable").reset_index(drop=True)


def options(columns: dict[str, str]) -> list[str]:
    return [word for name, column in columns.items() for word in (f"--{name}", column)]


@every_log
def test_import_and_solve_in_one_command(eventlogs: Path, run, tmp_path: Path, name: str) -> None:
    file, columns, more = LOGS[name]
    path = tmp_path / "problem.toml"
    code, out, err = run(
        "import", "log", eventlogs / file, *options(columns), *more, "--wage", 30,
        "--ai-success", 0.7, "--solve", "--format", "json", "--output", path,
    )  # fmt: skip
    assert (code, err) == (0, "")
    tree = json.loads(out)
    assert tree["solution"]["status"] == "optimal"
    problem = jd.read_problem(path)
    assert len(problem.workflow) >= 4
    assert tree["solution"]["cost"] == jd.solve(problem, "dag").cost > 0


@every_log
def test_order_and_times_are_those_of_pandas(eventlogs: Path, name: str) -> None:
    file, columns, _ = LOGS[name]
    table = frame(eventlogs, name)
    orders = table.groupby("case")["a"].agg(tuple).value_counts()
    best = [order for order, count in orders.items() if count == orders.iloc[0]]
    expected = min(best, key=lambda order: (len(order), order))
    settings = jd.LogSettings(longest=4)
    found = jd.import_log(eventlogs / file, columns=jd.LogColumns(**columns), settings=settings)
    workflow = found.problem.workflow
    assert len(workflow) == len(expected)
    times = table[(table["hours"] > 0) & (table["hours"] <= 4)].groupby("a")["hours"].median()
    for i, activity in enumerate(expected):
        assert workflow.names[i].startswith(activity)
        assert workflow.manual_time[i] == pytest.approx(times.get(activity, 0.0), rel=1e-5)
    read = dict(found.summary.read)
    assert read["cases"] == table["case"].nunique()
    assert read["variants"] == len(orders)
    assert read["people"] == table["r"].nunique()
    over = (table["hours"] > 4).sum()
    assert dict(found.summary.dropped).get("durations over 4 h (times only)", 0) == over


@every_log
def test_handoffs_are_those_of_pandas(eventlogs: Path, name: str) -> None:
    file, columns, _ = LOGS[name]
    table = frame(eventlogs, name)
    settings = jd.LogSettings(least_steps=3, longest=1e6, handoff_share=1)
    found = jd.import_log(eventlogs / file, columns=jd.LogColumns(**columns), settings=settings)
    following = table.shift(-1)
    gap = (following["s"] - table["e"]).dt.total_seconds() / 3600
    usable = (table["case"] == following["case"]) & (gap >= 0)
    usable &= table["r"].notna() & following["r"].notna()
    same = table["r"] == following["r"]
    within = gap[usable & same].median()
    pooled = gap[usable & ~same].median() - within
    names = [step.partition(" (")[0] for step in found.problem.workflow.names]
    for i, (first, second) in enumerate(itertools.pairwise(names)):
        pair = usable & (table["a"] == first) & (following["a"] == second)
        across, own = gap[pair & ~same], gap[pair & same]
        expected = pooled
        if len(across):
            expected = across.median() - (own.median() if len(own) else within)
        got = found.problem.workflow.handoff_time[i]
        assert got == pytest.approx(max(expected, 0), rel=1e-5, abs=1e-9)


def test_what_is_known_of_the_logs(eventlogs: Path) -> None:
    """Facts from those who gathered them: cases, people, parallel work, who is unknown."""
    found = {
        name: jd.import_log(
            eventlogs / file,
            columns=jd.LogColumns(**columns),
            settings=jd.LogSettings(longest=float("inf")),
        ).summary
        for name, (file, columns, _) in LOGS.items()
    }
    assert dict(found["academic"].read)["cases"] == 954
    production = dict(found["production"].read)
    assert (production["cases"], production["activities"], production["people"]) == (225, 24, 46)
    loans = dict(found["bpic2012"].read)
    assert (loans["cases"], loans["intervals of work"]) == (9657, 71373)
    unknown = next(x for x in found["bpic2012"].noticed if "do not say who" in x)
    assert int(unknown.split()[0]) / 71373 == pytest.approx(0.11, abs=0.005)
    overlap = next(x for x in found["production"].noticed if "overlap" in x)
    share = int(overlap.split()[0]) / int(overlap.split()[2])
    assert 0.16 <= share <= 0.20

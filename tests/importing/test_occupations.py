"""Occupations: from a made-up folder of sources, and from the real one."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import jobdesign as jd
from jobdesign.importing.occupations.order import assumed_order, read_order
from jobdesign.importing.occupations.sources import FILES, Sources

TABLES = {
    "occupations": [
        ["O*NET-SOC Code", "Title"],
        ["11-1011.00", "Bakers"],
        ["11-1012.00", "Millers"],
        ["11-1013.00", "Farmers, All Kinds"],
    ],
    "tasks": [
        ["O*NET-SOC Code", "Task ID", "Task", "Task Type"],
        ["11-1011.00", "1", "Sell bread.", "Core"],
        ["11-1011.00", "2", "Bake bread, rolls and whatever else people in the town want.", "Core"],
        ["11-1011.00", "3", "Read recipes.", "Supplemental"],
        ["11-1011.00", "4", "Sweep.", "n/a"],
        ["11-1012.00", "5", "Mill.", "Core"],
    ],
    "tasks to activities": [
        ["Task ID", "DWA ID"],
        ["1", "4.A.4.x.I01.D01"],
        ["2", "4.A.3.x.I01.D01"],
        ["2", "4.A.1.x.I01.D01"],
        ["2", "4.A.3.x.I02.D01"],
        ["3", "4.A.1.x.I01.D01"],
    ],
    "activities": [
        ["IWA ID", "DWA ID"],
        ["4.A.4.x.I01", "4.A.4.x.I01.D01"],
        ["4.A.3.x.I01", "4.A.3.x.I01.D01"],
        ["4.A.3.x.I02", "4.A.3.x.I02.D01"],
        ["4.A.1.x.I01", "4.A.1.x.I01.D01"],
    ],
    "success": [
        ["IWA", "title", "share_ai", "completion_ai", "feedback_positive_fraction_ai"],
        ["4.A.4.x.I01", "Sell.", "0.1", "0.9", "0.5"],
        ["4.A.3.x.I01", "Make.", "0.1", "0.6", "0.3"],
        ["4.A.3.x.I02", "Make by hand.", "0.0001", "0.1", ""],
        ["4.A.1.x.I01", "Read.", "0.1", "0.8", "0.7"],
    ],
    "labels": [
        ["Task ID", "human_exposure_agg"],
        ["1.0", "E1"],
        ["2.0", "E2"],
        ["3.0", "E0"],
        ["5.0", "E1"],
    ],
    "wages": [
        ["OCC_CODE", "OCC_TITLE", "O_GROUP", "H_MEDIAN", "A_MEDIAN"],
        ["11-1010", "Bread", "broad", "12", "24960"],
        ["11-1011", "Bakers", "detailed", "20", "41600"],
        ["00-0000", "All", "total", "23.8", "49500"],
    ],
}  # fmt: skip


def fill(folder: Path, changed: dict[str, list[list[str]]] | None = None) -> Path:
    for what, rows in (TABLES | (changed or {})).items():
        name = FILES[what][0]
        separator = "," if name.endswith(".csv") else "\t"
        with (folder / name).open("w", newline="") as file:
            csv.writer(file, delimiter=separator, lineterminator="\n").writerows(rows)
    return folder


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    return fill(tmp_path)


def test_bakers(bakery: Path) -> None:
    found = jd.import_occupation("Bakers", bakery)
    given = found.problem.workflow
    # take in, make, sell; what belongs to no activity comes last
    assert given.names == (
        "Read recipes",
        "Bake bread, rolls and whatever else people in the town want",
        "Sell bread",
        "Sweep",
    )
    assert given.manual_skill.tolist() == [5] * 4
    assert given.manual_time.tolist() == [round(40 * w / 7, 4) for w in (1, 2, 2, 2)]
    assert given.handoff_time.tolist() == [1, 1, 1, 0]
    # 2: the mean of making and reading; making by hand is too rare to count
    assert given.ai_success.tolist() == [0, 0.7, 0.9, 0]
    assert given.ai_time.tolist() == [0, round(0.75 * 80 / 7, 4), round(0.5 * 80 / 7, 4), 0]
    assert "H_MEDIAN = 20 dollars an hour (BLS OEWS, May 2024)" in found.text
    assert "Used under the CC BY 4.0 license" in " ".join(found.text.replace("#", " ").split())
    harsh = jd.import_occupation("11-1011", bakery, success="feedback_positive_fraction_ai")
    assert harsh.problem.workflow.ai_success.tolist() == [0, 0.5, 0.5, 0]


@pytest.mark.parametrize("name", ["Bakers", "bakers", "11-1011", "11-1011.00", " BAKERS ", "bak"])
def test_names_of_an_occupation(bakery: Path, name: str) -> None:
    assert Sources.read(bakery).find(name) == "11-1011.00"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Bakrs", "'Bakrs': is no O*NET-SOC code and no title; did you mean Bakers?"),
        ("  ", "is no O*NET-SOC code and no title; write 27-3042.00"),
        ("kers", "'kers': is no O*NET-SOC code and no title; did you mean Bakers?"),
        ("99-9999", "'99-9999': is no O*NET-SOC code"),
        ("11-1013", "'11-1013': has no task statements"),
    ],
)
def test_names_of_none(bakery: Path, run, name: str, message: str) -> None:
    code, out, err = run("import", "occupation", name, "--data", bakery)
    assert (code, out) == (2, "")
    assert message in err


def test_an_occupation_in_parts(tmp_path: Path) -> None:
    """O*NET describes some SOC codes by their parts alone."""
    parts = [["11-1013.01", "Sheep Farmers"], ["11-1013.02", "Cow Farmers"]]
    tasks = [[soc, str(90 + i), "Milk.", "Core"] for i, (soc, _) in enumerate(parts)]
    changed = {
        "occupations": [*TABLES["occupations"], *parts],
        "tasks": [*TABLES["tasks"], *tasks],
    }
    sources = Sources.read(fill(tmp_path, changed))
    assert sources.find("farm sheep") == "11-1013.01"
    with pytest.raises(jd.InputError) as caught:
        sources.find("Farmer")
    assert str(caught.value) == (
        "occupation = 'Farmer': stands in 2 titles; take one of them: 11-1013.02 Cow Farmers, "
        "11-1013.01 Sheep Farmers"
    )
    for name in ("11-1013", "farmers, all kinds"):
        with pytest.raises(jd.InputError) as caught:
            sources.find(name)
        assert str(caught.value).endswith(
            "take one of its parts: 11-1013.02 Cow Farmers, 11-1013.01 Sheep Farmers"
        )


def test_all_missing_files_are_named_on_one_line(bakery: Path, run) -> None:
    for what in ("tasks", "wages"):
        (bakery / FILES[what][0]).unlink()
    code, out, err = run("import", "occupation", "Bakers", "--data", bakery)
    assert (code, out) == (2, "")
    assert err == (
        f'error: {bakery}: lacks onet29_1_task_statements.txt (or "Task Statements.txt"), '
        'bls_oews_national_may2024.csv (or "national_M2024_dl.csv"); download them, plain or '
        "gzipped; the import page says from where\n"
    )


def test_steps_in_an_order_of_ones_own(bakery: Path, write, run) -> None:
    path = write("order.csv", "soc,phase,task_id,name\n11-1011.00,a,1,Sell\n11-1011.00,a,2,Bake\n")
    order = read_order(path)["11-1011.00"]
    given = jd.import_occupation("Bakers", bakery, order=order).problem.workflow
    assert given.names == ("Sell", "Bake")
    assert given.handoff_time.tolist() == [8, 0]
    code, out, _ = run(
        "import", "occupation", "Bakers", "--data", bakery, "--order", path, "--solve",
        "--format", "json",
    )  # fmt: skip
    assert code == 0
    assert [step["name"] for step in json.loads(out)["solution"]["steps"]] == ["Sell", "Bake"]
    write("order.csv", "soc,phase,task_id,name\n11-1011.00,a,77,Sell\n")
    with pytest.raises(jd.InputError, match="'77': is no task of O"):
        jd.import_occupation("Bakers", bakery, order=read_order(path)["11-1011.00"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soc,phase,task_id,name\n", "is empty"),
        ("soc,phase,name\n11-1011.00,a,Sell\n", "missing column task_id"),
        ("soc,phase,task_id,name\n11-1011.00,a\n", "line 2: must have as many cells"),
    ],
)
def test_orders_that_make_no_sense(write, text: str, message: str) -> None:
    path = write("order.csv", text)
    with pytest.raises(jd.InputError) as caught:
        read_order(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def wages_of(*rows: list[str]) -> dict[str, list[list[str]]]:
    return {"wages": [TABLES["wages"][0], *rows]}


@pytest.mark.parametrize(
    ("rows", "hourly", "kind"),
    [
        ([["11-1011", "Bakers", "detailed", "20", "*"]], 20, "median"),
        ([["11-1011", "Bakers", "detailed", "*", "41600"]], 20, "annual"),
        ([["11-1011", "Bakers", "detailed", "*", "41,600"]], 20, "annual"),
        ([["11-1011", "Bakers", "detailed", "#", "#"]], 115, "top-coded"),
        ([["11-1010", "Bread", "broad", "12", "1"]], 12, "group"),
        ([["11-1000", "F", "minor", "13", "1"], ["11-0000", "x", "major", "9", "1"]], 13, "group"),
        ([["11-0000", "Food", "major", "14", "1"]], 14, "group"),
        ([["11-1011", "Bakers", "detailed", "*", "*"], ["00-0000", "All", "total", "23", "1"]], 23,
         "all occupations"),
        ([["11-1011", "", "broad", "1", "1"], ["11-1011", "", "detailed", "2", "1"]], 2, "median"),
        ([["11-1011", "", "detailed", "2", "1"], ["11-1011", "", "broad", "1", "1"]], 2, "median"),
    ],
)  # fmt: skip
def test_where_a_wage_comes_from(tmp_path: Path, rows, hourly: float, kind: str) -> None:
    wage = Sources.read(fill(tmp_path, wages_of(*rows))).wage("11-1011.00")
    assert (wage.hourly, wage.kind) == (hourly, kind)


def test_no_wage_at_all(tmp_path: Path) -> None:
    sources = Sources.read(fill(tmp_path, wages_of(["22-0000", "x", "major", "1", "1"])))
    with pytest.raises(jd.InputError, match="has no wage, nor has any group around it"):
        sources.wage("11-1011.00")


@pytest.mark.parametrize("what", FILES)
def test_files_by_their_own_names_and_gzipped(bakery: Path, what: str) -> None:
    before = jd.import_occupation("Bakers", bakery).problem
    path = bakery / FILES[what][0]
    (bakery / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert jd.import_occupation("Bakers", bakery).problem == before
    (bakery / FILES[what][1]).write_bytes(
        gzip.decompress((bakery / f"{path.name}.gz").read_bytes())
    )
    (bakery / f"{path.name}.gz").unlink()
    assert jd.import_occupation("Bakers", bakery).problem == before
    (bakery / FILES[what][1]).unlink()
    with pytest.raises(jd.InputError, match=rf'lacks {path.name} \(or "{FILES[what][1]}"\); down'):
        Sources.read(bakery)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tasks": [["Task ID"], ["1"]]}, "missing column O*NET-SOC Code"),
        ({"tasks": [TABLES["tasks"][0]]}, "is empty"),
        ({"occupations": TABLES["occupations"][:2]}, "'11-1012.00': has tasks but no title"),
        ({"tasks": [TABLES["tasks"][0], ["1"]]}, "line 2: must have as many cells as the header"),
        ({"success": [TABLES["success"][0], ["x", "X", "many", "1", "1"]]}, "x: share_ai = 'many'"),
        ({"success": [TABLES["success"][0], ["x", "X", "1", "1.5", "1"]]}, "must be a share"),
    ],
)
def test_sources_that_are_not_what_they_should_be(tmp_path: Path, run, changed, message) -> None:
    code, out, err = run("import", "occupation", "--all", "--data", fill(tmp_path, changed))
    assert (code, out) == (2, "")
    assert message in err


def test_a_table_of_all(bakery: Path, run, tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    outputs = [tmp_path / "all.csv", tmp_path / "all.parquet", folder]
    words = [word for path in outputs for word in ("--output", path)]
    code, out, err = run("import", "occupation", "--all", "--data", bakery, *words)
    assert (code, err) == (0, "")
    assert "2 occupations." in out
    from_csv, from_parquet = pd.read_csv(outputs[0]), pd.read_parquet(outputs[1])
    assert from_csv["title"].tolist() == ["Bakers", "Millers"]
    pd.testing.assert_frame_equal(from_csv, from_parquet, check_dtype=False)
    for row in from_csv.itertuples():
        problem = jd.read_problem(folder / f"{row.soc}.toml")
        check_row(row, problem)
    code, out, _ = run("import", "occupation", "--all", "--data", bakery, "--format", "json")
    with pytest.raises(jd.InputError, match=r"must end in \.csv or"):
        jd.survey_occupations(bakery).write(tmp_path / "all.xlsx")
    tree = json.loads(out)
    assert tree["wages_known_from"] == {"median": 1, "group": 1}
    assert [row["soc"] for row in tree["occupations"]] == from_csv["soc"].tolist()


def check_row(row, problem: jd.Problem) -> None:
    """Hold a row against solving with another method, and against each step alone."""
    given = problem.workflow
    best, by_hand = jd.solve(problem, "dag"), jd.solve(problem.without_ai(), "dag")
    assert row.cost == pytest.approx(best.cost, rel=1e-12)
    assert row.cost_by_hand == pytest.approx(by_hand.cost, rel=1e-12)
    assert row.gain == pytest.approx(1 - best.cost / by_hand.cost, abs=1e-12)
    assert (row.steps, row.steps_ai_can_do) == (len(given), np.count_nonzero(given.ai_success))
    able = given.ai_success > 0
    with_ai = given.ai_skill[able] * given.ai_time[able] / given.ai_success[able]
    hand = given.manual_skill[able] * given.manual_time[able]
    assert row.exposed == pytest.approx(np.count_nonzero(with_ai < hand) / len(given))
    assert 0 <= row.automated <= row.done_with_ai <= 1
    # steps given to AI = exposed ones + reversals to AI - reversals to hand
    given_to_ai = round(row.done_with_ai * row.steps)
    assert (
        given_to_ai == round(row.exposed * row.steps) + row.reversals_to_ai - row.reversals_to_hand
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "NAME = '': name one occupation, or --all"),
        (["Bakers", "--all"], "name one occupation, or --all"),
        (["--all", "--output", "all.xlsx"], "must be a folder, or end in .csv or .parquet"),
        (["Bakers", "--output", "a.toml", "--output", "b.toml"], "one problem goes to one file"),
        (["Bakers", "--output", "a.csv"], "must end in .toml"),
        (["Bakers", "--data", "nowhere"], "no such folder"),
    ],
)
def test_commands_that_make_no_sense(bakery, run, words, message: str) -> None:
    code, _, err = run("import", "occupation", "--data", bakery, *words)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_without_pyarrow(bakery: Path, run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    path = tmp_path / "all.parquet"
    code, _, err = run("import", "occupation", "--all", "--data", bakery, "--output", path)
    assert code == 2
    assert 'needs pyarrow, which is not installed; run pip install "jobdesign[data]"' in err


# The real sources


@pytest.fixture(scope="module")
def sources(exposure_data: Path) -> Sources:
    return Sources.read(exposure_data)


def test_all_923_have_tasks_and_a_wage(sources: Sources, exposure_data: Path) -> None:
    assert len(sources.tasks_of) == 923
    table = pd.read_csv(exposure_data / "bls_oews_national_may2024.csv.gz", dtype=str)
    table = table[table["O_GROUP"] == "detailed"].set_index("OCC_CODE")["H_MEDIAN"]
    printed = pd.to_numeric(table, errors="coerce")
    for soc in sources.tasks_of:
        wage = sources.wage(soc)
        code = soc[:7]
        if code in table and not np.isnan(printed[code]):
            assert (wage.kind, wage.hourly) == ("median", printed[code])
        elif code in table and table[code] == "#":
            assert wage.kind == "top-coded"
        else:
            assert wage.kind in ("annual", "group")
    assert printed.max() < 115


def test_a_sample_imports_and_solves(sources: Sources) -> None:
    sample = sorted(sources.tasks_of)[::61]
    survey = jd.survey_occupations(sources, only=sample)
    assert [row.soc for row in survey.rows] == sample
    for row in survey.rows:
        assert row.status == "optimal"
        check_row(row, jd.import_occupation(row.soc, sources).problem)


def test_what_is_written_reads_back(sources: Sources, tmp_path: Path) -> None:
    for soc in sorted(sources.tasks_of)[::40]:
        found = jd.import_occupation(soc, sources)
        found.write(tmp_path / "one.toml")
        assert jd.read_problem(tmp_path / "one.toml") == found.problem
        tasks = {placed.task for placed in assumed_order(sources, soc)}
        assert tasks == set(sources.tasks_of[soc])


@pytest.mark.nightly
def test_all_923_import_and_solve(sources: Sources, tmp_path: Path) -> None:
    survey = jd.survey_occupations(sources)
    assert len(survey.rows) == 923
    assert {row.status for row in survey.rows} == {"optimal"}
    for name in ("all.csv", "all.parquet"):
        survey.write(tmp_path / name)
    from_csv = pd.read_csv(tmp_path / "all.csv")
    pd.testing.assert_frame_equal(
        from_csv, pd.read_parquet(tmp_path / "all.parquet"), check_dtype=False
    )
    for row in survey.rows:
        check_row(row, jd.import_occupation(row.soc, sources).problem)

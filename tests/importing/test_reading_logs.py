"""Logs as files: columns, times, pairing; CSV and XES say the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import jobdesign as jd

HEADER = "case,activity,start,end"
ROW = f"{HEADER}\n1,A,2026-03-02T08:00,2026-03-02T09:00\n"


def one_hour(path: Path, **options: object) -> jd.Imported:
    found = jd.import_log(path, **options)
    assert found.problem.workflow.manual_time.tolist() == [1]
    return found


def test_the_example_says_the_same_in_both_forms(models: Path) -> None:
    options = {"ai": jd.AiAssumptions(success=0.6), "wage": 30}
    from_csv = jd.import_log(models / "importing" / "claims.csv", **options)
    from_xes = jd.import_log(models / "importing" / "claims.xes", **options)
    assert from_csv.problem == from_xes.problem
    assert from_csv.notes == from_xes.notes
    assert from_csv.summary.dropped == from_xes.summary.dropped


@pytest.mark.parametrize("name", ["claims.csv", "claims.xes"])
def test_gzipped_is_the_same(models: Path, tmp_path: Path, name: str) -> None:
    plain = models / "importing" / name
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert jd.import_log(packed).problem == jd.import_log(plain).problem


def test_what_is_written_reads_back(models: Path, tmp_path: Path) -> None:
    found = jd.import_log(models / "importing" / "claims.csv", ai=jd.AiAssumptions(success=0.6))
    found.write(tmp_path / "claims.toml")
    assert jd.read_problem(tmp_path / "claims.toml") == found.problem
    for line in (*found.summary.assumed, *found.summary.noticed):
        assert line in " ".join(found.text.replace("#", " ").split())


@pytest.mark.parametrize(
    "text",
    [
        ROW,
        "\n" + ROW,
        "\ufeff" + ROW,
        ROW.replace(",", ";"),
        ROW.replace(",", "\t"),
        ROW.replace("\n", "\r\n"),
        ROW + "\n\n",
        ROW.replace("2026-03-02T", "2026/03/02 "),
        ROW.replace("2026-03-02T", "2026/3/2 "),
        "sep=;\r\n" + ROW.replace(",", ";"),
        ROW.replace("08:00", "08:00 UTC").replace("09:00", "10:00+01:00"),
        ROW.replace(
            "case,activity,start,end", "Case ID,Activity,Start Timestamp,Complete Timestamp"
        ),
        ROW.replace("case,activity,start,end", "case_number,Task Name,Start time,END_TIME"),
        ROW.replace("08:00", "08:00+01:00").replace("T09:00", "T07:00Z").replace("T07", "T08"),
        ROW.replace(
            "case,activity,start,end", "Case ID,Concept:Name,start_timestamp,time:timestamp"
        ),
    ],
)
def test_forms_of_the_same_csv(write, text: str) -> None:
    one_hour(write("log.csv", text))


def test_columns_are_named(write) -> None:
    path = write("log.csv", ROW.replace("case,activity,start,end", "who,what,von,bis"))
    one_hour(path, columns=jd.LogColumns(case="who", activity="what", start="von", end="bis"))
    with pytest.raises(jd.InputError, match="no column is named for case; name it"):
        jd.import_log(path)
    with pytest.raises(jd.InputError, match=r"'whom': is not a column.*did you mean who"):
        jd.import_log(path, columns=jd.LogColumns(case="whom"))


def test_what_was_taken_by_its_usual_name_is_said(write) -> None:
    text = (
        ROW.replace("case,", "case_id,").replace("\n", ",who\n", 1).replace("09:00\n", "09:00,x\n")
    )
    path = write("log.csv", text)
    found = jd.import_log(path, columns=jd.LogColumns(end="end"))
    assert (
        "columns, by their usual names: case_id is the case, activity, start"
        in found.summary.assumed
    )
    assert (
        "nothing says who did what (--resource): no evidence on hand-offs; the columns are "
        "case_id, activity, start, end, who"
    ) in found.summary.noticed
    named = jd.import_log(path, columns=jd.LogColumns(resource="who"))
    assert dict(named.summary.read)["people"] == 1
    assert not any("--resource" in line for line in named.summary.noticed)


def test_times_in_a_form(write) -> None:
    path = write("log.csv", "case,activity,start,end\n1,A,02.03.2026 08:00,02.03.2026 09:00\n")
    one_hour(path, clock=jd.Clock(form="%d.%m.%Y %H:%M"))
    with pytest.raises(jd.InputError) as caught:
        jd.import_log(path)
    assert "line 2: end = '02.03.2026 09:00': must be a time like" in str(caught.value)


def test_clocks_change(write) -> None:
    """In Amsterdam the night of 29 March 2026 lacks the hour from two to three."""
    path = write("log.csv", "case,activity,start,end\n1,A,2026-03-29T01:30,2026-03-29T03:30\n")
    one_hour(path, clock=jd.Clock("Europe/Amsterdam"))
    assert jd.import_log(path).problem.workflow.manual_time.tolist() == [2]
    path = write("log.csv", "case,activity,start,end\n1,A,2026-10-25T01:30,2026-10-25T02:30\n")
    found = one_hour(path, clock=jd.Clock("Europe/Amsterdam"))
    assert "1 end times fall where clocks change" in found.text
    with pytest.raises(jd.InputError, match="is not a time zone"):
        jd.import_log(path, clock=jd.Clock("Mars/Phobos"))


@pytest.mark.parametrize(
    "name", ["back\\slash", "\\", '"', 'a "b" c', "#", "[[steps]]", "x = 1", "<i>", "]]>", "ü٣"]
)
def test_names_that_mean_something_to_the_problem_file(write, tmp_path: Path, name: str) -> None:
    cell = name.replace('"', '""')
    found = one_hour(write("log.csv", ROW.replace(",A,", f',"{cell}",')))
    assert found.problem.workflow.names == (name,)
    found.write(tmp_path / "problem.toml")
    assert jd.read_problem(tmp_path / "problem.toml") == found.problem


def test_offsets_count(write) -> None:
    path = write(
        "log.csv", "case,activity,start,end\n1,A,2026-03-02T08:00+02:00,2026-03-02T07:00Z\n"
    )
    assert "time zone" not in one_hour(path).text


def test_rows_that_say_too_little_are_left_out_and_counted(write) -> None:
    text = ROW + (
        ",A,2026-03-02T08:00,2026-03-02T09:00\n"
        "1,,2026-03-02T08:00,2026-03-02T09:00\n"
        "1,B,2026-03-02T09:00,\n"
        "1,B,2026-03-02T09:01,2026-03-02T09:00\n"
    )
    found = one_hour(write("log.csv", text))
    assert dict(found.summary.dropped) == {
        "events without case or activity": 2,
        "events without an end": 1,
        "events that end before they start": 1,
    }


BAD = [
    ("log.csv", "", "is empty"),
    ("log.csv", "case,activity,end,start\n1,A,2026-03-02\n", "line 2 = 3: must have 4 cells"),
    ("log.csv", 'case,activity,end,start\n1,"A,2026-03-02,2026-03-02\n', "is not CSV"),
    ("log.csv", "case,activity,end,start\n", "has no event with case"),
    ("log.csv", "case,activity,end,start\n1,A,soon,2026-03-02\n", "line 2: end = 'soon'"),
    ("log.csv", "case,activity,end,start\n1,A,0000-01-01,2026-03-02\n", "must be a time"),
    ("log.doc", "x", "must end in .csv, .tsv, .tab, .txt, .xes, .xlsx, also packed"),
    ("log.txt", "x", "no column is named for case"),
    ("log.csv.gz", "\x01\x02", "is no whole gzip file"),
    ("log.xes", "", "is not XML"),
    ("log.xes", "<html/>", "the outermost element must be log"),
    ("log.xes", "<log/>", "has no events in traces"),
    ("log.xes", "<log><event/></log>", "has no events in traces"),
    ("log.xes", '<?xml version="1.0" encoding="klingon"?><log/>', "is not XML"),
    ("log.xes", "<log><trace><event></trace></log>", "is not XML"),
]


@pytest.mark.parametrize(("name", "text", "message"), BAD)
def test_what_is_no_log_is_refused_in_one_line(write, run, name, text, message) -> None:
    path = write(name, text)
    code, out, err = run("import", "log", path)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith(f"error: {path}: ")
    assert err.count("\n") == 1


def test_no_file_no_text_no_folder(run, tmp_path: Path) -> None:
    (tmp_path / "some.csv").mkdir()
    latin = "case,activity,start,end\n1,Prüfen,2026,2026\n".encode("latin-1")
    (tmp_path / "latin.csv").write_bytes(latin)
    for name, message in (
        ("none.csv", "no such file"),
        ("", "must end in"),
        ("some.csv", "is a folder"),
        ("latin.csv", "is not UTF-8 text"),
    ):
        code, _, err = run("import", "log", tmp_path / name)
        assert code == 2
        assert message in err


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_text_of_old_programs(tmp_path: Path, run, encoding: str) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(ROW.replace(",A,", ",Prüfen,").encode(encoding)))
    found = one_hour(path, encoding=encoding)
    assert found.problem.workflow.names == ("Prüfen",)
    code, out, err = run("import", "log", path, "--encoding", encoding)
    assert (code, out, err) == (0, found.text, "")


def test_a_bomb_of_zeros_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"\0" * 20_000_000))
    with pytest.raises(jd.InputError, match="a line of more than a million characters"):
        jd.import_log(path)


def test_too_much_is_refused(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobdesign.files.opening._MOST_BYTES", 40)
    for name, text in (("log.csv", ROW), ("log.xes", f"<log>{' ' * 50}</log>")):
        with pytest.raises(jd.InputError, match="holds more than 0 GiB"):
            jd.import_log(write(name, text))

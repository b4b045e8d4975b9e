"""Log files as programs leave them: known by what is in them, or refused with what helps."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign import cli
from log_texts import BOTH, HEADER, day, log, refusal, said, steps

# Headers


@pytest.mark.parametrize("other", ["Resource", "RESOURCE", "user", "org:resource"])
def test_two_columns_for_the_same_are_refused_where_they_differ(tmp_path: Path, other: str) -> None:
    lines = day().splitlines()
    text = "\n".join([f"{lines[0]},{other}", *(f"{line},Desk" for line in lines[1:])])
    assert "may both be meant as the resource, and differ" in refusal(tmp_path, text)
    found = log(tmp_path, text, columns=jd.LogColumns(resource="resource"))
    assert found.problem.workflow.handoff_time[0] == pytest.approx(0.1)
    same = "\n".join([f"{lines[0]},{other}", *(f"{a},{a.split(',')[2]}" for a in lines[1:])])
    assert steps(log(tmp_path, same)) == BOTH


@pytest.mark.parametrize("above", ["Export\n\n", "Report,claims\nof;today\n", "sep=,\nTitle\n"])
def test_titles_may_stand_above_the_header(tmp_path: Path, above: str) -> None:
    found = log(tmp_path, above + day())
    assert steps(found) == BOTH
    assert "above it left out" in said(found)
    skip = above.count("\n")
    assert steps(log(tmp_path, above.replace("sep=,", "x") + day(), skip_rows=skip)) == BOTH


def test_a_header_that_nobody_knows_is_shown_with_its_line(tmp_path: Path) -> None:
    message = refusal(tmp_path, "Export\n" + day().replace("case", "Vorgang"))
    assert "line 2: header: no column is named for case; name it (--case); the " in message
    assert "columns are Vorgang, activity" in message


def test_headers_with_line_breaks(tmp_path: Path) -> None:
    text = day().replace("start,end", '"start\ntime","End\r\n time"')
    assert steps(log(tmp_path, text)) == BOTH
    assert steps(log(tmp_path, text, columns=jd.LogColumns(end="End time"))) == BOTH


def test_bad_quotes_and_huge_cells_are_shown_with_their_line(tmp_path: Path) -> None:
    within = day().replace("k2,Check,bob", 'k2,Check,"b" x')
    assert "line 5: is not CSV" in refusal(tmp_path, within)
    opened = day().replace("k1,Check", '"k1,Check')
    assert "line 3: is not CSV: a quote is opened" in refusal(tmp_path, opened)
    long = day().replace(",end\n", ",end,note\n").replace(":35\n", ":35,\n")
    long = long.replace(":50\n", f":50,{'x' * 300_000}\n")
    assert steps(log(tmp_path, long)) == BOTH
    longer = long.replace("x", "xxxx")
    assert "line 2: has a line of more than a million" in refusal(tmp_path, longer)


# Kinds of files


def zipped(*files: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files:
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", gzip.compress(day().encode(), mtime=0)),
        ("log.csv.gz", day().encode()),
        ("log.tsv", day().replace(",", "\t").encode()),
        ("log.txt", day().replace(",", "|").encode()),
        ("log.xls", day().replace(",", "\t").encode()),
        ("log.csv", b"sep=^\n" + day().replace(",", "^").encode()),
        ("log.zip", zipped(("__MACOSX/x", "y"), ("log.csv", day()))),
        ("log.csv.zip", zipped(("log.csv", day()))),
        ("log.csv", day().encode("utf-16")),
    ],
)
def test_files_are_known_by_what_is_in_them(tmp_path: Path, name: str, content: bytes) -> None:
    assert steps(log(tmp_path, content, name)) == BOTH


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("log.csv", bz2.compress(b"x"), "is packed with bzip2"),
        ("log.csv", b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel file"),
        ("log.parquet", b"PAR1", "pandas: to_csv"),
        ("log.csv", b"PAR1", "is Parquet"),
        ("log.csv.zip", zipped(("a.csv", "x"), ("b.csv", "y")), "an archive of 2 files (a.csv"),
        ("log.csv.gz", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "is packed twice"),
        ("log.mxml", b"<WorkflowLog/>", "is MXML, not XES"),
        ("log.csv", b"<html><table/></html>", "the outermost element must be log"),
        ("log.json", b"{}", "write its events as CSV"),
    ],
)
def test_other_kinds_of_files_are_refused_by_name(tmp_path, name, content, message) -> None:
    assert message in refusal(tmp_path, content, name)


def test_workbooks_are_logs(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet.append(["Export"])
    for line in day().splitlines():
        sheet.append(line.split(","))
    for row in sheet.iter_rows(min_row=3, min_col=4, max_col=5):
        for cell in row:
            cell.value = datetime.datetime.fromisoformat(cell.value)
    sheet.row_dimensions[4].hidden = True
    hidden = book.create_sheet("Old", 0)
    hidden.append(["nothing"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "log.xlsx"
    book.save(path)
    found = jd.import_log(path)
    assert steps(found) == BOTH
    assert "sheet Data was read, not Old" in said(found)
    assert "1 rows are hidden and were read: 4" in said(found)
    with pytest.raises(jd.InputError, match="is no sheet of the workbook"):
        jd.import_log(path, sheet="Dat")


# The command line


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_options_of_the_command_line_reach_the_reader(tmp_path: Path, capsys) -> None:
    path = tmp_path / "log.txt"
    path.write_text("x~y\n" + day().replace(",", "~"))
    code, out, _ = run(
        capsys, "import", "log", path, "--sep", "~", "--skip-rows", 1, "--tz", "Europe/Rome",
        "--format", "json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["problem"]["steps"][1]["manual_time"] == 0.75
    path.write_text(f"{HEADER}k,A,x,0,30\n")
    code, out, _ = run(capsys, "import", "log", path, "--unit", "min", "--format", "json")
    assert json.loads(out)["problem"]["steps"][0]["manual_time"] == 0.5


@pytest.mark.parametrize(
    ("guess", "meant"),
    [
        ("--separator", "--sep"), ("--timezone", "--time-zone"), ("--resource-col", "--resource"),
        ("--case-id", "--case"), ("--skiprows", "--skip-rows"), ("--date-format", "--time-format"),
        ("--timestamp", "--end"), ("--activity_column", "--activity"), ("--start-time", "--start"),
    ],
)  # fmt: skip
def test_guessed_options_are_pointed_at(tmp_path: Path, capsys, guess: str, meant: str) -> None:
    code, out, err = run(capsys, "import", "log", tmp_path / "log.csv", guess, "x")
    assert (code, out) == (2, "")
    assert f"No such option: {guess}; it is called {meant}" in err
    assert err.count("\n") == 1

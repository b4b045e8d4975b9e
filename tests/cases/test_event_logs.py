"""Logs as people export them: read as a person would read them, or refused with what helps."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign import cli

HEADER = "case,activity,resource,start,end\n"


def log(tmp_path: Path, text: str | bytes, name: str = "log.csv", **options: object) -> jd.Imported:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return jd.import_log(path, **options)


def refusal(tmp_path: Path, text: str | bytes, name: str = "log.csv", **options: object) -> str:
    with pytest.raises(jd.InputError) as caught:
        log(tmp_path, text, name, **options)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    return message


def steps(found: jd.Imported) -> list[tuple[str, float]]:
    workflow = found.problem.workflow
    return list(zip(workflow.names, workflow.manual_time.tolist(), strict=True))


def said(found: jd.Imported) -> str:
    """Return all that the summary says; the file says it, too."""
    lines = [*found.summary.assumed, *found.summary.noticed]
    file = " ".join(line.removeprefix("#") for line in found.text.splitlines())
    file = " ".join(file.split())
    assert all(" ".join(line.split()) in file for line in lines)
    return "\n".join(lines)


def day(cases: int = 3, *, send: str = "", person: str = "bob", zero: str = "") -> str:
    """Write cases of half an hour by Ann and, an hour later, three quarters by somebody."""
    rows = [HEADER]
    for i in range(1, cases + 1):
        date = f"2024-03-{i:02}"
        rows.append(f"k{i},Receive,ann,{date} 09:20,{date} 09:50\n")
        rows.append(f"k{i},Check,{person},{date} 10:50,{date} 11:35\n")
        rows.append(send.replace("DATE", date).replace("CASE", f"k{i}") if send else "")
    return "".join(rows) + zero


BOTH = [("Receive", 0.5), ("Check", 0.75)]


# Times


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01 09.20", "2024.03.01 09:20", "01.03.24 09:20", "24-03-01 09:20", "09:20",
        "03-01 09:20", "2024-03-01 9:20 PM", "1 Mar 2024 09:20", "2024-03-01 09:20 Uhr",
        "2024-03-01 09:20 CET", "2024-03-01x09:20", "2024-03-01T25:20", "2024-03-01T0920",
        "Friday 2024-03-01 09:20", "2024-03-01 09:20+1h",
    ],
)  # fmt: skip
def test_times_that_are_not_iso_are_refused(tmp_path: Path, written: str) -> None:
    message = refusal(tmp_path, f"{HEADER}k,A,x,{written},{written}\n")
    assert f"line 2: end = '{written}': must be a time like" in message


@pytest.mark.parametrize(
    "form",
    [
        "%H:%M", "%d.%m. %H:%M", "%m/%Y", "%Y %H:%M", "%d.%m.%Y %I:%M", "%d.%m.%Y %H:%M %p",
        "%Y-%m-%d %H:%M %Z", "%Y-%m-%d %M", "%s", "%Y-%m-%d %d", "%Y-%m-%d %", "%a %H:%M",
    ],
)  # fmt: skip
def test_forms_that_leave_the_moment_open_are_refused(tmp_path: Path, form: str) -> None:
    assert "time format = " in refusal(tmp_path, day(), clock=jd.Clock(form=form))


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("01.03.2024 09:20", "%d.%m.%Y %H:%M"),
        ("2024-03-01 09.20", "%Y-%m-%d %H.%M"),
        ("Mar 1, 2024 9:20 AM", "%b %d, %Y %I:%M %p"),
        ("20240301 0920", "%Y%m%d %H%M"),
    ],
)
def test_the_form_that_is_advised_reads_the_time(tmp_path: Path, written: str, form: str) -> None:
    later = written.replace("9:20", "9:50").replace("9.20", "9.50").replace("0920", "0950")
    text = f'{HEADER}k,A,x,"{written}","{later}"\n'
    assert repr(form) in refusal(tmp_path, text)
    assert steps(log(tmp_path, text, clock=jd.Clock(form=form))) == [("A", 0.5)]


@pytest.mark.parametrize(
    "none", ["NULL", "NaT", "nan", "None", "N/A", "0000-00-00", "0000-00-00 00:00:00", "<NA>", "-",
             "9999-12-31", "2999-12-31 23:59:59", "1900-01-01", "9999-12-31T23:59:59Z"],
)  # fmt: skip
def test_an_end_that_stands_for_none_is_none(tmp_path: Path, none: str) -> None:
    found = log(tmp_path, day(zero=f"k9,Check,bob,2024-03-09 10:50,{none}\n"))
    assert steps(found) == BOTH
    assert found.problem.workflow.handoff_time[0] == pytest.approx(0.1)
    assert dict(found.summary.dropped) == {"events without an end": 1}
    assert f"1 end times say {none}, which stands for none" in said(found)


@pytest.mark.parametrize("none", ["1970-01-01 00:00", "1899-12-30", "1970-01-01T01:00+01:00", ""])
def test_a_start_that_stands_for_none_leaves_the_order_to_the_end(tmp_path: Path, none) -> None:
    found = log(tmp_path, day(send=f"CASE,Archive,bob,{none},DATE 11:40\n"))
    assert steps(found) == [*BOTH, ("Archive", 0)]
    assert "3 events have an end and no start: taken as of no length, of Archive" in said(found)


def test_a_log_that_lies_in_1970_means_it(tmp_path: Path) -> None:
    text = f"{HEADER}k,A,x,1970-01-01 00:00,1970-01-01 02:00\nk,B,x,1970-01-03,1970-01-03 01:00\n"
    assert steps(log(tmp_path, text)) == [("A", 2), ("B", 1)]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns", "excel"])
def test_numbers_are_times_in_a_unit(tmp_path: Path, unit: str) -> None:
    def number(second: int) -> str:
        if unit == "excel":
            return repr(second / 86400 + 25569)
        return str(second * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit])

    rows = [("Receive", "ann", 0, 1800), ("Check", "bob", 5400, 8100)]
    text = HEADER + "".join(
        f"k,{name},{who},{number(1709284800 + a)},{number(1709284800 + b)}\n"
        for name, who, a, b in rows
    )
    found = log(tmp_path, text, clock=jd.Clock(unit=unit))
    assert steps(found) == BOTH
    assert found.problem.workflow.handoff_time[0] == pytest.approx(0.1)
    assert "--time-unit" in refusal(tmp_path, text)
    if unit in ("ms", "us", "ns"):
        assert "beyond the year 3000" in refusal(tmp_path, text, clock=jd.Clock(unit="s"))


# Filters, and steps of no length


def test_too_long_and_zero_leave_the_longest(tmp_path: Path) -> None:
    rows = "".join(f"k{i},Review,bob,2024-03-{i:02} 09:00,2024-03-{i:02} 18:00\n" for i in (1, 2))
    zero = "k3,Review,bob,2024-03-03 09:00,2024-03-03 09:00\n"
    for keep in (False, True):
        found = log(tmp_path, HEADER + rows + zero, settings=jd.LogSettings(keep_zeros=keep))
        assert steps(found) == [("Review", 8)]
        assert "all durations of Review are over 8 h" in said(found)
    short = "k4,Review,bob,2024-03-04 09:00,2024-03-04 09:06\n"
    found = log(tmp_path, HEADER + rows + zero + short)
    assert steps(found) == [("Review", 0.1)]
    assert "2 of 3 durations of Review are over 8 h and left out" in said(found)


@pytest.mark.parametrize("who", ["", "NULL", "UNKNOWN"])
@pytest.mark.parametrize("minute", ["11:35", "09:50", "09:00"])
def test_a_milestone_by_nobody_is_no_step(tmp_path: Path, who: str, minute: str) -> None:
    ai = jd.AiAssumptions(success=0.7)
    text = day(send=f"CASE,Sent,{who},DATE {minute},DATE {minute}\n")
    found = log(tmp_path, text, ai=ai, wage=30)
    assert found.problem == log(tmp_path, day(), ai=ai, wage=30).problem
    assert "of no length and done by nobody, so no steps: Sent" in said(found)
    assert len(log(tmp_path, text, settings=jd.LogSettings(keep_zeros=True)).notes) == 3


@pytest.mark.parametrize(
    "send", ["CASE,Sent,bob,DATE 11:35,DATE 11:35\n", "CASE,Sent,,,DATE 11:36\n"]
)
def test_a_step_of_no_length_checks_nothing(tmp_path: Path, send: str) -> None:
    found = log(tmp_path, day(send=f"CASE,Sent,{send}"), ai=jd.AiAssumptions(success=0.7), wage=30)
    assert [step.ai_success for step in found.problem.workflow.steps] == [0.7, 0.7, None]
    assert jd.solve(found.problem).cost > 1
    assert "AI is given none of it" in said(found)


# People


@pytest.mark.parametrize(
    "nobody",
    ["UNKNOWN", "__INVALID__", "-", "?", "<NA>", "none", "n/a", "NaT", "(null)", "Unassigned",
     "not available", "N.A.", "--", "#N/A", "unknown ", "[Unknown]", "\\N"],
)  # fmt: skip
def test_nobody_has_many_names(tmp_path: Path, nobody: str) -> None:
    found = log(tmp_path, day(person=nobody))
    assert found.problem.workflow.handoff_time[0] == 0.25
    assert dict(found.summary.read)["people"] == 1
    assert f"3 of 6 events do not say who did them ({nobody.strip()})" in said(found)


def test_a_machine_is_said_to_count_as_a_person(tmp_path: Path) -> None:
    assert "3 events are by SYSTEM, counted as a person" in said(
        log(tmp_path, day(person="SYSTEM"))
    )


# The order of rows, and clocks


def cycles(*rows: tuple[str, str, str, str]) -> str:
    return "case,activity,resource,lifecycle,timestamp\n" + "".join(
        f"k,{name},{who},{what},2024-03-01 {time}\n" for name, who, what, time in rows
    )


def test_a_complete_may_be_listed_before_its_start(tmp_path: Path) -> None:
    rows = [
        ("A", "x", "complete", "09:00"), ("A", "x", "start", "09:00"), ("A", "x", "start", "13:00"),
        ("A", "x", "complete", "13:15"),
    ]  # fmt: skip
    assert steps(log(tmp_path, cycles(*rows))) == [("A", 0.25), ("A (2)", 0.25)]
    paused = [
        ("A", "x", "start", "08:00"), ("A", "x", "resume", "09:00"), ("A", "x", "suspend", "09:00"),
        ("A", "x", "complete", "10:00"),
    ]  # fmt: skip
    assert steps(log(tmp_path, cycles(*paused))) == [("A", 2)]


def test_equal_times_run_backwards_where_all_rows_do(tmp_path: Path) -> None:
    lines = day().replace("k1,Check", "k1,Sort,ann,2024-03-01 09:20,2024-03-01 09:50\nk1,Check")
    lines = lines.splitlines()
    for text in (lines, [lines[0], *reversed(lines[1:])]):
        settings = jd.LogSettings(least_steps=3)
        found = log(tmp_path, "\n".join(text), settings=settings)
        names = [name for name, _ in steps(found)]
        assert names == ["Receive", "Sort", "Check"]
        assert "1 events have the same times as the one before" in said(found)


@pytest.mark.parametrize(
    ("start", "end", "hours"), [("02:50", "02:10", 1 / 3), ("02:10", "02:50", 2 / 3)]
)
def test_the_hour_that_clocks_show_twice(tmp_path: Path, start, end, hours) -> None:
    text = f"{HEADER}k,A,x,2024-10-27 {start},2024-10-27 {end}\n"
    found = log(tmp_path, text, clock=jd.Clock("Europe/Amsterdam"))
    assert steps(found) == [("A", pytest.approx(hours, rel=1e-5))]
    assert "1 end times fall where clocks change" in said(found)


def test_rows_of_their_own_do_not_run_backwards_when_clocks_change(tmp_path: Path) -> None:
    text = cycles(("A", "x", "start", "01:50"), ("A", "x", "complete", "01:20"))
    text = text.replace("2024-03-01", "2024-11-03")
    found = log(tmp_path, text, clock=jd.Clock("America/New_York"))
    assert steps(found) == [("A", 0.5)]


# What is left, and why nothing is


def test_words_of_the_lifecycle(tmp_path: Path) -> None:
    columns = jd.LogColumns(lifecycle="lifecycle")
    for start, complete in (("started", "completed"), ("BEGIN", "END"), ("Started", "Done")):
        text = cycles(("A", "x", start, "09:00"), ("A", "x", complete, "09:30"))
        assert steps(log(tmp_path, text, columns=columns)) == [("A", 0.5)]
    message = refusal(tmp_path, text.replace("Started", "auf").replace("Done", "zu"))
    assert "the lifecycle says auf, zu; known are start, complete" in message


def test_starts_and_completes_that_never_meet(tmp_path: Path) -> None:
    lines = cycles(("A", "x", "start", "09:00"), ("A", "x", "complete", "09:30")).splitlines()
    text = f"{lines[0]},concept:instance\n{lines[1]},1\n{lines[2]},2\n"
    found = log(tmp_path, text)
    assert steps(found) == [("A", 0.5)]
    assert "1 starts and 1 completes never meet: the instance differs" in said(found)
    columns = jd.LogColumns(instance="concept:instance")
    assert "never meet" in refusal(tmp_path, text, columns=columns)
    apart = cycles(("A", "x", "start", "09:00"), ("A done", "x", "complete", "09:30"))
    assert "1 starts and 1 completes never meet" in refusal(tmp_path, apart)


def test_why_nothing_is_left_is_said(tmp_path: Path) -> None:
    swapped = day().replace("start,end", "end,start")
    assert "all 6 events end before they start" in refusal(tmp_path, swapped)
    empty = f"{HEADER}k,A,x,2024-03-01,NULL\n"
    assert "1 events without an end; 1 end times say NULL" in refusal(tmp_path, empty)
    nameless = day().replace("k1", "").replace("k2", "NULL").replace("k3", "-")
    assert "6 events without case or activity" in refusal(tmp_path, nameless)
    alone = "case,activity,end\nk,A,2024-03-01 09:00\n"
    assert "1 events complete and none starts; name the column of starts" in refusal(
        tmp_path, alone
    )


XES = "<log>{}</log>"
EVENT = (
    '<event><string key="concept:name" value="A"/><date key="start_timestamp" '
    'value="2024-03-0{0}T09:00Z"/><date key="time:timestamp" value="2024-03-0{0}T09:30Z"/></event>'
)


def test_a_trace_is_a_case_whatever_its_name(tmp_path: Path) -> None:
    for name in ('<string key="concept:name" value="x"/>', ""):
        traces = "".join(f"<trace>{name}{EVENT.format(i)}</trace>" for i in (1, 2))
        found = log(tmp_path, XES.format(traces), "log.xes")
        assert steps(found) == [("A", 0.5)]
        assert dict(found.summary.read)["cases"] == 2
        assert ("2 traces bear 1 names (x)" in said(found)) == bool(name)


def test_a_key_that_no_event_has_is_named(tmp_path: Path) -> None:
    trace = f"<trace>{EVENT.format(1)}</trace>"
    without = XES.format(trace.replace("time:timestamp", "when"))
    assert "no event has time:timestamp" in refusal(tmp_path, without, "log.xes")
    assert "when" in refusal(tmp_path, without, "log.xes")
    nameless = XES.format(trace.replace("concept:name", "what"))
    assert "no event has concept:name" in refusal(tmp_path, nameless, "log.xes")
    twice = EVENT.format(1).replace("</event>", '<string key="concept:name" value="B"/></event>')
    assert "has two values" in refusal(tmp_path, XES.format(f"<trace>{twice}</trace>"), "log.xes")


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
        ("log.csv", gzip.compress(day().encode())),
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
    if name == "log.zip":
        name = "log.csv.zip"
    assert steps(log(tmp_path, content, name)) == BOTH


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("log.csv", bz2.compress(b"x"), "is packed with bzip2"),
        ("log.csv", b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel file"),
        ("log.parquet", b"PAR1", "pandas: to_csv"),
        ("log.csv", b"PAR1", "is Parquet"),
        ("log.csv.zip", zipped(("a.csv", "x"), ("b.csv", "y")), "an archive of 2 files (a.csv"),
        ("log.csv.gz", gzip.compress(gzip.compress(b"x")), "is packed twice"),
        ("log.mxml", b"<WorkflowLog/>", "is MXML, not XES"),
        ("log.csv", b"<html><table/></html>", "the outermost element must be log"),
        ("log.json", b"{}", "write its events as CSV"),
    ],
)
def test_other_kinds_of_files_are_refused_by_name(tmp_path, name, content, message) -> None:
    assert message in refusal(tmp_path, content, name)


def test_workbooks_are_logs(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import datetime

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

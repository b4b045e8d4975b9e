"""Spreadsheets as people keep them: what misleads is left out with a word, or refused."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import jobdesign as jd
from jobdesign.app.paste import read_paste
from jobdesign.app.uploads import read_upload

HEADER = ["name", "manual_skill", "manual_time", "handoff_time"]
STEPS = [["Ask", 20, 0.5, 0.1], ["Weigh", 22, 1.25, 0.3], ["Tell", 25, 2, 0]]
TIMES = [0.5, 1.25, 2.0]
CSV_HEADER = ",".join(HEADER) + "\n"
Change = Callable[[Any, Any], None]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Save a workbook with rows in its first sheet, after something was done to it."""

    def save(rows: list[list[Any]] | None = None, change: Change | None = None) -> Path:
        made = openpyxl.Workbook()
        for row in rows or [HEADER, *STEPS]:
            made.active.append(row)
        if change is not None:
            change(made, made.active)
        path = tmp_path / "process.xlsx"
        made.save(path)
        return path

    return save


def put(coordinate: str, value: Any, shown: str | None = None) -> Change:
    def change(_: Any, sheet: Any) -> None:
        sheet[coordinate] = value
        if shown is not None:
            sheet[coordinate].number_format = shown

    return change


def shown_as(form: str, hours: list[float]) -> Change:
    """Write times as fractions of a day, as spreadsheets keep them, shown in a form."""

    def change(_: Any, sheet: Any) -> None:
        for row, value in enumerate(hours, 2):
            sheet.cell(row, 3).value = value
            sheet.cell(row, 3).number_format = form

    return change


def read(path: Path, **options: Any) -> tuple[jd.Workflow, str]:
    found = jd.import_sheet(path, **options)
    return found.problem.workflow, str(found.summary)


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(jd.InputError) as caught:
        jd.import_sheet(path, **options)
    text = str(caught.value)
    assert text.startswith(str(path))
    assert "\n" not in text
    return text


# What a reader of the sheet does not see


def hide_row(_: Any, sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def fold_row(_: Any, sheet: Any) -> None:
    sheet.row_dimensions.group(3, 3, hidden=True)


def filter_row(_: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:D4"
    sheet.auto_filter.add_filter_column(0, ["Ask", "Tell"])
    sheet.row_dimensions[3].hidden = True


@pytest.mark.parametrize("change", [hide_row, fold_row, filter_row])
def test_hidden_rows_are_left_out_with_a_word(book, change: Change) -> None:
    workflow, said = read(book(change=change))
    assert workflow.names == ("Ask", "Tell")
    assert "hidden or filtered, left out: row 3" in said


def test_a_hidden_header_still_names_the_columns(book) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[1].hidden = True

    assert len(read(book(change=change))[0]) == 3


def test_hidden_columns_are_told(book) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.insert_cols(3)
        for row, cell in enumerate(["manual_time", 9, 9, 9], 1):
            sheet.cell(row, 3).value = cell
        sheet["F1"] = "price of 2019"
        sheet.column_dimensions["C"].hidden = sheet.column_dimensions["E"].hidden = True
        sheet.column_dimensions["F"].hidden = True

    workflow, said = read(book(change=change))
    assert workflow.manual_time.tolist() == TIMES
    assert "hidden columns, read: handoff_time" in said
    assert "hidden columns, left out: manual_time, price of 2019" in said


def another(title: str, rows: list[list[Any]], state: str = "visible") -> Change:
    def change(made: Any, _: Any) -> None:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = state

    return change


def test_the_sheet_that_was_taken_and_why(book) -> None:
    def archive(made: Any, sheet: Any) -> None:
        sheet.title, sheet.sheet_state = "steps", "hidden"
        another("Now", [HEADER, STEPS[2]])(made, sheet)
        made.active = 1

    workflow, said = read(book(change=archive))
    assert workflow.names == ("Tell",)
    assert 'sheet "Now", the only one with such columns; not read: steps (hidden)' in said
    workflow, said = read(book(change=archive), sheet="steps")
    assert len(workflow) == 3
    assert 'sheet "steps" is hidden' in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (another("To be", [HEADER, *STEPS]), "steps stand in 2 sheets; name one (--sheet): Sheet,"),
        (another("Steps", [HEADER, STEPS[2]]), ""),
        (another("Remarks", [["ask Ann"]]), ""),
    ],
)
def test_several_sheets(book, change: Change, message: str) -> None:
    path = book(change=change)
    if message:
        assert message in refusal(path)
    else:
        assert "sheet" in read(path)[1]


def test_a_table_on_a_hidden_sheet_only(book) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet.sheet_state = "veryHidden"
        made.create_sheet("Cover")["A1"] = "Our process"
        made.active = 1

    assert "steps stand in a hidden sheet only; show it, or name it (--sheet): Sheet" in refusal(
        book(change=change)
    )


@pytest.mark.parametrize("title", [[], [["To be"]]])
def test_a_second_table_below_is_refused(book, title) -> None:
    path = book([HEADER, *STEPS, [], *title, HEADER, STEPS[0]])
    assert "names the columns again, so a second table begins" in refusal(path)


# Formulas


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    """Replace bytes in the sheet of a workbook."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    result = path.with_name("rewritten.xlsx")
    with zipfile.ZipFile(result, "w") as target:
        for name, content in members.items():
            if name.endswith("sheet1.xml"):
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return result


def formula(path: Path, written: str, cell: bytes) -> Path:
    """Put the XML of a computed cell in the place of a formula that was not."""
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    start = sheet.index(f'<c r="{written}"'.encode())
    end = sheet.index(b"</c>", start) + 4
    return rewritten(path, sheet[start:end], cell)


@pytest.mark.parametrize("value", [b"<v></v>", b"<v/>", b""])
def test_a_formula_whose_value_is_empty_text(book, value: bytes) -> None:
    header = [*HEADER, "ai_skill", "ai_time", "ai_success"]
    rows = [header, [*STEPS[0], 20, '=IF(1>2,1,"")', 0.9], *STEPS[1:]]
    path = book(rows, put("E2", None))
    path = formula(path, "F2", b'<c r="F2" t="str"><f>IF(1&gt;2,1,"")</f>' + value + b"</c>")
    path = formula(path, "G2", b'<c r="G2" t="str"><f>IF(1&gt;2,1,"")</f>' + value + b"</c>")
    assert read(path)[0].ai_success.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=SUM(B2:B3)*0.05", "=SUM(B2:B3)*0.05"),
        (openpyxl.worksheet.formula.ArrayFormula("C3", "=SUM(B2:B3*0.1)"), "=SUM(B2:B3*0.1)"),
        ("='[1]Times'!C3", "[1]Times"),
    ],
    ids=["plain", "array", "elsewhere"],
)
def test_formulas_that_were_never_computed(book, value: Any, shown: str) -> None:
    text = refusal(book(change=put("C3", value)))
    assert shown in text
    assert "is a formula whose value was never computed" in text
    assert "object" not in text


def test_zeros_of_a_program_that_computes_nothing(book) -> None:
    path = book(change=put("C3", "=5/4"))
    written = formula(path, "C3", b'<c r="C3"><f>5/4</f><v>0</v></c>')
    assert "C3 = '=5/4': is a formula whose value was never computed" in refusal(written)
    assert (
        read(formula(path, "C3", b'<c r="C3"><f>5/4</f><v>1.25</v></c>'))[0].manual_time[1] == 1.25
    )


def test_values_of_other_workbooks_are_told(book) -> None:
    path = book(change=put("C3", "=[1]Times!C3"))
    written = formula(path, "C3", b'<c r="C3"><f>[1]Times!C3</f><v>1.25</v></c>')
    assert "values of other workbooks, as last saved here: C3" in read(written)[1]


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
@pytest.mark.parametrize("cell", ["A3", "C3"])
def test_errors_in_the_table_only(book, error: str, cell: str) -> None:
    assert f"{cell} = '{error}': is an error" in refusal(book(change=put(cell, error)))
    above = book([["Claims"], [error], HEADER, *STEPS])
    assert len(read(above)[0]) == 3


# Times of the clock


@pytest.mark.parametrize("form", ["h:mm", "hh:mm:ss", "[h]:mm", "[mm]:ss", "[h]:mm:ss;@"])
def test_clock_times_are_hours(book, form: str) -> None:
    workflow, said = read(book(change=shown_as(form, [hours / 24 for hours in TIMES])))
    assert workflow.manual_time == pytest.approx(TIMES)
    assert "times shown as on a clock are hours: C2 is 0.5 h, C3 is 1.25 h, C4 is 2 h" in said


def test_durations_of_more_than_a_day(book) -> None:
    path = book(change=shown_as("[h]:mm", [30 / 24, 1, 0.25]))
    assert read(path)[0].manual_time == pytest.approx([30, 24, 6])


@pytest.mark.parametrize(
    ("form", "value", "fix"),
    [
        ("h:mm", 30 / 24, "more than a day, which the cell does not show: write hours"),
        ("h:mm AM/PM", 0.25, "write the number anew"),
        ("d.m.yyyy", 45000, "write the number anew"),
        ("yyyy-mm-dd h:mm", 0.25, "write hours as a number"),
        ('0" min"', 30, "write hours, and format the cell as a plain number"),
        ("0\\ \\m\\i\\n", 30, "write hours, and format the cell as a plain number"),
        ('0.0" days"', 0.5, "write hours, and format the cell as a plain number"),
    ],
)
def test_what_is_shown_as_something_else_than_hours(book, form, value, fix: str) -> None:
    assert fix in refusal(book(change=shown_as(form, [value])))


@pytest.mark.parametrize("form", ['0.00" h"', '0.0 "Std."', "0.00", "General"])
def test_what_is_shown_as_hours(book, form: str) -> None:
    assert read(book(change=shown_as(form, TIMES)))[0].manual_time.tolist() == TIMES


def test_a_clock_time_is_no_wage(book) -> None:
    text = refusal(book(change=put("B3", datetime.time(1, 30))))
    assert "manual_skill = '1.5 h': is a time of the clock" in text


# Numbers as text


def test_an_ambiguous_number_is_judged_by_the_others(book) -> None:
    def texts(*cells: str) -> Path:
        return book([HEADER, ["Ask", cells[0], cells[1], 0.1], ["Tell", 1, 1, 0]])

    for cells in (("10,5", "1.500"), ("10.5", "1,500"), ("10", "1.500"), ("10", "1,500")):
        text = refusal(texts(*cells))
        assert f"'{cells[1]}': can be read in two ways" in text
        path = texts(*cells)
        point, comma = (read_or_none(path, decimal_comma=sign) for sign in (False, True))
        assert 1.5 in (point, comma) or cells[0] != "10"
    for cells, sign in ((("10,5", "1,500"), "commas"), (("10.5", "1.500"), "points")):
        workflow, said = read(texts(*cells))
        assert workflow.manual_time[0] == 1.5
        assert f'{sign} are decimal, as "{cells[0]}" (row 2: manual_skill) shows' in said


def read_or_none(path: Path, **options: Any) -> float | None:
    try:
        return float(read(path, **options)[0].manual_time[0])
    except jd.InputError:
        return None


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009", "'", "\u2019"])
def test_thousands_apart(book, blank: str) -> None:
    path = book([HEADER, ["Ask", f"1{blank}234,5", f"12{blank}000", "0"]])
    workflow, _ = read(path)
    assert (workflow.manual_skill[0], workflow.manual_time[0]) == (1234.5, 12000)
    assert "1" in refusal(book([HEADER, ["Ask", f"1{blank}23", 1, 0]]))


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("30 min", "leave out the unit: times are hours"), ("€ 12,50", "leave out the unit"),
        ("$24", "leave out the unit"), ("0,5 h", "leave out the unit"),
        ("0:30", "write hours as a number: 0.5 for half an hour"),
        ("1:30:00", "write hours as a number"), ("n/a", "leave the cell empty where none is"),
        ("-", "leave the cell empty"), ("PT30M", "leave out the unit"),
    ],
)  # fmt: skip
def test_units_in_cells(book, cell: str, fix: str) -> None:
    assert fix in refusal(book(change=put("C3", cell)))


def test_every_door_judges_numbers_alike() -> None:
    with pytest.raises(jd.InputError, match=r"'1\.500': can be read in two ways"):
        read_paste("Ask\t10,5\t1.500\t0\n", "words", "ai_success")
    text = "name;manual_skill;manual_time;handoff_time\nAsk;10,5;0,5;0,1\nTell;12;1;0\n"
    problem, said = read_upload("mine.csv", text.encode())
    assert problem.workflow.manual_skill.tolist() == [10.5, 12]
    assert said == ('commas are decimal, as "10,5" (line 2: manual_skill) shows',)
    with pytest.raises(jd.InputError, match=r"'1\.500': can be read in two ways"):
        read_upload("mine.csv", text.replace(";0,5;", ";1.500;").encode())


def test_small_tables_judge_numbers_alike(tmp_path: Path) -> None:
    path = tmp_path / "wages.csv"
    path.write_text("Wages of 2024\nrole;wage\nclerk;24,50\nhead;1.500\n")
    with pytest.raises(jd.InputError, match=r"line 4: wage = '1\.500': can be read in two ways"):
        jd.read_key_table(path, ["role"], ["wage"])
    path.write_text("Wages of 2024\nrole;wage\nclerk;24,50\nhead;31\n")
    rows = jd.read_key_table(path, ["role"], ["wage"]).rows
    assert rows == {"clerk": {"wage": 24.5}, "head": {"wage": 31}}


def test_small_tables_may_be_sheets(book) -> None:
    path = book([["Wages of 2024"], ["role", "wage"], ["clerk", 24.125], ["head", 31]])
    rows = jd.read_key_table(path, ["role"], ["wage"]).rows
    assert rows == {"clerk": {"wage": 24.125}, "head": {"wage": 31}}


# Sums and means


@pytest.mark.parametrize(
    "row",
    [
        ["Insgesamt", "=SUM(B2:B4)", "=SUM(C2:C4)", "=SUM(D2:D4)"],
        ["All of it", None, "=C2+C3+C4", None],
        ["Mittel", "=AVERAGE(B2:B4)", "=ROUND(AVERAGE(C$2:C$4),1)", "=AVERAGE(D2:D4)"],
        [None, None, "=SUBTOTAL(109,Table1[manual_time])", None],
        ["Celkem", None, "=SUM(C2:C3)+C4", None],
        [None, 67, 3.75, 0.4],
        [None, None, 3.75, None],
    ],
)
def test_rows_that_sum_the_others_are_left_out(book, row: list[Any]) -> None:
    workflow, said = read(book([HEADER, *STEPS, row]))
    assert len(workflow) == 3
    assert "sums or means of other rows, left out: row 5" in said


@pytest.mark.parametrize(
    "row",
    [
        ["Celkem", 67, 3.75, 0.4],
        ["Total hours", None, 3.75, None],
        ["Total", None, "=SUM(C2:C4)", 3],
        ["Gesamt:", 1, 1, 1],
        ["Summary", 20, "=SUM(C2:C4)", 0],
        ["", 67 / 3, 1.25, 0.4 / 3],
    ],
)
def test_rows_that_may_be_sums_are_refused(book, row: list[Any]) -> None:
    text = refusal(book([HEADER, *STEPS, row]))
    assert f"row 5: name = {row[0]!r}: looks like a sum of the steps above, or their mean" in text
    assert "--keep-sums" in text


def test_sums_of_parts_and_above(book) -> None:
    rows = [
        ["All", "=B5+B8", "=SUM(C3:C8)/2", None], *STEPS[:2], ["Part 1", None, "=SUM(C3:C4)", None],
        STEPS[2], ["File", 5, 1, 0], ["Part 2", None, "=SUM(C6:C7)", None],
    ]  # fmt: skip
    rows[0][2] = "=C5+C8"
    assert read(book([HEADER, *rows]))[0].names == ("Ask", "Weigh", "Tell", "File")


@pytest.mark.parametrize(
    "row",
    [
        ["Total quality check", 21, 0.75, 0],
        ["Last look", 20, 1.25, 0],  # the mean of times, by chance
        ["Sum up the findings", 25, 0.5, 0],
    ],
)
def test_steps_that_only_sound_like_sums(book, row: list[Any]) -> None:
    assert len(read(book([HEADER, *STEPS, row]))[0]) == 4


def test_equal_steps_are_no_means(book) -> None:
    rows = [[name, 10, 1, 0] for name in ("A", "B", "C", "D")]
    assert len(read(book([HEADER, *rows]))[0]) == 4


def test_a_step_that_equals_the_sum_can_be_kept(book) -> None:
    path = book([HEADER, ["A", 1, 1, 0], ["B", 1, 2, 0], ["C", 2, 3, 0]])
    assert "'C': looks like a sum" in refusal(path)
    assert len(read(path, keep_sums=True)[0]) == 3


# What stands around the table, and other files


@pytest.mark.parametrize(
    "text",
    [
        "Claims\n\n" + CSV_HEADER + "Ask,20,0.5,0.1\nTell,25,2,0\n",
        "Claims,,,\nOwner: Ann,,,\n" + CSV_HEADER + "Ask,20,0.5,0.1\nTell,25,2,0\n",
        "sep=,\n" + CSV_HEADER + "Ask,20,0.5,0.1\nTell,25,2,0\n",
        CSV_HEADER.replace(",", ";") + "Ask;20;0,5;0,1\nTell;25;2;0\n",
        CSV_HEADER.replace(",", "\t") + "Ask\t20\t0.5\t0.1\nTell\t25\t2\t0\n",
        CSV_HEADER.strip() + ",,\nAsk,20,0.5,0.1,,\nTell,25,2,0,,\n",
    ],
)
@pytest.mark.parametrize("ending", ["csv", "txt", "tsv"])
def test_text_tables(tmp_path: Path, text: str, ending: str) -> None:
    path = tmp_path / f"steps.{ending}"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(text.encode(encoding))
        assert read(path)[0].manual_time.tolist() == [0.5, 2]


def test_a_separator_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("/".join(HEADER) + "\nAsk/20/0.5/0.1\nTell/25/2/0\n")
    assert read(path, separator="/")[0].manual_time.tolist() == [0.5, 2]
    assert "unknown column" in refusal(path)


def test_a_row_above_may_be_merged(book) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.merge_cells("A1:B1")

    assert len(read(book([["Claims", None, "2024"], HEADER, *STEPS], change))[0]) == 3


EXCEL_2003 = b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", OLE, "is locked with a password, or is a workbook of an old Excel (.xls)"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "is a workbook of an old Excel (.xls)"),
        ("a.csv", OLE + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        ("a.xls", b"\x09\x08\x10\x00\x00\x06", "is a workbook of an old Excel (.xls)"),
        ("a.xls", b"<html><table><tr><td>name", "is a web page (HTML)"),
        ("a.xlsx", b"\xef\xbb\xbf \n<!DOCTYPE html><html>", "is a web page (HTML)"),
        ("a.csv", b"%PDF-1.7", "is a PDF"),
        ("a.xls", b'<?xml version="1.0"?>' + EXCEL_2003, "of Excel 2003"),
        ("a.csv", CSV_HEADER.encode("utf-16-le"), "is text in UTF-16 without its mark"),
        ("a.numbers", b"steps", "must end in .xlsx, .xlsm or .csv"),
    ],
)  # fmt: skip
def test_files_of_other_kinds(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert message in refusal(path)


@pytest.mark.parametrize(
    ("name", "member", "message"),
    [
        ("a.ods", "content.xml", "is an OpenDocument file (.ods)"),
        ("a.xlsx", "xl/workbook.bin", "is a binary workbook (.xlsb)"),
        ("a.numbers", "Index/Document.iwa", "is a file of Apple Numbers"),
    ],
)
def test_archives_of_other_kinds(tmp_path: Path, name: str, member: str, message: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(member, "<a/>")
        archive.writestr("other", "b")
    assert message in refusal(tmp_path / name)


def test_a_strict_workbook_is_named(book) -> None:
    path, strict = book(), book().with_name("strict.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(strict, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            target.writestr(name, content)
    assert "is a Strict Open XML Spreadsheet; save it as Excel Workbook (.xlsx)" in refusal(strict)


def test_the_app_reads_workbooks_and_says_what_it_left_out(book) -> None:
    path = book([HEADER, *STEPS, ["Sum", None, "=SUM(C2:C4)", None]], hide_row)
    problem, said = read_upload("process.xlsx", path.read_bytes())
    assert problem.workflow.names == ("Ask", "Tell")
    assert any("hidden or filtered, left out: row 3" in line for line in said)
    assert any("left out: row 5 'Sum'" in line for line in said)

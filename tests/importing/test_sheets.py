"""Spreadsheets: read as people leave them, or refused with the cell that misleads."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.importing.sheets.numbers import plain_number

HEADER = ["name", "manual_skill", "manual_time", "handoff_time"]
ROWS = [["A", 1, 2.5, 0.5], ["B", 3, 4, 0]]
EXPECTED = jd.Workflow(
    [
        jd.Step(name="A", manual_skill=1, manual_time=2.5, handoff_time=0.5),
        jd.Step(name="B", manual_skill=3, manual_time=4, handoff_time=0),
    ]
)


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Save a workbook with rows in its first sheet, after something was done to the sheet."""

    def save(rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change is not None:
            change(book.active)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return save


def test_a_plain_sheet(workbook) -> None:
    found = jd.import_sheet(workbook([HEADER, *ROWS]))
    assert found.problem.workflow == EXPECTED
    assert found.problem.name == "book"


@pytest.mark.parametrize(
    "rows",
    [
        [[], HEADER, ROWS[0], [], [None, " "], ROWS[1], []],
        [["Steps of our process"], [], HEADER, *ROWS],
        [[None, *HEADER], *([None, *row] for row in ROWS)],
        [[*HEADER, None], *([*row, " "] for row in ROWS)],
        [HEADER, ["A", "1", "2,5", " 0.5 "], ["B", 3.0, "4", "0"]],
        [HEADER, [" A ", 1, 2.5, 0.5], ["B\n", 3, 4, None]],
        [["NAME", "Manual Skill", "manual-time ", "Handoff_Time"], *ROWS],
        [HEADER, ["A", 1, "250%", "50,0 %"], ["B", 3, 4, "0 %"]],
    ],
    ids=["empty rows", "title", "empty column", "blanks", "text", "names", "case", "percent"],
)
def test_sheets_as_people_leave_them(workbook, rows) -> None:
    assert jd.import_sheet(workbook(rows)).problem.workflow == EXPECTED


def test_a_merged_title_is_no_harm(workbook) -> None:
    path = workbook([["Our process"], HEADER, *ROWS], lambda sheet: sheet.merge_cells("A1:D1"))
    assert jd.import_sheet(path).problem.workflow == EXPECTED


@pytest.mark.parametrize("cells", ["A2:A3", "C2:D2", "A2:D3"])
def test_merged_cells_in_the_table_are_refused(workbook, run, cells: str) -> None:
    path = workbook([HEADER, *ROWS], lambda sheet: sheet.merge_cells(cells))
    code, _, err = run("import", "sheet", path)
    assert code == 2
    assert err == (
        f"error: {path}: sheet Sheet: {cells}: are merged cells; unmerge them and fill each cell\n"
    )


def set_cell(coordinate: str, value: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[coordinate] = value

    return change


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=1+1", "C2 = '=1+1': is a formula whose value was never computed; open the file"),
        ("#DIV/0!", "C2 = '#DIV/0!': is an error of the spreadsheet"),
        (date(2026, 3, 2), "is a date or time, not a number; format the cell as a number"),
        (True, "row 2: manual_time = 'True': must be a number"),
        ("two", "row 2: manual_time = 'two': must be a number"),
        ("1,234", "row 2: manual_time = '1,234': can be read in two ways"),
        ("1.234,5,6", "row 2: manual_time = '1.234,5,6': must be a number"),
        (-1, 'step "A": manual_time = -1.0: must be a finite number ≥ 0'),
        (None, 'step "A": missing key manual_time'),
    ],
)
def test_cells_that_mislead(workbook, run, value: Any, message: str) -> None:
    path = workbook([HEADER, *ROWS], set_cell("C2", value))
    code, out, err = run("import", "sheet", path)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith(f"error: {path}: ")
    assert err.count("\n") == 1


def test_formulas_that_were_computed(tmp_path: Path, workbook) -> None:
    """A spreadsheet program saves the value beside the formula, which openpyxl cannot."""
    path, saved = workbook([HEADER, *ROWS], set_cell("C2", "=5/2")), tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(saved, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                formula = rb"<f>5/2</f>\s*<v\s*(/>|></v>)"
                content, count = re.subn(formula, b"<f>5/2</f><v>2.5</v>", content)
                assert count == 1
            target.writestr(name, content)
    assert jd.import_sheet(saved).problem.workflow == EXPECTED


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "is empty"),
        ([["just words"]], "header: unknown column 'just words'"),
        ([HEADER[:3], *(row[:3] for row in ROWS)], "header: missing column handoff_time"),
        ([[*HEADER, "color"], *ROWS], "header: unknown column 'color'"),
        ([[*HEADER, "note", "note"], *ROWS], "header: column 'note' stands twice"),
        ([[*HEADER, "name"], *ROWS], "header: column 'name' stands twice"),
        ([HEADER, ROWS[0], [*ROWS[1], "aside"]], "row 3: a cell stands beside the table"),
        ([HEADER, ["A", 1, 1, None], ROWS[1]], "row 2: missing handoff_time"),
        ([HEADER], "must hold at least one step"),
        ([HEADER, *ROWS, ["From interviews"]], "row 4 = 'From interviews': has words but no"),
        (
            [[*HEADER, "note"], *([*row, ""] for row in ROWS), [None] * 4 + ["see page 3"]],
            "row 4 = 'see page 3': has words but no numbers",
        ),
        ([HEADER, *ROWS, ["Total:", 4, 6.5, 0.5]], "row 4: name = 'Total:': looks like a sum"),
        ([HEADER, ["A", 1, "x%", 1], ROWS[1]], "row 2: manual_time = 'x%': must be a number"),
    ],
)
def test_tables_that_mislead(workbook, rows, message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.import_sheet(workbook(rows))
    assert message in str(caught.value)


def test_sheets_are_found_by_name(tmp_path: Path, run) -> None:
    book = openpyxl.Workbook()
    book.active.append(["something else"])
    for title in ("Steps", "other"):
        sheet = book.create_sheet(title)
        for row in [HEADER, *(ROWS if title == "Steps" else ROWS[1:])]:
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert jd.import_sheet(path).problem.workflow == EXPECTED
    assert len(jd.import_sheet(path, sheet="other").problem.workflow) == 1
    code, _, err = run("import", "sheet", path, "--sheet", "othr")
    assert code == 2
    assert "sheet = 'othr': is no sheet of the workbook; did you mean other?" in err


def with_settings(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("settings")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_settings(workbook) -> None:
    rows = [
        ["name", "manual_skill", "manual_time", "ai_skill", "ai_time", "ai_difficulty",
         "handoff_time", "note"],
        ["A", 1, 2, 1, 1, 2, 0.5, "by Ana\nand Ben"], ["B", 1, 2, 1, 1, 2, 0, None],
    ]  # fmt: skip
    path = with_settings(
        workbook(rows), ["setting", "value"], ["name", "Letters"], ["alpha", "0,5"],
        ["human", 2], ["ai_management", None, "as it is"], [],
    )  # fmt: skip
    found = jd.import_sheet(path)
    assert found.problem.name == "Letters"
    assert found.problem.workflow.alpha == 0.5
    assert found.problem.wages == jd.Wages(human=2)
    assert jd.import_sheet(path, alpha=0.7).problem.workflow.alpha == 0.7
    assert found.notes == ("by Ana and Ben", "")
    assert any(line.startswith("1 steps do not say where") for line in found.summary.noticed)
    found.write(path.with_suffix(".toml"))
    assert jd.read_problem(path.with_suffix(".toml")) == found.problem


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["alfa", 1], "row 1: unknown setting 'alfa'; did you mean alpha?"),
        (["human", "much"], "sheet settings: human = 'much': must be a number"),
        (["human", -1], "human"),
    ],
)
def test_settings_that_make_no_sense(workbook, row, message: str) -> None:
    path = with_settings(workbook([HEADER, *ROWS]), row)
    with pytest.raises(jd.InputError) as caught:
        jd.import_sheet(path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "name,manual_skill,manual_time,handoff_time\nA,1,2.5,0.5\nB,3,4,0\n",
        'name,manual_skill,manual_time,handoff_time\nA,1,"2,5","0,5"\nB,3,4,0\n',
        "\ufeffname;manual_skill;manual_time;handoff_time\r\nA;1;2,5;0,500\r\n;;;\r\nB;3;4;\r\n",
        "name\tmanual_skill\tmanual_time\thandoff_time\nA\t1\t2,5\t.5\nB\t3\t4\t0\n",
        "sep=;\r\nname;manual_skill;manual_time;handoff_time\r\nA;1;2,5;0,5\r\nB;3;4;0\r\n",
    ],
    ids=["points", "quoted commas", "semicolons", "tabs", "separator named"],
)
def test_csv_of_any_country(write, text: str) -> None:
    assert jd.import_sheet(write("steps.csv", text)).problem.workflow == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_csv_of_old_programs(tmp_path: Path, run, encoding: str) -> None:
    path = tmp_path / "steps.csv"
    text = "name,manual_skill,manual_time,handoff_time\nPrüfen,1,1,0\n"
    path.write_bytes(text.encode(encoding))
    found = jd.import_sheet(path, encoding=encoding)
    assert found.problem.workflow.names == ("Prüfen",)
    code, out, _ = run("import", "sheet", path, "--encoding", encoding)
    assert (code, out) == (0, found.text)
    code, out, err = run("import", "sheet", path)
    if encoding == "utf-16":  # begins with a mark
        assert (code, out) == (0, found.text)
    else:
        assert (code, out) == (2, "")
        assert "is not UTF-8 text" in err
        assert "say how letters are encoded (--encoding cp1252)" in err


@pytest.mark.parametrize("encoding", ["klingon", "base64", "utf8\0"])
def test_encodings_that_are_none(write, encoding: str) -> None:
    path = write("steps.csv", "name,manual_skill\n")
    with pytest.raises(jd.InputError) as caught:
        jd.import_sheet(path, encoding=encoding)
    assert str(caught.value).startswith(str(path))


def test_a_cell_that_is_a_number_has_no_decimal_sign(workbook) -> None:
    rows = [HEADER, ["A", 1.234, "2,500", 0.5], ["B", 1, 4, 0]]
    workflow = jd.import_sheet(workbook(rows), decimal_comma=True).problem.workflow
    assert workflow.manual_skill.tolist() == [1.234, 1]
    assert workflow.manual_time.tolist() == [2.5, 4]


def test_the_notation_of_the_paper(write) -> None:
    path = write("steps.csv", "name;cH;tH;tS\nA;1;2,5;0,5\nB;3;4;0\n")
    assert jd.import_sheet(path, notation="paper").problem.workflow == EXPECTED


@pytest.mark.parametrize(
    ("cell", "comma", "expected"),
    [
        ("1.5", None, "1.5"), ("1,5", None, "1.5"), ("1,5", True, "1.5"), ("1,234", True, "1.234"),
        ("1.234,5", True, "1234.5"), ("1.234,5", None, "1234.5"), ("-0,25", None, "-0.25"),
        ("1.234", None, "1.234"), ("1.5", True, "1.5"), ("12", True, "12"), ("", None, ""),
        ("1\u00a0000,5", True, "1000.5"), ("1.234", True, None), ("1,234", None, None),
        ("1,5", False, None), ("1,2,3", True, None), ("1,234.5", None, None), ("1,x", True, None),
        ("12.34,5", True, None), ("95 %", None, "0.95"), ("12,5%", None, "0.125"),
        ("1.234,5 %", True, "12.345"), ("1,500 %", None, None), ("0.1%", None, "0.001"),
    ],
)  # fmt: skip
def test_decimal_commas(cell: str, comma: bool | None, expected: str | None) -> None:
    if expected is not None:
        assert plain_number("C2", cell, comma) == expected
        return
    with pytest.raises(jd.InputError, match="C2 = "):
        plain_number("C2", cell, comma)


@given(st.integers(0, 10**8), st.integers(0, 4), st.booleans(), st.booleans())
def test_numbers_written_with_a_comma_are_read_or_refused_never_misread(
    digits: int, places: int, groups: bool, known: bool
) -> None:
    value = digits / 10**places
    text = f"{value:,.{places}f}" if groups else f"{value:.{places}f}"
    text = text.translate(str.maketrans(",.", ".,"))
    try:
        number = plain_number("C2", text, True if known else None)
    except jd.InputError:
        number = None
    if number is not None and (known or "," in text):
        assert float(number) == value
    if not groups and known:
        assert number is not None


def test_what_is_no_spreadsheet(tmp_path: Path, write) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    for path, message in (
        (tmp_path / "none.xlsx", "no such file"),
        (tmp_path / "folder.xlsx", "is a folder"),
        (tmp_path / "zip.xlsx", "cannot be read as XLSX"),
        (write("text.xlsx", "name,manual_skill"), "is not XLSX"),
        (write("old.xls", ""), "must end in .xlsx, .xlsm or .csv"),
        (write("empty.csv", ""), "is empty"),
        (write("quote.csv", 'name,manual_skill\n"A'), "is not CSV"),
    ):
        with pytest.raises(jd.InputError, match=message) as caught:
            jd.import_sheet(path)
        assert str(caught.value).startswith(str(path))
    with pytest.raises(jd.InputError, match="a CSV file has no sheets"):
        jd.import_sheet(write("steps.csv", "x"), sheet="steps")


def test_a_workbook_that_unpacks_without_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (65 << 20))
    with pytest.raises(jd.InputError, match="unpacks to more than 64 MiB"):
        jd.import_sheet(path)


def edited(path: Path, old: bytes, new: bytes) -> Path:
    """Replace bytes in the first sheet of a workbook."""
    result = path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return result


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "$A$2:$xfd$1048576"])
def test_merging_a_whole_sheet_costs_nothing(workbook, ref: str) -> None:
    path = workbook([HEADER, *ROWS], lambda sheet: sheet.merge_cells("A5:B6"))
    vast = edited(path, b'ref="A5:B6"', f'ref="{ref}"'.encode())
    with pytest.raises(jd.InputError, match="are merged cells; unmerge them"):
        jd.import_sheet(vast)


def test_a_cell_at_the_other_end_of_the_sheet(workbook, run) -> None:
    path = workbook([HEADER, *ROWS], set_cell("XFD1048576", 1))
    code, _, err = run("import", "sheet", path)
    assert code == 2
    assert "sheet Sheet: A1:XFD1048576: has a cell far from the others" in err


# Templates


@pytest.mark.parametrize("ending", ["xlsx", "csv", "toml"])
def test_a_template_is_a_problem(tmp_path: Path, run, ending: str) -> None:
    path = tmp_path / f"mine.{ending}"
    code, out, err = run("new", path)
    assert (code, err) == (0, "")
    command = out.partition("run: jobdesign ")[2].split()
    code, out, err = run(*command)
    assert (code, err) == (0, "")
    assert "optimal, cost" in out


def test_templates_hold_the_same_steps(tmp_path: Path) -> None:
    for ending in ("xlsx", "csv", "toml"):
        jd.write_template(tmp_path / f"mine.{ending}")
    steps = jd.read_problem(tmp_path / "mine.toml").workflow
    assert jd.import_sheet(tmp_path / "mine.csv").problem.workflow == steps
    from_workbook = jd.import_sheet(tmp_path / "mine.xlsx").problem
    assert from_workbook == jd.read_problem(tmp_path / "mine.toml")


def test_a_template_guides_those_who_fill_it_in(tmp_path: Path) -> None:
    jd.write_template(tmp_path / "mine.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "mine.xlsx")["steps"]
    titles = {cell.value: cell for cell in sheet[1]}
    assert all(cell.comment is not None for cell in titles.values())
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for title, cell in titles.items():
        rule = rules.get(f"{cell.column_letter}2:{cell.column_letter}500")
        assert (rule is None) == (title in ("name", "note"))
        if rule is not None:
            assert (rule.formula1, rule.formula2) == ("0", "1" if title == "ai_success" else None)
            letter = cell.column_letter
            values = [row.value for row in sheet[letter][1:] if row.value is not None]
            assert all(0 <= value <= (1 if title == "ai_success" else 1e9) for value in values)


def test_templates_spare_what_exists(tmp_path: Path, write, run) -> None:
    path = write("mine.csv", "my work")
    code, _, err = run("new", path)
    assert code == 2
    assert err == f"error: {path}: exists already; take another name\n"
    assert path.read_text() == "my work"
    jd.write_template(path, overwrite=True)
    assert path.read_text() != "my work"
    code, _, err = run("new", tmp_path / "mine.docx")
    assert code == 2
    assert "must end in .xlsx, .csv or .toml" in err
    code, _, err = run("new", tmp_path / "nowhere" / "mine.csv")
    assert code == 2
    assert "cannot be written" in err


def test_without_openpyxl(tmp_path: Path, monkeypatch, run) -> None:
    jd.write_template(tmp_path / "mine.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for words in (["new", tmp_path / "other.xlsx"], ["import", "sheet", tmp_path / "mine.xlsx"]):
        code, _, err = run(*words)
        assert code == 2
        assert "XLSX needs openpyxl, which is not installed" in err
        assert err.count("\n") == 1
    with pytest.raises(ImportError, match="XLSX needs openpyxl"):
        jd.import_sheet(tmp_path / "mine.xlsx")


def test_an_archive_whose_names_are_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "steps.xlsx"
    jd.write_template(path)
    content = bytearray(path.read_bytes())
    # in the first member's own header: its name is said to be UTF-8, and is not
    content[6:8] = b"\x00\x08"
    content[30] = 0xCF
    path.write_bytes(content)
    with pytest.raises(jd.InputError, match="is not XLSX"):
        jd.import_sheet(path)

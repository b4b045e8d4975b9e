"""Workbooks and text tables of odd cells: a problem, or one line on what is wrong, soon."""

from __future__ import annotations

import datetime
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobdesign as jd
from damaging import mutated
from lengths import examples

HEADER = ["name", "manual_skill", "manual_time", "ai_skill", "ai_time", "ai_success",
          "handoff_time", "note"]  # fmt: skip
ROWS = [
    ["Ask", 20, 0.5, 20, 0.1, 0.9, 0.1, "by Ann"],
    ["Weigh", 22, 1.25, None, None, None, 0.3, None],
    ["Tell", 25, 2, 25, 0.3, 0.7, 0, None],
]
ODD: list[Any] = [
    None, "", " ", 0, 1, -1, 1e308, 0.5, True, "Total", "Summe:", "Σ", "#", "#N/A", "#REF!", "x",
    "1.500", "1,500", "10,5", "10.5", "1.234,5", "1,234.5", "1 234,5", "1'234.5", "1\u00a0234",
    "1.2.3", "1,2,3", "90 %", "0:30", "1:30:00", "30 min", "€ 12,50", "1e-5", "1e999", "nan", "inf",
    "٣", "½", "-", "−5", "+5", "=", "=1+1", "=SUM(C2:C4)", "=SUM(C:C)", "=SUM(C2:C4)*0.1", "=C2",
    "=SUM(A1:XFD1048576)", "=[1]Sheet1!A1", "=SUBTOTAL(9,T[x])", "=SUM((((", "=C2+C3", "=A",
    "name", "manual_skill", "manual_time", "\u2028", "\u202e", "x" * 5000, "1" * 400,
    datetime.date(2024, 5, 1), datetime.time(0, 30), datetime.timedelta(hours=30),
    datetime.datetime(2024, 5, 1, 10, 0), datetime.timedelta(0),
]  # fmt: skip
FORMS = ["General", "h:mm", "[h]:mm", "h:mm AM/PM", "yyyy-mm-dd", '0" min"', "0.00%", "@", '"']
WORDS = [text for text in ODD if isinstance(text, str) and "\u2028" not in text]


@st.composite
def workbooks(draw: st.DrawFn) -> openpyxl.Workbook:
    """Draw a workbook with odd cells, forms, and rows, columns and sheets that are hidden."""
    book = openpyxl.Workbook()
    for title in draw(st.sampled_from([["steps"], ["A", "B"], ["A", "settings"], ["x"]])):
        sheet = book.create_sheet(title)
        above = draw(st.sampled_from([[], [["Title"]], [[None, "x", "y"]], [HEADER]]))
        rows = [*above, HEADER, *ROWS, *draw(st.sampled_from([[], [["Total", *[None] * 7]]]))]
        for row in rows:
            sheet.append(row)
        for _ in range(draw(st.integers(0, 5))):
            cell = sheet.cell(draw(st.integers(1, 6)), draw(st.integers(1, 9)))
            cell.value = draw(st.sampled_from(ODD))
            cell.number_format = draw(st.sampled_from(FORMS))
        for number in draw(st.sets(st.integers(1, 6), max_size=2)):
            sheet.row_dimensions[number].hidden = True
        for letter in draw(st.sets(st.sampled_from("ABCDEFGHI"), max_size=2)):
            sheet.column_dimensions[letter].hidden = True
        if draw(st.booleans()):
            sheet.merge_cells(draw(st.sampled_from(["A1:B1", "A2:A4", "B2:C3", "H1:J9"])))
        sheet.sheet_state = draw(st.sampled_from(["visible", "visible", "hidden"]))
    if any(sheet.sheet_state == "visible" for sheet in book.worksheets[1:]):
        del book["Sheet"]
    return book


def answers(path: Path, keep_sums: bool) -> None:
    """Import a sheet within two seconds of processor time; what comes out reads back."""
    began, refusal = time.process_time(), ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jd.InputWarning)  # of a last hand-off
            found = jd.import_sheet(path, keep_sums=keep_sums)
    except jd.InputError as error:
        refusal = str(error)
    if refusal:
        assert refusal.startswith(str(path))
        assert len(refusal.splitlines()) == 1
    else:
        written = path.with_name("problem.toml")
        found.write(written)
        assert jd.read_problem(written) == found.problem
        assert str(found.summary)
    assert time.process_time() - began < 2


def try_workbooks(most: settings) -> None:
    @most
    @given(workbooks(), st.booleans())
    def every(book: openpyxl.Workbook, keep_sums: bool) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "steps.xlsx")
            book.save(path)
            answers(path, keep_sums)

    every()


def try_texts(most: settings) -> None:
    cells = st.lists(st.sampled_from(WORDS), min_size=8, max_size=8)
    separators = st.sampled_from([",", ";", "\t", "|"])
    table = st.lists(st.sampled_from(ROWS) | cells, min_size=1, max_size=5)

    @most
    @given(table, separators, st.sampled_from(["csv", "txt", "tsv", "xls", "xlsx"]), st.data())
    def every(rows: list[list[Any]], separator: str, ending: str, data: st.DataObject) -> None:
        lines = [HEADER, *rows]
        text = "".join(
            separator.join("" if cell is None else str(cell) for cell in row) + "\n"
            for row in lines
        )
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
        content = text.encode(encoding)
        if data.draw(st.booleans()):
            content = data.draw(mutated(content))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"steps.{ending}")
            path.write_bytes(content)
            answers(path, False)

    every()


def test_odd_workbooks() -> None:
    try_workbooks(examples(0.25))


def test_odd_texts() -> None:
    try_texts(examples(0.5))


@pytest.mark.nightly
def test_many_odd_workbooks() -> None:
    try_workbooks(settings(max_examples=2000, deadline=None))


@pytest.mark.nightly
def test_many_odd_texts() -> None:
    try_texts(settings(max_examples=2000, deadline=None))

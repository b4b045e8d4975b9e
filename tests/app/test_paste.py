"""Cells copied from a spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.app.draft import CELLS
from jobdesign.app.paste import read_paste


def test_a_header_in_each_notation_names_the_columns() -> None:
    words = read_paste("name\tmanual_skill\tmanual_time\nask\t5\t1", "words", "ai_success")
    paper = read_paste("name;cH;tH\nask;5;1", "paper", "ai_success")
    page = read_paste("name,cM,tM\nask,5,1", "page", "ai_success")
    assert words == paper == page
    assert words[0]["manual_skill"] == 5.0


def test_without_a_header_columns_are_those_of_the_table() -> None:
    row = read_paste("ask\t5\t1\t4\t2\t0.5\t3", "words", "ai_success")[0]
    assert row["ai_success"] == 0.5
    assert row["ai_difficulty"] is None
    assert row["handoff_time"] == 3.0
    assert (
        read_paste("ask\t5\t1\t4\t2\t0.5\t3", "words", "ai_difficulty")[0]["ai_difficulty"] == 0.5
    )


def test_a_decimal_comma_is_read_where_commas_do_not_separate() -> None:
    assert read_paste("ask\t2,5\t1", "words", "ai_success")[0]["manual_skill"] == 2.5
    assert read_paste("ask;2,5;1", "words", "ai_success")[0]["manual_skill"] == 2.5
    with pytest.raises(jd.InputError, match="manual_skill"):
        read_paste("ask\t1,234,567\t1", "words", "ai_success")


def test_quoted_names_and_empty_cells() -> None:
    row = read_paste('"ask, then tell",2,3,,,,1', "words", "ai_success")[0]
    assert row["name"] == "ask, then tell"
    assert row["ai_skill"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  \n ", "nothing to read"),
        ("name\tskill\nask\t1", "unknown column 'skill'"),
        ("name\tmanual_skill\tmanual_skill\nask\t1\t2", "stands twice"),
        ("name\tmanual_skill", "no rows"),
        ("ask\t1\t2\t3\t4\t5\t6\t7\t8\t9", "has 10 cells"),
        ("ask\t1\tlong", "row 1: manual_time = 'long': must be a number"),
        ("ask\tinf\t1", "must be a finite number"),
        ('"ask,1', "cannot be split"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(jd.InputError, match=message):
        read_paste(text, "words", "ai_success")


@given(text=st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        rows = read_paste(text, "words", "ai_success")
    except jd.InputError:
        return
    assert all(set(row) == set(CELLS) for row in rows)

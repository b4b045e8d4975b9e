"""Rows of a spreadsheet, pasted as text."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from jobdesign.app import session
from jobdesign.app.draft import RATES
from jobdesign.app.paste import read_paste

__all__ = ["show"]

_NOTATIONS = {
    "words": "words (manual_skill, …)",
    "paper": "the paper (cH, tH, cM, tM, …)",
    "page": "the authors' page (cM, tM, cA, tA, …)",
}


def show() -> None:
    """Draw the text field and its buttons."""
    st.caption(
        "Cells can also be pasted right into the table. Here a first row may name the columns; "
        "without one they are in the table's order."
    )
    st.text_area("Rows from a spreadsheet", key="pasted", height=140)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Column names are those of", list(_NOTATIONS), key="pasted_notation",
                     format_func=_NOTATIONS.__getitem__, width=330)  # fmt: skip
        st.button("Add these rows", on_click=session.attempt, args=(_add,))
        st.button("Replace all steps", on_click=session.attempt, args=(_replace,))


def _rows() -> tuple[list[dict[str, object]], str]:
    rate = session.draft().rate
    rows = read_paste(st.session_state["pasted"], st.session_state["pasted_notation"], rate)
    other = RATES[rate == RATES[0]]
    return rows, other if any(row[other] is not None for row in rows) else rate


def _replace() -> None:
    rows, rate = _rows()
    session.open_draft(replace(session.draft(), rows=tuple(rows), rate=rate))


def _add() -> None:
    rows, rate = _rows()
    draft = session.draft().with_rate(rate)
    kept = tuple(row for row in draft.rows if any(cell is not None for cell in row.values()))
    session.open_draft(replace(draft, rows=(*kept, *rows)))

"""An event log as a problem."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.computations.event_log import ReadLog, read_log
from jobdesign.app.desk import key_of
from jobdesign.app.draft import Draft
from jobdesign.app.uploads import MOST_MEGABYTES
from jobdesign.app.waiting import show_answer

__all__ = ["show"]

_PATIENCE = 1.0
_COLUMNS = ("case", "activity", "resource", "start", "end")


def show() -> None:
    """Draw the upload, what is assumed, and what came of it."""
    file = st.file_uploader("An event log (CSV or XES, also gzipped)", key="log",
                            max_upload_size=MOST_MEGABYTES)  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wage = st.number_input("Wage an hour", min_value=0.0, value=30.0, width=150, key="log_wage")
        success = st.number_input("Chance that AI succeeds at a step", min_value=0.0,
                                  max_value=1.0, value=0.0, width=250, key="log_success",
                                  help="0: AI can do nothing. A log does not say.")  # fmt: skip
        variant = st.number_input("Order of steps: variant", min_value=1, value=1, width=180,
                                  key="log_variant", help="1 is the most frequent.")  # fmt: skip
        repeats = st.checkbox("Neighbours of the same activity are one", key="log_repeats")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = tuple(
            st.text_input(
                f"Column: {name}", key=f"log_{name}", width=180, placeholder="usual names"
            )
            for name in _COLUMNS
        )
    if file is None:
        return
    columns = {name: text for name, text in zip(_COLUMNS, names, strict=True) if text}
    settings = {"variant": variant, "merge_repeats": repeats}
    st.button("Import the log", type="primary", on_click=_import, args=(file.file_id,))
    if st.session_state.get("log_asked") != file.file_id:
        return
    key = key_of("log", file.file_id, columns, wage, success, settings)
    answer = session.desk().ask(
        "analysis", key, read_log, file.name, file.getvalue(), columns, wage, success or None,
        settings, limit=session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    found: ReadLog | None = show_answer(answer, key, "Reading the log")
    if found is None:
        return
    st.code(found.summary, language=None, wrap_lines=True)
    st.button(
        "Open it", type="primary", on_click=session.open_draft, args=(Draft.of(found.problem),)
    )


def _import(file: str) -> None:
    """Read that file from now on, with whatever is said of it."""
    st.session_state["log_asked"] = file

"""An event log as a problem."""

from __future__ import annotations

from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.computations.event_log import ReadLog, read_log
from jobdesign.app.desk import key_of
from jobdesign.app.draft import Draft
from jobdesign.app.uploads import MOST_MEGABYTES
from jobdesign.app.waiting import show_answer
from jobdesign.time_forms import UNIT_NAMES

__all__ = ["show"]

_PATIENCE = 1.0
_COLUMNS = ("case", "activity", "resource", "role", "start", "end", "lifecycle", "instance")
#: How a file is written: the field, what it is for, an example. The labels end in the names that
#: messages call the options by.
_CLOCK = (
    ("form", "Times are written as (--time-format)", "%d.%m.%Y %H:%M"),
    ("zone", "Time zone (--time-zone)", "UTC"),
)
_FILE = (
    ("separator", "Between cells (--sep)", "by the file"),
    ("sheet", "Sheet of a workbook (--sheet)", "the first not hidden"),
    ("encoding", "Letters are written in (--encoding)", "utf-8"),
)


def show() -> None:
    """Draw the upload, what is assumed, and what came of it."""
    file = st.file_uploader("An event log (CSV, XLSX or XES, also packed)", key="log",
                            type=["csv", "tsv", "txt", "xls", "xlsx", "xes", "xml", "gz", "zip"],
                            max_upload_size=MOST_MEGABYTES)  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wage = st.number_input("Wage an hour", min_value=0.0, value=30.0, width=150, key="log_wage")
        success = st.number_input("Chance that AI succeeds at a step", min_value=0.0,
                                  max_value=1.0, value=0.0, width=250, key="log_success",
                                  help="0: AI can do nothing. A log does not say.")  # fmt: skip
        variant = st.number_input("Order of steps: variant", min_value=1, value=1, width=180,
                                  key="log_variant", help="1 is the most frequent.")  # fmt: skip
        repeats = st.checkbox("Neighbours of the same activity are one", key="log_repeats")
        longest = st.number_input("Longest duration (--longest), hours", min_value=0.01, value=8.0,
                                  width=250, key="log_longest",
                                  help="Longer ones are screens somebody forgot.")  # fmt: skip
        zeros = st.checkbox("Durations of 0 count (--keep-zeros)", key="log_zeros")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = tuple(
            st.text_input(
                f"Column: {name}", key=f"log_{name}", width=180, placeholder="usual names"
            )
            for name in _COLUMNS
        )
    clock, written = _how_written()
    if file is None:
        return
    columns = {name: text for name, text in zip(_COLUMNS, names, strict=True) if text}
    settings = {"variant": variant, "merge_repeats": repeats, "longest": longest,
                "keep_zeros": zeros}  # fmt: skip
    st.button("Import the log", type="primary", on_click=_import, args=(file.file_id,))
    if st.session_state.get("log_asked") != file.file_id:
        return
    key = key_of("log", file.file_id, columns, wage, success, settings, clock, written)
    answer = session.desk().ask(
        "analysis", key, read_log, file.name, file.getvalue(), columns, wage, success or None,
        settings, clock, written, limit=session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    found: ReadLog | None = show_answer(answer, key, "Reading the log")
    if found is None:
        return
    st.code(found.summary, language=None, wrap_lines=True)
    st.button(
        "Open it", type="primary", on_click=session.open_draft, args=(Draft.of(found.problem),)
    )


def _how_written() -> tuple[dict[str, str], dict[str, Any]]:
    """Draw fields for how times and cells are written; return what is filled in."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        clock = _texts(_CLOCK)
        unit = st.selectbox("Times are numbers (--time-unit)", UNIT_NAMES, index=None,
                            placeholder="no", width=230, key="log_unit")  # fmt: skip
        if unit is not None:
            clock["unit"] = unit
    with st.container(horizontal=True, vertical_alignment="bottom"):
        written: dict[str, Any] = dict(_texts(_FILE))
        skip = st.number_input("Lines above the header (--skip-rows)", min_value=0, value=None,
                               placeholder="looked for", width=250, key="log_skip")  # fmt: skip
        if skip is not None:
            written["skip_rows"] = skip
    return clock, written


def _texts(fields: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    found = {
        name: st.text_input(label, key=f"log_{name}", width=250, placeholder=example)
        for name, label, example in fields
    }
    return {name: text for name, text in found.items() if text}


def _import(file: str) -> None:
    """Read that file from now on, with whatever is said of it."""
    st.session_state["log_asked"] = file

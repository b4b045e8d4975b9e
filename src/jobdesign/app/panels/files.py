"""Problem files: one handed in, and the problem to take away."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.draft import Draft
from jobdesign.app.text import plain
from jobdesign.app.uploads import MOST_MEGABYTES, as_bytes, file_name, read_upload
from jobdesign.errors import InputError

__all__ = ["show"]

_TYPES = {"toml": "application/toml", "json": "application/json", "csv": "text/csv"}


def show() -> None:
    """Draw the upload and the downloads."""
    # the reader refuses other endings: a `type` here ends the page's run where a browser ignores it
    st.file_uploader("Open a problem file (TOML, JSON), or steps as CSV or XLSX", key="upload",
                     max_upload_size=MOST_MEGABYTES,
                     on_change=session.attempt, args=(_open,))  # fmt: skip
    st.selectbox("Column names of a CSV file are those of", ["words", "paper", "page"],
                 key="upload_notation", width=330)  # fmt: skip
    try:
        problem, _ = session.draft().problem()
    except InputError:
        return
    with st.container(horizontal=True):
        for ending, kind in _TYPES.items():
            label = f"Download {ending.upper()}{' (steps only)' if ending == 'csv' else ''}"
            try:
                data = as_bytes(problem, ending)
            except InputError as error:
                st.text(plain(str(error)))
                continue
            st.download_button(label, data, file_name(problem, ending), kind, on_click="ignore",
                               key=f"download {ending}")  # fmt: skip


def _open() -> None:
    file = st.session_state["upload"]
    if file is None:
        return
    draft = session.draft()
    notation = st.session_state.get("upload_notation", "words")
    problem, notes = read_upload(file.name, file.getvalue(), notation, draft.alpha)
    session.open_draft(Draft.of(problem))
    st.session_state["complaints"].extend(notes)

"""Links: the state in the address, and links of the authors' page."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from jobdesign.app import session
from jobdesign.app.address import LONGEST, read_pasted_link, write_address
from jobdesign.app.answer import Asked
from jobdesign.errors import InputError
from jobdesign.files.links import write_link

__all__ = ["keep", "show"]


def keep(asked: Asked | None) -> None:
    """Write the state into the address bar, so that a reload or a bookmark opens it again."""
    if asked is None:
        return
    query = write_address(asked.problem, asked.horizon, asked.job_ends) or {}
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def show() -> None:
    """Draw the links, and the field for one."""
    draft = session.draft()
    with st.form("link_form", border=False):
        st.text_input("A link of this page, or of the authors' page", key="pasted_link",
                      placeholder="https://…?cM=…&tM=…")  # fmt: skip
        st.form_submit_button("Open the link", on_click=session.attempt, args=(_open,))
    try:
        problem, _ = draft.problem()
    except InputError:
        return
    query = write_address(problem, draft.horizon, draft.job_ends)
    if query is None:
        st.text(f"A link would be longer than {LONGEST} characters: take a file instead.")
    else:
        st.text("This page as it is now")
        here = (st.context.url or "").partition("?")[0]
        st.code(f"{here}?{urlencode(query)}", language=None, wrap_lines=True)
    try:
        theirs = write_link(problem)
    except InputError as error:
        st.text(f"The authors' page cannot show it: {error.rule}.")
        return
    st.text("For the authors' page: put this behind its address")
    st.code(theirs, language=None, wrap_lines=True)


def _open() -> None:
    session.open_draft(read_pasted_link(st.session_state["pasted_link"]))

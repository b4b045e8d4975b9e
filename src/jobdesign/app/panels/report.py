"""The report to take away."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.report import make_report
from jobdesign.app.uploads import file_name
from jobdesign.app.waiting import show_answer
from jobdesign.solution import Solution

__all__ = ["show"]

_PATIENCE = 1.0


def show(asked: Asked, solution: Solution) -> None:
    """Draw the button that downloads the report."""
    key = asked.key_of("report")
    answer = session.desk().ask(
        "analysis", key, make_report, asked.problem, asked.horizon, asked.job_ends,
        session.limit(), limit=5 * session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    page = show_answer(answer, key, "Writing the report")
    if page is not None:
        st.text("One page that needs nothing else: send it, print it, keep it.")
        st.download_button("Download the report", page, file_name(asked.problem, "html"),
                           "text/html", on_click="ignore", key="download report")  # fmt: skip

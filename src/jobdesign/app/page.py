"""The page, as Streamlit runs it: once from top to bottom after every change."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import ask_for_solution
from jobdesign.app.panels import (
    address,
    constraints,
    event_log,
    files,
    paste,
    settings,
    steps,
    wages,
)
from jobdesign.app.results import show_results
from jobdesign.app.style import STYLE
from jobdesign.app.text import plain

__all__ = ["show_page"]


def show_page() -> None:
    """Draw the whole page."""
    st.set_page_config(page_title="jobdesign", layout="wide")
    st.html(STYLE)
    session.begin()
    st.title("jobdesign")
    st.caption("The cheapest way to cut a workflow into tasks and jobs when AI can do some steps.")
    for complaint in session.take_complaints():
        st.error(plain(complaint))
    steps.show()
    settings.show()
    asked = ask_for_solution()
    _show_more()
    show_results(asked)
    address.keep(asked)  # last, since a browser draws the page once more for it


def _show_more() -> None:
    more = st.expander(
        "Constraints, wages, pasting, files, links and event logs", key="more", on_change="rerun"
    )
    if not more.open:
        return
    panels = {
        "Constraints": constraints.show,
        "Wages": wages.show,
        "Paste": paste.show,
        "Files": files.show,
        "Link": address.show,
        "Event log": event_log.show,
    }
    tabs = more.tabs(list(panels), key="problem_tabs", on_change="rerun")
    for tab, show in zip(tabs, panels.values(), strict=True):
        if tab.open:
            with tab:
                show()


# a worker's process loads this file under another name, and must not draw
if __name__ == "__main__":
    show_page()

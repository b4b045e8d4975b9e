"""The panels that look into the answer, each drawn only while it is open."""

from __future__ import annotations

import streamlit as st

from jobdesign.app.answer import Asked, show_headline
from jobdesign.app.panels import (
    costs,
    curves,
    design,
    force,
    geometry,
    prices,
    queue,
    report,
)

__all__ = ["show_results"]


def show_results(asked: Asked | None) -> None:
    """Draw the headline and the panel that is open."""
    if asked is None:
        return
    solved = show_headline(asked)
    if solved is None:
        return
    panels = {
        "Design": design.show,
        "Geometry": geometry.show,
        "Costs": costs.show,
        "Force a step": force.show,
        "All prices": prices.show,
        "Curves over α": curves.show,
        "Queue": queue.show,
        "Report": report.show,
    }
    tabs = st.tabs(list(panels), key="result_tabs", on_change="rerun")
    for tab, show in zip(tabs, panels.values(), strict=True):
        if tab.open:
            with tab:
                show(asked, solved.solution)

"""The geometric view: width is time, height is skill, area is the wage bill."""

from __future__ import annotations

import streamlit as st

from jobdesign.app.answer import Asked
from jobdesign.app.pictures import show_picture
from jobdesign.solution import Solution

__all__ = ["show"]


def show(asked: Asked, solution: Solution) -> None:
    """Draw one of the three views."""
    view = st.segmented_control("View", ["steps", "tasks", "jobs"], default="steps",
                                required=True, key="geometry_view")  # fmt: skip
    show_picture(asked, solution, str(view or "steps"), f"Boxes of skill by time, by {view}")
    if not solution.problem.wages.is_plain or solution.problem.workflow.ai_cost.any():
        st.caption("With a wage rule or AI costs, areas are skill by time, not wage bills.")

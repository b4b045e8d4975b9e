"""Stage 1 and stage 2: steps become tasks, tasks become jobs."""

from __future__ import annotations

import streamlit as st

from jobdesign.app.answer import Asked
from jobdesign.app.grid import show_grid
from jobdesign.app.pictures import show_picture
from jobdesign.app.tables import step_rows, task_rows
from jobdesign.solution import Solution

__all__ = ["show"]


def show(asked: Asked, solution: Solution) -> None:
    """Draw the three layers, the derived tasks, and how each step is done."""
    show_picture(asked, solution, "layers", "Steps, the tasks they form, and the jobs")
    st.markdown("**Derived tasks** (stage 1)")
    show_grid(task_rows(solution), "tasks")
    st.markdown("**Steps**")
    show_grid(step_rows(solution), "modes")

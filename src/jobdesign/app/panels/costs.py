"""The cost breakdown: the wage bill of each job, and what they sum to."""

from __future__ import annotations

import streamlit as st

from jobdesign.app.answer import Asked
from jobdesign.app.grid import show_grid
from jobdesign.app.tables import job_rows
from jobdesign.solution import Solution

__all__ = ["show"]


def show(asked: Asked, solution: Solution) -> None:
    """Draw the table and the total."""
    show_grid(job_rows(solution), "jobs")
    ai = solution.evaluation.ai_cost if solution.evaluation is not None else 0.0
    more = f", of which {ai:,.6g} for AI attempts" if ai else ""
    st.text(f"Total cost: {solution.cost:,.10g}{more}")
    if asked.problem.is_plain and asked.horizon == "long":
        st.caption("Wage bill = total skill × (hand-off + total time of its tasks).")

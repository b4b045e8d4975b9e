"""Cost and marginal benefit over alpha, and where the design changes."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.curves import Curves, find_curves
from jobdesign.app.desk import key_of
from jobdesign.app.grid import show_grid
from jobdesign.app.pictures import show_bytes
from jobdesign.app.tables import finite
from jobdesign.app.waiting import show_answer
from jobdesign.solution import Solution

__all__ = ["show"]

_PATIENCE = 1.0


def show(asked: Asked, solution: Solution) -> None:
    """Draw the curves; they do not depend on the present alpha, and are found once."""
    if asked.problem.workflow.alpha is None:
        st.info("Success is given directly here. Choose “Difficulty and α” above for curves.")
        return
    if asked.horizon == "short":
        st.caption("The curves are those of the long run.")
    tree = {key: value for key, value in asked.tree.items() if key != "alpha"}
    key = key_of("curves", tree, session.limit())
    answer = session.desk().ask(
        "analysis", key, find_curves, asked.problem, session.limit(),
        limit=session.limit() + 10.0, patience=_PATIENCE,
    )  # fmt: skip
    found: Curves | None = show_answer(answer, key, "Finding every change of the design")
    if found is None:
        return
    if not found.complete:
        st.warning("The time was up: part of the range is missing.")
    present = asked.problem.workflow.alpha
    here = [n for n, row in enumerate(found.rows, 1) if row["from"] <= present <= row["to"]]
    if here:
        st.text(f"α = {present:.6g} lies in range {here[-1]} of {len(found.rows)}.")
    show_bytes(found.cost, "Cost over alpha", "cost")
    show_bytes(found.marginal, "Marginal benefit over alpha", "marginal")
    show_bytes(found.ribbon, "How each step is done, over alpha", "ribbon")
    show_grid(finite(found.rows), "ranges")

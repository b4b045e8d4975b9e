"""Force a step into a mode, and see what that costs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.solving import StepPrices, force_step
from jobdesign.app.grid import show_grid
from jobdesign.app.tables import mode_prices
from jobdesign.app.waiting import show_answer
from jobdesign.constraints import MODES
from jobdesign.solution import Solution

__all__ = ["show"]

_PATIENCE = 0.5
_FREE = "free"


def show(asked: Asked, solution: Solution) -> None:
    """Draw the choice of a step, the price of each mode, and the choice of one."""
    names = list(asked.problem.workflow.names)
    draft = session.draft()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        step = st.selectbox("Step", names, key="forced_step", width=330)
        mode = draft.forced(step) or _FREE
        chosen = session.control("forced_mode", mode, step)
        st.segmented_control(
            "How it must be done", [_FREE, *MODES], required=True, default=mode, key=chosen,
            on_change=session.heard, args=(chosen, _force),
        )  # fmt: skip
    # the step's own demand is not part of the question: its key is that of the free step
    free = draft.with_forced(step, None).tree()
    key = asked.key_of("force", free, step)
    answer = session.desk().ask(
        "analysis", key, force_step, asked.problem, step, asked.horizon, asked.job_ends,
        session.limit(), limit=5 * session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    found: StepPrices | None = show_answer(answer, key, "Pricing")
    if found is not None:
        show_grid(mode_prices(found), "mode_prices")
        st.caption("Exact: the cheapest design with the step in that mode, less the cheapest one "
                   "with the step free. Other demands are kept.")  # fmt: skip
    forced = [name for name in names if draft.forced(name)]
    if forced:
        st.text("Forced: " + ", ".join(f"{name} ({draft.forced(name)})" for name in forced))
        st.button("Set all steps free", on_click=_free_all)
    _show_steps(solution)


def _show_steps(solution: Solution) -> None:
    """Draw the steps as they are done, to choose one with a click."""
    draft = session.draft()
    rows = [
        {"step": row["name"], "mode": row["mode"], "forced": draft.forced(row["name"]) is not None}
        for row in solution.rows("steps")
    ]
    key = "choose_step"
    st.markdown("**Steps**: click one to choose it")
    st.dataframe(rows, hide_index=True, key=key, selection_mode="single-cell",
                 on_select=lambda: _choose(key, rows))  # fmt: skip


def _choose(key: str, rows: list[dict[str, Any]]) -> None:
    for row, _ in st.session_state[key]["selection"]["cells"]:
        st.session_state["forced_step"] = rows[row]["step"]


def _force(mode: str | None) -> None:
    step = st.session_state["forced_step"]  # as the reader sees it, drawn by us or not yet
    chosen = None if mode in (None, _FREE) else mode
    session.change(constraints=session.draft().with_forced(step, chosen).constraints)


def _free_all() -> None:
    kept = [tree for tree in session.draft().constraints if tree["kind"] != "require_mode"]
    session.change(constraints=tuple(kept))

"""Wages: base rates, a schedule over skill, or worker types."""

from __future__ import annotations

from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.fields import points, worker_types
from jobdesign.app.table import records
from jobdesign.files.tree import problem_from_dict

__all__ = ["show"]

_FORMS = {
    "plain": "a job's wage is its total skill",
    "schedule": "a piecewise-linear schedule over total skill",
    "worker_types": "worker types with a largest skill each",
}


def show() -> None:
    """Draw the form; it takes effect with its button, since half a table is no wage rule."""
    tree = session.draft().wages or {}
    given = next((form for form in ("schedule", "worker_types") if form in tree), "plain")
    at = session.version()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        human = st.number_input("Base rate of human skill", min_value=0.0, width=210,
                                value=float(tree.get("human", 1.0)), key=f"human {at}")  # fmt: skip
        management = st.number_input("Base rate of AI management", min_value=0.0, width=210,
                                     value=float(tree.get("ai_management", 1.0)),
                                     key=f"ai_management {at}")  # fmt: skip
        form = st.selectbox("Wage rule", list(_FORMS), index=list(_FORMS).index(given),
                            format_func=_FORMS.__getitem__, width=380,
                            key=f"form {at}")  # fmt: skip
    rows = None if form == "plain" else _edit(form, tree.get(form, ()), at)
    with st.container(horizontal=True):
        st.button("Apply wages", type="primary", on_click=session.attempt,
                  args=(lambda: _apply(human, management, form, rows),))  # fmt: skip


def _edit(form: str, given: Any, at: int) -> list[dict[str, Any]]:
    import pandas as pd

    if form == "schedule":
        numbers, columns = ["skill", "wage"], ["skill", "wage"]
        given = [dict(zip(columns, point, strict=True)) for point in given] or [
            {"skill": 0.0, "wage": 0.0},
            {"skill": 10.0, "wage": 10.0},
        ]
    else:
        numbers, columns = ["max_skill", "wage", "available"], ["name", "max_skill", "wage",
                                                                 "available"]  # fmt: skip
        given = list(given) or [{"name": "junior", "max_skill": 3.0, "wage": 2.0},
                                {"name": "senior", "max_skill": 100.0, "wage": 8.0}]  # fmt: skip
    frame = pd.DataFrame(given, columns=columns).astype(dict.fromkeys(numbers, "float64"))
    labels = {"skill": "Total skill", "wage": "Wage", "name": "Name", "max_skill": "Largest skill",
              "available": "Jobs available (empty: any number)"}  # fmt: skip
    edited = st.data_editor(
        frame, key=f"{form} {at}", num_rows="dynamic", hide_index=True, placeholder="",
        column_config={key: labels[key] for key in columns},
    )  # fmt: skip
    return records(edited)


def _apply(human: float, management: float, form: str, rows: list[dict[str, Any]] | None) -> None:
    tree: dict[str, Any] = {"human": human, "ai_management": management}
    if rows is not None:
        tree[form] = points(rows) if form == "schedule" else worker_types(rows)
    # looked at with one step that any wage rule can pay
    step = {"name": "1", "manual_skill": 0.0, "manual_time": 0.0}
    problem_from_dict({"wages": tree, "steps": [step]})
    if tree == {"human": 1.0, "ai_management": 1.0}:
        tree = {}
    session.change(wages=tree or None)

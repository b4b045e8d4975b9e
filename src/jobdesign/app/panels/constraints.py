"""Side constraints: what there is, and a form for every kind."""

from __future__ import annotations

from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.fields import Field, coefficients, constraint_fields, describe
from jobdesign.app.table import records
from jobdesign.constraints import KINDS, MODES
from jobdesign.errors import InputError

__all__ = ["show"]


def show() -> None:
    """Draw the list and the form."""
    for number, tree in enumerate(session.draft().constraints):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_line(tree), width="stretch")
            st.button("Remove", key=f"remove {number}", on_click=_remove, args=(number,))
    kind = st.selectbox("Add a constraint", list(KINDS), key="new_kind",
                        format_func=lambda kind: f"{kind}: {describe(kind)}")  # fmt: skip
    answers = {field.name: _ask(kind, field) for field in constraint_fields(kind)}
    st.button("Add constraint", type="primary", on_click=session.attempt,
              args=(lambda: _add(kind, answers),))  # fmt: skip


def _ask(kind: str, field: Field) -> Any:
    key = f"new {kind} {field.name}"
    names = list(dict.fromkeys(session.draft().names))
    if field.kind == "step":
        return st.selectbox(field.label, names, key=key)
    if field.kind == "steps":
        return st.multiselect(field.label, names, key=key)
    if field.kind == "mode":
        return st.selectbox(field.label, list(MODES), key=key)
    if field.kind == "count":
        return st.number_input(field.label, min_value=int(field.least or 0), value=1, step=1,
                               key=key)  # fmt: skip
    if field.kind == "probability":
        return st.number_input(field.label, min_value=0.0, max_value=1.0, value=0.5, key=key)
    if field.kind == "number":
        return st.number_input(
            field.label,
            min_value=None if field.least is None else float(field.least),
            value=10.0,
            key=key,
        )
    return _ask_coefficients(key, field, names)


def _ask_coefficients(key: str, field: Field, names: list[str]) -> Any:
    import pandas as pd

    st.text(field.label)
    blank = pd.DataFrame({"step": names} | {mode: [0.0] * len(names) for mode in MODES})
    return st.data_editor(blank, key=f"{key} {session.version()}", hide_index=True,
                          disabled=["step"], width="stretch")  # fmt: skip


def _add(kind: str, answers: dict[str, Any]) -> None:
    tree: dict[str, Any] = {"kind": kind}
    for field in constraint_fields(kind):
        answer = answers[field.name]
        tree[field.name] = coefficients(records(answer)) if field.kind == "table" else answer
    draft = session.draft()
    made = KINDS[kind](**{key: value for key, value in tree.items() if key != "kind"})
    try:
        problem, _ = draft.problem()
    except InputError:  # the steps are not finished: it is looked at when they are
        pass
    else:
        made.check(problem.workflow)
    session.change(constraints=(*draft.constraints, tree))


def _remove(number: int) -> None:
    kept = session.draft().constraints
    session.change(constraints=kept[:number] + kept[number + 1 :])


def _line(tree: Any) -> str:
    fields = {key: value for key, value in tree.items() if key != "kind"}
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return str(KINDS[tree["kind"]](**fields))

"""What one reader has open, kept between runs of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from jobdesign.app.address import read_address
from jobdesign.app.desk import Desk
from jobdesign.app.draft import Draft
from jobdesign.app.opening import first_draft
from jobdesign.app.table import frame_of
from jobdesign.errors import InputError

__all__ = [
    "attempt",
    "begin",
    "change",
    "change_rows",
    "control",
    "desk",
    "draft",
    "heard",
    "limit",
    "open_draft",
    "set_limit",
    "table",
    "take_complaints",
    "version",
]

#: Seconds that a solve may take, until a reader says otherwise.
_LIMIT = 20.0


def begin() -> None:
    """Open what the address asks for, or else the first draft; only on the first run."""
    if "draft" in st.session_state:
        return
    st.session_state.update(version=0, limit=_LIMIT, complaints=[])
    desk().warm("solve")
    query = st.query_params.to_dict()
    if query:
        try:
            open_draft(read_address(query))
            return
        except InputError as error:
            st.session_state["complaints"].append(str(error))
    try:
        open_draft(first_draft())
    except InputError as error:
        st.session_state["complaints"].append(str(error))
        open_draft(Draft(rows=()))


@st.cache_resource(scope="session", on_release=Desk.close, show_spinner=False)
def desk() -> Desk:
    """Return the computations of this reader, which end where the reader leaves."""
    return Desk()


def draft() -> Draft:
    """Return the problem as typed."""
    found: Draft = st.session_state["draft"]
    return found


def limit() -> float:
    """Return the seconds that a computation may take."""
    return float(st.session_state["limit"])


def set_limit(seconds: float) -> None:
    """Say how long a computation may take."""
    st.session_state["limit"] = float(seconds)


def version() -> int:
    """Return a number that changes when the tables must be drawn anew."""
    return int(st.session_state["version"])


def table() -> Any:
    """Return the step table as it was when it was last drawn anew."""
    return st.session_state["table"]


def open_draft(opened: Draft) -> None:
    """Show another draft: all tables are drawn anew."""
    st.session_state["draft"] = opened
    st.session_state["table"] = frame_of(opened.rows, opened.rate)
    st.session_state["version"] += 1


def change(**fields: Any) -> None:
    """Change the draft without drawing the tables anew."""
    st.session_state["draft"] = replace(draft(), **fields)


def change_rows(rows: list[dict[str, Any]]) -> None:
    """Take over what was typed into the step table."""
    if tuple(rows) != draft().rows:
        st.session_state["draft"] = draft().with_rows(rows)


def control(name: str, value: Any, of: Any = None) -> str:
    """Return the key of a widget that shows a value of the draft, to be given as its default.

    The key stays until the draft is changed by something else than the widget, or the widget
    is about another thing (`of`); then it gets another key and starts anew, with that
    default. A value set from here instead could undo what a reader does while the page is
    drawn.
    """
    shown: dict[str, tuple[int, Any, Any]] = st.session_state.setdefault("controls", {})
    count, last, about = shown.get(name, (0, value, of))
    held = st.session_state.get(f"{name} {count}", value)
    if value not in (last, held) or of != about:
        count += 1
    shown[name] = (count, value, of)
    return f"{name} {count}"


def heard(key: str, take: Callable[[Any], None]) -> None:
    """Give a control's new value to a function, unless the control has been replaced.

    A browser goes on sending the value of a control that it no longer shows, until it has
    drawn the page that replaced it; Streamlit takes that for a change made by the reader.
    """
    shown: dict[str, tuple[int, Any, Any]] = st.session_state.get("controls", {})
    if any(f"{name} {count}" == key for name, (count, _, _) in shown.items()):
        take(st.session_state[key])


def attempt(action: Callable[[], None]) -> None:
    """Do something that a reader asked for; what is wrong with it is told on the page."""
    try:
        action()
    except InputError as error:
        st.session_state["complaints"].append(str(error))


def take_complaints() -> list[str]:
    """Return what is to be told, once."""
    found: list[str] = st.session_state["complaints"]
    st.session_state["complaints"] = []
    return found

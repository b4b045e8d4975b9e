"""An answer, or what is shown until there is one."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.desk import Answer
from jobdesign.app.text import plain

__all__ = ["progress_text", "show_answer"]

#: Seconds between looks at a computation that takes long.
_EVERY = 0.5


def show_answer(answer: Answer, key: str, what: str) -> Any | None:
    """Return the result; where there is none yet, say so, with a button to cancel.

    Parameters
    ----------
    answer, key
        From `Desk.ask`.
    what
        What is being done, e.g. ``"Solving"``.
    """
    if answer.state == "done":
        return answer.content
    if answer.state == "running":
        _wait(key, what)
    elif answer.state == "refused":
        st.warning(plain(answer.content))
    else:
        cancelled = answer.state == "cancelled"
        st.warning("Cancelled." if cancelled else f"{what} stopped: {plain(str(answer.content))}.")
        st.button("Try again", key=f"again {key}", on_click=_forget, args=(key,))
    return None


@st.fragment(run_every=_EVERY)
def _wait(key: str, what: str) -> None:
    answer = session.desk().look(key)
    if answer is None or answer.state != "running":
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="waiting"):
        said = progress_text(answer.content)
        st.text(f"{what} … {session.desk().seconds(key):.0f} s{said}")
        st.button("Cancel", key=f"cancel {key}", on_click=_cancel, args=(key,))


# the desk is looked up when a button is pressed: a reader who was away has another one
def _cancel(key: str) -> None:
    session.desk().cancel(key)


def _forget(key: str) -> None:
    session.desk().forget(key)


def progress_text(progress: Any) -> str:
    """Say how far a solve is.

    Examples
    --------
    >>> progress_text(None)
    ''
    """
    best = getattr(progress, "incumbent", math.inf)
    if not math.isfinite(best):
        return ""
    return f", best so far {best:.6g}, at least {max(progress.bound, 0.0):.6g}"

"""What belongs to the whole problem: alpha, the horizon, reset and variation."""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.opening import first_draft
from jobdesign.app.variation import vary

__all__ = ["show"]

_LEAST_ALPHA = 0.01
_HORIZONS = {"long": "Long run", "short": "Short run"}
_RATES = {"ai_difficulty": "Difficulty and α", "ai_success": "Success"}


def show() -> None:
    """Draw the settings; what is changed goes into the draft."""
    draft = session.draft()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.text_input("Name", key=session.control("name", draft.name), max_chars=200, width=230,
                      on_change=_take, args=("name", "name"))  # fmt: skip
        st.segmented_control(
            "Horizon", list(_HORIZONS), format_func=_HORIZONS.__getitem__, required=True,
            key=session.control("horizon", draft.horizon), on_change=_take,
            args=("horizon", "horizon"),
            help="Short run: jobs and wages stay as they are without AI, or as given below.",
        )  # fmt: skip
        st.segmented_control(
            "AI given as", list(_RATES), format_func=_RATES.__getitem__, required=True,
            key=session.control("rate", draft.rate), on_change=_take_rate,
        )  # fmt: skip
        st.number_input("Time limit, s", min_value=1.0, max_value=3600.0, step=10.0, width=140,
                        key=session.control("limit_box", session.limit()), on_change=_take_limit,
                        help="A solve ends then with the best design so far.")  # fmt: skip
        st.button("Random variation", on_click=_vary, help="Multiply the numbers at random.")
        st.button("Reset", on_click=session.attempt, args=(_reset,),
                  help="Back to what the page opened with.")  # fmt: skip
    if draft.horizon == "short":
        known = list(dict.fromkeys(draft.names))
        st.multiselect(
            "Jobs end after", known, placeholder="as in the best design without AI",
            key=session.control("job_ends", [n for n in draft.job_ends if n in known]),
            on_change=_take_job_ends,
        )  # fmt: skip
    if draft.rate == "ai_difficulty":
        _show_alpha(draft.alpha)


def _show_alpha(alpha: float) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.slider("α, quality of the AI", _LEAST_ALPHA, 1.0, step=0.01,
                  key=session.control("alpha_slider", max(alpha, _LEAST_ALPHA)),
                  on_change=_take, args=("alpha", "alpha_slider"))  # fmt: skip
        st.number_input("α, exactly", min_value=1e-6, max_value=1.0, step=0.01, format="%.10g",
                        width=150, key=session.control("alpha_number", alpha),
                        on_change=_take, args=("alpha", "alpha_number"))  # fmt: skip


def _take(field: str, key: str) -> None:
    value: Any = st.session_state[key]
    session.change(**{field: " ".join(value.split()) if isinstance(value, str) else value})


def _take_limit() -> None:
    session.set_limit(st.session_state["limit_box"])


def _take_rate() -> None:
    rate = st.session_state["rate"]
    session.attempt(lambda: session.open_draft(session.draft().with_rate(rate)))


def _take_job_ends() -> None:
    names = session.draft().names
    chosen = set(st.session_state["job_ends"])
    session.change(job_ends=tuple(name for name in names if name in chosen))


def _vary() -> None:
    session.open_draft(vary(session.draft(), secrets.randbelow(2**31)))


def _reset() -> None:
    session.open_draft(first_draft())

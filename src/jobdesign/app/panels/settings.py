"""What belongs to the whole problem: alpha, the horizon, reset and variation."""

from __future__ import annotations

import secrets
from functools import partial
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
        key = session.control("name", draft.name)
        st.text_input("Name", draft.name, key=key, max_chars=200, width=230,
                      on_change=session.heard, args=(key, partial(_take, "name")))  # fmt: skip
        key = session.control("horizon", draft.horizon)
        st.segmented_control(
            "Horizon", list(_HORIZONS), format_func=_HORIZONS.__getitem__, required=True,
            default=draft.horizon, key=key,
            on_change=session.heard, args=(key, partial(_take, "horizon")),
            help="Short run: jobs and wages stay as they are without AI, or as given below.",
        )  # fmt: skip
        key = session.control("rate", draft.rate)
        st.segmented_control(
            "AI given as", list(_RATES), format_func=_RATES.__getitem__, required=True,
            default=draft.rate, key=key, on_change=session.heard, args=(key, _take_rate),
        )  # fmt: skip
        key = session.control("limit_box", session.limit())
        st.number_input("Time limit, s", 1.0, 3600.0, session.limit(), 10.0, width=140, key=key,
                        format="%g", on_change=session.heard, args=(key, session.set_limit),
                        help="A solve ends then with the best design so far.")  # fmt: skip
        st.button("Random variation", on_click=_vary, help="Multiply the numbers at random.")
        st.button("Reset", on_click=session.attempt, args=(_reset,),
                  help="Back to what the page opened with.")  # fmt: skip
    if draft.horizon == "short":
        known = list(dict.fromkeys(draft.names))
        chosen = [name for name in draft.job_ends if name in known]
        key = session.control("job_ends", chosen)
        st.multiselect("Jobs end after", known, chosen, key=key,
                       on_change=session.heard, args=(key, _take_job_ends),
                       placeholder="as in the best design without AI")  # fmt: skip
    if draft.rate == "ai_difficulty":
        _show_alpha(draft.alpha)


def _show_alpha(alpha: float) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shown = max(alpha, _LEAST_ALPHA)
        key = session.control("alpha_slider", shown)
        st.slider("α, quality of the AI", _LEAST_ALPHA, 1.0, shown, 0.01, key=key,
                  on_change=session.heard, args=(key, partial(_take, "alpha")))  # fmt: skip
        key = session.control("alpha_number", alpha)
        st.number_input("α, exactly", 1e-6, 1.0, alpha, 0.01, format="%.10g", width=150, key=key,
                        on_change=session.heard, args=(key, partial(_take, "alpha")))  # fmt: skip


def _take(field: str, value: Any) -> None:
    session.change(**{field: " ".join(value.split()) if isinstance(value, str) else value})


def _take_rate(rate: Any) -> None:
    session.attempt(lambda: session.open_draft(session.draft().with_rate(rate)))


def _take_job_ends(chosen: list[str]) -> None:
    session.change(job_ends=tuple(name for name in session.draft().names if name in chosen))


def _vary() -> None:
    session.open_draft(vary(session.draft(), secrets.randbelow(2**31)))


def _reset() -> None:
    session.open_draft(first_draft())

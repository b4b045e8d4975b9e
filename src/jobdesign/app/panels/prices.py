"""The price of every decision, as a map and as a table."""

from __future__ import annotations

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.prices import PriceMap, price_decisions
from jobdesign.app.grid import show_grid
from jobdesign.app.pictures import show_bytes
from jobdesign.app.tables import finite
from jobdesign.app.waiting import show_answer
from jobdesign.solution import Solution

__all__ = ["show"]

_PATIENCE = 1.0


def show(asked: Asked, solution: Solution) -> None:
    """Draw what doing otherwise would cost, step by step."""
    key = asked.key_of("prices")
    answer = session.desk().ask(
        "analysis", key, price_decisions, asked.problem, asked.horizon, asked.job_ends,
        session.limit(), limit=session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    found: PriceMap | None = show_answer(answer, key, "Pricing every decision")
    if found is None:
        return
    if not found.complete:
        st.warning("The time was up: prices that are missing are marked with a question mark.")
    show_bytes(found.picture, "What each decision costs beyond the optimum", "prices")
    show_grid(finite(found.rows), "price_table")

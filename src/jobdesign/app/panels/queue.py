"""What arrivals do to the design: each job is a server with a queue."""

from __future__ import annotations

import math

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.queue import Load, load_design
from jobdesign.app.grid import show_grid
from jobdesign.app.tables import finite
from jobdesign.app.waiting import show_answer
from jobdesign.solution import Solution

__all__ = ["show"]

_PATIENCE = 1.0


def show(asked: Asked, solution: Solution) -> None:
    """Draw what is asked, the jobs as servers, and other designs under the same arrivals."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rate = st.number_input("Arrivals per unit of time", min_value=0.0, value=None, width=220,
                               placeholder="half the capacity", key="arrival_rate",
                               format="%.6g")  # fmt: skip
        workers = st.number_input("Workers in each job", min_value=1, value=1, step=1, width=160,
                                  key="queue_workers")  # fmt: skip
        manual = st.number_input("Variation of manual times", min_value=0.0, value=0.0,
                                 key="manual_variation", width=200,
                                 help="Squared coefficient of variation.")  # fmt: skip
        arrival = st.number_input("Variation of arrivals", min_value=0.0, value=1.0, width=180,
                                  key="arrival_variation",
                                  help="Squared coefficient of variation; 1: Poisson.")  # fmt: skip
    arguments = (rate or None, int(workers), float(manual), float(arrival))
    key = asked.key_of("queue", *arguments)
    answer = session.desk().ask(
        "analysis", key, load_design, asked.problem, solution.design, *arguments,
        limit=session.limit(), patience=_PATIENCE,
    )  # fmt: skip
    found: Load | None = show_answer(answer, key, "Looking at the queues")
    if found is None:
        return
    with st.container(horizontal=True, gap="large"):
        time = found.time_in_system
        st.metric("Time in system", f"{time:,.6g}" if math.isfinite(time) else "unstable",
                  width="content")  # fmt: skip
        st.metric("Capacity", f"{found.capacity:,.6g}", width="content")
    st.markdown("**Jobs of this design**")
    show_grid(finite(found.jobs), "queue_jobs")
    st.markdown("**Designs under the same arrivals**")
    show_grid(finite(found.designs), "queue_designs")
    st.markdown("**The fastest of them**")
    show_grid(finite(found.fastest), "queue_fastest")

"""The answer: ask for it, show what it costs, and the panels that look into it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.computations.solving import Solved, solve_problem
from jobdesign.app.desk import Answer, key_of
from jobdesign.app.text import plain
from jobdesign.app.waiting import show_answer
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.problem import Problem

__all__ = ["Asked", "ask_for_solution", "show_headline"]

#: Seconds that the page waits for an answer before it says that it is solving.
_PATIENCE = 0.4


@dataclass(frozen=True)
class Asked:
    """A problem that is one, and what is known of its answer.

    Attributes
    ----------
    problem, horizon, job_ends
        What was asked.
    tree
        The same as a tree, for keys.
    key, answer
        Of the solve.
    """

    problem: Problem
    horizon: Horizon
    job_ends: tuple[str, ...]
    tree: Any
    key: str
    answer: Answer

    def key_of(self, what: str, *more: Any) -> str:
        """Return the key of a question about this problem."""
        return key_of(what, self.tree, self.horizon, self.job_ends, session.limit(), *more)


def ask_for_solution() -> Asked | None:
    """Ask for the answer to the draft; None, and why, where it is no problem yet."""
    draft = session.draft()
    try:
        problem, notes = draft.problem()
    except InputError as error:
        st.warning(plain(str(error)))
        return None
    for note in notes:
        st.info(plain(note))
    tree, job_ends = draft.tree(), draft.job_ends if draft.horizon == "short" else ()
    limit = session.limit()
    key = key_of("solve", tree, draft.horizon, job_ends, limit)
    answer = session.desk().ask(
        "solve", key, solve_problem, problem, draft.horizon, job_ends, limit,
        limit=2 * limit, patience=_PATIENCE,
    )  # fmt: skip
    return Asked(problem, draft.horizon, job_ends, tree, key, answer)


def show_headline(asked: Asked) -> Solved | None:
    """Show what the answer costs; returns it where there is a design."""
    st.subheader("Cheapest design")
    solved: Solved | None = show_answer(asked.answer, asked.key, "Solving")
    if solved is None:
        return None
    solution = solved.solution
    if solution.design is None or solution.evaluation is None:
        if solution.status == "infeasible":
            demands = solution.conflict.demands if solution.conflict is not None else ()
            st.error("No design keeps all of: " + plain("; ".join(demands) or "the demands") + ".")
        else:
            st.warning("The time was up before a design was found: give it more time.")
        return None
    with st.container(horizontal=True, gap="large", key="headline"):
        st.metric("Cost", f"{solution.cost:,.6g}", width="content")
        if math.isfinite(solved.by_hand):
            st.metric("Without AI", f"{solved.by_hand:,.6g}", width="content")
            saved = 1.0 - solution.cost / solved.by_hand if solved.by_hand > 0 else 0.0
            st.metric("AI saves", f"{saved:.1%}", width="content")
        st.metric("Tasks", len(solution.design.tasks), width="content")
        st.metric("Jobs", len(solution.design.jobs), width="content")
        st.metric("Total time", f"{float(solution.evaluation.job_time.sum()):,.6g}",
                  width="content")  # fmt: skip
    proved = "proved optimal" if solution.status == "optimal" else (
        f"not proved: at most {solution.gap:.2%} above the optimum"
    )  # fmt: skip
    count = len(asked.problem.constraints)
    kept = "" if not count else f", {count} constraint{'s' * (count != 1)} kept"
    st.caption(
        f"{proved}{kept}, method {solution.method}, {asked.horizon} run, {solution.runtime:.3f} s"
    )
    return solved

"""A picture of the solution, drawn beside the page."""

from __future__ import annotations

import base64

import streamlit as st

from jobdesign.app import session
from jobdesign.app.answer import Asked
from jobdesign.app.computations.drawing import draw
from jobdesign.app.desk import key_of
from jobdesign.app.waiting import show_answer
from jobdesign.solution import Solution

__all__ = ["show_bytes", "show_picture"]

#: Steps beyond which a picture would be a blur.
_MOST_STEPS = 150
#: Pixels up to which a picture may shrink to the screen and still be read.
_NARROW = 720
_PATIENCE = 1.5
_LIMIT = 30.0


def show_picture(asked: Asked, solution: Solution, kind: str, alt: str) -> None:
    """Show a picture of the solution, or why there is none."""
    if len(asked.problem.workflow) > _MOST_STEPS:
        st.info(f"Pictures are drawn for up to {_MOST_STEPS} steps; the tables show all.")
        return
    if kind == "layers":  # it shows no numbers: the same design has the same picture
        key = key_of(
            "layers", asked.problem.name, asked.problem.workflow.names, str(solution.design)
        )
    else:
        key = asked.key_of("picture", kind)
    answer = session.desk().ask(
        "solve", key, draw, solution, kind, limit=_LIMIT, patience=_PATIENCE
    )
    picture = show_answer(answer, key, "Drawing")
    if picture is not None:
        show_bytes(picture, alt, kind)


def show_bytes(picture: bytes, alt: str, kind: str) -> None:
    """Show a picture that scrolls on its own where the screen is narrow."""
    if picture:
        width = _shown_width(picture)
        size = "wide" if width > _NARROW else "small"
        with st.container(key=f"picture-{size}-{kind}"):
            st.image(_address(picture), width=width, alt=alt)


def _address(png: bytes) -> str:
    """Return a picture as an address that holds it.

    Streamlit takes that as it is; bytes it would read, shrink and write anew, and the
    browser would ask for them.
    """
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _shown_width(png: bytes) -> int:
    """Return the width at which to show a picture: two thirds of its pixels."""
    width = int.from_bytes(png[16:20], "big")  # where the format keeps it
    return max(1, round(width / 1.5))

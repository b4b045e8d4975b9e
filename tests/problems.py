"""Random problems for the tests: hypothesis strategies and a seeded generator."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

import jobdesign as jd

#: Exact methods agree to this, relatively.
EXACT = 1e-12

#: Every way to solve exactly: method and options.
EXACT_METHODS = [
    ("recursion", {}),
    ("frontier", {"engine": "python"}),
    ("frontier", {"engine": "kernel"}),
    ("dag", {}),
]


def relative(cost: float, reference: float) -> float:
    """Relative difference; absolute where the reference is 0."""
    return abs(cost - reference) / reference if reference else abs(cost)


def random_problem(rng: np.random.Generator, m: int) -> jd.Problem:
    """Draw a problem that is likely to be awkward.

    Zero skills and times, ties, magnitudes from 1e-6 to 1e6, AI that never or
    always succeeds or nearly so, products that underflow, hand-offs of nothing
    and without measure, steps that no person can do.
    """

    def amounts() -> np.ndarray:
        draw = [
            lambda: rng.uniform(0, 5, m),
            lambda: 10 ** rng.uniform(-6, 6, m),
            lambda: rng.integers(0, 4, m).astype(float),
            lambda: np.full(m, rng.uniform(0.1, 3)),
            lambda: rng.uniform(0.5, 2, m),
        ][rng.integers(5)]
        values = draw()
        values[rng.random(m) < 0.1] = 0
        return values

    success = [
        lambda: rng.random(m),
        lambda: np.ones(m),
        lambda: rng.choice([0, 0.5, 1], m),
        lambda: 10 ** rng.uniform(-120, 0, m),
        lambda: 1 - 10 ** rng.uniform(-6, -1, m),
        lambda: rng.uniform(0.3, 1, m),
    ][rng.integers(6)]()
    handoff = amounts() * rng.choice([0, 1, 1, 1e9, 1e-3])
    handoff[-1] = 0
    manual_time = amounts()
    if rng.random() < 0.2:
        manual_time[(rng.random(m) < 0.3) & (success > 1e-100)] = np.inf
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=amounts(),
            manual_time=manual_time,
            ai_skill=amounts(),
            ai_time=amounts(),
            ai_success=success,
            handoff_time=handoff,
        )
    )


def _amount() -> st.SearchStrategy[float]:
    return st.one_of(
        st.sampled_from([0.0, 1.0, 2.0, 0.5]),
        st.floats(1e-6, 1e6),
    )


@st.composite
def problems(draw: st.DrawFn, max_steps: int = 5) -> jd.Problem:
    """A problem of up to `max_steps` steps that hypothesis can shrink."""
    m = draw(st.integers(1, max_steps))

    def column(values: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(values, min_size=m, max_size=m))

    handoff = column(st.one_of(_amount(), st.sampled_from([1e12, 1e-9])))
    handoff[-1] = 0.0
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=column(_amount()),
            manual_time=column(_amount()),
            ai_skill=column(_amount()),
            ai_time=column(_amount()),
            ai_success=column(
                st.one_of(st.sampled_from([0.0, 1.0, 0.5, 1e-150]), st.floats(0.0, 1.0))
            ),
            handoff_time=handoff,
        )
    )

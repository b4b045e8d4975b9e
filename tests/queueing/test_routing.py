"""Which types of tasks go to the AI: against every corner, random shares and a linear program."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize

from jobdesign.errors import InputError
from jobdesign.queueing import Moments, Routes, TaskType, best_share, route_tasks

positive = st.floats(0.05, 4)
variation = st.floats(0, 6)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[TaskType], float, float]:
    types = [
        TaskType(
            name=f"type {k}",
            arrival_rate=draw(positive),
            manual=Moments.from_mean(draw(positive), draw(variation)),
            assisted=Moments.from_mean(draw(positive), draw(variation)),
        )
        for k in range(draw(st.integers(1, 5)))
    ]
    load = sum(t.arrival_rate * min(t.manual.mean, t.assisted.mean) for t in types)
    limit = draw(st.one_of(st.just(1.0), st.floats(0, 1)))
    # not just at the edge of overload, where rounding decides
    return types, load * draw(st.one_of(st.floats(0.9, 0.999), st.floats(1.001, 4))), limit


def wait(types: list[TaskType], capacity: float, shares: tuple[float, ...]) -> float:
    """Eq. (3) for the mixture of all types on their routes."""
    rows = [(t.arrival_rate * (1 - x), t.manual) for t, x in zip(types, shares, strict=True)]
    rows += [(t.arrival_rate * x, t.assisted) for t, x in zip(types, shares, strict=True)]
    slack = capacity - sum(rate * time.mean for rate, time in rows)
    if slack <= 0:
        return math.inf
    return sum(rate * time.second_moment for rate, time in rows) / (2 * capacity * slack)


@given(problems())
def test_against_every_corner(problem: tuple[list[TaskType], float, float]) -> None:
    types, capacity, _ = problem
    found = route_tasks(types, capacity=capacity)
    corners = {x: wait(types, capacity, x) for x in product((0.0, 1.0), repeat=len(types))}
    least = min(corners.values())
    if found.shares is None:
        assert least == math.inf == found.mean_wait
        return
    assert set(found.shares) <= {0.0, 1.0}
    assert found.mean_wait == pytest.approx(least, rel=1e-9)
    assert wait(types, capacity, found.shares) == pytest.approx(found.mean_wait, rel=1e-9)


@given(problems(), st.integers(0, 2**32 - 1))
def test_against_random_shares_and_a_linear_program(
    problem: tuple[list[TaskType], float, float], seed: int
) -> None:
    types, capacity, limit = problem
    found = route_tasks(types, capacity=capacity, largest_share=limit)
    rates = np.array([t.arrival_rate for t in types])
    rng = np.random.default_rng(seed)
    for _ in range(8):
        shares = rng.random(len(types)) ** rng.choice([0.2, 1, 5])
        used = rates @ shares / rates.sum()
        shares *= min(1.0, limit / used)
        assert wait(types, capacity, tuple(shares)) >= found.mean_wait * (1 - 1e-9)
    if found.shares is None:
        return
    assert found.overall_share is not None
    assert found.overall_share <= limit + 1e-12
    assert sum(0 < x < 1 for x in found.shares) <= 1
    assert wait(types, capacity, found.shares) == pytest.approx(found.mean_wait, rel=1e-9)
    # Charnes and Cooper: y = x/D, z = 1/D, so that N/D is linear
    n0 = sum(t.arrival_rate * t.manual.second_moment for t in types)
    d0 = capacity - sum(t.arrival_rate * t.manual.mean for t in types)
    n = [t.arrival_rate * (t.assisted.second_moment - t.manual.second_moment) for t in types]
    d = [t.arrival_rate * (t.manual.mean - t.assisted.mean) for t in types]
    box = np.hstack([np.eye(len(types)), -np.ones((len(types), 1))])
    cap = np.append(rates / rates.sum(), -limit)
    program = optimize.linprog(
        [*n, n0], A_ub=np.vstack([box, cap]), b_ub=np.zeros(len(types) + 1),
        A_eq=[[*d, d0]], b_eq=[1], bounds=[(0, None)] * (len(types) + 1),
    )  # fmt: skip
    assume(program.status == 0)
    assert found.price_of_attention == pytest.approx(program.fun, rel=1e-5)
    assert found.mean_wait == pytest.approx(found.price_of_attention / (2 * capacity), rel=1e-9)


@given(problems())
def test_the_common_share_is_no_better(problem: tuple[list[TaskType], float, float]) -> None:
    types, capacity, limit = problem
    found = route_tasks(types, capacity=capacity, largest_share=limit)
    grid = [wait(types, capacity, (x * limit,) * len(types)) for x in np.linspace(0, 1, 21)]
    assert found.common.mean_wait <= min(grid) * (1 + 1e-9)
    assert found.mean_wait <= found.common.mean_wait * (1 + 1e-9)
    assert found.saving >= -1e-9 * found.mean_wait or math.isinf(found.mean_wait)


@given(problems())
def test_one_type_is_eq_6(problem: tuple[list[TaskType], float, float]) -> None:
    (task, *_), capacity, _ = problem
    found = route_tasks([task], capacity=capacity)
    same = best_share(Routes(manual=task.manual, assisted=task.assisted,
                             arrival_rate=task.arrival_rate, capacity=capacity))  # fmt: skip
    assert found.mean_wait == pytest.approx(same.mean_wait, rel=1e-12)
    if not same.any_share and same.share is not None:
        assert found.shares == (same.share,)


def test_types_switch_to_the_ai_one_by_one_as_load_grows() -> None:
    rates = np.linspace(0.01, 0.32, 120)
    spread = (1.5, 3.0, 6.0)
    before = -1.0
    seen = set()
    for rate in rates:
        types = [
            TaskType(name=f"{q}", arrival_rate=rate, manual=Moments(1, 1.1),
                     assisted=Moments(0.7, q))
            for q in spread
        ]  # fmt: skip
        found = route_tasks(types)
        assert found.shares is not None
        prices = [t.switching_price for t in types]
        assert found.shares == tuple(float(p < found.price_of_attention) for p in prices)
        assert found.overall_share is not None
        assert found.overall_share >= before - 1e-12
        before = found.overall_share
        seen.add(round(found.overall_share, 3))
    assert {0.0, 0.333, 0.667} <= seen


def test_a_limit_divides_one_type() -> None:
    types = [
        TaskType(name="a", arrival_rate=0.3, manual=Moments(1, 1.1), assisted=Moments(0.4, 0.5)),
        TaskType(name="b", arrival_rate=0.3, manual=Moments(1, 1.1), assisted=Moments(0.6, 0.6)),
    ]
    found = route_tasks(types, largest_share=0.7)
    assert found.shares == pytest.approx((1, 0.4))
    assert found.to_dict()["shares"] == pytest.approx({"a": 1.0, "b": 0.4})
    none = route_tasks(types, capacity=0.2)
    assert none.shares is None
    assert none.to_dict()["mean_wait"] is None
    assert math.isnan(types[0].switching_price)


def test_what_cannot_be() -> None:
    good = TaskType(name="a", arrival_rate=1, manual=Moments(1, 1), assisted=Moments(1, 1))
    for wrong, message in (
        (lambda: route_tasks([]), "at least one type"),
        (lambda: route_tasks([good, good]), "its own name"),
        (lambda: route_tasks([good], capacity=0), "capacity"),
        (lambda: route_tasks([good], largest_share=1.2), "largest_share"),
        (
            lambda: TaskType(name="", arrival_rate=1, manual=Moments(1, 1), assisted=good.manual),
            "line of text",
        ),
        (
            lambda: TaskType(name="x", arrival_rate=-1, manual=Moments(1, 1), assisted=good.manual),
            'type "x": arrival_rate',
        ),
    ):
        with pytest.raises(InputError, match=message):
            wrong()


def test_one_type_at_most_is_divided_whatever_rounding_leaves() -> None:
    rates = (1.0, 0.65625, 2.625, 3.0, 1.0)
    moments = Moments(1.0, 1.0)
    manual = (moments, moments, Moments(1.0, 2.0), moments, Moments(1.25, 1.5625))
    types = [
        TaskType(name=f"type {k}", arrival_rate=rate, manual=before, assisted=moments)
        for k, (rate, before) in enumerate(zip(rates, manual, strict=True))
    ]
    for limit in (0.09375, 0.1, 0.3, 0.317, 0.4):
        found = route_tasks(types, capacity=16.5625, largest_share=limit)
        assert found.shares is not None
        assert sum(0.0 < share < 1.0 for share in found.shares) <= 1

"""Rework at the end of the queue: identities that hold for any numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesign.errors import InputError
from jobdesign.queueing import Deterministic, Exponential, FeedbackQueue, Gamma, Moments

REWORK = Moments(7 / 3, 6.8375)

shares = st.floats(0.0, 0.95)
times = st.builds(Moments.from_mean, st.floats(0.05, 5.0), st.floats(0.0, 6.0))


@st.composite
def queues(draw) -> FeedbackQueue:
    first, rework, p, q = draw(times), draw(times), draw(shares), draw(shares)
    work = FeedbackQueue(1.0, first, rework, p, q).one_block.mean
    return FeedbackQueue(draw(st.floats(0.05, 0.95)) / work, first, rework, p, q)


@pytest.mark.parametrize(("rate", "block"), [(0.6, 0.9953), (0.85, 2.4897)])
def test_one_block_is_the_paper_s_route(rate: float, block: float) -> None:
    queue = FeedbackQueue(rate, Deterministic(0.5), REWORK, 0.15)
    assert queue.one_block.mean == pytest.approx(0.85)
    assert queue.one_block.second_moment == pytest.approx(1.625625)
    assert round(queue.mean_wait_in_one_block, 4) == block
    assert queue.mean_wait < queue.mean_wait_in_one_block


@pytest.mark.parametrize("rate", [0.6, 0.85])
def test_one_pass_of_rework_by_hand(rate: float) -> None:
    """With p' = 0 the two equations of the docstring, solved by substitution."""
    m, r, p = 0.5, 7 / 3, 0.15
    rest = rate * (0.25 + p * 6.8375) / 2
    # W2 = λ m (W1 + m) + p λ r (W1 + m) = ρ (W1 + m), so W1 (1 - λ m) = rest + λ p r W2
    rho = rate * (m + p * r)
    first = (rest + rate * p * r * rho * m) / (1 - rate * m - rate * p * r * rho)
    queue = FeedbackQueue(rate, Deterministic(m), REWORK, p)
    assert queue.mean_first_wait == pytest.approx(first)
    assert queue.mean_rework_wait == pytest.approx(rho * (first + m))
    assert queue.mean_wait == pytest.approx(first + p * rho * (first + m))


@given(times, shares, st.floats(0.05, 0.95))
def test_passes_of_one_law_wait_as_in_one_block(time, p, rho) -> None:
    """Whom the server takes next changes no mean when it cannot tell items apart.

    All passes alike and each followed by another with the same probability: the number
    of items is that of a queue which repeats a pass at once (Takács 1963).
    """
    work = FeedbackQueue(1.0, time, time, p, p).one_block.mean
    queue = FeedbackQueue(rho / work, time, time, p, p)
    assert queue.mean_wait == pytest.approx(queue.mean_wait_in_one_block, rel=1e-9)


@given(queues())
def test_work_is_conserved(queue: FeedbackQueue) -> None:
    """Mean work in the system, by kind of item, is that of an M/G/1 in one block.

    Work left on those that wait or are served: λ Σ over passes of (wait × work still to
    do) and of the pass itself; the order of service does not change the sum.
    """
    rate, p, q = queue.arrival_rate, queue.returns, queue.returns_again
    rework_left = queue.rework.mean / (1 - q)  # at the start of a pass of rework
    left = queue.first.mean + p * rework_left
    second = rate * queue.passes_of_rework
    work = rate * (
        queue.mean_first_wait * left
        + queue.first.second_moment / 2
        + queue.first.mean * p * rework_left
    )
    if p > 0:
        work += second * (
            queue.mean_rework_wait * rework_left
            + queue.rework.second_moment / 2
            + queue.rework.mean * q * rework_left
        )
    assert work == pytest.approx(queue.mean_wait_in_one_block, rel=1e-9)


@given(queues(), st.floats(0.1, 10.0))
def test_units_of_time_do_not_matter(queue: FeedbackQueue, capacity: float) -> None:
    other = FeedbackQueue(
        queue.arrival_rate * capacity,
        queue.first,
        queue.rework,
        queue.returns,
        queue.returns_again,
        capacity,
    )
    assert other.utilisation == pytest.approx(queue.utilisation)
    assert other.mean_wait * capacity == pytest.approx(queue.mean_wait)
    assert other.mean_time_in_system * capacity == pytest.approx(queue.mean_time_in_system)


@given(queues())
def test_more_arrivals_wait_longer(queue: FeedbackQueue) -> None:
    less = FeedbackQueue(
        queue.arrival_rate * 0.9, queue.first, queue.rework, queue.returns, queue.returns_again
    )
    assert less.mean_first_wait < queue.mean_first_wait
    assert less.mean_wait < queue.mean_wait


def test_without_returns_it_is_pollaczek_khinchine() -> None:
    queue = FeedbackQueue(0.7, Gamma(2.0, 0.5), REWORK, 0.0, 0.4)
    assert queue.mean_wait == pytest.approx(0.7 * 1.5 / 0.6)
    assert math.isnan(queue.mean_rework_wait)


def test_block_of_rework_passes_has_the_moments_of_its_sum() -> None:
    rng = np.random.default_rng(0)
    queue = FeedbackQueue(0.1, Gamma(2.0, 0.5), Exponential(0.7), 0.4, 0.6)
    size = 400_000
    passes = rng.geometric(0.4, size) * (rng.random(size) < 0.4)
    work = rng.gamma(2.0, 0.5, size) + 0.7 * rng.standard_gamma(np.maximum(passes, 1e-300))
    for sample, exact in (
        (work, queue.one_block.mean),
        (work**2, queue.one_block.second_moment),
    ):
        assert abs(sample.mean() - exact) <= 4 * sample.std() / math.sqrt(size)


def test_unstable_and_infinite() -> None:
    for rate in (1.0, 3.0):
        queue = FeedbackQueue(rate, Deterministic(0.5), Deterministic(1.0), 0.5)
        assert not queue.is_stable
        for wait in (queue.mean_wait, queue.mean_first_wait, queue.mean_wait_in_one_block):
            assert wait == math.inf


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"arrival_rate": 0}, "arrival_rate"),
        ({"returns": 1.2}, "returns"),
        ({"returns_again": 1.0}, "less than 1"),
        ({"returns_again": -0.1}, "returns_again"),
        ({"capacity": -1}, "capacity"),
        ({"first": 2.0}, "service time"),
    ],
)
def test_bad_input(settings, message: str) -> None:
    good = {"arrival_rate": 0.5, "first": Exponential(1), "rework": REWORK, "returns": 0.1}
    with pytest.raises(InputError, match=message):
        FeedbackQueue(**(good | settings))

"""Demand that reacts to waiting: all equilibria, against scans and a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from jobdesign.errors import InputError
from jobdesign.queueing import (
    AbandoningDemand,
    Demand,
    Moments,
    RecontactDemand,
    demand_equilibria,
)

positive = st.floats(0.05, 5)


def wait(rate: float, mean: float, second: float, capacity: float) -> float:
    return rate * second / (2 * capacity * (capacity - rate * mean))


@given(positive, st.floats(0, 5), positive, positive, st.floats(0.1, 20))
def test_people_who_give_up_make_one_equilibrium(
    mean: float, spread: float, capacity: float, base: float, patience: float
) -> None:
    service = Moments.from_mean(mean, spread)
    demand = AbandoningDemand(base=base, patience=patience)
    found = demand_equilibria(service, demand, capacity=capacity)
    (state,) = found.states
    assert not found.collapses
    assert state.is_stable
    assert found.chosen == state
    expected = wait(state.arrival_rate, mean, service.second_moment, capacity)
    assert state.mean_wait == pytest.approx(expected, rel=1e-9)
    assert demand.rate(state.mean_wait) == pytest.approx(state.arrival_rate, rel=1e-7)


@given(st.floats(0.2, 1.1), st.floats(0, 0.9), st.floats(0.5, 40), st.floats(0, 4))
def test_people_who_ask_again_against_a_scan(
    base: float, again: float, patience: float, spread: float
) -> None:
    service = Moments.from_mean(1, spread)
    demand = RecontactDemand(base=base, probability=again, patience=patience)
    found = demand_equilibria(service, demand)

    def gap(load: float) -> float:
        return demand.rate(wait(load, 1, 1 + spread, 1)) - load

    grid = 1 - np.exp(np.linspace(0, math.log(1e-8), 1000))
    values = np.array([gap(x) for x in grid])
    expected = [
        optimize.brentq(gap, grid[i], grid[i + 1], xtol=1e-14)
        for i in np.nonzero(values[1:] * values[:-1] < 0)[0]
    ]
    loads = [s.utilisation for s in found.states if not s.touching]
    assert loads == pytest.approx(expected, abs=1e-9)
    assert found.collapses == (base / (1 - again) >= 1)
    stable = [s.is_stable for s in found.states if not s.touching]
    assert stable == [k % 2 == 0 for k in range(len(stable))]
    for state in found.states:
        step = 1e-7
        rates = (state.arrival_rate - step, state.arrival_rate + step)
        if rates[1] < 0.999:
            low, high = (demand.rate(wait(r, 1, 1 + spread, 1)) for r in rates)
            assert state.slope == pytest.approx((high - low) / (2 * step), rel=1e-3, abs=1e-6)


def test_without_reaction_nothing_changes() -> None:
    (state,) = demand_equilibria(
        Moments(1, 2), RecontactDemand(base=0.5, probability=0, patience=1)
    ).states
    assert (state.arrival_rate, state.mean_wait, state.slope) == pytest.approx((0.5, 1, 0))
    full = demand_equilibria(Moments(1, 2), RecontactDemand(base=1, probability=0, patience=1))
    assert full.states == ()
    assert full.collapses


def test_a_faster_route_draws_demand() -> None:
    demand = AbandoningDemand(base=1.2, patience=2)
    by_hand, with_ai = (
        demand_equilibria(service, demand).states[0]
        for service in (Moments(1, 1.5), Moments(0.6, 0.9))
    )
    assert with_ai.arrival_rate > by_hand.arrival_rate
    at_old_demand = wait(by_hand.arrival_rate, 0.6, 0.9, 1)
    assert at_old_demand < with_ai.mean_wait < by_hand.mean_wait


def test_touching_demand() -> None:
    def number(base: float) -> int:
        demand = RecontactDemand(base=base, probability=0.5, patience=12)
        return len(demand_equilibria(Moments(1, 2), demand).states)

    two, none = 0.5, 1.0
    assert (number(two), number(none)) == (2, 0)
    while none - two > 1e-15:
        middle = 0.5 * (two + none)
        if middle in (two, none):
            break
        two, none = (middle, none) if number(middle) == 2 else (two, middle)
    demand = RecontactDemand(base=two, probability=0.5, patience=12)
    found = demand_equilibria(Moments(1, 2), demand)
    assert [s.slope for s in found.states] == pytest.approx([1] * len(found.states), abs=1e-4)


def test_bursts_lengthen_the_wait() -> None:
    demand = AbandoningDemand(base=1, patience=3)
    waits = [
        demand_equilibria(Moments(1, 1.5), demand, arrival_variation=c).states[0].mean_wait
        for c in (0, 1, 4)
    ]
    assert waits == sorted(waits)
    assert waits[0] < waits[2]


class Turning(Demand):
    def rate(self, wait: float) -> float:
        return 0.5 + 0.1 * math.sin(min(wait, 10.0))

    def slope(self, wait: float) -> float:
        return 0.1 * math.cos(wait)


class Negative(Demand):
    def rate(self, wait: float) -> float:
        return 1 - wait

    def slope(self, wait: float) -> float:
        return -1.0


def test_what_cannot_be() -> None:
    demand = AbandoningDemand(base=1, patience=1)
    for wrong, message in (
        (lambda: AbandoningDemand(base=0, patience=1), "base"),
        (lambda: RecontactDemand(base=1, probability=1, patience=1), "below 1"),
        (lambda: RecontactDemand(base=1, probability=0.5, patience=0), "patience"),
        (lambda: demand_equilibria(Moments(0, 0), demand), "mean above 0"),
        (lambda: demand_equilibria(Moments(1, 1), lambda w: 1.0), "must be a Demand"),
        (lambda: demand_equilibria(Moments(1, 1), Turning()), "not turn"),
        (lambda: demand_equilibria(Moments(1, 1), Negative()), "demand at a wait"),
        (lambda: demand_equilibria(Moments(1, 1), demand, capacity=0), "capacity"),
    ):
        with pytest.raises(InputError, match=message):
            wrong()


def test_to_dict() -> None:
    tree = demand_equilibria(Moments(1, 2), AbandoningDemand(base=1, patience=1)).to_dict()
    assert tree["collapses"] is False
    assert tree["equilibria"][0]["is_stable"] is True

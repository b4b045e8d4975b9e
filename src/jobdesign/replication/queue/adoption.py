"""The variance wedge, all or nothing, and the critical arrival rate (eqs. 4 to 7)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from jobdesign.queueing.adoption.critical_rates import critical_arrival_rate
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.adoption.shares import best_share
from jobdesign.queueing.adoption.wedge import largest_admissible_variation, variance_wedge
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.simulation.one_queue import simulate_queue
from jobdesign.replication.claims import Finding, Subject, finding, numbers
from jobdesign.replication.queue.models import (
    figure_2,
    figure_4,
    length_of_run,
    printed_direction,
    printed_wait,
    random_routes,
    rounds_to,
)

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "Adoption")

#: Relative differences below this are rounding, and no violation.
_ROUNDING = 1e-9


def _drawn(seed: int, count: int) -> Iterator[Routes]:
    """Yield random routes, any of which may be overloaded."""
    given = random_routes(np.random.default_rng(seed), count)
    for row in zip(*given.values(), strict=True):
        tau_h, q_h, tau_a, q_a, capacity, rate = map(float, row)
        yield Routes(
            manual=Moments(tau_h, q_h),
            assisted=Moments(tau_a, q_a),
            arrival_rate=rate,
            capacity=capacity,
        )


@SUBJECT.claim(
    "(4)",
    "AI shortens the wait where its variability fits the budget: violations",
    printed="if and only if",
    recorded="holds",
    reason="2,000 random pairs of stable routes, whose waits are compared by (3)",
)
def variance_budget() -> Finding:
    violations = count = 0
    for routes in _drawn(4, 6_000):
        if max(routes.utilisation(0.0), routes.utilisation(1.0)) >= 1.0 or count == 2_000:
            continue
        count += 1
        wedge = variance_wedge(routes)
        waits = [
            printed_wait(routes.arrival_rate, time.mean, time.second_moment, routes.capacity)
            for time in (routes.assisted, routes.manual)
        ]
        if abs(waits[0] / waits[1] - 1.0) > _ROUNDING:
            violations += (wedge.variability_ratio < wedge.variance_budget) != (waits[0] < waits[1])
    return finding(f"{violations} of {count:,}", violations == 0 and count == 2_000)


@SUBJECT.claim(
    "(5), Figure 3",
    "c²_A,max at s = .5 and c_H² = .5 for ρ_H = .2, .4, .6, .8; at s = 1",
    printed="curves; c_H² = .5 at s = 1",
    recorded="holds",
    reason="at these values the two waits of (3) are the same",
)
def figure_3() -> Finding:
    loads, variation = (0.2, 0.4, 0.6, 0.8), 0.5
    half = [largest_admissible_variation(0.5, load, variation) for load in loads]
    one = [largest_admissible_variation(1.0, load, variation) for load in loads]
    equal = [
        printed_wait(load, s, s**2 * (1.0 + most)) / printed_wait(load, 1.0, 1.0 + variation)
        for s, found in ((0.5, half), (1.0, one))
        for load, most in zip(loads, found, strict=True)
    ]
    holds = np.allclose(equal, 1.0) and np.allclose(one, variation) and half == sorted(half)
    return finding(f"{numbers(*half)}; {numbers(*sorted(set(np.round(one, 12))))}", bool(holds))


@SUBJECT.claim(
    "(6)",
    "The wait is monotone in AI's share, in the direction of (6): violations",
    printed="bang-bang",
    recorded="holds",
    reason="2,000 random pairs of routes, each at 41 shares, of which the stable ones are compared",
)
def all_or_nothing() -> Finding:
    shares = np.linspace(0.0, 1.0, 41)
    violations = count = 0
    for routes in _drawn(6, 2_000):
        h, a, capacity, rate = routes.manual, routes.assisted, routes.capacity, routes.arrival_rate
        mean = h.mean + shares * (a.mean - h.mean)
        second = h.second_moment + shares * (a.second_moment - h.second_moment)
        stable = rate * mean < capacity * (1.0 - _ROUNDING)
        if stable.sum() < 2:
            continue
        count += 1
        waits = printed_wait(rate, mean[stable], second[stable], capacity)
        direction = printed_direction(
            h.mean, h.second_moment, a.mean, a.second_moment, capacity, rate
        )
        steps = np.diff(waits) * np.sign(direction) / waits[:-1]
        best = shares[stable][int(np.argmin(waits))]
        tie = np.ptp(waits) <= _ROUNDING * waits[0]
        found = best_share(routes).share
        violations += not tie and bool((steps < -_ROUNDING).any() or found != best)
    return finding(f"{violations} of {count:,}", violations == 0)


@SUBJECT.claim(
    "(7), Figure 4",
    "The critical arrival rate, and both waits there",
    printed="0.76",
    recorded="holds",
    reason="841/1105 in exact fractions",
)
def critical_rate() -> Finding:
    found = critical_arrival_rate(figure_4())
    assert found is not None
    tau_a, q_h = Fraction(85, 100), Fraction(110, 100)
    q_a = tau_a**2 * Fraction(225, 100)
    exact = (q_h - q_a) / (q_h * tau_a - q_a)
    rate = found.arrival_rate
    routes = figure_4(rate)
    waits = routes.mean_wait(0.0), routes.mean_wait(1.0)
    same = abs(rate - float(exact)) < 1e-12 and abs(waits[0] - waits[1]) < 1e-9
    computed = f"{numbers(rate)} = {exact}; {numbers(*waits, digits=7)}"
    return finding(computed, same and rounds_to("0.76", rate))


@SUBJECT.claim(
    "Figure 4",
    "Waits at the critical arrival rate: the formula's, and simulated ones of both routes",
    printed="equal",
    recorded="holds",
    reason="both simulations agree with it within their intervals",
)
def critical_rate_simulated() -> Finding:
    at = critical_arrival_rate(figure_4())
    assert at is not None
    routes = figure_2(at.arrival_rate)
    run = length_of_run(1_000_000)
    found = [
        simulate_queue(at.arrival_rate, time, until=run, seed=4).mean_wait
        for time in (routes.manual, routes.assisted)
    ]
    simulated = " / ".join(f"{each.value:.3f} ± {each.half_width:.3f}" for each in found)
    computed = f"{numbers(at.mean_wait, digits=7)}; {simulated}"
    return finding(computed, all(each.covers(at.mean_wait, 1.9) for each in found))


@SUBJECT.claim(
    "(7)",
    "λ* parts two regimes of stable routes: random pairs where it does, of all; exceptions to "
    "(τ_A − τ_H)(q_A − q_H) < 0",
    printed="a critical value",
    recorded="holds under a condition",
    reason="0 < λ* < C/max(τ_A, τ_H) if and only if the route with the shorter mean varies more",
)
def critical_rate_in_range() -> Finding:
    given = random_routes(np.random.default_rng(7), 4_000)
    tau_h, q_h, tau_a, q_a, capacity, _ = given.values()
    printed = capacity * (q_h - q_a) / (q_h * tau_a - q_a * tau_h)
    inside = (printed > 0.0) & (printed < capacity / np.maximum(tau_a, tau_h))
    condition = (tau_a - tau_h) * (q_a - q_h) < 0.0
    exceptions = int((inside != condition).sum())
    found = [critical_arrival_rate(routes) for routes in _drawn(7, 4_000)]
    for here, rate, at in zip(inside, printed, found, strict=True):
        exceptions += (at is not None) != bool(here)
        exceptions += at is not None and abs(at.arrival_rate / rate - 1.0) > 1e-9
    always = bool(inside.all())
    computed = f"{inside.sum():,} of {len(inside):,}; {exceptions}"
    return finding(computed, always, bool(inside.any()) and exceptions == 0)


@SUBJECT.claim(
    "Figure 4",
    "Above λ* AI makes people wait less: in Fig. 4, and with its two routes exchanged",
    printed="AI above, manual below",
    recorded="holds under a condition",
    reason="above λ* the route with the shorter mean is faster: AI only if τ_A < τ_H and q_A > q_H",
)
def direction_at_critical_rate() -> Finding:
    shown, with_ai = [], []
    forth = figure_4()
    back = Routes(manual=forth.assisted, assisted=forth.manual, arrival_rate=forth.arrival_rate)
    for routes in (forth, back):
        at = critical_arrival_rate(routes)
        assert at is not None
        above = 1.05 * at.arrival_rate
        waits = [
            printed_wait(above, time.mean, time.second_moment)
            for time in (routes.assisted, routes.manual)
        ]
        faster = "AI" if waits[0] < waits[1] else "manual"
        agrees = (at.faster_above == "assisted") == (faster == "AI")
        shown.append(faster)
        with_ai.append(faster == "AI" and agrees)
    return finding(", ".join(shown), all(with_ai), any(with_ai))

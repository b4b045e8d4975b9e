"""Saving a queue from overload (section 2.4, eqs. 10 and 11)."""

from __future__ import annotations

import numpy as np

from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.adoption.shares import best_share
from jobdesign.queueing.adoption.stability import AttentionAccount, stabilising_share
from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.service_times.residual_error import ResidualError
from jobdesign.replication.claims import Finding, Subject, difference, finding
from jobdesign.replication.queue.models import printed_direction, printed_wait, random_routes

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "Stability")


def _overloaded(seed: int, count: int) -> list[Routes]:
    """Draw routes whose manual one is overloaded, whatever the AI's is."""
    given = random_routes(np.random.default_rng(seed), 20 * count)
    kept: list[Routes] = []
    for row in zip(*given.values(), strict=True):
        tau_h, q_h, tau_a, q_a, capacity, rate = map(float, row)
        if rate * tau_h > 1.001 * capacity and len(kept) < count:
            kept.append(
                Routes(
                    manual=Moments(tau_h, q_h),
                    assisted=Moments(tau_a, q_a),
                    arrival_rate=rate,
                    capacity=capacity,
                )
            )
    return kept


@SUBJECT.claim(
    "(10)",
    "Where manual work is overloaded, the queue is stable at shares above x_c, and at none where "
    "AI alone is overloaded too: violations; queues that AI saves",
    printed="x > x_c",
    recorded="holds",
    reason="2,000 random queues, each at 41 shares; x_c is in (0, 1) just where λτ_A < C < λτ_H",
)
def stable_shares() -> Finding:
    shares = np.linspace(0.0, 1.0, 41)
    violations = saved = 0
    drawn = _overloaded(10, 2_000)
    for routes in drawn:
        found = stabilising_share(routes)
        mean = routes.manual.mean + shares * (routes.assisted.mean - routes.manual.mean)
        stable = routes.arrival_rate * mean < routes.capacity
        if found.threshold is None:
            violations += found.stable != "none" or bool(stable.any())
            continue
        saved += 1
        clear = np.abs(shares - found.threshold) > 1e-9
        above = shares > found.threshold
        violations += bool((stable != above)[clear].any())
    return finding(f"{violations} of {len(drawn):,}; {saved:,}", violations == 0 and saved > 0)


@SUBJECT.claim(
    "Section 2.4",
    "Beyond x_c the wait may increase with x, so that x is best just above x_c: queues that AI "
    "saves, and those among them where it does",
    printed="a possible case",
    recorded="erratum",
    reason="never: (6) is q_A (C − λτ_H) − q_H (C − λτ_A) < 0 where λτ_H ≥ C > λτ_A, so x* = 1",
)
def wait_beyond_threshold() -> Finding:
    shares = np.linspace(0.0, 1.0, 201)
    saved = rising = 0
    for routes in _overloaded(24, 2_000):
        h, a, capacity, rate = routes.manual, routes.assisted, routes.capacity, routes.arrival_rate
        if rate * a.mean >= capacity:
            continue
        saved += 1
        mean = h.mean + shares * (a.mean - h.mean)
        second = h.second_moment + shares * (a.second_moment - h.second_moment)
        stable = rate * mean < capacity
        waits = printed_wait(rate, mean[stable], second[stable], capacity)
        up = printed_direction(h.mean, h.second_moment, a.mean, a.second_moment, capacity, rate)
        rising += bool((np.diff(waits) > 0.0).any()) or up > 0.0 or best_share(routes).share != 1.0
    return finding(f"{saved:,}, {rising}", rising == saved, rising > 0)


@SUBJECT.claim(
    "(11), (13), (14)",
    "The AI's route takes r + p(r) μ_R of attention, and saves an overloaded queue at some arrival "
    "rate if and only if that is less than τ_H: largest relative difference of both moments from "
    "sums over M, violations",
    printed="if and only if",
    recorded="holds",
    reason="1,000 random routes, whose arrival rate is put between C/τ_H and C/τ_A",
)
def attention_account() -> Finding:
    rng = np.random.default_rng(11)
    worst, violations = 0.0, 0
    for _ in range(1_000):
        review, mean, manual = rng.uniform(0.1, 1.0), rng.uniform(0.2, 4.0), rng.uniform(0.2, 2.0)
        curve = ResidualError(
            initial=rng.uniform(0.1, 0.9),
            irreducible=rng.uniform(0.0, 0.1),
            skill=rng.uniform(0.5, 4.0),
        )
        rework = Moments.from_mean(mean, rng.uniform(0.0, 3.0))
        time = AssistedTime.from_curve(review, curve, rework)
        escapes = curve.irreducible + (curve.initial - curve.irreducible) * np.exp(
            -curve.skill * review
        )
        first = (1.0 - escapes) * review + escapes * (review + mean)
        second = (1.0 - escapes) * review**2 + escapes * (
            review**2 + 2.0 * review * mean + rework.second_moment
        )
        worst = max(worst, abs(time.mean / first - 1.0), abs(time.second_moment / second - 1.0))
        account = AttentionAccount(
            review=review, escape_probability=float(escapes), rework=mean, manual=manual
        )
        rate = 2.0 / (manual + time.mean)
        routes = Routes(manual=Moments.from_mean(manual, 0.5), assisted=time, arrival_rate=rate)
        violations += account.is_relief != (stabilising_share(routes).stable == "above")
    computed = f"{difference(worst, 1e-12)}, {violations}"
    return finding(computed, worst <= 1e-12 and violations == 0)

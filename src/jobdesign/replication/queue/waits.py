"""Figure 2's service times, and waits by formula and by simulation (eqs. 2, 3, 19, 21)."""

from __future__ import annotations

import math

import numpy as np

from jobdesign.queueing.feedback import FeedbackQueue
from jobdesign.queueing.mean_waits import kingman_wait
from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.deterministic import Deterministic
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.service_times.mixture import Mixture
from jobdesign.queueing.simulation.estimates import Estimate
from jobdesign.queueing.simulation.one_queue import simulate_queue
from jobdesign.queueing.simulation.returning import simulate_feedback
from jobdesign.queueing.waiting import Queue
from jobdesign.replication.claims import Finding, Subject, difference, finding, numbers
from jobdesign.replication.queue.models import (
    figure_2,
    implied_rework,
    length_of_run,
    printed_wait,
    random_routes,
    rounds_to,
)

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "Service times and waits")

#: Half-widths of 95 % intervals within which a formula and a simulation agree: one in
#: some 5,000 comparisons of what is equal is further off.
_WIDTHS = 1.9
_CUSTOMERS = 1_000_000


def _with_interval(estimate: Estimate, digits: int = 3) -> str:
    return f"{estimate.value:.{digits}f} ± {estimate.half_width:.{digits}f}"


@SUBJECT.claim(
    "Figure 2",
    "Rework that the figure's moments imply: μ_R, μ_R,2, variance, shape and scale of the gamma",
    recorded="holds",
    reason="r + M R with r = 0.5, p = 0.15 then has mean 0.85 and c_A² 1.25, by draws as well",
)
def figure_2_moments() -> Finding:
    first, second = implied_rework()
    time = figure_2(0.6).assisted
    assert isinstance(time, AssistedTime)
    rework = time.rework
    assert isinstance(rework, Gamma)
    drawn = time.sample(np.random.default_rng(2), _CUSTOMERS)
    error = float(np.std(drawn)) / math.sqrt(_CUSTOMERS)
    as_printed = rounds_to("0.85 / 1.25", time.mean, time.squared_variation)
    sampled = abs(float(np.mean(drawn)) - time.mean) <= 4.0 * error
    variance = second - first**2
    computed = numbers(first, second, variance, rework.shape, rework.scale, digits=7)
    return finding(computed, as_printed and sampled)


@SUBJECT.claim(
    "Figure 2",
    "The AI's coefficient of variation over the manual one, and the ratio of their squares",
    printed="3.5, more than 12",
    recorded="holds",
    reason="√(1.25/0.1)",
)
def coefficients_of_variation() -> Finding:
    routes = figure_2(0.6)
    square = routes.assisted.squared_variation / routes.manual.squared_variation
    ratio = math.sqrt(square)
    return finding(numbers(ratio, square, digits=7), rounds_to("3.5", ratio) and square > 12.0)


@SUBJECT.claim(
    "(3)",
    "Both forms of the mean wait: largest relative difference, also from E[S²] in (19)",
    printed="equal",
    recorded="holds",
    reason="2,000 random stable mixtures of two routes",
)
def wait_in_two_forms() -> Finding:
    rng = np.random.default_rng(3)
    given = random_routes(rng, 2_000)
    worst = 0.0
    for row in zip(*given.values(), rng.uniform(0.0, 1.0, 2_000).tolist(), strict=True):
        tau_h, q_h, tau_a, q_a, capacity, rate, share = map(float, row)
        service = _mixed(tau_h, q_h, tau_a, q_a, share)
        if rate * service.mean >= 0.999 * capacity:
            continue
        queue = Queue(rate, service, capacity)
        first = printed_wait(rate, service.mean, service.second_moment, capacity)
        factors = queue.factors
        second = factors.congestion * factors.variability * factors.service
        worst = max(worst, abs(first / queue.mean_wait - 1.0), abs(second / first - 1.0))
    return finding(difference(worst, 1e-10), worst <= 1e-10)


def _mixed(tau_h: float, q_h: float, tau_a: float, q_a: float, share: float) -> Mixture:
    times = [Gamma.from_mean(m, max(q / m**2 - 1.0, 1e-6)) for m, q in ((tau_h, q_h), (tau_a, q_a))]
    return Mixture([1.0 - share, share], times)


@SUBJECT.claim(
    "(19)",
    "Pollaczek–Khinchine on Fig. 2's routes: manual at λ = .6, .9, AI at λ = .6, .85, beside "
    "simulations",
    printed="exact",
    recorded="holds",
    reason="Lindley's recursion agrees within 1.9 half-widths of its 95 % intervals",
)
def wait_simulated() -> Finding:
    shown, agree = [], []
    for name, rate in (("manual", 0.6), ("manual", 0.9), ("assisted", 0.6), ("assisted", 0.85)):
        time: ServiceTime = getattr(figure_2(rate), name)
        exact = Queue(rate, time).mean_wait
        found = simulate_queue(rate, time, until=length_of_run(_CUSTOMERS), seed=19).mean_wait
        shown.append(f"{numbers(exact)} ({_with_interval(found)})")
        agree.append(found.covers(exact, _WIDTHS))
    return finding(" / ".join(shown), all(agree))


@SUBJECT.claim(
    "(3)",
    "The wait where a share x = 0.4 goes to AI, at λ = 1.1 and C = 1.3",
    printed="exact",
    recorded="holds",
    reason="a simulation that draws the route of each task agrees within its interval",
)
def mixed_wait_simulated() -> Finding:
    share, routes = 0.4, figure_2(1.1, 1.3)
    exact = routes.mean_wait(share)
    service = Mixture([1.0 - share, share], [routes.manual, routes.assisted])
    found = simulate_queue(
        routes.arrival_rate, service, capacity=1.3, until=length_of_run(_CUSTOMERS), seed=3
    ).mean_wait
    computed = f"{numbers(exact)} ({_with_interval(found)})"
    return finding(computed, found.covers(exact, _WIDTHS))


@SUBJECT.claim(
    "(21)",
    "Kingman's approximation is exact as ρ → 1: its ratio to simulated waits at ρ = .5, .8, .95; "
    "the formula and a simulation where it is too low",
    printed="exact asymptotically",
    recorded="holds",
    reason="c_a² .25 to 9 (gamma, exponential, hyperexponential), c_s² .1, 1.25; last: gamma, "
    "c_a² = 4, ρ = .8. At ρ = .5 it can be twice the wait",
)
def kingman() -> Finding:
    shown, worst = [], []
    for load in (0.5, 0.8, 0.95):
        ratios = []
        for variation in (0.25, 1.0, 4.0, 9.0):
            kind = Gamma if variation <= 1.0 else Hyperexponential
            between = kind.from_mean(1.0 / load, variation)
            for service in (Gamma.from_mean(1.0, 0.1), Gamma.from_mean(1.0, 1.25)):
                formula, found = _kingman(load, between, service)
                ratios.append(formula / found.value)
        shown.append(f"{min(ratios):.2f} to {max(ratios):.2f}")
        worst.append(max(abs(ratio - 1.0) for ratio in ratios))
    low, found = _kingman(0.8, Gamma.from_mean(1.25, 4.0), Gamma.from_mean(1.0, 1.25), 4)
    shown.append(f"{low:.2f}, {_with_interval(found, 2)}")
    nearer = worst[0] > worst[1] > worst[2] and worst[2] <= 0.1
    return finding("; ".join(shown), nearer and found.low > low)


def _kingman(
    load: float, between: ServiceTime, service: ServiceTime, longer: int = 1
) -> tuple[float, Estimate]:
    """Return the formula's mean wait and a simulated one."""
    customers = longer * (_CUSTOMERS if load < 0.9 else 5 * _CUSTOMERS)
    found = simulate_queue(between, service, until=length_of_run(customers), seed=21)
    variation = between.squared_variation
    formula = kingman_wait(load, service.mean, service.second_moment, 1.0, variation)
    return formula, found.mean_wait


@SUBJECT.claim(
    "(2), (3)",
    "Rework returns to the queue as a feedback stream: waits of Fig. 2's AI route at λ = .6, .85, "
    "by (3), and where rework joins the end of the queue",
    printed="(3)",
    recorded="holds under a condition",
    reason="(2) and (3) let rework follow at once, in one uninterrupted block; else waits are less",
)
def rework_as_feedback() -> Finding:
    blocks, returns, printed, simulated, shown = [], [], [], [], []
    for rate in (0.6, 0.85):
        time = figure_2(rate).assisted
        assert isinstance(time, AssistedTime)
        first = Deterministic(time.review_time)
        queue = FeedbackQueue(rate, first, time.rework, time.error_probability)
        blocks.append(queue.mean_wait_in_one_block)
        returns.append(queue.mean_wait)
        printed.append(float(printed_wait(rate, time.mean, time.second_moment)))
        found = simulate_feedback(queue, until=length_of_run(2 * _CUSTOMERS), seed=2).mean_wait
        simulated.append(found.covers(queue.mean_wait, _WIDTHS))
        shown.append(f"{numbers(queue.mean_wait, digits=5)} ({_with_interval(found)})")
    one_block = bool(np.allclose(blocks, printed)) and all(simulated)
    computed = f"{numbers(*blocks, digits=5)}; {' / '.join(shown)}"
    return finding(computed, one_block and bool(np.allclose(returns, printed)), one_block)

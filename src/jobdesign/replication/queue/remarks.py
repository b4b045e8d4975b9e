"""What the text says beside its formulas: bursts, load, severity, residual errors."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.adoption.wedge import largest_admissible_variation, variance_wedge
from jobdesign.queueing.mean_waits import kingman_wait
from jobdesign.queueing.review.curves import equilibrium_curve
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.service_times.residual_error import ResidualError
from jobdesign.queueing.simulation.one_queue import simulate_queue
from jobdesign.replication.claims import Finding, Subject, finding, numbers
from jobdesign.replication.queue.models import figure_2, figure_5, length_of_run, printed_wait
from jobdesign.replication.queue.printed_review import PrintedReview, objective

__all__ = ["SUBJECT"]

SUBJECT = Subject("queue", "What the text says of bursts, load and rework")

_CUSTOMERS = 400_000


@SUBJECT.claim(
    "Section 2.2, after Figure 3",
    "τ_A, c_A² and ρ_H are enough to check (4): at .85, 1.25 and .6, whether AI shortens the wait "
    "for (τ_H, c_H²) = (1, .1), (1, 1), (2, .1)",
    printed="these three",
    recorded="erratum",
    reason="the budget asks for τ_A/τ_H, and is compared with 1 + c_H²: manual work counts too",
)
def budget_from_three_numbers() -> Finding:
    shorter = []
    for mean, variation in ((1.0, 0.1), (1.0, 1.0), (2.0, 0.1)):
        rate = 0.6 / mean
        manual, assisted = Moments.from_mean(mean, variation), Moments.from_mean(0.85, 1.25)
        wedge = variance_wedge(Routes(manual=manual, assisted=assisted, arrival_rate=rate))
        found = wedge.variability_ratio < wedge.variance_budget
        waits = [printed_wait(rate, time.mean, time.second_moment) for time in (assisted, manual)]
        shorter.append(found and bool(waits[0] < waits[1]))
    return finding(", ".join("yes" if yes else "no" for yes in shorter), len(set(shorter)) == 1)


@SUBJECT.claim(
    "(1), (37)",
    "p∞ is the same in both: escaping errors of a draft of risk .3 after endless review, by (1) "
    "with p₀ = .3 and by (37), p∞ = .1",
    printed="one letter",
    recorded="erratum",
    reason="in (1) p∞ is a probability, in (37) the share of the draft's own risk: π p∞",
)
def two_irreducible_parts() -> Finding:
    risk, stays, endless = 0.3, 0.1, 1e3
    first = ResidualError(initial=risk, irreducible=stays, skill=2.0).probability(endless)
    second = risk * (stays + (1.0 - stays) * math.exp(-2.0 * endless))
    return finding(numbers(first, second), abs(first - second) < 1e-9)


def _ratio(variation: float, rate: float = 0.6) -> float:
    """Return W_A/W_H of Fig. 2's routes by (21)."""
    routes = figure_2(rate)
    waits = [
        kingman_wait(rate, time.mean, time.second_moment, 1.0, variation)
        for time in (routes.assisted, routes.manual)
    ]
    return waits[0] / waits[1]


def _simulated_ratio(between: ServiceTime) -> float:
    routes = figure_2(0.6)
    waits = [
        simulate_queue(between, time, until=length_of_run(_CUSTOMERS), seed=44).mean_wait.value
        for time in (routes.assisted, routes.manual)
    ]
    return waits[0] / waits[1]


@SUBJECT.claim(
    "Section 3, bursts",
    "Bursts make the wedge more severe: W_A/W_H of Fig. 2's routes at λ = .6 by (21), c_a² = .25, "
    "1, 4; simulated with gamma times between arrivals at .25, and at 4 also hyperexponential",
    printed="more severe",
    recorded="erratum",
    reason="the same bursts lengthen both waits, that of the busier manual route more",
)
def bursts_and_the_wedge() -> Finding:
    ratios = [_ratio(variation) for variation in (0.25, 1.0, 4.0)]
    regular, *bursty = (
        _simulated_ratio(kind.from_mean(1.0 / 0.6, variation))
        for kind, variation in ((Gamma, 0.25), (Gamma, 4.0), (Hyperexponential, 4.0))
    )
    simulated = [regular, *bursty]
    steps = [*np.diff(ratios), ratios[1] - regular, *(one - ratios[1] for one in bursty)]
    computed = f"{numbers(*ratios, digits=3)}; {numbers(*simulated, digits=2)}"
    return finding(computed, min(steps) > 0.0, max(steps) > 0.0)


@SUBJECT.claim(
    "Section 3, bursts",
    "Bursts raise the price of attention: θ* of μ_1 at λ = .75 with (21) in (44), c_a² = .25, 1, "
    "1.5, 2, 4; of μ_2 at 1.5",
    printed="higher",
    recorded="holds",
    reason="every root of a scan; of μ_2 one is left at 1.5, above κK = 4: nothing is reviewed",
)
def bursts_raise_the_price() -> Finding:
    variations = (0.25, 1.0, 1.5, 2.0, 4.0)
    roots = [PrintedReview(2, arrival_variation=each).roots() for each in variations]
    many = PrintedReview(5, arrival_variation=1.5)
    others = many.roots()
    prices = [each[0] for each in roots]
    poisson = figure_5("beta(2, 2)").equilibria()[0].price
    alone = all(len(each) == 1 for each in (*roots, others))
    right = alone and abs(prices[1] / poisson - 1.0) < 1e-8 and others[0] > many.price_of_risk
    computed = f"{numbers(*prices, digits=5)}; {numbers(*others, digits=5)}"
    return finding(computed, right and prices == sorted(prices))


@SUBJECT.claim(
    "Section 4.5, end",
    "θ* rises with λ and c_w: branches of Fig. 5 along either on which it rises throughout, of the "
    "stable and of the unstable ones",
    printed="plausible, not automatic",
    recorded="holds under a condition",
    reason="on every stable branch, Φ′ < 1; on unstable ones it falls",
)
def price_rises_with_load() -> Finding:
    rising: dict[bool, list[bool]] = {True: [], False: []}
    right = True
    for a, signal in ((2, "beta(2, 2)"), (5, "beta(5, 2)")):
        model = figure_5(signal)
        for state in model.equilibria():
            slope = PrintedReview(a).slope(state.price)
            right = right and abs(slope - state.slope) < 1e-5
        for parameter, low, high in (("arrival_rate", 0.3, 0.85), ("waiting_cost", 0.1, 1.5)):
            for branch in equilibrium_curve(model, parameter, low, high).branches:
                moves = np.diff(branch.value)
                steps = (np.diff(branch.price) * np.sign(moves))[moves != 0.0]
                rising[branch.is_stable].append(bool((steps > 0.0).all()))
    shown = [f"{sum(rows)} of {len(rows)}" for rows in (rising[True], rising[False])]
    stable, all_of = all(rising[True]), all(rising[True] + rising[False])
    return finding(", ".join(shown), right and all_of, right and stable)


@SUBJECT.claim(
    "Section 3, severity",
    "Rework that gets lighter makes the wedge less likely: W_A where AI takes less time than by "
    "hand, W_H = .825, for μ_R = 4, 3, 1.5; r = .5, p = .15, c_R² = .3, λ = .6, c_H² = .1",
    printed="less likely",
    recorded="holds under a condition",
    reason="from 4 to 3 AI comes to save time, and into the wedge; from 3 to 1.5 out of it again",
)
def lighter_rework() -> Finding:
    rate, review, escape = 0.6, 0.5, 0.15
    manual = printed_wait(rate, 1.0, 1.1)
    in_wedge, shown = [], []
    for rework in (4.0, 3.0, 1.5):
        mean = review + escape * rework
        second = review**2 + 2.0 * review * escape * rework + escape * 1.3 * rework**2
        wait = printed_wait(rate, mean, second)
        in_wedge.append(mean < 1.0 and wait > manual)
        shown.append(f"{wait:.3f}" if mean < 1.0 else f"slower, {mean:.3g}")
    steps = list(pairwise(in_wedge))
    into, out = (False, True) in steps, (True, False) in steps
    computed = f"{', '.join(shown)}; in the wedge: {in_wedge.count(True)}"
    return finding(computed, out and not into, out)


@SUBJECT.claim(
    "Figure 3",
    "A higher load shifts the curves up: c²_A,max at ρ_H = .2, .4, .6, .8 with c_H² = .5, s = .9 "
    "and 1.2",
    printed="up",
    recorded="holds under a condition",
    reason="up where s < 1; where AI is slower on average, s > 1, down",
)
def higher_load_shifts_the_curves() -> Finding:
    loads = (0.2, 0.4, 0.6, 0.8)
    rows = [[largest_admissible_variation(s, load, 0.5) for load in loads] for s in (0.9, 1.2)]
    below, above = (row == sorted(row) for row in rows)
    computed = "; ".join(numbers(*np.round(row, 4)) for row in rows)
    return finding(computed, below and above, below)


@SUBJECT.claim(
    "Section 4.2.2",
    "(21) is reasonably accurate at moderate load: its error at ρ = .5 for D/M/1, E₂/M/1 and "
    "for batches of 4 on average; at .8",
    printed="reasonably accurate",
    recorded="holds under a condition",
    reason="where arrivals are renewals of moderate c_a², or the load is not so moderate",
)
def kingman_at_moderate_load() -> Finding:
    errors = [[_error(load, kind) for kind in ("D", "E2", "batches")] for load in (0.5, 0.8)]
    shown = "; ".join(", ".join(f"{100.0 * each:+.0f} %" for each in row) for row in errors)
    moderate = abs(errors[1][1]) < 0.1
    return finding(shown, moderate and max(map(abs, errors[0])) < 0.25, moderate)


def _error(load: float, arrivals: str) -> float:
    """Return the relative error of (21) for exponential service of mean 1."""
    if arrivals == "batches":
        size = 4.0  # geometric, Poisson batches: c_a² = 2 × size - 1
        exact = load * size / (1.0 - load) + size - 1.0
        return kingman_wait(load, 1.0, 2.0, 1.0, 2.0 * size - 1.0) / exact - 1.0
    # GI/M/1: σ = A*(1 - σ), and the wait σ/(1 - σ)
    sigma = load
    for _ in range(500):
        s = (1.0 - sigma) / load
        sigma = math.exp(-s) if arrivals == "D" else (1.0 + s / 2.0) ** -2
    exact = sigma / (1.0 - sigma)
    return kingman_wait(load, 1.0, 2.0, 1.0, 0.0 if arrivals == "D" else 0.5) / exact - 1.0


@SUBJECT.claim(
    "Section 4.5",
    "With an irreducible part the price at which a draft of risk π is just reviewed becomes "
    "κK(1 − p∞)π: largest relative difference from where (36) stops falling at r = 0",
    printed="κK(1 − p∞)",
    recorded="holds",
    reason="50 random prices, p∞ up to .9: a draft just above π* is reviewed, one just below not",
)
def price_with_an_irreducible_part() -> Finding:
    rng = np.random.default_rng(37)
    worst, step = 0.0, 1e-7
    for price, stays in rng.uniform((0.05, 0.0), (0.3, 0.9), (50, 2)).tolist():
        model = figure_5("beta(2, 2)", irreducible=stays)
        threshold = model.threshold(price)
        efforts = np.array([0.0, step])
        # what no review removes is the same at every effort
        one = objective(efforts, 1.0, 0.0, model.loss * (1.0 - stays), model.skill)
        per_risk = float(one[0] - one[1]) / step
        worst = max(worst, abs(threshold * per_risk / price - 1.0))
    return finding("below 1e-06" if worst < 1e-6 else f"{worst:.2g}", worst < 1e-6)

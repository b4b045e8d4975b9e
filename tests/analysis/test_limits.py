"""Prices of limits: against enumeration with the limit set to many values."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.analysis.limits.settings import SettableLimit, choose_limit, limits_of
from jobdesign.constraints.rules import with_tolerance
from jobdesign.methods.brute_force import all_designs
from lengths import first
from rich_problems import MODES, random_rich_problem

KINDS = (
    "max_total_time", "max_jobs", "min_jobs", "max_ai_steps", "max_automated_steps",
    "linear_budget",
)  # fmt: skip
#: Enumeration and re-solving agree to this, relatively.
EXACT = 1e-9


def limited_problem(seed: int) -> jd.Problem:
    """Draw a problem of up to 5 steps with one to three limits that span jobs."""
    rng = np.random.default_rng([seed, 5])
    steps = int(rng.integers(1, 6))
    rich = random_rich_problem(rng, steps)
    kinds = [str(kind) for kind in rng.choice(KINDS, rng.integers(1, 4))]
    return replace(rich, constraints=[_draw(rng, kind, rich.workflow) for kind in kinds])


def _draw(rng: np.random.Generator, kind: str, workflow: jd.Workflow) -> jd.Constraint:
    make = jd.KINDS[kind]
    if kind == "max_total_time":
        by_hand = np.where(np.isfinite(workflow.manual_time), workflow.manual_time, 3.0)
        return make(limit=float(rng.uniform(0.2, 1.5) * by_hand.sum()))
    if kind == "linear_budget":
        coefficients = {
            name: {mode: float(rng.integers(-2, 4)) for mode in MODES} for name in workflow.names
        }
        return make(limit=float(rng.integers(-3, 6)), coefficients=coefficients)
    least = 1 if kind in ("max_jobs", "min_jobs") else 0
    return make(limit=int(rng.integers(least, len(workflow) + 1)))


def cost_by_enumeration(problem: jd.Problem) -> float:
    return jd.solve(problem, "brute_force").cost


@cache
def curves(seed: int) -> list[tuple[SettableLimit, jd.LimitCurve]]:
    """Every limit of a problem with its curve."""
    problem = limited_problem(seed)
    found = []
    for limit in limits_of(problem):
        name = limit.key if limit.number is None else limit.number
        found.append((limit, jd.limit_curve(problem, name, *span(seed, limit))))
    return found


def agree(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= EXACT * abs(other)


@cache
def uses(seed: int, number: int | None) -> set[float]:
    """What any design uses of a limit: where a curve can step."""
    problem = limited_problem(seed)
    if number is None:
        return set(map(float, range(len(problem.workflow) + 1)))
    constraint = problem.constraints[number - 1]
    modes, ends = all_designs(len(problem.workflow))
    designs = (jd.Design(m.copy(), np.flatnonzero(e)) for m, e in zip(modes, ends, strict=True))
    used = {jd.measure(problem, design, constraint) for design in designs}
    return {value for value in used if math.isfinite(value)}


def values_to_try(seed: int, limit: SettableLimit, low: float, high: float) -> list[float]:
    """Both ends, every breakpoint that there can be, and one between any two."""
    at = sorted({low, high} | {used for used in uses(seed, limit.number) if low <= used <= high})
    if limit.counts:
        return [float(value) for value in range(int(low), int(high) + 1)]
    # designs whose uses differ by less than limits forgive count as one
    apart = [a for a, b in pairwise(at) if b - a > 1e-7 * max(abs(b), 1.0)] + at[-1:]
    between = [(a + b) / 2 for a, b in pairwise(apart)]
    return apart + between


def span(seed: int, limit: SettableLimit) -> tuple[float, float]:
    """From where nothing keeps the limit to where everything does, if the rule lets it."""
    if limit.counts:
        return limit.least, float(len(limited_problem(seed).workflow) + 1)
    used = uses(seed, limit.number)
    most = min(max(used), 40.0)  # what hardly ever succeeds takes for ever
    return max(min(used) - 1.0, limit.least), most + 1.0


@pytest.mark.parametrize("seed", range(10))
def test_the_curve_is_enumeration(seed: int) -> None:
    problem = limited_problem(seed)
    for limit, curve in curves(seed):
        low, high = span(seed, limit)
        truth = cache(lambda value, put=limit.put: cost_by_enumeration(put(problem, value)))
        assert curve.complete
        assert not curve.interrupted
        assert (curve.steps[0].low, curve.steps[-1].high) == (low, high)
        for value in values_to_try(seed, limit, low, high):
            assert agree(curve.cost_at(value), truth(value))
        for step in curve.steps:
            for end in (step.low, step.high):
                assert agree(step.cost, truth(end))
            if step.design is not None:
                loosest = step.high if limit.sense == "≤" else step.low
                priced = jd.evaluate(limit.put(problem, loosest), step.design)
                assert priced.is_feasible
                assert agree(priced.cost, step.cost)
        for one, other in pairwise(curve.steps):
            assert one.high < other.low
            # no invented step: the cost changes, and the right way
            dear, cheap = (one, other) if limit.sense == "≤" else (other, one)
            assert dear.cost > cheap.cost
            # and nothing but what limits forgive lies between
            gap = 1.0 if limit.counts else 8e-9 * abs(other.low) + limit.rounding
            assert other.low - one.high <= gap


def test_the_curves_have_steps() -> None:
    """Otherwise the test above says little."""
    steps, kinds, impossible = 0, set(), 0
    for seed in range(10):
        for limit, curve in curves(seed):
            steps += len(curve.steps) - 1
            impossible += any(math.isinf(step.cost) for step in curve.steps)
            if len(curve.steps) > 1:
                kinds.add(limit.key if limit.number else "worker type")
    assert kinds >= set(KINDS)
    assert steps >= 25
    assert impossible >= 5


@pytest.mark.parametrize("seed", range(100, 112))
def test_savings_are_enumeration_one_unit_looser(seed: int) -> None:
    problem = limited_problem(seed)
    unit = (1.0, 0.5, 3.0)[seed % 3]
    prices = jd.limit_prices(problem, unit=unit)
    limits = limits_of(problem)
    assert [price.name for price in prices] == [limit.name for limit in limits]
    cost = cost_by_enumeration(problem)
    for price, limit in zip(prices, limits, strict=True):
        step = 1.0 if limit.counts else unit
        loose = limit.value + step
        if limit.sense == "≥":
            loose = max(limit.value - step, limit.least)
        relaxed = cost_by_enumeration(limit.put(problem, loose))
        assert (price.limit, price.relaxed_limit) == (limit.value, loose)
        assert agree(price.cost, cost)
        assert agree(price.relaxed_cost, relaxed)
        if math.isinf(cost):
            assert price.saving == (0.0 if math.isinf(relaxed) else math.inf)
            assert math.isnan(price.used)
            assert math.isnan(price.multiplier)
        else:
            assert price.saving == pytest.approx(cost - relaxed, abs=1e-9 * cost)
            assert price.saving >= -1e-9 * cost
            assert price.multiplier >= 0
        json.dumps(price.to_dict(), allow_nan=False)


class Everything:
    """Every design that keeps what each job must keep, with its cost at prices on the limits.

    Jobs of limited worker types pay the price of their type, so each takes the
    type that is cheapest with it.
    """

    def __init__(self, problem: jd.Problem) -> None:
        spanning = [c for c in problem.constraints if c.spans_jobs]
        self.free = problem.without(spanning)
        self.kinds = self.free.wages.worker_types
        self.limited = [k for k, t in enumerate(self.kinds or ()) if t.available is not None]
        self.sign = np.array([1.0 if c.sense == "≤" else -1.0 for c in spanning])
        given = [
            with_tolerance(sign * c.bound) for sign, c in zip(self.sign, spanning, strict=True)
        ]
        available = [float(self.kinds[k].available) for k in self.limited]
        self.limits = np.array(given + available)
        skills = jd.Wages(human=problem.wages.human, ai_management=problem.wages.ai_management)
        modes, ends = all_designs(len(problem.workflow))
        priced_designs, uses = [], []
        for m, e in zip(modes, ends, strict=True):
            design = jd.Design(m.copy(), np.flatnonzero(e))
            priced = jd.evaluate(replace(self.free, wages=skills), design)
            if priced.is_feasible and math.isfinite(priced.total_time):
                priced_designs.append(priced)
                uses.append([jd.measure(problem, design, c) for c in spanning])
        self.used = np.array(uses) * self.sign
        self.ai_cost = np.array([priced.ai_cost for priced in priced_designs])
        # the jobs of all designs one after the other
        count = [len(priced.job_skill) for priced in priced_designs]
        self.first_job = np.cumsum([0, *count[:-1]])
        self.skill = np.concatenate([priced.job_skill for priced in priced_designs])
        self.time = np.concatenate(
            [priced.job_task_time + priced.job_handoff_time for priced in priced_designs]
        )

    def dual(self, prices: np.ndarray) -> float:
        """min over designs of cost + prices · (use - limit)."""
        rows = len(self.sign)
        bills = np.add.reduceat(self._bills(prices[rows:]), self.first_job)
        cost = bills + self.ai_cost + self.used @ prices[:rows]
        return float(cost.min()) - float(prices @ self.limits)

    def _bills(self, prices: np.ndarray) -> np.ndarray:
        if self.kinds is None:
            return np.asarray(self.free.wages.rate(self.skill) * self.time)
        extra = dict(zip(self.limited, prices, strict=True))
        bills = [
            np.where(
                (self.skill <= with_tolerance(t.max_skill)) & (t.available != 0),
                t.wage * self.time + extra.get(k, 0.0),
                np.inf,
            )
            for k, t in enumerate(self.kinds)
        ]
        return np.min(bills, axis=0)


@pytest.mark.parametrize("seed", first(9, range(204, 218)))
def test_multipliers_bound_the_cost_at_every_other_limit(seed: int) -> None:
    """cost(L') ≥ D - λ (L' - L), where D = min over designs of cost + λ (use - L) ≤ cost(L)."""
    problem = limited_problem(seed)
    prices = jd.limit_prices(problem)
    if math.isinf(prices[0].cost):
        assert all(math.isnan(price.multiplier) for price in prices)
        return
    multipliers = np.array([price.multiplier for price in prices])
    assert (multipliers >= 0).all()
    everything = Everything(problem)
    dual, cost = everything.dual(multipliers), prices[0].cost
    slack = 1e-6 * max(cost, 1.0)
    assert dual <= cost + slack
    # no better prices: D is concave, so no step in any direction raises it by more than slack
    rng = np.random.default_rng(seed)
    for size in (1e-4, 1e-2, 1.0, 10.0):
        others = np.maximum(multipliers + size * rng.normal(size=(10, len(prices))), 0.0)
        assert max(everything.dual(other) for other in others) <= dual + slack
    for price, limit in zip(prices, limits_of(problem), strict=True):
        sign = 1.0 if limit.sense == "≤" else -1.0
        for change in (-2.0, -1.0, -0.3, 0.3, 1.0, 2.0, 5.0):
            value = limit.value + (math.copysign(math.ceil(abs(change)), change)
                                   if limit.counts else change)  # fmt: skip
            if value >= limit.least:
                there = cost_by_enumeration(limit.put(problem, value))
                bound = dual - price.multiplier * sign * (value - limit.value)
                assert there >= bound - slack


def test_multipliers_are_not_all_nothing() -> None:
    prices = [price for seed in range(204, 218) for price in jd.limit_prices(limited_problem(seed))]
    assert sum(price.multiplier > 1e-6 for price in prices) >= 5
    assert sum(math.isnan(price.multiplier) for price in prices) >= 2


PAIR = jd.Workflow.from_arrays(
    manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]
)


def test_short_run_keeps_the_jobs_whatever_the_limit() -> None:
    """Jobs left out are those of the problem as given, not of each limit that is tried."""
    workflow = PAIR.replace(ai_skill=[1, 1, 1], ai_time=[1, 1, 1], ai_success=[0.5, 0.5, 0.5])
    problem = jd.Problem(workflow, constraints=[jd.KINDS["max_ai_steps"](limit=0)])
    given = jd.solve(problem, horizon="short")
    ends = given.design.job_ends.tolist()
    curve = jd.limit_curve(problem, "max_ai_steps", 0, 3, horizon="short")
    for limit in range(4):
        looser = replace(problem, constraints=[jd.KINDS["max_ai_steps"](limit=limit)])
        truth = jd.solve(looser, "brute_force", horizon="short", job_ends=ends)
        assert agree(curve.cost_at(limit), truth.cost)
    assert all(step.design.job_ends.tolist() == ends for step in curve.steps)
    price, = jd.limit_prices(problem, horizon="short", job_ends=ends)  # fmt: skip
    assert agree(price.cost, given.cost)


def test_available_workers_are_enumeration() -> None:
    kinds = (
        jd.WorkerType(name="junior", max_skill=4.0, wage=1.0, available=1),
        jd.WorkerType(name="senior", max_skill=9.0, wage=5.0),
    )
    problem = jd.Problem(PAIR, jd.Wages(worker_types=kinds))
    limit = choose_limit(problem, "junior")
    curve = jd.limit_curve(problem, "junior", 0, 4)
    assert curve.complete
    assert len(curve.steps) > 1
    for number in range(5):
        assert agree(curve.cost_at(number), cost_by_enumeration(limit.put(problem, number)))


def test_worker_types_in_the_short_run_have_no_multiplier() -> None:
    kinds = tuple(
        jd.WorkerType(name=name, max_skill=skill, wage=wage, available=2)
        for name, skill, wage in (("junior", 3.0, 1.0), ("senior", 9.0, 5.0))
    )
    problem = jd.Problem(PAIR, jd.Wages(worker_types=kinds))
    prices = jd.limit_prices(problem, horizon="short")
    assert [price.used for price in prices] == [2.0, 0.0]
    assert all(math.isnan(price.multiplier) for price in prices)


def test_a_budget_whose_terms_cancel_ends() -> None:
    """What is used is 0 but for rounding: no crawl below it."""
    coefficients = {
        name: {"manual": value}
        for name, value in zip(PAIR.names, (0.1, 0.2, -0.30000000000000004 - 1e-16), strict=True)
    }
    problem = jd.Problem(
        PAIR, constraints=[jd.KINDS["linear_budget"](limit=1.0, coefficients=coefficients)]
    )
    curve = jd.limit_curve(problem, "linear_budget", -1.0, 1.0)
    assert [step.cost for step in curve.steps] == [math.inf, 18.0]
    assert abs(curve.steps[1].low) < 1e-9


def test_out_of_time() -> None:
    problem = jd.Problem(PAIR, constraints=[jd.KINDS["max_jobs"](limit=1)])
    price, = jd.limit_prices(problem, time_limit=0)  # fmt: skip
    assert not price.curve.complete
    assert price.curve.steps == ()
    assert math.isnan(price.cost)
    assert math.isnan(price.saving)
    assert price.to_dict()["cost"] is None
    curve = jd.limit_curve(problem, 1, 1, 3, time_limit=0)
    assert not curve.complete
    assert math.isnan(curve.cost_at(2))


def test_ctrl_c_ends_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted solve is the last: later limits are not priced."""
    from jobdesign.analysis.limits import curves

    asked: list[float | None] = []

    def interrupted(*arguments, time_limit, **options):
        asked.append(time_limit)
        solution = jd.solve(*arguments, time_limit=time_limit, **options)
        return replace(solution, status="feasible", interrupted=True)

    monkeypatch.setattr(curves, "solve", interrupted)
    limits = [jd.KINDS["max_jobs"](limit=1), jd.KINDS["max_total_time"](limit=9.0)]
    prices = jd.limit_prices(jd.Problem(PAIR, constraints=limits))
    assert asked == [None]
    assert all(price.curve.interrupted for price in prices)
    assert prices[0].curve.to_dict()["interrupted"] is True


def test_a_curve_is_given_up_after_very_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    from jobdesign.analysis.limits import curves

    monkeypatch.setattr(curves, "_MOST_STEPS", 1)
    problem = jd.Problem(PAIR, constraints=[jd.KINDS["max_jobs"](limit=1)])
    curve = jd.limit_curve(problem, "max_jobs", 1, 2)
    assert not curve.complete
    assert [(step.low, step.high, step.cost) for step in curve.steps] == [(2.0, 2.0, 18.0)]
    assert math.isnan(curve.cost_at(1))


def test_a_limit_by_every_name() -> None:
    kind = partial(jd.WorkerType, max_skill=9.0, wage=1.0)
    types = (kind(name="a", available=1), kind(name="b"))
    first, second = (jd.KINDS["max_total_time"](limit=value) for value in (8.0, 9.0))
    problem = jd.Problem(PAIR, jd.Wages(worker_types=types), [first, second])
    assert choose_limit(problem, second).number == choose_limit(problem, 2).number == 2
    assert choose_limit(problem, "a").name == 'worker type "a" (available 1)'
    for wrong in ("b", 0, 3, "max_jobs", replace(first)):
        with pytest.raises(jd.InputError, match="must be one of the limits that span jobs"):
            choose_limit(problem, wrong)
    with pytest.raises(jd.InputError, match="names several limits; give the number of one"):
        choose_limit(problem, "max_total_time")

"""One problem by every exact method and face, held to the enumeration in fractions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

import jobdesign as jd
from adversarial.exact import INF, AmbiguousError, Cost, Exact
from jobdesign.analysis.limits.settings import limits_of
from jobdesign.analysis.reorganisation.parameters import COLUMNS, find_parameter
from jobdesign.errors import MethodError

__all__ = ["FACES", "METHODS", "check", "tried"]

#: Costs agree to this, relatively; what HiGHS chooses from is listed to within the second.
_EXACT, _LISTED = 1e-11, 1e-9
#: Every way to solve exactly: name, method, options.
METHODS = {
    "brute_force": ("brute_force", {}),
    "recursion": ("recursion", {}),
    "frontier": ("frontier", {"engine": "python"}),
    "frontier compiled": ("frontier", {"engine": "kernel"}),
    "dag": ("dag", {}),
    "mip": ("mip", {}),
    "mip_compact": ("mip_compact", {}),
}
#: Above this a cost is infinite in double precision.
_MOST = Fraction(10) ** 307
_LARGEST = Fraction(10) ** 300


class _Judge:
    """Collects what is wrong with one problem."""

    def __init__(self, problem: jd.Problem, rng: np.random.Generator) -> None:
        self.problem = problem
        self.rng = rng
        self.exact = Exact(problem)
        self.wrong: list[str] = []
        self.unproved = 0

    def same(self, where: str, found: float, expected: Cost, within: float = _EXACT) -> None:
        """Costs must agree; beyond double precision they are infinite."""
        if not _agree(found, expected, within):
            self.wrong.append(f"{where}: {found!r}, not {_short(expected)}")

    def solved(self, where: str, solution: jd.Solution, exact: Exact) -> None:
        """The design must be a cheapest, at the price reported, proved."""
        method = solution.method
        if solution.status == "infeasible":
            self.same(f"{where}: infeasible", INF, exact.least)
            return
        if solution.design is None or (solution.status != "optimal" and method != "mip_compact"):
            self.wrong.append(f"{where}: {solution.status}")
            return
        design = solution.design
        ends = np.zeros(len(design), dtype=bool)
        ends[design.job_ends] = True
        priced = exact.cost(design.modes.tolist(), ends.tolist())
        self.same(f"{where}: price of {design}", solution.cost, priced)
        if solution.status == "optimal":
            within = _LISTED if method.startswith("mip") else _EXACT
            self.same(f"{where}: optimum", solution.cost, exact.least, within)
        else:  # HiGHS may leave a proof open, and says so
            self.unproved += 1
            if not Fraction(solution.bound) <= exact.least * (1 + Fraction(_EXACT)):
                self.wrong.append(f"{where}: bound {solution.bound!r}, {_short(exact.least)}")


def _methods(judge: _Judge) -> None:
    _solve(judge, [name for name in METHODS if not name.startswith("mip")])


def _programs(judge: _Judge) -> None:
    _solve(judge, [name for name in METHODS if name.startswith("mip")])


def _solve(judge: _Judge, names: list[str]) -> None:
    for name in names:
        method, options = METHODS[name]
        try:
            solution = jd.solve(judge.problem, method, **options)
        except MethodError:  # it cannot honour what the problem holds
            continue
        judge.solved(name, solution, judge.exact)


def _short_run(judge: _Judge) -> None:
    problem, m = judge.problem, judge.exact.m
    ends = [k for k in range(m - 1) if judge.rng.random() < 0.5] + [m - 1]
    if problem.wages.limits_workers or not np.isfinite(problem.workflow.manual_time).all():
        return  # refused, or hired together
    exact = Exact(problem, tuple(ends))
    for name, (method, options) in METHODS.items():
        try:
            solution = jd.solve(problem, method, horizon="short", job_ends=ends, **options)
        except MethodError:
            continue
        judge.solved(f"short run, {name}", solution, exact)


def _fptas(judge: _Judge) -> None:
    for epsilon in (0.1, 1.0):
        try:
            solution = jd.solve(judge.problem, "fptas", epsilon=epsilon)
        except jd.InputError as refusal:
            if isinstance(refusal, MethodError) or "too small" in str(refusal):
                return
            raise
        least = judge.exact.least
        cost, bound = Fraction(solution.cost), Fraction(solution.bound)
        if not cost <= least * Fraction(1 + epsilon) * Fraction(1 + _EXACT):
            judge.wrong.append(f"fptas {epsilon}: {float(cost)!r}, not within {_short(least)}")
        if not least / Fraction(1 + epsilon + _EXACT) <= bound <= least * Fraction(1 + _EXACT):
            judge.wrong.append(f"fptas {epsilon}: bound {float(bound)!r} of {_short(least)}")


def _prices(judge: _Judge) -> None:
    prices = jd.decision_prices(judge.problem)
    exact = judge.exact
    judge.same("prices: optimum", prices.cost, exact.least)
    for step in range(exact.m):
        for mode in range(3):
            judge.same(
                f"price of step {step} in mode {mode}",
                float(prices.mode_cost[step, mode]),
                exact.least_where(lambda d, s=step, x=mode: d.modes[s] == x),
            )
        for column in range(2):
            judge.same(
                f"price of hand-off {column} after step {step}",
                float(prices.handoff_cost[step, column]),
                exact.least_where(lambda d, s=step, x=column: d.ends[s] == bool(x)),
            )


def _best(judge: _Judge) -> None:
    found = [solution.cost for solution in jd.best_designs(judge.problem, 4)]
    possible = sorted(d.cost for d in judge.exact.designs if d.cost <= _MOST)
    if len(found) != min(4, len(possible)):
        judge.wrong.append(f"best designs: {len(found)}, not {min(4, len(possible))}")
    for place, (cost, expected) in enumerate(zip(found, possible, strict=False)):
        judge.same(f"best designs, place {place}", cost, expected)


def _thresholds(judge: _Judge) -> None:
    problem = judge.problem
    steps = problem.workflow.names
    names = ["human", "ai_management", *COLUMNS, "ai_success"]
    name = str(judge.rng.choice(names))
    if name == "ai_success" or (name in COLUMNS and judge.rng.random() < 0.3):
        name = f"{name}:{judge.rng.choice(steps)}"
    try:
        varied = find_parameter(problem, name)
        found = jd.thresholds(problem, name)
    except jd.InputError:  # nothing to vary
        return
    if not found.complete:
        judge.wrong.append(f"thresholds of {name}: not complete")
        return
    points = [varied.value, *(p.low + f * (p.high - p.low) for p in found for f in (0.01, 0.5))]
    for x in points[:6]:
        if not found[0].low <= x <= found[-1].high or x == 0.0:
            continue
        try:
            there = varied.problem_at(x)
        except jd.InputError:
            continue
        given = there.workflow
        if np.isinf(
            given.augmented_time[(given.ai_success > 0) & np.isfinite(given.ai_time)]
        ).any():
            continue  # a time beyond double precision costs without end, even for nothing
        exact = Exact(there)
        judge.same(f"thresholds of {name} at {x!r}", found.cost(x), exact.least)
        design = found.at(x).design
        if design is not None:
            ends = np.zeros(len(design), dtype=bool)
            ends[design.job_ends] = True
            priced = exact.cost(design.modes.tolist(), ends.tolist())
            if priced != INF and not _agree(float(min(priced, _MOST)), exact.least):
                judge.wrong.append(f"thresholds of {name} at {x!r}: design {design}")


def _limits(judge: _Judge) -> None:
    problem = judge.problem
    able = [limit for limit in limits_of(problem) if limit.number]
    if not able:
        return
    limit = able[judge.rng.integers(len(able))]
    spread = 2.0 if limit.counts else 0.5 * abs(limit.value) or 1.0
    low, high = max(limit.value - spread, limit.least), limit.value + spread
    curve = jd.limit_curve(problem, limit.number, low, high)
    if not curve.complete:
        judge.wrong.append(f"curve of {limit.name}: not complete")
        return
    marks = {low, high, limit.value, *(s.low for s in curve.steps), *(s.high for s in curve.steps)}
    for at in sorted(marks)[:8]:
        expected = Exact(limit.put(problem, at)).least
        judge.same(f"curve of {limit.name} at {at!r}", curve.cost_at(at), expected, _LISTED)


def _exposure(judge: _Judge) -> None:
    problem = judge.problem
    found = jd.measure_exposure(problem)
    judge.same("exposure: cost", found.solution.cost, judge.exact.least)
    if found.without_ai is not None:
        by_hand = judge.exact.least_where(lambda d: not any(d.modes))
        judge.same("exposure: cost by hand", found.without_ai.cost, by_hand)
    free = replace(problem, constraints=())
    if problem.wages.limits_workers:
        kinds = tuple(replace(k, available=None) for k in problem.wages.worker_types
                      if k.available != 0)  # fmt: skip
        free = replace(free, wages=replace(problem.wages, worker_types=kinds))
    exact = Exact(free)
    for step in range(exact.m):
        for kind, costs in ((False, found.alone.by_hand), (True, found.alone.with_ai)):
            expected: Cost = INF
            task = exact._task((step, step, kind))
            if task is not None:
                rate = exact.rate(task[0])
                expected = INF if rate == INF else rate * task[1] + task[2]
            judge.same(f"exposure: step {step} alone, {kind=}", float(costs[step]), expected)


def _horizons(judge: _Judge) -> None:
    problem, exact = judge.problem, judge.exact
    if not np.isfinite(problem.workflow.manual_time).all():
        return
    found = jd.compare_horizons(problem)
    judge.same("horizons: long run", found.long_run.cost, exact.least)
    if found.without_ai.status != "none" and not problem.constraints:
        by_hand = exact.least_where(lambda d: not any(d.modes))
        judge.same("horizons: without AI", found.without_ai.cost, by_hand)
    if found.given.design is not None and not problem.wages.limits_workers:
        short = Exact(problem, tuple(found.given.design.job_ends.tolist()))
        judge.same("horizons: short run", found.short_run.cost, short.least)


FACES: dict[str, Callable[[_Judge], None]] = {
    "methods": _methods,
    "programs": _programs,
    "short run": _short_run,
    "fptas": _fptas,
    "prices": _prices,
    "best designs": _best,
    "thresholds": _thresholds,
    "limits": _limits,
    "exposure": _exposure,
    "horizons": _horizons,
}


def check(problem: jd.Problem, seed: int = 0, faces: tuple[str, ...] = tuple(FACES)) -> list[str]:
    """Return what is wrong, a line each; what only rounding decides is not looked at."""
    return tried(problem, seed, faces).wrong


def tried(problem: jd.Problem, seed: int, faces: tuple[str, ...] = tuple(FACES)) -> _Judge:
    """Try all of a problem: its `wrong`, and how many answers were left `unproved`."""
    judge = _Judge(problem, np.random.default_rng(seed))
    for name in faces:
        try:
            FACES[name](judge)
        except AmbiguousError:
            continue
        except Exception as error:
            judge.wrong.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return judge


def _agree(found: float, expected: Cost, within: float = _EXACT) -> bool:
    if math.isnan(found):
        return False
    if math.isinf(found):  # a problem that costs more than 1e300 is refused, a bill may overflow
        return expected > _LARGEST
    if expected > _MOST:
        return found > 1e306
    return abs(Fraction(found) - expected) <= Fraction(within) * expected


def _short(cost: Cost) -> str:
    return f"{float(cost):.17g}" if cost <= _MOST else "∞"

"""Families of problems meant to break solvers, each drawn from a seed.

A problem is its family and its number: `draw(family, number)` returns the same one anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import jobdesign as jd
from rich_problems import _constraint

__all__ = ["FAMILIES", "draw"]

Generator = np.random.Generator
Columns = dict[str, Any]
_AMOUNTS = ("manual_skill", "manual_time", "ai_skill", "ai_time", "handoff_time")


def _ordinary(rng: Generator, m: int) -> Columns:
    columns: Columns = {key: rng.uniform(0.1, 5, m) for key in _AMOUNTS}
    columns["ai_success"] = rng.choice([0.3, 0.9, 1.0, 0.0], m, p=[0.3, 0.4, 0.2, 0.1])
    return columns


def ties(rng: Generator, m: int) -> jd.Problem:
    """Few different numbers, so that many designs cost the same."""
    columns: Columns = {key: rng.choice([1.0, 2.0, 0.5], m) for key in _AMOUNTS}
    columns["ai_success"] = rng.choice([0.5, 1.0], m)
    return _problem(rng, columns)


def zeros(rng: Generator, m: int) -> jd.Problem:
    """Nothing as often as something."""
    columns = _ordinary(rng, m)
    for key in _AMOUNTS:
        columns[key][rng.random(m) < rng.choice([0.3, 0.7, 1.0])] = 0.0
    return _problem(rng, columns)


def success_edges(rng: Generator, m: int) -> jd.Problem:
    """AI that always, never, or hardly ever succeeds."""
    columns = _ordinary(rng, m)
    edges = [0.0, 1.0, 1e-300, 1 - 1e-16, 1e-100, 1e-67, 3e-200, 5e-324, 0.5, 1 - 1e-9]
    columns["ai_success"] = rng.choice(edges, m)
    columns["ai_time"] *= rng.choice([1.0, 0.0, 1e-100, 1e-30], m)
    return _problem(rng, columns)


def magnitudes(rng: Generator, m: int) -> jd.Problem:
    """Entries from 1e-300 to 1e+300: one, some or all; huge ones mostly beside another way."""
    columns = _ordinary(rng, m)
    columns["ai_success"] = rng.choice([0.5, 1.0, 0.9], m)
    form = rng.integers(6)
    if form == 0:  # one step that is not to be done so
        step, way = rng.integers(m), rng.choice(["manual", "ai"])
        huge = 10.0 ** rng.uniform(100, 300, 2)
        columns[f"{way}_skill"][step], columns[f"{way}_time"][step] = huge
    elif form == 1:  # one entry, huge or tiny
        columns[str(rng.choice(_AMOUNTS))][rng.integers(m)] = 10.0 ** (
            rng.choice([-1, 1]) * rng.uniform(100, 300)
        )
    elif form == 2:  # everything in units far off
        skill, time = rng.uniform(-150, 150, 2)
        for key in _AMOUNTS:
            columns[key] *= 10.0 ** (skill if key.endswith("skill") else time)
    elif form == 3:  # some entries anywhere
        for key in _AMOUNTS:
            some = rng.random(m) < 0.3
            columns[key][some] = 10.0 ** rng.uniform(-100, 100, some.sum())
    elif form == 4:  # skill that comes with time in inverse proportion
        power = rng.uniform(-140, 140, m)
        columns["manual_skill"], columns["manual_time"] = 10.0**power, 10.0**-power
    else:  # everything anywhere: mostly refused
        for key in _AMOUNTS:
            columns[key] = 10.0 ** rng.uniform(-300, 300, m)
    if rng.random() < 0.3:
        columns[str(rng.choice(_AMOUNTS))][rng.integers(m)] = 0.0
    return _problem(rng, columns)


def equal_slopes(rng: Generator, m: int) -> jd.Problem:
    """Tasks that cost the same alone, and wage schedules whose pieces go on in a line."""
    skill = 2.0 ** rng.integers(-2, 3, m)
    bill = float(rng.choice([1.0, 2.0]))
    columns: Columns = {
        "manual_skill": skill,
        "manual_time": bill / skill,
        "ai_skill": skill[::-1].copy(),
        "ai_time": 0.5 * bill / skill[::-1],
        "ai_success": rng.choice([0.5, 1.0], m),
        "handoff_time": rng.choice([0.0, 0.25, 1.0], m),
    }
    wages = jd.Wages()
    if rng.random() < 0.5:
        wages = jd.Wages(schedule=((0, 1), (1, 2), (2, 3), (4, 5), (5, 5)))
    return _problem(rng, columns, wages)


def handoffs(rng: Generator, m: int) -> jd.Problem:
    """Hand-offs of nothing and without measure."""
    columns = _ordinary(rng, m)
    columns["handoff_time"] = rng.choice([0.0, 1e12, 1e-12, 1.0], m)
    return _problem(rng, columns)


def limits_met(rng: Generator, m: int) -> jd.Problem:
    """Limits that some design meets exactly, or just misses."""
    base = [ties, zeros, _any_ordinary, handoffs][rng.integers(4)](rng, m)
    kinds = list(jd.KINDS)
    chosen = [kinds[i] for i in rng.integers(len(kinds), size=rng.integers(1, 4))]
    plain = jd.Problem(base.workflow)
    made = [rule for kind in chosen if (rule := _constraint(rng, kind, plain)) is not None]
    return jd.Problem(base.workflow, base.wages, made)


def wage_kinks(rng: Generator, m: int) -> jd.Problem:
    """Schedules and worker types that change exactly at the skill of some job."""
    columns = _ordinary(rng, m)
    for key in ("manual_skill", "ai_skill"):
        columns[key] = rng.integers(0, 5, m).astype(float)
    human, manager = (float(rng.choice([1.0, 1.0, 2.0, 0.0, 1e-30, 1e30])) for _ in range(2))
    skills = np.concatenate((columns["manual_skill"] * human, columns["ai_skill"] * manager))
    sums = {float(rng.choice(skills, size=k, replace=False).sum()) for k in range(1, m + 1)}
    sums |= {float(10.0 ** rng.uniform(-40, 40))} if rng.random() < 0.3 else set()
    bases = {"human": human, "ai_management": manager}
    knots = sorted(sums - {0.0}) or [1.0]
    form = rng.integers(3)
    if form == 0:
        wages = np.cumsum(rng.integers(0, 3, len(knots) + 1)) + float(rng.choice([0.5, 1.0]))
        schedule = tuple(zip([0.0, *knots], wages.tolist(), strict=True))
        return _problem(rng, columns, jd.Wages(**bases, schedule=schedule))
    kinds = [
        jd.WorkerType(
            name=f"type {k}",
            max_skill=knot,
            wage=float(rng.choice([0.0, 1.0, 2.0, 3.5])),
            available=None if form == 1 or rng.random() < 0.5 else int(rng.integers(0, 3)),
        )
        for k, knot in enumerate(knots[-3:])
    ]
    return _problem(rng, columns, jd.Wages(**bases, worker_types=tuple(kinds)))


def paid_attempts(rng: Generator, m: int) -> jd.Problem:
    """Attempts that cost money, much or little, and wages far from 1."""
    columns = _ordinary(rng, m)
    columns["ai_cost"] = rng.choice([0.0, 1.0, 1e-200, 1e200, 1e-9, 3.0], m)
    if rng.random() < 0.5:
        power = rng.uniform(-60, 60)
        columns["manual_time"] *= 10.0**power
        columns["ai_time"] *= 10.0**power
    rates = rng.choice([1.0, 0.0, 1e-100, 1e100, 2.0], 2).tolist()
    return _problem(rng, columns, jd.Wages(human=rates[0], ai_management=rates[1]))


def _any_ordinary(rng: Generator, m: int) -> jd.Problem:
    return _problem(rng, _ordinary(rng, m))


def _problem(rng: Generator, columns: Columns, wages: jd.Wages | None = None) -> jd.Problem:
    columns["handoff_time"][-1] = 0.0
    if rng.random() < 0.15:
        able = columns["ai_success"] > 1e-50
        columns["manual_time"][able & (rng.random(len(able)) < 0.4)] = np.inf
    return jd.Problem(jd.Workflow.from_arrays(**columns), wages or jd.Wages())


FAMILIES: dict[str, Callable[[Generator, int], jd.Problem]] = {
    family.__name__: family
    for family in (
        ties, zeros, success_edges, magnitudes, equal_slopes, handoffs, limits_met, wage_kinks,
        paid_attempts,
    )
}  # fmt: skip
#: How often a problem has 1, 2, 3, 4 steps.
_SIZES = (0.1, 0.3, 0.4, 0.2)


def draw(family: str, number: int) -> jd.Problem | None:
    """Return a problem, or None where its numbers are refused."""
    rng = np.random.default_rng([list(FAMILIES).index(family), number])
    m = int(rng.choice(len(_SIZES), p=_SIZES)) + 1
    try:
        return FAMILIES[family](rng, m)
    except jd.InputError as refusal:
        text = str(refusal)
        assert "\n" not in text, text
        assert len(text) < 300, text
        return None

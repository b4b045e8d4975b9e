"""Random problems with side constraints, every wage form and AI costs."""

from __future__ import annotations

import dataclasses

import numpy as np

import jobdesign as jd
from jobdesign.methods import demand
from jobdesign.methods.brute_force import all_designs

MODES = ("manual", "augmented", "automated")


def random_rich_problem(rng: np.random.Generator, steps: int, *, kinds: int = 3) -> jd.Problem:
    """Draw a problem with one to `kinds` constraints whose limits are near those of designs.

    Limits are what some random design needs, exactly or a little less or more:
    some bind, some clash, some do nothing.
    """
    workflow = _workflow(rng, steps)
    wages = _wages(rng, workflow)
    plain = jd.Problem(workflow, jd.Wages(human=wages.human, ai_management=wages.ai_management))
    names = list(jd.KINDS)
    chosen = [names[i] for i in rng.integers(len(names), size=rng.integers(1, kinds + 1))]
    constraints = [made for kind in chosen if (made := _constraint(rng, kind, plain)) is not None]
    return jd.Problem(workflow, wages, constraints)


def random_problem_of_jobs(rng: np.random.Generator, most_steps: int) -> jd.Problem:
    """Draw a rich problem whose jobs keep all its constraints by themselves.

    Draws again what spans jobs, or leaves worker types that cover no task.
    """
    while True:
        try:
            problem = random_rich_problem(rng, int(rng.integers(1, most_steps + 1)))
        except jd.InputError:
            continue
        if demand(problem)[0] != "all":
            return problem


def _workflow(rng: np.random.Generator, m: int) -> jd.Workflow:
    def amounts(low: float, high: float) -> np.ndarray:
        if rng.random() < 0.3:
            return rng.integers(0, 4, m).astype(float)
        return rng.uniform(low, high, m)

    manual_time = amounts(0.5, 5)
    success = [rng.random(m), rng.uniform(0.5, 1, m), rng.choice([0, 0.5, 0.9, 1], m)][
        rng.integers(3)
    ]
    if rng.random() < 0.15:
        manual_time[(rng.random(m) < 0.4) & (success > 0.01)] = np.inf
    handoff_time = amounts(0, 3) * rng.choice([0, 0.5, 1, 5])
    handoff_time[-1] = 0
    return jd.Workflow.from_arrays(
        manual_skill=amounts(0.5, 5),
        manual_time=manual_time,
        ai_skill=amounts(0.2, 4),
        ai_time=amounts(0.1, 3),
        ai_success=success,
        handoff_time=handoff_time,
        ai_cost=amounts(0, 2) if rng.random() < 0.3 else 0.0,
    )


def _wages(rng: np.random.Generator, workflow: jd.Workflow) -> jd.Wages:
    rates = {}
    if rng.random() < 0.3:
        rates = {"human": float(rng.uniform(0.5, 2)), "ai_management": float(rng.uniform(0.5, 2))}
    top = max(float(np.maximum(workflow.manual_skill, workflow.ai_skill).sum()), 0.5)
    form = rng.choice(["plain", "convex", "concave", "any", "types", "limited"])
    if form == "plain":
        return jd.Wages(**rates)
    points = int(rng.integers(2, 5))
    if form in ("types", "limited"):
        kinds = []
        for k in range(points):
            available = (
                int(rng.integers(0, 3)) if form == "limited" and rng.random() < 0.6 else None
            )
            kinds.append(
                jd.WorkerType(
                    name=f"type {k}",
                    max_skill=float(rng.uniform(0.1, 1.1) * top),
                    wage=float(rng.uniform(0.5, 5))
                    if rng.random() < 0.5
                    else float(rng.integers(0, 4)),
                    available=available,
                )
            )
        by_hand = workflow.manual_skill[np.isfinite(workflow.manual_time)] * rates.get("human", 1.0)
        with_ai = workflow.ai_skill[workflow.ai_success > 0] * rates.get("ai_management", 1.0)
        least = min(np.concatenate((by_hand, with_ai)))
        if not any(kind.available != 0 and kind.max_skill >= least for kind in kinds):
            kinds.append(jd.WorkerType(name="any", max_skill=top, wage=3.0))
        return jd.Wages(**rates, worker_types=tuple(kinds))
    skills = np.concatenate(([0.0], np.cumsum(rng.uniform(0.2, 0.6, points) * top)))
    rises = rng.uniform(0, 3, points)
    if form == "convex":
        rises = np.sort(rises / np.diff(skills)) * np.diff(skills)
    elif form == "concave":
        rises = np.sort(rises / np.diff(skills))[::-1] * np.diff(skills)
    else:
        rises[rng.random(points) < 0.3] = 0.0
    wages = np.concatenate(([0.0], np.cumsum(rises))) + rng.choice([0, 1, 2])
    return jd.Wages(**rates, schedule=tuple(zip(skills.tolist(), wages.tolist(), strict=True)))


def _constraint(rng: np.random.Generator, kind: str, problem: jd.Problem) -> jd.Constraint | None:
    workflow = problem.workflow
    names = workflow.names
    make = jd.KINDS[kind]
    if kind in ("require_mode", "forbid_mode"):
        return make(step=str(rng.choice(names)), mode=str(rng.choice(MODES)))
    if kind in ("require_handoff", "forbid_handoff"):
        return make(after=str(rng.choice(names)))
    if kind in ("same_job", "separate_jobs"):
        if len(names) < 2:
            return None
        size = int(rng.integers(2, min(len(names), 4) + 1))
        return make(steps=tuple(map(str, rng.choice(names, size, replace=False))))
    fields = {}
    if kind == "linear_budget":
        fields["coefficients"] = {
            str(name): {
                mode: float(rng.integers(-2, 4)) if rng.random() < 0.5 else float(rng.normal())
                for mode in MODES
                if rng.random() < 0.7
            }
            for name in names
            if rng.random() < 0.7
        } or {str(names[0]): {"manual": 1.0}}
    return _near_a_design(rng, make, fields, problem)


def _near_a_design(
    rng: np.random.Generator, make: type[jd.Constraint], fields: dict, problem: jd.Problem
) -> jd.Constraint:
    """Limit what some design that can work needs, or a little less or more."""
    key = "probability" if make.kind == "min_chain_success" else "limit"
    loosest = 1 if make.limit_rule == "count" else 0
    probe = make(**fields, **{key: loosest})
    modes, ends = all_designs(len(problem.workflow))
    for _ in range(50):
        row = rng.integers(len(modes))
        design = jd.Design(modes[row].copy(), np.flatnonzero(ends[row]))
        priced = jd.evaluate(jd.Problem(problem.workflow, problem.wages), design)
        if np.isfinite(priced.cost):
            break
    limited = jd.Problem(problem.workflow, problem.wages, [probe])
    from jobdesign.evaluator import _Laid

    measured = float(probe.measure(_Laid(priced, design.modes, 1), limited.workflow)[0])
    if make.limit_rule in ("count", "number"):
        return make(**fields, limit=max(loosest, int(measured) + int(rng.integers(-1, 2))))
    factor = float(rng.choice([1.0, 1.0, 0.9, 1.1, 0.5]))
    if key == "probability":
        return make(probability=min(1.0, measured * factor))
    value = measured * factor if np.isfinite(measured) else 1.0
    return make(**fields, limit=value if make.limit_rule == "any" else max(value, 0.0))


def random_uneven_problem(rng: np.random.Generator, steps: int) -> jd.Problem:
    """Draw a rich problem some of whose numbers differ from the rest by many powers of ten.

    One skill may be a billionth of the others, one step take a million times as long, one
    wage be next to nothing: numbers that the rows of a solver hold badly side by side.
    """
    while True:
        workflow = _workflow(rng, steps)
        for _ in range(rng.integers(1, 4)):
            workflow = _with_one_off(rng, workflow)
        try:
            wages = _with_one_wage_off(rng, _wages(rng, workflow))
            plain = jd.Problem(
                workflow, jd.Wages(human=wages.human, ai_management=wages.ai_management)
            )
            chosen = rng.choice(list(jd.KINDS), rng.integers(0, 3))
            made = [_constraint(rng, kind, plain) for kind in chosen]
            return jd.Problem(workflow, wages, [kept for kept in made if kept is not None])
        except jd.InputError:  # no worker type that covers a task, say
            continue


def _with_one_off(rng: np.random.Generator, workflow: jd.Workflow) -> jd.Workflow:
    """Make one step, or one column of it, tiny or huge or 0."""
    names = [
        ("manual_skill", "ai_skill"),
        ("manual_time", "ai_time"),
        ("manual_skill",),
        ("ai_skill",),
        ("manual_time",),
        ("ai_time",),
        ("handoff_time",),
        ("ai_cost",),
        ("ai_success",),
    ][rng.integers(9)]
    step = rng.integers(len(workflow))
    power = rng.uniform(-10, -3) if rng.random() < 0.6 or names == ("ai_success",) else 0.0
    power = power or rng.uniform(3, 9)
    changed = {name: getattr(workflow, name).copy() for name in names}
    for column in changed.values():
        column[step] *= 10.0**power if rng.random() < 0.9 else 0.0
    try:
        return workflow.replace(**changed)
    except jd.InputError:  # a step that nobody can do any more
        return workflow


def _with_one_wage_off(rng: np.random.Generator, wages: jd.Wages) -> jd.Wages:
    factor = 10.0 ** rng.uniform(-10, 6) if rng.random() < 0.3 else 1.0
    if wages.schedule is not None:
        skills, paid = np.array(wages.schedule).T
        rises = np.diff(paid)
        rises[rng.integers(len(rises))] *= factor
        paid = np.concatenate((paid[:1], paid[0] + np.cumsum(rises)))
        return dataclasses.replace(wages, schedule=tuple(zip(skills, paid, strict=True)))
    if wages.worker_types is not None:
        kinds = list(wages.worker_types)
        which = rng.integers(len(kinds))
        kinds[which] = dataclasses.replace(kinds[which], wage=kinds[which].wage * factor)
        return dataclasses.replace(wages, worker_types=tuple(kinds))
    return dataclasses.replace(wages, human=wages.human * factor)

"""Problems as trees of dictionaries, lists and numbers: what TOML and JSON hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from jobdesign.arguments import takes
from jobdesign.constraints import KINDS, Constraint
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.entries import known_keys, listed, table
from jobdesign.problem import Problem
from jobdesign.steps import Step
from jobdesign.wages import Wages, WorkerType
from jobdesign.workflow import Workflow

__all__ = ["problem_from_dict", "problem_to_dict"]

_STEP_KEYS = tuple(field.name for field in fields(Step))
_WAGE_KEYS = tuple(field.name for field in fields(Wages))
_WORKER_KEYS = tuple(field.name for field in fields(WorkerType))


def problem_from_dict(tree: Mapping[str, Any]) -> Problem:
    """Build a problem from the tree of a problem file.

    Parameters
    ----------
    tree
        Keys ``name``, ``alpha``, ``wages``, ``steps``, ``constraints``.

    Raises
    ------
    InputError
        Naming the key or step, the value, the rule and the fix.

    Examples
    --------
    >>> problem_from_dict({"steps": [{"manual_skill": 2, "manual_time": 3}]}).workflow
    Workflow(1 step)
    """
    tree = table("the file", tree)
    known_keys("the file", tree, ("name", "alpha", "wages", "steps", "constraints"))
    steps = _steps(tree.get("steps"))
    workflow = Workflow(steps, alpha=tree.get("alpha"))
    constraints = [
        _constraint(number, entry)
        for number, entry in enumerate(listed("constraints", tree.get("constraints", [])), 1)
    ]
    name = tree.get("name", "")
    return Problem(workflow, _wages(tree.get("wages", {})), constraints, name)


@takes(problem=Problem)
def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """Return the tree that `problem_from_dict` turns into the same problem.

    Raises
    ------
    InputError
        Where a constraint is of a kind that is not in `KINDS`.

    Examples
    --------
    >>> import jobdesign as jd
    >>> tree = {"steps": [{"name": "1", "manual_skill": 2.0, "manual_time": 3.0,
    ...                    "handoff_time": 0.0}]}
    >>> problem_to_dict(problem_from_dict(tree)) == tree
    True
    """
    tree: dict[str, Any] = {}
    if problem.name:
        tree["name"] = problem.name
    if problem.workflow.alpha is not None:
        tree["alpha"] = problem.workflow.alpha
    wages = _wages_to_dict(problem.wages)
    if wages:
        tree["wages"] = wages
    tree["steps"] = [_step_to_dict(step) for step in problem.workflow.steps]
    if problem.constraints:
        tree["constraints"] = [_constraint_to_dict(c) for c in problem.constraints]
    return tree


def _steps(entries: Any) -> list[Step]:
    if entries is None:
        raise InputError("missing key steps", fix="add one [[steps]] table for each step")
    entries = listed("steps", entries)
    steps = []
    for number, entry in enumerate(entries, 1):
        place = f"step {number}"
        entry = table(place, entry)
        if isinstance(entry.get("name"), str):
            place = f'step "{entry["name"]}"'
        known_keys(place, entry, _STEP_KEYS)
        if "handoff_time" not in entry and number < len(entries):
            raise InputError(
                "missing key handoff_time",
                place=place,
                fix="write 0 if handing over after this step takes no time",
            )
        for key, value in entry.items():
            if value is None:
                raise InputError("must not be null", place=f"{place}: {key}", fix="leave it out")
        if "name" in entry and not isinstance(entry["name"], str):
            raise InputError(
                "must be text", place=f"name of step {number}", value=entry["name"], fix="quote it"
            )
        steps.append(Step(**entry))
    return steps


def _wages(entry: Any) -> Wages:
    entry = dict(table("wages", entry))
    known_keys("wages", entry, _WAGE_KEYS)
    if "schedule" in entry:
        entry["schedule"] = tuple(listed("wages: schedule", entry["schedule"]))
    if "worker_types" in entry:
        types = []
        for number, kind in enumerate(listed("wages: worker_types", entry["worker_types"]), 1):
            place = f"wages: worker_types: {number}"
            kind = table(place, kind)
            known_keys(place, kind, _WORKER_KEYS)
            for key in ("name", "max_skill", "wage"):
                if key not in kind:
                    raise InputError(f"missing key {key}", place=place)
            types.append(WorkerType(**kind))
        entry["worker_types"] = tuple(types)
    return Wages(**entry)


def _constraint(number: int, entry: Any) -> Constraint:
    place = f"constraint {number}"
    entry = dict(table(place, entry))
    kind = entry.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError(
            f"must be one of {', '.join(KINDS)}",
            place=f"{place}: kind",
            value=kind,
            fix=did_you_mean(str(kind), KINDS),
        )
    keys = tuple(field.name for field in fields(KINDS[kind]))
    place = f"constraint {kind}"
    known_keys(place, entry, keys)
    for key in keys:
        if key not in entry:
            raise InputError(f"missing key {key}", place=place)
    if "steps" in entry:
        entry["steps"] = tuple(listed(f"{place}: steps", entry["steps"]))
    return KINDS[kind](**entry)


def _step_to_dict(step: Step) -> dict[str, Any]:
    tree = {key: getattr(step, key) for key in _STEP_KEYS if getattr(step, key) is not None}
    if tree["ai_cost"] == 0:
        del tree["ai_cost"]
    return tree


def _wages_to_dict(wages: Wages) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    default = Wages()
    for key in ("human", "ai_management"):
        if getattr(wages, key) != getattr(default, key):
            tree[key] = getattr(wages, key)
    if wages.schedule is not None:
        tree["schedule"] = [list(point) for point in wages.schedule]
    if wages.worker_types is not None:
        tree["worker_types"] = [
            {key: getattr(kind, key) for key in _WORKER_KEYS if getattr(kind, key) is not None}
            for kind in wages.worker_types
        ]
    return tree


def _constraint_to_dict(constraint: Constraint) -> dict[str, Any]:
    if KINDS.get(constraint.kind) is not type(constraint):
        raise InputError(
            "is of a kind that files do not know",
            place=f"constraint {constraint}",
            fix="name its class in jobdesign.KINDS, here and where the file is read",
        )
    tree: dict[str, Any] = {"kind": constraint.kind}
    for field in fields(constraint):
        value = getattr(constraint, field.name)
        tree[field.name] = list(value) if isinstance(value, tuple) else value
    return tree

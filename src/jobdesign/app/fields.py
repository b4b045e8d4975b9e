"""What a form must ask for to make a constraint or a wage rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import Any, Literal

from jobdesign.constraints import KINDS, MODES
from jobdesign.errors import InputError

__all__ = ["Field", "coefficients", "constraint_fields", "describe", "points", "worker_types"]

Kind = Literal["step", "steps", "mode", "count", "number", "probability", "table"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Parameters
    ----------
    name
        Of the constraint's field.
    kind
        What answers it: a step, several, a mode, a whole number, any number, a
        chance, or a table of coefficients.
    least
        Smallest number allowed; None for any.
    label
        What the form says.
    """

    name: str
    kind: Kind
    label: str
    least: float | None = None


def constraint_fields(kind: str) -> tuple[Field, ...]:
    """Return what the form of a kind of constraint asks for.

    Examples
    --------
    >>> [field.kind for field in constraint_fields("require_mode")]
    ['step', 'mode']
    """
    made = KINDS[kind]
    return tuple(_field(field.name, made.limit_rule) for field in dataclass_fields(made))


def _field(name: str, limit_rule: str) -> Field:
    if name == "limit":
        if limit_rule in ("count", "number"):
            return Field(name, "count", "Limit", 1 if limit_rule == "count" else 0)
        return Field(name, "number", "Limit", 0 if limit_rule == "amount" else None)
    known: dict[str, Field] = {
        "step": Field("step", "step", "Step"),
        "after": Field("after", "step", "After step"),
        "steps": Field("steps", "steps", "Steps (two or more)"),
        "mode": Field("mode", "mode", "Mode"),
        "probability": Field("probability", "probability", "Probability", 0),
        "coefficients": Field("coefficients", "table", "Value of each mode of each step"),
    }
    return known[name]


def describe(kind: str) -> str:
    """Say on one line what a kind of constraint asks, from its own documentation.

    Examples
    --------
    >>> describe("max_jobs")
    'There are at most this many jobs.'
    """
    return (KINDS[kind].__doc__ or kind).strip().partition("\n")[0]


def coefficients(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the coefficients of a budget from a table with one row a step; zeros are left out.

    Examples
    --------
    >>> coefficients([{"step": "ask", "manual": 2.0, "augmented": 0.0, "automated": None}])
    {'ask': {'manual': 2.0}}
    """
    table = {
        str(row["step"]): {mode: float(row[mode]) for mode in MODES if row.get(mode)}
        for row in rows
    }
    return {step: modes for step, modes in table.items() if modes}


def points(rows: Iterable[Mapping[str, Any]]) -> list[list[float]]:
    """Return the points of a wage schedule from a table; rows that are empty are left out.

    Raises
    ------
    InputError
        Where a row is half filled.
    """
    found = []
    for number, row in enumerate(rows, 1):
        skill, wage = row.get("skill"), row.get("wage")
        if skill is None and wage is None:
            continue
        if skill is None or wage is None:
            raise InputError("needs a skill and a wage", place=f"schedule: row {number}")
        found.append([float(skill), float(wage)])
    return found


def worker_types(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the worker types of a table; rows that are empty are left out.

    Raises
    ------
    InputError
        Where a row is half filled.
    """
    found = []
    for number, row in enumerate(rows, 1):
        if all(value is None or value == "" for value in row.values()):
            continue
        for key in ("name", "max_skill", "wage"):
            if row.get(key) in (None, ""):
                raise InputError(f"needs {key}", place=f"worker types: row {number}")
        kind: dict[str, Any] = {
            "name": str(row["name"]),
            "max_skill": float(row["max_skill"]),
            "wage": float(row["wage"]),
        }
        if row.get("available") is not None:
            kind["available"] = int(row["available"])
        found.append(kind)
    return found

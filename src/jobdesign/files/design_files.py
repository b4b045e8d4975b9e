"""Designs as ``jobdesign solve --format json`` writes them, read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.files.json_text import parse_json
from jobdesign.files.text import read_text
from jobdesign.problem import Problem

__all__ = ["DesignFile", "read_design"]


@dataclass(frozen=True)
class DesignFile:
    """A design and what its file says about it."""

    design: Design
    horizon: Horizon
    cost: float | None


def read_design(path: str | Path, problem: Problem) -> DesignFile:
    """Read a design of a problem.

    Parameters
    ----------
    path
        JSON with ``steps`` (name and mode of each) and ``jobs`` (``last``: the
        name of its last step); optionally ``horizon`` and ``cost``.
    problem
        The problem whose steps are named.

    Raises
    ------
    InputError
        Where the file is not such a design, or not one of this problem.
    """
    path = Path(path)
    try:
        return _parse(read_text(path), problem)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _parse(text: str, problem: Problem) -> DesignFile:
    tree = parse_json(text)
    steps, jobs = _rows(tree, "steps", "name", "mode"), _rows(tree, "jobs", "last")
    names = [row["name"] for row in steps]
    if tuple(names) != problem.workflow.names:
        raise InputError("must name the steps of the problem, in order", place="steps", value=names)
    ends = [problem.workflow.index(row["last"]) for row in jobs]
    if not ends or ends[-1] != len(steps) - 1:
        raise InputError("the last job must end with the last step", place="jobs", value=len(jobs))
    horizon = tree.get("horizon", "long")
    if horizon not in ("long", "short"):
        raise InputError('must be "long" or "short"', place="horizon", value=horizon)
    cost = tree.get("cost")
    if cost is not None:
        cost = finite_number("cost", cost)
    return DesignFile(Design([row["mode"] for row in steps], ends), horizon, cost)


def _rows(tree: Any, key: str, *fields: str) -> list[dict[str, Any]]:
    rows = tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(row.get(field), str) for field in fields)
        for row in rows
    ):
        raise InputError(
            f"must list {key}, each with {' and '.join(fields)} as text",
            place=key,
            fix="write it with jobdesign solve --format json",
        )
    return rows

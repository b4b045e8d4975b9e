"""What is on the page: a problem as typed, which may be wrong or half finished."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.files.tree import problem_from_dict, problem_to_dict
from jobdesign.problem import Problem
from jobdesign.steps import Step

__all__ = ["CELLS", "RATES", "Draft"]

#: The two ways to say how well AI does.
RATES = ("ai_difficulty", "ai_success")
#: Cells of the step table, in order; one of the two rates is shown.
CELLS = tuple(field.name for field in fields(Step))

_ALPHA = 0.5

Row = Mapping[str, Any]
Tree = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A problem as typed.

    Parameters
    ----------
    rows
        Cells of each step by field of `Step`; None where a cell is empty.
    rate
        Which of `RATES` the table shows.
    alpha
        Quality of the AI, kept also while the table shows success.
    wages, constraints
        Trees as in a problem file.
    name
        Title of the problem.
    horizon, job_ends
        As for `jobdesign.solve`; job ends by name.

    Examples
    --------
    >>> draft = Draft(rows=({"manual_skill": 2.0, "manual_time": 3.0},))
    >>> draft.problem()[0].workflow
    Workflow(1 step)
    """

    rows: tuple[Row, ...]
    rate: str = "ai_difficulty"
    alpha: float = _ALPHA
    wages: Tree | None = None
    constraints: tuple[Tree, ...] = ()
    name: str = ""
    horizon: Horizon = "long"
    job_ends: tuple[str, ...] = ()

    @classmethod
    def of(cls, problem: Problem, horizon: Horizon = "long", job_ends: Iterable[str] = ()) -> Draft:
        """Return the draft that shows a problem."""
        tree = problem_to_dict(problem)
        rows = tuple({key: row.get(key) for key in CELLS} for row in tree["steps"])
        uses_success = any(row["ai_success"] is not None for row in rows)
        return cls(
            rows=rows,
            rate=RATES[uses_success],
            alpha=tree.get("alpha", _ALPHA),
            wages=tree.get("wages"),
            constraints=tuple(tree.get("constraints", ())),
            name=problem.name,
            horizon=horizon,
            job_ends=tuple(job_ends),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the steps that are not empty rows; a step without one has its number."""
        return tuple(str(row.get("name") or i + 1) for i, row in enumerate(self._filled()))

    def _filled(self) -> list[Row]:
        return [row for row in self.rows if any(_given(row.get(key)) for key in _NUMBERS)]

    def tree(self) -> dict[str, Any]:
        """Return the draft as the tree of a problem file."""
        steps = [
            {
                key: value
                for key, value in row.items()
                if key in CELLS and value is not None and key != self._hidden_rate
            }
            for row in self._filled()
        ]
        tree: dict[str, Any] = {"name": self.name, "steps": steps}
        if any("ai_difficulty" in step for step in steps):
            tree["alpha"] = self.alpha
        if self.wages:
            tree["wages"] = self.wages
        if self.constraints:
            tree["constraints"] = list(self.constraints)
        return tree

    @property
    def _hidden_rate(self) -> str:
        return RATES[self.rate == RATES[0]]

    def problem(self) -> tuple[Problem, tuple[str, ...]]:
        """Return the problem, and what was used not quite as it was typed.

        Raises
        ------
        InputError
            Where it is no problem yet.
        """
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            tree = self.tree()
            if not tree["steps"]:
                raise InputError("there are no steps yet", fix="add a row to the table")
            problem = problem_from_dict(tree)
            for name in self.job_ends:
                problem.workflow.index(name)
        return problem, tuple(dict.fromkeys(str(warning.message) for warning in caught))

    def with_rows(self, rows: Sequence[Row]) -> Draft:
        """Return the draft with other rows; constraints follow a step that is renamed."""
        changed = replace(self, rows=tuple(rows))
        before, after = self.names, changed.names
        if len(before) != len(after):
            return changed
        renamed = {old: new for old, new in zip(before, after, strict=True) if old != new}
        if not renamed:
            return changed
        return replace(
            changed,
            constraints=tuple(_renamed(tree, renamed) for tree in self.constraints),
            job_ends=tuple(renamed.get(name, name) for name in self.job_ends),
        )

    def with_rate(self, rate: str) -> Draft:
        """Return the draft with AI given the other way: success is alpha ** difficulty.

        Raises
        ------
        InputError
            Where that cannot be written: with alpha = 1 every difficulty means success.
        """
        if rate == self.rate:
            return self
        if rate == "ai_difficulty" and self.alpha == 1.0:
            raise InputError(
                "must be below 1 to turn success into difficulty", place="alpha", value=self.alpha
            )
        convert = _success if rate == "ai_success" else _difficulty
        return replace(self, rate=rate, rows=tuple(convert(row, self.alpha) for row in self.rows))

    def forced(self, step: str) -> str | None:
        """Return the mode that a step is forced into, None where it is free."""
        for tree in self.constraints:
            if tree["kind"] == "require_mode" and tree.get("step") == step:
                return str(tree["mode"])
        return None

    def with_forced(self, step: str, mode: str | None) -> Draft:
        """Return the draft with a step forced into a mode, or set free."""
        kept = tuple(
            tree
            for tree in self.constraints
            if not (tree["kind"] == "require_mode" and tree.get("step") == step)
        )
        if mode is not None:
            kept += ({"kind": "require_mode", "step": step, "mode": mode},)
        return replace(self, constraints=kept)


_NUMBERS = tuple(key for key in CELLS if key not in ("name", "handoff_time", "ai_cost"))
_AI = ("ai_skill", "ai_time", "ai_success", "ai_difficulty")


def _given(value: object) -> bool:
    return value is not None and value != ""


def _success(row: Row, alpha: float) -> Row:
    difficulty = row.get("ai_difficulty")
    success = None if difficulty is None else alpha**difficulty
    return {**row, "ai_success": success, "ai_difficulty": None}


def _difficulty(row: Row, alpha: float) -> Row:
    success = row.get("ai_success")
    if success is not None and success <= 0:  # AI cannot do it: no difficulty says so
        return {**row, **dict.fromkeys(_AI)}
    difficulty = None if success is None else 0.0 + math.log(success) / math.log(alpha)
    return {**row, "ai_success": None, "ai_difficulty": difficulty}


def _renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    changed = dict(tree)
    for key in ("step", "after"):
        if key in tree:
            changed[key] = names.get(tree[key], tree[key])
    if "steps" in tree:
        changed["steps"] = [names.get(name, name) for name in tree["steps"]]
    if "coefficients" in tree:
        changed["coefficients"] = {
            names.get(name, name): modes for name, modes in tree["coefficients"].items()
        }
    return changed

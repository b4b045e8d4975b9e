"""Workflows: a sequence of steps, checked once and kept as arrays."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from jobdesign.columns import (
    SMALLEST_SUCCESS,
    Array,
    check_alpha,
    check_doable,
    check_names,
    check_ranges,
    place,
)
from jobdesign.errors import InputError, InputWarning, did_you_mean
from jobdesign.steps import Step, both_forms, columns_of

__all__ = ["SMALLEST_SUCCESS", "Array", "Workflow"]


#: Number of names up to which one spelt alike is searched.
_FEW = 1000


class Workflow:
    """A sequence of steps, checked once and kept as read-only arrays.

    Parameters
    ----------
    steps
        The steps in order of production; at least one.
    alpha
        Quality of the AI in (0, 1]; needed if and only if the steps give
        `ai_difficulty`.

    Attributes
    ----------
    manual_skill, manual_time, ai_skill, ai_time, ai_success, handoff_time, ai_cost
        Arrays of shape (m,). Where no person can do a step its `manual_time` is
        infinite; where AI cannot its `ai_success` is 0.
    ai_difficulty
        Array of shape (m,), infinite where AI cannot do the step, or None where
        the workflow gives success rates.
    alpha
        The quality of the AI, or None.

    Raises
    ------
    InputError
        Where a value breaks a rule; the message names step, value, rule, fix.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow([
    ...     jd.Step(name="draft", manual_skill=2, manual_time=4,
    ...             ai_skill=2, ai_time=1, ai_difficulty=1, handoff_time=1),
    ...     jd.Step(name="sign", manual_skill=5, manual_time=1),
    ... ], alpha=0.5)
    >>> workflow
    Workflow(2 steps, alpha=0.5)
    >>> workflow.ai_success
    array([0.5, 0. ])
    """

    manual_skill: Array
    manual_time: Array
    ai_skill: Array
    ai_time: Array
    ai_success: Array
    ai_difficulty: Array | None
    handoff_time: Array
    ai_cost: Array
    alpha: float | None

    def __init__(self, steps: Iterable[Step], alpha: float | None = None) -> None:
        if isinstance(steps, (str, bytes, Mapping)) or not isinstance(steps, Iterable):
            raise InputError("must be a list of steps", place="steps", value=steps)
        columns = columns_of(list(steps))
        self._set(**columns, alpha=alpha)

    @classmethod
    def from_arrays(
        cls,
        *,
        manual_skill: npt.ArrayLike,
        manual_time: npt.ArrayLike,
        ai_skill: npt.ArrayLike = 0.0,
        ai_time: npt.ArrayLike = 0.0,
        ai_success: npt.ArrayLike | None = None,
        ai_difficulty: npt.ArrayLike | None = None,
        handoff_time: npt.ArrayLike = 0.0,
        ai_cost: npt.ArrayLike = 0.0,
        alpha: float | None = None,
        names: Sequence[str] | None = None,
    ) -> Self:
        """Build a workflow of any size from arrays.

        Parameters
        ----------
        manual_skill, manual_time, ai_skill, ai_time, handoff_time, ai_cost
            Arrays of shape (m,), or a number for all steps. An infinite
            `manual_time` says that no person can do the step.
        ai_success, ai_difficulty
            At most one of them; neither: AI can do nothing. An infinite
            difficulty says that AI cannot do the step.
        alpha
            Quality of the AI, with `ai_difficulty` only.
        names
            m unique names; the steps' numbers where left out.

        Raises
        ------
        InputError
            Where a value breaks a rule or the lengths differ.

        Examples
        --------
        >>> import jobdesign as jd
        >>> jd.Workflow.from_arrays(manual_skill=[3, 1, 2], manual_time=[1, 2, 2],
        ...                         handoff_time=[3, 0.5, 0])
        Workflow(3 steps)
        """
        if ai_success is not None and ai_difficulty is not None:
            raise both_forms("the workflow")
        given: dict[str, npt.ArrayLike | None] = {
            "manual_skill": manual_skill,
            "manual_time": manual_time,
            "ai_skill": ai_skill,
            "ai_time": ai_time,
            "ai_success": 0.0 if ai_success is None and ai_difficulty is None else ai_success,
            "ai_difficulty": ai_difficulty,
            "handoff_time": handoff_time,
            "ai_cost": ai_cost,
        }
        for key in ("manual_skill", "manual_time"):
            if given[key] is None:
                raise InputError("must be numbers", place=key, value=None)
        m = max(np.size(value) for value in given.values() if value is not None)
        columns: dict[str, Array | None] = {}
        for key, value in given.items():
            if value is None:
                columns[key] = None
                continue
            try:
                column = np.array(value, dtype=np.float64)
            except (TypeError, ValueError):
                raise InputError("must be numbers", place=key, value=value) from None
            if column.ndim == 0:
                column = np.full(m, column)
            if column.shape != (m,):
                raise InputError(
                    f"must have {m} values, as the longest column has",
                    place=key,
                    value=column.shape,
                    fix="give one value a step, or one number for all",
                )
            columns[key] = column
        if names is not None and len(names) != m:
            raise InputError(f"must name all {m} steps", place="names", value=len(names))
        self = cls.__new__(cls)
        self._set(**columns, names=None if names is None else tuple(names), alpha=alpha)
        return self

    def _set(self, *, names: Sequence[str] | None, alpha: float | None, **columns: Any) -> None:
        fields: dict[str, Any] = dict(columns)
        m = len(fields["manual_skill"])
        if m == 0:
            raise InputError(
                "must hold at least one step", place="steps", value=[], fix="add a step"
            )
        names = check_names(names)
        check_ranges(fields, names)
        alpha = check_alpha(alpha, fields["ai_difficulty"])
        difficulty = fields["ai_difficulty"]
        # what nobody does has no skill or time: one way only to say "cannot"
        fields["manual_skill"][np.isinf(fields["manual_time"])] = 0.0
        if difficulty is not None:
            for key in ("ai_skill", "ai_time"):
                fields[key][np.isinf(difficulty)] = 0.0
        if difficulty is not None:
            finite = np.isfinite(difficulty)
            fields["ai_success"] = np.where(finite, alpha ** np.where(finite, difficulty, 0.0), 0.0)
        else:
            fields["ai_success"] = fields["ai_success"].copy()
        if fields["handoff_time"][-1] != 0:
            warnings.warn(
                f"{place(names, m - 1, 'handoff_time')} = {fields['handoff_time'][-1]:g}: "
                "the last step hands over to nobody; 0 is used",
                InputWarning,
                stacklevel=3,
            )
            fields["handoff_time"][-1] = 0.0
        check_doable(fields, names)
        for value in fields.values():
            if value is not None:
                value.flags.writeable = False
        self.__dict__.update(fields, alpha=alpha, _names=names)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Workflow is read-only; build a new one to change {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Workflow is read-only; it keeps its {name}")

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        self.__dict__.update(state)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the steps, shape (m,)."""
        if self._names is not None:
            return self._names
        return tuple(str(number) for number in range(1, len(self) + 1))

    _names: tuple[str, ...] | None

    @cached_property
    def augmented_time(self) -> Array:
        """Expected time of each step augmented alone, t/q; infinite where impossible."""
        able = self.ai_success >= SMALLEST_SUCCESS
        with np.errstate(over="ignore"):
            return np.where(able, self.ai_time / np.where(able, self.ai_success, 1.0), np.inf)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def index(self, name: str) -> int:
        """Position (from 0) of the step of that name.

        Raises
        ------
        InputError
            Where no step has the name.
        """
        if isinstance(name, str) and name in self._index:
            return self._index[name]
        few = self.names if len(self) <= _FEW else ()
        raise InputError(
            "no step has this name",
            place="step",
            value=name,
            fix=did_you_mean(str(name), few) or f"the steps are {_some(self.names)}",
        )

    def __len__(self) -> int:
        return len(self.manual_skill)

    def __getitem__(self, i: int) -> Step:
        """The i-th step (from 0), as it would be written."""
        i = range(len(self))[i]
        manual = bool(np.isfinite(self.manual_time[i]))
        step: dict[str, Any] = {"name": self.names[i]}
        if manual:
            step |= {
                "manual_skill": float(self.manual_skill[i]),
                "manual_time": float(self.manual_time[i]),
            }
        if self._mentions_ai(i):
            step |= {"ai_skill": float(self.ai_skill[i]), "ai_time": float(self.ai_time[i])}
            if self.ai_difficulty is None:
                step["ai_success"] = float(self.ai_success[i])
            else:
                step["ai_difficulty"] = float(self.ai_difficulty[i])
        return Step(
            **step, handoff_time=float(self.handoff_time[i]), ai_cost=float(self.ai_cost[i])
        )

    def _mentions_ai(self, i: int) -> bool:
        if self.ai_difficulty is not None:
            return bool(np.isfinite(self.ai_difficulty[i]))
        return bool(self.ai_skill[i] or self.ai_time[i] or self.ai_success[i])

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, as they would be written."""
        return tuple(self[i] for i in range(len(self)))

    def with_alpha(self, alpha: float) -> Workflow:
        """Return the same workflow with another quality of AI.

        Raises
        ------
        InputError
            Where the steps give success rates, which do not depend on alpha.
        """
        if self.ai_difficulty is None:
            raise InputError(
                "the steps give ai_success, which does not depend on alpha",
                place="alpha",
                value=alpha,
                fix="give ai_difficulty instead",
            )
        return self.replace(alpha=alpha)

    def replace(self, **columns: Any) -> Workflow:
        """Return the same workflow with some columns, `alpha` or `names` replaced.

        Parameters
        ----------
        columns
            Arguments of `from_arrays`.

        Examples
        --------
        >>> import jobdesign as jd
        >>> workflow = jd.Workflow.from_arrays(manual_skill=[3, 1], manual_time=[1, 2],
        ...                                    ai_success=[0.5, 0.9])
        >>> workflow.replace(ai_success=workflow.ai_success / 2).ai_success
        array([0.25, 0.45])
        """
        return Workflow.from_arrays(**(self._arrays() | {"names": self._names} | columns))

    def without_ai(self) -> Workflow:
        """Return the same workflow where AI can do nothing.

        Raises
        ------
        InputError
            Where a step cannot be done by hand.
        """
        return self.replace(
            ai_skill=0.0, ai_time=0.0, ai_success=None, ai_difficulty=None, ai_cost=0.0, alpha=None
        )

    def _arrays(self) -> dict[str, Any]:
        return {
            "manual_skill": self.manual_skill,
            "manual_time": self.manual_time,
            "ai_skill": self.ai_skill,
            "ai_time": self.ai_time,
            "ai_success": self.ai_success if self.ai_difficulty is None else None,
            "ai_difficulty": self.ai_difficulty,
            "handoff_time": self.handoff_time,
            "ai_cost": self.ai_cost,
            "alpha": self.alpha,
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Workflow):
            return NotImplemented
        mine, theirs = self._arrays(), other._arrays()
        return self.names == other.names and all(
            np.array_equal(mine[key], theirs[key]) for key in mine
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        steps = "1 step" if len(self) == 1 else f"{len(self)} steps"
        return f"Workflow({steps}{'' if self.alpha is None else f', alpha={self.alpha:g}'})"


def _some(names: Sequence[str], limit: int = 6) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"

"""Steps and workflows: what production needs, by hand and with AI."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError, InputWarning, did_you_mean

__all__ = ["SMALLEST_SUCCESS", "Array", "Step", "Workflow"]

Array = npt.NDArray[np.float64]

#: An AI chain that succeeds less often than this never finishes: its time is
#: infinite. It keeps every method away from the underflow of double precision.
SMALLEST_SUCCESS = 1e-200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of production.

    Leave out both manual fields where no person can do the step, and all AI
    fields where AI cannot; one of the two must be able to.

    Parameters
    ----------
    name
        Unique in its workflow; the step's number where left out.
    manual_skill, manual_time
        Wage rate that the skill commands (money per unit of time), and time,
        when a person does the step by hand (c^H, t^H in the paper).
    ai_skill, ai_time
        The same for one AI attempt that a person prompts and checks (c^M, t^M).
    ai_success
        Chance in [0, 1] that one attempt succeeds (q); 0: AI cannot do it.
    ai_difficulty
        The alternative to `ai_success`: ``ai_success = alpha ** ai_difficulty``.
    handoff_time
        Time the worker whose job ends here spends handing over (t^S). The last
        step's is always 0.
    ai_cost
        Money per attempt at the chain that ends at this step.

    Examples
    --------
    >>> from jobdesign import Step
    >>> Step(name="file", manual_skill=3, manual_time=1).ai_skill is None
    True
    """

    name: str | None = None
    manual_skill: float | None = None
    manual_time: float | None = None
    ai_skill: float | None = None
    ai_time: float | None = None
    ai_success: float | None = None
    ai_difficulty: float | None = None
    handoff_time: float = 0.0
    ai_cost: float = 0.0


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
        columns = _columns(list(steps))
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
            raise _both_forms("the workflow")
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
        m = max(np.size(value) for value in given.values() if value is not None)
        columns: dict[str, Array | None] = {}
        for key, value in given.items():
            if value is None:
                columns[key] = None
                continue
            column = np.array(value, dtype=np.float64)
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
            raise InputError("must hold at least one step", place="steps", value=[])
        names = _check_names(names)
        _check_ranges(fields, names)
        alpha = _check_alpha(alpha, fields["ai_difficulty"])
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
                f"{_place(names, m - 1, 'handoff_time')} = {fields['handoff_time'][-1]:g}: "
                "the last step hands over to nobody; 0 is used",
                InputWarning,
                stacklevel=3,
            )
            fields["handoff_time"][-1] = 0.0
        _check_doable(fields, names)
        for value in fields.values():
            if value is not None:
                value.flags.writeable = False
        self.__dict__.update(fields, alpha=alpha, _names=names)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Workflow is read-only; build a new one to change {name}")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the steps, shape (m,)."""
        if self._names is not None:
            return self._names
        return tuple(str(number) for number in range(1, len(self) + 1))

    _names: tuple[str, ...] | None

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
        try:
            return self._index[name]
        except KeyError:
            raise InputError(
                "no step has this name",
                place="step",
                value=name,
                fix=did_you_mean(name, self.names) or f"the steps are {_some(self.names)}",
            ) from None

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


def _columns(steps: list[Step]) -> dict[str, Any]:
    """Turn steps into columns, with the two ways of saying "cannot"."""
    names = tuple(str(i + 1) if s.name is None else s.name for i, s in enumerate(steps))
    uses_difficulty = any(s.ai_difficulty is not None for s in steps)
    columns: dict[str, list[float]] = {
        key: []
        for key in (
            "manual_skill",
            "manual_time",
            "ai_skill",
            "ai_time",
            "ai",
            "handoff_time",
            "ai_cost",
        )
    }
    for name, step in zip(names, steps, strict=True):
        place = f'step "{name}"'
        skill, time = _manual_pair(place, step)
        columns["manual_skill"].append(skill)
        columns["manual_time"].append(time)
        skill, time, ai = _ai_triple(place, step, uses_difficulty)
        columns["ai_skill"].append(skill)
        columns["ai_time"].append(time)
        columns["ai"].append(ai)
        columns["handoff_time"].append(_number(f"{place}: handoff_time", step.handoff_time))
        columns["ai_cost"].append(_number(f"{place}: ai_cost", step.ai_cost))
    arrays: dict[str, Any] = {k: np.array(v, dtype=np.float64) for k, v in columns.items()}
    ai = arrays.pop("ai")
    arrays["ai_difficulty"] = ai if uses_difficulty else None
    arrays["ai_success"] = None if uses_difficulty else ai
    numbered = all(step.name is None for step in steps)
    return arrays | {"names": None if numbered else names}


def _number(place: str, value: object) -> float:
    """Accept a finite number; say which one is not."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise InputError("must be a number", place=place, value=value)
    try:
        number = float(value)
    except OverflowError:
        number = np.inf
    if not np.isfinite(number):
        raise InputError("must be a finite number", place=place, value=value)
    return number


def _manual_pair(place: str, step: Step) -> tuple[float, float]:
    if step.manual_skill is None and step.manual_time is None:
        return 0.0, np.inf
    for key in ("manual_skill", "manual_time"):
        if getattr(step, key) is None:
            raise InputError(
                f"missing key {key}",
                place=place,
                fix="give manual_skill and manual_time, or neither if no person can do the step",
            )
    return (
        _number(f"{place}: manual_skill", step.manual_skill),
        _number(f"{place}: manual_time", step.manual_time),
    )


def _ai_triple(place: str, step: Step, uses_difficulty: bool) -> tuple[float, float, float]:
    if step.ai_success is not None and step.ai_difficulty is not None:
        raise _both_forms(place)
    given = {key: getattr(step, key) for key in ("ai_skill", "ai_time")}
    form = "ai_difficulty" if uses_difficulty else "ai_success"
    rate = getattr(step, form)
    if uses_difficulty and step.ai_success is not None:
        raise InputError(
            "other steps give ai_difficulty",
            place=f"{place}: ai_success",
            value=step.ai_success,
            fix="give all steps one form; leave out every AI field where AI cannot do the step",
        )
    if rate is None and not any(value is not None for value in given.values()):
        return 0.0, 0.0, np.inf if uses_difficulty else 0.0
    if rate is not None and not uses_difficulty and rate == 0:
        given = {key: 0.0 if value is None else value for key, value in given.items()}
    for key, value in (given | {form: rate}).items():
        if value is None:
            missing = f"{key} (or ai_difficulty)" if key == "ai_success" else key
            raise InputError(
                f"missing key {missing}",
                place=place,
                fix="give ai_skill, ai_time and one of ai_success and ai_difficulty, "
                "or none of them if AI cannot do the step",
            )
    return (
        _number(f"{place}: ai_skill", given["ai_skill"]),
        _number(f"{place}: ai_time", given["ai_time"]),
        _number(f"{place}: {form}", rate),
    )


def _both_forms(place: str) -> InputError:
    return InputError(
        "gives both ai_success and ai_difficulty",
        place=place,
        fix="keep one: ai_success is alpha ** ai_difficulty",
    )


def _place(names: Sequence[str] | None, i: int, key: str) -> str:
    return f'step "{i + 1 if names is None else names[i]}": {key}'


def _some(names: Sequence[str], limit: int = 6) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def _check_names(names: Sequence[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            raise InputError(
                "must be text that is not empty", place=f"name of step {i + 1}", value=name
            )
        if name in seen:
            raise InputError(
                f"the name of step {i + 1} is already that of step {seen[name] + 1}",
                place="name",
                value=name,
                fix="give every step a name of its own",
            )
        seen[name] = i
    return tuple(names)


def _check_ranges(fields: dict[str, Any], names: Sequence[str] | None) -> None:
    for key, column in fields.items():
        if column is None:
            continue
        # inf is how "cannot" is written for these two; everything else is finite
        endless = column == np.inf if key in ("manual_time", "ai_difficulty") else False
        bad = ~((np.isfinite(column) | endless) & (column >= 0))
        rule, fix = "must be a finite number ≥ 0", ""
        if key == "ai_success" and not bad.any():
            bad = column > 1
            rule, fix = "must be a chance in [0, 1]", "write 0.9 for 90 %"
        if bad.any():
            i = int(np.argmax(bad))
            raise InputError(rule, place=_place(names, i, key), value=float(column[i]), fix=fix)


def _check_alpha(alpha: float | None, difficulty: Array | None) -> float | None:
    if alpha is not None:
        alpha = _number("alpha", alpha)
        if not 0 < alpha <= 1:
            raise InputError("must be in (0, 1]", place="alpha", value=alpha)
    if difficulty is not None and alpha is None:
        raise InputError(
            "missing key alpha", fix="ai_difficulty needs it: ai_success = alpha ** ai_difficulty"
        )
    if difficulty is None and alpha is not None:
        raise InputError(
            "is used only with ai_difficulty, and no step gives one",
            place="alpha",
            value=alpha,
            fix="remove alpha, or give ai_difficulty instead of ai_success",
        )
    return alpha


def _check_doable(fields: dict[str, Any], names: Sequence[str] | None) -> None:
    """Every step needs somebody or something to do it, at a cost that can be written down."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        able = fields["ai_success"] >= SMALLEST_SUCCESS
        augmented = np.where(able, fields["ai_time"] / fields["ai_success"], np.inf)
        alone = np.minimum(fields["manual_time"], augmented)
        if not np.all(np.isfinite(alone)):
            i = int(np.argmin(np.isfinite(alone)))
            raise InputError(
                "neither a person nor AI can do it",
                place=_place(names, i, "mode"),
                fix="give manual_skill and manual_time, or the AI fields with ai_success > 0",
            )
        skill = np.maximum(fields["manual_skill"], fields["ai_skill"]).sum()
        total = skill * (alone.sum() + fields["handoff_time"].sum())
    if not np.isfinite(total):
        raise InputError(
            "total skill times total time overflows double precision",
            place="steps",
            fix="measure skill or time in larger units",
        )

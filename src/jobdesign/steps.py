"""Steps as users write them, and how they become columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError

__all__ = ["Step", "both_forms", "columns_of"]


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


def columns_of(steps: list[Step]) -> dict[str, Any]:
    """Turn steps into columns, with the two ways of saying "cannot"."""
    for number, step in enumerate(steps, 1):
        if not isinstance(step, Step):
            raise InputError("must be a Step", place=f"step {number}", value=step)
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
        columns["handoff_time"].append(
            finite_number(f"{place}: handoff_time", step.handoff_time, 0)
        )
        columns["ai_cost"].append(finite_number(f"{place}: ai_cost", step.ai_cost, 0))
    arrays: dict[str, Any] = {k: np.array(v, dtype=np.float64) for k, v in columns.items()}
    ai = arrays.pop("ai")
    arrays["ai_difficulty"] = ai if uses_difficulty else None
    arrays["ai_success"] = None if uses_difficulty else ai
    numbered = all(step.name is None for step in steps)
    return arrays | {"names": None if numbered else names}


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
        finite_number(f"{place}: manual_skill", step.manual_skill, 0),
        finite_number(f"{place}: manual_time", step.manual_time, 0),
    )


def _ai_triple(place: str, step: Step, uses_difficulty: bool) -> tuple[float, float, float]:
    if step.ai_success is not None and step.ai_difficulty is not None:
        raise both_forms(place)
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
        finite_number(f"{place}: ai_skill", given["ai_skill"], 0),
        finite_number(f"{place}: ai_time", given["ai_time"], 0),
        _rate(f"{place}: {form}", rate, form),
    )


def _rate(place: str, value: object, form: str) -> float:
    if form == "ai_difficulty":
        return finite_number(place, value, 0)
    number = finite_number(place, value)
    if not 0 <= number <= 1:
        raise InputError(
            "must be a chance in [0, 1]", place=place, value=value, fix="write 0.9 for 90 %"
        )
    return number


def both_forms(place: str) -> InputError:
    """Return the error for giving success and difficulty at once."""
    return InputError(
        "gives both ai_success and ai_difficulty",
        place=place,
        fix="keep one: ai_success is alpha ** ai_difficulty",
    )

"""Side constraints: what a design must also satisfy.

Each class is one kind of ``[[constraints]]`` in a problem file and carries the
fields that the file gives. They are checked here against the workflow; solvers
learn to honour them kind by kind.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.workflow import Workflow

__all__ = ["KINDS", "MODES", "Constraint"]

MODES = ("manual", "augmented", "automated")


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """Base of all constraints.

    A subclass names its `kind` and its fields; the names of the fields say
    which check they get (a field called ``limit`` is checked by `limit_rule`).
    """

    kind: ClassVar[str]
    #: "count" (whole number ≥ 1), "number" (whole ≥ 0) or "amount" (finite ≥ 0)
    limit_rule: ClassVar[str] = "amount"

    def check(self, workflow: Workflow) -> None:
        """Check every field against the workflow.

        Raises
        ------
        InputError
            Naming the constraint, the field, the value and the rule.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            place = f"constraint {self.kind}: {field.name}"
            if field.name in ("step", "after"):
                _check_step(place, value, workflow)
            elif field.name == "steps":
                _check_steps(place, value, workflow)
            elif field.name == "mode":
                _check_mode(place, value)
            elif field.name == "limit":
                _check_limit(place, value, self.limit_rule)
            elif field.name == "probability":
                _check_probability(place, value)
            else:
                _check_coefficients(place, value, workflow)


@dataclass(frozen=True, kw_only=True)
class _StepMode(Constraint):
    step: str
    mode: str


class RequireMode(_StepMode):
    """The step is done in this mode."""

    kind = "require_mode"


class ForbidMode(_StepMode):
    """The step is not done in this mode."""

    kind = "forbid_mode"


@dataclass(frozen=True, kw_only=True)
class MinChainSuccess(Constraint):
    """Every chain succeeds with at least this probability."""

    kind = "min_chain_success"
    probability: float


@dataclass(frozen=True, kw_only=True)
class _Boundary(Constraint):
    after: str


class RequireHandoff(_Boundary):
    """A job ends after the step."""

    kind = "require_handoff"


class ForbidHandoff(_Boundary):
    """No job ends after the step."""

    kind = "forbid_handoff"


@dataclass(frozen=True, kw_only=True)
class _Together(Constraint):
    steps: tuple[str, ...]

    def __post_init__(self) -> None:
        steps: object = self.steps
        if isinstance(steps, list):
            object.__setattr__(self, "steps", tuple(steps))


class SameJob(_Together):
    """All the steps are in one job."""

    kind = "same_job"


class SeparateJobs(_Together):
    """No two of the steps are in one job."""

    kind = "separate_jobs"


@dataclass(frozen=True, kw_only=True)
class _Limit(Constraint):
    limit: float


class MaxChainLength(_Limit):
    """No chain has more steps."""

    kind = "max_chain_length"
    limit_rule = "count"


class MaxJobTime(_Limit):
    """No job takes longer, hand-off included."""

    kind = "max_job_time"


class MaxJobSkill(_Limit):
    """No job needs more total skill after base wages."""

    kind = "max_job_skill"


class MaxJobTasks(_Limit):
    """No job has more tasks."""

    kind = "max_job_tasks"
    limit_rule = "count"


class MaxJobs(_Limit):
    """There are at most this many jobs."""

    kind = "max_jobs"
    limit_rule = "count"


class MinJobs(_Limit):
    """There are at least this many jobs."""

    kind = "min_jobs"
    limit_rule = "count"


class MaxTotalTime(_Limit):
    """All jobs together take at most this time, hand-offs included."""

    kind = "max_total_time"


class MaxAISteps(_Limit):
    """At most this many steps are augmented or automated."""

    kind = "max_ai_steps"
    limit_rule = "number"


class MaxAutomatedSteps(_Limit):
    """At most this many steps are automated."""

    kind = "max_automated_steps"
    limit_rule = "number"


@dataclass(frozen=True, kw_only=True)
class LinearBudget(_Limit):
    """The values of the modes chosen sum to at most the limit.

    Parameters
    ----------
    limit
        The budget; it may be negative, as may the coefficients.
    coefficients
        ``{step: {mode: value}}``; what is not named counts 0.
    """

    kind = "linear_budget"
    limit_rule = "any"
    coefficients: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        # a copy of its own: the caller's table may change
        object.__setattr__(self, "coefficients", copy.deepcopy(self.coefficients))


KINDS: dict[str, type[Constraint]] = {
    cls.kind: cls
    for cls in (
        RequireMode,
        ForbidMode,
        MaxChainLength,
        MinChainSuccess,
        RequireHandoff,
        ForbidHandoff,
        SameJob,
        SeparateJobs,
        MaxJobTime,
        MaxJobSkill,
        MaxJobTasks,
        MaxJobs,
        MinJobs,
        MaxTotalTime,
        MaxAISteps,
        MaxAutomatedSteps,
        LinearBudget,
    )
}


def _check_step(place: str, value: object, workflow: Workflow) -> None:
    if not isinstance(value, str):
        raise InputError("must be the name of a step", place=place, value=value)
    try:
        workflow.index(value)
    except InputError as error:
        raise InputError(error.rule, place=place, value=value, fix=error.fix) from None


def _check_steps(place: str, value: object, workflow: Workflow) -> None:
    if not isinstance(value, (list, tuple)) or len(set(map(str, value))) < 2:
        raise InputError("must name at least two different steps", place=place, value=value)
    for name in value:
        _check_step(place, name, workflow)


def _check_mode(place: str, value: object) -> None:
    if value not in MODES:
        raise InputError(f"must be one of {', '.join(MODES)}", place=place, value=value)


def _check_probability(place: str, value: object) -> None:
    if not 0 <= finite_number(place, value) <= 1:
        raise InputError(
            "must be a chance in [0, 1]", place=place, value=value, fix="write 0.9 for 90 %"
        )


def _check_limit(place: str, value: object, rule: str) -> None:
    if rule in ("count", "number"):
        least = 1 if rule == "count" else 0
        if not is_whole(value, least):
            raise InputError(f"must be a whole number ≥ {least}", place=place, value=value)
    else:
        finite_number(place, value, 0 if rule == "amount" else -math.inf)


def _check_coefficients(place: str, value: object, workflow: Workflow) -> None:
    form = "must be a table {step: {mode: value}}"
    if not isinstance(value, Mapping) or not value:
        raise InputError(form, place=place, value=value)
    for step, modes in value.items():
        _check_step(place, step, workflow)
        if not isinstance(modes, Mapping):
            raise InputError(form, place=f'{place}: "{step}"', value=modes)
        for mode, coefficient in modes.items():
            _check_mode(f'{place}: "{step}"', mode)
            finite_number(f'{place}: "{step}": {mode}', coefficient)

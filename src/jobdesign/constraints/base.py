"""What every kind of side constraint is: fields, a check of them, a measure of designs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number, is_whole, plain, sized
from jobdesign.errors import InputError
from jobdesign.workflow import Array, Workflow

if TYPE_CHECKING:
    from jobdesign.constraints.rules import Rules

__all__ = ["MODES", "TOLERANCE", "Constraint", "Designs", "Limit", "Mask"]

#: Names of the modes, in the order of their codes.
MODES = ("manual", "augmented", "automated")
#: A limit may be exceeded by this, relative to it.
TOLERANCE = 1e-9

_LIMIT_RULES = ("count", "number", "amount", "any")
Mask = npt.NDArray[np.bool_]
_Indices = npt.NDArray[np.int64]


class Designs(Protocol):
    """D priced designs of one workflow, as constraints see them.

    Steps are a table of shape (D, m); tasks and jobs of all designs are laid end
    to end, with the design that each belongs to.
    """

    @property
    def modes(self) -> npt.NDArray[np.int8]:
        """Codes of the modes, shape (D, m)."""

    @property
    def job_end(self) -> Mask:
        """Whether a job ends after the step, shape (D, m)."""

    @property
    def task_design(self) -> _Indices:
        """Design of each task."""

    @property
    def task_steps(self) -> _Indices:
        """Number of steps of each task; 0 where it is done by hand."""

    @property
    def task_success(self) -> Array:
        """Chance Q that one attempt at the task succeeds."""

    @property
    def job_design(self) -> _Indices:
        """Design of each job."""

    @property
    def job_time(self) -> Array:
        """Time of each job with its hand-off."""

    @property
    def job_skill(self) -> Array:
        """Total skill of each job after base wages."""

    @property
    def job_tasks(self) -> _Indices:
        """Number of tasks of each job."""


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """Base of all constraints.

    A subclass names its `kind` and its fields; the names of some fields say
    which check they get (a field called ``limit`` is checked by `limit_rule`), others
    may hold anything but numbers that are not finite.
    It measures designs, which is how the evaluator judges it, and it tells the
    methods what it asks of them: either rules that every job can keep by itself,
    or a total over all jobs.
    """

    kind: ClassVar[str]
    #: "count" (whole number ≥ 1), "number" (whole ≥ 0), "amount" (finite ≥ 0), "any"
    limit_rule: ClassVar[str] = "amount"
    #: Whether it can only be checked on all jobs together.
    spans_jobs: ClassVar[bool] = False
    #: How the measure compares with the bound.
    sense: ClassVar[Literal["≤", "≥"]] = "≤"

    def __post_init__(self) -> None:
        # a copy of its own: the caller's tables may change
        for field in fields(self):
            object.__setattr__(self, field.name, plain(getattr(self, field.name)))

    def measure(self, designs: Designs, workflow: Workflow) -> Array:
        """Measure what is limited, shape (D,)."""
        raise NotImplementedError

    @property
    def bound(self) -> float:
        """What the measure is compared with."""
        return 0.0

    def restrict(self, rules: Rules, workflow: Workflow) -> None:
        """Write into the rules what the constraint asks of every method."""
        raise NotImplementedError

    def holds(self, measured: Array) -> Mask:
        """Whether each measure keeps the bound, within `TOLERANCE` relative to it."""
        slack = TOLERANCE * abs(self.bound)
        if self.sense == "≤":
            return measured <= self.bound + slack
        return measured >= self.bound - slack

    def __str__(self) -> str:
        """Kind and values, on one line."""
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("step", "after"):
                value = f'"{value}"'
            elif field.name == "steps":
                value = ", ".join(f'"{name}"' for name in value)
            elif isinstance(value, float):
                value = f"{value:.10g}"
            elif isinstance(value, Mapping):
                value = f"of {len(value)} step{'s' * (len(value) != 1)}"
            parts.append(f"{field.name} {value}")
        return f"{self.kind} ({', '.join(parts)})"

    def check(self, workflow: Workflow) -> None:
        """Check every field against the workflow.

        Raises
        ------
        InputError
            Naming the constraint, the field, the value and the rule.
        """
        if not _is_of_the_package(type(self)):
            _check_class(type(self))
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
            elif field.name == "coefficients":
                _check_coefficients(place, value, workflow)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                finite_number(place, value)
        if not _is_of_the_package(type(self)):
            self._check_rules(workflow)

    def _check_rules(self, workflow: Workflow) -> None:
        """Refuse a kind of somebody's own that writes what methods would misread."""
        from jobdesign.constraints.rules import Rules

        rules, steps = Rules.none(len(workflow)), len(workflow)
        self.restrict(rules, workflow)
        place = f"constraint {self.kind}: restrict"
        if bool(rules.totals) != self.spans_jobs:
            raise InputError(
                "must append a Total exactly where spans_jobs is true",
                place=place,
                value=f"spans_jobs {self.spans_jobs}",
                fix="methods that know no totals would pass over it",
            )
        for name in ("manual", "chain_end", "chain_pass", "handoff_allowed", "handoff_required"):
            mask = getattr(rules, name)
            if getattr(mask, "dtype", None) != np.bool_ or mask.shape != (steps,):
                raise InputError(f"must leave {name} a mask of {steps} steps", place=place)
        for total in rules.totals:
            numbers_of_it = [total.limit, total.per_job, total.per_time]
            if np.shape(total.per_mode) != (steps, 3):
                raise InputError(f"per_mode must have the shape ({steps}, 3)", place=place)
            if not (np.isfinite(numbers_of_it).all() and np.isfinite(total.per_mode).all()):
                raise InputError("must write finite numbers into a Total", place=place)


def _is_of_the_package(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == __name__.partition(".")[0]


def _check_class(kind: type[Constraint]) -> None:
    """Refuse a class that lacks what makes it a kind."""
    place = f"constraint class {kind.__name__}"
    if not isinstance(getattr(kind, "kind", None), str):
        raise InputError("has no kind", place=place, fix='write kind = "..." in the class')
    for method in ("measure", "restrict"):
        if getattr(kind, method) is getattr(Constraint, method):
            raise InputError(f"has no method {method}", place=place, fix="every kind needs one")
    if kind.limit_rule not in _LIMIT_RULES:
        raise InputError(
            f"must be one of {', '.join(_LIMIT_RULES)}",
            place=f"{place}: limit_rule",
            value=kind.limit_rule,
        )


@dataclass(frozen=True, kw_only=True)
class Limit(Constraint):
    """Base of the constraints whose one field is a limit."""

    limit: float

    @property
    def bound(self) -> float:
        """The limit."""
        return float(self.limit)


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
        sized(place, value, 0 if rule == "amount" else -math.inf)


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
            sized(f'{place}: "{step}": {mode}', coefficient)

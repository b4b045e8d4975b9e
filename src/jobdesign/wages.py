"""What a job pays per unit of time, as a function of the skill it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from jobdesign.checks import LARGEST, SMALLEST, amount, finite_number, is_whole, plain
from jobdesign.constraints.base import TOLERANCE
from jobdesign.errors import InputError
from jobdesign.workflow import Array

__all__ = ["Wages", "WorkerType", "covers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerType:
    """A kind of worker on offer.

    Parameters
    ----------
    name
        Unique among the types.
    max_skill
        Largest total skill of a job that this type can fill.
    wage
        Money per unit of time.
    available
        How many jobs of this type can be filled; None: any number.
    """

    name: str
    max_skill: float
    wage: float
    available: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wages:
    """The wage rule: base rates (eq. 5), with at most one of two richer forms.

    Parameters
    ----------
    human, ai_management
        Base wage rates that scale the skills of manual and of AI tasks.
    schedule
        Points (total skill, wage) of a piecewise-linear wage that starts at
        skill 0 and does not fall.
    worker_types
        A job takes the cheapest type whose `max_skill` covers it.

    Raises
    ------
    InputError
        Where a rate is negative or not finite, both richer forms are given, a
        schedule falls or has a gap, or the worker types cover nothing.

    Examples
    --------
    >>> from jobdesign import Wages
    >>> Wages(human=2.0).is_plain
    True
    """

    human: float = 1.0
    ai_management: float = 1.0
    schedule: tuple[tuple[float, float], ...] | None = None
    worker_types: tuple[WorkerType, ...] | None = None

    def __post_init__(self) -> None:
        for key in ("human", "ai_management"):
            object.__setattr__(self, key, amount(f"wages: {key}", getattr(self, key)))
        if self.schedule is not None and self.worker_types is not None:
            raise InputError(
                "gives both schedule and worker_types", place="wages", fix="keep one of the two"
            )
        if self.schedule is not None:
            object.__setattr__(self, "schedule", _check_schedule(self.schedule))
        if self.worker_types is not None:
            object.__setattr__(self, "worker_types", _check_worker_types(self.worker_types))

    @property
    def is_plain(self) -> bool:
        """Whether a job's wage is its total skill after base rates (eq. 1)."""
        return self.schedule is None and self.worker_types is None

    @property
    def limits_workers(self) -> bool:
        """Whether jobs compete for workers of some type."""
        return any(kind.available is not None for kind in self.worker_types or ())

    def rate(self, skill: Array) -> Array:
        """Return the wage of jobs by their total skill after base rates.

        Parameters
        ----------
        skill
            Any shape.

        Returns
        -------
        array of the same shape
            Money per unit of time; beyond the last point of a schedule its last
            slope goes on. With worker types the wage of the cheapest that covers
            the skill, as if any number were available; infinite where none does.

        Examples
        --------
        >>> from jobdesign import Wages
        >>> Wages(schedule=((0, 1), (2, 5))).rate([0, 1, 3])
        array([1., 3., 7.])
        """
        skill = np.asarray(skill, dtype=np.float64)
        if self.worker_types is not None:
            wages = [np.where(covers(kind, skill), kind.wage, np.inf) for kind in self.worker_types]
            cheapest: Array = np.minimum.reduce(wages)
            return cheapest
        if self.schedule is None:
            return skill
        skills, wages = np.array(self.schedule).T
        beyond = np.maximum(skill - skills[-1], 0.0)
        rate: Array = np.interp(skill, skills, wages) + beyond * self.last_slope
        return rate

    @property
    def last_slope(self) -> float:
        """Slope of the schedule's last piece."""
        assert self.schedule is not None
        (skill, wage), (last_skill, last_wage) = self.schedule[-2:]
        return (last_wage - wage) / (last_skill - skill)


def covers(kind: WorkerType, skill: Array) -> npt.NDArray[np.bool_]:
    """Whether a type can fill jobs of these total skills, within tolerance."""
    most = kind.max_skill * (1.0 + TOLERANCE) if kind.available != 0 else -math.inf
    return skill <= most


def _check_schedule(schedule: object) -> tuple[tuple[float, float], ...]:
    place = "wages: schedule"
    if not isinstance(schedule, (list, tuple)) or len(schedule) < 2:
        raise InputError(
            "must be a list of at least two points [skill, wage]", place=place, value=schedule
        )
    points: list[tuple[float, float]] = []
    for number, point in enumerate(schedule, 1):
        if not isinstance(point, (list, tuple)) or len(point) != 2:
            raise InputError(
                "must be a pair [skill, wage]", place=f"{place}: point {number}", value=point
            )
        points.append(
            (
                amount(f"{place}: skill of point {number}", point[0]),
                amount(f"{place}: wage of point {number}", point[1]),
            )
        )
    if points[0][0] != 0:
        raise InputError(
            "has a gap below its first point",
            place=place,
            value=list(points[0]),
            fix="start at skill 0",
        )
    for (skill, wage), (next_skill, next_wage) in pairwise(points):
        if next_skill <= skill:
            raise InputError(
                "skills must increase from point to point",
                place=place,
                value=[skill, next_skill],
                fix="sort the points and keep one a skill",
            )
        if next_wage < wage:
            raise InputError(
                "a wage must not fall as skill rises", place=place, value=[wage, next_wage]
            )
        slope = (next_wage - wage) / (next_skill - skill)
        if wage < next_wage and not SMALLEST <= slope <= LARGEST:
            raise InputError(
                f"rises by {slope:g} a unit of skill, which double precision does not hold",
                place=f"{place}: points",
                value=[[skill, wage], [next_skill, next_wage]],
                fix="move the points together, or apart",
            )
    return tuple(points)


def _check_worker_types(types: object) -> tuple[WorkerType, ...]:
    place = "wages: worker_types"
    if not isinstance(types, (list, tuple)) or not types:
        raise InputError("must be a list of at least one type", place=place, value=types)
    names: set[str] = set()
    checked: list[WorkerType] = []
    for number, kind in enumerate(types, 1):
        if not isinstance(kind, WorkerType):
            raise InputError("must be a worker type", place=f"{place}: {number}", value=kind)
        if not isinstance(kind.name, str) or not kind.name.strip() or kind.name in names:
            raise InputError(
                "must be a name of its own", place=f"{place}: name of {number}", value=kind.name
            )
        names.add(kind.name)
        at = f'{place}: "{kind.name}"'
        available = kind.available
        if available is not None and not is_whole(available, 0):
            raise InputError(
                "must be a whole number ≥ 0", place=f"{at}: available", value=available
            )
        checked.append(
            WorkerType(
                name=kind.name,
                max_skill=finite_number(f"{at}: max_skill", kind.max_skill, 0),
                wage=amount(f"{at}: wage", kind.wage),
                available=plain(available),
            )
        )
    if all(kind.available == 0 for kind in checked):
        raise InputError(
            "no type is available", place=place, value=0, fix="make at least one available"
        )
    return tuple(checked)

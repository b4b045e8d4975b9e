"""What the parameters of service times have in common: one check each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError

__all__ = [
    "checked_order",
    "checked_weights",
    "in_reach",
    "positive_number",
    "probability",
    "whole_number",
]

#: How far weights may add up to something else than 1, by rounding.
_ROUNDING = 1e-9
#: Other numbers describe no queue, and their squares leave double precision.
_SMALLEST, _LARGEST = 1e-50, 1e50
#: Formulas for many servers go through all of them.
_MOST_PEOPLE = 1_000_000


def positive_number(place: str, value: Any) -> float:
    """Return a finite number greater than 0."""
    number = finite_number(place, value, 0.0)
    if number == 0.0:
        raise InputError("must be greater than 0", place=place, value=value, fix="check the value")
    return number


def in_reach(place: str, number: float) -> None:
    """Refuse a number that is so large or small that no unit of time makes sense of it."""
    if number != 0.0 and not _SMALLEST <= abs(number) <= _LARGEST:
        raise InputError(
            f"must be between {_SMALLEST:g} and {_LARGEST:g}",
            place=place,
            value=number,
            fix="check the value and its unit",
        )


def probability(place: str, value: Any) -> float:
    """Return a number in [0, 1]."""
    number = finite_number(place, value)
    if not 0.0 <= number <= 1.0:
        fix = "write 0.05 for 5 %" if number > 1.0 else "check the sign"
        raise InputError("must be in [0, 1]", place=place, value=value, fix=fix)
    return number


def whole_number(place: str, value: Any, fix: str = "give the number of people") -> int:
    """Return a whole number of at least 1."""
    if not is_whole(value, 1):
        raise InputError("must be a whole number ≥ 1", place=place, value=value, fix=fix)
    if int(value) > _MOST_PEOPLE:
        raise InputError(f"must be at most {_MOST_PEOPLE:,}", place=place, value=value, fix=fix)
    return int(value)


def checked_weights(place: str, weights: Iterable[Any], count: int) -> tuple[float, ...]:
    """Return probabilities, as many as there are parts, that add up to 1."""
    numbers = tuple(probability(f"{place}[{i}]", weight) for i, weight in enumerate(weights))
    if len(numbers) != count or not numbers:
        raise InputError(
            "must be as many as there are parts, and at least one",
            place=place,
            value=len(numbers),
            fix=f"there are {count} parts",
        )
    total = math.fsum(numbers)
    if abs(total - 1.0) > _ROUNDING:
        raise InputError(
            "must add up to 1", place=place, value=total, fix="divide each by their sum"
        )
    return tuple(number / total for number in numbers)


def checked_order(order: Any) -> int:
    """Return the order of a moment, a whole number of at least 1."""
    if not is_whole(order, 1):
        raise InputError(
            "must be a whole number ≥ 1", place="order of the moment", value=order, fix="write 2"
        )
    return int(order)

"""Entries of a file's tree: tables, lists and keys, checked as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean

__all__ = ["built", "known_keys", "listed", "numbers", "required", "table"]

_Built = TypeVar("_Built")


def table(place: str, value: Any) -> Mapping[str, Any]:
    """Return a table, or refuse what is none."""
    if not isinstance(value, Mapping):
        raise InputError("must be a table of keys and values", place=place, value=value)
    return value


def listed(place: str, value: Any) -> list[Any]:
    """Return a list, or refuse what is none."""
    if not isinstance(value, (list, tuple)):
        raise InputError("must be a list", place=place, value=value)
    return list(value)


def known_keys(place: str, entry: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuse a key that is not known."""
    known = tuple(known)
    for key in entry:
        if key not in known:
            raise InputError(
                f"unknown key {key}",
                place=place,
                fix=did_you_mean(key, known) or f"the keys are {', '.join(known)}",
            )


def required(place: str, entry: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Refuse a table in which a key is missing."""
    for key in keys:
        if key not in entry:
            raise InputError(f"missing key {key}", place=place, fix=f"write {key} = ...")


def numbers(place: str, value: Any) -> list[float]:
    """Return a list of finite numbers, or refuse what is none."""
    return [finite_number(f"{place}[{i}]", item) for i, item in enumerate(listed(place, value))]


def built(
    place: str,
    build: Callable[..., _Built],
    given: Mapping[str, Any],
    keys: Mapping[str, str] | None = None,
) -> _Built:
    """Build something, with messages that say where in the file and not which class.

    Parameters
    ----------
    place
        Of the table.
    build, given
        A class or function, and its keywords.
    keys
        What the file calls a keyword, where that is something else.
    """
    try:
        return build(**given)
    except InputError as error:
        key = error.place.rsplit(": ", 1)[-1]
        key = (keys or {}).get(key, key)
        error.place = f"{place}: {key}" if key and not place.endswith(f": {key}") else place
        raise

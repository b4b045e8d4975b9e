"""Entries of a file's tree: tables, lists and keys, checked as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobdesign.errors import InputError, did_you_mean

__all__ = ["known_keys", "listed", "required", "table"]


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

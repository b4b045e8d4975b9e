"""Putting another formula in the place of one in the source."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

#: From a function of the source, or the getter of a property, to one that takes its place.
Mutation = Callable[[Callable[..., Any]], Callable[..., Any]]


def scaled(factor: float) -> Mutation:
    return lambda original: lambda *given, **options: original(*given, **options) * factor


def both_scaled(factor: float) -> Mutation:
    return lambda original: lambda *given: tuple(factor * x for x in original(*given))


def first_only(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given)[:1]


def mutate(place: str, mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what a module or a class holds, for the time of one test."""
    owner, attribute = _owner(place)
    original = owner.__dict__[attribute]
    if isinstance(original, property):
        assert original.fget is not None
        mutated: Any = property(mutation(original.fget))
    else:
        mutated = mutation(original)
    monkeypatch.setattr(owner, attribute, mutated)


def _owner(place: str) -> tuple[Any, str]:
    outer, _, attribute = place.rpartition(".")
    try:
        return import_module(outer), attribute
    except ModuleNotFoundError:  # a class in a module
        module, _, name = outer.rpartition(".")
        return getattr(import_module(module), name), attribute

"""Arguments of public functions that are something else: refused in one line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from jobdesign.checks import plain
from jobdesign.errors import InputError

__all__ = ["FUNCTION", "LISTED", "PATH", "takes"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
#: What names a file; what can be gone through, but no text; what can be called.
PATH: Any = (str, os.PathLike)
LISTED: Any = Iterable
FUNCTION: Any = Callable


def takes(**kinds: Any) -> Callable[[_Function], _Function]:
    """Let a function refuse arguments that are something else, in one line.

    Numbers of numpy reach it as Python's.

    Parameters
    ----------
    kinds
        By the name of an argument: a class or several, `PATH`, `LISTED` or `FUNCTION`. What the
        function gives by default is taken too.

    Examples
    --------
    >>> @takes(names=LISTED)
    ... def count(names):
    ...     return len(names)
    >>> count("draft")
    Traceback (most recent call last):
    jobdesign.errors.InputError: names = 'draft': must be a list
    """

    def decorate(function: _Function) -> _Function:
        code = function.__code__
        names = code.co_varnames[: code.co_argcount]
        defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
        defaults |= function.__kwdefaults__ or {}

        @wraps(function)
        def checked(*args: Any, **named: Any) -> Any:
            args = tuple(map(_scalar, args))
            named = {name: _scalar(value) for name, value in named.items()}
            for name, value in [*zip(names, args, strict=False), *named.items()]:
                kind = kinds.get(name)
                if kind is None or (isinstance(value, kind) and not _is_text(value, kind)):
                    continue
                if name not in defaults or value is not defaults[name]:
                    raise _wrong(name, value, kind)
            return function(*args, **named)

        return cast(_Function, checked)

    return decorate


def _scalar(value: Any) -> Any:
    """Return a number or text of numpy as Python's; anything else as it is."""
    return plain(value) if getattr(value, "ndim", None) == 0 else value


def _is_text(value: Any, kind: Any) -> bool:
    """Whether a text stands where a list is due: its letters are no items."""
    return kind is LISTED and isinstance(value, (str, bytes, Mapping))


def _wrong(name: str, value: Any, kind: Any) -> InputError:
    if kind is PATH:
        return InputError("must be the path of a file", place=name, value=value)
    if kind is FUNCTION:
        return InputError("must be a function", place=name, value=value)
    if kind is LISTED:
        return InputError("must be a list", place=name, value=value)
    several = kind if isinstance(kind, tuple) else (kind,)
    wanted = " or ".join(f"{_article(one.__name__)} {one.__name__}" for one in several)
    fix = "read it first, or make one of a workflow: Problem(workflow)"
    return InputError(
        f"must be {wanted}",
        place=name,
        value=value,
        fix=fix if several[0].__name__ == "Problem" else "",
    )


def _article(word: str) -> str:
    return "an" if word[0] in "AEIOU" else "a"

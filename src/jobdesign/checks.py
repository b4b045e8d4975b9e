"""Numbers that people give: one check for all of them."""

from __future__ import annotations

import math
import numbers
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from jobdesign.errors import InputError

_Function = TypeVar("_Function", bound=Callable[..., Any])
#: What names a file; what can be gone through, but no text; what can be called.
PATH: Any = (str, os.PathLike)
LISTED: Any = Iterable
FUNCTION: Any = Callable

__all__ = ["FUNCTION", "LISTED", "PATH", "finite_number", "is_line", "is_whole", "plain", "takes"]


def finite_number(place: str, value: Any, least: float = -math.inf) -> float:
    """Return a number as a float.

    Parameters
    ----------
    place
        Where it stands, for the message.
    value
        Any real number, numpy's included; not a bool, not text.
    least
        The smallest that is allowed.

    Raises
    ------
    InputError
        Where it is no number, not finite, or too small.
    """
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise InputError(
            "must be a number", place=place, value=value, fix="write it without quotes"
        )
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or number < least:
        rule = "must be a finite number" + ("" if least == -math.inf else f" ≥ {least:g}")
        fix = "check the sign" if math.isfinite(number) else "give a finite number"
        shown = value if math.isfinite(number) else number
        raise InputError(rule, place=place, value=shown, fix=fix)
    return number


def is_whole(value: Any, least: int) -> bool:
    """Whether a value is a whole number of at least that."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        return False
    return int(value) >= least


def plain(value: Any) -> Any:
    """Return the Python value of a number or text of numpy; anything else as it is.

    Tables and lists come back with all that is in them so.

    Examples
    --------
    >>> import numpy as np
    >>> plain([np.int64(2), np.array(0.5), {"draft": np.float32(1)}])
    [2, 0.5, {'draft': 1.0}]
    """
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(plain, value))
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        item = value.item()
        return float(item) if hasattr(item, "dtype") else item  # longer than a float
    return value


def is_line(text: str) -> bool:
    """Whether a text is one line without control characters, fit to print and to write."""
    return all(unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in text)


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

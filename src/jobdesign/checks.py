"""Numbers that people give: one check for all of them."""

from __future__ import annotations

import math
import numbers
import unicodedata
from collections.abc import Mapping
from typing import Any

from jobdesign.errors import InputError

__all__ = [
    "LARGEST",
    "SMALLEST",
    "amount",
    "finite_number",
    "is_line",
    "is_whole",
    "plain",
    "sized",
]

#: The least amount that is not 0, and the largest.
SMALLEST, LARGEST = 1e-300, 1e300


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


def amount(place: str, value: Any) -> float:
    """Return an amount as a float: 0, or a number whose products double precision holds.

    Raises
    ------
    InputError
        Where it is no number, below 0, or too small or too large for that.
    """
    return sized(place, value, 0.0)


def sized(place: str, value: Any, least: float = -math.inf) -> float:
    """Return a number, of either sign, that is 0 or of a size as `amount` has it."""
    number = finite_number(place, value, least)
    if number and not SMALLEST <= abs(number) <= LARGEST:
        fix = "write 0 for nothing" if abs(number) < 1 else "measure it in larger units"
        raise InputError(
            f"must be 0 or between {SMALLEST:g} and {LARGEST:g}", place=place, value=value, fix=fix
        )
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

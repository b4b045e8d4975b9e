"""What must hold for the columns of a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.checks import LARGEST, SMALLEST, finite_number, is_line
from jobdesign.errors import InputError

__all__ = [
    "SMALLEST_SUCCESS",
    "Array",
    "check_alpha",
    "check_doable",
    "check_names",
    "check_ranges",
    "place",
]

Array = npt.NDArray[np.float64]

#: An AI chain that succeeds less often than this never finishes: its time is
#: infinite. It keeps every method away from the underflow of double precision.
SMALLEST_SUCCESS = 1e-200


#: Columns that hold chances, or what makes them.
_RATES = ("ai_success", "ai_difficulty")


def place(names: Sequence[str] | None, i: int, key: str) -> str:
    """Say where a value of a column stands."""
    return f'step "{i + 1 if names is None else names[i]}": {key}'


def check_names(names: Sequence[str] | None) -> tuple[str, ...] | None:
    """Refuse names that are no text, empty or repeated."""
    if names is None:
        return None
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            raise InputError(
                "must be text that is not empty", place=f"name of step {i + 1}", value=name
            )
        if not is_line(name):
            raise InputError(
                "must be one line of printable text", place=f"name of step {i + 1}", value=name
            )
        if name in seen:
            raise InputError(
                f"the name of step {i + 1} is already that of step {seen[name] + 1}",
                place="name",
                value=name,
                fix="give every step a name of its own",
            )
        seen[name] = i
    return tuple(names)


def check_ranges(fields: dict[str, Any], names: Sequence[str] | None) -> None:
    """Refuse negative and endless numbers, and chances above 1."""
    for key, column in fields.items():
        if column is None:
            continue
        # inf is how "cannot" is written for these two; everything else is finite
        endless = column == np.inf if key in ("manual_time", "ai_difficulty") else False
        bad = ~((np.isfinite(column) | endless) & (column >= 0))
        rule, fix = "must be a finite number ≥ 0", "check the sign"
        if not np.isfinite(column[bad]).all():
            fix = "give a finite number"
        if key == "ai_success" and not bad.any():
            bad = column > 1
            rule, fix = "must be a chance in [0, 1]", "write 0.9 for 90 %"
        if key not in _RATES and not bad.any():
            bad = (column != 0) & ~endless & ~((column >= SMALLEST) & (column <= LARGEST))
            rule = f"must be 0 or between {SMALLEST:g} and {LARGEST:g}"
            fix = "write 0 for nothing, and leave out what nobody can do"
        if bad.any():
            i = int(np.argmax(bad))
            raise InputError(rule, place=place(names, i, key), value=float(column[i]), fix=fix)


def check_alpha(alpha: float | None, difficulty: Array | None) -> float | None:
    """Require alpha in (0, 1] with difficulties, and none without."""
    if alpha is not None:
        alpha = finite_number("alpha", alpha)
        if not 0 < alpha <= 1:
            raise InputError(
                "must be in (0, 1]", place="alpha", value=alpha, fix="1 is AI that never fails"
            )
    if difficulty is not None and not np.isfinite(difficulty).any() and alpha is not None:
        raise InputError(
            "is used only with ai_difficulty, and AI can do no step",
            place="alpha",
            value=alpha,
            fix="leave out alpha and ai_difficulty",
        )
    if difficulty is not None and alpha is None:
        raise InputError(
            "missing key alpha", fix="ai_difficulty needs it: ai_success = alpha ** ai_difficulty"
        )
    if difficulty is None and alpha is not None:
        raise InputError(
            "is used only with ai_difficulty, and no step gives one",
            place="alpha",
            value=alpha,
            fix="remove alpha, or give ai_difficulty instead of ai_success",
        )
    return alpha


def check_doable(fields: dict[str, Any], names: Sequence[str] | None) -> None:
    """Every step needs somebody or something to do it."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        able = fields["ai_success"] >= SMALLEST_SUCCESS
        augmented = np.where(able, fields["ai_time"] / fields["ai_success"], np.inf)
        alone = np.minimum(fields["manual_time"], augmented)
        if not np.all(np.isfinite(alone)):
            i = int(np.argmin(np.isfinite(alone)))
            raise InputError(
                "neither a person nor AI can do it",
                place=place(names, i, "ai_success"),
                value=float(fields["ai_success"][i]),
                fix="give manual_skill and manual_time, or the AI fields with ai_success > 0",
            )

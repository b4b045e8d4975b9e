"""The three sets of names for the same columns.

The paper and the authors' page use the same letters for different things (tH is
manual time in the paper and hand-off time on the page; cM is AI skill in the
paper and manual skill on the page), so a notation is named, never guessed.
"""

from __future__ import annotations

import re

from jobdesign.errors import InputError

__all__ = ["NOTATIONS", "columns", "parse_number"]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|nan)", re.ASCII)

_PAPER = {
    "name": "name",
    "cH": "manual_skill",
    "tH": "manual_time",
    "cM": "ai_skill",
    "tM": "ai_time",
    "q": "ai_success",
    "d": "ai_difficulty",
    "tS": "handoff_time",
}
_PAGE = {
    "name": "name",
    "cM": "manual_skill",
    "tM": "manual_time",
    "cA": "ai_skill",
    "tA": "ai_time",
    "q": "ai_success",
    "d": "ai_difficulty",
    "tH": "handoff_time",
}
_WORDS = {name: name for name in _PAPER.values()} | {"ai_cost": "ai_cost"}

#: For each notation, its column names and the fields of `Step` they mean.
NOTATIONS: dict[str, dict[str, str]] = {"words": _WORDS, "paper": _PAPER, "page": _PAGE}


def columns(notation: str | None) -> dict[str, str]:
    """Return the columns of a notation.

    Raises
    ------
    InputError
        Where the notation is not named or not known.
    """
    if not isinstance(notation, str) or notation not in NOTATIONS:
        raise InputError(
            f"must be one of {', '.join(NOTATIONS)}",
            place="notation",
            value=notation,
            fix="name it (--notation): the same letters mean different things in each",
        )
    return NOTATIONS[notation]


def parse_number(place: str, text: str) -> float:
    """Read a number as people write it: digits, a point, an exponent; nothing else.

    Raises
    ------
    InputError
        Where the text is anything else.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise InputError("must be a number", place=place, value=text, fix="write it like 1.5")
    return float(text)

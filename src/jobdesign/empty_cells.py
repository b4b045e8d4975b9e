"""Cells that hold no value, as files from elsewhere write them."""

from __future__ import annotations

import re

__all__ = ["is_absent", "is_nobody"]

#: What programs write where there is no value; small letters.
_ABSENT = frozenset(
    {
        "", "nan", "nat", "null", "none", "nil", "na", "n/a", "#n/a", "#na", "<na>", "<null>",
        "(null)", "[null]", "<none>", "(none)", "\\n", "-", "--", "---", "\u2013", "\u2014", "?",
        "<nan>", "#value!", "#ref!",
    }
)  # fmt: skip
#: What they write where nobody is known, too, without blanks and signs.
_NOBODY = frozenset(
    {
        "unknown", "invalid", "undefined", "undef", "missing", "unassigned", "notassigned",
        "nobody", "noone", "notavailable", "notapplicable", "notknown", "notspecified",
        "unspecified", "notset", "unset", "empty", "blank", "nouser", "noresource", "none", "null",
        "nan", "na", "nil", "nat", "tbd", "unbekannt", "niemand", "inconnu", "desconocido",
        "onbekend", "sconosciuto", "ninguno",
    }
)  # fmt: skip
_SIGNS = re.compile(r"[\s_\-–—?.*#/\\<>()\[\]{}'\",:;!~|]+")


def is_absent(text: str) -> bool:
    """Whether a cell holds what programs write where there is no value.

    Examples
    --------
    >>> [is_absent(text) for text in ("", "NULL", "n/a", "nobody", "0")]
    [True, True, True, False, False]
    """
    return text.strip().lower() in _ABSENT


def is_nobody(text: str) -> bool:
    """Whether a cell holds what programs write where nobody is known.

    Examples
    --------
    >>> [is_nobody(text) for text in ("__INVALID__", "<NA>", "?", "Not assigned", "ann")]
    [True, True, True, True, False]
    """
    return is_absent(text) or _SIGNS.sub("", text).lower() in _NOBODY or not _SIGNS.sub("", text)

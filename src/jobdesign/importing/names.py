"""Names fit for steps: one line, and unique."""

from __future__ import annotations

from collections.abc import Sequence

from jobdesign.checks import is_line

__all__ = ["clean_name", "listed", "shortened", "unique_names"]


def clean_name(text: str) -> str:
    r"""Return a name on one line, without control characters.

    Examples
    --------
    >>> clean_name(" check\n the  form ")
    'check the form'
    """
    return " ".join("".join(c if is_line(c) else " " for c in text).split())


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names in a row, and dots where there are more.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2)
    'a, b, ...'
    """
    shown = [name if len(name) <= 60 else f"{name[:57]}..." for name in names[:most]]
    return ", ".join(shown) + (", ..." if len(names) > most else "")


def shortened(text: str, length: int) -> str:
    """Return the beginning of a text, cut between words.

    Examples
    --------
    >>> shortened("Direct or coordinate an organization's activities.", 30)
    'Direct or coordinate an…'
    """
    text = clean_name(text).rstrip(".")
    if len(text) <= length:
        return text
    head = text[:length].rpartition(" ")[0] or text[: length - 1]
    return head.rstrip(",;: ") + "…"


def unique_names(names: Sequence[str]) -> list[str]:
    """Return names that are unique: the second "x" is "x (2)".

    Examples
    --------
    >>> unique_names(["x", "y", "x", "x (2)"])
    ['x', 'y', 'x (3)', 'x (2)']
    """
    taken, seen = set(names), set()
    last: dict[str, int] = {}
    unique = []
    for name in names:
        new, number = name, last.get(name, 1)
        while new in seen or (number > 1 and new in taken):
            number += 1
            new = f"{name} ({number})"
        last[name] = number
        seen.add(new)
        unique.append(new)
    return unique

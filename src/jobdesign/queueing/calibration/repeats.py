"""Rows that stand twice in a log, told from rows that are alike by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

__all__ = ["repeated_rows"]


def repeated_rows(when: Sequence[Hashable], what: Sequence[Hashable]) -> int:
    """Return how many rows repeat an earlier one, 0 where chance explains them.

    Of rows with the same time some are alike in all else too where times are coarse. Chance
    makes as many as there are pairs with the same time, times the share of alike pairs
    among all rows.

    Parameters
    ----------
    when
        Of every row, its time and what it belongs to.
    what
        All else that it says.

    Examples
    --------
    >>> repeated_rows([1.5, 2.5, 2.5, 4.5, 6.5, 7.5, 8.5], [0.7, 0.3, 0.3, 0.2, 0.5, 0.1, 0.9])
    1
    >>> repeated_rows([1, 1, 1, 2, 2, 2], [5, 5, 5, 5, 5, 5])
    0
    """
    count = len(when)
    alike = Counter(zip(when, what, strict=True))
    repeats = count - len(alike)
    if repeats == 0:
        return 0
    pairs = _pairs(alike)
    by_chance = _pairs(Counter(when)) * _pairs(Counter(what)) / (count * (count - 1) / 2)
    return repeats if pairs > 1.5 * by_chance + 4.0 * by_chance**0.5 else 0


def _pairs(counts: Mapping[Any, int]) -> float:
    """Return how many pairs of rows are alike."""
    return sum(n * (n - 1) / 2 for n in counts.values())

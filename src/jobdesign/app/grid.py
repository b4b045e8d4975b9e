"""A table to read: numbers in few digits, whatever their size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

__all__ = ["readable", "show_grid"]

#: Beyond this a browser no longer writes numbers as they are asked to be written.
_LARGEST = 1e15


def show_grid(rows: Sequence[Mapping[str, Any]], key: str) -> None:
    """Draw rows as a table."""
    made, numbers = readable(rows)
    shown = {column: st.column_config.NumberColumn(format="%.6g") for column in numbers}
    st.dataframe(made, hide_index=True, key=key, column_config=shown, placeholder="–")


def readable(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return rows as a browser can show them, and the columns that hold numbers with a point.

    Examples
    --------
    >>> readable([{"a": 1.5, "b": 2e31}])
    ([{'a': 1.5, 'b': '2e+31'}], ['a'])
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    given = {column: [row.get(column) for row in rows] for column in columns}
    numbers = []
    for column, cells in given.items():
        amounts = [cell for cell in cells if isinstance(cell, float)]
        if any(abs(amount) > _LARGEST for amount in amounts):
            given[column] = [f"{cell:.6g}" if isinstance(cell, float) else cell for cell in cells]
        elif amounts:
            numbers.append(column)
    return [{column: given[column][i] for column in columns} for i in range(len(rows))], numbers

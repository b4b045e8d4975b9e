"""Constraints of a Pyomo model, written so that the model can be copied and sent elsewhere.

Pyomo keeps the function that makes a constraint's rows, and a function made inside
another cannot be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyomo.environ as pyo

__all__ = ["add_rows"]


def add_rows(
    block: Any, name: str, *indices: Iterable[Any], row: Callable[..., Any], doc: str = ""
) -> None:
    """Add a constraint to a block.

    Parameters
    ----------
    block, name
        Where it stands, and under which name.
    indices
        Its sets.
    row
        Makes the row of an index.
    doc
        What it says.
    """
    rows = pyo.Constraint(*indices, doc=doc or None)
    block.add_component(name, rows)
    for index in rows.index_set():
        rows.add(index, row(*index) if isinstance(index, tuple) else row(index))

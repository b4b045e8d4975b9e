"""Rows of steps as a data frame to edit, both ways."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jobdesign.app.draft import CELLS, RATES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_of", "records", "rows_of"]


def frame_of(rows: Iterable[Mapping[str, Any]], rate: str) -> pd.DataFrame:
    """Return rows as a frame: names as text, numbers with NaN where a cell is empty."""
    import pandas as pd

    shown = [key for key in CELLS if key not in RATES or key == rate]
    rows = list(rows)
    columns: dict[str, Any] = {}
    for key in shown:
        cells = [row.get(key) for row in rows]
        if key == "ai_cost":
            cells = [0.0 if cell is None else cell for cell in cells]
        kind: Any = "object" if key == "name" else "float64"
        columns[key] = pd.Series(cells, dtype=kind)
    return pd.DataFrame(columns)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of an edited frame, None where a cell is empty or was never shown."""
    return [dict.fromkeys(CELLS) | record for record in records(frame)]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of any edited frame with None where a cell is empty."""
    return [
        {str(key): _cell(value) for key, value in record.items()}
        for record in frame.to_dict("records")
    ]


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return None if value != value else value  # pandas' own marks of nothing

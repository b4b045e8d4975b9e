"""The step table: edit cells, add and remove rows, paste cells into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from jobdesign.app import session
from jobdesign.app.table import rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show"]

_SKILL = "Wage rate that the skill commands: money per unit of time."
_CANNOT = "Leave all four AI cells empty where AI cannot do the step."


def show() -> None:
    """Draw the table and take over what was typed."""
    st.subheader("Steps")
    frame: pd.DataFrame = st.data_editor(
        session.table(),
        key=f"steps {session.version()}",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        column_config=_columns(),
        placeholder="",
    )
    session.change_rows(rows_of(frame))


def _columns() -> dict[str, Any]:
    def amount(label: str, told: str, **more: float) -> Any:
        return st.column_config.NumberColumn(
            label, help=told, min_value=0.0, format="%.6g", **more  # type: ignore[arg-type]
        )  # fmt: skip

    name = st.column_config.TextColumn(
        "Step", help="Unique; its number where empty.", width="medium", max_chars=200
    )
    chance = f"Chance that one attempt succeeds. {_CANNOT}"
    handoff = "Time to hand over where a job ends here; the last step's is not used."
    return {
        "name": name,
        "manual_skill": amount("Manual skill", f"c, by hand. {_SKILL}"),
        "manual_time": amount("Manual time", "t, by hand."),
        "ai_skill": amount("AI skill", f"Of the person who checks one AI attempt. {_CANNOT}"),
        "ai_time": amount("AI time", f"Of one AI attempt, prompted and checked. {_CANNOT}"),
        "ai_success": amount("AI success", chance, max_value=1.0),
        "ai_difficulty": amount("AI difficulty", f"Success is α to the power of it. {_CANNOT}"),
        "handoff_time": amount("Hand-off", handoff, default=0.0),
        "ai_cost": amount("AI cost", "Money per attempt at the chain that ends here.", default=0.0),
    }

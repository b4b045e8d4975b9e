"""Numbers that HiGHS does not take: it refuses them, drops them or calls them endless.

It says so only in its log, and leaves an empty or another model behind. So it is asked
beforehand which sizes it takes, and what stands outside of them is named.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from jobdesign.errors import InputError
from jobdesign.workflow import Array

__all__ = ["check_sizes"]

#: What a term that is dropped may have been worth, beside rows of about 1.
_NOTHING = 1e-6


def check_sizes(
    program: highspy.HighsLp, columns: list[Any], rows: list[Any], solver: highspy.Highs
) -> None:
    """Refuse a program with numbers outside of what HiGHS takes.

    Parameters
    ----------
    program
        What is to be solved.
    columns, rows
        The model's variables and constraints, in its order.
    solver
        Says, by its options, what it takes.

    Raises
    ------
    InputError
        Naming the constraint or the variable.
    """
    largest, least, endless = (
        float(solver.getOptionValue(name)[1])
        for name in ("large_matrix_value", "small_matrix_value", "infinite_bound")
    )
    values = np.abs(np.asarray(program.a_matrix_.value_))
    numbers = np.asarray(program.a_matrix_.index_)
    too_large = np.flatnonzero(~(values < largest))
    if len(too_large):
        raise _refusal(
            rows[numbers[too_large[0]]],
            "constraint",
            float(program.a_matrix_.value_[too_large[0]]),
            f"has a coefficient that is not below {largest:g}, the most that HiGHS takes",
        )
    _check_dropped(program, columns, rows, values, numbers, least)
    for bound in (program.row_lower_, program.row_upper_):
        outside = _finite_beyond(np.asarray(bound), endless)
        if len(outside):
            raise _refusal(
                rows[outside[0]],
                "constraint",
                float(bound[outside[0]]),
                f"has a side that HiGHS takes for endless, as all from {endless:g} on",
            )
    low, high = np.asarray(program.col_lower_), np.asarray(program.col_upper_)
    outside = np.flatnonzero((low >= endless) | (high <= -endless))
    if len(outside):
        raise _refusal(
            columns[outside[0]],
            "variable",
            float(low[outside[0]] if low[outside[0]] > 0 else high[outside[0]]),
            f"has a bound that leaves nothing, as HiGHS takes all from {endless:g} on for endless",
        )


def _check_dropped(
    program: highspy.HighsLp,
    columns: list[Any],
    rows: list[Any],
    values: Array,
    numbers: Any,
    least: float,
) -> None:
    """Refuse coefficients that HiGHS takes for 0 although they could decide the row."""
    tiny = np.flatnonzero((values > 0) & (values <= least))
    if not len(tiny):
        return
    starts = np.asarray(program.a_matrix_.start_)
    column = np.searchsorted(starts, tiny, side="right") - 1
    low, high = np.asarray(program.col_lower_), np.asarray(program.col_upper_)
    most = np.maximum(np.abs(low), np.abs(high))[column]
    # of a variable without bounds nobody knows how large it gets
    decides = np.flatnonzero(np.isfinite(most) & (values[tiny] * most > _NOTHING))
    if len(decides):
        at = tiny[decides[0]]
        raise _refusal(
            rows[numbers[at]],
            "constraint",
            float(program.a_matrix_.value_[at]),
            f"has a coefficient of {columns[column[decides[0]]].name} that HiGHS takes for 0, as "
            f"all up to {least:g}",
        )


def _finite_beyond(values: Array, endless: float) -> Any:
    return np.flatnonzero(np.isfinite(values) & (np.abs(values) >= endless))


def _refusal(component: Any, kind: str, value: float, rule: str) -> InputError:
    return InputError(
        rule,
        place=f"{kind} {component.name}",
        value=value,
        fix="measure it in other units, or divide the row by a number",
    )

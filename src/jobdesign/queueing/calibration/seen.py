"""When cases arrived, those included whose rows say too little for anything else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jobdesign.errors import InputError
from jobdesign.workflow import Array

__all__ = ["SeenArrivals"]


@dataclass(frozen=True, slots=True, eq=False)
class SeenArrivals:
    """Every arrival that a log shows, in order.

    A row without a time of service is no use for service times; the case arrived all
    the same, and to leave it out would make the rate too low.

    Parameters
    ----------
    arrival
        (m,) ascending, on the clock of `CaseLog.arrival`.
    window
        (m,) number of the open period.
    ahead
        (m,) by how much the local clock was ahead of that clock.

    Raises
    ------
    InputError
        Where the arrays do not fit together.
    """

    arrival: Array
    window: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    ahead: Array = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        count = len(self.arrival)
        for name, kind in (("arrival", np.float64), ("window", np.int64), ("ahead", np.float64)):
            column = np.array(getattr(self, name), dtype=kind)
            if column.size == 0:
                column = np.zeros(count, dtype=kind)
            if column.shape != (count,):
                raise InputError(
                    f"must hold one value an arrival, {count} in all",
                    place=f"seen: {name}",
                    value=column.shape,
                    fix="give all columns of the same rows",
                )
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        if not np.isfinite(self.arrival).all() or (np.diff(self.arrival) < 0).any():
            raise InputError(
                "must be finite and not fall", place="seen: arrival", fix="sort the arrivals"
            )

    def __len__(self) -> int:
        return len(self.arrival)

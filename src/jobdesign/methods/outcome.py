"""What a method hands back, and how long it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from jobdesign.design import Design

__all__ = ["Deadline", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A method's answer; what it costs is for the evaluator to say.

    Parameters
    ----------
    design
        The best design found, or None.
    exact
        Whether the method proved that no design is cheaper.
    bound
        A proved lower bound of the optimal cost; ignored where `exact`.
    """

    design: Design | None
    exact: bool
    bound: float = 0.0


class Deadline:
    """A moment after which a method stops with what it has.

    Parameters
    ----------
    seconds
        From now; None: never.
    """

    __slots__ = ("_end",)

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self._end is not None and time.monotonic() >= self._end

"""What a method hands back, and how long it may take."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError

__all__ = ["Deadline", "Outcome", "Progress"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A method's answer; what it costs is for the evaluator to say.

    Parameters
    ----------
    design
        The best design found, or None.
    exact
        Whether the method proved that no design is cheaper, or that there is none.
    bound
        A proved lower bound of the optimal cost; ignored where `exact`.
    model
        The Pyomo model that was solved, for methods that build one.
    multipliers
        Lagrange multipliers of the constraints that span jobs, in the order of
        `Rules.totals`; empty where the method has none.
    """

    design: Design | None
    exact: bool
    bound: float = 0.0
    model: Any = None
    multipliers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long solve has come.

    Parameters
    ----------
    incumbent, bound
        Cost of the best design so far and proved bound; infinite where none.
    seconds
        Since the start.
    about
        Which of several solves it is.
    """

    incumbent: float
    bound: float
    seconds: float
    about: str = ""


def _seconds(time_limit: float) -> float:
    """Refuse what is no number of seconds."""
    try:
        return finite_number("time limit", time_limit, least=0.0)
    except InputError as error:
        error.fix = "give it in seconds"
        raise


class Deadline:
    """A moment after which a method stops with what it has; Ctrl-C brings it forward.

    Parameters
    ----------
    seconds
        From now; None: never.
    """

    __slots__ = ("_began", "_end", "interrupted")

    def __init__(self, seconds: float | None = None) -> None:
        self._began = time.monotonic()
        self._end = None if seconds is None else self._began + _seconds(seconds)
        #: Whether Ctrl-C was pressed inside `catching_interrupt`.
        self.interrupted = False

    @property
    def passed(self) -> bool:
        """Whether the time is up, or Ctrl-C was pressed."""
        return self.interrupted or (self._end is not None and time.monotonic() >= self._end)

    @property
    def remaining(self) -> float | None:
        """Seconds left, at least 0; None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    @contextmanager
    def catching_interrupt(self) -> Iterator[None]:
        """Let the first Ctrl-C end the search instead of raising; a second one raises."""
        mine = threading.current_thread() is threading.main_thread()
        if not mine or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return

        def stop(number: int, frame: FrameType | None) -> None:
            if self.interrupted:
                signal.default_int_handler(number, frame)
            self.interrupted = True

        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

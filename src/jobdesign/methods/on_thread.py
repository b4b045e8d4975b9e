"""Compiled work on a thread of its own, so that this one hears Ctrl-C and the clock.

Python hears Ctrl-C only between its own instructions, and compiled code has none. A
thread that still runs compiled code when the interpreter shuts down aborts the
process, so that these threads are not daemons: a program ends after they do. One
that cannot wait for that, like the command line, asks `is_at_work` and leaves by
`os._exit`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from jobdesign.methods.outcome import Deadline

__all__ = ["PATIENCE", "is_at_work", "run_on_thread"]

#: Seconds between two looks at the clock and at Ctrl-C, roughly.
PATIENCE = 0.05
#: Seconds that work has to stop where nobody waits for it longer.
_GRACE = 0.5

_Found = TypeVar("_Found")


class _Worker(threading.Thread):
    """Runs the work, and keeps what it returns or raises."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(name="jobdesign work")
        self.work = work
        self.found: object = None
        self.error: BaseException | None = None
        #: Set at the end; unlike `join` it can be waited for before the thread has begun.
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self.found = self.work()
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()


def run_on_thread(
    work: Callable[[], _Found],
    stop: Callable[[], None],
    deadline: Deadline,
    meanwhile: Callable[[], None] | None = None,
    *,
    leaves: bool = False,
) -> _Found:
    """Run work that lets other threads run, and return or raise what it does.

    Parameters
    ----------
    work
        What takes long.
    stop
        Asks the work to return soon; called once the deadline has passed, maybe
        more than once, and where Ctrl-C is raised.
    deadline
        When to ask.
    meanwhile
        Called now and then, here.
    leaves
        Whether to leave work behind that has been asked to stop and does not within a
        moment, as while it is being compiled. It must share nothing that is used later.

    Raises
    ------
    TimeoutError
        Where the work was left behind. It may still be at it.
    KeyboardInterrupt
        Where Ctrl-C is not caught, or pressed a second time. The work has been asked
        to stop and given a moment, and may still be at it.

    Examples
    --------
    >>> run_on_thread(lambda: 6 * 7, lambda: None, Deadline())
    42
    """
    worker = _Worker(work)
    try:
        worker.start()
        while not worker.done.wait(PATIENCE):
            if deadline.passed:
                stop()
                if leaves and not worker.done.wait(_GRACE):
                    raise TimeoutError
            if meanwhile is not None:
                meanwhile()
        worker.join()
    except BaseException:
        stop()
        worker.done.wait(_GRACE)
        raise
    if worker.error is not None:
        raise worker.error
    return worker.found  # type: ignore[return-value]


def is_at_work() -> bool:
    """Whether work that was given up has not ended yet."""
    return any(isinstance(thread, _Worker) for thread in threading.enumerate())

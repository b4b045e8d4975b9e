"""A process beside the page that computes one thing at a time, and can be ended.

The page never waits for a computation: it starts one, looks now and then whether it
is done, and ends the process where a reader cancels or the time is up. The process
is kept for the next request, since starting one costs more than most solves.
"""

from __future__ import annotations

import gc
import multiprocessing
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from jobdesign.errors import InputError

__all__ = ["MOST_PROCESSES", "Message", "Worker"]

#: Seconds beyond its limit after which a computation is ended from outside.
_GRACE = 5.0
#: Seconds without a request after which a process ends itself.
_IDLE = 600.0
#: Processes that all readers of one server may have at a time.
MOST_PROCESSES = 16

_alive: weakref.WeakSet[Any] = weakref.WeakSet()


@dataclass(frozen=True, slots=True)
class Message:
    """What a worker says.

    Attributes
    ----------
    kind
        ``"progress"`` while it computes; ``"done"`` with the result; ``"refused"``:
        the input is wrong; ``"failed"``: it stopped for another reason, also a limit
        of time that it did not keep.
    content
        The result, or a line of text.
    """

    kind: Literal["progress", "done", "refused", "failed"]
    content: Any


class Worker:
    """One process, started when first needed.

    Examples
    --------
    >>> worker = Worker()
    >>> worker.is_busy
    False
    """

    def __init__(self) -> None:
        self._process: Any = None
        self._connection: Connection | None = None
        self._timer: threading.Timer | None = None
        self._end: Callable[[], object] = lambda: None
        self._began = 0.0
        self._limit = 0.0
        self.is_busy = False

    def start(self, function: Callable[..., Any], *arguments: Any, limit: float) -> None:
        """Compute something; what was being computed is dropped.

        Parameters
        ----------
        function
            A function of a module, that takes the keyword ``tell``.
        arguments
            Its arguments.
        limit
            Seconds it is told to take at most; somewhat later the process is ended.

        Raises
        ------
        InputError
            Where the server has no process to spare.
        """
        if self.is_busy:
            self.stop()
        try:
            self._send(function, arguments)
        except (OSError, EOFError):  # it had ended itself
            self.stop()
            self._send(function, arguments)
        self.is_busy = True
        self._began, self._limit = time.monotonic(), limit
        self._timer = threading.Timer(limit + _GRACE, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def warm(self) -> None:
        """Start the process, so that the first request need not wait for it."""
        self._connected()

    def look(self, seconds: float = 0.0) -> Message | None:
        """Return what the worker says next, waiting at most so long; None where nothing."""
        if not self.is_busy or self._connection is None:
            return None
        try:
            if not self._connection.poll(seconds):
                return None
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            late = time.monotonic() - self._began >= self._limit
            self.stop()
            return Message("failed", "the time was up" if late else "the process ended early")
        if message.kind != "progress":
            self._rest()
        return message

    @property
    def seconds(self) -> float:
        """How long the present request has taken."""
        return time.monotonic() - self._began

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._rest()
        self._end()
        if self._connection is not None:
            self._connection.close()
        self._process, self._connection = None, None

    def _rest(self) -> None:
        self.is_busy = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._connected().send((function, arguments))

    def _connected(self) -> Connection:
        if self._connection is not None and self._process.is_alive():
            return self._connection
        if sum(process.is_alive() for process in list(_alive)) >= MOST_PROCESSES:
            raise InputError("all its processes are busy", place="server", fix="try again later")
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        _alive.add(process)
        self._process, self._connection = process, here
        # also where the reader has gone and nobody stops it
        self._end = weakref.finalize(self, _kill, process)
        return here


def _kill(process: Any) -> None:
    with suppress(ValueError, OSError):
        process.kill()
        process.join(5.0)


def _serve(connection: Connection) -> None:
    """Answer requests until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    import jobdesign.app.computations  # noqa: F401  before the first request comes

    gc.collect()
    gc.freeze()  # what is loaded stays: no request need wait until it has been looked through

    with suppress(EOFError, OSError):
        while connection.poll(_IDLE):
            function, arguments = connection.recv()
            connection.send(_answer(connection, function, arguments))


def _answer(
    connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]
) -> Message:
    def tell(progress: Any) -> None:
        connection.send(Message("progress", progress))

    try:
        return Message("done", function(*arguments, tell=tell))
    except InputError as error:
        return Message("refused", str(error))
    except MemoryError:
        return Message("failed", "there was not enough memory")
    except Exception as error:
        return Message("failed", f"{type(error).__name__}: {error}")

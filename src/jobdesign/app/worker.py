"""A process beside the page that computes one thing at a time, and can be ended.

The page never waits for a computation: it starts one, looks now and then whether it
is done, and ends the process where a reader cancels or the time is up. The process
is kept for the next request, since starting one costs more than most solves. All readers
together have so many processes and no more: where another is needed, the one that has
been idle longest ends.
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

#: Held while processes are counted, given and taken away: each reader has a thread of its own.
#: Reentrant, since collecting garbage can end a reader's processes at any moment.
_lock = threading.RLock()
_workers: weakref.WeakSet[Worker] = weakref.WeakSet()


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
        self._since = time.monotonic()
        self._limit = 0.0
        self.is_busy = False
        with _lock:
            _workers.add(self)

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
            Where all processes of the server are computing.
        """
        if self.is_busy:
            self.stop()
        try:
            self._connected().send((function, arguments))
        except (OSError, EOFError):  # it had ended itself
            self.stop()
            self._connected().send((function, arguments))
        self._limit = limit
        self._timer = threading.Timer(limit + _GRACE, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def warm(self) -> None:
        """Start the process, if one can be had, so that the first request need not wait."""
        with suppress(InputError), _lock:
            self._connect()

    def look(self, seconds: float = 0.0) -> Message | None:
        """Return what the worker says next, waiting at most so long; None where nothing."""
        if not self.is_busy or self._connection is None:
            return None
        try:
            if not self._connection.poll(seconds):
                return None
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            late = time.monotonic() - self._since >= self._limit
            self.stop()
            return Message("failed", "the time was up" if late else "the process ended early")
        if message.kind != "progress":
            self._rest()
        return message

    @property
    def seconds(self) -> float:
        """How long the present request has taken."""
        return time.monotonic() - self._since

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        with _lock:
            self._disconnect()

    def _rest(self) -> None:
        self.is_busy, self._since = False, time.monotonic()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _connected(self) -> Connection:
        """Return the way to the process; from now on nobody else may end it."""
        with _lock:
            connection = self._connect()
            self.is_busy, self._since = True, time.monotonic()
        return connection

    def _connect(self) -> Connection:
        if self._connection is not None and self._process.is_alive():
            return self._connection
        _make_room()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        self._process, self._connection, self._since = process, here, time.monotonic()
        # also where nobody holds the worker any more and nobody stops it
        self._end = weakref.finalize(self, _kill, process)
        return here

    def _disconnect(self) -> None:
        self._rest()
        self._end()
        if self._connection is not None:
            self._connection.close()
        self._process, self._connection = None, None


def _make_room() -> None:
    """See to it that another process may be started."""
    have = [worker for worker in _workers if worker._process and worker._process.is_alive()]
    if len(have) < MOST_PROCESSES:
        return
    idle = [worker for worker in have if not worker.is_busy]
    if not idle:
        raise InputError("all its processes are busy", place="server", fix="try again later")
    min(idle, key=lambda worker: worker._since)._disconnect()


def _kill(process: Any) -> None:
    with suppress(ValueError, OSError):
        process.kill()
        process.join(5.0)


def _serve(connection: Connection) -> None:
    """Answer requests until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    import jobdesign.app.computations.solving  # noqa: F401  before the first request comes

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

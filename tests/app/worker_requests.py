"""Things that a worker is asked to compute in tests; a new process must find them by name."""

from __future__ import annotations

import os
import time
from typing import Any

from jobdesign.errors import InputError


def double(number: float, *, tell: Any) -> float:
    return 2 * number


def process_id(*, tell: Any) -> int:
    return os.getpid()


def sleep(seconds: float, *, tell: Any) -> str:
    tell("asleep")
    time.sleep(seconds)
    return "awake"


def refuse(*, tell: Any) -> None:
    raise InputError("must be something else", place="it", value=1)


def fail(*, tell: Any) -> None:
    raise ZeroDivisionError("by nothing")


def crash(*, tell: Any) -> None:
    os._exit(3)


def unsendable(*, tell: Any) -> Any:
    return lambda: None

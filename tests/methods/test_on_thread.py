"""Work on a thread of its own: what it returns, raises, and how it is stopped."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from jobdesign.methods.on_thread import is_at_work, run_on_thread
from jobdesign.methods.outcome import Deadline


def until(event: threading.Event) -> Callable[[], str]:
    """Return work that goes on until it is asked to stop."""

    def work() -> str:
        assert event.wait(30.0)
        return "stopped"

    return work


def interrupt() -> None:
    raise KeyboardInterrupt


def join_all() -> None:
    for thread in threading.enumerate():
        if thread.name == "jobdesign work":
            thread.join(30.0)


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        run_on_thread(lambda: 1 / 0, lambda: None, Deadline())
    assert not is_at_work()


def test_a_deadline_that_has_passed_stops_the_work() -> None:
    asked = threading.Event()
    assert run_on_thread(until(asked), asked.set, Deadline(0.0)) == "stopped"
    assert not is_at_work()


def test_deaf_work_is_left_behind_at_the_deadline_where_that_is_allowed() -> None:
    released, asked = threading.Event(), threading.Event()
    with pytest.raises(TimeoutError):
        run_on_thread(until(released), asked.set, Deadline(0.0), leaves=True)
    assert asked.is_set()
    assert is_at_work()
    released.set()
    join_all()
    assert not is_at_work()


def test_work_that_hears_the_deadline_is_waited_for() -> None:
    asked = threading.Event()
    assert run_on_thread(until(asked), asked.set, Deadline(0.0), leaves=True) == "stopped"


def test_ctrl_c_stops_the_work_and_is_raised() -> None:
    asked = threading.Event()
    with pytest.raises(KeyboardInterrupt):
        run_on_thread(until(asked), asked.set, Deadline(), meanwhile=interrupt)
    assert asked.is_set()
    join_all()
    assert not is_at_work()


def test_deaf_work_is_not_waited_for() -> None:
    """It is known to be at work still, and the next work does not mind."""
    released = threading.Event()
    with pytest.raises(KeyboardInterrupt):
        run_on_thread(until(released), lambda: None, Deadline(), meanwhile=interrupt)
    assert is_at_work()
    assert run_on_thread(lambda: "next", lambda: None, Deadline()) == "next"
    released.set()
    join_all()
    assert not is_at_work()


def test_the_command_line_leaves_deaf_work_behind() -> None:
    """What is on stdout arrives whole, and the code is that of Ctrl-C."""
    code = (
        "import threading\n"
        "from jobdesign import cli\n"
        "from jobdesign.methods import on_thread, outcome\n"
        "def interrupt():\n"
        "    raise KeyboardInterrupt\n"
        "def _run(arguments):\n"
        "    print('half of it', end='')\n"
        "    try:\n"
        "        on_thread.run_on_thread(threading.Event().wait, lambda: None,\n"
        "                                outcome.Deadline(), interrupt)\n"
        "    except KeyboardInterrupt:\n"
        "        return 130\n"
        "cli._run = _run\n"
        "cli.main([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "half of it", "")

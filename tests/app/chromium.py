"""A server of the app and a real browser on it, for tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

#: Seconds that anything on the page may take, on a loaded machine.
PATIENCE = 60.0


def browser_path() -> str:
    """Return where Chromium is; skips the test where it, Playwright or Streamlit is missing."""
    try:
        import playwright  # noqa: F401
        import streamlit  # noqa: F401
    except ImportError as error:
        _give_up(f"{error.name} is not installed")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    return _give_up("Chromium is not installed")


def _give_up(reason: str) -> str:
    if os.environ.get("REQUIRE_BROWSER"):  # there it is installed, or something is wrong
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def server(root: Path, *arguments: str) -> Iterator[str]:
    """Serve the app; yields its address."""
    with serving(root, *arguments) as (address, _):
        yield address


@contextmanager
def serving(root: Path, *arguments: str) -> Iterator[tuple[str, int]]:
    """Serve the app; yields its address and the server's process number."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "jobdesign", "app", "--no-browser", "--port", str(port), *arguments],
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(process, address)
        yield address, process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urlopen(f"{address}/_stcore/health") as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not start")

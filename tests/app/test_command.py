"""``jobdesign app`` on the command line, without a server being started."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from jobdesign.app import opening, server
from jobdesign.app.opening import Opening
from jobdesign.cli import main


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the server would have been started with."""
    calls: list[Any] = []

    def note(host: str, port: int, *, browser: bool, names: tuple[str, ...]) -> None:
        calls.append((host, port, browser, names))

    monkeypatch.setattr(server, "serve", note)
    monkeypatch.setattr(opening, "_opening", Opening())
    monkeypatch.setattr(server, "is_installed", lambda: True)
    return calls


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["app", *arguments])
    return int(ended.value.code or 0)


def a_free_port() -> str:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])


def test_it_listens_on_this_machine_only(served: list[Any]) -> None:
    port = a_free_port()
    assert run("--port", port, "--no-browser") == 0
    assert served == [("127.0.0.1", int(port), False, ())]


def test_a_file_is_opened_from_wherever_the_server_works(
    served: list[Any], models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(models / "paper")
    assert run("example-6.toml", "--alpha", "0.6", "--port", a_free_port()) == 0
    monkeypatch.chdir("/")
    assert opening.first_draft().name == "Example 6"
    assert opening.first_draft().alpha == 0.6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-file.toml"], "no-such-file.toml: no such file"),
        (["?cM=1"], "missing key tM"),
        (["--port", "0"], "0 is not in the range"),
        (["--host", "no host at all"], "cannot be listened on"),
    ],
)
def test_what_is_wrong_is_one_line(
    served: list[Any], capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(*arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert served == []


def test_a_port_that_is_taken_is_told(
    served: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert run("--port", str(other.getsockname()[1])) == 2
    assert "choose another --port" in capsys.readouterr().err
    assert served == []


def test_without_streamlit_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    assert run() == 2
    assert 'pip install "jobdesign[app]"' in capsys.readouterr().err


def test_the_server_keeps_everything_on_this_machine() -> None:
    options = server.settings("127.0.0.1", 8501, browser=False)
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["server.maxUploadSize"] == 10
    assert options["server.enableXsrfProtection"] is True

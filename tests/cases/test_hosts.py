"""The app answers only under its own names, not under one that a page elsewhere chose."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chromium import server
from jobdesign.app.hosts import answered_hosts
from jobdesign.cli import main
from jobdesign.errors import InputError

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
STRANGERS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example.",
    "0.0.0.0",
    "localhost@evil.example",
    "127.1",
    "",
)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "LOCALHOST", "::1"])
def test_on_this_machine_only_its_loopback_names_are_answered(address: str) -> None:
    assert set(answered_hosts(address)) == LOOPBACK


def test_on_all_addresses_the_machine_s_own_names_are_answered_and_no_pattern() -> None:
    hosts = set(answered_hosts("0.0.0.0"))
    assert hosts >= LOOPBACK | {socket.gethostname().lower()}
    assert not any("*" in host for host in hosts)
    assert "0.0.0.0" not in hosts


def test_on_one_outer_address_that_one_and_what_is_named() -> None:
    assert answered_hosts("192.0.2.7") == ["192.0.2.7"]
    named = answered_hosts("2001:db8::7", ["Planning.Example.org", "[2001:DB8::8]"])
    assert named == ["[2001:db8::7]", "[2001:db8::8]", "planning.example.org"]


@pytest.mark.parametrize(
    "name", ["http://x.org", "x.org:8501", "*", "*.org", "a b", "", "x/y", "é"]
)
def test_a_name_that_is_none_is_refused_before_the_server_starts(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="host name"):
        answered_hosts("127.0.0.1", [name])
    with pytest.raises(SystemExit) as ended:
        main(["app", "--no-browser", f"--answer-to={name}"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def asked(port: int, host: str, path: str = "/", origin: str | None = None) -> int:
    """Return the status of a request, of a websocket's handshake where an origin is given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    if origin is not None:
        for header, value in (
            ("Origin", origin), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Protocol", "streamlit"),
        ):  # fmt: skip
            connection.putheader(header, value)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    root = Path(request.config.rootpath)
    with server(root, "models/paper/example-6.toml", "--answer-to", "planning.example.org") as url:
        yield int(url.rsplit(":", 1)[1])


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/media/x"])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_s_name_gets_no_page(port: int, stranger: str, path: str) -> None:
    assert asked(port, f"{stranger}:{port}", path) == 400


@pytest.mark.slow
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_s_name_gets_no_websocket(port: int, stranger: str) -> None:
    host = f"{stranger}:{port}"
    assert asked(port, host, "/_stcore/stream", f"http://{host}") in (400, 403)


@pytest.mark.slow
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "planning.example.org"])
def test_its_own_names_get_both(port: int, host: str) -> None:
    own = f"{host}:{port}"
    assert asked(port, own) == 200
    assert asked(port, own, "/_stcore/stream", f"http://{own}") == 101


@pytest.mark.slow
def test_a_page_of_another_origin_gets_no_websocket(port: int) -> None:
    assert asked(port, f"127.0.0.1:{port}", "/_stcore/stream", "http://evil.example") == 403

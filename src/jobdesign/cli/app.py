"""``jobdesign app``: the web app."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from jobdesign.errors import InputError

__all__ = ["app"]


@click.command(short_help="Edit a problem in the browser, and see its answer change.")
@click.argument("file", required=False)
@click.option(
    "--notation",
    type=click.Choice(["words", "paper", "page"]),
    help="Column names of a CSV file; needed for CSV.",
)
@click.option("--alpha", type=float, help="Quality of the AI, instead of the file's.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Anything else than this one lets others in: there is no password.",
)
@click.option(
    "--answer-to",
    "names",
    multiple=True,
    metavar="NAME",
    help="Host name under which people come, such as a proxy's; others than this machine's own are "
    "refused. May be repeated.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def app(
    file: str | None,
    notation: str | None,
    alpha: float | None,
    port: int,
    host: str,
    names: tuple[str, ...],
    no_browser: bool,
) -> int:
    """Open the web app, on FILE where one is given.

    It listens on this machine only, sends nothing anywhere, and stops with Ctrl-C.
    """
    from jobdesign.app import server
    from jobdesign.app.hosts import answered_hosts
    from jobdesign.app.opening import Opening, set_opening

    if not server.is_installed():
        raise InputError(
            "needs streamlit, which is not installed",
            place="jobdesign app",
            fix='run pip install "jobdesign[app]"',
        )
    opening = Opening(None if file is None else _absolute(file), notation, alpha)
    opening.read()
    set_opening(opening)
    answered_hosts(host, names)
    _check_free(host, port)
    server.serve(host, port, browser=not no_browser, names=names)
    return 0


def _absolute(file: str) -> str:
    from jobdesign.files.links import is_link

    return file if is_link(file) else str(Path(file).absolute())


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise InputError(
            f"cannot be listened on: {error.strerror}",
            place="--host and --port",
            value=f"{host}:{port}",
            fix="choose another --port",
        ) from None

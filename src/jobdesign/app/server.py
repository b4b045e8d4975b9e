"""Starts Streamlit on the page, with settings that keep everything on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from jobdesign.app.hosts import answered_hosts
from jobdesign.app.uploads import MOST_MEGABYTES

__all__ = ["is_installed", "serve", "settings"]


def is_installed() -> bool:
    """Whether there is a Streamlit to serve with."""
    return find_spec("streamlit") is not None


def settings(host: str, port: int, *, browser: bool) -> dict[str, str | int | bool]:
    """Return the options of the server.

    Examples
    --------
    >>> settings("127.0.0.1", 8501, browser=False)["browser.gatherUsageStats"]
    False
    """
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": not browser,
        "server.maxUploadSize": MOST_MEGABYTES,
        "server.maxMessageSize": 50,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "global.developmentMode": False,
        "theme.base": "light",
        "theme.primaryColor": "#1f77a4",
    }


def serve(host: str, port: int, *, browser: bool, names: Iterable[str] = ()) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    host, port
        What to listen on.
    browser
        Whether to open a browser.
    names
        Further names to answer to, as for `answered_hosts`.
    """
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from streamlit.web.server.starlette import App

    only = Middleware(
        TrustedHostMiddleware, allowed_hosts=answered_hosts(host, names), www_redirect=False
    )
    page = App(Path(__file__).with_name("page.py"), middleware=[only])
    page.run(config=settings(host, port, browser=browser))

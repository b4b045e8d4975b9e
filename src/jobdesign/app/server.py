"""Starts Streamlit on the page, with settings that keep everything on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from jobdesign.app.uploads import MOST_MEGABYTES

__all__ = ["is_installed", "serve", "settings"]


def is_installed() -> bool:
    """Whether there is a Streamlit to serve with."""
    return find_spec("streamlit") is not None


def settings(host: str, port: int, *, browser: bool) -> dict[str, str]:
    """Return the options of the server.

    Examples
    --------
    >>> settings("127.0.0.1", 8501, browser=False)["browser.gatherUsageStats"]
    'false'
    """
    return {
        "server.address": host,
        "server.port": str(port),
        "server.headless": str(not browser).lower(),
        "server.maxUploadSize": str(MOST_MEGABYTES),
        "server.maxMessageSize": "50",
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": "false",
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "global.developmentMode": "false",
        "theme.base": "light",
        "theme.primaryColor": "#1f77a4",
    }


def serve(host: str, port: int, *, browser: bool) -> None:
    """Serve the page until interrupted."""
    from streamlit.web.cli import main

    page = Path(__file__).with_name("page.py")
    arguments = [f"--{key}={value}" for key, value in settings(host, port, browser=browser).items()]
    main(["run", str(page), *arguments], standalone_mode=False)

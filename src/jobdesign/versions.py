"""Versions of this package and of what it uses."""

from __future__ import annotations

import re

from jobdesign._version import __version__

__all__ = ["used_versions"]

#: Extras whose packages are no part of a solve.
_FOR_DEVELOPERS = re.compile(r"extra == .(test|docs|all)\b")


def used_versions() -> dict[str, str]:
    """Return versions by name; "not installed" for what is missing of the extras.

    Examples
    --------
    >>> list(used_versions())[:2]
    ['jobdesign', 'python']
    """
    import platform
    from importlib.metadata import PackageNotFoundError, requires, version

    found = {
        "jobdesign": __version__,
        "python": f"{platform.python_version()} ({platform.platform()})",
    }
    try:
        lines = requires("jobdesign") or []
    except PackageNotFoundError:  # run from its source alone
        lines = []
    used = [line for line in lines if not _FOR_DEVELOPERS.search(line)]
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in used}
    for name in sorted(names - {"jobdesign"}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found

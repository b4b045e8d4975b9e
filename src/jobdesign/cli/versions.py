"""``jobdesign versions``: what a bug report needs."""

from __future__ import annotations

import re

import click

from jobdesign._version import __version__

__all__ = ["versions"]

#: Extras whose packages are no part of a solve.
_FOR_DEVELOPERS = re.compile(r"extra == .(test|docs|all)\b")


@click.command(short_help="What a bug report needs.")
def versions() -> None:
    """Print what a bug report needs: versions of this package and what it uses."""
    import platform
    from importlib.metadata import PackageNotFoundError, requires, version

    click.echo(f"jobdesign {__version__}")
    click.echo(f"python {platform.python_version()} ({platform.platform()})")
    used = [line for line in requires("jobdesign") or [] if not _FOR_DEVELOPERS.search(line)]
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in used}
    for name in sorted(names - {"jobdesign"}):
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"{name} not installed")

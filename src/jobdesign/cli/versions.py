"""``jobdesign versions``: what a bug report needs."""

from __future__ import annotations

import click

from jobdesign._version import __version__

__all__ = ["versions"]


@click.command(short_help="What a bug report needs.")
def versions() -> None:
    """Print what a bug report needs: versions of this package and what it uses."""
    import platform
    from importlib.metadata import PackageNotFoundError, requires, version

    click.echo(f"jobdesign {__version__}")
    click.echo(f"python {platform.python_version()} ({platform.platform()})")
    declared = (line.split(";") for line in requires("jobdesign") or [])
    names = {
        requirement[0].split("[")[0].split(">")[0].split("=")[0].strip() for requirement in declared
    }
    for name in sorted(names - {"jobdesign"}):
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"{name} not installed")

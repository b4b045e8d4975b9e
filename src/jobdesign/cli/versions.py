"""``jobdesign versions``: what a bug report needs."""

from __future__ import annotations

import click

__all__ = ["versions"]


@click.command(short_help="What a bug report needs.")
def versions() -> None:
    """Print what a bug report needs: versions of this package and what it uses."""
    from jobdesign.versions import used_versions

    for name, version in used_versions().items():
        click.echo(f"{name} {version}")

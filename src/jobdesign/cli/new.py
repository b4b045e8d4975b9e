"""``jobdesign new``: a file to fill in."""

from __future__ import annotations

import click

__all__ = ["new"]


@click.command(short_help="Write a template to fill in: .xlsx, .csv or .toml.")
@click.argument("file")
def new(file: str) -> int:
    """Write FILE with a few example steps, and what each column means."""
    from jobdesign.importing.sheets.template import write_template

    write_template(file)
    if file.lower().endswith(".toml"):
        click.echo(f"{file}: fill it in, then run: jobdesign solve {file}")
    else:
        click.echo(f"{file}: fill it in, then run: jobdesign import sheet {file} --solve")
    return 0

"""``jobdesign replicate``: the claims of the papers, computed afresh."""

from __future__ import annotations

import click

from jobdesign.cli.shared import as_json, write
from jobdesign.errors import InputError

__all__ = ["replicate"]


@click.command(short_help="Compute the papers' claims afresh.")
@click.argument("names", nargs=-1, metavar="[CLAIM]...")
@click.option("--paper", metavar="KEY", help="Only the claims of this paper: structure or queue.")
@click.option("--list", "listed", is_flag=True, help="Only name the claims.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
)
@click.option("-o", "--output", metavar="PATH", help="Write to a file instead of the terminal.")
def replicate(
    names: tuple[str, ...], paper: str | None, listed: bool, form: str, output: str | None
) -> int:
    """Compute the papers' checkable claims; exit 1 where a verdict is not as recorded.

    CLAIM is a name, or a pattern in quotes such as "proposition-3*"; without any, all
    claims are computed, which takes some seconds.
    """
    from jobdesign.replication.registry import find_claims
    from jobdesign.replication.report import compute_claims
    from jobdesign.tables.replications import claims_text

    if listed and form != "table":
        raise click.UsageError("--list goes with --format table")
    try:
        claims = find_claims(*names, paper=paper)
    except InputError as error:
        error.place = "--paper" if error.place == "paper" else "CLAIM"
        raise
    if listed:
        write(claims_text(claims), output)
        return 0
    replication = compute_claims(claims)
    texts = {
        "table": replication.__str__,
        "json": lambda: as_json(replication.to_dict()),
        "markdown": replication.to_markdown,
    }
    write(texts[form](), output)
    return 0 if replication.as_recorded else 1

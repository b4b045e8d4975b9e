"""``jobdesign replicate``: the claims of the papers, computed afresh."""

from __future__ import annotations

import click

from jobdesign.cli.shared import as_json, write

__all__ = ["replicate"]


@click.command(short_help="Compute the papers' claims afresh.")
@click.option("--place", metavar="TEXT", help="Only the claims whose place holds this text.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
)
@click.option("--output", metavar="PATH", help="Write to a file instead of the terminal.")
def replicate(place: str | None, form: str, output: str | None) -> int:
    """Compute every checkable claim of the papers; exit 1 where a verdict is not as recorded."""
    from jobdesign.replication.report import CLAIMS
    from jobdesign.replication.report import replicate as replicate_claims

    chosen = [claim for claim in CLAIMS if place is None or place.lower() in claim.place.lower()]
    if not chosen:
        places = ", ".join(dict.fromkeys(claim.place for claim in CLAIMS))
        raise click.UsageError(f"--place {place}: no claim is there; the places are {places}")
    replication = replicate_claims(chosen)
    texts = {
        "table": replication.__str__,
        "json": lambda: as_json(replication.to_dict()),
        "markdown": replication.to_markdown,
    }
    write(texts[form](), output)
    return 0 if replication.as_recorded else 1

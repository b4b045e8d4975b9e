"""What importers did, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of

if TYPE_CHECKING:
    from jobdesign.importing.summary import ImportSummary

__all__ = ["import_text"]


def import_text(summary: ImportSummary) -> str:
    """Return what was read and dropped as tables, then the assumptions as a list."""
    console = new_console()
    console.print(Text(f"Imported: {summary.source}"), soft_wrap=True)
    for heading, rows in (("Read", summary.read), ("Left out", summary.dropped)):
        if rows:
            console.print()
            counts = {heading: [what for what, _ in rows], "": [f"{n:,}" for _, n in rows]}
            print_table(console, make_table(counts, words=[heading]))
    for heading, lines in (("Assumed", summary.assumed), ("Note", summary.noticed)):
        if lines:
            console.print()
            console.print(Text(heading))
            for line in lines:
                console.print(Text(f"- {line}"), soft_wrap=True)
    return text_of(console)

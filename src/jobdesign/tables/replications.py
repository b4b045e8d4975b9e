"""Claims and what was computed, as text and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of

if TYPE_CHECKING:
    from jobdesign.replication.report import Replicated, Replication

__all__ = ["replication_markdown", "replication_text"]


def replication_text(replication: Replication) -> str:
    """Return one row a claim, and how many verdicts there are of each kind."""
    console = new_console()
    rows = replication.rows
    columns = {
        "Where": [row.claim.place for row in rows],
        "Claim": [row.claim.statement for row in rows],
        "Printed": [row.claim.printed for row in rows],
        "Computed": [row.computed for row in rows],
        "Verdict": [_verdict(row) for row in rows],
        "Why": [row.claim.reason for row in rows],
    }
    wraps = [heading for heading in columns if heading != "Where"]
    print_table(console, make_table(columns, words=list(columns), wraps=wraps))
    console.print()
    console.print(Text(_summary(replication)), soft_wrap=True)
    return text_of(console)


def replication_markdown(replication: Replication) -> str:
    """Return one Markdown table, and how many verdicts there are of each kind."""
    lines = ["| where | claim | printed | computed | verdict | why |", "| --- " * 6 + "|"]
    for row in replication.rows:
        claim = row.claim
        cells = (
            claim.place,
            claim.statement,
            claim.printed,
            row.computed,
            _verdict(row),
            claim.reason,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, "", _summary(replication)])


def _verdict(row: Replicated) -> str:
    return row.verdict if row.as_recorded else f"{row.verdict}, recorded: {row.claim.recorded}"


def _summary(replication: Replication) -> str:
    verdicts = [row.verdict for row in replication.rows]
    counts = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in dict.fromkeys(verdicts))
    others = sum(not row.as_recorded for row in replication.rows)
    record = "all as recorded" if not others else f"{others} not as recorded"
    return f"{len(verdicts)} claims: {counts}; {record}."

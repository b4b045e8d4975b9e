"""Claims and what was computed, as text and as a page in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.replication.registry import PAPERS
from jobdesign.tables.layout import make_table, new_console, print_table, text_of

if TYPE_CHECKING:
    from jobdesign.replication.claims import Claim
    from jobdesign.replication.report import Replicated, Replication

__all__ = ["claims_text", "markdown_row", "replication_markdown", "replication_text"]

_TITLE = "# What the papers state, computed afresh"
_HEADINGS = ("claim", "statement", "printed", "computed", "verdict", "why")
_ABOUT = """\
`jobdesign replicate --format markdown` writes this page. A claim **holds**, **holds under a
condition** that is not stated, or is an **erratum**: false as stated, or misprinted.
[Errata](errata.md) has the smallest counterexamples. Statements without a place are ours."""
#: What one verdict is called, and several.
_COUNTED = {
    "holds": ("holds", "hold"),
    "holds under a condition": ("holds under a condition", "hold under a condition"),
    "erratum": ("is an erratum", "are errata"),
}


def replication_text(replication: Replication) -> str:
    """Return one row a claim, and how many verdicts there are of each kind."""
    console = new_console()
    rows = replication.rows
    columns = {
        "Claim": [row.claim.name for row in rows],
        "Statement": [_statement(row.claim) for row in rows],
        "Printed": [row.claim.printed for row in rows],
        "Computed": [row.computed for row in rows],
        "Verdict": [_verdict(row) for row in rows],
        "Why": [row.claim.reason for row in rows],
    }
    wraps = [heading for heading in columns if heading != "Claim"]
    print_table(console, make_table(columns, words=list(columns), wraps=wraps))
    console.print()
    console.print(Text(_summary(replication)), soft_wrap=True)
    return text_of(console)


def claims_text(claims: Sequence[Claim]) -> str:
    """Return one row a claim, without computing it."""
    console = new_console()
    columns: dict[str, list[str]] = {
        "Claim": [claim.name for claim in claims],
        "Statement": [_statement(claim) for claim in claims],
        "On record": [claim.recorded for claim in claims],
    }
    print_table(console, make_table(columns, words=list(columns), wraps=["Statement"]))
    return text_of(console)


def replication_markdown(replication: Replication) -> str:
    """Return a page: one section a paper, one table a subject, and the counts of verdicts."""
    lines = [_TITLE, "", _ABOUT]
    for key, of_paper in groupby(replication.rows, lambda row: row.claim.paper):
        lines += ["", f"## {PAPERS[key].citation}" if key in PAPERS else f"## {key}"]
        for subject, rows in groupby(of_paper, lambda row: row.claim.subject):
            lines += ["", f"### {subject}", "", _cells(_HEADINGS), "| --- " * 6 + "|"]
            lines += [markdown_row(row) for row in rows]
    return "\n".join([*lines, "", _summary(replication)])


def markdown_row(row: Replicated) -> str:
    """Return the row of one claim."""
    claim = row.claim
    return _cells(
        (
            f"`{claim.name}`",
            _statement(claim),
            claim.printed,
            row.computed,
            _verdict(row),
            claim.reason,
        )
    )


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _statement(claim: Claim) -> str:
    return claim.statement if claim.place == "(ours)" else f"{claim.place}: {claim.statement}"


def _verdict(row: Replicated) -> str:
    return row.verdict if row.as_recorded else f"{row.verdict}, recorded: {row.claim.recorded}"


def _summary(replication: Replication) -> str:
    verdicts = [row.verdict for row in replication.rows]
    counts = ", ".join(
        f"{verdicts.count(kind)} {words[verdicts.count(kind) > 1]}"
        for kind, words in _COUNTED.items()
        if kind in verdicts
    )
    others = sum(not row.as_recorded for row in replication.rows)
    record = "all as recorded" if not others else f"{others} not as recorded"
    number = "1 claim" if len(verdicts) == 1 else f"{len(verdicts)} claims"
    return f"{number}: {counts}; {record}."

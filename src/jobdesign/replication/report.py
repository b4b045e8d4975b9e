"""Compute claims afresh, and hold the verdicts against those on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jobdesign.replication.claims import Claim, Verdict
from jobdesign.replication.registry import find_claims

__all__ = ["Replicated", "Replication", "compute_claims", "replicate"]


@dataclass(frozen=True, slots=True)
class Replicated:
    """A claim, with what was computed.

    Parameters
    ----------
    claim
        The claim.
    computed
        The numbers found, as text.
    verdict
        What they say.
    """

    claim: Claim
    computed: str
    verdict: Verdict

    @property
    def as_recorded(self) -> bool:
        """Whether the verdict is the one on record."""
        return self.verdict == self.claim.recorded


@dataclass(frozen=True, slots=True)
class Replication:
    """Claims, with what was computed.

    Parameters
    ----------
    rows
        In the order of the papers.
    """

    rows: tuple[Replicated, ...]

    @property
    def as_recorded(self) -> bool:
        """Whether all verdicts are those on record."""
        return all(row.as_recorded for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as ``jobdesign replicate --format json`` prints it."""
        rows = [
            {
                "paper": row.claim.paper,
                "subject": row.claim.subject,
                "name": row.claim.name,
                "place": row.claim.place,
                "statement": row.claim.statement,
                "printed": row.claim.printed,
                "computed": row.computed,
                "verdict": row.verdict,
                "recorded": row.claim.recorded,
                "reason": row.claim.reason,
            }
            for row in self.rows
        ]
        return {"as_recorded": self.as_recorded, "claims": rows}

    def to_markdown(self) -> str:
        """Return a page: one section a paper, one table a subject."""
        from jobdesign.tables.replications import replication_markdown

        return replication_markdown(self)

    def __str__(self) -> str:
        from jobdesign.tables.replications import replication_text

        return replication_text(self)


def replicate(*names: str, paper: str | None = None) -> Replication:
    """Compute claims of the papers afresh.

    Parameters
    ----------
    names
        Names of claims, or patterns with ``*`` and ``?``; none: all claims.
    paper
        Key of a paper, ``"structure"``; None: all papers.

    Raises
    ------
    InputError
        Where there is no such paper, or a name fits no claim.

    Examples
    --------
    >>> import jobdesign as jd
    >>> replication = jd.replicate("table-2*", "example-4-with-ai")
    >>> [row.verdict for row in replication.rows], replication.as_recorded
    (['holds', 'holds', 'holds under a condition'], True)
    """
    return compute_claims(find_claims(*names, paper=paper))


def compute_claims(claims: Iterable[Claim]) -> Replication:
    """Compute these claims, whatever registry they are from.

    Examples
    --------
    >>> claim, = find_claims("table-2a")
    >>> compute_claims([claim]).rows[0].computed
    '9 / 16 / 15 / 30, optimum [1][2][3]'
    """
    rows = []
    for claim in claims:
        found = claim.compute()
        rows.append(Replicated(claim, found.computed, found.verdict))
    return Replication(tuple(rows))

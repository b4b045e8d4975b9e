"""Compute every claim afresh, and hold the verdicts against those on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jobdesign.replication import designs, fragmentation, macro, recursions
from jobdesign.replication.claims import Claim, Verdict

__all__ = ["CLAIMS", "Replicated", "Replication", "replicate"]

#: All claims, in the order of the papers.
CLAIMS: tuple[Claim, ...] = (
    *designs.CLAIMS,
    *recursions.CLAIMS,
    *fragmentation.CLAIMS,
    *macro.CLAIMS,
)


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
    """All claims, with what was computed.

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
        """Return one Markdown table."""
        from jobdesign.tables.replications import replication_markdown

        return replication_markdown(self)

    def __str__(self) -> str:
        from jobdesign.tables.replications import replication_text

        return replication_text(self)


def replicate(claims: Iterable[Claim] = CLAIMS) -> Replication:
    """Compute claims afresh.

    Parameters
    ----------
    claims
        All of them, where left out.

    Examples
    --------
    >>> import jobdesign as jd
    >>> from jobdesign.replication.designs import CLAIMS
    >>> replication = jd.replicate(CLAIMS[:2])
    >>> [row.verdict for row in replication.rows], replication.as_recorded
    (['holds', 'holds'], True)
    """
    rows = []
    for claim in claims:
        found = claim.compute()
        rows.append(Replicated(claim, found.computed, found.verdict))
    return Replication(tuple(rows))

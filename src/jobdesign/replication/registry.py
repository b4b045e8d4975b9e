"""The papers, and where their claims are.

A paper is one more entry of `PAPERS`, and a folder with a module a subject. Each of
these holds a `Subject`, named ``SUBJECT``, and the claims that it decorates.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module

from jobdesign.errors import InputError, did_you_mean
from jobdesign.replication.claims import Claim, Subject

__all__ = ["PAPERS", "Paper", "find_claims"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, whose claims are loaded when they are asked for.

    Parameters
    ----------
    key
        The folder of its claims.
    citation
        Authors, title, date.
    modules
        One a subject, in the order of the paper.
    """

    key: str
    citation: str
    modules: tuple[str, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Its subjects, with their claims."""
        package = f"{__package__}.{self.key}"
        return tuple(import_module(f"{package}.{module}").SUBJECT for module in self.modules)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Its claims, in the order of the paper."""
        return tuple(claim for subject in self.subjects for claim in subject.claims)


#: All papers, by key.
PAPERS: dict[str, Paper] = {
    paper.key: paper
    for paper in (
        Paper(
            "structure",
            "Demirer, Horton, Immorlica, Lucier, Shahidi, “The Economic Impacts of Generative AI "
            "on the Structure of Work” (October 2025)",
            ("designs", "recursions", "rounding", "fragmentation", "reorganisation", "macro"),
        ),
        Paper(
            "queue",
            "Bartolucci, Vivo, “Queue & AI: When Faster Tasks Slow Down the Workflow” "
            "(arXiv:2605.27202, May 2026)",
            ("waits", "adoption", "stability", "review_rule", "review", "remarks"),
        ),
    )
}


def find_claims(*names: str, paper: str | None = None) -> tuple[Claim, ...]:
    """Find claims by name.

    Parameters
    ----------
    names
        Names, or patterns with ``*`` and ``?``; none: all claims.
    paper
        Key of a paper; None: all papers.

    Returns
    -------
    tuple of Claim
        In the order of the papers, each once.

    Raises
    ------
    InputError
        Where there is no such paper, or a name fits no claim.

    Examples
    --------
    >>> [claim.name for claim in find_claims("table-2*")]
    ['table-2a', 'table-2b']
    """
    if paper is not None and paper not in PAPERS:
        raise InputError(
            "must be the key of a paper", place="paper", value=paper, fix=", ".join(PAPERS)
        )
    chosen = PAPERS.values() if paper is None else (PAPERS[paper],)
    claims = [claim for each in chosen for claim in each.claims]
    known = [claim.name for claim in claims]
    for name in names:
        if not any(fnmatchcase(each, name) for each in known):
            raise InputError(
                "must be the name of a claim",
                place="claim",
                value=name,
                fix=did_you_mean(name, known) or "see jobdesign replicate --list",
            )
    return tuple(
        claim
        for claim in claims
        if not names or any(fnmatchcase(claim.name, name) for name in names)
    )

"""What a claim is: what was printed, how it is computed afresh, and the verdict on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

__all__ = ["Claim", "Finding", "Subject", "Verdict", "difference", "finding", "judged", "numbers"]

Verdict = Literal["holds", "holds under a condition", "erratum"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a computation found.

    Parameters
    ----------
    computed
        The numbers, as text.
    verdict
        What they say about the claim.
    """

    computed: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement.

    Parameters
    ----------
    paper
        Which paper: a key of `registry.PAPERS`.
    subject
        The heading that it stands under.
    name
        Its own within the paper, to be chosen by.
    place
        Where it stands in the paper; ``"(ours)"`` where it is not in it.
    statement
        What it says, in our words.
    printed
        The printed value; ``"–"`` where the paper gives none.
    recorded
        The verdict on record.
    reason
        One line on why.
    compute
        Computes it afresh.
    """

    paper: str
    subject: str
    name: str
    place: str
    statement: str
    printed: str
    recorded: Verdict
    reason: str
    compute: Callable[[], Finding]

    def __reduce__(self) -> tuple[Any, ...]:
        # the name of the function is the claim's, so that only the claim can be found again
        return _claim_named, (self.compute.__module__, self.compute.__name__)


def _claim_named(module: str, name: str) -> Claim:
    found: Claim = getattr(import_module(module), name)
    return found


class Subject:
    """Claims of one paper on one subject, in the order in which they are defined.

    Parameters
    ----------
    paper
        Key of the paper.
    title
        Heading.

    Examples
    --------
    >>> subject = Subject("structure", "Sums")
    >>> @subject.claim("Section 1", "1 + 1", printed="2", recorded="holds", reason="they add")
    ... def one_and_one() -> Finding:
    ...     return finding(numbers(1 + 1), 1 + 1 == 2)
    >>> subject.claims[0].name, one_and_one.compute().verdict
    ('one-and-one', 'holds')
    """

    def __init__(self, paper: str, title: str) -> None:
        self.paper = paper
        self.title = title
        self.claims: list[Claim] = []

    def claim(
        self, place: str, statement: str, *, printed: str = "–", recorded: Verdict, reason: str
    ) -> Callable[[Callable[[], Finding]], Claim]:
        """Turn a function that computes a claim afresh into that claim, named like it."""

        def made(compute: Callable[[], Finding]) -> Claim:
            name = compute.__name__.replace("_", "-")
            new = Claim(
                self.paper, self.title, name, place, statement, printed, recorded, reason, compute
            )
            self.claims.append(new)
            return new

        return made


def judged(always: bool, sometimes: bool = False) -> Verdict:
    """Return the verdict on what always holds, only holds in some cases, or does not hold.

    Examples
    --------
    >>> judged(False, sometimes=True)
    'holds under a condition'
    """
    if always:
        return "holds"
    return "holds under a condition" if sometimes else "erratum"


def finding(computed: str, always: bool, sometimes: bool = False) -> Finding:
    """Return a finding whose verdict is that of `judged`."""
    return Finding(computed, judged(always, sometimes))


def numbers(*values: float, digits: int = 6) -> str:
    """Write numbers side by side.

    Examples
    --------
    >>> numbers(9.0, 18.5, 1 / 3)
    '9 / 18.5 / 0.333333'
    """
    return " / ".join(f"{float(value):.{digits}g}" for value in values)


def difference(largest: float, allowed: float) -> str:
    """Write the largest difference found, where it matters.

    Examples
    --------
    >>> difference(3e-16, 1e-12), difference(0.25, 1e-12)
    ('below 1e-12', '0.25')
    """
    return f"below {allowed:.0e}" if largest <= allowed else f"{largest:.2g}"

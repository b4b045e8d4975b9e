"""Every claim is as recorded, and the pages say what is computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jobdesign.replication.claims import Claim, difference, finding, judged, numbers
from jobdesign.replication.registry import PAPERS, find_claims
from jobdesign.replication.report import Replicated, Replication, compute_claims
from jobdesign.tables.replications import markdown_row

CLAIMS = find_claims()


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "replication.md").read_text()


def brief(claim: Claim) -> object:
    """What simulates heavy traffic is left to the long checks."""
    slow = [pytest.mark.slow] if claim.name == "kingman" else []
    return pytest.param(claim, marks=slow, id=claim.name)


@pytest.mark.parametrize("claim", [*map(brief, CLAIMS)])
def test_a_claim_is_as_recorded_and_as_on_the_page(claim: Claim, page: str) -> None:
    (row,) = compute_claims([claim]).rows
    assert row.verdict == claim.recorded
    assert markdown_row(row) in page.splitlines()


def test_the_page_is_what_the_command_writes(page: str) -> None:
    """The rows are compared one by one above; this is all that is around them."""
    cells = {
        line.split("`")[1]: re.split(r"(?<!\\)\|", line)
        for line in page.splitlines()
        if line.startswith("| `")
    }
    rows = tuple(
        Replicated(claim, cells[claim.name][4].strip().replace("\\|", "|"), claim.recorded)
        for claim in CLAIMS
    )
    assert Replication(rows).to_markdown() + "\n" == page


@pytest.mark.slow
def test_the_page_as_a_whole(page: str) -> None:
    assert compute_claims(CLAIMS).to_markdown() + "\n" == page


def test_claims_are_told_apart_by_their_names() -> None:
    names = [claim.name for claim in CLAIMS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.key)
def test_claims_stand_under_the_headings_of_their_paper(paper) -> None:
    assert {claim.paper for claim in paper.claims} == {paper.key}
    titles = [subject.title for subject in paper.subjects]
    assert list(dict.fromkeys(claim.subject for claim in paper.claims)) == titles


def test_every_claim_that_does_not_just_hold_is_explained(root: Path) -> None:
    errata = (root / "docs" / "errata.md").read_text()
    named = re.findall(r"^\| [^|]* \| [^|]* \| (`.*`) \|$", errata, flags=re.MULTILINE)
    explained = [name for names in named for name in re.findall(r"`([^`]*)`", names)]
    doubtful = {claim.name for claim in CLAIMS if claim.recorded != "holds"}
    assert sorted(explained) == sorted(doubtful)


def test_verdicts() -> None:
    assert judged(True) == judged(True, sometimes=True) == "holds"
    assert judged(False, sometimes=True) == "holds under a condition"
    assert judged(False) == "erratum"
    assert finding("1", always=False).verdict == "erratum"


def test_numbers_are_written_alike_everywhere() -> None:
    assert numbers(0.1 + 0.2, 1e-12) == numbers(0.3, 1e-12)
    assert difference(0.0, 1e-9) == difference(1e-9, 1e-9) == "below 1e-09"
    assert difference(0.126, 1e-9) == "0.13"

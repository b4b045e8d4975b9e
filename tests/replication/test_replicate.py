"""`jobdesign replicate` and `jd.replicate`: choosing claims, and what is said of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import jobdesign as jd
from jobdesign.cli import commands
from jobdesign.cli import main as run
from jobdesign.replication import registry
from jobdesign.replication.claims import Claim, Finding, Subject
from jobdesign.replication.registry import find_claims
from jobdesign.replication.report import compute_claims


def command(*arguments: str) -> str:
    return CliRunner().invoke(commands, ["replicate", *arguments]).output


@pytest.fixture
def disputed() -> Claim:
    """A claim whose record is wrong."""
    return replace(find_claims("table-2a")[0], recorded="erratum")


def test_json() -> None:
    tree = json.loads(command("table-2*", "--format", "json"))
    assert tree["as_recorded"]
    assert [row["name"] for row in tree["claims"]] == ["table-2a", "table-2b"]
    assert {row["paper"] for row in tree["claims"]} == {"structure"}
    assert {row["verdict"] for row in tree["claims"]} == {"holds"}


def test_names_and_patterns_come_in_the_order_of_the_paper_and_once() -> None:
    names = [claim.name for claim in find_claims("figure-5b", "table-2?", "table-*")]
    assert names == ["table-2a", "table-2b", "figure-5b"]
    assert find_claims(paper="structure") + find_claims(paper="queue") == find_claims("*")


@pytest.mark.parametrize("paper", registry.PAPERS)
def test_one_paper(paper: str) -> None:
    text = command("--paper", paper, "--list")
    for claim in find_claims():
        assert (f"\n{claim.name} " in text) == (claim.paper == paper)
    assert paper in command("--help")


def test_markdown_has_only_what_was_chosen() -> None:
    page = command("example-6-at-one", "--format", "markdown")
    assert page.count("\n### ") == 1
    assert page.count("\n| `") == 1
    assert page.endswith("1 claim: 1 holds; all as recorded.\n")


def test_list_computes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> Finding:
        raise AssertionError

    listed = tuple(replace(claim, compute=never) for claim in find_claims())
    monkeypatch.setattr(registry, "find_claims", lambda *names, paper: listed)
    text = command("--list")
    assert all(claim.name in text for claim in listed)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    assert command("table-2a", "--format", "markdown", "--output", str(path)) == ""
    assert path.read_text() == jd.replicate("table-2a").to_markdown() + "\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["tabel-2a"], "CLAIM = 'tabel-2a': must be the name of a claim; did you mean table-2a?"),
        (["x*"], "CLAIM = 'x*': must be the name of a claim; see jobdesign replicate --list"),
        (["--paper", "x"], "--paper = 'x': must be the key of a paper; structure, queue"),
        (
            ["--list", "--format", "json"],
            "--list goes with --format table; see jobdesign replicate --help",
        ),
    ],
)
def test_wrong_input_is_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["replicate", *arguments])
    assert stopped.value.code == 2
    assert capsys.readouterr().err == f"error: {line}\n"


def test_what_is_not_as_recorded_is_said_and_exits_with_1(
    disputed: Claim, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replication = compute_claims([disputed])
    assert not replication.as_recorded
    assert not replication.to_dict()["as_recorded"]
    assert "1 not as recorded" in str(replication)
    assert "holds, recorded: erratum" in replication.to_markdown()
    monkeypatch.setattr(registry, "find_claims", lambda *names, paper: (disputed,))
    with pytest.raises(SystemExit) as stopped:
        run(["replicate"])
    assert stopped.value.code == 1
    assert "1 not as recorded" in capsys.readouterr().out


def test_as_recorded_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["replicate", "example-6-cost", "--paper", "structure"])
    assert stopped.value.code == 0
    assert "1 claim: 1 is an erratum; all as recorded." in capsys.readouterr().out


def test_a_second_paper_is_one_more_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject("other", "Sums")

    @subject.claim("Section 1", "1 | 1", recorded="holds", reason="none")
    def one_or_one() -> Finding:
        return Finding("2 | 3", "holds")

    class Other(registry.Paper):
        @property
        def subjects(self) -> tuple[Subject, ...]:
            return (subject,)

    monkeypatch.setitem(registry.PAPERS, "other", Other("other", "Somebody, “Sums” (1900)", ()))
    assert find_claims(paper="other") == (one_or_one,)
    assert find_claims("one-*") == (one_or_one,)
    with pytest.raises(jd.InputError, match="table-2a"):
        find_claims("table-2a", paper="other")
    page = jd.replicate("table-2a", "one-or-one").to_markdown()
    assert page.index("## Demirer") < page.index("## Somebody, “Sums” (1900)")
    assert "| `one-or-one` | Section 1: 1 \\| 1 | – | 2 \\| 3 | holds | none |" in page

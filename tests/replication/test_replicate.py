"""`jobdesign replicate`: every claim as recorded, and none of them written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

import jobdesign as jd
from jobdesign.cli import commands
from jobdesign.replication import (
    designs,
    fragmentation,
    macro,
    recursions,
    report,
)
from jobdesign.replication.claims import Claim


@pytest.mark.parametrize("claim", report.CLAIMS, ids=lambda claim: claim.statement[:40])
def test_a_claim_is_as_recorded(claim: Claim) -> None:
    assert claim.compute().verdict == claim.recorded


def _named(claims: tuple[Claim, ...], text: str) -> Claim:
    return next(claim for claim in claims if text in claim.statement)


def _scaled(function: Callable[..., Any], factor: float) -> Callable[..., Any]:
    return lambda *given, **options: function(*given, **options) * factor


#: Where a formula stands, what it becomes, and a claim that must notice.
MUTATIONS = {
    "wage bill": (
        "jobdesign.evaluator._product",
        1.01,
        _named(designs.CLAIMS, "without hand-offs"),
    ),
    "rounding step": (
        "jobdesign.replication.recursions.rounding_step",
        20.0,
        _named(recursions.CLAIMS, "promise"),
    ),
    "fragmentation index": (
        "jobdesign.replication.index_bounds.fragmentation_index",
        1.1,
        _named(fragmentation.CLAIMS, "of the example"),
    ),
    "printed density": (
        "jobdesign.replication.macro_numbers.printed_density",
        1.001,
        _named(macro.CLAIMS, "slope"),
    ),
    "output of the CES": (
        "jobdesign.analysis.macro.ces.CES.output",
        1.001,
        _named(macro.CLAIMS, "add up to a CES"),
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_another_formula_gives_another_verdict(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, factor, claim = MUTATIONS[name]
    module_name, _, attribute = place.rpartition(".")
    from importlib import import_module

    try:
        owner: Any = import_module(module_name)
    except ModuleNotFoundError:  # a class in a module
        outer, _, inner = module_name.rpartition(".")
        owner = getattr(import_module(outer), inner)
    monkeypatch.setattr(owner, attribute, _scaled(getattr(owner, attribute), factor))
    assert claim.compute().verdict != claim.recorded


def test_the_command() -> None:
    result = CliRunner().invoke(commands, ["replicate", "--place", "Table 2", "--format", "json"])
    tree = json.loads(result.output)
    assert tree["as_recorded"]
    assert [row["verdict"] for row in tree["claims"]] == ["holds", "holds"]


def test_what_is_not_as_recorded_is_said() -> None:
    honest = report.CLAIMS[0]
    wrong = Claim(
        honest.place, honest.statement, honest.printed, "erratum", honest.reason, honest.compute
    )
    replication = jd.replicate([wrong])
    assert not replication.as_recorded
    assert "1 not as recorded" in str(replication)
    assert "recorded: erratum" in replication.to_markdown()

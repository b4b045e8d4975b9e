"""Adversarial problems by every exact method and face: none is wrong."""

from __future__ import annotations

import pytest

import jobdesign as jd
from adversarial.exact import Exact
from adversarial.families import FAMILIES, draw
from adversarial.trials import FACES, METHODS, check

#: Problems of a family by every method but the mixed-integer programs, which take longer.
_MANY = 12
#: Problems by those and other faces.
_FEW = 3


def wrong(family: str, numbers: range, faces: tuple[str, ...]) -> dict[int, list[str]]:
    drawn = {number: draw(family, number) for number in numbers}
    assert any(problem is not None for problem in drawn.values())
    found = {
        number: check(problem, number, faces)
        for number, problem in drawn.items()
        if problem is not None
    }
    return {number: said for number, said in found.items() if said}


@pytest.mark.parametrize("family", FAMILIES)
def test_methods(family: str) -> None:
    assert wrong(family, range(_MANY), ("methods",)) == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_other_faces(family: str) -> None:
    assert wrong(family, range(_MANY, _MANY + _FEW), tuple(FACES)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_all(family: str) -> None:
    assert wrong(family, range(1000, 1016), tuple(FACES)) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("family", FAMILIES)
def test_a_few_thousand(family: str) -> None:
    assert wrong(family, range(2000, 2300), tuple(FACES)) == {}


def test_what_is_drawn_is_drawn_again_the_same() -> None:
    for family in FAMILIES:
        one, other = draw(family, 1), draw(family, 1)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.workflow == other.workflow
            assert (one.wages, one.constraints) == (other.wages, other.constraints)


def test_the_enumeration_knows_the_papers_numbers() -> None:
    given = jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]
        )
    )
    assert Exact(given).least == 18
    assert Exact(given, (2,)).least == 30
    assert Exact(given).least_where(lambda design: all(design.ends)) == 18.5


def test_what_is_wrong_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check can fail: where the enumeration is of another problem, everything is wrong."""
    problem = draw("handoffs", 5)
    assert problem is not None
    other = Exact(jd.Problem(problem.workflow.replace(manual_skill=50.0, ai_skill=70.0)))
    monkeypatch.setattr(Exact, "least", property(lambda self: other.__dict__["found"]))
    other.__dict__["found"] = min(design.cost for design in other.designs)
    for face in ("methods", "programs", "short run", "fptas", "prices", "exposure", "horizons"):
        said = check(problem, 0, (face,))
        assert said, face
        if face == "methods":
            assert len(said) >= len(METHODS) - 2

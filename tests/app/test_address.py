"""The state in the address, both ways."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.app.address import LONGEST, read_address, read_pasted_link, write_address
from jobdesign.app.draft import Draft
from lengths import examples
from rich_problems import random_rich_problem


def test_every_model_comes_back_from_its_address(models: Path) -> None:
    packed = 0
    for file in [*models.glob("paper/*.toml"), *models.glob("constrained/*.toml")]:
        problem = jd.read_problem(file)
        last = problem.workflow.names[-1]
        query = write_address(problem, "short", (last,))
        assert query is not None
        packed += "problem" in query
        draft = read_address(dict(parse_qsl(urlencode(query), keep_blank_values=True)))
        assert draft == Draft.of(problem, "short", (last,))
        assert read_pasted_link(f"http://127.0.0.1:8501/?{urlencode(query)}#end") == draft
    assert packed > 3


@examples(0.5)
@given(seed=st.integers(0, 10_000))
def test_rich_problems_come_back(seed: int) -> None:
    problem = random_rich_problem(np.random.default_rng(seed), 4)
    query = write_address(problem)
    assert query is not None
    assert read_address(query).problem()[0] == problem


def test_a_plain_problem_is_written_as_the_authors_page_does(models: Path) -> None:
    problem = jd.read_problem(models / "paper" / "page-data-scientist.toml")
    query = write_address(problem)
    assert query is not None
    assert set(query) == {"cM", "tM", "cA", "tA", "d", "tH", "alpha", "n", "title"}
    assert jd.read_link(f"?{urlencode(query)}") == problem


def test_what_is_too_long_for_an_address_has_none() -> None:
    skills = np.random.default_rng(1).uniform(0, 1, 3000)
    workflow = jd.Workflow.from_arrays(manual_skill=skills, manual_time=np.ones(3000))
    long = jd.Problem(workflow)
    assert write_address(long) is None
    assert LONGEST < 20_000


def _bomb() -> str:
    import base64
    import zlib

    return base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"problem": "not base 64 at all!"}, "damaged"),
        ({"problem": "AAAA"}, "damaged"),
        ({"problem": "eNqrVgIAAK0AeA", "more": "1"}, "unknown key more"),
        ({"problem": _bomb()}, "too large"),
        ({"horizon": "middle"}, "horizon = 'middle'"),
        ({"job_ends": "[1]"}, "job_ends"),
        ({"cM": "1"}, "missing key tM"),
        ({"cM": "1", "tM": "1", "cA": "1", "tA": "1", "q": "1", "tH": "0", "job_ends": '["9"]'},
         "'9'"),
    ],
)  # fmt: skip
def test_a_damaged_address_says_so(query: dict[str, str], message: str) -> None:
    with pytest.raises(jd.InputError, match=message):
        read_address(query)


def test_a_text_that_is_no_link_says_so() -> None:
    with pytest.raises(jd.InputError, match="no problem"):
        read_pasted_link("https://example.org/page")


@examples(0.5)
@given(packed=st.text(max_size=40))
def test_no_packed_text_breaks_it(packed: str) -> None:
    with pytest.raises(jd.InputError):
        read_address({"problem": packed})

"""Sources of occupations, small tables and links: an answer, or one line on what is wrong."""

from __future__ import annotations

import csv
import io
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobdesign as jd
from damaging import mutated, reworded
from jobdesign.importing.assumptions import AI_COLUMNS
from jobdesign.importing.occupations.order import read_order
from jobdesign.importing.occupations.sources import FILES
from lengths import examples

FIELDS = r"[^,\t\n]*(?=[,\t\n])"
TABLES = {
    "occupations": "O*NET-SOC Code,Title\n11-1011.00,Bakers\n11-1012.00,Millers\n",
    "tasks": "O*NET-SOC Code,Task ID,Task,Task Type\n11-1011.00,1,Sell bread.,Core\n"
    "11-1011.00,2,Bake bread.,Core\n11-1011.00,3,Read recipes.,Supplemental\n"
    "11-1012.00,5,Mill.,n/a\n",
    "tasks to activities": "Task ID,DWA ID\n1,4.A.4.x.I01.D01\n2,4.A.3.x.I01.D01\n",
    "activities": "IWA ID,DWA ID\n4.A.4.x.I01,4.A.4.x.I01.D01\n4.A.3.x.I01,4.A.3.x.I01.D01\n",
    "success": "IWA,title,share_ai,completion_ai,feedback_positive_fraction_ai\n"
    "4.A.4.x.I01,Sell.,0.1,0.9,0.5\n4.A.3.x.I01,Make.,0.1,0.6,\n",
    "labels": "Task ID,human_exposure_agg\n1.0,E1\n2.0,E2\n5.0,E1\n",
    "wages": "OCC_CODE,OCC_TITLE,O_GROUP,H_MEDIAN,A_MEDIAN\n11-1011,Bakers,detailed,20,41600\n"
    '11-1010,Bread,broad,#,*\n00-0000,All,total,23.8,"49,500"\n',
}
KEY_TABLE = "activity,ai_success,ai_time_share,ai_skill_share\nA,0.5,0.1,1\nB,,0.2,\n"
ORDER = "soc,phase,task_id,name\n11-1011.00,a,1,Sell\n11-1011.00,a,2,Bake\n"
LINK = "?cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77&n=ask|do&title=Letters&split=0.5"


def refusal(attempt: Callable[[], object]) -> str:
    """Return how something is refused, or nothing where it is not."""
    refused = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jd.InputWarning)  # of a last hand-off
            attempt()
    except jd.InputError as error:
        refused = str(error)
    assert len(refused.splitlines()) < 2
    return refused


def survey(tables: dict[str, str], what: str, content: bytes) -> None:
    """Survey occupations from sources of which one is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tables.items():
            separator = "," if FILES[name][0].endswith(".csv") else "\t"
            rows = csv.reader(io.StringIO(text))
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
            Path(folder, FILES[name][0]).write_text(out.getvalue())
        Path(folder, FILES[what][0]).write_bytes(content)
        found = []

        def attempt() -> None:
            rows = jd.survey_occupations(folder, each=lambda _, one: found.append(one)).rows
            assert len(rows) == len(found)
            for row in rows:
                assert row.status == "optimal"
                assert 0 <= row.done_with_ai <= 1

        refusal(attempt)
        for one in found:
            path = Path(folder, "problem.toml")
            one.write(path)
            assert jd.read_problem(path) == one.problem


def as_file(what: str) -> str:
    separator = "," if FILES[what][0].endswith(".csv") else "\t"
    return TABLES[what] if what == "wages" else TABLES[what].replace(",", separator)


def damage_sources(what: str, most: settings) -> None:
    original = as_file(what)

    @most
    @given(reworded(original, FIELDS).map(str.encode) | mutated(original.encode()))
    def every(content: bytes) -> None:
        survey(TABLES, what, content)

    every()


def test_what_is_damaged_is_valid() -> None:
    for what in TABLES:
        survey(TABLES, what, as_file(what).encode())
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("order.csv", ORDER), ("ai.csv", KEY_TABLE)):
            Path(folder, name).write_text(text)
        assert list(read_order(Path(folder, "order.csv"))) == ["11-1011.00"]
        rows = jd.read_key_table(Path(folder, "ai.csv"), ["activity"], AI_COLUMNS).rows
        assert jd.AiAssumptions(success=0.5, table=rows).of("A", 1, 1)["ai_time"] == 0.1
    assert jd.read_link(LINK).workflow.names == ("ask", "do")


@pytest.mark.parametrize("what", TABLES)
def test_damaged_sources_of_occupations(what: str) -> None:
    damage_sources(what, examples(0.25))


@pytest.mark.nightly
@pytest.mark.parametrize("what", TABLES)
def test_many_damaged_sources_of_occupations(what: str) -> None:
    damage_sources(what, settings(max_examples=600))


@examples(0.5)
@given(reworded(KEY_TABLE, FIELDS).map(str.encode) | mutated(KEY_TABLE.encode()))
def test_damaged_small_tables(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ai.csv")
        path.write_bytes(content)

        def attempt() -> None:
            rows = jd.read_key_table(path, ["activity"], AI_COLUMNS).rows
            ai = jd.AiAssumptions(success=0.5, table=rows)
            for name in [*rows, "another"]:
                jd.Step(name=name or None, manual_skill=1, manual_time=1, **ai.of(name, 1, 1))

        refusal(attempt)


@examples(0.5)
@given(reworded(ORDER, FIELDS).map(str.encode) | mutated(ORDER.encode()))
def test_damaged_orders(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "order.csv")
        path.write_bytes(content)
        refused = refusal(lambda: read_order(path))
        assert not refused or refused.startswith(str(path))


@examples(0.5)
@given(
    reworded(LINK, r"(?<=[=,|])[^=,|&]*")
    | mutated(LINK.encode()).map(lambda b: b.decode("latin-1"))
)
def test_damaged_links(link: str) -> None:
    found: list[jd.Problem] = []
    refused = refusal(lambda: found.append(jd.read_link(link)))
    assert not refused or refused.startswith("the link: ")
    if not refused:
        again = refusal(lambda: found.append(jd.read_link(jd.write_link(found[0]))))
        assert again or found[1] == found[0]


@examples(0.5)
@given(st.text(max_size=60))
def test_any_link(text: str) -> None:
    refusal(lambda: jd.read_link(f"?{text}"))

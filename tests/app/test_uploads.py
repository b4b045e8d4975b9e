"""Files handed in and taken away."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.app.uploads import MOST_MEGABYTES, as_bytes, file_name, read_upload, with_file


def test_a_file_comes_back_as_it_was_taken(models: Path) -> None:
    for file in [*models.glob("paper/*.toml"), *models.glob("constrained/*.toml")]:
        problem = jd.read_problem(file)
        for ending in ("toml", "json"):
            assert read_upload(f"x.{ending}", as_bytes(problem, ending)) == (problem, ())


def test_steps_come_back_from_csv_in_a_named_notation() -> None:
    data = b"name,cH,tH,cM,tM,d,tS\nask,5,1,5,1,6,1\ndo,2,4,2,1,1,0\n"
    problem, _ = read_upload("steps.CSV", data, "paper", 0.77)
    assert round(jd.solve(problem).cost, 6) == 12.462206
    again, _ = read_upload("steps.csv", as_bytes(problem, "csv"), "words", 0.77)
    assert again.workflow == problem.workflow


def test_an_upload_is_named_in_what_is_said_of_it() -> None:
    with pytest.raises(jd.InputError, match=r"^mine\.toml: is not TOML") as caught:
        read_upload("mine.toml", b"[[steps")
    assert "/" not in str(caught.value)
    with pytest.raises(jd.InputError, match=r"^mine\.xlsx: "):
        read_upload("mine.xlsx", b"PK")


def test_a_large_upload_is_refused_before_it_is_read() -> None:
    with pytest.raises(jd.InputError, match=f"larger than {MOST_MEGABYTES} MB"):
        read_upload("big.json", b" " * (MOST_MEGABYTES * 1_000_000 + 1))


def test_a_warning_of_the_reader_is_handed_on() -> None:
    text = b"[[steps]]\nmanual_skill = 1\nmanual_time = 1\nhandoff_time = 2\n"
    assert "hands over to nobody" in read_upload("x.toml", text)[1][0]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("log.xes.gz", "log.xes.gz"),
        ("../../etc/passwd", "passwd"),
        ("a.toml/../../x", "x"),
        (r"C:\files\..\a<b>.csv", "a_b_.csv"),
        ("..", "upload"),
        ("a\0b" + "c" * 300 + ".csv", "c" * 76 + ".csv"),
    ],
)
def test_a_file_is_named_after_its_upload_and_nowhere_else(name: str, file: str) -> None:
    data = gzip.compress(b"x", mtime=0)
    path, held = with_file(name, data, lambda path: (path, path.read_bytes()))
    assert path.name == file
    assert path.parent.parent == Path(tempfile.gettempdir())
    assert held == data
    assert not path.exists()


def test_names_of_files_are_plain() -> None:
    step = jd.Workflow.from_arrays(manual_skill=[1], manual_time=[1])
    assert file_name(jd.Problem(step, name='../<b>"x"'), "json") == "b-x.json"
    assert file_name(jd.Problem(step), "json") == "problem.json"

"""Comments of problem files."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.files.comments import Comments, read_comments

TEXT = """# A title.
#   indented

alpha = 0.5 # a guess
name = "not # a comment"

# first step
#
# more of it
[[steps]]
name = "one # two"
manual_skill = 1   # from a survey
manual_time = 1
ai_difficulty = 1
ai_skill = 1
ai_time = 1
handoff_time = 0

[[steps]]
manual_skill = 1
manual_time = 1
# at the end
"""


def test_comments_are_read_with_what_they_are_about(tmp_path: Path) -> None:
    path = tmp_path / "problem.toml"
    path.write_text(TEXT)
    assert len(jd.read_problem(path).workflow) == 2
    assert read_comments(path) == Comments(
        "A title.\n  indented\n\nat the end\nalpha: a guess",
        ("first step\n\nmore of it\nmanual_skill: from a survey", ""),
    )


def test_a_number_sign_in_text_of_several_lines_is_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "problem.toml"
    path.write_text('name = """\n# no comment\n"""\n' + TEXT.partition("\n\n")[2].replace(
        'name = "not # a comment"\n', ""))  # fmt: skip
    assert "no comment" not in read_comments(path).header


@pytest.mark.parametrize("name", ["problem.json", "steps.csv"])
def test_other_files_have_none(name: str) -> None:
    assert read_comments(name) == Comments()


def test_all_models_can_be_read(models: Path) -> None:
    for path in [*models.glob("paper/*.toml"), *models.glob("real/*.toml")]:
        comments = read_comments(path)
        assert comments.header, path
        assert len(comments.steps) in (0, len(jd.read_problem(path).workflow))

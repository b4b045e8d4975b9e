"""``jobdesign import`` and ``jobdesign convert`` with links, as users call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.importing.assumptions import AI_COLUMNS


@pytest.fixture
def claims(models: Path) -> Path:
    return models / "importing" / "claims.csv"


def test_the_problem_file_goes_to_stdout(run, claims: Path, tmp_path: Path) -> None:
    code, out, err = run("import", "log", claims, "--ai-success", 0.6)
    assert (code, err) == (0, "")
    path = tmp_path / "problem.toml"
    path.write_text(out)
    found = jd.import_log(claims, ai=jd.AiAssumptions(success=0.6))
    assert jd.read_problem(path) == found.problem
    assert out == found.text


def test_or_to_a_file_and_the_summary_to_stdout(run, claims: Path, tmp_path: Path) -> None:
    path = tmp_path / "problem.toml"
    code, out, _ = run("import", "log", claims, "--output", path)
    assert code == 0
    assert out.startswith("Imported: claims.csv\n\nRead\n")
    assert jd.read_problem(path) == jd.import_log(claims).problem


def test_json_holds_summary_and_problem(run, claims: Path) -> None:
    code, out, _ = run("import", "log", claims, "--format", "json")
    tree = json.loads(out)
    assert code == 0
    assert jd.problem_from_dict(tree["problem"]) == jd.import_log(claims).problem
    assert tree["summary"] == jd.import_log(claims).summary.to_dict()


def test_every_option_reaches_the_importer(run, claims: Path, models: Path, tmp_path: Path) -> None:
    text = claims.read_text().replace("case,activity,resource,role,start,end", "a,b,c,d,e,f")
    path = tmp_path / "log.csv"
    path.write_text(text)
    ai, wages = models / "importing" / "ai.csv", models / "importing" / "wages.csv"
    code, out, err = run(
        "import", "log", path, "--case", "a", "--activity", "b", "--resource", "c", "--role", "d",
        "--start", "e", "--end", "f", "--variant", 2, "--least-steps", 2, "--merge-repeats",
        "--statistic", "mean", "--longest", 5, "--over-long", "cap", "--keep-zeros",
        "--handoff-share", 0.3, "--default-handoff", 0.4, "--wage", 40, "--wages", wages,
        "--ai", ai, "--ai-success", 0.5, "--ai-time-share", 0.3, "--ai-skill-share", 0.9,
        "--time-zone", "Europe/Rome", "--format", "json",
    )  # fmt: skip
    assert (code, err) == (0, "")
    expected = jd.import_log(
        path,
        columns=jd.LogColumns(case="a", activity="b", resource="c", role="d", start="e", end="f"),
        clock=jd.Clock("Europe/Rome"),
        settings=jd.LogSettings(
            variant=2, least_steps=2, merge_repeats=True, statistic="mean", longest=5,
            over_long="cap", keep_zeros=True, handoff_share=0.3, default_handoff=0.4,
        ),
        wage=40,
        wages=jd.read_key_table(wages, ["role"], ["wage"]),
        ai=jd.AiAssumptions(
            success=0.5, time_share=0.3, skill_share=0.9,
            table=jd.read_key_table(ai, ["activity"], AI_COLUMNS).rows,
        ),
    )  # fmt: skip
    tree = json.loads(out)
    assert jd.problem_from_dict(tree["problem"]) == expected.problem
    assert tree["summary"] == expected.summary.to_dict()


def test_a_last_handoff_is_warned_of(run, write) -> None:
    path = write("steps.csv", "manual_skill,manual_time,handoff_time\n1,1,1\n1,1,5\n")
    code, _, err = run("import", "sheet", path, "--solve")
    assert code == 0
    assert err.startswith(f"warning: {path}: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--output", "x.csv"], "--output = 'x.csv': must end in .toml"),
        (["--variant", "0"], "variant = 0"),
        (["--wage", "-1"], "wage = -1"),
        (["--ai-success", "2"], "ai_success = 2"),
        (["--ai", "none.csv"], "none.csv: no such file"),
        (["--time-zone", "Nowhere"], "is not a time zone"),
    ],
)
def test_options_that_make_no_sense(run, claims: Path, words: list[str], message: str) -> None:
    code, out, err = run("import", "log", claims, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_importing_a_log_needs_no_extra(root: Path, claims: Path) -> None:
    code = (
        "import sys\n"
        "from jobdesign.cli import main\n"
        "try: main(['import', 'log', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "heavy = ['pandas', 'openpyxl', 'pyarrow', 'scipy', 'pyomo', 'numba', 'networkx']\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, claims], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


# Links, both ways


@pytest.mark.parametrize(
    "name", ["example-6", "page-data-scientist", "example-1", "example-5", "table-2a"]
)
def test_links_out_and_in(run, models: Path, tmp_path: Path, name: str) -> None:
    path = models / "paper" / f"{name}.toml"
    code, out, err = run("convert", path, "https://page.example/view?old=1#part")
    assert (code, err) == (0, "")
    link = out.strip()
    assert link.startswith("https://page.example/view?cM=")
    back = tmp_path / "back.toml"
    code, _, _ = run("convert", link, back)
    assert code == 0
    assert jd.read_problem(back) == jd.read_problem(path)
    code, out, _ = run("convert", link, "?")
    assert out.strip() == link.removeprefix("https://page.example/view")


@pytest.mark.parametrize(
    "change",
    [
        lambda link: f" {link}\n",
        lambda link: link.replace("https", "HTTPS"),
        lambda link: link.replace("&", "&amp;"),
        lambda link: link.replace("%2C", ",").replace("%7C", "|"),
        lambda link: f"{link}#top",
    ],
    ids=["blanks", "capitals", "source of a page", "not escaped", "part"],
)
def test_links_as_people_copy_them(run, models: Path, tmp_path: Path, change) -> None:
    problem = jd.read_problem(models / "paper" / "example-6.toml")
    back = tmp_path / "back.toml"
    link = change(jd.write_link(problem, "https://page.example/"))
    code, _, err = run("convert", link, back)
    assert (code, err) == (0, "")
    assert jd.read_problem(back) == problem


def test_links_that_the_page_cannot_show(run, models: Path) -> None:
    code, out, err = run("convert", models / "constrained" / "claims-office.toml", "?")
    assert (code, out) == (2, "")
    assert "the page has no wages or constraints; write a problem file instead" in err

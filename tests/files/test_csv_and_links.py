from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import jobdesign as jd
from problems import problems

EXAMPLE_6 = "cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "steps.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("notation", "header"),
    [
        ("words", "name,manual_skill,manual_time,ai_skill,ai_time,ai_difficulty,handoff_time"),
        ("paper", "name,cH,tH,cM,tM,d,tS"),
        ("page", "name,cM,tM,cA,tA,d,tH"),
    ],
)
def test_three_notations_mean_the_same(
    notation: str, header: str, tmp_path: Path, models: Path
) -> None:
    path = write(tmp_path, f"{header}\n1,5,1,5,1,6,1\n2,2,4,2,1,1,0\n\n")
    workflow = jd.read_steps(path, notation=notation, alpha=0.77)
    assert workflow == jd.read_problem(models / "paper" / "example-6.toml").workflow
    jd.write_steps(workflow, path, notation=notation)
    assert path.read_text().splitlines()[0] == header
    problem = jd.read_problem(path, notation=notation, alpha=0.77)
    assert problem.workflow == workflow
    assert problem.name == "steps"


@given(problem=problems())
def test_csv_round_trip(tmp_path_factory: pytest.TempPathFactory, problem: jd.Problem) -> None:
    path = tmp_path_factory.mktemp("csv") / "steps.csv"
    for notation in ("words", "paper", "page"):
        jd.write_steps(problem.workflow, path, notation=notation)
        assert jd.read_steps(path, notation=notation) == problem.workflow


def test_csv_cells_left_out_and_odd_names(tmp_path: Path) -> None:
    workflow = jd.Workflow(
        [
            jd.Step(name='a, "b"; c', manual_skill=1, manual_time=1),
            jd.Step(name="d", ai_skill=1, ai_time=1, ai_success=0.5, ai_cost=2),
        ]
    )
    path = tmp_path / "steps.csv"
    jd.write_steps(workflow, path)
    assert jd.read_steps(path, notation="words") == workflow
    with pytest.raises(jd.InputError, match="has no column for ai_cost"):
        jd.write_steps(workflow, path, notation="paper")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty; the first row names the columns"),
        ("cH,tH,tS\n", "must hold at least one step"),
        ("cH,tH,tS,zz\n1,1,1,1", "header: unknown column 'zz'; the columns of this notation are"),
        ("cH,cH,tH,tS\n", "column 'cH' stands twice"),
        ("cH,tH\n1,1", "missing column tS"),
        ("cH,tH,tS\n1,1\n", "line 2 = 2: must have 3 cells, as the header has"),
        ("cH,tH,tS\n1,x,0\n", "line 2: manual_time = 'x': must be a number"),
        ("cH,tH,tS\n1,-1,0\n", "manual_time = -1.0: must be a finite number ≥ 0"),
        ("cH,tH,tS\n1,nan,0\n", "must be a finite number"),
        ("cH,tH,tS\n1,,0\n", "missing key manual_time"),
        ("cH,tH,tS\n1,1,\n1,1,0\n", "line 2: missing handoff_time; write 0 if"),
        ("cH,tH,tS\n1,1_0,0\n", "'1_0': must be a number; write it like 1.5"),
        ('cH,tH,tS\n"1,1,1\n', "is not CSV: line"),
    ],
)
def test_bad_csv(text: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(jd.InputError) as caught:
        jd.read_steps(path, notation="paper")
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_notation_is_named_never_guessed(tmp_path: Path) -> None:
    path = write(tmp_path, "cH,tH,tS\n1,1,0\n")
    for notation in (None, "latex"):
        with pytest.raises(jd.InputError, match="must be one of words, paper, page"):
            jd.read_problem(path, notation=notation)


def test_link_in_both_forms(models: Path) -> None:
    newer = jd.read_link(f"https://page.example/x.html?{EXAMPLE_6}&n=1|2&title=Example+6&split=.5")
    assert newer == jd.read_problem(models / "paper" / "example-6.toml")
    older = jd.read_link("?cM=5,2&tM=1,4&cA=5,2&tA=1,1&q=0.25,0.5&tH=1,0&alpha=0.77")
    assert older.workflow.ai_success.tolist() == [0.25, 0.5]
    assert older.workflow.alpha is None
    assert older.workflow.names == ("Step 1", "Step 2")
    assert jd.read_problem(f"?{EXAMPLE_6}").workflow.alpha == 0.77
    assert jd.read_link("?cM=5&tM=1&cA=5&tA=1&d=1&tH=0").workflow.alpha == 0.5  # the page's own
    with pytest.warns(jd.InputWarning, match="hands over to nobody"):
        jd.read_link("?cM=5&tM=1&cA=5&tA=1&d=1&tH=9")


def test_link_of_the_page_gives_the_model(models: Path) -> None:
    link = (
        "?cM=2%2C1%2C2%2C1%2C2&tM=1.5%2C1.5%2C3%2C1.5%2C2&cA=5%2C1%2C2%2C1%2C4"
        "&tA=3%2C1%2C1%2C0.5%2C2&d=100%2C5%2C2.5%2C1%2C100&tH=100%2C100%2C100%2C100%2C0"
        "&alpha=0.5000&n=Define+Problem%7CFind+Data%7CWrite+Code%7CPrepare+Report"
        "%7CPresent+Findings&title=Data+Scientist+Workflow"
    )
    assert jd.read_link(link) == jd.read_problem(models / "paper" / "page-data-scientist.toml")


def test_link_round_trip(models: Path) -> None:
    checked = 0
    for file in sorted((models / "paper").glob("*.toml")):
        problem = jd.read_problem(file)
        link = jd.write_link(problem, "https://page.example/")
        assert jd.read_link(link) == problem
        assert jd.write_link(jd.read_link(link), "https://page.example/") == link
        checked += 1
    assert checked >= 9


@given(problem=problems())
def test_link_round_trip_by_hypothesis(problem: jd.Problem) -> None:
    assert jd.read_link(jd.write_link(problem)) == problem


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("?tM=1&cA=5&tA=1&d=1&tH=0", "missing key cM; copy the whole link"),
        ("?cM=5&tM=1&cA=5&tA=1&tH=0", "missing key d (or q)"),
        ("?cM=5,1&tM=1&cA=5&tA=1&d=1&tH=0", "tM = 1: must have 2 values, as cM has"),
        ("?cM=5,x&tM=1,1&cA=5,1&tA=1,1&d=1,1&tH=0,0", "cM, value 2 = 'x': must be a number"),
        ("?cM=5&tM=1&cA=5&tA=1&d=1&q=1&tH=0", "gives both d and q"),
        (f"?{EXAMPLE_6}&zz=1", "unknown key zz"),
        (f"?{EXAMPLE_6}&cM=1", "key cM stands twice"),
        (f"?{EXAMPLE_6}&n=a|b|c", "n = 3: names more than the 2 steps"),
        (f"?{EXAMPLE_6}&n=a|a", "already that of step 1"),
        ("?cM=5&tM=1&cA=5&tA=1&d=1&tH=0&alpha=2", "alpha = 2.0: must be in (0, 1]"),
        ("?cM=5&tM=1&cA=5&tA=1&d=-1&tH=0", "must be a finite number ≥ 0"),
        ("https://page.example/", "missing key cM"),
    ],
)
def test_bad_links(link: str, message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.read_problem(link)
    assert str(caught.value).startswith("the link: ")
    assert message in str(caught.value)


def test_what_a_link_cannot_say() -> None:
    person = jd.Step(manual_skill=1, manual_time=1)
    machine = jd.Step(name="m", ai_skill=1, ai_time=1, ai_success=0.5)
    hard = jd.Step(manual_skill=1, manual_time=1, ai_skill=1, ai_time=1, ai_difficulty=1)
    untouched = jd.Step(manual_skill=1, manual_time=1, handoff_time=1)
    for problem, message in (
        (jd.Problem(jd.Workflow([person]), jd.Wages(human=2)), "no wages or constraints"),
        (jd.Problem(jd.Workflow([person, machine])), 'step "m": the page has steps that'),
        (
            jd.Problem(jd.Workflow([untouched, hard], alpha=0.5)),
            'step "1": the page has steps that',
        ),
        (jd.Problem(jd.Workflow.from_arrays(manual_skill=1, manual_time=1, names=["a|b"])), '"|"'),
        (jd.Problem(jd.Workflow.from_arrays(manual_skill=1, manual_time=1, ai_cost=1)), "ai_cost"),
    ):
        with pytest.raises(jd.InputError) as caught:
            jd.write_link(problem)
        assert message in str(caught.value)
    by_hand = jd.Problem(jd.Workflow([person]))
    assert jd.read_link(jd.write_link(by_hand)).workflow.ai_success.tolist() == [0.0]


def test_numbers_keep_every_digit() -> None:
    value = float(np.nextafter(0.1, 1))
    problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=value, manual_time=1))
    assert jd.read_link(jd.write_link(problem)).workflow.manual_skill[0] == value

"""The report: everything escaped, nothing loaded, and the numbers are those of the answers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign import cli
from jobdesign.analysis import decisions, next_best, reorganisation
from jobdesign.analysis.horizons import comparison
from jobdesign.analysis.limits import prices
from jobdesign.files.comments import Comments, read_comments
from jobdesign.queueing.designs import comparison as queue_comparison
from jobdesign.reporting import contents as contents_module
from jobdesign.reporting.contents import Queue, gather
from jobdesign.reporting.elements import element, join, table
from jobdesign.reporting.sections.queue import queue_section
from jobdesign.tables.numbers import number
from lengths import examples

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</title></style></svg><script>alert(2)</script>",
    "\" onload='alert(3)' x=\"",
    "]]> --> <!-- &lt; &amp; javascript:alert(4) $x^2$",
]
#: All that a page may be made of.
PARTS = """
html head meta title style body main section h1 h2 p div dl dt dd ul li table caption thead
tbody tr th td span figure figcaption svg g path defs use text tspan clippath rect pattern
"""
TAGS = set(PARTS.split())


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def hostile_problem() -> jd.Problem:
    """Names that would be more than names."""
    workflow = jd.Workflow(
        [
            jd.Step(
                name=name,
                manual_skill=2.0 + k,
                manual_time=1.0,
                ai_skill=1.0,
                ai_time=0.5,
                ai_difficulty=1.0 + k,
                handoff_time=0.0 if k == 3 else 0.5,
            )
            for k, name in enumerate(HOSTILE)
        ],
        alpha=0.8,
    )
    rule = jd.KINDS["same_job"](steps=HOSTILE[:2])
    return jd.Problem(workflow, name=HOSTILE[1], constraints=[rule])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, object]:
    path = tmp_path_factory.mktemp("report") / "report.html"
    contents = jd.write_report(hostile_problem(), path, queue=Queue(0.02))
    return path.read_text(), contents


def test_names_stay_text(hostile) -> None:
    text, _ = hostile
    page = Page(text)
    assert page.tags <= TAGS, page.tags - TAGS
    for name in HOSTILE:
        assert name in page.text
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(hostile) -> None:
    text, _ = hostile
    page = Page(text)
    for name, value in page.attributes:
        if name in ("href", "xlink:href", "src", "srcset", "data", "action", "poster"):
            assert value.startswith("#"), (name, value)
        if name == "style" or "url(" in (value or ""):
            assert not re.search(r"url\((?!#)", value), value
    style = "".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    assert "url(" not in style
    assert "@import" not in style
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_parts_of_pictures_are_found_where_they_are_used(hostile) -> None:
    text, _ = hostile
    attributes = Page(text).attributes
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    used = {value[1:] for name, value in attributes if name.endswith("href")}
    used |= set(re.findall(r"url\(#([^)]+)\)", text))
    assert used
    assert used <= set(ids)


def test_every_answer_is_on_the_page(hostile) -> None:
    text, contents = hostile
    page = Page(text).text
    solution, problem = contents.solution, hostile_problem()
    assert solution.cost == jd.solve(problem).cost
    assert number(solution.cost) in page
    horizons = jd.compare_horizons(problem)
    for cost in horizons.costs.values():
        assert f"{cost:,.4f}" in page
    for threshold in jd.thresholds(problem).thresholds:
        assert f"{threshold:.4f}" in page
    free = jd.solve(jd.Problem(problem.workflow)).cost
    assert contents.without[0][1].cost == free
    for title in (
        "The design", "What it costs", "What AI changes", "What other decisions cost",
        "When AI gets better", "When work arrives", "Rules that the design keeps",
        "What this rests on", "Versions",
    ):  # fmt: skip
        assert text.count(f"<h2>{title}</h2>") == 1
    assert text.count("<svg ") == 5
    assert f"jobdesign {jd.__version__}" in page


def test_the_page_is_the_same_on_every_run(hostile, tmp_path: Path) -> None:
    jd.write_report(hostile_problem(), tmp_path / "again.html", queue=Queue(0.02))
    assert (tmp_path / "again.html").read_text() == hostile[0]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("constrained/claims-office.toml", "max_total_time (limit 4)"),
        pytest.param(
            "constrained/technical-writers-worker-types.toml",
            "cheapest worker who can do it",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_constrained_problems(models: Path, tmp_path: Path, file: str, says: str) -> None:
    problem = jd.read_problem(models / file)
    path = tmp_path / "report.html"
    comments = read_comments(models / file)
    contents = jd.write_report(problem, path, comments=comments)
    page = Page(path.read_text())
    assert page.tags <= TAGS
    assert says in page.text
    assert comments.header.splitlines()[0] in page.text
    assert contents.loads is None
    savings = [price.saving for price in contents.limits]
    assert savings == [price.saving for price in jd.limit_prices(problem)]
    assert "When work arrives" not in page.text


def test_without_time_the_page_says_what_is_missing(tmp_path: Path) -> None:
    contents = jd.write_report(hostile_problem(), tmp_path / "x.html", time_limit=0.0)
    page = Page((tmp_path / "x.html").read_text())
    assert contents.solution.design is None or "The time was up" in page.text
    assert page.tags <= TAGS


def test_the_report_of_the_short_run_says_so(run, hostile, tmp_path: Path) -> None:
    path, example = tmp_path / "short.html", "models/paper/example-6.toml"
    problem = jd.read_problem(example)
    contents = jd.write_report(problem, path, horizon="short", queue=Queue(0.1))
    short = jd.solve(problem, horizon="short")
    assert contents.solution.cost == contents.prices.cost == short.cost > jd.solve(problem).cost
    assert contents.prices.horizon == "short"
    text = Page(path.read_text()).text
    assert number(short.cost) in text
    says = "In the short run, with jobs and wages as they are without AI"
    assert says in text
    assert says not in hostile[0]
    assert "each job keeps the wage that its steps ask for by hand" in text
    assert text.count("known for the long run only") == 2  # thresholds and arrivals
    assert run(example, "-o", str(path), "--horizon", "short", "--job-end", "2") == (0, "")
    one_job = jd.solve(problem, horizon="short", job_ends=["2"]).cost
    assert one_job != short.cost
    assert number(one_job) in Page(path.read_text()).text


def test_every_answer_gets_what_is_left_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def record(module: object, name: str) -> None:
        original = getattr(module, name)

        def ask(*arguments, **options):
            asked.append((name, options["time_limit"]))
            return original(*arguments, **options)

        monkeypatch.setattr(module, name, ask)

    record(contents_module, "solve")
    for module, name in (
        (comparison, "compare_horizons"), (decisions, "decision_prices"),
        (reorganisation, "thresholds"), (prices, "limit_prices"),
        (next_best, "best_designs"), (queue_comparison, "compare_designs"),
        (queue_comparison, "usual_designs"),
    ):  # fmt: skip
        record(module, name)
    limit = jd.KINDS["max_total_time"](limit=2.5)
    problem = jd.read_problem("models/paper/example-6.toml")
    problem = jd.Problem(problem.workflow.with_alpha(0.7), constraints=[limit])
    assert jd.solve(problem).cost > jd.solve(problem.without([limit])).cost
    contents = gather(problem, Comments(), queue=Queue(0.01), time_limit=1000.0)
    assert not isinstance(contents.loads, str)
    names = [name for name, _ in asked]
    assert set(names) >= {
        "solve", "compare_horizons", "decision_prices", "limit_prices", "best_designs",
        "compare_designs", "usual_designs",
    }  # fmt: skip
    limits = [limit for _, limit in asked]
    assert all(0.0 < limit <= 1000.0 for limit in limits)
    assert limits[0] > limits[-1]


def test_without_time_it_is_left_open_which_design_is_fastest() -> None:
    problem = jd.read_problem("models/paper/example-6.toml")
    designs = queue_comparison.usual_designs(problem)
    given = jd.solve(problem).design
    late = queue_comparison.usual_designs(problem, cheapest=given, time_limit=0.0)
    assert late["cheapest"] is given
    assert set(late) <= set(designs)
    found = queue_comparison.compare_designs(problem, designs, 0.1, time_limit=0.0)
    assert found.fastest == ()
    assert "The time was up" in Page(queue_section(found)).text
    full = queue_comparison.compare_designs(problem, designs, 0.1)
    assert full.fastest
    assert "The time was up" not in Page(queue_section(full)).text


def test_one_step_by_hand_and_nothing_to_do(tmp_path: Path) -> None:
    for skill in (2.0, 0.0):
        one = jd.Problem(jd.Workflow.from_arrays(manual_skill=[skill], manual_time=[skill]))
        jd.write_report(one, tmp_path / "x.html", queue=Queue(0.1))
        page = Page((tmp_path / "x.html").read_text())
        assert "1 task in 1 job" in page.text
        assert "0 steps of 1 are done with AI" in page.text


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)

    def run_it(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["report", *arguments])
        return ended.value.code, capsys.readouterr().err

    return run_it


def test_the_command(run, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert run("models/paper/example-6.toml", "-o", str(path), "--arrival-rate", "0.1") == (0, "")
    assert "When work arrives" in path.read_text()
    link = "?cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77"
    assert run(link, "-o", str(path)) == (0, "")


def test_infeasible_is_an_answer(run, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert run("models/constrained/four-eyes.toml", "-o", str(path))[0] == 3
    page = Page(path.read_text())
    assert "No design keeps all constraints. These clash" in page.text
    assert "The design" not in page.texts


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--arrival-rate", "0"), "--arrival-rate = 0"),
        (("--arrival-rate", "1", "--workers", "0"), "--workers = 0"),
        (("--arrival-rate", "1", "--manual-variation", "-1"), "--manual-variation = -1"),
        (("--job-end", "nobody"), "nobody"),
        (("--time-limit", "-1"), "--time-limit = -1"),
        (("-o", ""), "--output"),
        (("-o", "models/paper/example-6.toml"), "would overwrite the problem"),
    ],
)
def test_wrong_input_is_one_line(run, tmp_path: Path, arguments, message: str) -> None:
    path = str(tmp_path / "x.html")
    code, err = run("models/paper/example-6.toml", "-o", path, *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert not Path(path).exists()


def test_it_needs_matplotlib(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code, err = run("models/paper/example-6.toml", "-o", str(tmp_path / "x.html"))
    assert (code, err.count("\n")) == (2, 1)
    assert 'pip install "jobdesign[plot]"' in err


@examples(0.5)
@given(st.text(), st.text())
def test_elements_escape_whatever_they_are_given(text: str, other: str) -> None:
    made = element("p", text, element("b", other), class_=text, title=other)
    made = join(made, table({"heading": [text], "other": [other]}, caption=text))
    page = Page(made)
    assert page.tags == {"p", "b", "div", "table", "thead", "tbody", "tr", "th", "td"} | (
        {"caption"} if text else set()
    )


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
#: What makes a browser complain, or load, or run something.
BAD_PAGES = {
    "loads": '<img src="http://localhost:9/x.png">',
    "runs": "<img src=x onerror=console.log('ran')>",
    "styled from elsewhere": '<link rel="stylesheet" href="http://localhost:9/x.css">',
}


def open_page(path: Path, profile: Path) -> tuple[str, str]:
    """Open a page without a network; returns what it became, and what the browser said."""
    done = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            "--enable-logging=stderr", f"--user-data-dir={profile}",
            "--proxy-server=127.0.0.1:9", path.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
def test_a_browser_opens_it_without_complaint(hostile, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(hostile[0])
    opened, said = open_page(path, tmp_path / "profile")
    page = Page(opened)
    assert "CONSOLE" not in said
    assert "img" not in page.tags
    assert "script" not in page.tags
    assert HOSTILE[0] in page.text


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
@pytest.mark.parametrize("markup", BAD_PAGES.values(), ids=BAD_PAGES)
def test_a_browser_complains_of_a_page_that_loads_or_runs_anything(
    hostile, tmp_path: Path, markup: str
) -> None:
    """Inside the report its policy forbids it; without the policy scripts would run."""
    path, plain = tmp_path / "bad.html", "<!DOCTYPE html><html><body></body></html>"
    path.write_text(hostile[0].replace("</body>", f"{markup}</body>"))
    said = open_page(path, tmp_path / "profile")[1]
    assert "CONSOLE" in said
    assert '"ran"' not in said
    path.write_text(plain.replace("</body>", f"{markup}</body>"))
    said = open_page(path, tmp_path / "profile")[1]
    assert ('"ran"' in said) == ("onerror" in markup)

"""The page as Streamlit runs it, without a browser."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

import jobdesign as jd
from jobdesign.app.address import write_address
from jobdesign.app.draft import Draft
from jobdesign.app.opening import Opening

PAGE = Path(__file__).resolve().parents[2] / "src" / "jobdesign" / "app" / "page.py"
#: Seconds that anything may take, on a loaded machine.
PATIENCE = 60.0

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


class Page:
    """The page of one reader."""

    def __init__(self) -> None:
        self.test = AppTest.from_file(str(PAGE), default_timeout=PATIENCE)
        self.tabs: dict[str, Any] = {}

    def run(self) -> Page:
        self.hold_tabs()
        self.test.run()
        return self.check()

    def hold_tabs(self) -> None:
        """Do what a browser does: say again which tabs are open."""
        for key, name in self.tabs.items():
            self.test.session_state[key] = name

    def leave(self) -> None:
        """Do what the server does when a browser is gone."""
        st.cache_resource.clear()

    def check(self) -> Page:
        assert not self.test.exception
        return self

    def until(self, holds: Callable[[], bool]) -> Page:
        """Run again, as a browser does while something is computed."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.3)  # a run of the page costs more than that
            self.run()
        return self

    @property
    def draft(self) -> Draft:
        found: Draft = self.test.session_state["draft"]
        return found

    def metric(self, label: str) -> str:
        return next((str(m.value) for m in self.test.metric if m.label == label), "")

    def shows(self, problem: jd.Problem, **options: Any) -> Page:
        cost = f"{jd.solve(problem, **options).cost:,.6g}"
        return self.until(lambda: self.metric("Cost") == cost)

    def click(self, label: str) -> Page:
        next(b for b in self.test.button if b.label == label).click()
        return self.run()

    def take(self, label: str, value: Any) -> Page:
        """Give the widget of a label a value."""
        kinds = ("slider", "number_input", "multiselect", "selectbox", "text_area", "text_input")
        widgets = (widget for kind in kinds for widget in self.test.get(kind))
        next(w for w in widgets if w.label == label).set_value(value)
        return self.run()

    def open_tab(self, key: str, name: str) -> Page:
        if key == "problem_tabs":
            self.tabs["more"] = True
        self.tabs[key] = name
        return self.run()


@pytest.fixture
def page() -> Iterator[Page]:
    page = Page().run()
    yield page
    page.leave()


@pytest.fixture
def example() -> jd.Problem:
    return Opening().read()


def test_it_shows_the_example_solved(page: Page, example: jd.Problem) -> None:
    page.shows(example)
    assert page.metric("Without AI") == f"{jd.solve(example.without_ai()).cost:,.6g}"
    assert not page.test.error
    assert not page.test.warning


def test_a_reader_who_leaves_takes_the_processes_along(example: jd.Problem) -> None:
    before = set(multiprocessing.active_children())
    page = Page().run().shows(example)
    own = set(multiprocessing.active_children()) - before
    assert own
    page.leave()
    assert not any(process.is_alive() for process in own)
    page.run().shows(example)  # who comes back is served anew
    page.leave()


def test_alpha_by_slider_and_exactly(page: Page, example: jd.Problem) -> None:
    page.take("α, quality of the AI", 0.75)
    page.shows(example.with_alpha(0.75))
    page.take("α, exactly", 0.3333)
    page.shows(example.with_alpha(0.3333))
    assert page.test.slider[0].value == 0.3333


def test_the_short_run_with_jobs_of_ones_own(page: Page, example: jd.Problem) -> None:
    page.test.session_state["draft"] = replace(page.draft, horizon="short")
    page.run().shows(example, horizon="short")
    page.take("Jobs end after", ["Find Data"])
    page.shows(example, horizon="short", job_ends=["Find Data"])


@pytest.mark.slow
def test_a_variation_and_a_reset(page: Page, example: jd.Problem) -> None:
    page.click("Random variation")
    varied, _ = page.draft.problem()
    assert varied != example
    assert varied.workflow.names == example.workflow.names
    page.shows(varied).click("Reset").shows(example)


def test_every_panel_of_the_answer_is_drawn(page: Page, example: jd.Problem) -> None:
    page.shows(example)
    for name, words in {
        "Geometry": None,
        "Costs": "Total cost: 63.9411",
        "Force a step": None,
        "All prices": None,
        "Queue": None,
    }.items():
        page.open_tab("result_tabs", name)
        page.until(lambda: not any("…" in text.value for text in page.test.text))
        assert words is None or any(words in text.value for text in page.test.text)
        assert not page.test.warning, name


def test_a_forced_step(page: Page, example: jd.Problem) -> None:
    page.shows(example).open_tab("result_tabs", "Force a step")
    page.test.session_state["draft"] = page.draft.with_forced("Write Code", "manual")
    forced = replace(
        example, constraints=[jd.KINDS["require_mode"](step="Write Code", mode="manual")]
    )
    page.run().shows(forced)
    assert any("Write Code (manual)" in text.value for text in page.test.text)
    page.click("Set all steps free").shows(example)


def brief(kind: str) -> object:
    """One kind of each sort of field runs by default, and what has a table of its own."""
    few = ("max_total_time", "require_mode", "forbid_handoff", "same_job", "linear_budget")
    return kind if kind in few else pytest.param(kind, marks=pytest.mark.slow)


@pytest.mark.parametrize("kind", [*map(brief, jd.KINDS)])
def test_every_kind_of_constraint_has_a_form(page: Page, example: jd.Problem, kind: str) -> None:
    page.open_tab("problem_tabs", "Constraints")
    page.take("Add a constraint", kind)
    if kind in ("same_job", "separate_jobs"):
        page.take("Steps (two or more)", ["Find Data", "Write Code"])
    page.click("Add constraint")
    if kind == "linear_budget":  # its table starts with nothing in it
        assert "table" in page.test.error[0].value
        return
    (tree,) = page.draft.constraints
    assert tree["kind"] == kind
    problem, _ = page.draft.problem()
    assert len(problem.constraints) == 1
    page.click("Remove")
    assert page.draft.constraints == ()


def test_demands_that_clash_are_named(page: Page) -> None:
    trees = ({"kind": "min_jobs", "limit": 2}, {"kind": "max_jobs", "limit": 1})
    page.test.session_state["draft"] = replace(page.draft, constraints=trees)
    page.run().until(lambda: bool(page.test.error))
    assert "min\\_jobs" in page.test.error[0].value


def test_wages_take_effect_with_their_button(page: Page, example: jd.Problem) -> None:
    page.open_tab("problem_tabs", "Wages")
    page.take("Base rate of human skill", 2.0)
    page.click("Apply wages").shows(replace(example, wages=jd.Wages(human=2.0)))
    page.take("Wage rule", "worker_types")
    page.click("Apply wages")
    kinds = (
        jd.WorkerType(name="junior", max_skill=3, wage=2),
        jd.WorkerType(name="senior", max_skill=100, wage=8),
    )
    page.shows(replace(example, wages=jd.Wages(human=2.0, worker_types=kinds)))


def test_pasted_rows(page: Page) -> None:
    page.open_tab("problem_tabs", "Paste")
    page.test.text_area(key="pasted").set_value(
        "name\tcH\ttH\tcM\ttM\tq\ttS\nask\t5\t1\t5\t1\t0,9\t1\ndo\t2\t4\t2\t1\t0,8\t0"
    )
    page.test.selectbox(key="pasted_notation").set_value("paper")
    page.click("Replace all steps")
    problem, _ = page.draft.problem()
    assert problem.workflow.names == ("ask", "do")
    assert problem.workflow.ai_success.tolist() == [0.9, 0.8]
    page.shows(problem)
    page.test.text_area(key="pasted").set_value("say <b>\tmuch")
    page.click("Add these rows")
    assert page.test.error[0].value.startswith("header")
    assert "\\<b\\>" in page.test.error[0].value
    assert page.draft.problem()[0] == problem


def test_a_link_of_the_authors_page(page: Page) -> None:
    page.open_tab("problem_tabs", "Link")
    link = "?cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77&n=ask|do"
    page.test.text_input(key="pasted_link").set_value("https://example.org/page" + link)
    page.click("Open the link").shows(jd.read_link(link))


def test_the_address_reproduces_the_page(page: Page, models: Path) -> None:
    for name in ("constrained/four-eyes", "paper/example-6"):
        problem = jd.read_problem(models / f"{name}.toml")
        query = write_address(problem)
        assert query is not None
        other = Page()
        for key, value in query.items():
            other.test.query_params[key] = value
        other.run()
        assert other.draft.problem()[0] == problem
        other.leave()


def test_a_damaged_address_is_told_and_the_page_opens() -> None:
    page = Page()
    page.test.query_params["problem"] = "<img src=x>"
    page.run()
    assert "damaged" in page.test.error[0].value
    assert page.draft.name == "Data Scientist Workflow"
    page.leave()


def test_nothing_is_a_problem_yet(page: Page) -> None:
    page.test.session_state["table"] = page.test.session_state["table"].head(0)
    page.test.session_state["version"] += 1
    page.run()
    assert "no steps yet" in page.test.warning[0].value

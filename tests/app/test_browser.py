"""The app in a real browser: what a person does, and what must then be on the page."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest

import jobdesign as jd
from app.chromium import PATIENCE, browser_path, server
from jobdesign.app.opening import Opening

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>"


@dataclass
class Reader:
    """Somebody at the page."""

    page: Any
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.address}/{query}")
        self.page.locator("[data-testid=stMetricValue]").first.wait_for()
        self.page.locator("[data-testid=stImage] img").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until the page has been drawn to its end."""
        self.page.locator("[data-test-script-state=notRunning]").wait_for()

    def metric(self, label: str) -> str:
        found = self.page.locator("[data-testid=stMetric]", has_text=label).first
        return str(found.locator("[data-testid=stMetricValue]").inner_text())

    def wait_for_cost(self, cost: float) -> None:
        """Wait until the page shows a cost; it writes six digits."""
        metric = self.page.locator("[data-testid=stMetric]", has_text="Cost")
        metric.filter(has_text=f"{cost:,.6g}").first.wait_for()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def more(self, name: str) -> None:
        if self.page.get_by_role("tab", name=name, exact=True).count() == 0:
            self.page.get_by_text("Constraints, wages, pasting").click()
        self.tab(name)

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_role("combobox", name=re.compile(re.escape(label)))
        box.fill(option)
        self.page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    browser_path()
    with server(root) as served:
        yield served


@pytest.fixture(scope="module")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = browser_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def reader(browser: Any, address: str, tmp_path: Path) -> Iterator[Reader]:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(1000 * PATIENCE)
    reader = Reader(page, address)

    def note(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            reader.foreign.append(request.url)

    page.on("request", note)
    page.on("dialog", lambda dialog: reader.complaints.append(f"dialog {dialog.message}"))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: reader.complaints.append(line.text) if line.type == "error" else None,
    )
    yield reader
    page.screenshot(path=tmp_path / "last.png")  # what there was to see, where it failed
    page.close()
    assert reader.foreign == []  # nothing is loaded from elsewhere
    assert reader.complaints == []


def example() -> jd.Problem:
    return Opening().read()


def test_it_opens_with_the_example_of_the_authors_solved(reader: Reader) -> None:
    reader.open()
    solution = jd.solve(example())
    reader.wait_for_cost(solution.cost)
    assert reader.metric("Without AI") == f"{jd.solve(example().without_ai()).cost:,.6g}"
    reader.page.locator("[data-testid=stImage] img").first.wait_for()


def test_a_cell_that_is_edited_changes_the_answer(reader: Reader) -> None:
    reader.open()
    table = reader.page.locator("[data-testid=stDataFrame]").first
    table.click(position={"x": 120, "y": 52})  # the first step's name
    for key in ("ArrowRight", "ArrowRight", "4"):  # its manual time
        reader.page.wait_for_timeout(300)  # a canvas does not say when it is ready
        reader.page.keyboard.press(key)
    reader.page.locator(".gdg-input").wait_for()
    reader.page.keyboard.press("Enter")
    steps = list(example().workflow.steps)
    steps[0] = replace(steps[0], manual_time=4.0)
    reader.wait_for_cost(jd.solve(jd.Problem(jd.Workflow(steps, alpha=0.5))).cost)


def test_alpha_moves_with_its_slider(reader: Reader) -> None:
    reader.open()
    slider = reader.page.get_by_role("slider").first
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    reader.wait_for_cost(jd.solve(example().with_alpha(0.53)).cost)
    reader.page.wait_for_url(re.compile("alpha=0.53"))
    reader.page.reload()  # the address holds the state
    reader.wait_for_cost(jd.solve(example().with_alpha(0.53)).cost)


def test_a_step_is_forced_and_its_price_shown(reader: Reader) -> None:
    reader.open()
    reader.tab("Force a step")
    reader.choose("Step", "Write Code")
    reader.page.get_by_role("radio", name="manual", exact=True).click()
    forced = replace(
        example(),
        constraints=[jd.KINDS["require_mode"](step="Write Code", mode="manual")],
    )
    reader.wait_for_cost(jd.solve(forced).cost)
    reader.page.get_by_text("Forced: Write Code (manual)").wait_for()
    reader.page.get_by_role("button", name="Set all steps free").click()
    reader.wait_for_cost(jd.solve(example()).cost)


def test_a_step_is_chosen_with_a_click(reader: Reader) -> None:
    reader.open()
    reader.tab("Force a step")
    table = reader.page.locator("[data-testid=stDataFrame]").last
    reader.page.get_by_text("click one to choose it").wait_for()
    chosen = reader.page.get_by_role("combobox", name=re.compile("Step"))
    table.click(position={"x": 60, "y": 122})  # in the third row
    reader.page.wait_for_function("box => box.value == 'Write Code'", arg=chosen.element_handle())


def test_a_constraint_is_added_and_removed(reader: Reader) -> None:
    reader.open()
    reader.more("Constraints")
    reader.choose("Add a constraint", "min_jobs")
    reader.page.get_by_role("spinbutton", name="Limit", exact=True).fill("2")
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("button", name="Add constraint").click()
    held = replace(example(), constraints=[jd.KINDS["min_jobs"](limit=2)])
    reader.wait_for_cost(jd.solve(held).cost)
    assert reader.metric("Jobs") == "2"
    reader.page.get_by_role("button", name="Remove").click()
    reader.wait_for_cost(jd.solve(example()).cost)


def test_a_link_of_the_authors_page_is_taken(reader: Reader) -> None:
    query = urlencode(
        {"cM": "5,2", "tM": "1,4", "cA": "5,2", "tA": "1,1", "d": "6,1", "tH": "1,0",
         "alpha": "0.77", "n": "ask|do"}
    )  # fmt: skip
    cost = jd.solve(jd.read_link(f"?{query}")).cost
    reader.open(f"?{query}")
    reader.wait_for_cost(cost)
    reader.open()
    reader.more("Link")
    reader.page.get_by_label("A link of this page").fill(f"https://example.org/page?{query}")
    reader.page.get_by_role("button", name="Open the link").click()
    reader.wait_for_cost(cost)


def test_a_file_is_taken_and_given_with_a_hostile_name(reader: Reader, tmp_path: Path) -> None:
    steps = list(example().workflow.steps)
    steps[1] = replace(steps[1], name=HOSTILE)
    problem = jd.Problem(
        jd.Workflow(steps, alpha=0.9),
        constraints=[jd.KINDS["require_mode"](step=HOSTILE, mode="manual")],
        name=f"![x](http://127.0.0.1:9/x.png) {HOSTILE}",
    )
    path = tmp_path / "hostile.toml"
    jd.write_problem(problem, path)
    reader.open()
    reader.more("Files")
    reader.page.locator("input[type=file]").set_input_files(str(path))
    reader.wait_for_cost(jd.solve(problem).cost)
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Download JSON").click()
    assert jd.problem_from_dict(json.loads(Path(download.value.path()).read_text())) == problem
    reader.more("Constraints")
    reader.page.get_by_text(f'require_mode (step "{HOSTILE}", mode manual)').wait_for()
    reader.tab("Force a step")
    reader.page.get_by_text(f"Forced: {HOSTILE} (manual)").wait_for()
    reader.more("Paste")
    reader.page.get_by_label("Rows from a spreadsheet").fill(f"{HOSTILE}\tmanual_skill\na\t1")
    reader.page.get_by_role("button", name="Add these rows").click()
    reader.page.get_by_role("alert").get_by_text(HOSTILE).first.wait_for()
    assert reader.page.locator("img[src=x]").count() == 0
    assert reader.page.locator("img[src*='x.png']").count() == 0


def test_the_report_is_downloaded(reader: Reader) -> None:
    reader.open()
    reader.tab("Report")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Download the report").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Data Scientist Workflow" in text


@pytest.mark.parametrize("form", ["csv", "xes"])
def test_an_event_log_becomes_the_problem(reader: Reader, root: Path, form: str) -> None:
    path = root / "models" / "importing" / f"claims.{form}"
    read = jd.import_log(path, wage=30.0, ai=jd.AiAssumptions(success=0.5)).problem
    reader.open()
    reader.more("Event log")
    reader.page.locator("input[type=file]").set_input_files(str(path))
    reader.page.get_by_role("spinbutton", name="Chance that AI succeeds").fill("0.5")
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("button", name="Import the log").click()
    reader.page.get_by_text(f"Imported: claims.{form}").wait_for()
    reader.page.get_by_role("button", name="Open it").click()
    reader.wait_for_cost(jd.solve(read).cost)


def long_problem() -> jd.Problem:
    """A problem that no method solves in a minute: many budgets on many steps."""
    m, generator = 40, np.random.default_rng(1)
    names = [str(i + 1) for i in range(m)]

    def drawn(low: float, high: float) -> list[float]:
        return [round(float(x), 3) for x in generator.uniform(low, high, m)]

    workflow = jd.Workflow.from_arrays(
        manual_skill=drawn(1, 5), manual_time=drawn(1, 5), ai_skill=drawn(1, 5),
        ai_time=drawn(0.2, 3), ai_difficulty=drawn(0.1, 1), handoff_time=[*drawn(0, 3)[:-1], 0.0],
        alpha=0.8,
    )  # fmt: skip
    budgets = [
        jd.KINDS["linear_budget"](
            limit=0.38 * m,
            coefficients={
                name: {mode: round(float(generator.uniform()), 3) for mode in
                       ("manual", "augmented", "automated")}
                for name in names
            },
        )
        for _ in range(4)
    ]  # fmt: skip
    return jd.Problem(workflow, constraints=[*budgets, jd.KINDS["max_jobs"](limit=m // 8)])


def test_a_long_solve_is_cancelled_and_the_page_goes_on(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    jd.write_problem(long_problem(), path)
    reader.open()
    reader.page.get_by_role("spinbutton", name="Time limit, s").fill("600")
    reader.page.keyboard.press("Enter")
    reader.more("Files")
    reader.page.locator("input[type=file]").set_input_files(str(path))
    reader.page.get_by_text(re.compile(r"Solving … \d+ s")).wait_for()
    reader.page.get_by_role("button", name="Cancel").click()
    reader.page.get_by_text("Cancelled.").wait_for()
    reader.page.get_by_role("button", name="Reset").click()
    reader.wait_for_cost(jd.solve(example()).cost)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_is_no_wider_than_the_screen(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.open()
    for tab in ("Geometry", "Costs", "Queue"):
        reader.tab(tab)
        reader.page.wait_for_timeout(300)
        wide = reader.page.evaluate(
            "Math.max(...['body', '[data-testid=stMain]'].map("
            "s => document.querySelector(s).scrollWidth))"
        )
        assert wide <= width
    assert math.isfinite(float(reader.metric("Cost").replace(",", "")))

"""How long the page takes to show a new alpha: ``python tests/app/report_redraw.py [STEPS]``.

In a real browser, from the key that moves the slider to the new cost, and to the new
picture loaded. Moves are far apart, so that each is solved and drawn on its own.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jobdesign as jd
from app.chromium import browser_path, server
from jobdesign.app.address import write_address

_MOVES = 12
#: Resolves to the milliseconds from the key to the new cost, and to the new picture, each in a
#: frame that is about to be shown. Looks only when the page changes: looking at every frame
#: would lay the page out each time.
_TIMED = """
() => new Promise(resolve => {
  const cost = () => document.querySelector('[data-testid=stMetricValue]')?.textContent;
  const picture = () => document.querySelector('[data-testid=stImage] img');
  const before = [cost(), picture()?.src];
  let began = NaN, shown = NaN;
  document.addEventListener('keydown', () => { began = performance.now(); },
                            {once: true, capture: true});
  const since = () => performance.now() - began;
  const observer = new MutationObserver(() => {
    if (isNaN(shown) && cost() && cost() !== before[0])
      requestAnimationFrame(() => { shown = since(); });
    const image = picture();
    if (!image || image.src === before[1]) return;
    observer.disconnect();
    image.decode().then(() => requestAnimationFrame(() => resolve([shown, since()])));
  });
  observer.observe(document.body, {subtree: true, childList: true, characterData: true,
                                   attributes: true, attributeFilter: ['src']});
  setTimeout(() => resolve([shown, NaN]), 20000);
})
"""


def problem_of(steps: int) -> jd.Problem:
    """Return a problem whose design changes with alpha."""
    generator = np.random.default_rng(1)
    handoff = np.round(generator.uniform(0, 3, steps), 2)
    handoff[-1] = 0.0
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=np.round(generator.uniform(1, 5, steps), 2),
            manual_time=np.round(generator.uniform(1, 5, steps), 2),
            ai_skill=np.round(generator.uniform(1, 5, steps), 2),
            ai_time=np.round(generator.uniform(0.2, 3, steps), 2),
            ai_difficulty=np.round(generator.uniform(0.1, 3, steps), 2),
            handoff_time=handoff,
            alpha=0.5,
        )
    )


def main(steps: int) -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    query = write_address(problem_of(steps))
    assert query is not None
    path = browser_path()
    with server(Path(__file__).resolve().parents[2]) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?{urlencode(query)}")
        page.locator("[data-testid=stImage] img").first.wait_for()
        tab = sys.argv[2] if len(sys.argv) > 2 else "Geometry"
        page.get_by_role("tab", name=tab).click()  # that one has a new picture for every alpha
        page.wait_for_timeout(3000)
        slider = page.get_by_role("slider").first
        slider.focus()
        times = []
        for move in range(_MOVES + 1):
            page.wait_for_timeout(1500)
            page.evaluate(f"() => {{ window.timed = ({_TIMED})(); }}")
            slider.press("ArrowRight")
            found = page.evaluate("window.timed")
            if move:  # the first one warms everything up
                times.append(found)
        browser.close()
    for name, values in zip(("cost", "picture"), zip(*times, strict=True), strict=True):
        known = sorted(values)
        print(
            f"{steps} steps, {name}: median {statistics.median(known):.0f} ms,"
            f" slowest of {len(known)} {known[-1]:.0f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

"""What a server keeps of readers who left: ``python tests/app/report_readers.py [READERS]``.

Each reader opens the page in a context of a real browser, waits for the answer, and closes it.
Memory is that of the server and its worker processes together; handles are the server's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.chromium import browser_path, serving
from app.report_redraw import problem_of
from jobdesign.app.address import write_address

_EVERY = 20


def usage(process: int) -> tuple[float, int, int]:
    """Return memory in MiB with its descendants, open files of its own, and descendants."""
    family = [process, *_descendants(process)]
    kept = sum(_resident(member) for member in family)
    return kept, len(list(Path(f"/proc/{process}/fd").iterdir())), len(family) - 1


def _descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _descendants(child)


def _resident(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except FileNotFoundError:  # it has ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def readers_come_and_go(readers: int) -> Iterator[tuple[int, float, int, int]]:
    """Yield readers so far and `usage` after every twenty of them, once all had left."""
    from playwright.sync_api import sync_playwright

    query = write_address(problem_of(8))
    assert query is not None
    root = Path(__file__).resolve().parents[2]
    with serving(root) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        for reader in range(1, readers + 1):
            context = browser.new_context()
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(f"{address}/?{urlencode(query)}")
            page.locator("[data-testid=stMetricValue]").first.wait_for()
            page.locator("[data-testid=stImage] img").first.wait_for()
            context.close()
            if reader % _EVERY == 0:
                time.sleep(5)
                yield reader, *usage(process)
        browser.close()


def main(readers: int) -> None:
    """Measure and print."""
    print("readers  MiB with workers  open files  processes")
    for count, kept, files, processes in readers_come_and_go(readers):
        print(f"{count:7}  {kept:16.0f}  {files:10}  {processes:9}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

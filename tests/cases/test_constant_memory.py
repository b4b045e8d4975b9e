"""Memory and file handles stay what they are over many solves."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

import jobdesign as jd

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads /proc, which only Linux has"
)
#: Bytes a solve may add in the long run: what allocators do not give back, no solver and no model.
_MOST = 4_000


def used() -> tuple[int, int]:
    """Return the bytes of memory in use and the number of open files."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir("/proc/self/fd"))


def problem() -> jd.Problem:
    workflow = jd.Workflow.from_arrays(
        manual_skill=[3, 1, 2, 4],
        manual_time=[1, 2, 2, 1],
        ai_skill=[1, 2, 1, 2],
        ai_time=[2, 1, 1, 1],
        ai_success=[0.5, 0.9, 0.7, 0.4],
        handoff_time=[3, 0.5, 1, 0],
    )
    return jd.Problem(workflow, constraints=[jd.KINDS["max_total_time"](limit=7.0)])


def growth(method: str, solves: int, **options: object) -> tuple[float, int]:
    """Return the bytes that a solve adds, and the files that all of them leave open."""
    given = problem()
    for _ in range(max(solves // 4, 20)):  # what is loaded, compiled and kept once
        jd.solve(given, method, **options)
    memory, files = used()
    for _ in range(solves):
        jd.solve(given, method, **options)
    now, open_now = used()
    return (now - memory) / solves, open_now - files


def test_files_are_closed() -> None:
    for method in ("mip", "mip_compact"):
        assert growth(method, 10)[1] == 0, method


@pytest.mark.nightly
@pytest.mark.parametrize("options", [{"strengthen": False}, {}])
def test_two_thousand_solves_of_mip_compact(options: dict[str, object]) -> None:
    assert_constant(*growth("mip_compact", 2000, **options))


@pytest.mark.nightly
def test_two_thousand_solves_of_mip() -> None:
    assert_constant(*growth("mip", 2000))


def assert_constant(grown: float, opened: int) -> None:
    sys.stderr.write(f"{grown:.0f} bytes a solve, {opened} files left open\n")
    assert opened == 0
    assert grown <= _MOST

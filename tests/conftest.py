"""Settings that all tests share."""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# the same examples on every run: a red build can be repeated anywhere
settings.register_profile(
    "short",
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("short"), max_examples=200)
# the command line has the last word: --hypothesis-profile long
settings.load_profile("short")

ROOT = Path(__file__).resolve().parent.parent
#: Markers of tests that a run without a marker expression leaves out.
LONG = ("slow", "nightly")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without a search for garbage, which later leaves out what was collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests unless a marker expression asks for something else."""
    if config.option.markexpr:
        return
    long = [item for item in items if any(map(item.get_closest_marker, LONG))]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not any(map(item.get_closest_marker, LONG))]


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture
def models(root: Path) -> Path:
    """The folder of the problem files."""
    return root / "models"

"""The pages of the interface (docs/api) show every public name, each at one place."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import jobdesign
from jobdesign import queueing

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "api").glob("*.rst"))

#: ``.. currentmodule:: m`` and ``.. autoclass:: n`` and its like, in the order of the page.
_DIRECTIVE = re.compile(r"^\.\. (currentmodule|auto\w+|py:data):: (\w[\w.]*)$", flags=re.MULTILINE)


def documented(page: Path) -> list[str]:
    """Return the full name of everything that a page shows, tables aside."""
    names, module = [], ""
    for directive, name in _DIRECTIVE.findall(page.read_text()):
        if directive == "currentmodule":
            module = name
        else:
            names.append(name if name.startswith("jobdesign.") else f"{module}.{name}")
    return names


@pytest.mark.parametrize("module", [jobdesign, queueing], ids=lambda module: module.__name__)
def test_every_public_name_is_on_one_page(module: ModuleType) -> None:
    shown = [name for page in PAGES for name in documented(page)]
    public = [f"{module.__name__}.{name}" for name in module.__all__ if name != "__version__"]
    assert [name for name in public if name not in shown] == []
    assert sorted(name for name in shown if shown.count(name) > 1) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_table_lists_what_its_page_shows(page: Path) -> None:
    text = page.read_text()
    table = re.search(r"^\.\. autosummary::\n\n((?:   .*\n)+)", text, flags=re.MULTILINE)
    if table is not None:
        shown = re.findall(r"^\.\. auto\w+:: (\w+)$", text, flags=re.MULTILINE)
        assert table[1].split() == shown

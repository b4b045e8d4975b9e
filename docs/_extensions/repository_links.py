"""Pages that live outside this folder, as pages of the site.

A forge shows ``models/real/README.md`` as a file; here it is the page that includes it.
Links are written for the forge, and are led to the page of the site on the way in.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from sphinx.application import Sphinx

#: Page here: file from the root of the repository that it includes.
PAGES = {
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
    "occupations": "models/real/README.md",
}
_DOCUMENTS = {path: page for page, path in PAGES.items()}
_LINK = re.compile(r"(\]\()([^):#\s]+\.md)(?=[)#])")


def _lead(folder: str, text: str) -> str:
    """Rewrite links of a text that stands in this folder of the repository."""

    def lead(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        if target in _DOCUMENTS:
            return f"{link[1]}/{_DOCUMENTS[target]}.md"
        if target.startswith("docs/"):
            return f"{link[1]}/{target.removeprefix('docs/')}"
        return link[0]

    return _LINK.sub(lead, text)


def _page(app: Sphinx, name: str, source: list[str]) -> None:
    source[0] = _lead(posixpath.dirname(f"docs/{name}"), source[0])


def _included(app: Sphinx, path: Any, parent: str, source: list[str]) -> None:
    if parent in PAGES:
        source[0] = _lead(posixpath.dirname(PAGES[parent]), source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen for every page and every file that a page includes."""
    app.connect("source-read", _page)
    app.connect("include-read", _included)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""References to classes and functions by whatever name the code has for them.

Public names are documented where users find them, as ``jobdesign.Problem``;
annotations and docstrings say ``Problem`` or ``jobdesign.problem.Problem``. Those
lead to the same place. What stands in single backticks and is no public name,
such as a parameter, stays code without a link.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import jobdesign
from jobdesign import queueing

#: Modules whose names are public; the first that has a name is meant.
_MODULES = (jobdesign, queueing)


def _resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contents: nodes.TextElement
) -> nodes.Element | None:
    if node.get("refdomain") != "py":
        return None
    name = node["reftarget"].rpartition(".")[2]
    python = env.get_domain("py")
    for module in _MODULES:
        if name in module.__all__:
            target = f"{module.__name__}.{name}"
            found = python.resolve_xref(
                env, node["refdoc"], app.builder, "obj", target, node, contents
            )
            if found is not None:
                return found
    return contents if node["reftype"] == "obj" else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen for references that Sphinx cannot resolve."""
    app.connect("missing-reference", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

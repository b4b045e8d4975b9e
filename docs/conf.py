"""The documentation site: ``sphinx-build -W --keep-going -n docs docs/_build/html``.

It loads nothing from elsewhere, neither when it is built nor when it is read:
formulas become MathML here, and there are no inventories of other projects.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

from jobdesign import __version__

project = "jobdesign"
author = "The jobdesign developers"
project_copyright = "2026, the jobdesign developers"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "code_blocks",
    "docstrings",
    "mathml",
    "public_names",
    "repository_links",
]
exclude_patterns = ["_build", "images/*.py"]

# Markdown: ```math blocks are formulas, and every heading down to ### can be linked to.
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3

# Docstrings: numpydoc sections without types, which come from the annotations.
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_attr_annotations = False  # the extension docstrings does it
napoleon_use_ivar = True
autodoc_class_signature = "mixed"
autodoc_member_order = "bysource"
autodoc_type_aliases = {
    name: name.removeprefix("npt.") for name in ("Array", "Mask", "npt.ArrayLike")
}
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
autosummary_generate = False
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"

nitpicky = True
nitpick_ignore_regex = [
    # other packages: their inventories would have to be fetched
    ("py:.*", r"(collections|pathlib|datetime|numpy|np|npt|pandas|pd|networkx|nx|pyomo|pyo)\..*"),
    # what the index of the interface explains in words, and what everybody knows
    ("py:class", r"Array|ArrayLike|Axes|FloatArray|Indices|Mask|Path"),
    # choices of words and shapes of tables, which their parameters explain
    ("py:class", r"BadRows|Horizon|Quantity|Row|Unit|View|WageTable"),
]

html_theme = "furo"
html_title = f"jobdesign {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False

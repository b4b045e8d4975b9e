"""Our docstrings as Sphinx wants them, around what napoleon does.

Attributes and parameters may share an entry, ``low, high``, and have no types there,
since annotations carry them. Here attributes are told apart and get their types, and a
text that several names share stands at the last of them.
"""

from __future__ import annotations

import inspect
import re
import sys
from itertools import zip_longest
from typing import Any, Literal, get_origin

from sphinx.application import Sphinx
from sphinx.ext import autosummary
from sphinx.ext.napoleon import NumpyDocstring
from sphinx.util.inspect import TypeAliasForwardRef
from sphinx.util.typing import stringify_annotation

#: Stands for a colon while napoleon looks.
_COLON = "\ue000"
_FIELD = re.compile(r":(param|ivar) ([^:]+):(.*)")
_TYPE = {"ivar": "vartype", "param": "type"}
#: What arrays are called on the pages; the index of the interface explains it.
_ARRAYS = {
    "npt.NDArray[np.float64]": "Array",
    "npt.NDArray[np.bool_]": "Mask",
    "npt.NDArray[np.int64]": "Indices",
    "npt.NDArray[np.int8]": "Indices",
    "_Indices": "Indices",
}


def _types(cls: type) -> dict[str, str]:
    """Type of every annotated attribute, as text."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        names = vars(sys.modules[base.__module__])
        for name, kind in inspect.get_annotations(base).items():
            text = kind if isinstance(kind, str) else stringify_annotation(kind)
            for array, word in _ARRAYS.items():
                text = text.replace(array, word)
            for alias in set(re.findall(r"\w+", text)):
                if get_origin(names.get(alias)) is Literal:
                    text = text.replace(alias, stringify_annotation(names[alias]))
            found[name] = text
    return found


def _same(one: list[str], other: list[str]) -> bool:
    """Whether two texts differ at most in how far they are indented."""
    return [line.strip() for line in one] == [line.strip() for line in other]


def _before(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Keep napoleon from taking ``Whether ρ < 1: ...`` of a property for its type."""
    if what in ("property", "attribute"):
        sections = NumpyDocstring(lines, app.config, app, "method", name, obj, options)
        lines[:] = [line.replace(":", _COLON) for line in sections.lines()]


def _after(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    types = _types(obj) if inspect.isclass(obj) else {}
    blocks: list[tuple[str, str, list[str]]] = []  # kind and name of a field, or "", and lines
    for line in (each.replace(_COLON, ":") for each in lines):
        if line.startswith(":rtype: ") and not line[8:9].isupper():
            line = f":rtype: *{line[8:]}*"  # words, such as "array of shape (m,)", are no links
        field = _FIELD.match(line)
        if field is not None:
            names = field[2].split(", ")
            blocks += [(field[1], each, []) for each in names[:-1]]
            blocks.append((field[1], names[-1], [field[3]]))
        elif blocks and blocks[-1][0] and line.startswith(" "):
            blocks[-1][2].append(line)
        else:
            blocks.append(("", "", [line]))
    done: list[str] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        kind, attribute, text = block
        if not kind:
            done += text
            continue
        shared = following is not None and following[0] == kind and _same(following[2], text)
        first, *rest = [""] if shared or not text else text
        done += [f":{kind} {attribute}:{first}", *rest]
        if attribute in types:
            done.append(f":{_TYPE[kind]} {attribute}: {types[attribute]}")
    lines[:] = done


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen for docstrings, on either side of napoleon, whose priority is 500."""
    # sentences do not end there, in summaries
    autosummary.WELL_KNOWN_ABBREVIATIONS += ("eq.", "eqs.", "Fig.", "Figs.", "Prop.")
    # in a union such as Array | None this is what is shown of an alias
    TypeAliasForwardRef.__repr__ = lambda alias: alias.name  # type: ignore[method-assign]
    app.connect("autodoc-process-docstring", _before, priority=400)
    app.connect("autodoc-process-docstring", _after, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

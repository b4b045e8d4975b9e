"""HTML from Python: text is escaped unless it was made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

__all__ = ["Child", "Markup", "element", "join", "paragraph", "section", "table"]

#: Letters beyond which a text in a cell is long.
_LONG = 16
#: Elements without content, hence without an end.
_EMPTY = frozenset(("meta", "br", "hr"))


class Markup(str):
    """Text that is HTML already; only `element` and `join` make it."""

    __slots__ = ()


Child = str | Iterable["Child"] | None


def element(tag: str, *children: Child, **attributes: str | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    tag
        Its name.
    children
        Text, which is escaped, elements, lists of both, or None.
    attributes
        A trailing underscore is dropped (``class_``), others become hyphens; None
        leaves one out.

    Examples
    --------
    >>> element("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    start = f"<{tag}{written}>"
    return Markup(start if tag in _EMPTY else f"{start}{join(*children)}</{tag}>")


def join(*children: Child) -> Markup:
    """Return children one after another, text escaped."""
    parts = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            parts.append(str(child))
        elif isinstance(child, str):
            parts.append(escape(child))
        else:
            parts.append(join(*child))
    return Markup("".join(parts))


def paragraph(*children: Child) -> Markup:
    """Return a paragraph."""
    return element("p", *children)


def section(title: str, *children: Child) -> Markup:
    """Return a part of the page under a heading."""
    return element("section", element("h2", title), *children)


def table(
    columns: Mapping[str, Sequence[Child]], *, words: Iterable[str] = (), caption: str = ""
) -> Markup:
    """Return a table.

    Parameters
    ----------
    columns
        Cells by heading, all of one length.
    words
        Headings of columns of words, which stand to the left; numbers to the right.
    caption
        Above the table.
    """
    left = set(words)
    kinds = {
        heading: ("long" if _is_long(cells) else None) if heading in left else "number"
        for heading, cells in columns.items()
    }
    head = [element("th", name, class_=kind, scope="col") for name, kind in kinds.items()]
    rows = [
        element(
            "tr",
            [
                element("td", cell, class_=kind)
                for cell, kind in zip(row, kinds.values(), strict=True)
            ],
        )
        for row in zip(*columns.values(), strict=True)
    ]
    whole = element(
        "table",
        element("caption", caption) if caption else None,
        element("thead", element("tr", head)),
        element("tbody", rows),
    )
    return element(
        "div", whole, class_="wide", tabindex="0", role="region", aria_label=caption or "table"
    )


def _is_long(cells: Sequence[Child]) -> bool:
    """Whether a column of words needs more room than its longest word."""
    return any(isinstance(cell, str) and len(cell) > _LONG for cell in cells)

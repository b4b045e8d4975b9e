"""Pictures inside the page: SVG whose letters stay letters, with names of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from jobdesign.plotting.saving import svg_text
from jobdesign.reporting.elements import Markup, element

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["figure"]

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_USES = re.compile(r"url\(#([^)]+)\)")


def figure(axes: Axes, name: str, caption: str) -> Markup:
    """Return a picture with its caption.

    Parameters
    ----------
    axes
        What was drawn.
    name
        Unique on the page: parts of pictures are told apart by it.
    caption
        Under the picture; also read aloud in its place.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    root = ET.fromstring(svg_text(axes))  # matplotlib's own, hence safe to parse
    for parent in list(root.iter()):
        for child in list(parent):
            # the style sheet would hold for the whole page
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for part in root.iter():
        for key, value in part.attrib.items():
            if key == "id":
                part.set(key, f"{name}-{value}")
            elif key == f"{{{_LINK}}}href" and value.startswith("#"):
                part.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                part.set(key, _USES.sub(rf"url(#{name}-\1)", value))
    width = float(root.attrib.pop("width").removesuffix("pt"))
    root.attrib.pop("height")
    root.set("role", "img")
    root.set("aria-label", caption)
    root.set("style", f"width: {1.2 * width:.0f}px")
    drawn = Markup(ET.tostring(root, encoding="unicode"))
    return element("figure", element("div", drawn, class_="wide"), element("figcaption", caption))

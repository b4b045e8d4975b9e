"""Draw the pictures of docs/gallery.md, by running the page.

Each picture is the `figure` that the code before it made. Run it from the project's
folder with matplotlib installed (extra ``plot``); names of pictures draw those alone.
"""

from __future__ import annotations

import doctest
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from jobdesign.plotting.saving import plain_style, save_figure

PAGE = Path(__file__).parents[1] / "gallery.md"
#: Dots an inch: as wide as the page shows them, and half as sharp again.
DPI = 110

#: A block of code, or a picture.
_PART = re.compile(r"^```python\n(.*?)^```$|^!\[[^\]]*\]\(([^)]+)\)$", re.MULTILINE | re.DOTALL)


def parts() -> Iterator[tuple[str, str]]:
    """Yield (code, "") or ("", path of a picture beside the page), in order."""
    for match in _PART.finditer(PAGE.read_text(encoding="utf-8")):
        yield match[1] or "", match[2] or ""


def draw_pictures(folder: Path, only: Collection[str] = ()) -> list[Path]:
    """Run the page, and write its pictures to a folder."""
    names: dict[str, Any] = {}
    written = []
    with plain_style():
        for code, picture in parts():
            for example in doctest.DocTestParser().get_examples(code):
                exec(compile(example.source, PAGE.name, "single"), names)
            if picture and (not only or Path(picture).stem in only):
                written.append(folder / Path(picture).name)
                save_figure(names["figure"].axes[0], written[-1], dpi=DPI)
    return written


if __name__ == "__main__":
    draw_pictures(Path(__file__).with_name("gallery"), sys.argv[1:])
